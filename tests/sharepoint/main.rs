//! SharePoint: the tape format on real and written files, the vectors and rules of the specification, damage, and what
//! is composed.

mod compose;
mod damage;
mod example;
mod format;
mod mtf;
mod rules;
mod seeds;
mod sets;
mod support;
mod vectors;
mod writer;
