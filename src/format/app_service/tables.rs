//! What can be listed of an App Service set.

use serde::Serialize;
use serde_json::{Value, json};

use super::archive::names;
use super::check::AppServiceCheck;
use super::options::AppServiceOptions;
use crate::container::zip::FLAG_UTF8;
use crate::error::Error;
use crate::inspect::entries::{self, ENTRIES};
use crate::inspect::query::{self, Query, Rows, Table};
use crate::report::words;

/// The tables.
pub static TABLES: &[Table] = &[
    Table {
        name: "backups",
        title: "Backups, by their records",
        columns: &[
            "backup_id",
            "backup_name",
            "blob_name",
            "app_name",
            "slot",
            "status",
            "outcome",
            "created",
            "finished",
            "size_bytes",
            "site_bytes",
            "scheduled",
            "log",
            "file",
        ],
    },
    entries::TABLE,
    Table {
        name: "folders",
        title: "Folders of the site",
        columns: &["path", "files", "bytes"],
    },
    Table {
        name: "kinds",
        title: "Kinds of files",
        columns: &["kind", "files", "bytes"],
    },
    Table {
        name: "databases",
        title: "Databases",
        columns: &["file", "entry", "database_type", "bytes", "error"],
    },
    Table {
        name: "tables",
        title: "Tables of databases",
        columns: &["database", "name", "data_bytes"],
    },
    Table {
        name: "manifest",
        title: "Values of the manifest, without a meaning",
        columns: &["path", "value"],
    },
    Table {
        name: "signatures",
        title: "Storage addresses",
        columns: &[
            "place",
            "account",
            "container",
            "resource",
            "permissions",
            "starts",
            "expires",
            "kind",
            "signed",
            "url",
        ],
    },
];

fn in_json<T: Serialize>(items: &[T]) -> Result<Vec<Value>, Error> {
    items
        .iter()
        .map(|item| serde_json::to_value(item).map_err(|error| Error::Protocol(error.to_string())))
        .collect()
}

/// Rows of a table.
///
/// # Errors
/// `Invalid` if there is no such table.
pub(super) fn rows(
    check: &AppServiceCheck,
    options: &AppServiceOptions,
    query: &Query,
) -> Result<Rows, Error> {
    if query.table == ENTRIES {
        return match &check.archive {
            Some(archive) => check.entries.rows(archive, naming, query),
            None => Ok(Rows::default()),
        };
    }
    let body = check.report_for(options).body;
    let rows = match query.table.as_str() {
        "backups" => in_json(&body.records)?,
        "folders" => in_json(body.archive.as_ref().map_or(&[][..], |archive| &archive.folders))?,
        "kinds" => in_json(body.archive.as_ref().map_or(&[][..], |archive| &archive.kinds))?,
        "databases" => in_json(&body.databases)?,
        "tables" => body
            .databases
            .iter()
            .filter_map(|database| Some((database, database.bacpac.as_ref()?)))
            .flat_map(|(database, bacpac)| {
                let name = database.entry.clone().unwrap_or_else(|| database.file.clone());
                bacpac
                    .tables
                    .iter()
                    .map(move |table| json!({ "database": name, "name": table.name, "data_bytes": table.data_bytes }))
            })
            .collect(),
        "manifest" => in_json(body.manifest.as_ref().map_or(&[][..], |manifest| &manifest.values))?,
        "signatures" => in_json(&body.sas)?,
        other => return Err(query::no_table(other)),
    };
    Ok(query::page(rows, query))
}

/// A name as it is shown: decoded, with `/` between its parts, what can't be seen made visible.
pub(super) fn naming(raw: &[u8], flags: u16) -> String {
    words::visible(&names::normalised(raw, flags & FLAG_UTF8 != 0).path)
}
