//! Values as text: what an editor would read.

use super::super::export::json::Node;
use super::super::export::schema::Field;

/// Deepest list in a rich text that is told apart.
const MAX_LEVEL: usize = 8;

/// A text of at most so many characters, an ellipsis where it was cut.
pub(super) fn cut(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The editor of a field.
fn editor(field: &Field) -> &str {
    field.properties.text_of("editor").unwrap_or_default()
}

/// Whether the texts of a field are HTML.
pub(super) fn is_html(field: &Field) -> bool {
    field.kind == "String" && editor(field) == "RichText"
}

/// A value as text, whatever it is; ids stay ids.
pub(super) fn plain(value: &Node<'_>, field: Option<&Field>) -> String {
    let kind = field.map_or("", |field| field.kind.as_str());
    match value {
        Node::Null => String::new(),
        Node::Text(text) if field.is_some_and(is_html) => of_html(text),
        Node::Text(text) => text.clone(),
        Node::Bool(true) => "yes".into(),
        Node::Bool(false) => "no".into(),
        Node::Number(number) => number.clone().into_owned(),
        Node::Object(_) if kind == "RichText" => of_document(value),
        Node::Object(_) if kind == "Geolocation" => match (
            value.get("latitude").map(|part| plain(part, None)),
            value.get("longitude").map(|part| plain(part, None)),
        ) {
            (Some(latitude), Some(longitude)) => format!("{latitude}, {longitude}"),
            _ => value.to_json(false),
        },
        Node::List(items)
            if items
                .iter()
                .all(|item| !matches!(item, Node::List(_) | Node::Object(_))) =>
        {
            let texts: Vec<String> = items.iter().map(|item| plain(item, None)).collect();
            texts.join(", ")
        }
        Node::List(_) | Node::Object(_) => value.to_json(false),
    }
}

/// The text of a rich text, as the editor of Squidex stores it: a tree of nodes with a type.
pub(super) fn of_document(document: &Node<'_>) -> String {
    let mut text = String::new();
    node(document, 0, &mut text);
    tidy(&text)
}

/// The tree is no deeper than its reader allows.
fn node(at: &Node<'_>, level: usize, out: &mut String) {
    let kind = at.text_of("type").unwrap_or_default();
    let content = at.get("content").map_or(&[][..], Node::items);
    match kind {
        "text" => out.push_str(at.text_of("text").unwrap_or_default()),
        "hardBreak" => out.push('\n'),
        "horizontalRule" => out.push_str("\n―\n"),
        "image" => {
            let name = at.get("attrs").and_then(|attributes| {
                let of = |name: &str| attributes.text_of(name).filter(|text| !text.is_empty());
                of("alt").or_else(|| of("title"))
            });
            picture(name, out);
        }
        "listItem" => {
            line(out);
            out.push_str(&"  ".repeat(level.saturating_sub(1).min(MAX_LEVEL)));
            out.push_str("• ");
            for part in content {
                node(part, level, out);
            }
        }
        "bulletList" | "orderedList" => {
            for part in content {
                node(part, level + 1, out);
            }
            line(out);
        }
        "paragraph" if level > 0 => {
            for part in content {
                node(part, level, out);
            }
        }
        _ => {
            let block = matches!(
                kind,
                "paragraph" | "heading" | "blockquote" | "codeBlock" | "doc"
            );
            if block {
                line(out);
            }
            for part in content {
                node(part, level, out);
            }
            if block {
                line(out);
            }
        }
    }
}

fn line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

fn picture(name: Option<&str>, out: &mut String) {
    match name {
        Some(name) => {
            out.push_str("[image: ");
            out.push_str(name);
            out.push(']');
        }
        None => out.push_str("[image]"),
    }
}

/// The text of HTML: tags are left out, blocks begin a line. It is shown as text, so nothing has to be safe.
pub(super) fn of_html(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        push_decoded(before, &mut out);
        let Some(end) = tag.find('>') else {
            // No tag: a sign.
            out.push_str(tag);
            return tidy(&out);
        };
        let (tag, after) = tag.split_at(end + 1);
        let name: String = tag
            .trim_start_matches(['<', '/'])
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .take(12)
            .collect::<String>()
            .to_ascii_lowercase();
        match name.as_str() {
            "br" => out.push('\n'),
            "img" => picture(attribute(tag, "alt"), &mut out),
            "li" if !tag.starts_with("</") => {
                line(&mut out);
                out.push_str("• ");
            }
            "p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "li"
            | "table" | "tr" | "blockquote" | "pre" | "hr" => line(&mut out),
            "td" | "th" if tag.starts_with("</") => out.push('\t'),
            _ => {}
        }
        rest = after;
    }
    push_decoded(rest, &mut out);
    tidy(&out)
}

/// The value of an attribute in quotes.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (_, after) = tag.split_once(&format!(" {name}=\""))?;
    let (value, _) = after.split_once('"')?;
    (!value.is_empty()).then_some(value)
}

/// Appends a text with the entities that editors write.
fn push_decoded(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        let (before, entity) = rest.split_at(start);
        out.push_str(before);
        let known = [
            ("&amp;", "&"),
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&#39;", "'"),
            ("&apos;", "'"),
            ("&nbsp;", " "),
        ];
        let found = known
            .iter()
            .find_map(|(written, read)| Some((*read, entity.strip_prefix(written)?)));
        let (read, after) = found.unwrap_or_else(|| ("&", entity.get(1..).unwrap_or_default()));
        out.push_str(read);
        rest = after;
    }
    out.push_str(rest);
}

/// Without blanks around lines and without empty lines at the ends.
fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::super::export::json::parse;
    use super::*;

    #[test]
    fn html_is_read_as_text() {
        for (html, text) in [
            (
                "<p>Boils. <img src=\"x\" alt=\"Blue\"> &amp; <a href=\"y\">raw</a></p><p>Two</p>",
                "Boils. [image: Blue] & raw\nTwo",
            ),
            (
                "<ul><li>one</li><li>two</li></ul>after",
                "• one\n• two\nafter",
            ),
            ("1 < 2", "1 < 2"),
            ("a &unknown; b &", "a &unknown; b &"),
            ("<script>alert(1)</script>", "alert(1)"),
            ("", ""),
        ] {
            assert_eq!(of_html(html), text, "{html}");
        }
    }

    #[test]
    fn a_rich_text_is_read_as_text() {
        let document = parse(
            r#"{"type":"doc","content":[{"type":"heading","content":[{"type":"text","text":"Head"}]},{"type":"paragraph","content":[{"type":"text","text":"Once "},{"type":"text","text":"upon"},{"type":"image","attrs":{"src":"x","alt":"cup"}}]},{"type":"bulletList","content":[{"type":"listItem","content":[{"type":"paragraph","content":[{"type":"text","text":"a"}]}]},{"type":"listItem","content":[{"type":"paragraph","content":[{"type":"text","text":"b"}]}]}]}]}"#,
        )
        .unwrap();
        assert_eq!(
            of_document(&document),
            "Head\nOnce upon[image: cup]\n• a\n• b"
        );
        assert_eq!(of_document(&parse("{}").unwrap()), "");
    }

    #[test]
    fn values_are_told_in_a_line() {
        let of = |json: &str| plain(&parse(json).unwrap(), None);
        assert_eq!(of("[\"a\",1,true]"), "a, 1, yes");
        assert_eq!(of("2.50"), "2.50");
        assert_eq!(of("{\"a\":[1]}"), "{\"a\":[1]}");
        assert_eq!(cut("äöü", 2), "äö…");
        assert_eq!(cut("äö", 2), "äö");
    }
}
