//! What a database in a backup lists: tables, columns, rows; site collections, webs and apps of a content database.
//! Each list is rows of JSON with the same keys, for the command line and the page alike.

use serde_json::{Map, Value, json};

use super::content_database::{Contents, SiteCollection};
use crate::container::sqlserver::{
    Catalogue, Column, Compression, Database, Key, KeyKind, NoRows, RowForm, RowOptions,
    RowPosition, RowWriter, Table, WriteError,
};

/// Keys of [`tables`].
pub const TABLE_COLUMNS: [&str; 6] = ["database", "schema", "table", "rows", "columns", "bytes"];

/// The tables of a database. `rows` is the recorded number, `null` if there is none that can be.
pub fn tables(catalogue: &Catalogue) -> Vec<Value> {
    catalogue
        .tables
        .iter()
        .map(|table| {
            json!({
                "database": catalogue.database,
                "schema": table.schema,
                "table": table.name,
                "rows": table.rows,
                "columns": table.columns.len(),
                "bytes": table.bytes,
            })
        })
        .collect()
}

/// Keys of [`columns`].
pub const COLUMN_COLUMNS: [&str; 11] = [
    "database",
    "schema",
    "table",
    "column",
    "type",
    "nullable",
    "identity",
    "computed",
    "key",
    "unique",
    "references",
];

/// The columns of all tables. `key` is the position in the primary key, from 1, or `null`; `unique` names the other
/// unique keys that the column is in, `references` the columns that foreign keys lead to.
pub fn columns(catalogue: &Catalogue) -> Vec<Value> {
    let of = |table: &Table, column: &Column| {
        json!({
            "database": catalogue.database,
            "schema": table.schema,
            "table": table.name,
            "column": column.name,
            "type": column.type_name,
            "nullable": column.nullable,
            "identity": column.identity,
            "computed": column.computed,
            "key": column.key_ordinal,
            "unique": unique_keys(table, column),
            "references": references(table, column),
        })
    };
    catalogue
        .tables
        .iter()
        .flat_map(|table| table.columns.iter().map(move |column| of(table, column)))
        .collect()
}

/// Names of the unique keys and indexes that a column is in, without the primary key.
fn unique_keys<'t>(table: &'t Table, column: &Column) -> Vec<&'t str> {
    table
        .keys
        .iter()
        .filter(|key| key.kind == KeyKind::Unique && key.columns.contains(&column.name))
        .map(|key| key.name.as_str())
        .collect()
}

/// Columns of other tables that foreign keys of a column lead to, as `dbo.Customers.CustomerID`.
fn references(table: &Table, column: &Column) -> Vec<String> {
    let of = |key: &Key| {
        let at = key.columns.iter().position(|name| *name == column.name)?;
        let to = key.references.as_ref()?;
        let name = to.columns.get(at)?;
        Some(format!("{}.{}.{name}", to.schema, to.table))
    };
    table.keys.iter().filter_map(of).collect()
}

/// Keys of [`keys`].
pub const KEY_COLUMNS: [&str; 9] = [
    "database",
    "schema",
    "table",
    "name",
    "kind",
    "columns",
    "clustered",
    "references",
    "referenced_columns",
];

/// The keys and indexes of all tables: `kind` is `primary`, `unique`, `foreign` or `index`. `references` is the table of
/// a foreign key, `null` for others and where the database does not tell.
pub fn keys(catalogue: &Catalogue) -> Vec<Value> {
    let of = |table: &Table, key: &Key| {
        let to = key.references.as_ref();
        json!({
            "database": catalogue.database,
            "schema": table.schema,
            "table": table.name,
            "name": key.name,
            "kind": kind_word(key.kind),
            "columns": key.columns,
            "clustered": key.clustered,
            "references": to.map(|to| format!("{}.{}", to.schema, to.table)),
            "referenced_columns": to.map(|to| to.columns.as_slice()).unwrap_or_default(),
        })
    };
    catalogue
        .tables
        .iter()
        .flat_map(|table| table.keys.iter().map(move |key| of(table, key)))
        .collect()
}

fn kind_word(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Primary => "primary",
        KeyKind::Unique => "unique",
        KeyKind::Foreign => "foreign",
        KeyKind::Index => "index",
    }
}

/// Everything of one table but its rows.
pub fn table_details(catalogue: &Catalogue, table: &Table) -> Value {
    let keys: Vec<Value> = table
        .keys
        .iter()
        .map(|key| {
            json!({ "name": key.name, "kind": kind_word(key.kind), "clustered": key.clustered, "columns": key.columns })
        })
        .collect();
    let compression = match table.compression {
        Compression::None => "none",
        Compression::Row => "row",
        Compression::Page => "page",
        Compression::Columnstore => "columnstore",
    };
    json!({
        "database": catalogue.database,
        "schema": table.schema,
        "table": table.name,
        "rows": table.rows,
        "bytes": table.bytes,
        "data_bytes": table.data_bytes,
        "partitions": table.partitions,
        "compression": compression,
        "is_tool": table.is_tool,
        "keys": keys,
    })
}

/// A part of the rows of a table, and where the next part begins.
#[derive(Debug)]
pub struct RowPage {
    /// Rows as objects; the keys are the table's columns.
    pub rows: Vec<Value>,
    /// Where each of them stands.
    pub places: Vec<Option<RowPosition>>,
    /// For the next call; `None` after the last row.
    pub next: Option<RowPosition>,
}

/// Why there is no part of the rows.
#[derive(Debug)]
pub enum PageError {
    /// They are not given.
    NoRows(NoRows),
    /// The backup could not be read.
    Read(crate::error::Error),
}

impl std::fmt::Display for PageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            PageError::NoRows(why) => why.fmt(f),
            PageError::Read(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for PageError {}

/// Bytes of a large value that a list shows: enough to see what it is.
pub const SHOWN_BYTES: u64 = 1024;
/// Bytes of a large value that one row shows when somebody asks for it: more would only slow the browser, and an export
/// has them all.
pub const WHOLE_BYTES: u64 = 256 << 10;

/// Rows of a table from a position on, at most `limit`. Large values stand as their beginning, with an ellipsis.
///
/// # Errors
/// When the rows are not given, or the backup can't be read.
pub fn row_page(
    database: &Database<'_>,
    table: &Table,
    from: Option<RowPosition>,
    limit: usize,
) -> Result<RowPage, PageError> {
    row_page_of(database, table, from, limit, SHOWN_BYTES)
}

/// The same with so many bytes of each large value.
///
/// # Errors
/// When the rows are not given, or the backup can't be read.
pub fn row_page_of(
    database: &Database<'_>,
    table: &Table,
    from: Option<RowPosition>,
    limit: usize,
    long_bytes: u64,
) -> Result<RowPage, PageError> {
    let options = RowOptions { long_bytes, from };
    let mut rows = database.rows(table, options).map_err(PageError::NoRows)?;
    // Without the database, a large value is not read on.
    let mut writer = RowWriter::shown(table, RowForm::Ndjson);
    let mut page = RowPage {
        rows: Vec::new(),
        places: Vec::new(),
        next: None,
    };
    let mut line = Vec::new();
    while page.rows.len() < limit {
        let Some(row) = rows.next() else {
            return Ok(page);
        };
        line.clear();
        match writer.row(&row.map_err(PageError::Read)?, &mut line) {
            Ok(()) => {}
            Err(WriteError::Read(error)) => return Err(PageError::Read(error)),
            // A list of bytes takes all that is written.
            Err(WriteError::Write(_)) => continue,
        }
        let row = serde_json::from_slice(&line).unwrap_or(Value::Object(Map::new()));
        page.rows.push(row);
        page.places.push(rows.last_place());
    }
    page.next = rows.position();
    Ok(page)
}

/// Keys of [`site_collections`].
pub const SITE_COLUMNS: [&str; 12] = [
    "database",
    "id",
    "path",
    "host_name",
    "title",
    "created",
    "last_content_change",
    "bytes",
    "quota_bytes",
    "lock",
    "deleted",
    "hosts_apps",
];

/// The site collections of a content database; `null` where the backup does not tell.
pub fn site_collections(database: &str, contents: &Contents) -> Vec<Value> {
    let hosts: std::collections::HashSet<&String> = contents.app_hosts().collect();
    let of = |site: &SiteCollection| {
        json!({
            "database": database,
            "id": site.id,
            "path": site.path,
            "host_name": site.host_name,
            "title": site.title,
            "created": site.created,
            "last_content_change": site.last_content_change,
            "bytes": site.bytes,
            "quota_bytes": site.quota_bytes,
            "lock": site.lock,
            "deleted": site.deleted,
            "hosts_apps": hosts.contains(&site.id),
        })
    };
    contents.sites.iter().map(of).collect()
}

/// Keys of [`webs`].
pub const WEB_COLUMNS: [&str; 8] = [
    "database", "id", "site", "parent", "path", "title", "template", "deleted",
];

/// The webs of a content database.
pub fn webs(database: &str, contents: &Contents) -> Vec<Value> {
    contents
        .webs
        .iter()
        .map(|web| {
            json!({
                "database": database,
                "id": web.id,
                "site": web.site,
                "parent": web.parent,
                "path": web.path,
                "title": web.title,
                "template": web.template,
                "deleted": web.deleted,
            })
        })
        .collect()
}

/// Keys of [`apps`].
pub const APP_COLUMNS: [&str; 11] = [
    "database",
    "id",
    "title",
    "product",
    "version",
    "site",
    "web",
    "web_path",
    "status",
    "fingerprint",
    "app_database",
];

/// The app instances of a content database.
pub fn apps(database: &str, contents: &Contents) -> Vec<Value> {
    contents
        .apps
        .iter()
        .map(|app| {
            json!({
                "database": database,
                "id": app.id,
                "title": app.title,
                "product": app.product,
                "version": app.version,
                "site": app.site,
                "web": app.web,
                "web_path": app.web_path,
                "status": app.status_words(),
                "fingerprint": app.fingerprint,
                "app_database": app.database,
            })
        })
        .collect()
}
