//! Schemas in the form of the command line, with what a server would refuse mended (`formats/squidex-sync.md` 2.2 and 3).

use std::collections::HashSet;

use super::super::super::events::schema::{EnumType, Type};
use super::super::super::events::table::FIELD_TYPES;
use super::super::json::Node;
use super::super::schema::{Field, Schema};
use super::super::schemas::object;
use super::State;

/// Properties of all fields.
const COMMON: [&str; 9] = [
    "label",
    "hints",
    "placeholder",
    "isRequired",
    "isRequiredOnPublish",
    "isHalfWidth",
    "isCreateOnly",
    "editorUrl",
    "tags",
];

/// Types of fields that the command line knows, each with its own properties.
const OWN: [(&str, &[&str]); 14] = [
    (
        "Array",
        &[
            "minItems",
            "maxItems",
            "calculatedDefaultValue",
            "uniqueFields",
        ],
    ),
    (
        "Assets",
        &[
            "previewMode",
            "previewFormat",
            "defaultValue",
            "defaultValues",
            "folderId",
            "minItems",
            "maxItems",
            "minSize",
            "maxSize",
            "minWidth",
            "maxWidth",
            "minHeight",
            "maxHeight",
            "aspectWidth",
            "aspectHeight",
            "expectedType",
            "resolveFirst",
            "allowDuplicates",
            "allowedExtensions",
        ],
    ),
    (
        "Boolean",
        &["defaultValue", "defaultValues", "inlineEditable", "editor"],
    ),
    ("Component", &["schemaIds"]),
    (
        "Components",
        &[
            "schemaIds",
            "minItems",
            "maxItems",
            "calculatedDefaultValue",
            "uniqueFields",
        ],
    ),
    (
        "DateTime",
        &[
            "defaultValue",
            "defaultValues",
            "minValue",
            "maxValue",
            "format",
            "calculatedDefaultValue",
            "editor",
        ],
    ),
    ("Geolocation", &["editor"]),
    ("Json", &["graphQLSchema"]),
    (
        "Number",
        &[
            "defaultValue",
            "defaultValues",
            "minValue",
            "maxValue",
            "allowedValues",
            "isUnique",
            "inlineEditable",
            "editor",
        ],
    ),
    (
        "References",
        &[
            "schemaIds",
            "defaultValue",
            "defaultValues",
            "minItems",
            "maxItems",
            "allowDuplicates",
            "resolveReference",
            "mustBePublished",
            "query",
            "editor",
        ],
    ),
    (
        "RichText",
        &[
            "minLength",
            "maxLength",
            "minCharacters",
            "maxCharacters",
            "minWords",
            "maxWords",
            "classNames",
        ],
    ),
    (
        "String",
        &[
            "defaultValue",
            "defaultValues",
            "pattern",
            "patternMessage",
            "folderId",
            "minLength",
            "maxLength",
            "minCharacters",
            "maxCharacters",
            "minWords",
            "maxWords",
            "classNames",
            "allowedValues",
            "schemaIds",
            "isUnique",
            "isEmbeddable",
            "inlineEditable",
            "createEnum",
            "contentType",
            "editor",
        ],
    ),
    (
        "Tags",
        &[
            "defaultValue",
            "defaultValues",
            "minItems",
            "maxItems",
            "allowedValues",
            "createEnum",
            "editor",
        ],
    ),
    ("UI", &["editor"]),
];

/// Bounds that must not be the wrong way round.
const BOUNDS: [(&str, &str); 8] = [
    ("minItems", "maxItems"),
    ("minLength", "maxLength"),
    ("minCharacters", "maxCharacters"),
    ("minWords", "maxWords"),
    ("minSize", "maxSize"),
    ("minWidth", "maxWidth"),
    ("minHeight", "maxHeight"),
    ("minValue", "maxValue"),
];

/// Names that lists may have beside fields.
const META: [&str; 12] = [
    "id",
    "created",
    "createdBy.avatar",
    "createdBy.name",
    "lastModified",
    "lastModifiedBy.avatar",
    "lastModifiedBy.name",
    "status",
    "status.color",
    "status.next",
    "version",
    "translationStatus",
];

/// Properties of a schema.
const OF_SCHEMA: [&str; 9] = [
    "label",
    "hints",
    "contentsSidebarUrl",
    "contentSidebarUrl",
    "contentEditorUrl",
    "contentsEditorUrl",
    "contentsListUrl",
    "validateOnPublish",
    "tags",
];

/// Longest texts, in characters.
const LONGEST: [(&str, usize); 3] = [("label", 100), ("hints", 1_000), ("placeholder", 100)];

/// Whether the command line knows fields of that type.
pub(super) fn is_known(kind: &str) -> bool {
    OWN.iter().any(|(known, _)| *known == kind)
}

/// A name that the server takes for a field.
pub(super) fn is_field_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// The file of a schema.
pub(super) fn document(schema: &Schema, state: &mut State) -> Node<'static> {
    let name = schema.name.clone();
    let fields: Vec<Node<'static>> = schema
        .fields
        .iter()
        .filter_map(|one| field(&name, one, true, state))
        .collect();
    let in_lists = listed(schema, &schema.in_lists, "fieldsInLists", true, state);
    let in_references = listed(
        schema,
        &schema.in_references,
        "fieldsInReferences",
        false,
        state,
    );
    let mut properties = without_nulls(&schema.properties);
    if let Node::Object(pairs) = &mut properties {
        pairs.retain(|(key, _)| {
            let known = OF_SCHEMA.contains(&key.as_str());
            if !known {
                state.repaired(
                    "schema",
                    &name,
                    &format!("its property {key} is not known to the command line"),
                );
            }
            known
        });
        cut(&name, pairs, state);
    }
    let mut body = vec![
        ("noFieldDeletion", Node::Bool(false)),
        ("noFieldRecreation", Node::Bool(false)),
        ("properties", properties),
        ("scripts", without_nulls(&schema.scripts)),
        ("fieldsInReferences", in_references),
        ("fieldsInLists", in_lists),
        ("fields", Node::List(fields)),
        ("previewUrls", without_nulls(&schema.preview_urls)),
        (
            "fieldRules",
            Node::List(schema.rules.items().iter().map(without_nulls).collect()),
        ),
    ];
    if let Some(category) = &schema.category {
        body.push(("category", Node::Text(category.clone())));
    }
    body.push(("isPublished", Node::Bool(schema.published)));
    object(vec![
        ("name", Node::Text(name)),
        ("isSingleton", Node::Bool(schema.kind == "Singleton")),
        ("schemaType", Node::Text(schema.kind.clone())),
        ("schema", object(body)),
    ])
}

/// A field; `None`: it can't be in the folder.
fn field(schema: &str, one: &Field, root: bool, state: &mut State) -> Option<Node<'static>> {
    let place = format!("{schema}.{}", one.name);
    if !is_known(&one.kind) || !is_field_name(&one.name) || !root && one.kind == "Array" {
        let why = format!(
            "the command line does not know such a field ({}): left out with its values",
            one.kind
        );
        state.repaired("schema", &place, &why);
        return None;
    }
    let is_ui = one.kind == "UI";
    if is_ui && (one.hidden || one.disabled) {
        state.repaired(
            "schema",
            &place,
            "a field without values can't be hidden or disabled: it is shown",
        );
    }
    let mut pairs = vec![
        ("name", Node::Text(one.name.clone())),
        ("isHidden", Node::Bool(one.hidden && !is_ui)),
        ("isLocked", Node::Bool(one.locked)),
        ("isDisabled", Node::Bool(one.disabled && !is_ui)),
    ];
    if root {
        let partitioning = if one.localised {
            "language"
        } else {
            "invariant"
        };
        pairs.push(("partitioning", Node::Text(partitioning.into())));
    }
    pairs.push(("properties", properties(&place, one, state)));
    if root && !one.nested.is_empty() {
        let nested = one
            .nested
            .iter()
            .filter_map(|nested| field(&place, nested, false, state));
        pairs.push(("nested", Node::List(nested.collect())));
    }
    Some(object(pairs))
}

fn properties(place: &str, field: &Field, state: &mut State) -> Node<'static> {
    let kind = field.kind.as_str();
    let own = OWN
        .iter()
        .find(|(known, _)| *known == kind)
        .map_or(&[][..], |(_, own)| own);
    let mut pairs: Vec<(String, Node<'static>)> =
        vec![("fieldType".into(), Node::Text(kind.into()))];
    let old_schema = field.properties.text_of("schemaId").map(str::to_owned);
    for (key, value) in field.properties.pairs() {
        if *value == Node::Null || key == "$type" || key == "schemaId" || key == "fieldType" {
            continue;
        }
        let known = COMMON
            .iter()
            .chain(own)
            .find(|known| known.eq_ignore_ascii_case(key));
        let Some(known) = known else {
            state.repaired(
                "schema",
                place,
                &format!("its property {key} is not known to the command line"),
            );
            continue;
        };
        let value = match *known {
            "schemaIds" => state.schema_names(place, value),
            "folderId" => match value.text().and_then(|id| state.folder_path(id)) {
                Some(path) if !path.is_empty() => Some(Node::Text(path)),
                _ => None,
            },
            _ => canonical(kind, known, value),
        };
        if let Some(value) = value {
            pairs.push(((*known).to_owned(), value));
        }
    }
    // Before there were several schemas, one was named by itself.
    let has_ids = pairs.iter().any(|(key, _)| key == "schemaIds");
    if let (Some(id), false, true) = (old_schema, has_ids, own.contains(&"schemaIds")) {
        let ids = state.schema_names(place, &Node::List(vec![Node::Text(id)]));
        pairs.extend(ids.map(|ids| ("schemaIds".to_owned(), ids)));
    }
    cut(place, &mut pairs, state);
    mend(place, kind, &mut pairs, state);
    Node::Object(pairs)
}

/// An enumeration's member by its own name, whatever its case or number; other values as they are.
fn canonical(kind: &str, name: &str, value: &Node<'_>) -> Option<Node<'static>> {
    let members = FIELD_TYPES.class(kind).and_then(|class| {
        class
            .shape
            .all()
            .find(|prop| prop.name == name)
            .and_then(|prop| match prop.ty {
                Type::Enum(members) | Type::OptEnum(members) => Some(members),
                _ => None,
            })
    });
    match members {
        None => Some(value.clone().into_owned()),
        Some(members) => member(members, value).map(|member| Node::Text(member.into())),
    }
}

fn member(members: &EnumType, value: &Node<'_>) -> Option<&'static str> {
    let by_name = value.text().and_then(|text| {
        members
            .members
            .iter()
            .find(|member| member.eq_ignore_ascii_case(text.trim()))
    });
    let by_number = value
        .int()
        .and_then(|number| usize::try_from(number).ok())
        .and_then(|number| members.members.get(number));
    by_name.or(by_number).copied()
}

/// Cuts texts that are too long.
fn cut(place: &str, pairs: &mut [(String, Node<'static>)], state: &mut State) {
    for (key, value) in pairs {
        let most = LONGEST
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, most)| *most);
        if let (Some(most), Node::Text(text)) = (most, value)
            && let Some((end, _)) = text.char_indices().nth(most)
        {
            text.truncate(end);
            state.repaired(
                "schema",
                place,
                &format!("its {key} is cut to {most} characters"),
            );
        }
    }
}

/// Mends what makes the server refuse all fields of a schema.
fn mend(place: &str, kind: &str, pairs: &mut Vec<(String, Node<'static>)>, state: &mut State) {
    let of = |pairs: &[(String, Node<'static>)], name: &str| {
        let pair = pairs.iter().find(|(key, _)| key == name);
        pair.map(|(_, value)| value.clone())
    };
    let number = |pairs: &[(String, Node<'static>)], name: &str| match of(pairs, name) {
        Some(Node::Number(text)) => text.parse::<f64>().ok(),
        _ => None,
    };
    let mut drop_all = |pairs: &mut Vec<(String, Node<'static>)>, names: &[&str], why: &str| {
        let before = pairs.len();
        pairs.retain(|(key, _)| !names.contains(&key.as_str()));
        if pairs.len() < before {
            state.repaired("schema", place, why);
        }
    };
    for (low, high) in BOUNDS {
        if let (Some(least), Some(most)) = (number(pairs, low), number(pairs, high))
            && (least > most || kind == "Number" && least >= most)
        {
            drop_all(
                pairs,
                &[low, high],
                &format!("{low} is not below {high}: both are left out"),
            );
        }
    }
    let is_true =
        |pairs: &[(String, Node<'static>)], name: &str| of(pairs, name) == Some(Node::Bool(true));
    if is_true(pairs, "resolveReference") && number(pairs, "maxItems") != Some(1.0) {
        drop_all(
            pairs,
            &["resolveReference"],
            "resolveReference needs maxItems 1: it is switched off",
        );
    }
    let editor = of(pairs, "editor").and_then(|editor| editor.text().map(str::to_owned));
    let editor = editor.as_deref().unwrap_or_default();
    let has_values = of(pairs, "allowedValues").is_some_and(|values| !values.items().is_empty());
    let needs_values = matches!(
        (kind, editor),
        ("String" | "Number", "Radio" | "Dropdown") | ("Tags", "Checkboxes" | "Dropdown")
    );
    if needs_values && !has_values {
        drop_all(
            pairs,
            &["editor"],
            &format!("the editor {editor} needs allowedValues: the usual one is used"),
        );
    }
    let no_inline = match kind {
        "String" => !matches!(editor, "" | "Input" | "Dropdown" | "Slug"),
        "Number" => editor == "Radio",
        _ => false,
    };
    if no_inline && is_true(pairs, "inlineEditable") {
        drop_all(
            pairs,
            &["inlineEditable"],
            &format!("the editor {editor} allows no inlineEditable"),
        );
    }
    if of(pairs, "aspectWidth").is_some() != of(pairs, "aspectHeight").is_some() {
        drop_all(
            pairs,
            &["aspectWidth", "aspectHeight"],
            "aspectWidth and aspectHeight go together: the one is left out",
        );
    }
    if kind == "DateTime" && of(pairs, "calculatedDefaultValue").is_some() {
        drop_all(
            pairs,
            &["defaultValue"],
            "calculatedDefaultValue stands in place of defaultValue",
        );
    }
}

/// The names in a list of fields that the server takes.
fn listed(
    schema: &Schema,
    names: &[String],
    key: &str,
    meta: bool,
    state: &mut State,
) -> Node<'static> {
    let is_meta = |name: &str| META.contains(&name) || name == "translationStatusAverage";
    let is_old = !names
        .iter()
        .all(|name| is_meta(name) || name.starts_with("data."));
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for written in names {
        let name = match (is_old, written.strip_prefix("meta.")) {
            (false, _) => written.clone(),
            (true, Some(meta)) => meta.to_owned(),
            (true, None) => format!("data.{written}"),
        };
        let is_field = name.strip_prefix("data.").is_some_and(|field| {
            let mut fields = schema.fields.iter();
            fields.any(|known| known.name == field && known.kind != "UI" && is_known(&known.kind))
        });
        if is_field || meta && is_meta(&name) {
            if seen.insert(name.clone()) {
                kept.push(Node::Text(name));
            }
        } else {
            state.repaired(
                "schema",
                &schema.name,
                &format!("{key}: {written} is no field that can be listed"),
            );
        }
    }
    Node::List(kept)
}

/// An object without what is null.
pub(super) fn without_nulls(node: &Node<'_>) -> Node<'static> {
    let pairs = node
        .pairs()
        .iter()
        .filter(|(_, value)| *value != Node::Null);
    Node::Object(
        pairs
            .map(|(key, value)| (key.clone(), value.clone().into_owned()))
            .collect(),
    )
}
