//! Schemas, event by event: `E/Schemas/DomainObject/SchemaDomainObject.State.cs`, `CM/Schemas/*`.

use super::super::events::table::FIELD_TYPES;
use super::super::events::{EventField, EventType};
use super::super::facts::{EventFacts, Val};
use super::app::text;
use super::ids::domain_id;
use super::life::{Life, Took, Turn};
use super::tree::{self, Tree};
use crate::sort;

/// A field of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SchemaField {
    pub(super) id: i64,
    /// `None`: null or missing, which only a schema's own event can bring about.
    pub(super) name: Option<String>,
    /// `String`, `Array` …
    pub(super) field_type: String,
    pub(super) partitioning: String,
    pub(super) hidden: bool,
    pub(super) locked: bool,
    pub(super) disabled: bool,
    pub(super) nested: Vec<SchemaField>,
}

/// One schema.
#[derive(Debug, Default)]
pub(super) struct SchemaState {
    pub(super) life: Life,
    /// Id as the event says; the stream may say another.
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
    pub(super) schema_type: String,
    pub(super) category: Option<String>,
    pub(super) published: bool,
    pub(super) fields: Vec<SchemaField>,
    /// Parts that the schema's own event sets to null: nothing is wrong with that until they are compared
    /// with new ones.
    nulls: Nulls,
    /// Some text of an applied event has the character U+0000.
    pub(super) has_nul: bool,
}

/// Which parts of a schema are null.
#[derive(Debug, Clone, Copy, Default)]
struct Nulls {
    fields_in_lists: bool,
    fields_in_references: bool,
    /// A name in one of the two lists is null.
    name_in_lists: bool,
    name_in_references: bool,
    field_rules: bool,
    scripts: bool,
    properties: bool,
    preview_urls: bool,
}

impl SchemaState {
    /// `fieldsInLists` or `fieldsInReferences` is null or has a null in it: the schema is stored, but whoever asks
    /// the server for it meets an exception, since names are brought into today's form when it is loaded
    /// (`E/Schemas/Indexes/SchemasIndex.cs`, `CM/Schemas/FieldNames.cs`).
    pub(super) fn is_unusable(&self) -> bool {
        let nulls = self.nulls;
        let lists = nulls.fields_in_lists || nulls.name_in_lists;
        lists || nulls.fields_in_references || nulls.name_in_references
    }

    /// Whether one of its fields, or of those in its arrays, holds components.
    pub(super) fn has_components(&self) -> bool {
        let holds = |field: &SchemaField| field.field_type.starts_with("Component");
        let mut fields = self.fields.iter();
        fields.any(|field| holds(field) || field.nested.iter().any(holds))
    }

    /// Applies one event of the schema's stream; what came of it.
    pub(super) fn apply(&mut self, index: u64, facts: &EventFacts) -> Took {
        if self.life.turn(index, facts.event_type, false) == Turn::Skip {
            return Took::Nothing;
        }
        self.has_nul |= facts.has_nul;
        match self.try_apply(facts) {
            Ok(()) => Took::Applied,
            Err(message) => {
                self.life.fail(index, facts.event_type, message);
                Took::Nothing
            }
        }
    }

    fn try_apply(&mut self, facts: &EventFacts) -> Result<(), String> {
        use EventType as E;
        match facts.event_type {
            E::SchemaCreated => self.create(facts)?,
            E::SchemaUpdated => {
                if !is_there(facts, EventField::Properties) {
                    return Err("`properties` is null or missing".into());
                }
                compared(self.nulls.properties, "properties")?;
            }
            E::SchemaScriptsConfigured => compared(self.nulls.scripts, "scripts")?,
            E::SchemaPreviewUrlsConfigured => compared(self.nulls.preview_urls, "previewUrls")?,
            E::SchemaFieldRulesConfigured => compared(self.nulls.field_rules, "fieldRules")?,
            E::SchemaUIFieldsConfigured => {
                if let Some(Val::List(names)) = facts.get(EventField::FieldsInLists) {
                    compared(self.nulls.fields_in_lists, "fieldsInLists")?;
                    self.nulls.name_in_lists = names.contains(&None);
                }
                if let Some(Val::List(names)) = facts.get(EventField::FieldsInReferences) {
                    compared(self.nulls.fields_in_references, "fieldsInReferences")?;
                    self.nulls.name_in_references = names.contains(&None);
                }
            }
            E::SchemaCategoryChanged => {
                self.category = text(facts, EventField::Name).map(Into::into)
            }
            E::SchemaPublished => self.published = true,
            E::SchemaUnpublished => self.published = false,
            E::SchemaDeleted => self.life.deleted = true,
            E::SchemaFieldsReordered => self.reorder(facts)?,
            E::FieldAdded => self.add_field(facts)?,
            E::FieldUpdated => {
                let properties = text(facts, EventField::Properties);
                self.change_field(facts, |field| match properties {
                    None => Err("`properties` is null or missing".into()),
                    Some(field_type) if field_type != field.field_type => Err(format!(
                        "field {} is of type {}, the new properties are of type {field_type}",
                        field.id, field.field_type
                    )),
                    Some(_) => Ok(()),
                })?;
            }
            E::FieldHidden => self.change_field(facts, |field| {
                field.hidden = true;
                Ok(())
            })?,
            E::FieldShown => self.change_field(facts, |field| {
                field.hidden = false;
                Ok(())
            })?,
            E::FieldLocked => self.change_field(facts, |field| {
                field.locked = true;
                Ok(())
            })?,
            E::FieldDisabled => self.change_field(facts, |field| {
                field.disabled = true;
                Ok(())
            })?,
            E::FieldEnabled => self.change_field(facts, |field| {
                field.disabled = false;
                Ok(())
            })?,
            E::FieldDeleted => {
                let id = number(facts, EventField::FieldId)?;
                if optional_number(facts, EventField::ParentFieldId).is_none() {
                    self.remove_field(id)?;
                } else if let Some(fields) = self.siblings(facts)? {
                    check_ids(fields)?;
                    fields.retain(|field| field.id != id);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn create(&mut self, facts: &EventFacts) -> Result<(), String> {
        let Some(Val::Named { id, .. }) = facts.get(EventField::SchemaId) else {
            return Err("`schemaId` is null or missing".into());
        };
        let Some(Val::Json(json)) = facts.get(EventField::Schema) else {
            return Err("`schema` is null or missing".into());
        };
        let schema = tree::parse(json.as_bytes()).map_err(|fault| format!("`schema`: {fault}"))?;
        if schema == Tree::Null {
            return Err("`schema` is null".into());
        }
        if schema.get("fields") == Some(&Tree::Null) {
            return Err("`schema.fields` is null".into());
        }
        self.fields = fields(schema.get("fields").map_or(&[], Tree::items));
        self.id = Some(domain_id(Some(id)).into());
        self.name = schema.get("name").and_then(Tree::as_text).map(Into::into);
        self.schema_type = schema_type(schema.get("type"));
        self.category = schema
            .get("category")
            .and_then(Tree::as_text)
            .map(Into::into);
        self.published = schema.get("isPublished").is_some_and(Tree::is_true);
        // A schema may say of itself that it is deleted, and is taken at its word.
        self.life.deleted = schema.get("isDeleted").is_some_and(Tree::is_true);
        let null = |key| schema.get(key) == Some(&Tree::Null);
        let null_name = |key| {
            let names = schema.get(key).map_or(&[][..], Tree::items);
            names.contains(&Tree::Null)
        };
        self.nulls = Nulls {
            fields_in_lists: null("fieldsInLists"),
            fields_in_references: null("fieldsInReferences"),
            name_in_lists: null_name("fieldsInLists"),
            name_in_references: null_name("fieldsInReferences"),
            field_rules: null("fieldRules"),
            scripts: null("scripts"),
            properties: null("properties"),
            preview_urls: null("previewUrls"),
        };
        Ok(())
    }

    /// Removes a field of the schema itself, and its name from the lists of fields.
    fn remove_field(&mut self, id: i64) -> Result<(), String> {
        check_ids(&self.fields)?;
        if self.fields.iter().any(|known| known.id == id) {
            compared(self.nulls.fields_in_lists, "fieldsInLists")?;
            compared(self.nulls.fields_in_references, "fieldsInReferences")?;
            self.fields.retain(|known| known.id != id);
        }
        Ok(())
    }

    fn add_field(&mut self, facts: &EventFacts) -> Result<(), String> {
        let id = number(facts, EventField::FieldId)?;
        let Some(field_type) = text(facts, EventField::Properties) else {
            return Err("`properties` is null or missing".into());
        };
        // An empty name is taken; only null and absence fail (field sweep of the samples).
        let Some(Val::Str(name)) = facts.get(EventField::Name) else {
            return Err("`name` is null or missing".into());
        };
        let field = SchemaField {
            id,
            name: Some(name.clone()),
            field_type: field_type.into(),
            partitioning: partitioning(text(facts, EventField::Partitioning)),
            hidden: false,
            locked: false,
            disabled: false,
            nested: Vec::new(),
        };
        let parent = optional_number(facts, EventField::ParentFieldId);
        let fields = match parent {
            None => {
                self.remove_field(id)?;
                &mut self.fields
            }
            Some(parent) => {
                if field_type == "Array" {
                    return Err("an array field can't be nested".into());
                }
                check_ids(&self.fields)?;
                match self.fields.iter_mut().find(|known| known.id == parent) {
                    None => return Ok(()),
                    Some(array) if array.field_type == "Array" => &mut array.nested,
                    Some(other) => {
                        return Err(format!(
                            "field {parent} is of type {}, not an array",
                            other.field_type
                        ));
                    }
                }
            }
        };
        check_names(fields)?;
        if fields
            .iter()
            .any(|known| known.name.as_deref() == Some(name))
        {
            return Err(format!("the schema has a field named \"{name}\" already"));
        }
        check_ids(fields)?;
        if fields.iter().any(|known| known.id == id) {
            return Err(format!("the array has a field with the id {id} already"));
        }
        fields.push(field);
        Ok(())
    }

    fn change_field(
        &mut self,
        facts: &EventFacts,
        change: impl FnOnce(&mut SchemaField) -> Result<(), String>,
    ) -> Result<(), String> {
        let id = number(facts, EventField::FieldId)?;
        let Some(fields) = self.siblings(facts)? else {
            return Ok(());
        };
        check_ids(fields)?;
        match fields.iter_mut().find(|field| field.id == id) {
            Some(field) => change(field),
            None => Ok(()),
        }
    }

    fn reorder(&mut self, facts: &EventFacts) -> Result<(), String> {
        let Some(Val::List(ids)) = facts.get(EventField::FieldIds) else {
            return Err("`fieldIds` is null or missing".into());
        };
        let ids: Vec<i64> = ids
            .iter()
            .flatten()
            .filter_map(|id| id.parse().ok())
            .collect();
        let Some(fields) = self.siblings(facts)? else {
            return Ok(());
        };
        if ids.len() != fields.len() {
            return Err(format!(
                "`fieldIds` names {} fields, the schema has {}",
                ids.len(),
                fields.len()
            ));
        }
        check_ids(fields)?;
        if let Some(id) = ids
            .iter()
            .find(|id| fields.iter().all(|field| field.id != **id))
        {
            return Err(format!(
                "`fieldIds` names the field {id}, which the schema doesn't have"
            ));
        }
        let place = |field: &SchemaField| ids.iter().position(|id| *id == field.id);
        sort::sort_by(fields, |a, b| place(a).cmp(&place(b)));
        Ok(())
    }

    /// The list that an event with `parentFieldId` is about; `None` if there is no such array field.
    fn siblings(&mut self, facts: &EventFacts) -> Result<Option<&mut Vec<SchemaField>>, String> {
        let Some(parent) = optional_number(facts, EventField::ParentFieldId) else {
            return Ok(Some(&mut self.fields));
        };
        check_ids(&self.fields)?;
        Ok(self
            .fields
            .iter_mut()
            .find(|field| field.id == parent && field.field_type == "Array")
            .map(|array| &mut array.nested))
    }
}

fn is_there(facts: &EventFacts, field: EventField) -> bool {
    facts.get(field).is_some_and(|value| *value != Val::Null)
}

/// A part that is null can't be compared with a new one (`CM/Schemas/Schema.cs`).
fn compared(is_null: bool, part: &str) -> Result<(), String> {
    if is_null {
        return Err(format!(
            "the schema was created with `{part}` null, so it can't be changed"
        ));
    }
    Ok(())
}

fn number(facts: &EventFacts, field: EventField) -> Result<i64, String> {
    optional_number(facts, field).ok_or_else(|| format!("`{}` is null or missing", field.name()))
}

fn optional_number(facts: &EventFacts, field: EventField) -> Option<i64> {
    match facts.get(field)? {
        Val::Named { id, .. } => id.parse().ok(),
        Val::Int(id) => Some(*id),
        _ => None,
    }
}

/// The server builds a dictionary by id when it looks for a field: that fails if an id is there twice.
fn check_ids(fields: &[SchemaField]) -> Result<(), String> {
    match doubled(fields, |field| field.id) {
        Some(field) => Err(format!("the schema has the field id {} twice", field.id)),
        None => Ok(()),
    }
}

fn check_names(fields: &[SchemaField]) -> Result<(), String> {
    if let Some(field) = fields.iter().find(|field| field.name.is_none()) {
        return Err(format!("the field {} of the schema has no name", field.id));
    }
    match doubled(fields, |field| field.name.clone()) {
        Some(field) => Err(format!(
            "the schema has the field name \"{}\" twice",
            field.name.as_deref().unwrap_or_default()
        )),
        None => Ok(()),
    }
}

fn doubled<K: Eq + std::hash::Hash>(
    fields: &[SchemaField],
    key: impl Fn(&SchemaField) -> K,
) -> Option<&SchemaField> {
    let mut seen = std::collections::HashSet::with_capacity(fields.len());
    fields.iter().find(|field| !seen.insert(key(field)))
}

fn schema_type(value: Option<&Tree>) -> String {
    const NAMES: [&str; 3] = ["Default", "Singleton", "Component"];
    match value {
        Some(Tree::Text(text)) => NAMES
            .iter()
            .find(|name| name.eq_ignore_ascii_case(text.trim()))
            .map_or_else(
                || text.trim().parse().map_or_else(|_| text.clone(), by_number),
                |name| (*name).into(),
            ),
        Some(Tree::Int(number)) => by_number(*number),
        _ => "Default".into(),
    }
}

fn by_number(number: i64) -> String {
    match number {
        0 => "Default".into(),
        1 => "Singleton".into(),
        2 => "Component".into(),
        other => other.to_string(),
    }
}

fn fields(items: &[Tree]) -> Vec<SchemaField> {
    let flag = |item: &Tree, key: &str| item.get(key).is_some_and(Tree::is_true);
    items
        .iter()
        .map(|item| (item, field_type(item.get("properties"))))
        .map(|(item, field_type)| SchemaField {
            id: item.get("id").and_then(Tree::as_int).unwrap_or_default(),
            name: item.get("name").and_then(Tree::as_text).map(Into::into),
            partitioning: partitioning(item.get("partitioning").and_then(Tree::as_text)),
            hidden: flag(item, "isHidden"),
            locked: flag(item, "isLocked"),
            disabled: flag(item, "isDisabled"),
            // Children of any other field are left out (`CM/Schemas/Json/FieldSurrogate.cs`).
            nested: match item.get("children") {
                Some(children) if field_type == "Array" => fields(children.items()),
                _ => Vec::new(),
            },
            field_type,
        })
        .collect()
}

/// Everything but "language" is invariant (`CM/Partitioning.cs`).
fn partitioning(name: Option<&str>) -> String {
    let is_language = name.is_some_and(|name| name.eq_ignore_ascii_case("language"));
    if is_language { "language" } else { "invariant" }.into()
}

/// The short name of the class that the first discriminator stands for, in whatever case.
fn field_type(properties: Option<&Tree>) -> String {
    let pairs = properties.map_or(&[][..], Tree::pairs);
    let name = pairs
        .iter()
        .find(|(key, _)| key == FIELD_TYPES.discriminator)
        .and_then(|(_, name)| name.as_text())
        .unwrap_or_default();
    FIELD_TYPES
        .class(name)
        .map_or(name, |class| class.name)
        .into()
}
