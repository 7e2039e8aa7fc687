//! Tables of a Squidex backup: the objects of the restored app.

use super::check::SquidexCheck;
use super::objects::{ObjectKind, ObjectPart, ObjectQuery};
use super::target::Target;
use crate::error::Error;
use crate::inspect::entries::{self, ENTRIES};
use crate::inspect::query::{self, Query, Rows, Table};

/// Keys of an [`ObjectLine`](super::objects::ObjectLine).
const COLUMNS: &[&str] = &[
    "id",
    "name",
    "about",
    "status",
    "live",
    "draft",
    "scheduled",
    "deleted",
    "event_index",
    "events",
    "file_version",
    "bytes",
    "with_file",
    "file",
];

/// What happened.
pub const EVENTS: &str = "events";
/// Contents of one schema with what they hold.
pub const DATA: &str = "data";
/// Assets with the state of their files and what uses them.
pub const GALLERY: &str = "gallery";

macro_rules! tables {
    ($($name:literal $title:literal)*) => {
        /// One for each kind of objects, by its name, what contents and assets hold, and what the archive is made of.
        pub static TABLES: &[Table] = &[
            $(Table { name: $name, title: $title, columns: COLUMNS },)*
            Table { name: DATA, title: "Contents of one schema, with what they hold", columns: super::inside::COLUMNS },
            Table { name: GALLERY, title: "Assets, with their files and what uses them", columns: super::inside::GALLERY_COLUMNS },
            Table { name: EVENTS, title: "Events", columns: super::event_log::rows::COLUMNS },
            entries::TABLE,
        ];
    };
}

tables! {
    "contents" "Contents"
    "assets" "Assets"
    "files" "Files of assets, a line for each version"
    "folders" "Folders"
    "schemas" "Schemas"
    "fields" "Fields"
    "rules" "Rules"
    "roles" "Roles"
    "clients" "Clients"
    "contributors" "Contributors"
    "workflows" "Workflows"
    "languages" "Languages"
    "patterns" "Patterns"
}

/// Rows of a table.
///
/// # Errors
/// `Invalid` if there is no such table or part, or it is not known which objects exist.
pub fn rows(check: &SquidexCheck, target: &Target, query: &Query) -> Result<Rows, Error> {
    if query.table == ENTRIES {
        let (archive, ..) = check.directory();
        return check.entries.rows(archive, entries::as_stored, query);
    }
    let objects = object_query(query)?;
    if query.text.as_deref().is_none_or(str::is_empty) && query.sort.is_none() {
        let page = page(check, target, &objects)?;
        return Ok(Rows {
            total: page.total,
            at_least: false,
            rows: in_json(&page.objects)?,
            ..Rows::default()
        });
    }
    // Searched and sorted are all of them; what doesn't fit is not kept.
    let mut all = Vec::new();
    let mut at_least = false;
    loop {
        let part = ObjectQuery {
            skip: all.len() as u64,
            limit: super::objects::MAX_OBJECTS,
            ..objects.clone()
        };
        let page = page(check, target, &part)?;
        if page.objects.is_empty() {
            break;
        }
        all.extend(in_json(&page.objects)?);
        if all.len() >= MAX_SEARCHED {
            at_least = true;
            break;
        }
    }
    Ok(Rows {
        at_least,
        ..query::page(all, query)
    })
}

/// So many objects are searched and sorted at once: about 200 MB of rows.
const MAX_SEARCHED: usize = 200_000;

fn page(
    check: &SquidexCheck,
    target: &Target,
    query: &ObjectQuery,
) -> Result<super::objects::ObjectPage, Error> {
    check.objects(target, query).ok_or_else(|| {
        Error::Invalid("no app exists after the restore, or it is not known what does".into())
    })
}

fn in_json(objects: &[super::objects::ObjectLine]) -> Result<Vec<serde_json::Value>, Error> {
    objects
        .iter()
        .map(|line| serde_json::to_value(line).map_err(|error| Error::Protocol(error.to_string())))
        .collect()
}

/// The query in this system's own words. A part that is none is a displayed status.
fn object_query(query: &Query) -> Result<ObjectQuery, Error> {
    let kind = ObjectKind::ALL
        .iter()
        .find(|kind| kind.name() == query.table)
        .ok_or_else(|| query::no_table(&query.table))?;
    let (part, status) = match query.part.as_deref() {
        None => (ObjectPart::Total, None),
        Some(name) => match ObjectPart::ALL.iter().find(|part| part.name() == name) {
            Some(part) => (*part, None),
            None => match name.strip_prefix("status:") {
                Some(status) => (ObjectPart::Status, Some(status.to_owned())),
                None => {
                    return Err(Error::Invalid(format!(
                        "there is no part \"{name}\" of {}",
                        query.table
                    )));
                }
            },
        },
    };
    Ok(ObjectQuery {
        kind: *kind,
        within: query.within.clone(),
        part,
        status,
        skip: query.from,
        limit: query.limit,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_table_for_each_kind_with_the_keys_of_its_lines() {
        let names: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        let kinds: Vec<&str> = ObjectKind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names[..kinds.len()], kinds);
        assert_eq!(names[kinds.len()..], [DATA, GALLERY, EVENTS, ENTRIES]);
        let line = serde_json::to_value(super::super::objects::ObjectLine::default());
        let line = line.unwrap_or_default();
        let mut keys: Vec<&str> = line
            .as_object()
            .into_iter()
            .flat_map(|fields| fields.keys().map(String::as_str))
            .collect();
        let mut columns = COLUMNS.to_vec();
        keys.sort_unstable();
        columns.sort_unstable();
        assert_eq!(keys, columns);
    }
}
