//! One schema, made of its events once more: `E/Schemas/DomainObject/SchemaDomainObject.State.cs`. What the fold found
//! applicable is applied here, with all that the events hold.

use super::super::decode;
use super::super::events::EventType;
use super::super::events::table::FIELD_TYPES;
use super::json::{Node, parse};
use super::record::{Record, actor};
use crate::sort;

/// A field of a schema.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::format::squidex) struct Field {
    pub(in crate::format::squidex) id: i64,
    pub(in crate::format::squidex) name: String,
    /// `String`, `Array` …
    pub(in crate::format::squidex) kind: String,
    pub(in crate::format::squidex) localised: bool,
    pub(in crate::format::squidex) hidden: bool,
    pub(in crate::format::squidex) locked: bool,
    pub(in crate::format::squidex) disabled: bool,
    pub(in crate::format::squidex) properties: Node<'static>,
    pub(in crate::format::squidex) nested: Vec<Field>,
}

/// Who made an object and when, and who changed it last.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::format::squidex) struct Made {
    pub(in crate::format::squidex) created: Option<(i64, i32)>,
    pub(in crate::format::squidex) created_by: Option<String>,
    pub(in crate::format::squidex) modified: Option<(i64, i32)>,
    pub(in crate::format::squidex) modified_by: Option<String>,
}

impl Made {
    /// Takes what an applied event says.
    pub(in crate::format::squidex) fn apply(&mut self, record: &Record, payload: &Node<'_>) {
        let by = actor(payload);
        if self.created.is_none() {
            self.created = record.timestamp;
        }
        if self.created_by.is_none() {
            self.created_by.clone_from(&by);
        }
        self.modified = record.timestamp;
        self.modified_by = by;
    }
}

/// A schema.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::format::squidex) struct Schema {
    pub(in crate::format::squidex) id: String,
    pub(in crate::format::squidex) name: String,
    /// `Default`, `Singleton`, `Component`.
    pub(in crate::format::squidex) kind: String,
    pub(in crate::format::squidex) category: Option<String>,
    pub(in crate::format::squidex) published: bool,
    pub(in crate::format::squidex) properties: Node<'static>,
    pub(in crate::format::squidex) fields: Vec<Field>,
    pub(in crate::format::squidex) in_lists: Vec<String>,
    pub(in crate::format::squidex) in_references: Vec<String>,
    pub(in crate::format::squidex) rules: Node<'static>,
    pub(in crate::format::squidex) scripts: Node<'static>,
    pub(in crate::format::squidex) preview_urls: Node<'static>,
    pub(in crate::format::squidex) made: Made,
}

impl Default for Schema {
    fn default() -> Self {
        let empty = || Node::Object(Vec::new());
        Schema {
            id: String::new(),
            name: String::new(),
            kind: "Default".into(),
            category: None,
            published: false,
            properties: empty(),
            fields: Vec::new(),
            in_lists: Vec::new(),
            in_references: Vec::new(),
            rules: Node::List(Vec::new()),
            scripts: empty(),
            preview_urls: empty(),
            made: Made::default(),
        }
    }
}

/// Scripts in events of before 2019, and as they are called today.
const OLD_SCRIPTS: [(&str, &str); 5] = [
    ("query", "scriptQuery"),
    ("create", "scriptCreate"),
    ("update", "scriptUpdate"),
    ("delete", "scriptDelete"),
    ("change", "scriptChange"),
];

impl Schema {
    /// Applies an event that a fold has applied before.
    pub(in crate::format::squidex) fn apply(&mut self, record: &Record) {
        use EventType as E;
        let (Some(event), Some(payload)) = (record.event_type(), record.payload()) else {
            return;
        };
        let or_empty = |value: Node<'static>, empty: Node<'static>| match value {
            Node::Null => empty,
            value => value,
        };
        let object = |name: &str| or_empty(payload.own(name), Node::Object(Vec::new()));
        match event {
            E::SchemaCreated => {
                let schema = payload.get("schema").unwrap_or(&Node::Null);
                self.create(&payload, schema);
            }
            E::OldSchemaCreated => {
                let text = record.payload.as_deref().unwrap_or_default();
                let schema = decode::old_schema(text.as_bytes());
                self.create(&payload, &parse(&schema).unwrap_or(Node::Null));
            }
            E::SchemaUpdated => self.properties = object("properties"),
            E::SchemaCategoryChanged => {
                self.category = payload.text_of("name").map(str::to_owned);
            }
            E::SchemaScriptsConfigured => self.scripts = object("scripts"),
            E::OldScriptsConfigured => {
                let scripts = OLD_SCRIPTS
                    .iter()
                    .map(|(new, old)| ((*new).to_owned(), payload.own(old)));
                self.scripts = Node::Object(scripts.collect());
            }
            E::SchemaPreviewUrlsConfigured => self.preview_urls = object("previewUrls"),
            E::SchemaFieldRulesConfigured => {
                self.rules = or_empty(payload.own("fieldRules"), Node::List(Vec::new()));
            }
            E::SchemaUIFieldsConfigured => {
                if let Some(names) = payload.there("fieldsInLists") {
                    self.in_lists = texts(names);
                }
                if let Some(names) = payload.there("fieldsInReferences") {
                    self.in_references = texts(names);
                }
            }
            E::SchemaPublished => self.published = true,
            E::SchemaUnpublished => self.published = false,
            E::SchemaFieldsReordered => self.reorder(&payload),
            E::FieldAdded => self.add_field(&payload),
            E::FieldDeleted => self.delete_field(&payload),
            E::FieldUpdated
            | E::FieldHidden
            | E::FieldShown
            | E::FieldLocked
            | E::FieldDisabled
            | E::FieldEnabled => self.change_field(event, &payload),
            _ => {}
        }
        self.made.apply(record, &payload);
    }

    fn create(&mut self, payload: &Node<'_>, schema: &Node<'_>) {
        let text = |name: &str| schema.text_of(name).unwrap_or_default().to_owned();
        let id = payload.get("schemaId").map(named_id).unwrap_or_default();
        let fresh = Schema::default();
        let or = |name: &str, empty: Node<'static>| match schema.own(name) {
            Node::Null => empty,
            value => value,
        };
        *self = Schema {
            id,
            name: text("name"),
            kind: kind_of(schema.get("type")),
            category: schema.text_of("category").map(str::to_owned),
            published: schema.is_true("isPublished"),
            properties: or("properties", fresh.properties),
            fields: fields(schema.get("fields").unwrap_or(&Node::Null)),
            in_lists: schema.get("fieldsInLists").map(texts).unwrap_or_default(),
            in_references: schema
                .get("fieldsInReferences")
                .map(texts)
                .unwrap_or_default(),
            rules: or("fieldRules", fresh.rules),
            scripts: or("scripts", fresh.scripts),
            preview_urls: or("previewUrls", fresh.preview_urls),
            made: Made::default(),
        };
    }

    /// The list that an event is about: the fields of the schema, or those of an array.
    fn siblings(&mut self, payload: &Node<'_>) -> Option<&mut Vec<Field>> {
        let Some(parent) = payload.there("parentFieldId").and_then(number) else {
            return Some(&mut self.fields);
        };
        let mut fields = self.fields.iter_mut();
        fields
            .find(|field| field.id == parent && field.kind == "Array")
            .map(|array| &mut array.nested)
    }

    fn add_field(&mut self, payload: &Node<'_>) {
        let Some(id) = payload.get("fieldId").and_then(number) else {
            return;
        };
        let properties = payload.own("properties");
        let field = Field {
            id,
            name: payload.text_of("name").unwrap_or_default().to_owned(),
            kind: field_kind(&properties),
            localised: is_localised(payload),
            hidden: false,
            locked: false,
            disabled: false,
            properties,
            nested: Vec::new(),
        };
        if let Some(siblings) = self.siblings(payload) {
            siblings.retain(|known| known.id != id);
            siblings.push(field);
        }
    }

    fn delete_field(&mut self, payload: &Node<'_>) {
        let Some(id) = payload.get("fieldId").and_then(number) else {
            return;
        };
        let mut gone = None;
        if let Some(siblings) = self.siblings(payload) {
            gone = siblings
                .iter()
                .find(|field| field.id == id)
                .map(|field| field.name.clone());
            siblings.retain(|field| field.id != id);
        }
        if let (Some(name), None) = (gone, payload.there("parentFieldId")) {
            let stays = |listed: &String| {
                *listed != name && listed.strip_prefix("data.") != Some(name.as_str())
            };
            self.in_lists.retain(stays);
            self.in_references.retain(stays);
        }
    }

    fn change_field(&mut self, event: EventType, payload: &Node<'_>) {
        use EventType as E;
        let id = payload.get("fieldId").and_then(number);
        let field = self
            .siblings(payload)
            .and_then(|fields| fields.iter_mut().find(|field| Some(field.id) == id));
        let Some(field) = field else {
            return;
        };
        match event {
            E::FieldUpdated => field.properties = payload.own("properties"),
            E::FieldHidden => field.hidden = true,
            E::FieldShown => field.hidden = false,
            E::FieldLocked => field.locked = true,
            E::FieldDisabled => field.disabled = true,
            E::FieldEnabled => field.disabled = false,
            _ => {}
        }
    }

    fn reorder(&mut self, payload: &Node<'_>) {
        let ids: Vec<i64> = payload
            .get("fieldIds")
            .map(|ids| ids.items().iter().filter_map(Node::int).collect())
            .unwrap_or_default();
        if let Some(siblings) = self.siblings(payload) {
            let place = |field: &Field| ids.iter().position(|id| *id == field.id);
            sort::sort_by(siblings, |a, b| place(a).cmp(&place(b)));
        }
    }
}

/// The id part of `"<id>,<name>"`, or of an object.
pub(in crate::format::squidex) fn named_id(node: &Node<'_>) -> String {
    match node {
        Node::Text(text) => text
            .split_once(',')
            .map_or(text.as_str(), |(id, _)| id)
            .to_owned(),
        other => other.text_of("id").unwrap_or_default().to_owned(),
    }
}

/// The number of a field: `"3,title"`, an object, or a number.
fn number(node: &Node<'_>) -> Option<i64> {
    match node {
        Node::Text(text) => {
            let id = text.split_once(',').map_or(text.as_str(), |(id, _)| id);
            id.trim().parse().ok()
        }
        Node::Number(_) => node.int(),
        other => other.get("id").and_then(Node::int),
    }
}

fn texts(list: &Node<'_>) -> Vec<String> {
    list.items()
        .iter()
        .filter_map(Node::text)
        .map(str::to_owned)
        .collect()
}

fn is_localised(field: &Node<'_>) -> bool {
    field
        .text_of("partitioning")
        .is_some_and(|partitioning| partitioning.eq_ignore_ascii_case("language"))
}

/// The name of an enumeration's member, whatever its case or number.
fn kind_of(kind: Option<&Node<'_>>) -> String {
    const KINDS: [&str; 3] = ["Default", "Singleton", "Component"];
    let Some(kind) = kind else {
        return KINDS[0].into();
    };
    let by_name = kind.text().and_then(|text| {
        KINDS
            .iter()
            .find(|known| known.eq_ignore_ascii_case(text.trim()))
    });
    let by_number = kind
        .int()
        .and_then(|number| usize::try_from(number).ok())
        .and_then(|number| KINDS.get(number));
    by_name.or(by_number).copied().unwrap_or(KINDS[0]).into()
}

/// The short name of the class of properties.
fn field_kind(properties: &Node<'_>) -> String {
    let pairs = properties.pairs().iter();
    let name = pairs
        .filter(|(key, _)| key == FIELD_TYPES.discriminator)
        .find_map(|(_, name)| name.text())
        .unwrap_or_default();
    FIELD_TYPES
        .class(name)
        .map_or(name, |class| class.name)
        .to_owned()
}

/// Fields of a schema's own event. An array's are one level below, so this goes no deeper than two.
fn fields(list: &Node<'_>) -> Vec<Field> {
    let field = |item: &Node<'_>| {
        let properties = item.own("properties");
        Field {
            id: item.get("id").and_then(Node::int).unwrap_or_default(),
            name: item.text_of("name").unwrap_or_default().to_owned(),
            kind: field_kind(&properties),
            localised: is_localised(item),
            hidden: item.is_true("isHidden"),
            locked: item.is_true("isLocked"),
            disabled: item.is_true("isDisabled"),
            properties,
            nested: Vec::new(),
        }
    };
    list.items()
        .iter()
        .map(|item| {
            let mut whole = field(item);
            if let ("Array", Some(children)) = (whole.kind.as_str(), item.get("children")) {
                whole.nested = children.items().iter().map(field).collect();
            }
            whole
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(name: &str, payload: &str) -> Record {
        Record {
            type_name: name.into(),
            payload: Some(payload.into()),
            timestamp: Some((1, 0)),
            ..Record::default()
        }
    }

    #[test]
    fn events_make_a_schema() {
        let mut schema = Schema::default();
        for (name, payload) in [
            (
                "SchemaCreatedEventV2",
                r#"{"schemaId":"s1,posts","actor":"subject:a","schema":{"name":"posts","type":1,"isPublished":true,"fields":[{"id":1,"name":"a","partitioning":"language","properties":{"$type":"StringField"}},{"id":2,"name":"list","properties":{"$type":"Array"},"children":[{"id":3,"name":"x","properties":{"$type":"NumberField"}}]}],"fieldsInLists":["data.a","data.b"]}}"#,
            ),
            (
                "FieldAddedEvent",
                r#"{"fieldId":"4,b","name":"b","properties":{"$type":"TagsField"}}"#,
            ),
            (
                "FieldAddedEvent",
                r#"{"parentFieldId":"2,list","fieldId":"5,y","name":"y","properties":{"$type":"StringField"}}"#,
            ),
            (
                "FieldHiddenEvent",
                r#"{"parentFieldId":"2,list","fieldId":"5,y"}"#,
            ),
            ("SchemaFieldsReorderedEvent", r#"{"fieldIds":[4,2,1]}"#),
            ("FieldDeletedEvent", r#"{"fieldId":"4,b"}"#),
            ("SchemaUnpublishedEvent", r#"{"actor":"client:c"}"#),
        ] {
            schema.apply(&event(name, payload));
        }
        let names: Vec<&str> = schema
            .fields
            .iter()
            .map(|field| field.name.as_str())
            .collect();
        assert_eq!(names, ["list", "a"]);
        let nested: Vec<(&str, bool)> = schema.fields[0]
            .nested
            .iter()
            .map(|field| (field.name.as_str(), field.hidden))
            .collect();
        assert_eq!(nested, [("x", false), ("y", true)]);
        assert_eq!(
            (schema.id.as_str(), schema.kind.as_str()),
            ("s1", "Singleton")
        );
        assert!(!schema.published && schema.fields[1].localised);
        assert_eq!(schema.in_lists, ["data.a"]);
        assert_eq!(schema.made.created_by.as_deref(), Some("subject:a"));
        assert_eq!(schema.made.modified_by.as_deref(), Some("client:c"));
    }
}
