//! The XML manifest beside the archive, read tolerantly (specification 1.4).
//!
//! One path in it is documented: the file name of each database. Everything else is kept for display, without a meaning.
//! No DTD is processed and no entity is resolved but those of XML itself.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde::Serialize;

use super::relaxed_json::decoded;
use super::secrets;

/// Largest manifest that is read, in bytes.
pub const MAX_BYTES: u64 = 16 << 20;

/// Deepest nesting that is read.
pub const MAX_DEPTH: usize = 64;

/// Most values that are kept for display.
const MAX_VALUES: usize = 1_000;

/// Most databases that are kept.
const MAX_DATABASES: usize = 10_000;

/// Longest text of one element that is kept, in bytes.
const MAX_TEXT: usize = 64 << 10;

/// Longest value that is shown, in characters.
const MAX_SHOWN: usize = 500;

/// What an XML file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "ManifestKind"))]
pub enum Kind {
    /// A manifest by its root.
    Manifest,
    /// Another root, but databases inside.
    Probably,
    /// Something else.
    Other,
}

/// A value without a meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ManifestValue {
    /// Names of the elements from the root on, `/` between them, `@` before an attribute.
    pub path: String,
    /// The value as it may be shown.
    pub value: String,
}

/// A manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// What it is.
    pub kind: Kind,
    /// Name of the root element.
    pub root: String,
    /// File name of each database, in the document's order; `None` if it has none.
    pub databases: Vec<Option<String>>,
    /// Everything else, the first of it.
    pub values: Vec<ManifestValue>,
    /// Number of all such values.
    pub value_count: u64,
}

/// An element that is open.
#[derive(Default)]
struct Open {
    /// Local name as written.
    name: String,
    /// The same in lower case.
    lower: String,
    text: String,
    nil: bool,
    /// Number of the database that begins here.
    database: Option<usize>,
}

#[derive(Default)]
struct Database {
    below_databases: bool,
    element: Option<String>,
    attribute: Option<String>,
}

/// Last segment of a path with either separator.
fn last_segment(path: &str) -> Option<String> {
    let path = path.trim().replace('\\', "/");
    let last = path.rsplit('/').next().unwrap_or("").trim();
    (!last.is_empty()).then(|| last.to_owned())
}

/// Reads a manifest.
///
/// # Errors
/// Why it is not readable XML; parts of the file are masked.
pub fn read(bytes: &[u8]) -> Result<Manifest, String> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!("it is larger than {} MiB", MAX_BYTES >> 20));
    }
    let text = decoded(bytes);
    let mut walk = Walk::default();
    walk.run(&text)?;
    Ok(walk.finish())
}

#[derive(Default)]
struct Walk {
    open: Vec<Open>,
    root: Option<String>,
    databases: Vec<Database>,
    database_count: usize,
    values: Vec<ManifestValue>,
    value_count: u64,
}

impl Walk {
    fn run(&mut self, text: &str) -> Result<(), String> {
        let mut reader = Reader::from_str(text);
        let fault = |error: &dyn std::fmt::Display| {
            let shown: String = secrets::mask_text(&error.to_string())
                .chars()
                .take(MAX_SHOWN)
                .collect();
            crate::report::words::visible(&shown)
        };
        loop {
            match reader.read_event().map_err(|error| fault(&error))? {
                Event::Start(element) => self.start(&element)?,
                Event::Empty(element) => {
                    self.start(&element)?;
                    self.end();
                }
                Event::End(_) => self.end(),
                Event::Text(text) => self.text(&text),
                Event::CData(text) => self.text(&text),
                Event::GeneralRef(name) => {
                    let resolved = match &*name {
                        "amp" => Some('&'),
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => name.resolve_char_ref().ok().flatten(),
                    };
                    // Other entities stand for nothing here.
                    if let Some(c) = resolved {
                        self.text(c.encode_utf8(&mut [0; 4]));
                    }
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
                Event::Eof => break,
            }
        }
        if !self.open.is_empty() {
            return Err("it ends inside of an element".into());
        }
        if self.root.is_none() {
            return Err("it has no element".into());
        }
        Ok(())
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), String> {
        if self.open.len() >= MAX_DEPTH {
            return Err(format!("it is nested more than {MAX_DEPTH} elements deep"));
        }
        if self.open.is_empty() && self.root.is_some() {
            return Err("it has two root elements".into());
        }
        let name = local(element.name().as_ref());
        let lower = name.to_ascii_lowercase();
        self.root.get_or_insert_with(|| name.clone());
        let mut opened = Open {
            name,
            lower,
            ..Open::default()
        };
        let mut attributes: Vec<(String, String)> = Vec::new();
        for attribute in element.attributes().with_checks(false).flatten() {
            let key = attribute.key.as_ref();
            if key == "xmlns" || key.starts_with("xmlns:") {
                continue;
            }
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::default())
                .map(|value| value.trim().to_owned())
                .unwrap_or_default();
            attributes.push((local(key), value));
        }
        opened.nil = attributes.iter().any(|(key, value)| {
            key.eq_ignore_ascii_case("nil") && (value.eq_ignore_ascii_case("true") || value == "1")
        });
        if opened.lower == "databasebackupdescription" {
            opened.database = Some(self.database_count);
            self.database_count += 1;
            if self.databases.len() < MAX_DATABASES {
                self.databases.push(Database {
                    below_databases: self.open.iter().any(|open| open.lower == "databases"),
                    element: None,
                    attribute: attributes
                        .iter()
                        .find(|(key, _)| key.eq_ignore_ascii_case("filename"))
                        .and_then(|(_, value)| last_segment(value)),
                });
            }
        }
        self.open.push(opened);
        // The value of a setting is a secret if its name says so.
        let named = attributes.iter().any(|(key, value)| {
            matches!(key.to_ascii_lowercase().as_str(), "key" | "name")
                && secrets::is_secret_key(value)
        });
        for (key, value) in attributes {
            let as_key = if named && key.eq_ignore_ascii_case("value") {
                "secret"
            } else {
                key.as_str()
            };
            let path = format!("{}@{key}", self.path());
            self.keep(path, as_key, &value);
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(open) = self.open.last_mut() {
            let room = MAX_TEXT.saturating_sub(open.text.len());
            open.text.extend(text.chars().take(room));
        }
    }

    fn end(&mut self) {
        let path = self.path();
        let Some(ended) = self.open.pop() else { return };
        let text = ended.text.trim();
        if text.is_empty() || ended.nil {
            return;
        }
        if ended.lower == "filename" {
            for number in self.open.iter().filter_map(|open| open.database) {
                if let Some(database) = self.databases.get_mut(number) {
                    database.element = database.element.take().or_else(|| last_segment(text));
                }
            }
        }
        self.keep(path, &ended.name, text);
    }

    fn path(&self) -> String {
        let names: Vec<&str> = self.open.iter().map(|open| open.name.as_str()).collect();
        names.join("/")
    }

    /// Keeps a value for display.
    fn keep(&mut self, path: String, key: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        self.value_count += 1;
        if self.values.len() >= MAX_VALUES {
            return;
        }
        let settings = self
            .open
            .iter()
            .any(|open| secrets::is_secret_tree(&open.lower));
        let shown = if settings || key == "secret" {
            secrets::mask_whole(value)
        } else {
            secrets::mask_value(key, value)
        };
        self.values.push(ManifestValue {
            path: path.chars().take(MAX_SHOWN).collect(),
            value: shown.chars().take(MAX_SHOWN).collect(),
        });
    }

    fn finish(self) -> Manifest {
        let root = self.root.unwrap_or_default();
        let kind = if root.eq_ignore_ascii_case("backupdescription") {
            Kind::Manifest
        } else if self.database_count > 0 {
            Kind::Probably
        } else {
            Kind::Other
        };
        let below = self
            .databases
            .iter()
            .any(|database| database.below_databases);
        Manifest {
            kind,
            root: root.chars().take(MAX_SHOWN).collect(),
            databases: self
                .databases
                .into_iter()
                .filter(|database| database.below_databases || !below)
                .map(|database| database.element.or(database.attribute))
                .collect(),
            values: self.values,
            value_count: self.value_count,
        }
    }
}

/// Name without its prefix.
fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_owned()
}

/// Whether the beginning of a file is that of XML.
pub fn looks_like_xml(head: &[u8]) -> bool {
    decoded(head.get(..head.len().min(512)).unwrap_or_default())
        .trim_start()
        .starts_with('<')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, kind: Kind, databases: &[Option<&str>]) -> Manifest {
        let manifest = read(text.as_bytes()).unwrap();
        let found: Vec<Option<&str>> = manifest.databases.iter().map(Option::as_deref).collect();
        assert_eq!((manifest.kind, found.as_slice()), (kind, databases));
        manifest
    }

    #[test]
    fn database_file_names_are_found_in_any_spelling() {
        check(
            "<backupdescription><databases><databasebackupdescription><filename>MyDatabase1</filename></databasebackupdescription></databases></backupdescription>",
            Kind::Manifest,
            &[Some("MyDatabase1")],
        );
        let manifest = check(
            r#"<?xml version="1.0"?><b:BackupDescription xmlns:b="urn:x" xmlns:i="urn:i"><b:Databases>
              <b:DatabaseBackupDescription><b:Name>x</b:Name><b:FileName> C:\temp\a&amp;b.bacpac </b:FileName></b:DatabaseBackupDescription>
              <b:DatabaseBackupDescription FileName="second"/><b:DatabaseBackupDescription><b:FileName i:nil="true">no</b:FileName></b:DatabaseBackupDescription>
              </b:Databases><b:Note>Server=s;Password=CANARY</b:Note><appSettings><add key="a" value="CANARY"/></appSettings><add name="ApiKey" value="CANARY"/></b:BackupDescription>"#,
            Kind::Manifest,
            &[Some("a&b.bacpac"), Some("second"), None],
        );
        let shown = format!("{:?}", manifest.values);
        assert!(
            !shown.contains("CANARY") && shown.contains("BackupDescription/Note"),
            "{shown}"
        );
        check(
            "<x><databasebackupdescription/></x>",
            Kind::Probably,
            &[None],
        );
        check("<root><a>1</a></root>", Kind::Other, &[]);
        check(
            "<backupdescription><databasebackupdescription filename='out'/><databases><databasebackupdescription filename='in'/></databases></backupdescription>",
            Kind::Manifest,
            &[Some("in")],
        );
    }

    #[test]
    fn utf_16_is_read() {
        let units: Vec<u8> = "\u{feff}<BackupDescription/>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(read(&units).unwrap().kind, Kind::Manifest);
        assert!(looks_like_xml(&units) && !looks_like_xml(b"{}"));
    }

    #[test]
    fn what_is_not_xml_is_refused_with_a_reason() {
        let deep = format!(
            "{}{}",
            "<a>".repeat(MAX_DEPTH + 1),
            "</a>".repeat(MAX_DEPTH + 1)
        );
        for (text, why) in [
            ("", "no element"),
            ("hello", "no element"),
            ("<a><b></a>", ""),
            ("<a>", "ends inside"),
            ("<a/><b/>", "two root"),
            (deep.as_str(), "nested"),
        ] {
            let error = read(text.as_bytes()).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }

    #[test]
    fn no_entity_is_resolved() {
        let text = "<!DOCTYPE a [<!ENTITY x \"CANARY\"><!ENTITY y SYSTEM \"file:///etc/passwd\">]><backupdescription><a>1&x;&y;2</a></backupdescription>";
        let manifest = read(text.as_bytes()).unwrap();
        assert_eq!(manifest.values[0].value, "12");
    }
}
