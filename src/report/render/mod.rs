//! Reports in words: for a terminal, for a chat, for several sets at once. What only one system can say comes as
//! [`Told`], so no system is named here.

pub mod json;
pub mod markdown;
pub mod mask;
pub mod sets;
pub mod text;
pub mod ticket;

use serde::Serialize;

/// A fact in the list of numbers below the verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Fact {
    /// What it is.
    pub label: &'static str,
    /// The number or text.
    pub value: String,
    /// It stands flush right in a column of numbers.
    pub number: bool,
}

impl Fact {
    /// A number, written out.
    pub fn number(label: &'static str, value: String) -> Fact {
        Fact {
            label,
            value,
            number: true,
        }
    }

    /// Anything else.
    pub fn text(label: &'static str, value: String) -> Fact {
        Fact {
            label,
            value,
            number: false,
        }
    }
}

/// What a system says of its backup beside the head of the report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Told {
    /// What such a file is called: "Squidex app backup".
    pub title: &'static str,
    /// In front of the message that the server shows: "the server says".
    pub server_says: &'static str,
    /// What to do next, for a file of which there is nothing else to say; stands right below the verdict.
    pub next: Option<String>,
    /// For a terminal.
    pub facts: Vec<Fact>,
    /// For Markdown: shorter, without what only a terminal's reader wants.
    pub short: Vec<Fact>,
    /// Blocks of lines under a heading, in front of the findings.
    pub blocks: Vec<(&'static str, Vec<String>)>,
    /// What is counted inside, for the table of several sets: "252 events", "3 databases".
    pub holds: Option<String>,
}
