//! The JSON contract as text: one object a line, the same bytes from the page and the command line.

use serde::Serialize;

use super::mask::People;
use crate::error::Error;

/// The report as one line of JSON, without a line feed.
///
/// # Errors
/// None in practice; an error of the serialiser is passed on rather than hidden.
pub fn to_json(report: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(report).map_err(|error| Error::Protocol(error.to_string()))
}

/// A JSON text in which no text holds an e-mail address any more; each becomes `person-N`, the same one always the
/// same. Everything else stays byte for byte.
///
/// # Errors
/// `Protocol` if it is no JSON.
pub fn masked(text: &str) -> Result<String, Error> {
    let mut people = People::default();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('"') {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let end = literal_end(from).ok_or_else(|| Error::Protocol("this is no JSON".into()))?;
        let (literal, behind) = from.split_at(end);
        let plain: String =
            serde_json::from_str(literal).map_err(|error| Error::Protocol(error.to_string()))?;
        if plain.contains('@') {
            let masked = people.masked(&plain);
            out.push_str(
                &serde_json::to_string(&masked)
                    .map_err(|error| Error::Protocol(error.to_string()))?,
            );
        } else {
            out.push_str(literal);
        }
        rest = behind;
    }
    out.push_str(rest);
    Ok(out)
}

/// Length of the string literal that the text begins with.
fn literal_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::masked;

    #[test]
    fn addresses_go_and_everything_else_stays() {
        let text = r#"{"a":["anna@shop.example","x \"Anna@Shop.Example\" y",1.50,"@","a@"],"b\u0040c":null}"#;
        assert_eq!(
            masked(text).unwrap(),
            r#"{"a":["person-1","x \"person-1\" y",1.50,"@","a@"],"person-2":null}"#
        );
    }
}
