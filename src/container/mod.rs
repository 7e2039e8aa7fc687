//! Containers: files that carry others. Each folder knows its own kind and no backup format, and makes no findings.

pub mod kinds;
pub mod sqlserver;
pub mod zip;
