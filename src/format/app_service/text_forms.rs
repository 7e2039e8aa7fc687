//! Forms other than JSON in which clients print the same objects: `Format-List` of PowerShell, YAML and tables of the
//! Azure CLI. They become the tree that JSON becomes, so that everything behind works alike.
//!
//! Only what these clients write is read: of YAML mappings, lists and scalars, no anchors, tags or merge keys. What is not
//! in such a form is nothing.

use super::json::{Json, MAX_DEPTH, MAX_VALUES};

/// A form of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `Key : Value`, an empty line between objects.
    FormatList,
    /// YAML.
    Yaml,
    /// Columns below a line of hyphens.
    Table,
}

impl Form {
    /// What prints it.
    pub fn words(self) -> &'static str {
        match self {
            Form::FormatList => "printed as a list by PowerShell",
            Form::Yaml => "printed as YAML",
            Form::Table => "printed as a table",
        }
    }
}

/// Most columns of a table, and keys of a list.
const MAX_COLUMNS: usize = 200;

/// Reads a text in one of the forms; `None` if it has none of them.
pub fn read(text: &str) -> Option<(Json, Form)> {
    let text = text.trim_start_matches('\u{feff}');
    if let Some(json) = table(text) {
        return Some((json, Form::Table));
    }
    if let Some(json) = format_list(text) {
        return Some((json, Form::FormatList));
    }
    yaml(text).map(|json| (json, Form::Yaml))
}

/// Whether a text is rows of values between tabs, one of which is a path of an app: `-o tsv` gives the values no names.
pub fn is_without_names(text: &str) -> bool {
    const LEAST_TABS: usize = 4;
    text.lines().any(|line| {
        line.matches('\t').count() >= LEAST_TABS
            && line
                .to_ascii_lowercase()
                .contains("/providers/microsoft.web/sites/")
    })
}

/// A value without quotes, as PowerShell and tables print it.
fn printed(text: &str) -> Json {
    match text {
        "" => Json::Null,
        "True" => Json::Bool(true),
        "False" => Json::Bool(false),
        other => integer(other).unwrap_or_else(|| Json::Text(other.to_owned())),
    }
}

/// A number as a client prints it: no plus, no zero in front.
fn integer(text: &str) -> Option<Json> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'));
    plain
        .then(|| text.parse().ok().map(Json::Integer))
        .flatten()
}

fn is_key(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'$'))
}

/// Columns below a line of hyphens; rows end at an empty line.
fn table(text: &str) -> Option<Json> {
    let lines: Vec<&str> = text.lines().collect();
    let is_rule = |line: &str| {
        line.split_whitespace().count() > 1
            && line
                .split_whitespace()
                .all(|run| run.len() > 1 && run.bytes().all(|byte| byte == b'-'))
    };
    let rule_at = lines.iter().position(|line| is_rule(line))?;
    let head = lines.get(rule_at.checked_sub(1)?)?;
    let rule: Vec<char> = lines.get(rule_at)?.chars().collect();
    // Columns begin where a run of hyphens does.
    let starts: Vec<usize> = (0..rule.len())
        .filter(|at| {
            rule.get(*at) == Some(&'-')
                && at
                    .checked_sub(1)
                    .is_none_or(|before| rule.get(before) != Some(&'-'))
        })
        .take(MAX_COLUMNS)
        .collect();
    let cells = |line: &str| -> Vec<String> {
        let chars: Vec<char> = line.chars().collect();
        starts
            .iter()
            .enumerate()
            .map(|(column, from)| {
                let to = starts.get(column + 1).copied().unwrap_or(chars.len());
                let cell = chars.get(*from..to.min(chars.len())).unwrap_or_default();
                cell.iter().collect::<String>().trim().to_owned()
            })
            .collect()
    };
    let keys = cells(head);
    if !keys.iter().all(|key| is_key(key)) {
        return None;
    }
    let rows: Vec<Json> = lines
        .iter()
        .skip(rule_at + 1)
        .take_while(|line| !line.trim().is_empty())
        .take(MAX_VALUES / keys.len().max(1))
        .map(|line| {
            let entries = keys.iter().cloned().zip(cells(line));
            Json::Object(entries.map(|(key, cell)| (key, printed(&cell))).collect())
        })
        .collect();
    (!rows.is_empty()).then_some(Json::Array(rows))
}

/// `Key : Value`, all colons of an object in one column; what does not fit the line goes on in the next, indented.
fn format_list(text: &str) -> Option<Json> {
    let mut objects: Vec<Vec<(String, String)>> = vec![Vec::new()];
    let mut colon = 0;
    for line in text.lines() {
        let line = line.trim_end();
        if line.trim().is_empty() {
            objects.push(Vec::new());
            continue;
        }
        let object = objects.last_mut()?;
        let pair = line.split_once(':').and_then(|(key, value)| {
            let fits = is_key(key.trim_end())
                && key.ends_with(' ')
                && (value.is_empty() || value.starts_with(' '));
            fits.then_some((key, value.strip_prefix(' ').unwrap_or(value)))
        });
        match pair {
            Some((key, value))
                if (object.is_empty() || key.len() == colon) && object.len() < MAX_COLUMNS =>
            {
                colon = key.len();
                object.push((key.trim_end().to_owned(), value.to_owned()));
            }
            _ => {
                let goes_on = line.len() - line.trim_start().len() > colon;
                let (_, value) = object.last_mut().filter(|_| goes_on)?;
                value.push_str(line.trim_start());
            }
        }
    }
    let mut read: Vec<Json> = objects
        .into_iter()
        .filter(|object| object.len() > 1)
        .map(|object| {
            let entries = object.into_iter();
            Json::Object(
                entries
                    .map(|(key, value)| {
                        // An empty list and one that is not shown.
                        let value = match value.trim() {
                            "{}" => Json::Null,
                            value => printed(value),
                        };
                        (key, value)
                    })
                    .collect(),
            )
        })
        .collect();
    match read.len() {
        0 => None,
        1 => read.pop(),
        _ => Some(Json::Array(read)),
    }
}

/// A line of YAML: how far it is indented, and what stands there.
#[derive(Debug, Clone, Copy)]
struct Line<'a> {
    indent: usize,
    text: &'a str,
}

fn yaml(text: &str) -> Option<Json> {
    let lines: Vec<Line<'_>> = text
        .lines()
        .map(|line| {
            let text = line.trim_start_matches(' ');
            Line {
                indent: line.len() - text.len(),
                text: text.trim_end(),
            }
        })
        .filter(|line| !(line.text.starts_with('#') || line.text == "---" || line.text == "..."))
        .collect();
    let mut reader = Yaml {
        lines,
        at: 0,
        left: MAX_VALUES,
    };
    reader.skip_empty();
    let first = *reader.lines.get(reader.at)?;
    let json = reader.block(first.indent, 0)?;
    reader.skip_empty();
    let whole = reader.at >= reader.lines.len();
    (whole && !matches!(json, Json::Text(_) | Json::Null)).then_some(json)
}

struct Yaml<'a> {
    lines: Vec<Line<'a>>,
    at: usize,
    left: usize,
}

impl<'a> Yaml<'a> {
    fn skip_empty(&mut self) {
        while self
            .lines
            .get(self.at)
            .is_some_and(|line| line.text.is_empty())
        {
            self.at += 1;
        }
    }

    fn line(&self) -> Option<Line<'a>> {
        self.lines.get(self.at).copied()
    }

    /// A list or a mapping whose lines have this indent.
    fn block(&mut self, indent: usize, depth: usize) -> Option<Json> {
        if depth > MAX_DEPTH {
            return None;
        }
        let is_list = |line: Line<'_>| line.text == "-" || line.text.starts_with("- ");
        if is_list(self.line()?) {
            let mut elements = Vec::new();
            self.skip_empty();
            while let Some(line) = self
                .line()
                .filter(|line| line.indent == indent && is_list(*line))
            {
                self.left = self.left.checked_sub(1)?;
                let behind = line.text.strip_prefix('-')?;
                let text = behind.trim_start();
                let inner = indent + 1 + (behind.len() - text.len());
                if text.is_empty() {
                    self.at += 1;
                    elements.push(self.below(indent, depth)?);
                } else if is_list(Line {
                    indent: inner,
                    text,
                }) || pair(text).is_some()
                {
                    // The element begins in the same line: it goes on as a block of its own.
                    *self.lines.get_mut(self.at)? = Line {
                        indent: inner,
                        text,
                    };
                    elements.push(self.block(inner, depth + 1)?);
                } else {
                    self.at += 1;
                    elements.push(self.scalar(text, indent)?);
                }
                self.skip_empty();
            }
            return Some(Json::Array(elements));
        }
        let mut entries = Vec::new();
        while let Some(line) = self.line().filter(|line| line.indent == indent) {
            self.left = self.left.checked_sub(1)?;
            let (key, value) = pair(line.text)?;
            self.at += 1;
            let value = if value.is_empty() {
                self.below(indent, depth)?
            } else {
                self.scalar(value, indent)?
            };
            entries.push((key.to_owned(), value));
            self.skip_empty();
        }
        (!entries.is_empty()).then_some(Json::Object(entries))
    }

    /// What stands below a key or hyphen: a block that is indented further, a list in the column of its key, or nothing.
    fn below(&mut self, indent: usize, depth: usize) -> Option<Json> {
        self.skip_empty();
        match self.line() {
            Some(line) if line.indent > indent => self.block(line.indent, depth + 1),
            Some(line) if line.indent == indent && line.text.starts_with("- ") => {
                self.block(indent, depth + 1)
            }
            _ => Some(Json::Null),
        }
    }

    /// A scalar that begins with `text`; it may go on in lines that are indented further.
    fn scalar(&mut self, text: &str, indent: usize) -> Option<Json> {
        match text.chars().next()? {
            quote @ ('\'' | '"') => {
                let mut whole = text.to_owned();
                while !is_closed(&whole, quote) {
                    let line = self.line()?;
                    self.at += 1;
                    self.fold(&mut whole, line);
                }
                let inner = whole.get(1..whole.len() - 1)?;
                if quote == '\'' {
                    return Some(Json::Text(inner.replace("''", "'")));
                }
                // Escapes of YAML that JSON does not have are none of what these clients write.
                Json::parse(&whole.replace("\\\n", "").replace('\t', "\\t")).ok()
            }
            '|' | '>' => {
                let mut whole = String::new();
                while let Some(line) = self
                    .line()
                    .filter(|line| line.indent > indent || line.text.is_empty())
                {
                    self.at += 1;
                    whole.push_str(line.text);
                    whole.push(if text.starts_with('|') { '\n' } else { ' ' });
                }
                Some(Json::Text(whole.trim_end().to_owned()))
            }
            '[' | '{' => Json::parse(text).ok(),
            '&' | '*' | '!' | '%' | '@' | '`' => None,
            _ => {
                let mut whole = text
                    .split(" #")
                    .next()
                    .unwrap_or(text)
                    .trim_end()
                    .to_owned();
                while let Some(line) = self
                    .line()
                    .filter(|line| line.indent > indent && !line.text.is_empty())
                {
                    self.at += 1;
                    self.fold(&mut whole, line);
                }
                Some(match whole.as_str() {
                    "null" | "~" => Json::Null,
                    "true" | "True" => Json::Bool(true),
                    "false" | "False" => Json::Bool(false),
                    other => integer(other)
                        .or_else(|| {
                            let number = other.contains('.') && !other.ends_with('.');
                            number.then(|| Json::parse(other).ok()).flatten()
                        })
                        .unwrap_or(Json::Text(whole)),
                })
            }
        }
    }

    /// Goes on with a line: a blank stands between, an empty line is a line's end.
    fn fold(&self, whole: &mut String, line: Line<'_>) {
        if line.text.is_empty() {
            whole.push('\n');
        } else {
            if !whole.ends_with('\n') && !whole.ends_with('\\') {
                whole.push(' ');
            } else if whole.ends_with('\\') {
                whole.pop();
            }
            whole.push_str(line.text);
        }
    }
}

/// Whether a scalar in quotes is closed at its end.
fn is_closed(text: &str, quote: char) -> bool {
    let inner = text.get(1..).unwrap_or("");
    if quote == '\'' {
        return inner
            .bytes()
            .rev()
            .take_while(|byte| *byte == b'\'')
            .count()
            % 2
            == 1;
    }
    let Some(before) = inner.strip_suffix('"') else {
        return false;
    };
    before
        .bytes()
        .rev()
        .take_while(|byte| *byte == b'\\')
        .count()
        % 2
        == 0
}

/// Key and value of a line; the value may be empty.
fn pair(text: &str) -> Option<(&str, &str)> {
    let (key, value) = match text.split_once(": ") {
        Some((key, value)) => (key, value.trim()),
        None => (text.strip_suffix(':')?, ""),
    };
    let key = key
        .strip_prefix('\'')
        .and_then(|key| key.strip_suffix('\''))
        .or_else(|| key.strip_prefix('"')?.strip_suffix('"'))
        .unwrap_or(key);
    is_key(key).then_some((key, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, form: Form, expected: &str) {
        let (json, read_form) = read(text).unwrap_or_else(|| panic!("not read: {text}"));
        assert_eq!(read_form, form, "{text}");
        let shown = format!(
            "{:?}",
            crate::format::app_service::secrets::redact::document(&json)
        );
        assert!(json == Json::parse(expected).unwrap(), "{shown}");
    }

    #[test]
    fn lists_of_powershell_are_read() {
        check(
            "\r\n\r\nName       : shop\r\nSlot       : \r\nLog        : one two \r\n             three: four\r\nBackupId   : 12\r\nScheduled  : True\r\nDatabases  : {}\r\n\r\n",
            Form::FormatList,
            r#"{"Name":"shop","Slot":null,"Log":"one twothree: four","BackupId":12,"Scheduled":true,"Databases":null}"#,
        );
        check(
            "A : 1\nB : x:y\n\n\nA : 2\nB : z\n",
            Form::FormatList,
            r#"[{"A":1,"B":"x:y"},{"A":2,"B":"z"}]"#,
        );
    }

    #[test]
    fn tables_are_read() {
        check(
            "Id    Name      Log\n----  --------  ---\n1     a b       x\n12    c\n\nrest",
            Form::Table,
            r#"[{"Id":1,"Name":"a b","Log":"x"},{"Id":12,"Name":"c","Log":null}]"#,
        );
    }

    #[test]
    fn yaml_of_the_clients_is_read() {
        check(
            "- a: 1\n  b: 'it''s\n    long'\n  c:\n    d: true\n    e: null\n  f:\n  - x\n  - g: 2.5\n    h: ''\n- a: -3\n  b: plain and\n    folded\n  l: []\n",
            Form::Yaml,
            r#"[{"a":1,"b":"it's long","c":{"d":true,"e":null},"f":["x",{"g":2.5,"h":""}]},{"a":-3,"b":"plain and folded","l":[]}]"#,
        );
        check(
            "# note\n---\na: \"x\\\"\n  y\"\nb: |\n  one\n  two\nc: 2026-11-01T03:00:00\n",
            Form::Yaml,
            r#"{"a":"x\" y","b":"one\ntwo","c":"2026-11-01T03:00:00"}"#,
        );
    }

    #[test]
    fn other_text_is_none_of_them() {
        for text in [
            "",
            "hello",
            "hello: \n",
            "a sentence: with a colon",
            "a: &x 1",
            "a: 1\n b",
            "--- ---",
            "x y\n",
            "a: 'open",
            "a: \"open\\",
            "- - - -",
        ] {
            let read = read(text);
            assert!(
                read.as_ref()
                    .is_none_or(|(json, _)| json.elements().len() < 2 && json.entries().len() < 2),
                "{text}: {read:?}"
            );
        }
        let deep = (0..200)
            .map(|depth| format!("{}a:\n", " ".repeat(depth)))
            .collect::<String>();
        assert!(read(&deep).is_none());
        let _ = read(&"- ".repeat(100_000));
    }

    #[test]
    fn values_without_names_are_known() {
        let path = "/subscriptions/0/resourceGroups/r/providers/Microsoft.Web/sites/s/backups/1";
        assert!(is_without_names(&format!("1\ta\tb\tc\t{path}\td")));
        assert!(!is_without_names(&format!("1 {path}")) && !is_without_names("a\tb\tc\td\te\tf"));
    }
}
