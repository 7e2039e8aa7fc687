//! The JSON contract as text: one object a line, the same bytes from the page and the command line.

use serde::Serialize;

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
    let mut people: Vec<String> = Vec::new();
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
            let masked = mask_addresses(&plain, &mut people);
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

/// Letters of an address in front of and behind its sign; generous, since what is masked too much does no harm.
fn is_of_address(c: char) -> bool {
    c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c)
}

fn mask_addresses(text: &str, people: &mut Vec<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(sign) = rest.find('@') {
        let before = &rest[..sign];
        let start = before
            .char_indices()
            .rev()
            .take_while(|(_, c)| is_of_address(*c))
            .last()
            .map_or(sign, |(at, _)| at);
        let behind = &rest[sign + 1..];
        let length = behind
            .char_indices()
            .find(|(_, c)| !is_of_address(*c))
            .map_or(behind.len(), |(at, _)| at);
        let end = sign + 1 + length;
        if start == sign || length == 0 {
            out.push_str(&rest[..sign + 1]);
            rest = behind;
            continue;
        }
        let address = rest[start..end].to_lowercase();
        let number = match people.iter().position(|known| *known == address) {
            Some(at) => at,
            None => {
                people.push(address);
                people.len() - 1
            }
        };
        out.push_str(&rest[..start]);
        out.push_str(&format!("person-{}", number + 1));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
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
