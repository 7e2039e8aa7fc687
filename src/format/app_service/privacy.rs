//! What a set holds that is personal or secret: in the documents by key, in the archive by the names and places of
//! files. No file of the site is read for it.

use super::archive::Class;
use super::check::AppServiceCheck;
use super::json::Json;
use super::secrets::redact::secret_kind;
use super::tables::naming;
use crate::inspect::privacy::{Gathered, PrivateKind, PrivatePlace, Words};

pub(super) const SIGNATURES: &str = "signatures";
pub(super) const CONNECTIONS: &str = "connections";
pub(super) const SECRETS: &str = "secrets";
const DATABASES: &str = "databases";
const KEYS: &str = "keys";
const SETTINGS: &str = "settings";
const DATA: &str = "data";
const LOGS: &str = "logs";

/// The kinds, in the order in which they are told.
const KINDS: &[Words] = &[
    Words {
        kind: SIGNATURES,
        title: "Signed storage addresses",
        text: "addresses of a container with their signature, in requests, records and configurations",
        risk: "whoever has one reads, and often writes and deletes, every backup in that container until it expires or the key of the account is changed",
        is_secret: true,
    },
    Words {
        kind: CONNECTIONS,
        title: "Connection strings",
        text: "addresses of databases and services with their accounts and passwords",
        risk: "others connect as the app does, and read and change whatever it can, if the network lets them through",
        is_secret: true,
    },
    Words {
        kind: SECRETS,
        title: "Passwords, keys and settings",
        text: "values whose key says that they are secret, and all values of app settings",
        risk: "a key or password works for everybody who has it, until it is changed where it is used",
        is_secret: true,
    },
    Words {
        kind: DATABASES,
        title: "Databases",
        text: "databases at the top of the archive, with all their rows",
        risk: "whoever imports one reads everything that the app stored: people, orders, hashes of passwords",
        is_secret: false,
    },
    Words {
        kind: KEYS,
        title: "Certificates, keys and publishing profiles",
        text: "files of the site that are made to hold a key or a password, by their names",
        risk: "with a private key others take the place of your site; with a publishing profile they put their code into it",
        is_secret: false,
    },
    Words {
        kind: SETTINGS,
        title: "Files with settings",
        text: "files of the site that often hold connection strings and keys, by their names; they are not read",
        risk: "what stands in them opens databases and services that the site uses",
        is_secret: false,
    },
    Words {
        kind: DATA,
        title: "Data in the site",
        text: "databases and data folders among the files of the site, by their names and places",
        risk: "what visitors uploaded or typed can be read",
        is_secret: false,
    },
    Words {
        kind: LOGS,
        title: "Logs",
        text: "logs of the server and the app: addresses of visitors, what they looked at, at times what they typed",
        risk: "they tell who visited when and from where, and tokens in addresses can be used again",
        is_secret: false,
    },
];

/// Files that are made to hold keys.
const KEY_ENDINGS: &[&str] = &[
    "pfx",
    "p12",
    "pem",
    "key",
    "ppk",
    "jks",
    "snk",
    "publishsettings",
    "pubxml",
    "cer",
    "crt",
];

/// Files that are databases.
const DATA_ENDINGS: &[&str] = &[
    "mdf", "ldf", "sqlite", "sqlite3", "db", "sdf", "mdb", "bak", "sql",
];

/// What the set holds; the values of the kind `show` are not masked.
pub(super) fn kinds(check: &AppServiceCheck, show: Option<&str>) -> Vec<PrivateKind> {
    let mut found = Gathered::new(KINDS, show);
    for (path, document) in check.material.read_documents() {
        let file = path.to_owned();
        walk(
            &document.json,
            "",
            false,
            &mut Vec::new(),
            &mut |kind, steps, value| {
                let place = PrivatePlace {
                    file: Some(file.clone()),
                    path: Some(format!("/{}", steps.join("/"))),
                    ..PrivatePlace::default()
                };
                found.add(kind, place, Some(value), None);
            },
        );
    }
    archive(check, &mut found);
    found.finish()
}

/// Calls with each secret of a document: its kind, where it stands, and its value. As deep as a document may be.
fn walk(
    json: &Json,
    key: &str,
    secret_tree: bool,
    steps: &mut Vec<String>,
    call: &mut dyn FnMut(&'static str, &[String], &str),
) {
    let inner = secret_tree || super::secrets::is_secret_tree(key);
    match json {
        Json::Text(text) => {
            if let Some(kind) = secret_kind(key, text, secret_tree) {
                call(kind, steps, text);
            }
        }
        Json::Array(elements) => {
            for (at, element) in elements.iter().enumerate() {
                steps.push(at.to_string());
                walk(element, key, inner, steps, call);
                steps.pop();
            }
        }
        Json::Object(entries) => {
            for (name, value) in entries {
                steps.push(super::secrets::mask_text(name));
                walk(value, name, inner, steps, call);
                steps.pop();
            }
        }
        Json::Null | Json::Bool(_) | Json::Integer(_) | Json::Float(_) => {}
    }
}

/// Files of the archive.
fn archive(check: &AppServiceCheck, found: &mut Gathered<'_>) {
    let (Some(archive), Some(file)) = (&check.archive, &check.material.archive) else {
        return;
    };
    let entries = &archive.entries;
    let of_file = check.several().then(|| file.path.clone());
    let mut add = |kind: &str, entry: String, bytes: u64| {
        let place = PrivatePlace {
            file: of_file.clone(),
            entry: Some(entry),
            ..PrivatePlace::default()
        };
        found.add(kind, place, None, Some(bytes));
    };
    for database in file.survey.of_class(Class::Database) {
        add(DATABASES, database.name.clone(), database.bytes);
    }
    let mut names = entries.names();
    while let Some((index, raw)) = names.next_name() {
        let path = naming(raw, entries.flags(index));
        if let Some(kind) = kind_of(&path) {
            add(kind, path, entries.uncompressed_bytes(index));
        }
    }
}

/// What a file of the site is known to hold, by its name and place.
fn kind_of(path: &str) -> Option<&'static str> {
    let lower = path.to_ascii_lowercase();
    let below = lower
        .strip_prefix("fs/")
        .filter(|below| !below.ends_with('/'))?;
    let name = below.rsplit('/').next().unwrap_or(below);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_settings = matches!(
        name,
        "web.config"
            | "applicationhost.config"
            | "wp-config.php"
            | "local.settings.json"
            | "connectionstrings.config"
            | "parameters.xml"
    ) || name == ".env"
        || name.starts_with(".env.")
        || (name.starts_with("appsettings") && ending == "json")
        || (name.starts_with("web.") && ending == "config");
    if KEY_ENDINGS.contains(&ending) || name == "id_rsa" {
        Some(KEYS)
    } else if is_settings {
        Some(SETTINGS)
    } else if below.starts_with("logfiles/") || ending == "log" {
        Some(LOGS)
    } else if DATA_ENDINGS.contains(&ending)
        || below
            .split('/')
            .any(|part| matches!(part, "app_data" | "uploads"))
    {
        Some(DATA)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_their_names_and_places() {
        for (path, kind) in [
            ("fs/site/wwwroot/web.config", Some(SETTINGS)),
            ("fs/site/wwwroot/Web.Release.config", Some(SETTINGS)),
            ("fs/site/wwwroot/.env", Some(SETTINGS)),
            (
                "fs/site/wwwroot/appsettings.Production.json",
                Some(SETTINGS),
            ),
            ("fs/site/wwwroot/cert/site.pfx", Some(KEYS)),
            ("fs/LogFiles/http/u_ex.log", Some(LOGS)),
            ("fs/site/wwwroot/App_Data/x.xml", Some(DATA)),
            ("fs/site/wwwroot/wp-content/uploads/a.jpg", Some(DATA)),
            ("fs/site/wwwroot/index.html", None),
            ("fs/site/wwwroot/App_Data/", None),
            ("web.config", None),
        ] {
            assert_eq!(kind_of(path), kind, "{path}");
        }
    }

    #[test]
    fn secrets_of_a_document_stand_by_kind_and_path() {
        let json = Json::parse(
            r#"{"properties":{"storageAccountUrl":"https://a.blob.core.windows.net/b?sr=c&sig=CANARY1%3D&sp=rwdl",
            "databases":[{"name":"x","connectionString":"Server=s;Database=d;Password=CANARY2"}],
            "appSettings":[{"name":"KEY","value":"CANARY3"}],"apiKey":"CANARY4","status":"Succeeded"}}"#,
        )
        .unwrap();
        let mut seen = Vec::new();
        walk(
            &json,
            "",
            false,
            &mut Vec::new(),
            &mut |kind, steps, value| {
                assert!(value.contains("CANARY"), "{value}");
                seen.push((kind, steps.join("/")));
            },
        );
        assert_eq!(
            seen,
            [
                (SIGNATURES, "properties/storageAccountUrl".to_owned()),
                (
                    CONNECTIONS,
                    "properties/databases/0/connectionString".to_owned()
                ),
                (SECRETS, "properties/appSettings/0/value".to_owned()),
                (SECRETS, "properties/apiKey".to_owned()),
            ]
        );
    }
}
