//! XML as a small tree: no document type, no entities but the predefined ones, every size bounded.
//!
//! Names are local names, since the documents met here differ in their prefixes and namespaces.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Bytes of a document.
pub const MAX_BYTES: u64 = 64 << 20;
/// Elements, attributes and pieces of text of a document.
const MAX_ITEMS: usize = 4_000_000;
/// Elements inside of each other.
const MAX_DEPTH: usize = 256;

/// An element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    /// Local name.
    pub name: String,
    /// Attributes by local name, in their order.
    pub attributes: Vec<(String, String)>,
    /// Text directly inside, pieces joined, trimmed.
    pub text: String,
    /// Elements directly inside.
    pub children: Vec<Element>,
}

impl Element {
    /// The first child of that name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The children of that name.
    pub fn children_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the first child of that name; `None` if it is missing or empty.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name)
            .map(|child| child.text.as_str())
            .filter(|text| !text.is_empty())
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Why a document can't be read, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlError {
    /// What, in lower case.
    pub reason: String,
    /// Offset in the text, in bytes of UTF-8.
    pub offset: u64,
}

impl std::fmt::Display for XmlError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} (at byte {})", self.reason, self.offset)
    }
}

/// Text of bytes in UTF-8 or UTF-16, by the byte order mark or by the zeros that UTF-16 has; wrong sequences
/// become U+FFFD.
pub fn text_of(bytes: &[u8]) -> String {
    let utf16 = |bytes: &[u8], word: fn([u8; 2]) -> u16| {
        let words: Vec<u16> = bytes
            .chunks_exact(2)
            .filter_map(|pair| pair.first_chunk().copied().map(word))
            .collect();
        String::from_utf16_lossy(&words)
    };
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [first, 0, ..] if *first != 0 => utf16(bytes, u16::from_le_bytes),
        [0, second, ..] if *second != 0 => utf16(bytes, u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// Whether the bytes begin as an XML document does, in any of the encodings that [`text_of`] reads.
pub fn looks_like_xml(head: &[u8]) -> bool {
    let head = head.get(..head.len().min(512)).unwrap_or_default();
    text_of(head).trim_start().starts_with('<')
}

/// The local name of the root element, from the first bytes of a document.
pub fn root_name(head: &[u8]) -> Option<String> {
    let text = text_of(head);
    let mut reader = Reader::from_str(&text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) | Event::Empty(start) => return Some(local(&start)),
            Event::Eof | Event::DocType(_) => return None,
            _ => {}
        }
    }
}

fn local(start: &BytesStart<'_>) -> String {
    let name = start.local_name();
    let name: &str = name.as_ref();
    name.to_owned()
}

/// Reads a document.
///
/// # Errors
/// When it is not well-formed, has a document type or an entity, or asks for more than the bounds allow.
pub fn parse(bytes: &[u8]) -> Result<Element, XmlError> {
    let refuse = |reason: &str, offset: u64| XmlError {
        reason: reason.to_owned(),
        offset,
    };
    if <[u8]>::len(bytes) as u64 > MAX_BYTES {
        return Err(refuse("larger than 64 MiB", 0));
    }
    let text = text_of(bytes);
    let mut reader = Reader::from_str(&text);
    let mut open: Vec<Element> = Vec::new();
    let mut root: Option<Element> = None;
    let mut items = 0_usize;
    loop {
        let at = reader.buffer_position();
        let event = reader.read_event().map_err(|error| {
            refuse(
                &format!("not well-formed: {error}"),
                reader.error_position(),
            )
        })?;
        match event {
            Event::Start(start) => {
                if open.len() >= MAX_DEPTH {
                    return Err(refuse("elements nested too deep", at));
                }
                if root.is_some() {
                    return Err(refuse("more than one root element", at));
                }
                open.push(element(&start, &mut items, at)?);
            }
            Event::Empty(start) => {
                let done = element(&start, &mut items, at)?;
                close(done, &mut open, &mut root).map_err(|reason| refuse(reason, at))?;
            }
            Event::End(_) => {
                let mut done = open
                    .pop()
                    .ok_or_else(|| refuse("an end without a start", at))?;
                done.text = done.text.trim().to_owned();
                close(done, &mut open, &mut root).map_err(|reason| refuse(reason, at))?;
            }
            Event::Text(piece) => {
                add_text(&mut open, &piece.xml10_content()).map_err(|reason| refuse(reason, at))?;
            }
            Event::CData(piece) => {
                add_text(&mut open, &piece.xml10_content()).map_err(|reason| refuse(reason, at))?;
            }
            Event::GeneralRef(reference) => {
                let letter = match reference.resolve_char_ref() {
                    Ok(Some(letter)) => Some(letter),
                    Ok(None) => predefined(&reference.xml10_content()),
                    Err(_) => None,
                };
                let letter =
                    letter.ok_or_else(|| refuse("an entity that is not predefined", at))?;
                add_text(&mut open, letter.encode_utf8(&mut [0; 4]))
                    .map_err(|reason| refuse(reason, at))?;
            }
            Event::DocType(_) => return Err(refuse("a document type, which is not read", at)),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
        items += 1;
        if items > MAX_ITEMS {
            return Err(refuse("more elements than are read", at));
        }
    }
    if !open.is_empty() {
        return Err(refuse("the document ends too early", text.len() as u64));
    }
    root.ok_or_else(|| refuse("no element", text.len() as u64))
}

fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

fn element(start: &BytesStart<'_>, items: &mut usize, at: u64) -> Result<Element, XmlError> {
    let refuse = |reason: String| XmlError { reason, offset: at };
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| refuse(format!("not well-formed: {error}")))?;
        let value = attribute
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .map_err(|error| refuse(format!("not well-formed: {error}")))?;
        let name = attribute.key.local_name();
        let name: &str = name.as_ref();
        attributes.push((name.to_owned(), value.into_owned()));
        *items += 1;
    }
    Ok(Element {
        name: local(start),
        attributes,
        ..Element::default()
    })
}

fn close(
    done: Element,
    open: &mut [Element],
    root: &mut Option<Element>,
) -> Result<(), &'static str> {
    match open.last_mut() {
        Some(parent) => parent.children.push(done),
        None if root.is_some() => return Err("more than one root element"),
        None => *root = Some(done),
    }
    Ok(())
}

fn add_text(open: &mut [Element], text: &str) -> Result<(), &'static str> {
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        None if text
            .trim_matches(['\u{feff}', ' ', '\t', '\r', '\n', '\0'])
            .is_empty() => {}
        None => return Err("text outside of the root element"),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_becomes_a_tree() {
        let root = parse(
            b"\xef\xbb\xbf<?xml version=\"1.0\"?>\r\n<a:x xmlns:a='u' B='1 &amp; 2'><y> one <!-- c -->&lt;two&#33; </y><y/><![CDATA[ z ]]></a:x>\n",
        )
        .unwrap();
        assert_eq!(root.name, "x");
        assert_eq!(root.attribute("B"), Some("1 & 2"));
        assert_eq!(root.text_of("y"), Some("one <two!"));
        assert_eq!(root.children_named("y").count(), 2);
        assert_eq!(root.text, "z");
    }

    #[test]
    fn utf_16_is_read_with_and_without_a_mark() {
        let text = "<r><s>\u{e9}</s></r>";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [
            little.clone(),
            big.clone(),
            [vec![0xff, 0xfe], little].concat(),
            [vec![0xfe, 0xff], big].concat(),
        ] {
            assert!(looks_like_xml(&bytes));
            assert_eq!(parse(&bytes).unwrap().text_of("s"), Some("\u{e9}"));
            assert_eq!(root_name(&bytes).as_deref(), Some("r"));
        }
    }

    #[test]
    fn what_is_not_safe_or_not_whole_is_refused() {
        for (document, reason) in [
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "document type"),
            ("<a>&b;</a>", "predefined"),
            ("<a>&#x110000;</a>", "predefined"),
            ("<a b='&c;'/>", "not well-formed"),
            ("<a>", "ends too early"),
            ("<a></b>", "not well-formed"),
            ("<a/><b/>", "root"),
            ("", "no element"),
            ("<a/>text", "outside"),
        ] {
            let error = parse(document.as_bytes()).unwrap_err();
            assert!(error.reason.contains(reason), "{document}: {error}");
        }
        let deep = "<a>".repeat(300);
        assert!(parse(deep.as_bytes()).unwrap_err().reason.contains("deep"));
    }
}
