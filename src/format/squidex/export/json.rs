//! JSON as a small tree that keeps the order of keys and how numbers are written. One value at a time: the data of a
//! content, the payload of an event.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::json::{Reader, Token, parse_double};

/// A JSON value.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::format::squidex) enum Node<'a> {
    #[default]
    Null,
    Bool(bool),
    /// As it is written.
    Number(Cow<'a, str>),
    Text(String),
    List(Vec<Node<'a>>),
    /// Keys are there once: the last one counts, in the place of the first.
    Object(Vec<(String, Node<'a>)>),
}

/// Reads a JSON text; `None` if it is none, or nested deeper than the server reads.
pub(in crate::format::squidex) fn parse(text: &str) -> Option<Node<'_>> {
    let mut parser = Parser {
        reader: Reader::new(text.as_bytes()),
        scratch: Vec::new(),
    };
    let first = parser.reader.token().ok()?;
    let node = parser.value(first)?;
    (parser.reader.token().ok()? == Token::End).then_some(node)
}

struct Parser<'a> {
    reader: Reader<'a>,
    scratch: Vec<u8>,
}

impl<'a> Parser<'a> {
    /// The reader refuses what is nested deeper than 64 levels, so this ends.
    fn value(&mut self, token: Token<'a>) -> Option<Node<'a>> {
        Some(match token {
            Token::Null => Node::Null,
            Token::Bool(value) => Node::Bool(value),
            Token::Number(text) => Node::Number(std::str::from_utf8(text).ok()?.into()),
            Token::Text(text) => Node::Text(text.decode(&mut self.scratch).ok()?.to_owned()),
            Token::BeginArray => {
                let mut items = Vec::new();
                loop {
                    match self.reader.token().ok()? {
                        Token::EndArray => break,
                        token => items.push(self.value(token)?),
                    }
                }
                Node::List(items)
            }
            Token::BeginObject => {
                let mut pairs = Vec::new();
                while let Some(key) = self.reader.member().ok()? {
                    let key = key.decode(&mut self.scratch).ok()?.to_owned();
                    let token = self.reader.member_value().ok()?;
                    pairs.push((key, self.value(token)?));
                }
                Node::Object(without_doubles(pairs))
            }
            Token::Key(_) | Token::EndObject | Token::EndArray | Token::End => return None,
        })
    }
}

/// So few keys are compared with each other.
const FEW: usize = 8;

fn without_doubles<'a>(pairs: Vec<(String, Node<'a>)>) -> Vec<(String, Node<'a>)> {
    let doubled = if pairs.len() <= FEW {
        let is_later =
            |at: usize, key: &str| pairs.iter().skip(at + 1).any(|(later, _)| later == key);
        pairs
            .iter()
            .enumerate()
            .any(|(at, (key, _))| is_later(at, key))
    } else {
        let mut seen = std::collections::HashSet::with_capacity(pairs.len());
        !pairs.iter().all(|(key, _)| seen.insert(key.as_str()))
    };
    if !doubled {
        return pairs;
    }
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut kept: Vec<(String, Node<'a>)> = Vec::with_capacity(pairs.len());
    for (key, value) in pairs {
        match places.get(&key).and_then(|place| kept.get_mut(*place)) {
            Some(known) => known.1 = value,
            None => {
                places.insert(key.clone(), kept.len());
                kept.push((key, value));
            }
        }
    }
    kept
}

impl<'a> Node<'a> {
    /// The same, held by itself.
    pub(in crate::format::squidex) fn into_owned(self) -> Node<'static> {
        match self {
            Node::Null => Node::Null,
            Node::Bool(value) => Node::Bool(value),
            Node::Number(text) => Node::Number(text.into_owned().into()),
            Node::Text(text) => Node::Text(text),
            Node::List(items) => Node::List(items.into_iter().map(Node::into_owned).collect()),
            Node::Object(pairs) => {
                let pairs = pairs.into_iter();
                Node::Object(
                    pairs
                        .map(|(key, value)| (key, value.into_owned()))
                        .collect(),
                )
            }
        }
    }

    /// A property, held by itself; null where there is none.
    pub(in crate::format::squidex) fn own(&self, name: &str) -> Node<'static> {
        self.get(name).cloned().map_or(Node::Null, Node::into_owned)
    }

    /// An object of these properties.
    pub(in crate::format::squidex) fn object<const N: usize>(
        pairs: [(&str, Node<'a>); N],
    ) -> Node<'a> {
        Node::Object(
            pairs
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        )
    }

    /// A text, or null.
    pub(in crate::format::squidex) fn optional(text: Option<&str>) -> Node<'a> {
        text.map_or(Node::Null, |text| Node::Text(text.to_owned()))
    }

    /// A whole number.
    pub(in crate::format::squidex) fn whole(number: i64) -> Node<'a> {
        Node::Number(number.to_string().into())
    }

    /// The property that the server takes: the last one of that name, in whatever case. Null is a value.
    pub(in crate::format::squidex) fn get(&self, name: &str) -> Option<&Node<'a>> {
        let pairs = self.pairs().iter().rev();
        pairs
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .next()
    }

    /// As [`Node::get`], null as absent.
    pub(in crate::format::squidex) fn there(&self, name: &str) -> Option<&Node<'a>> {
        self.get(name).filter(|value| **value != Node::Null)
    }

    /// Takes the property out.
    pub(in crate::format::squidex) fn take(self, name: &str) -> Option<Node<'a>> {
        match self {
            Node::Object(pairs) => pairs
                .into_iter()
                .rev()
                .find(|(key, _)| key.eq_ignore_ascii_case(name))
                .map(|(_, value)| value),
            _ => None,
        }
    }

    pub(in crate::format::squidex) fn pairs(&self) -> &[(String, Node<'a>)] {
        match self {
            Node::Object(pairs) => pairs,
            _ => &[],
        }
    }

    /// The properties, taken out.
    pub(in crate::format::squidex) fn into_pairs(self) -> Vec<(String, Node<'a>)> {
        match self {
            Node::Object(pairs) => pairs,
            _ => Vec::new(),
        }
    }

    pub(in crate::format::squidex) fn items(&self) -> &[Node<'a>] {
        match self {
            Node::List(items) => items,
            _ => &[],
        }
    }

    pub(in crate::format::squidex) fn text(&self) -> Option<&str> {
        match self {
            Node::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a property.
    pub(in crate::format::squidex) fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name)?.text()
    }

    /// Whether a property is true.
    pub(in crate::format::squidex) fn is_true(&self, name: &str) -> bool {
        self.get(name) == Some(&Node::Bool(true))
    }

    /// A whole number, in quotes or not.
    pub(in crate::format::squidex) fn int(&self) -> Option<i64> {
        match self {
            Node::Number(text) => text.parse().ok(),
            Node::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// Calls for every text of the value, whatever it is in; keys are none.
    pub(in crate::format::squidex) fn has_text(&self, is_it: &dyn Fn(&str) -> bool) -> bool {
        match self {
            Node::Text(text) => is_it(text),
            Node::Number(text) => is_it(text),
            Node::List(items) => items.iter().any(|item| item.has_text(is_it)),
            Node::Object(pairs) => pairs
                .iter()
                .any(|(key, value)| is_it(key) || value.has_text(is_it)),
            Node::Null | Node::Bool(_) => false,
        }
    }

    /// Hands over every text of the value, whatever it is in; keys are none.
    pub(in crate::format::squidex) fn each_text(&self, take: &mut dyn FnMut(&str)) {
        match self {
            Node::Text(text) => take(text),
            Node::List(items) => items.iter().for_each(|item| item.each_text(take)),
            Node::Object(pairs) => pairs.iter().for_each(|(_, value)| value.each_text(take)),
            Node::Null | Node::Bool(_) | Node::Number(_) => {}
        }
    }

    /// Appends the value as JSON without blanks. `doubles`: numbers as the server stores them.
    pub(in crate::format::squidex) fn push(&self, out: &mut Vec<u8>, doubles: bool) {
        match self {
            Node::Null => out.extend_from_slice(b"null"),
            Node::Bool(true) => out.extend_from_slice(b"true"),
            Node::Bool(false) => out.extend_from_slice(b"false"),
            Node::Number(text) if doubles => push_double(out, text),
            Node::Number(text) => out.extend_from_slice(text.as_bytes()),
            Node::Text(text) => push_text(out, text),
            Node::List(items) => {
                out.push(b'[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    item.push(out, doubles);
                }
                out.push(b']');
            }
            Node::Object(pairs) => {
                out.push(b'{');
                for (at, (key, value)) in pairs.iter().enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    push_text(out, key);
                    out.push(b':');
                    value.push(out, doubles);
                }
                out.push(b'}');
            }
        }
    }

    /// Appends the value as JSON for people: a line for each member, two blanks for each level, no line feed at the end.
    pub(in crate::format::squidex) fn push_pretty(&self, out: &mut Vec<u8>, level: usize) {
        let line = |out: &mut Vec<u8>, level: usize| {
            out.push(b'\n');
            out.resize(out.len() + 2 * level, b' ');
        };
        match self {
            Node::List(items) if !items.is_empty() => {
                out.push(b'[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    line(out, level + 1);
                    item.push_pretty(out, level + 1);
                }
                line(out, level);
                out.push(b']');
            }
            Node::Object(pairs) if !pairs.is_empty() => {
                out.push(b'{');
                for (at, (key, value)) in pairs.iter().enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    line(out, level + 1);
                    push_text(out, key);
                    out.extend_from_slice(b": ");
                    value.push_pretty(out, level + 1);
                }
                line(out, level);
                out.push(b'}');
            }
            other => other.push(out, false),
        }
    }

    /// The value as JSON text.
    pub(in crate::format::squidex) fn to_json(&self, doubles: bool) -> String {
        let mut out = Vec::new();
        self.push(&mut out, doubles);
        String::from_utf8(out).unwrap_or_default()
    }
}

/// Appends a text as a JSON string.
pub(in crate::format::squidex) fn push_text(out: &mut Vec<u8>, text: &str) {
    // Writing a string into memory does not fail.
    let _ = serde_json::to_writer(&mut *out, text);
}

/// Appends a text or null.
pub(in crate::format::squidex) fn push_optional(out: &mut Vec<u8>, text: Option<&str>) {
    match text {
        Some(text) => push_text(out, text),
        None => out.extend_from_slice(b"null"),
    }
}

/// A number as the double that becomes of it, in its shortest form.
fn push_double(out: &mut Vec<u8>, text: &str) {
    match parse_double(text.as_bytes()) {
        // Whole numbers that a double holds exactly stand without a point.
        Some(value) if value.fract() == 0.0 && value.abs() < 1e15 => {
            out.extend_from_slice(format!("{value:.0}").as_bytes());
        }
        Some(value) => {
            let _ = serde_json::to_writer(&mut *out, &value);
        }
        None => out.extend_from_slice(text.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, doubles: bool, expected: &str) {
        assert_eq!(parse(text).unwrap().to_json(doubles), expected);
    }

    #[test]
    fn values_come_back_as_they_were() {
        let text = r#"{"b":[1,2.50,-0,1e3,null,true,"a\"\u0001é"],"a":{}}"#;
        check(text, false, text);
        check(" { \"a\" : [ ] } ", false, r#"{"a":[]}"#);
        check(
            r#"[1,2.50,-0,1e3,12345678901234567890,0.1,-3.0]"#,
            true,
            "[1,2.5,-0,1000,1.2345678901234567e+19,0.1,-3]",
        );
    }

    #[test]
    fn of_doubled_keys_the_last_one_counts() {
        check(r#"{"a":1,"b":2,"a":3}"#, false, r#"{"a":3,"b":2}"#);
        let many: Vec<String> = (0..40).map(|at| format!("\"k{}\":{at}", at % 20)).collect();
        let node = format!("{{{}}}", many.join(","));
        let node = parse(&node).unwrap();
        assert_eq!(node.pairs().len(), 20);
        assert_eq!(node.get("K3"), Some(&Node::Number("23".into())));
    }

    #[test]
    fn what_is_no_json_is_none() {
        for text in ["", "{", "[1,]", "{\"a\":1} x", "\"\\ud800\"", "nul"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert!(parse(&"[".repeat(100_000)).is_none());
    }
}
