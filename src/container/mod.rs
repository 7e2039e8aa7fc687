//! Containers: files that carry others. Each folder knows its own kind and no backup format, and makes no findings.

pub mod cab;
pub mod kinds;
pub mod mtf;
pub(crate) mod numbers;
pub mod picture;
pub mod sqlserver;
pub mod xml;
pub mod zip;
