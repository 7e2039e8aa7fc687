//! Tables of a SharePoint set: files, backup sets, databases, runs, site collections, apps.

use serde::Serialize;
use serde_json::Value;

use super::report::SharePointBody;
use crate::error::Error;
use crate::inspect::query::{self, Query, Rows, Table};

/// The tables; columns are keys of the report's own objects.
pub static TABLES: &[Table] = &[
    Table {
        name: "members",
        title: "Files",
        columns: &["path", "kind", "role", "role_by", "bytes", "modified"],
    },
    Table {
        name: "backups",
        title: "Backup sets",
        columns: &[
            "path",
            "position",
            "database_name",
            "backup_type_description",
            "started_utc",
            "finished_utc",
            "server_name",
            "user_name",
            "database_version",
            "written_by",
            "compatibility_level",
            "backup_size",
            "first_lsn",
            "last_lsn",
            "checkpoint_lsn",
            "database_backup_lsn",
            "has_backup_checksums",
            "is_complete",
            "backup_set_guid",
        ],
    },
    Table {
        name: "files",
        title: "Files of databases",
        columns: &[
            "path",
            "position",
            "database_name",
            "logical_name",
            "physical_name",
            "type",
            "file_group_name",
            "size",
            "file_id",
        ],
    },
    Table {
        name: "databases",
        title: "Databases",
        columns: &[
            "database",
            "role",
            "is_whole",
            "reaches_from",
            "reaches_to",
            "steps",
        ],
    },
    Table {
        name: "runs",
        title: "Farm runs",
        columns: &[
            "folder",
            "id",
            "method",
            "started",
            "finished",
            "errors",
            "warnings",
            "is_chosen",
            "has_folder",
            "requested_by",
        ],
    },
    Table {
        name: "sites",
        title: "Site collections",
        columns: &["site", "files", "by_person"],
    },
    Table {
        name: "apps",
        title: "Apps",
        columns: &[
            "title",
            "version",
            "product_id",
            "share_point_min_version",
            "has_remote",
            "path",
            "permissions",
        ],
    },
];

/// Rows of a table. `within` is the path of a file, for what stands in files.
///
/// # Errors
/// `Invalid` if there is no such table.
pub fn rows(body: &SharePointBody, query: &Query) -> Result<Rows, Error> {
    let rows = match query.table.as_str() {
        "members" => all(&body.members)?,
        "backups" => backups(body)?,
        "files" => files(body)?,
        "databases" => all(&body.chains)?,
        "runs" => all(&body.runs)?,
        "sites" => all(body.sites.as_deref().unwrap_or_default())?,
        "apps" => all(&body.apps)?,
        other => return Err(query::no_table(other)),
    };
    let within = query.within.as_deref();
    let is_within = |row: &Value| {
        within.is_none_or(|path| row.get("path").and_then(Value::as_str) == Some(path))
    };
    Ok(query::page(
        rows.into_iter().filter(is_within).collect(),
        query,
    ))
}

fn value(item: &impl Serialize) -> Result<Value, Error> {
    serde_json::to_value(item).map_err(|error| Error::Protocol(error.to_string()))
}

fn all<T: Serialize>(items: &[T]) -> Result<Vec<Value>, Error> {
    items.iter().map(value).collect()
}

/// Adds a key to a row.
fn with(mut row: Value, key: &str, value: Value) -> Value {
    if let Value::Object(fields) = &mut row {
        fields.insert(key.to_owned(), value);
    }
    row
}

fn backups(body: &SharePointBody) -> Result<Vec<Value>, Error> {
    let mut rows = Vec::new();
    for member in &body.members {
        for set in &member.backup_sets {
            rows.push(with(value(set)?, "path", member.path.clone().into()));
        }
    }
    Ok(rows)
}

fn files(body: &SharePointBody) -> Result<Vec<Value>, Error> {
    let mut rows = Vec::new();
    for member in &body.members {
        for set in &member.backup_sets {
            for file in &set.files {
                let row = with(value(file)?, "path", member.path.clone().into());
                let row = with(row, "position", set.position.into());
                rows.push(with(row, "database_name", value(&set.database_name)?));
            }
        }
    }
    Ok(rows)
}
