//! What the content database itself says: site collections, webs, app instances (sqlserver-pages.md 11).
//!
//! No content database was at hand when this was written: the names of tables and columns come from published
//! queries. They are looked up by name in the backup's own catalogue; what is not there is listed as missing, and
//! nothing fails. [`Sureness`] decides the words.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::container::sqlserver::{Catalogue, Database, RowOptions, Table, Value};
use crate::error::Error;

/// Site collections, webs and app instances that are kept; SharePoint's own limit is 500,000 webs in a database.
const MAX_ROWS: usize = 1_000_000;

/// How sure it is what a database is for, or what a value means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "SharePointSureness"))]
pub enum Sureness {
    /// Tables of that name belong to no other database.
    Certain,
    /// Told from the names of tables, which may be chance.
    AssumedFromTables,
}

impl Sureness {
    /// Words for a person.
    pub fn words(self) -> &'static str {
        match self {
            Sureness::Certain => "certain, by its tables",
            Sureness::AssumedFromTables => "assumed from the names of its tables",
        }
    }
}

/// What a database of a SharePoint farm is for, told by its tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "SharePointDatabaseUse"))]
pub enum DatabaseUse {
    /// Site collections.
    Content,
    /// The farm's configuration.
    Configuration,
    /// App licences and registrations.
    AppManagement,
    /// Credentials: only its structure is ever shown.
    SecureStore,
}

impl DatabaseUse {
    /// Words for a person.
    pub fn words(self) -> &'static str {
        match self {
            DatabaseUse::Content => "a content database",
            DatabaseUse::Configuration => "a configuration database",
            DatabaseUse::AppManagement => "an App Management database",
            DatabaseUse::SecureStore => "a Secure Store database",
        }
    }
}

/// What a database is for, by the tables that it has; `None` if they say nothing.
pub fn use_by_tables(catalogue: &Catalogue) -> Option<(DatabaseUse, Sureness)> {
    let names: HashSet<String> = catalogue
        .tables
        .iter()
        .map(|table| table.name.to_lowercase())
        .collect();
    let all = |wanted: &[&str]| wanted.iter().all(|name| names.contains(*name));
    let share = |prefixes: &[&str]| {
        let count = names
            .iter()
            .filter(|name| prefixes.iter().any(|prefix| name.starts_with(prefix)))
            .count();
        // One table may be called anything; most of them are a pattern.
        count >= 2 && count * 2 > names.len()
    };
    if all(&["allsites", "allwebs", "alldocs"]) {
        Some((DatabaseUse::Content, Sureness::Certain))
    } else if all(&["allsites", "allwebs"]) {
        Some((DatabaseUse::Content, Sureness::AssumedFromTables))
    } else if all(&["objects", "classes", "sitemap"]) {
        Some((DatabaseUse::Configuration, Sureness::AssumedFromTables))
    } else if share(&["sss"]) {
        Some((DatabaseUse::SecureStore, Sureness::AssumedFromTables))
    } else if share(&["am_", "app"]) {
        Some((DatabaseUse::AppManagement, Sureness::AssumedFromTables))
    } else {
        None
    }
}

/// An id as the database shows it.
pub type Id = String;

/// A site collection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteCollection {
    /// Its id.
    pub id: Id,
    /// Path on the web application, such as `/sites/hr`. The host is in the configuration database. `None` if its
    /// root web was not found.
    pub path: Option<String>,
    /// Host name, if it is a host-named site collection.
    pub host_name: Option<String>,
    /// Title of its root web.
    pub title: Option<String>,
    /// When it was made.
    pub created: Option<String>,
    /// When its content changed last.
    pub last_content_change: Option<String>,
    /// Bytes that it uses, as SharePoint recorded them.
    pub bytes: Option<i64>,
    /// Most bytes that it may use; 0 stands for no limit. `None`: not told.
    pub quota_bytes: Option<i64>,
    /// Why it is locked; empty if it is not. `None`: not told.
    pub lock: Option<String>,
    /// Whether it is deleted and only kept. `None`: not told.
    pub deleted: Option<bool>,
}

/// A web, a site within a site collection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Web {
    /// Its id.
    pub id: Id,
    /// Site collection that it is in.
    pub site: Id,
    /// Web above it; `None` for a root web.
    pub parent: Option<Id>,
    /// Path, with a leading slash.
    pub path: String,
    /// Title.
    pub title: Option<String>,
    /// Number of its template.
    pub template: Option<i64>,
    /// Number of its language.
    pub language: Option<i64>,
    /// Whether it is deleted and only kept. `None`: not told.
    pub deleted: Option<bool>,
}

/// An app that is installed in a web.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AppInstance {
    /// Its id.
    pub id: Id,
    /// Site collection of its host web.
    pub site: Option<Id>,
    /// Host web.
    pub web: Option<Id>,
    /// Path of the host web.
    pub web_path: Option<String>,
    /// Product id of its package.
    pub product: Option<Id>,
    /// Title of its package.
    pub title: Option<String>,
    /// Version of its package, where a column for it is found.
    pub version: Option<String>,
    /// Fingerprint of its package, as `0x…`.
    pub fingerprint: Option<String>,
    /// Its status as stored; 4 and 5 are both documented as installed.
    pub status: Option<i64>,
    /// Database of an Access app.
    pub database: Option<String>,
}

impl AppInstance {
    /// Words for its status: two documented tables of the numbers contradict each other.
    pub fn status_words(&self) -> String {
        match self.status {
            Some(number @ (4 | 5)) => format!("{number}: Installed (4 or 5)"),
            Some(number) => format!("{number} (Installed is 4 or 5)"),
            None => "not told".to_owned(),
        }
    }
}

/// A column that was expected by the published queries and is not there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// Table, such as `AllSites`.
    pub table: &'static str,
    /// Column; `None` if the table itself is missing.
    pub column: Option<&'static str>,
}

impl Missing {
    /// Whether the lists say less without it than a person would think: else a value is `null`, or a kind of app is not
    /// used.
    fn is_needed(&self) -> bool {
        match self.column {
            None => matches!(self.table, "AllSites" | "AllWebs"),
            Some(column) => matches!(
                (self.table, column),
                ("AllSites", "Id" | "RootWebId" | "Deleted")
                    | (
                        "AllWebs",
                        "Id" | "SiteId" | "FullUrl" | "DeleteTransactionId"
                    )
                    | ("AppInstallations", "Id" | "SiteId")
            ),
        }
    }
}

/// What a content database says of its sites and apps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    /// Site collections, deleted ones too, in the order of their paths.
    pub sites: Vec<SiteCollection>,
    /// Webs, root webs and deleted ones too, in the order of their paths.
    pub webs: Vec<Web>,
    /// App instances.
    pub apps: Vec<AppInstance>,
    /// Tables and columns that were expected and are not there.
    pub missing: Vec<Missing>,
    /// Whether there were more rows than are kept.
    pub is_cut: bool,
    /// Whether all pages that this rests on were sound.
    pub is_sound: bool,
}

impl Contents {
    /// What makes the lists incomplete, in words: more rows than are kept, tables or columns that are not there under
    /// their known names.
    pub fn complaints(&self, database: &str) -> Vec<String> {
        let mut words = Vec::new();
        if self.is_cut {
            words.push(format!(
                "{database}: only the first {MAX_ROWS} rows of each table were read"
            ));
        }
        for missing in self.missing.iter().filter(|missing| missing.is_needed()) {
            words.push(match missing.column {
                Some(column) => format!(
                    "{database}: the table {} has no column {column}: what it would say is not known",
                    missing.table
                ),
                None => format!("{database}: there is no table {}", missing.table),
            });
        }
        words
    }

    /// Ids of the site collections that host apps.
    pub fn app_hosts(&self) -> impl Iterator<Item = &Id> {
        let sites: HashSet<&Id> = self
            .apps
            .iter()
            .filter_map(|app| app.site.as_ref())
            .collect();
        self.sites
            .iter()
            .map(|site| &site.id)
            .filter(move |id| sites.contains(id))
    }
}

/// Reads site collections, webs and app instances. Who owns and uses them is left out (section 13).
///
/// # Errors
/// When the backup can't be read.
pub fn read(database: &Database<'_>) -> Result<Contents, Error> {
    let mut reader = Reader {
        database,
        contents: Contents::default(),
    };
    let mut roots = reader.sites()?;
    reader.webs()?;
    let webs: HashMap<&str, &Web> = reader
        .contents
        .webs
        .iter()
        .map(|web| (web.id.as_str(), web))
        .collect();
    for site in &mut reader.contents.sites {
        if let Some(web) = roots
            .remove(&site.id)
            .and_then(|root| webs.get(root.as_str()).copied())
            .filter(|web| web.site == site.id)
        {
            site.path = Some(web.path.clone());
            site.title.clone_from(&web.title);
        }
    }
    reader.apps()?;
    let Contents {
        sites, webs, apps, ..
    } = &mut reader.contents;
    let paths: HashMap<&str, &str> = webs
        .iter()
        .map(|web| (web.id.as_str(), web.path.as_str()))
        .collect();
    for app in apps.iter_mut() {
        app.web_path = app
            .web
            .as_deref()
            .and_then(|web| paths.get(web))
            .map(|path| (*path).to_owned());
    }
    crate::sort::sort_by(sites, |a, b| (&a.path, &a.id).cmp(&(&b.path, &b.id)));
    crate::sort::sort_by(apps, |a, b| (&a.web_path, &a.id).cmp(&(&b.web_path, &b.id)));
    crate::sort::sort_by(webs, |a, b| (&a.path, &a.id).cmp(&(&b.path, &b.id)));
    reader.contents.is_sound = database.faults().is_sound();
    Ok(reader.contents)
}

/// What the packages' table says of an app.
#[derive(Clone, Default)]
struct Package {
    product: Option<Id>,
    title: Option<String>,
    version: Option<String>,
}

struct Reader<'d, 'a> {
    database: &'d Database<'a>,
    contents: Contents,
}

/// One row, its values by the name of the column that was asked for.
struct Named<'r> {
    columns: &'r BTreeMap<&'static str, usize>,
    values: &'r [Value],
}

impl Named<'_> {
    fn value(&self, column: &str) -> Option<&Value> {
        self.values
            .get(*self.columns.get(column)?)
            .filter(|value| !matches!(value, Value::Null | Value::Unread(_) | Value::Hidden))
    }

    /// Whether the column is there and its value was read, NULL too.
    fn is_told(&self, column: &str) -> bool {
        self.columns
            .get(column)
            .and_then(|at| self.values.get(*at))
            .is_some_and(|value| !matches!(value, Value::Unread(_) | Value::Hidden))
    }

    fn text(&self, column: &str) -> Option<String> {
        self.value(column).map(Value::to_string)
    }

    fn number(&self, column: &str) -> Option<i64> {
        match self.value(column)? {
            Value::Integer(number) => Some(*number),
            Value::Bit(bit) => Some(i64::from(*bit)),
            _ => None,
        }
    }

    fn flag(&self, column: &str) -> Option<bool> {
        self.number(column).map(|number| number != 0)
    }
}

/// `/` and a path without its own slash.
fn path(full_url: Option<String>) -> String {
    format!("/{}", full_url.unwrap_or_default().trim_start_matches('/'))
}

impl Reader<'_, '_> {
    /// Calls `take` for each row of a table, with the columns that are there. Those of `optional` may be missing.
    fn table(
        &mut self,
        name: &'static str,
        needed: &[&'static str],
        optional: &[&'static str],
        take: &mut dyn FnMut(&mut Contents, &Named<'_>),
    ) -> Result<(), Error> {
        let catalogue = self.database.catalogue();
        let table: Option<&Table> = catalogue
            .table(&format!("dbo.{name}"))
            .or_else(|| catalogue.table(name));
        let Some(table) = table else {
            self.contents.missing.push(Missing {
                table: name,
                column: None,
            });
            return Ok(());
        };
        let mut columns = BTreeMap::new();
        for column in needed.iter().chain(optional) {
            match table.column(column) {
                Some(at) => {
                    columns.insert(*column, at);
                }
                None if needed.contains(column) => self.contents.missing.push(Missing {
                    table: name,
                    column: Some(column),
                }),
                None => {}
            }
        }
        let options = RowOptions {
            // Packages stand in these tables too; they are never opened.
            long_bytes: 1024,
            from: None,
        };
        let Ok(rows) = self.database.rows(table, options) else {
            return Ok(());
        };
        for (count, row) in rows.enumerate() {
            if count >= MAX_ROWS {
                self.contents.is_cut = true;
                break;
            }
            let row = row?;
            let named = Named {
                columns: &columns,
                values: &row.values,
            };
            take(&mut self.contents, &named);
        }
        Ok(())
    }

    /// Reads the site collections; gives the root web of each.
    fn sites(&mut self) -> Result<HashMap<Id, Id>, Error> {
        let mut roots = HashMap::new();
        self.table(
            "AllSites",
            &[
                "Id",
                "RootWebId",
                "HostHeader",
                "TimeCreated",
                "LastContentChange",
                "DiskUsed",
                "Deleted",
            ],
            &["DiskQuota", "LockIssue"],
            &mut |contents, row| {
                let Some(id) = row.text("Id") else {
                    return;
                };
                if let Some(root) = row.text("RootWebId") {
                    roots.insert(id.clone(), root);
                }
                contents.sites.push(SiteCollection {
                    id,
                    path: None,
                    host_name: row.text("HostHeader").filter(|host| !host.is_empty()),
                    title: None,
                    created: row.text("TimeCreated"),
                    last_content_change: row.text("LastContentChange"),
                    bytes: row.number("DiskUsed"),
                    quota_bytes: row.number("DiskQuota"),
                    lock: row
                        .is_told("LockIssue")
                        .then(|| row.text("LockIssue").unwrap_or_default()),
                    deleted: row.flag("Deleted"),
                });
            },
        )?;
        Ok(roots)
    }

    fn webs(&mut self) -> Result<(), Error> {
        self.table(
            "AllWebs",
            &[
                "SiteId",
                "Id",
                "FullUrl",
                "ParentWebId",
                "Title",
                "DeleteTransactionId",
            ],
            &["WebTemplate", "Language"],
            &mut |contents, row| {
                let (Some(id), Some(site)) = (row.text("Id"), row.text("SiteId")) else {
                    return;
                };
                contents.webs.push(Web {
                    id,
                    site,
                    parent: row.text("ParentWebId"),
                    path: path(row.text("FullUrl")),
                    title: row.text("Title"),
                    template: row.number("WebTemplate"),
                    language: row.number("Language"),
                    // Empty for a live web.
                    deleted: row.is_told("DeleteTransactionId").then(|| {
                        row.value("DeleteTransactionId").is_some_and(|value| {
                            !matches!(value, Value::Binary(bytes) if bytes.iter().all(|byte| *byte == 0))
                        })
                    }),
                });
            },
        )
    }

    fn apps(&mut self) -> Result<(), Error> {
        let mut packages: HashMap<String, Package> = HashMap::new();
        self.table(
            "AppPackages",
            &["PackageFingerprint", "ProductId", "Title"],
            &["Version", "VersionString"],
            &mut |_, row| {
                if let Some(fingerprint) = row.text("PackageFingerprint")
                    && packages.len() < MAX_ROWS
                {
                    let package = Package {
                        product: row.text("ProductId"),
                        title: row.text("Title"),
                        version: row.text("VersionString").or_else(|| row.text("Version")),
                    };
                    packages.insert(fingerprint, package);
                }
            },
        )?;
        let mut databases: HashMap<Id, String> = HashMap::new();
        self.table(
            "AppInstallationProperty",
            &["InstallationId", "ValueKey", "Value"],
            &[],
            &mut |_, row| {
                let key = row.text("ValueKey");
                if key.is_some_and(|key| key.eq_ignore_ascii_case("DbName"))
                    && let (Some(id), Some(name)) = (row.text("InstallationId"), row.text("Value"))
                {
                    databases.insert(id, name);
                }
            },
        )?;
        self.table(
            "AppInstallations",
            &["Id", "SiteId", "WebId", "PackageFingerprint", "Status"],
            &[],
            &mut |contents, row| {
                let Some(id) = row.text("Id") else {
                    return;
                };
                let fingerprint = row.text("PackageFingerprint");
                let Package {
                    product,
                    title,
                    version,
                } = fingerprint
                    .as_ref()
                    .and_then(|fingerprint| packages.get(fingerprint).cloned())
                    .unwrap_or_default();
                contents.apps.push(AppInstance {
                    database: databases.get(&id).cloned(),
                    id,
                    site: row.text("SiteId"),
                    web: row.text("WebId"),
                    web_path: None,
                    product,
                    title,
                    version,
                    fingerprint,
                    status: row.number("Status"),
                });
            },
        )
    }
}
