//! Every finding code of the product in one table: a file for each of its sections.
//!
//! `docs/findings.md` and the page's "why?" texts are generated from this table, and a test holds
//! that each code has a corpus archive that triggers it. Codes are stable for ever: scripts branch
//! on them.

use super::Code;

mod container;
mod event;
mod failures;
mod file;
mod layout;
mod losses;
mod notes;
mod reading;

pub use container::*;
pub use event::*;
pub use failures::*;
pub use file::*;
pub use layout::*;
pub use losses::*;
pub use notes::*;
pub use reading::*;

/// The sections, in the order of `docs/findings.md`.
static SECTIONS: [&[&Code]; 8] = [
    file::SECTION,
    container::SECTION,
    event::SECTION,
    layout::SECTION,
    reading::SECTION,
    failures::SECTION,
    losses::SECTION,
    notes::SECTION,
];

/// All codes, section by section.
pub fn all() -> impl Iterator<Item = &'static Code> {
    SECTIONS.iter().flat_map(|section| section.iter().copied())
}

/// The code of that name.
pub fn by_name(name: &str) -> Option<&'static Code> {
    all().find(|code| code.name == name)
}
