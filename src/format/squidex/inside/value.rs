//! A value of a content for people: its text, and where it leads to.

use serde::Serialize;

use super::super::export::json::Node;
use super::super::export::schema::Field;
use super::columns::{label, member, title};
use super::{Looker, text};
use crate::error::Error;
use crate::format::squidex::ASSETS_PATH;

/// Most characters of a value in the view of one content.
const VALUE_CHARS: usize = 20_000;

/// Most links of a value, and most items of a list.
const MAX_ITEMS: usize = 200;

/// Components in components that are told apart; what lies deeper is shown as JSON.
const MAX_DEPTH: usize = 4;

/// How a value is best shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Look {
    /// As text.
    Text,
    /// As JSON.
    Json,
    /// As an instant, ISO 8601.
    Instant,
    /// By its links.
    Links,
    /// By its items.
    Items,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ValueView {
    /// How it is best shown.
    pub look: Look,
    /// As text; of rich texts their text alone.
    pub text: String,
    /// The text, the links or the items are more than are shown.
    pub cut: bool,
    /// Contents and assets that it refers to.
    pub links: Vec<LinkView>,
    /// Items of an array, components.
    pub items: Vec<ItemView>,
}

/// An object that a value refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LinkView {
    /// `contents` or `assets`.
    pub kind: &'static str,
    /// Id.
    pub id: String,
    /// What it is called.
    pub name: Option<String>,
    /// Of contents: name of the schema.
    pub schema: Option<String>,
    /// There is one, and it is not deleted.
    pub there: bool,
}

/// An item of an array, or a component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ItemView {
    /// Of a component: what its schema is called.
    pub title: Option<String>,
    /// Its values.
    pub fields: Vec<ItemField>,
}

/// A value in an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ItemField {
    /// For people.
    pub label: String,
    /// Type of the field; `null` if the schema has none of that name.
    pub field_type: Option<String>,
    /// The value.
    pub value: ValueView,
}

impl ValueView {
    fn of_text(look: Look, text: &str) -> ValueView {
        let shown = text::cut(text, VALUE_CHARS);
        ValueView {
            look,
            cut: shown.len() < text.len(),
            text: shown,
            links: Vec::new(),
            items: Vec::new(),
        }
    }

    fn json(value: &Node<'_>) -> ValueView {
        let mut out = Vec::new();
        value.push_pretty(&mut out, 0);
        ValueView::of_text(Look::Json, &String::from_utf8(out).unwrap_or_default())
    }
}

/// Ids of assets behind `/api/assets/` in a text: the parts of each such address, since the name of an app may stand in
/// front of the id.
pub(super) fn asset_parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(ASSETS_PATH).skip(1).flat_map(|after| {
        let is_part = |sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '_' | '.');
        after
            .split(|sign: char| sign != '/' && !is_part(sign))
            .next()
            .unwrap_or_default()
            .split('/')
            .take(2)
    })
}

impl Looker<'_, '_> {
    /// A content that is referred to.
    fn content_link(&mut self, id: &str) -> Result<LinkView, Error> {
        let number = self.folded.dry.content_of(id);
        let content = number.and_then(|number| self.folded.dry.kept_content(number));
        Ok(LinkView {
            kind: "contents",
            id: id.to_owned(),
            name: match number {
                Some(number) => self.name_of(number)?,
                None => None,
            },
            schema: content
                .as_ref()
                .and_then(|content| self.schema_words(&content.schema_id).0),
            there: content.is_some_and(|content| !content.deleted),
        })
    }

    /// An asset that is referred to.
    fn asset_link(&mut self, id: &str) -> LinkView {
        let number = self.folded.dry.asset_of(id);
        LinkView {
            kind: "assets",
            id: id.to_owned(),
            name: number.and_then(|number| self.folded.dry.asset_name(number)),
            schema: None,
            there: number.is_some_and(|number| self.folded.dry.asset_is_there(number)),
        }
    }

    /// A value as the view of one content shows it.
    pub(super) fn value(
        &mut self,
        value: &Node<'_>,
        field: Option<&Field>,
        depth: usize,
    ) -> Result<ValueView, Error> {
        let kind = field.map_or("", |field| field.kind.as_str());
        Ok(match (kind, value) {
            ("References" | "Assets", Node::List(items)) => {
                let mut view = ValueView::of_text(Look::Links, "");
                view.cut = items.len() > MAX_ITEMS;
                for id in items.iter().filter_map(Node::text).take(MAX_ITEMS) {
                    view.links.push(match kind {
                        "Assets" => self.asset_link(id),
                        _ => self.content_link(id)?,
                    });
                }
                let names = view
                    .links
                    .iter()
                    .map(|link| link.name.as_ref().unwrap_or(&link.id));
                view.text = names.cloned().collect::<Vec<_>>().join(", ");
                view
            }
            ("Array", Node::List(items)) if depth < MAX_DEPTH => {
                let nested = field.map_or(&[][..], |field| &field.nested).to_vec();
                self.items(items, depth, &|_| None, &nested)?
            }
            ("Components", Node::List(items)) if depth < MAX_DEPTH => {
                self.items(items, depth, &component, &[])?
            }
            ("Component", Node::Object(_)) if depth < MAX_DEPTH => {
                self.items(std::slice::from_ref(value), depth, &component, &[])?
            }
            ("DateTime", Node::Text(text)) => ValueView::of_text(Look::Instant, text),
            ("RichText", Node::Object(_)) => {
                let mut view = ValueView::of_text(Look::Text, &text::of_document(value));
                self.text_links(value, &mut view);
                view
            }
            ("Geolocation" | "Tags", _) => {
                ValueView::of_text(Look::Text, &text::plain(value, field))
            }
            (_, Node::List(_) | Node::Object(_)) => ValueView::json(value),
            _ => {
                let mut view = ValueView::of_text(Look::Text, &text::plain(value, field));
                self.text_links(value, &mut view);
                view
            }
        })
    }

    /// Links to assets in the texts of a value.
    fn text_links(&mut self, value: &Node<'_>, view: &mut ValueView) {
        let mut found: Vec<String> = Vec::new();
        value.each_text(&mut |text| {
            for part in asset_parts(text) {
                let is_new = found.len() < MAX_ITEMS && !found.iter().any(|known| known == part);
                if is_new && self.folded.dry.asset_of(part).is_some() {
                    found.push(part.to_owned());
                }
            }
        });
        view.links = found.iter().map(|id| self.asset_link(id)).collect();
    }

    fn items(
        &mut self,
        items: &[Node<'_>],
        depth: usize,
        schema_of: &dyn Fn(&Node<'_>) -> Option<String>,
        nested: &[Field],
    ) -> Result<ValueView, Error> {
        let mut view = ValueView::of_text(Look::Items, "");
        view.cut = items.len() > MAX_ITEMS;
        for item in items.iter().take(MAX_ITEMS) {
            let id = schema_of(item);
            let known = id.as_deref().and_then(|id| self.schema(id));
            let words = known.map(|known| {
                label(&known.schema.properties).unwrap_or_else(|| known.schema.name.clone())
            });
            let fields = match known {
                Some(known) => known.schema.fields.clone(),
                None => nested.to_vec(),
            };
            let mut shown = Vec::new();
            for field in fields.iter().filter(|field| field.kind != "UI") {
                if let Some(value) = member(item, &field.name) {
                    shown.push(ItemField {
                        label: title(field),
                        field_type: Some(field.kind.clone()),
                        value: self.value(value, Some(field), depth + 1)?,
                    });
                }
            }
            // What the schema knows nothing of.
            for (name, value) in item.pairs().iter().take(MAX_ITEMS) {
                let is_known = fields.iter().any(|field| field.name == *name);
                let is_type = id.is_some() && name == "schemaId";
                if !is_known && !is_type && *value != Node::Null {
                    shown.push(ItemField {
                        label: name.clone(),
                        field_type: None,
                        value: self.value(value, None, depth + 1)?,
                    });
                }
            }
            view.items.push(ItemView {
                title: words.or(id),
                fields: shown,
            });
        }
        Ok(view)
    }

    /// A value as the cell of a table shows it.
    pub(super) fn cell(
        &mut self,
        value: &Node<'_>,
        field: &Field,
        chars: usize,
    ) -> Result<String, Error> {
        let text = match (field.kind.as_str(), value) {
            ("References" | "Assets", Node::List(items)) => {
                let mut names = Vec::new();
                // Few names fill a cell.
                for id in items.iter().filter_map(Node::text).take(8) {
                    let name = match (field.kind.as_str(), self.folded.dry.content_of(id)) {
                        ("References", Some(number)) => self.name_of(number)?,
                        ("Assets", _) => {
                            let number = self.folded.dry.asset_of(id);
                            number.and_then(|number| self.folded.dry.asset_name(number))
                        }
                        _ => None,
                    };
                    names.push(name.unwrap_or_else(|| id.to_owned()));
                }
                if items.len() > names.len() {
                    names.push(format!("and {} more", items.len() - names.len()));
                }
                names.join(", ")
            }
            ("Components", Node::List(items)) => {
                let titles: Vec<String> = items
                    .iter()
                    .take(8)
                    .map(|item| {
                        let id = component(item);
                        let known = id.as_deref().and_then(|id| self.schema(id));
                        known.map_or_else(
                            || item.to_json(false),
                            |known| {
                                label(&known.schema.properties)
                                    .unwrap_or_else(|| known.schema.name.clone())
                            },
                        )
                    })
                    .collect();
                titles.join(", ")
            }
            _ => text::plain(value, Some(field)),
        };
        let line: Vec<&str> = text.split_whitespace().collect();
        Ok(text::cut(&line.join(" "), chars))
    }
}

/// The schema of a component, as the component says.
fn component(item: &Node<'_>) -> Option<String> {
    let pairs = item.pairs().iter();
    pairs
        .filter(|(key, _)| key == "schemaId")
        .find_map(|(_, id)| id.text())
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_assets_are_found_in_texts() {
        let of = |text: &'static str| asset_parts(text).collect::<Vec<_>>();
        assert_eq!(
            of(
                "<img src=\"https://x/api/assets/demo/86b8-1/blue.png\"> and (/api/assets/logo?v=1)"
            ),
            ["demo", "86b8-1", "logo"]
        );
        assert!(of("no address").is_empty());
    }
}
