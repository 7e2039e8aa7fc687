//! The codes of the 85 validation rules (specification section 7), one for each, a file for each of its parts.
//!
//! Severities are the report's: rules that decide the outcome on their own are `Fatal` here (head of section 7).

pub(crate) mod archive;
pub(crate) mod document;
pub(crate) mod filter;
pub(crate) mod manifest;
pub(crate) mod record;
pub(crate) mod restore;
pub(crate) mod schedule;
pub(crate) mod signature;

pub use archive::*;
pub use document::*;
pub use filter::*;
pub use manifest::*;
pub use record::*;
pub use restore::*;
pub use schedule::*;
pub use signature::*;

use crate::report::Code;

/// The sections, in the order of the specification, and that of the inspection itself.
pub(crate) static TABLE: &[&[&Code]] = &[
    archive::SECTION,
    manifest::SECTION,
    record::SECTION,
    schedule::SECTION,
    restore::SECTION,
    filter::SECTION,
    document::SECTION,
    signature::SECTION,
    crate::inspect::codes::SECTION,
];
