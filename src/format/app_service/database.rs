//! What a BACPAC says of its database: server version, tables, rows where they are told.
//!
//! A BACPAC is a ZIP of its own, read through the `zip` crate: packages inside of a backup are not on the hot path. One that
//! is packed in the archive passes by as a stream. Its `Origin.xml` and `model.xml` are read as streams with bounds.

use std::collections::BTreeMap;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde::Serialize;

use super::secrets;
use crate::container::zip::stream::{Passed, pass};
use crate::error::Error;
use crate::report::words;
use crate::source::ReadAt;

/// Most bytes of `model.xml` that are read, inflated.
pub const MAX_MODEL_BYTES: u64 = 64 << 20;

/// Most bytes of `Origin.xml` that are read, inflated.
const MAX_ORIGIN_BYTES: u64 = 1 << 20;

/// Most bytes of a package that is packed in the archive that are looked through, and most that its parts are inflated to
/// for it: some tenths of a second.
pub const MAX_PASSED_BYTES: u64 = 64 << 20;

/// Most tables that are listed.
const MAX_TABLES: usize = 10_000;

/// Most entries of a package that are looked at.
const MAX_ENTRIES: usize = 200_000;

/// The part that lists what is in the database.
const MODEL: &str = "model.xml";

/// The part that says where the package comes from.
const ORIGIN: &str = "Origin.xml";

/// Longest name or version that is kept, in characters.
const MAX_CHARS: usize = 300;

/// A slice of a source as a stream for the `zip` crate.
pub struct Stream<'a> {
    source: &'a dyn ReadAt,
    from: u64,
    bytes: u64,
    at: u64,
    /// A read that failed: the reader of packages would take it for damage.
    failed: Option<Error>,
}

impl<'a> Stream<'a> {
    /// So many bytes from `from` on, as far as the source goes.
    pub fn new(source: &'a dyn ReadAt, from: u64, bytes: u64) -> Self {
        let left = source.len().saturating_sub(from);
        Stream {
            source,
            from,
            bytes: bytes.min(left),
            at: 0,
            failed: None,
        }
    }
}

impl Read for Stream<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let left = self.bytes.saturating_sub(self.at);
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(buf.len());
        let Some(buf) = buf.get_mut(..most) else {
            return Ok(0);
        };
        let offset = self.from + self.at;
        match self.source.read_at(offset, buf) {
            Ok(read) => {
                self.at += read as u64;
                Ok(read)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(source) => {
                let kind = source.kind();
                self.failed = Some(Error::Read { offset, source });
                Err(kind.into())
            }
        }
    }
}

impl Seek for Stream<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.bytes.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TableView {
    /// Name with its schema.
    pub name: String,
    /// Bytes of its data in the package; `null` where the package was not read to its end.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub data_bytes: Option<u64>,
}

/// What a BACPAC says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Bacpac {
    /// Version of the server that it was exported from.
    pub server_version: Option<String>,
    /// Version of the tool that exported it.
    pub product_version: Option<String>,
    /// Kind of database that the model is for.
    pub provider: Option<String>,
    /// When it was exported, as written.
    pub exported: Option<String>,
    /// Rows of all tables, if they are told.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub rows: Option<u64>,
    /// Size of the source database, as written.
    pub source_bytes: Option<String>,
    /// Tables, the first of them.
    pub tables: Vec<TableView>,
    /// Number of tables.
    #[cfg_attr(test, ts(type = "number"))]
    pub table_count: u64,
    /// Whether the model was read to its end.
    pub complete: bool,
}

/// Reads a BACPAC. The answer within: why it is none, in words.
///
/// # Errors
/// When the bytes can't be read.
pub fn bacpac(mut stream: Stream<'_>) -> Result<Result<Bacpac, String>, Error> {
    let found = of_package(&mut stream);
    match stream.failed.take() {
        Some(error) => Err(error),
        None => Ok(found),
    }
}

/// What is gathered of a package.
#[derive(Default)]
struct Gathered {
    found: Bacpac,
    /// Bytes of data by the folder that they lie in.
    data: BTreeMap<String, u64>,
    has_model: bool,
}

impl Gathered {
    /// Data of a table.
    fn data(&mut self, name: &str, bytes: u64) {
        let folder = name
            .strip_prefix("Data/")
            .and_then(|rest| rest.split_once('/'));
        if let Some((folder, _)) = folder
            && (self.data.len() < MAX_TABLES || self.data.contains_key(folder))
        {
            let sum = self.data.entry(folder.to_owned()).or_default();
            *sum = sum.saturating_add(bytes);
        }
    }

    /// All of the package was looked at, or not.
    fn finish(mut self, whole: bool) -> Bacpac {
        for table in &mut self.found.tables {
            // In the package a table's data lies in a folder named without brackets.
            let folder = table.name.replace(['[', ']'], "");
            table.data_bytes = whole.then(|| self.data.get(&folder).copied().unwrap_or(0));
            table.name = folder;
        }
        self.found
    }
}

fn of_package(stream: &mut Stream<'_>) -> Result<Bacpac, String> {
    let mut package = zip::ZipArchive::new(stream).map_err(|_| "it is not a ZIP package")?;
    let mut gathered = Gathered::default();
    let (mut model, mut origin) = (None, None);
    for index in 0..package.len().min(MAX_ENTRIES) {
        let Ok(entry) = package.by_index_raw(index) else {
            continue;
        };
        let name = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
        match name.as_str() {
            MODEL => model = Some(index),
            ORIGIN => origin = Some(index),
            _ => gathered.data(&name, entry.size()),
        }
    }
    let model = model.ok_or("it has no model.xml")?;
    if let Some(index) = origin
        && let Ok(entry) = package.by_index(index)
    {
        read_origin(entry.take(MAX_ORIGIN_BYTES), &mut gathered.found);
    }
    match package.by_index(model) {
        Ok(entry) => read_model(entry.take(MAX_MODEL_BYTES), &mut gathered.found),
        Err(_) => return Err("its model.xml can't be read".into()),
    }
    Ok(gathered.finish(true))
}

/// Reads a BACPAC that passes by: its parts in the order in which they stand in it. `limit` is where the stream ends at
/// the latest, in bytes.
///
/// # Errors
/// Why it is none, in words.
pub fn bacpac_passing(stream: impl Read, limit: u64) -> Result<Bacpac, String> {
    let mut gathered = Gathered::default();
    let mut entries = 0;
    let passed = pass(stream, MAX_PASSED_BYTES, &mut |part, content| {
        entries += 1;
        let name = String::from_utf8_lossy(&part.name).replace('\\', "/");
        match name.as_str() {
            MODEL if part.readable => {
                gathered.has_model = true;
                read_model(content.take(MAX_MODEL_BYTES), &mut gathered.found);
            }
            ORIGIN => read_origin(content.take(MAX_ORIGIN_BYTES), &mut gathered.found),
            _ => {
                let bytes = part
                    .bytes
                    .unwrap_or_else(|| io::copy(content, &mut io::sink()).unwrap_or(0));
                gathered.data(&name, bytes);
            }
        }
        match entries < MAX_ENTRIES {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    });
    if !gathered.has_model {
        return Err(match passed {
            Passed::Whole => "it has no model.xml".into(),
            _ if entries == 0 => "it is not a ZIP package".into(),
            Passed::Cut | Passed::Lost | Passed::Enough => format!(
                "it is packed in the archive, and there is no model.xml in its first {}",
                words::bytes(limit)
            ),
        });
    }
    Ok(gathered.finish(passed == Passed::Whole))
}

fn short(text: &str) -> Option<String> {
    let text = secrets::mask_text(text.trim());
    let text: String = words::visible(&text).chars().take(MAX_CHARS).collect();
    (!text.is_empty()).then_some(text)
}

/// Calls with each element that begins, and with the text of each that ends; `false` if the XML broke off.
fn walk(
    stream: impl Read,
    start: &mut dyn FnMut(&str, &BytesStart<'_>, usize),
    text: &mut dyn FnMut(&str, &str),
) -> bool {
    let mut reader = Reader::from_reader(BufReader::new(stream));
    let mut buffer = Vec::new();
    let mut depth = 0_usize;
    let mut name = String::new();
    let mut content = String::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) => {
                name = local(&element);
                content.clear();
                start(&name, &element, depth);
                depth += 1;
            }
            Ok(Event::Empty(element)) => start(&local(&element), &element, depth),
            Ok(Event::Text(piece)) if content.len() < MAX_CHARS => content.push_str(&piece),
            Ok(Event::End(_)) => {
                depth = depth.saturating_sub(1);
                if !name.is_empty() {
                    text(&name, &content);
                }
                name.clear();
                content.clear();
            }
            Ok(Event::Eof) => return depth == 0,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

fn local(element: &BytesStart<'_>) -> String {
    let name = element.name();
    let name: &str = name.as_ref();
    name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase()
}

fn attribute(element: &BytesStart<'_>, wanted: &str) -> Option<String> {
    element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.as_ref().eq_ignore_ascii_case(wanted))
        .and_then(|attribute| {
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::default())
                .ok()?;
            Some(value.into_owned())
        })
}

fn read_origin(stream: impl Read, found: &mut Bacpac) {
    walk(stream, &mut |_, _, _| {}, &mut |name, content| match name {
        "serverversion" => found.server_version = short(content),
        "productversion" => found.product_version = short(content),
        "start" => found.exported = short(content),
        "tablerowcounttotal" => found.rows = content.trim().parse().ok(),
        "sourcedatabasesize" => found.source_bytes = short(content),
        _ => {}
    });
}

fn read_model(stream: impl Read, found: &mut Bacpac) {
    let mut start = |name: &str, element: &BytesStart<'_>, _depth: usize| match name {
        "dataschemamodel" => {
            found.provider = attribute(element, "DspName").and_then(|name| short(&name))
        }
        "element" if attribute(element, "Type").as_deref() == Some("SqlTable") => {
            found.table_count += 1;
            if found.tables.len() < MAX_TABLES
                && let Some(name) = attribute(element, "Name").and_then(|name| short(&name))
            {
                found.tables.push(TableView {
                    name,
                    data_bytes: None,
                });
            }
        }
        _ => {}
    };
    let complete = walk(stream, &mut start, &mut |_, _| {});
    found.complete = complete;
}

#[cfg(test)]
pub(in crate::format::app_service) mod tests {
    use std::io::Write as _;

    use super::*;

    /// A small BACPAC.
    pub(in crate::format::app_service) fn package() -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        for (name, text) in [
            (
                "model.xml",
                r#"<?xml version="1.0"?><DataSchemaModel DspName="Microsoft.Data.Tools.Schema.Sql.SqlAzureV12DatabaseSchemaProvider" xmlns="urn:x"><Model><Element Type="SqlTable" Name="[dbo].[Posts]"><Property/></Element><Element Type="SqlView" Name="[dbo].[V]"/><Element Type="SqlTable" Name="[dbo].[Users]"/></Model></DataSchemaModel>"#,
            ),
            (
                "Origin.xml",
                r#"<DacOrigin xmlns="urn:y"><Operation><Start>2024-01-02T03:04:05</Start><ProductVersion>18.2</ProductVersion></Operation><Server><ServerVersion>12.0.2000</ServerVersion></Server><ExportStatistics><TableRowCountTotal>42</TableRowCountTotal></ExportStatistics></DacOrigin>"#,
            ),
            ("Data/dbo.Posts/TableData-000-00000.BCP", "0123456789"),
            ("Data/dbo.Posts/TableData-001-00000.BCP", "01234"),
        ] {
            writer.start_file(name, options).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn a_bacpac_tells_its_tables() {
        let mut bytes = b"xx".to_vec();
        bytes.extend(package());
        bytes.extend_from_slice(b"behind");
        let inner = bytes.len() as u64 - 8;
        let found = bacpac(Stream::new(&bytes, 2, inner)).unwrap().unwrap();
        assert_eq!(
            (
                found.server_version.as_deref(),
                found.rows,
                found.table_count
            ),
            (Some("12.0.2000"), Some(42), 2)
        );
        assert!(found.complete && found.provider.as_ref().unwrap().contains("SqlAzureV12"));
        assert_eq!(bacpac_passing(&package()[..], 1).unwrap(), found);
        let tables: Vec<(&str, Option<u64>)> = found
            .tables
            .iter()
            .map(|table| (table.name.as_str(), table.data_bytes))
            .collect();
        assert_eq!(tables, [("dbo.Posts", Some(15)), ("dbo.Users", Some(0))]);
    }

    #[test]
    fn what_is_none_is_refused() {
        assert!(
            bacpac(Stream::new(&b"hello"[..].to_vec(), 0, 5))
                .unwrap()
                .is_err()
        );
        assert!(bacpac_passing(&b"hello"[..], 5).is_err());
        let whole = package();
        for cut in (0..whole.len()).step_by(7) {
            let _ = bacpac(Stream::new(&whole[..cut].to_vec(), 0, u64::MAX)).unwrap();
            // What stands before the cut is told; how large the data is, only of what was seen to its end.
            if let Ok(found) = bacpac_passing(&whole[..cut], 5) {
                assert!(
                    found.tables.iter().all(|table| table.data_bytes.is_none())
                        || found.rows == Some(42)
                );
            }
        }
    }
}
