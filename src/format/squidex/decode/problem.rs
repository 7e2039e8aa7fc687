//! Why an event can't be read, with the place, and in plain words.

use crate::format::squidex::facts::ReadFailure;
use crate::json::{Fault, Token, line_and_byte};
use crate::report::Code;

use crate::format::squidex::codes;

/// One step on the way to a place in a payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Segment {
    Key(String),
    Index(usize),
}

/// A failure on its way up: each level adds its step in front.
#[derive(Debug)]
pub(super) struct Problem {
    pub code: &'static Code,
    pub message: String,
    pub suggestion: Option<String>,
    /// Innermost step first.
    pub path: Vec<Segment>,
}

pub(super) type Res<T> = Result<T, Box<Problem>>;

impl Problem {
    pub fn new(code: &'static Code, message: impl Into<String>) -> Box<Self> {
        Box::new(Problem {
            code,
            message: message.into(),
            suggestion: None,
            path: Vec::new(),
        })
    }

    /// A value that its type refuses.
    pub fn value(message: impl Into<String>) -> Box<Self> {
        Problem::new(&codes::EVENT_FIELD_INVALID, message)
    }

    pub fn suggest(mut self: Box<Self>, suggestion: Option<String>) -> Box<Self> {
        self.suggestion = suggestion;
        self
    }

    pub fn key(mut self: Box<Self>, key: impl Into<String>) -> Box<Self> {
        self.path.push(Segment::Key(key.into()));
        self
    }

    pub fn index(mut self: Box<Self>, index: usize) -> Box<Self> {
        self.path.push(Segment::Index(index));
        self
    }

    pub fn into_failure(self) -> ReadFailure {
        let path = (!self.path.is_empty()).then(|| render(&self.path));
        let message = match &path {
            Some(path) => format!("`{path}` {}", self.message),
            None => self.message,
        };
        ReadFailure {
            code: self.code.name.into(),
            message,
            path,
            suggestion: self.suggestion,
            stream: None,
        }
    }
}

/// `schema.fields[2].name`, long keys cut.
fn render(path: &[Segment]) -> String {
    let mut text = String::new();
    for segment in path.iter().rev() {
        match segment {
            Segment::Key(key) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(&cut(key, 80));
            }
            Segment::Index(index) => text.push_str(&format!("[{index}]")),
        }
    }
    text
}

/// At most so many characters, with an ellipsis for the rest.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// A JSON fault, with line and byte.
pub(super) fn syntax(fault: Fault, bytes: &[u8], what: &str) -> Box<Problem> {
    let (line, byte) = line_and_byte(bytes, fault.at);
    let place = if line == 1 {
        format!("byte {byte}")
    } else {
        format!("line {line}, byte {byte}")
    };
    Problem::new(
        &codes::EVENT_JSON_INVALID,
        format!("{what} is not valid JSON at {place}: {}", fault.syntax),
    )
}

/// What was found, for "found …".
pub(super) fn found(token: Token<'_>) -> String {
    match token {
        Token::BeginObject => "an object".into(),
        Token::BeginArray => "a list".into(),
        Token::Text(text) => format!("{:?}", cut(&text.lossy(), 40)),
        Token::Number(text) => cut(&String::from_utf8_lossy(text), 40),
        Token::Bool(value) => value.to_string(),
        Token::Null => "null".into(),
        Token::EndObject | Token::EndArray | Token::Key(_) | Token::End => "nothing".into(),
    }
}
