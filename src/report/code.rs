//! What a finding code is, and how tables of them are written. The tables stand with the system or layer whose
//! codes they are.

use super::Severity;

/// What is known about one code, apart from the place where it was met.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Kebab-case words, stable for ever: scripts branch on them.
    pub name: &'static str,
    /// Severity unless the place says otherwise.
    pub severity: Severity,
    /// Number of the rule in the specification of the system (`AS-MAN-001`, `V13`); `None` where rules have none.
    pub rule: Option<&'static str>,
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
pub(crate) const fn beside_reports(text: &'static str) -> &'static str {
    if cfg!(target_arch = "wasm32") {
        ""
    } else {
        text
    }
}

/// Declares a table: `IDENT = "code", Severity[, rule: "V13"] { title, cause, effect, advice[, action] }`. Each
/// becomes a `pub static`; `SECTION` lists them in their order.
macro_rules! codes {
    ($($(#[$meta:meta])* $ident:ident = $name:literal, $severity:ident $(, rule: $rule:literal)? {
        title: $title:literal, cause: $cause:literal, effect: $effect:literal, advice: $advice:literal
        $(, action: $action:literal)? $(,)?
    })*) => {
        $($(#[$meta])* #[doc = $title] pub static $ident: $crate::report::Code = $crate::report::Code {
            name: $name, severity: $crate::report::Severity::$severity,
            rule: $crate::report::codes!(@option $($rule)?), title: $title,
            cause: $crate::report::code::beside_reports($cause), effect: $effect,
            advice: $crate::report::code::beside_reports($advice),
            action: $crate::report::codes!(@option $($action)?),
        };)*
        /// The codes of this section, in its order.
        pub(crate) static SECTION: &[&$crate::report::Code] = &[$(&$ident),*];
    };
    (@option) => { None };
    (@option $text:literal) => { Some($text) };
}
pub(crate) use codes;

/// The codes that one system can report, section by section. Findings are listed in this order; what is wrong with the
/// container stands before what only follows from it.
#[derive(Debug, Clone, Copy)]
pub struct CodeTable(pub(crate) &'static [&'static [&'static Code]]);

impl CodeTable {
    /// All codes, section by section.
    pub fn all(self) -> impl Iterator<Item = &'static Code> {
        self.0.iter().flat_map(|section| section.iter().copied())
    }

    /// The code of that name.
    pub fn by_name(self, name: &str) -> Option<&'static Code> {
        self.all().find(|code| code.name == name)
    }
}
