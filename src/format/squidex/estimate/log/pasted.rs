//! What surrounds the lines of a log: the server's JSON, tags, character references, colours of a terminal.

use serde_json::Value;

/// Lines and address of the server's answer.
pub(super) struct Json {
    pub(super) lines: Vec<String>,
    pub(super) url: Option<String>,
}

/// The server's JSON: an object that has a `log` somewhere, or a bare list of lines.
pub(super) fn from_json(pasted: &str) -> Option<Json> {
    let (start, end) = (pasted.find(['{', '['])?, pasted.rfind(['}', ']'])?);
    let whole = pasted.trim().trim_start_matches('\u{feff}');
    let value: Value = serde_json::from_str(whole)
        .ok()
        .or_else(|| serde_json::from_str(pasted.get(start..=end)?).ok())?;
    let mut json = Json {
        lines: Vec::new(),
        url: None,
    };
    match &value {
        Value::String(text) => json.lines.extend(clean(text).lines().map(str::to_owned)),
        Value::Array(_) => {
            json.lines = lines_of(&value);
            if json.lines.is_empty() {
                find_log(&value, &mut json);
            }
        }
        _ => find_log(&value, &mut json),
    }
    (!json.lines.is_empty()).then_some(json)
}

/// Depth is bounded by the parser (128 levels).
fn find_log(value: &Value, json: &mut Json) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                if key.eq_ignore_ascii_case("log") {
                    json.lines = lines_of(inner);
                } else if key.eq_ignore_ascii_case("url") {
                    json.url = inner.as_str().map(str::to_owned).or(json.url.take());
                } else {
                    find_log(inner, json);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| find_log(item, json)),
        _ => {}
    }
}

/// Strings, or objects with a time and a message.
fn lines_of(value: &Value) -> Vec<String> {
    let text_of = |item: &Value| match item {
        Value::String(text) => Some(text.clone()),
        Value::Object(map) => {
            let get = |wanted: &str| {
                map.iter()
                    .find(|(key, _)| key.eq_ignore_ascii_case(wanted))
                    .and_then(|(_, v)| v.as_str())
            };
            let message = get("message")?;
            let instant = get("timestamp").unwrap_or_default();
            Some(format!("{instant}: {message}"))
        }
        _ => None,
    };
    match value {
        Value::Array(items) => items.iter().filter_map(text_of).collect(),
        Value::String(text) => clean(text).lines().map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// Tags become line ends, character references characters; colours of a terminal, backslash
/// escapes of JSON and odd line ends go.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => {
                if chars.peek() == Some(&'[') {
                    chars.next();
                    // A control sequence ends with a letter or one of @[\]^_`{|}~.
                    for c in chars.by_ref() {
                        if ('@'..='~').contains(&c) {
                            break;
                        }
                    }
                }
            }
            '<' if chars
                .peek()
                .is_some_and(|next| next.is_ascii_alphabetic() || *next == '/') =>
            {
                let mut tag = String::new();
                for c in chars.by_ref() {
                    if c == '>' {
                        break;
                    }
                    if tag.len() < 8 {
                        tag.push(c);
                    }
                }
                let name: String = tag
                    .trim_start_matches('/')
                    .chars()
                    .take_while(char::is_ascii_alphanumeric)
                    .collect();
                let inline = matches!(
                    name.to_ascii_lowercase().as_str(),
                    "span" | "b" | "i" | "em" | "strong" | "code" | "a" | "time" | "font" | "small"
                );
                out.push(if inline { ' ' } else { '\n' });
            }
            '&' => {
                let ahead: String = chars.clone().take(6).collect();
                let known = [
                    ("amp;", '&'),
                    ("lt;", '<'),
                    ("gt;", '>'),
                    ("quot;", '"'),
                    ("apos;", '\''),
                    ("#39;", '\''),
                    ("nbsp;", ' '),
                ];
                match known.iter().find(|(name, _)| ahead.starts_with(name)) {
                    Some((name, replacement)) => {
                        out.push(*replacement);
                        for _ in 0..name.chars().count() {
                            chars.next();
                        }
                    }
                    None => out.push('&'),
                }
            }
            '\\' => match chars.peek() {
                Some('n' | 'r') => {
                    chars.next();
                    out.push('\n');
                }
                Some('"') => {}
                _ => out.push('\\'),
            },
            '\r' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\u{a0}' | '\u{202f}' | '\t' => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}
