//! Tables of a SharePoint set: files, backup sets, databases, runs, site collections, apps.

use serde::Serialize;
use serde_json::Value;

use super::report::SharePointBody;
use super::{database_lists, entries};
use crate::error::Error;
use crate::inspect::entries::ENTRIES;
use crate::inspect::query::{self, Query, Rows, Table};

/// The tables; columns are keys of the report's own objects. Those that stand in pages of databases are the last.
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
            "tables",
            "rows",
            "bytes",
            "views",
            "procedures",
            "purpose",
            "refused",
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
        name: ENTRIES,
        title: "Entries of packages and cabinets",
        columns: entries::COLUMNS,
    },
    Table {
        name: "apps",
        title: "Apps",
        columns: APP_COLUMNS,
    },
    Table {
        name: "tables",
        title: "Tables",
        columns: &database_lists::TABLE_COLUMNS,
    },
    Table {
        name: "columns",
        title: "Columns",
        columns: &database_lists::COLUMN_COLUMNS,
    },
    Table {
        name: "keys",
        title: "Keys and indexes",
        columns: &database_lists::KEY_COLUMNS,
    },
    Table {
        name: "rows",
        title: "Rows of a table",
        // Those of the table itself.
        columns: &[],
    },
    Table {
        name: "site-collections",
        title: "Site collections in the content databases",
        columns: &database_lists::SITE_COLUMNS,
    },
    Table {
        name: "webs",
        title: "Webs",
        columns: &database_lists::WEB_COLUMNS,
    },
];

/// The tables of a set: without a backup of SQL Server there is nothing in pages.
pub fn of(has_databases: bool) -> &'static [Table] {
    let of_pages = |table: &Table| super::database_tables::is_of_pages(table.name);
    let first = TABLES.iter().position(of_pages);
    match first.filter(|_| !has_databases) {
        Some(first) => TABLES.get(..first).unwrap_or(TABLES),
        None => TABLES,
    }
}

/// Packages have the first of these, instances in content databases the last.
const APP_COLUMNS: &[&str] = &[
    "title",
    "version",
    "product_id",
    "share_point_min_version",
    "has_remote",
    "path",
    "permissions",
    "database",
    "id",
    "product",
    "site",
    "web",
    "web_path",
    "status",
    "fingerprint",
    "app_database",
];

/// Packages among the files, and then the apps that content databases have installed.
///
/// # Errors
/// When a row can't be written.
pub fn apps(body: &SharePointBody, instances: Vec<Value>, query: &Query) -> Result<Rows, Error> {
    let mut rows = all(&body.apps)?;
    rows.extend(instances);
    for row in &mut rows {
        if let Value::Object(fields) = row {
            for column in APP_COLUMNS {
                fields.entry(*column).or_insert(Value::Null);
            }
        }
    }
    if let Some(within) = query.within.as_deref() {
        let same = |row: &Value, key: &str| row.get(key).and_then(Value::as_str) == Some(within);
        rows.retain(|row| same(row, "path") || same(row, "site") || same(row, "database"));
    }
    Ok(query::page(rows, query))
}

/// Rows of a table. `within` is the path of a file, for what stands in files.
///
/// # Errors
/// `Invalid` if there is no such table.
pub fn rows(body: &SharePointBody, query: &Query) -> Result<Rows, Error> {
    let rows = match query.table.as_str() {
        "members" => all(&body.members)?,
        "backups" => backups(body)?,
        "files" => files(body)?,
        "databases" => databases(body)?,
        "runs" => all(&body.runs)?,
        "sites" => all(body.sites.as_deref().unwrap_or_default())?,
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

/// How each database is restored, and what its pages say of it.
fn databases(body: &SharePointBody) -> Result<Vec<Value>, Error> {
    let inside = body.databases.as_deref().unwrap_or_default();
    let mut rows = Vec::new();
    // One of each chain, in their order.
    for (at, chain) in body.chains.iter().enumerate() {
        let mut row = value(chain)?;
        let known = inside.get(at).map(value).transpose()?;
        for key in [
            "tables",
            "rows",
            "bytes",
            "views",
            "procedures",
            "purpose",
            "refused",
        ] {
            let value = known.as_ref().and_then(|known| known.get(key)).cloned();
            row = with(row, key, value.unwrap_or(Value::Null));
        }
        rows.push(row);
    }
    Ok(rows)
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
