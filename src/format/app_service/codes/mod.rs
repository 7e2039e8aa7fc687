//! The codes of the 85 validation rules (specification section 7), one for each, a file for each of its parts.
//!
//! Severities are the report's: rules that decide the outcome on their own are `Fatal` here (head of section 7).

use crate::report::Code;

mod archive;
mod document;
mod filter;
mod manifest;
mod record;
mod restore;
mod schedule;
mod signature;

pub use archive::*;
pub use document::*;
pub use filter::*;
pub use manifest::*;
pub use record::*;
pub use restore::*;
pub use schedule::*;
pub use signature::*;

/// All codes, in the order of the specification.
pub fn all() -> impl Iterator<Item = &'static Code> {
    SECTIONS.iter().flat_map(|section| section.iter().copied())
}

/// The parts, in the order of the specification.
pub static SECTIONS: [&[&Code]; 8] = [
    archive::SECTION,
    manifest::SECTION,
    record::SECTION,
    schedule::SECTION,
    restore::SECTION,
    filter::SECTION,
    document::SECTION,
    signature::SECTION,
];
