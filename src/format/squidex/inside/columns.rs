//! The columns that a schema gives to the table of its contents: nested fields, and the languages of a field, have one each.

use serde::Serialize;

use super::super::export::json::Node;
use super::super::export::schema::{Field, Schema};
use super::{Looker, look, text};
use crate::error::Error;
use crate::format::squidex::check::SquidexCheck;
use crate::format::squidex::target::Target;
use crate::source::Files;

/// Most columns of a table for people.
const MAX_COLUMNS: usize = 300;

/// Longest name of a content, in characters.
const NAME_CHARS: usize = 120;

/// The partition of a field that has one value for all languages.
pub(super) const INVARIANT: &str = "iv";

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Column {
    /// Key of its cells, and what a table is sorted by: `data.` in front of it.
    pub key: String,
    /// For people.
    pub label: String,
    /// Language; `null` for a field with one value for all.
    pub language: Option<String>,
    /// Type of the field: `String`, `Number` …
    pub field_type: String,
    /// One of those that the app shows in lists.
    pub in_lists: bool,
}

/// The columns of a schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Columns {
    /// Name of the schema; `null` if none of that id exists.
    pub schema: Option<String>,
    /// How it is called for people, if it has a label.
    pub label: Option<String>,
    /// In the order of the schema.
    pub columns: Vec<Column>,
    /// There are more than these.
    pub more: bool,
}

/// Where the values of a column stand.
#[derive(Debug, Clone)]
pub(super) struct Path {
    pub(super) column: Column,
    pub(super) field: String,
    pub(super) partition: String,
    /// The field in an array or a component.
    pub(super) nested: Option<String>,
    /// What the value is of.
    pub(super) shape: Field,
}

/// A text that says something.
fn filled(properties: &Node<'_>, name: &str) -> Option<String> {
    let text = properties.text_of(name)?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The label of a schema or field.
pub(super) fn label(properties: &Node<'_>) -> Option<String> {
    filled(properties, "label")
}

/// What is said of a field to editors.
pub(super) fn hints(properties: &Node<'_>) -> Option<String> {
    filled(properties, "hints")
}

/// What a field is called.
pub(super) fn title(field: &Field) -> String {
    label(&field.properties).unwrap_or_else(|| field.name.clone())
}

/// A member of that very name: what contents hold is told apart by case.
pub(super) fn member<'n, 'a>(node: &'n Node<'a>, name: &str) -> Option<&'n Node<'a>> {
    let pairs = node.pairs().iter();
    pairs
        .filter(|(key, _)| key == name)
        .map(|(_, value)| value)
        .next()
        .filter(|value| **value != Node::Null)
}

/// The keys of the values of a field.
pub(super) fn partitions(field: &Field, languages: &[String]) -> Vec<(String, Option<String>)> {
    match field.localised {
        true => languages
            .iter()
            .map(|language| (language.clone(), Some(language.clone())))
            .collect(),
        false => vec![(INVARIANT.to_owned(), None)],
    }
}

/// Ids of the schemas that a component can be of.
pub(super) fn schemas_of(field: &Field) -> Vec<String> {
    let properties = &field.properties;
    let mut ids: Vec<String> = properties
        .get("schemaIds")
        .map_or(&[][..], Node::items)
        .iter()
        .filter_map(Node::text)
        .map(str::to_owned)
        .collect();
    if let Some(id) = properties.text_of("schemaId")
        && !ids.iter().any(|known| known == id)
    {
        ids.push(id.to_owned());
    }
    ids
}

impl Looker<'_, '_> {
    /// The columns of a schema, and whether there would be more.
    pub(super) fn paths(&self, id: &str) -> (Vec<Path>, bool) {
        let Some(known) = self.schema(id) else {
            return (Vec::new(), false);
        };
        let schema = &known.schema;
        let in_lists = |name: &str| {
            let mut listed = schema.in_lists.iter();
            listed.any(|listed| listed.strip_prefix("data.").unwrap_or(listed) == name)
        };
        let mut paths = Vec::new();
        for field in schema.fields.iter().filter(|field| field.kind != "UI") {
            let component = match schemas_of(field).as_slice() {
                [only] if field.kind == "Component" => self.schema(only),
                _ => None,
            };
            let nested: &[Field] = match (&component, field.kind.as_str()) {
                (Some(known), _) => &known.schema.fields,
                (None, "Array") => &field.nested,
                _ => &[],
            };
            let nested: Vec<&Field> = nested.iter().filter(|field| field.kind != "UI").collect();
            for (partition, language) in partitions(field, &self.open.languages) {
                let column = |nested: Option<&Field>| Path {
                    column: Column {
                        key: match nested {
                            Some(nested) => format!("{}.{partition}.{}", field.name, nested.name),
                            None => format!("{}.{partition}", field.name),
                        },
                        label: match nested {
                            Some(nested) => format!("{}: {}", title(field), title(nested)),
                            None => title(field),
                        },
                        language: language.clone(),
                        field_type: nested.unwrap_or(field).kind.clone(),
                        in_lists: in_lists(&field.name),
                    },
                    field: field.name.clone(),
                    partition: partition.clone(),
                    nested: nested.map(|nested| nested.name.clone()),
                    shape: nested.unwrap_or(field).clone(),
                };
                if nested.is_empty() {
                    paths.push(column(None));
                } else {
                    paths.extend(nested.iter().map(|nested| column(Some(nested))));
                }
                if paths.len() > MAX_COLUMNS {
                    paths.truncate(MAX_COLUMNS);
                    return (paths, true);
                }
            }
        }
        (paths, false)
    }
}

/// The columns of a schema's contents.
///
/// # Errors
/// When the file can't be read.
pub(in crate::format::squidex) fn of_schema(
    check: &SquidexCheck,
    files: &Files,
    target: &Target,
    id: &str,
) -> Result<Columns, Error> {
    look(check, files, target, |looker| {
        let (paths, more) = looker.paths(id);
        let (schema, label) = looker.schema_words(id);
        Ok(Columns {
            schema,
            label,
            columns: paths.into_iter().map(|path| path.column).collect(),
            more,
        })
    })
}

/// What an editor calls a content of these fields.
pub(super) fn name_in(data: &Node<'_>, schema: &Schema, languages: &[String]) -> Option<String> {
    let listed = schema.in_references.iter().chain(&schema.in_lists);
    let by_name = listed.filter_map(|name| {
        let name = name.strip_prefix("data.").unwrap_or(name);
        schema.fields.iter().find(|field| field.name == name)
    });
    let texts = schema.fields.iter().filter(|field| field.kind == "String");
    by_name
        .chain(texts)
        .filter(|field| {
            matches!(
                field.kind.as_str(),
                "String" | "Number" | "DateTime" | "Tags"
            )
        })
        .find_map(|field| {
            let values = member(data, &field.name)?;
            let of = |(partition, _): (String, Option<String>)| {
                let value = member(values, &partition)?;
                let text = text::plain(value, Some(field));
                let text = text::cut(text.trim(), NAME_CHARS);
                (!text.is_empty()).then_some(text)
            };
            partitions(field, languages).into_iter().find_map(of)
        })
}
