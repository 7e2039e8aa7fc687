//! What every system has in common when it is inspected. No system is named here.

pub mod codes;
