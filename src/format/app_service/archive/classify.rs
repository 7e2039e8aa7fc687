//! Files at the top of an archive (specification 1.5): databases, configuration, others.

use serde::Serialize;

use super::{EntryFacts, Known};
use crate::format::app_service::record::DatabaseType;

/// What a file at the top is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Class {
    /// A database dump.
    Database,
    /// Configuration or notes.
    Metadata,
    /// No extension and large enough.
    PossibleDatabase,
    /// Something else.
    Other,
}

/// How sure the class is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Certainty {
    /// By what is documented or was observed.
    Certain,
    /// By what it looks like.
    Likely,
}

/// Smallest file without an extension that may be a database, in bytes.
const POSSIBLE_DATABASE_BYTES: u64 = 4_096;

/// A file at the top of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootFile {
    /// Position in the directory.
    pub index: u32,
    /// Name.
    pub name: String,
    /// Uncompressed size, in bytes.
    pub bytes: u64,
    /// Encrypted.
    pub encrypted: bool,
    /// What it is.
    pub class: Class,
    /// How sure that is.
    pub certainty: Certainty,
    /// Type, if it is a database and that can be told.
    pub database_type: Option<DatabaseType>,
    decided: bool,
}

/// The name without its last extension.
fn base(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((base, _)) if !base.is_empty() => base,
        _ => name,
    }
}

fn extension(name: &str) -> Option<String> {
    name.rsplit_once('.')
        .filter(|(base, _)| !base.is_empty())
        .map(|(_, extension)| extension.to_ascii_lowercase())
}

impl RootFile {
    pub(super) fn new(entry: &EntryFacts<'_>, name: String) -> Self {
        RootFile {
            index: entry.index,
            name,
            bytes: entry.uncompressed_bytes,
            encrypted: entry.encrypted,
            class: Class::Other,
            certainty: Certainty::Likely,
            database_type: None,
            decided: false,
        }
    }

    fn database(&mut self, database_type: Option<DatabaseType>, certainty: Certainty) {
        self.class = Class::Database;
        self.database_type = database_type;
        self.certainty = certainty;
        self.decided = true;
    }

    /// Whether its beginning has to be looked at: for its class, or for the type of a database that only its name told.
    pub(super) fn undecided(&self) -> bool {
        !self.decided || (self.class == Class::Database && self.database_type.is_none())
    }

    /// Rules 1 to 5.
    pub(super) fn class_by_name(&mut self, known: &Known) {
        let lower = self.name.to_lowercase();
        let ending = extension(&self.name);
        let recorded = known
            .record_databases
            .iter()
            .find(|(name, _)| name.to_lowercase() == base(&lower) || name.to_lowercase() == lower)
            .map(|(_, database_type)| database_type.clone());
        let in_manifest = known.manifest_files.iter().any(|file| {
            let file = file.to_lowercase();
            file == lower || base(&file) == base(&lower)
        });
        let by_ending = match ending.as_deref() {
            Some("bacpac" | "dacpac") => Some(DatabaseType::SqlAzure),
            _ if lower == "localmysqldatabase.sql" => Some(DatabaseType::LocalMySql),
            _ => None,
        };
        if in_manifest {
            self.database(recorded.or(by_ending), Certainty::Certain);
        } else if let Some(database_type) = by_ending {
            self.database(Some(database_type), Certainty::Certain);
        } else if matches!(ending.as_deref(), Some("sql" | "dump" | "backup" | "bak")) {
            self.database(recorded, Certainty::Likely);
        } else if let Some(database_type) = recorded {
            self.database(Some(database_type), Certainty::Likely);
        }
    }

    /// Rules 6 to 11; `head` is the beginning of the content, if it was read.
    pub(super) fn class_by_content(&mut self, head: Option<&[u8]>) {
        if self.decided {
            self.database_type = head.and_then(dump_type);
            return;
        }
        if let Some(database_type) = head.and_then(dump_type) {
            self.database(Some(database_type), Certainty::Likely);
            return;
        }
        self.decided = true;
        let lower = self.name.to_lowercase();
        let ending = extension(&lower);
        if lower == "meta"
            || lower.starts_with("meta.")
            || matches!(ending.as_deref(), Some("xml" | "json" | "log" | "txt"))
        {
            self.class = Class::Metadata;
        } else if !lower.contains('.') && self.bytes >= POSSIBLE_DATABASE_BYTES {
            self.class = Class::PossibleDatabase;
        }
    }
}

/// Type of the database whose dump begins so (rules 6 to 8).
pub fn dump_type(head: &[u8]) -> Option<DatabaseType> {
    if head.starts_with(b"PK\x03\x04") {
        return is_bacpac(head).then_some(DatabaseType::SqlAzure);
    }
    if head.starts_with(b"PGDMP") {
        return Some(DatabaseType::PostgreSql);
    }
    let lines = || head.split(|&byte| byte == b'\n');
    if lines().any(|line| line.starts_with(b"-- MySQL dump")) {
        return Some(DatabaseType::MySql);
    }
    lines()
        .any(|line| line.starts_with(b"-- PostgreSQL database dump"))
        .then_some(DatabaseType::PostgreSql)
}

/// Whether the first entry of a ZIP is one of a BACPAC.
fn is_bacpac(head: &[u8]) -> bool {
    const NAME_AT: usize = 30;
    let Some(&[low, high]) = head.get(26..28) else {
        return false;
    };
    let length = usize::from(u16::from_le_bytes([low, high]));
    let name = head.get(NAME_AT..NAME_AT + length).unwrap_or_default();
    let Ok(name) = std::str::from_utf8(name) else {
        return false;
    };
    matches!(
        name,
        "model.xml" | "Origin.xml" | "DacMetadata.xml" | "[Content_Types].xml"
    ) || name.starts_with("_rels/")
        || name.starts_with("Data/")
}
