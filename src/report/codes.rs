//! Every finding code of the product in one table: a file for each of its sections.
//!
//! `docs/findings.md` and the page's "why?" texts are generated from this table, and a test holds
//! that each code has a corpus archive that triggers it. Codes are stable for ever: scripts branch
//! on them.

use super::Severity;

/// What is known about one code, apart from the place where it was met.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Kebab-case words.
    pub name: &'static str,
    /// Severity unless the place says otherwise.
    pub severity: Severity,
    /// A few words, for a heading.
    pub title: &'static str,
    /// Where it comes from. Empty in WebAssembly.
    pub cause: &'static str,
    /// What a restore does, unless the place says otherwise.
    pub effect: &'static str,
    /// What the person can do. Empty in WebAssembly.
    pub advice: &'static str,
    /// Repair that mends it (the code's own name), `None` if data would have to be invented.
    pub action: Option<&'static str>,
}

/// A text that is in no report: the page has its own table of these, so they need not travel to it twice.
const fn beside_reports(text: &'static str) -> &'static str {
    if cfg!(target_arch = "wasm32") {
        ""
    } else {
        text
    }
}

/// Declares the table: `IDENT = "code", Severity, title, cause, effect, advice, [action]`.
macro_rules! codes {
    ($($(#[$meta:meta])* $ident:ident = $name:literal, $severity:ident {
        title: $title:literal, cause: $cause:literal, effect: $effect:literal, advice: $advice:literal
        $(, action: $action:literal)? $(,)?
    })*) => {
        $($(#[$meta])* #[doc = $title] pub static $ident: Code = Code {
            name: $name, severity: Severity::$severity, title: $title,
            cause: super::beside_reports($cause), effect: $effect,
            advice: super::beside_reports($advice), action: codes!(@action $($action)?),
        };)*
        /// The codes of this section, in its order.
        pub(super) static SECTION: &[&Code] = &[$(&$ident),*];
    };
    (@action) => { None };
    (@action $action:literal) => { Some($action) };
}

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
