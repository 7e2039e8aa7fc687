//! `export schemas`: an object each, with the properties as Squidex names them.

use super::json::Node;
use super::schema::{Field, Made, Schema};
use super::{Folded, List, Out};
use crate::error::Error;
use crate::inspect::export::{Form, Wanted};
use crate::sort;

/// A schema with its version, and whether it ends as deleted.
pub(in crate::format::squidex) struct Stored {
    pub(in crate::format::squidex) schema: Schema,
    pub(in crate::format::squidex) version: u64,
    pub(in crate::format::squidex) deleted: bool,
}

/// The stored schemas by name and id, deleted ones only if they are wanted.
///
/// # Errors
/// When the file can't be read.
pub(in crate::format::squidex) fn stored(
    folded: &mut Folded<'_>,
    deleted: bool,
) -> Result<Vec<Stored>, Error> {
    let mut schemas = Vec::new();
    for number in folded.stored.schemas.clone() {
        let (version, is_deleted) = folded.dry.schema_life(number);
        if is_deleted && !deleted {
            continue;
        }
        let mut schema = Schema::default();
        for at in folded.dry.schema_events(number).to_vec() {
            if let Some(record) = folded.record(u64::from(at))? {
                schema.apply(&record);
            }
        }
        schemas.push(Stored {
            schema,
            version,
            deleted: is_deleted,
        });
    }
    sort::sort_by(&mut schemas, |a, b| {
        (&a.schema.name, &a.schema.id).cmp(&(&b.schema.name, &b.schema.id))
    });
    Ok(schemas)
}

/// Writes them.
///
/// # Errors
/// `Invalid` if they are to be tables, `Read` if the file can't be read.
pub(in crate::format::squidex) fn write(
    folded: &mut Folded<'_>,
    wanted: &Wanted,
    out: &mut Out<'_>,
) -> Result<(), Error> {
    no_tables(wanted)?;
    let schemas = stored(folded, wanted.all)?;
    let mut list = List::begin(wanted.form, out);
    for one in &schemas {
        let schema = &one.schema;
        if !wanted.only.is_empty() && !wanted.only.contains(&schema.name) {
            continue;
        }
        let mut pairs = vec![
            ("id", Node::Text(schema.id.clone())),
            ("name", Node::Text(schema.name.clone())),
            ("type", Node::Text(schema.kind.clone())),
            ("category", Node::optional(schema.category.as_deref())),
            ("version", Node::Number(one.version.to_string().into())),
            ("isDeleted", Node::Bool(one.deleted)),
            ("isPublished", Node::Bool(schema.published)),
        ];
        pairs.extend(made(folded, &schema.made));
        pairs.extend([
            ("properties", schema.properties.clone()),
            (
                "fields",
                Node::List(schema.fields.iter().map(field).collect()),
            ),
            ("fieldsInLists", list_of(&schema.in_lists)),
            ("fieldsInReferences", list_of(&schema.in_references)),
            ("fieldRules", schema.rules.clone()),
            ("scripts", schema.scripts.clone()),
            ("previewUrls", schema.preview_urls.clone()),
        ]);
        list.push(object(pairs).to_json(folded.as_restored).as_bytes(), out);
    }
    list.end(out);
    Ok(())
}

/// Objects in each other are no rows.
pub(in crate::format::squidex) fn no_tables(wanted: &Wanted) -> Result<(), Error> {
    match wanted.form {
        Form::Csv => Err(Error::Invalid(format!(
            "{} are exported as JSON, not as a table",
            wanted.what
        ))),
        Form::Ndjson | Form::Json if wanted.in_folder => Err(Error::Invalid(format!(
            "{} are exported into one file, not a folder",
            wanted.what
        ))),
        Form::Ndjson | Form::Json => Ok(()),
    }
}

/// Who made an object, in Squidex's names.
pub(in crate::format::squidex) fn made(
    folded: &Folded<'_>,
    made: &Made,
) -> [(&'static str, Node<'static>); 4] {
    [
        (
            "created",
            Node::optional(folded.instant(made.created).as_deref()),
        ),
        ("createdBy", Node::optional(made.created_by.as_deref())),
        (
            "lastModified",
            Node::optional(folded.instant(made.modified).as_deref()),
        ),
        (
            "lastModifiedBy",
            Node::optional(made.modified_by.as_deref()),
        ),
    ]
}

pub(in crate::format::squidex) fn object(pairs: Vec<(&str, Node<'static>)>) -> Node<'static> {
    Node::Object(
        pairs
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
    )
}

pub(in crate::format::squidex) fn list_of(texts: &[String]) -> Node<'static> {
    Node::List(texts.iter().cloned().map(Node::Text).collect())
}

/// A field; nested ones have no partitioning of their own.
fn field(field: &Field) -> Node<'static> {
    let mut pairs = vec![
        ("id", Node::whole(field.id)),
        ("name", Node::Text(field.name.clone())),
        ("type", Node::Text(field.kind.clone())),
        (
            "partitioning",
            Node::Text(
                if field.localised {
                    "language"
                } else {
                    "invariant"
                }
                .into(),
            ),
        ),
        ("isHidden", Node::Bool(field.hidden)),
        ("isLocked", Node::Bool(field.locked)),
        ("isDisabled", Node::Bool(field.disabled)),
        ("properties", field.properties.clone()),
    ];
    if field.kind == "Array" {
        // One level: an array has no arrays in it.
        pairs.push((
            "nested",
            Node::List(field.nested.iter().map(nested).collect()),
        ));
    }
    object(pairs)
}

fn nested(field: &Field) -> Node<'static> {
    object(vec![
        ("id", Node::whole(field.id)),
        ("name", Node::Text(field.name.clone())),
        ("type", Node::Text(field.kind.clone())),
        ("isHidden", Node::Bool(field.hidden)),
        ("isLocked", Node::Bool(field.locked)),
        ("isDisabled", Node::Bool(field.disabled)),
        ("properties", field.properties.clone()),
    ])
}
