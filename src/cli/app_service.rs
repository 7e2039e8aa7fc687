//! What `schedule` and `compose` have in common: the files that were given, read for their documents.

use std::path::PathBuf;

use backup_inspector::format::Options;
use backup_inspector::format::app_service::ask::{self, Answer, Dropped, Question};
use backup_inspector::format::app_service::json::MAX_BYTES;
use backup_inspector::format::app_service::limits::Tier;
use backup_inspector::format::app_service::options::AppServiceOptions;
use backup_inspector::format::app_service::record::Document;
use backup_inspector::format::app_service::relaxed_json::decoded;
use backup_inspector::report::words;
use backup_inspector::source::ReadAt as _;

use super::inputs::{self, Item};
use super::{Failure, file};

/// JSON documents and archives that were given.
pub struct Documents {
    documents: Vec<Document>,
    archive: Option<String>,
}

impl Documents {
    /// Reads them; folders are searched to their bottom.
    pub fn read(paths: &[PathBuf]) -> Result<Documents, Failure> {
        let mut found = Documents {
            documents: Vec::new(),
            archive: None,
        };
        for item in inputs::collect(paths) {
            let given = match item {
                Item::File(given) => given,
                Item::Refused { shown, error } => {
                    return Err(Failure::Run(format!("{shown}: {error}")));
                }
            };
            let fail = |error: std::io::Error| Failure::Run(format!("{}: {error}", given.shown));
            let name = file::name_of(&given.path);
            if name.to_ascii_lowercase().ends_with(".zip") {
                found.archive.get_or_insert(name);
                continue;
            }
            let bytes = file::held(&given.path).map_err(fail)?;
            if bytes.len() > MAX_BYTES {
                // In a folder lie other files, too; a file that was named is to be read.
                if given.tree == 0 {
                    let most = words::bytes(MAX_BYTES);
                    let shown = &given.shown;
                    return Err(Failure::Run(format!(
                        "{shown}: no document about backups has more than {most}"
                    )));
                }
                continue;
            }
            let mut text = vec![0; usize::try_from(bytes.len()).unwrap_or(0)];
            let read = bytes.read_full_at(0, &mut text).map_err(fail)?;
            match Document::read(&decoded(text.get(..read).unwrap_or_default())) {
                Ok(document) => found.documents.push(document),
                Err(why) if given.tree == 0 => {
                    return Err(Failure::Run(format!(
                        "{}: it can't be read: {why}",
                        given.shown
                    )));
                }
                Err(_) => {}
            }
        }
        Ok(found)
    }

    /// Whether backups are listed.
    pub fn have_records(&self) -> bool {
        self.documents
            .iter()
            .any(|document| !document.items.is_empty())
    }

    /// Asks.
    pub fn ask(&self, options: &Options, question: &Question) -> Result<Answer, Failure> {
        let dropped = Dropped {
            documents: self.documents.iter().collect(),
            archive: self.archive.clone(),
            databases: None,
        };
        let options = AppServiceOptions {
            now: options.now.clone(),
            ..options.app_service.clone()
        };
        ask::of_dropped(&dropped, &options, question)
            .map_err(|error| Failure::Usage(error.to_string()))
    }
}

/// A tier by its name.
pub fn read_tier(tier: Option<&str>) -> Result<Tier, Failure> {
    match tier {
        None => Ok(Tier::None),
        Some(tier) => Tier::read(tier).ok_or_else(|| {
            Failure::Usage("--tier is one of basic, standard, premium, isolated".into())
        }),
    }
}
