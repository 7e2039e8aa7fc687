//! A file of a set, read as far as its headers.

use super::app_package::{self, AppPackage};
use super::farm::{self, Run, RunLog, RunManifest};
use super::kinds::{Glimpse, Kind, kind_of};
use super::moment::Seconds;
use crate::container::cab::{self, Cabinet};
use crate::container::kinds::{self, Zeros};
use crate::container::mtf::{self, Media};
use crate::container::xml;
use crate::error::Error;
use crate::source::ReadAt;

/// Bytes of a log that are read.
const MAX_LOG_BYTES: u64 = 64 << 20;
/// First bytes that are shown of a container that is not known.
const SHOWN_BYTES: usize = 16;

/// A file of the set.
#[derive(Debug, Clone)]
pub struct Member {
    /// Path with `/` between its parts.
    pub path: String,
    /// Bytes of the file.
    pub bytes: u64,
    /// When the file was changed last, in seconds of UTC: weak evidence.
    pub modified: Option<Seconds>,
    /// What it is.
    pub kind: Kind,
    /// Its first 16 bytes.
    pub first_bytes: Vec<u8>,
    /// What it says.
    pub content: Content,
}

/// What a file says.
#[derive(Debug, Clone)]
pub enum Content {
    /// Backup sets.
    Sql(Box<Media>),
    /// Members of a cabinet.
    Cabinet(Cabinet),
    /// An app.
    App(Box<AppPackage>),
    /// The history of runs, or why it can't be read.
    Toc(Result<Vec<Run>, String>),
    /// The manifest of a run, or why it can't be read.
    Manifest(Result<Box<RunManifest>, String>),
    /// The log of a run.
    Log(RunLog),
    /// A part of an exported web.
    Export(ExportPart),
    /// Nothing but zero bytes.
    Zeros(Zeros),
    /// Nothing is read of it.
    Nothing,
}

/// What a part of an exported web tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportPart {
    /// Build of SharePoint that wrote it.
    pub build: Option<String>,
    /// Address of the site.
    pub site_url: Option<String>,
}

impl Member {
    /// The backup sets, if it is a backup of SQL Server.
    pub fn media(&self) -> Option<&Media> {
        match &self.content {
            Content::Sql(media) => Some(media),
            _ => None,
        }
    }

    /// The app, if it is a package.
    pub fn app(&self) -> Option<&AppPackage> {
        match &self.content {
            Content::App(app) => Some(app),
            _ => None,
        }
    }
}

/// Reads a file as far as its headers. `zip_names` are the names in its directory, if it is a ZIP.
///
/// # Errors
/// When the bytes can't be read.
pub fn read(
    path: &str,
    source: &dyn ReadAt,
    modified: Option<Seconds>,
    zip_names: Option<&[String]>,
) -> Result<Member, Error> {
    let mut head = vec![0; 4096];
    let read = source
        .read_full_at(0, &mut head)
        .map_err(|source| Error::Read { offset: 0, source })?;
    head.truncate(read);
    let kind = kind_of(&Glimpse {
        path,
        bytes: source.len(),
        head: &head,
        zip_names,
    });
    // Space that a copy reserved and never filled: its name alone says what it was to be.
    let zeros = match kind.is_ours() && head.iter().all(|byte| *byte == 0) {
        true => kinds::zeros(source)?,
        false => None,
    };
    let content = match kind {
        _ if zeros.is_some() => zeros.map_or(Content::Nothing, Content::Zeros),
        Kind::SqlBackup => {
            mtf::read(source)?.map_or(Content::Nothing, |media| Content::Sql(Box::new(media)))
        }
        Kind::AppPackage | Kind::FrameworkPackage => {
            Content::App(Box::new(app_package::read(source)?))
        }
        Kind::Solution
        | Kind::Template
        | Kind::WebExport
        | Kind::Cabinet
        | Kind::SiteCollection => cab::read(source)?.map_or(Content::Nothing, Content::Cabinet),
        Kind::TableOfContents => Content::Toc(document(source)?.and_then(|root| {
            farm::read_toc(&root).ok_or_else(|| format!("the root element is {}", root.name))
        })),
        Kind::RunManifest | Kind::RestoreManifest => {
            Content::Manifest(document(source)?.and_then(|root| {
                farm::read_manifest(&root)
                    .map(Box::new)
                    .ok_or_else(|| format!("the root element is {}", root.name))
            }))
        }
        Kind::RunLog => Content::Log(farm::read_log(&xml::text_of(&bytes_of(
            source,
            MAX_LOG_BYTES,
        )?))),
        Kind::ExportPart => Content::Export(export_part(source)?),
        Kind::FarmObject | Kind::Empty | Kind::Other => Content::Nothing,
    };
    head.truncate(SHOWN_BYTES);
    Ok(Member {
        path: path.to_owned(),
        bytes: source.len(),
        modified,
        kind,
        first_bytes: head,
        content,
    })
}

fn bytes_of(source: &dyn ReadAt, at_most: u64) -> Result<Vec<u8>, Error> {
    let want = source.len().min(at_most);
    let mut bytes = vec![0; usize::try_from(want).unwrap_or(0)];
    let read = source
        .read_full_at(0, &mut bytes)
        .map_err(|source| Error::Read { offset: 0, source })?;
    bytes.truncate(read);
    Ok(bytes)
}

/// The tree of an XML document, or why there is none.
fn document(source: &dyn ReadAt) -> Result<Result<xml::Element, String>, Error> {
    if source.len() > xml::MAX_BYTES {
        return Ok(Err("larger than 64 MiB".into()));
    }
    let bytes = bytes_of(source, xml::MAX_BYTES)?;
    Ok(xml::parse(&bytes).map_err(|error| error.to_string()))
}

fn export_part(source: &dyn ReadAt) -> Result<ExportPart, Error> {
    // Lists of content can be large, and nothing is told of them.
    const HEAD_BYTES: u64 = 1 << 20;
    if source.len() > HEAD_BYTES {
        return Ok(ExportPart::default());
    }
    let Ok(root) = document(source)? else {
        return Ok(ExportPart::default());
    };
    let version = root.child("SchemaVersion");
    Ok(ExportPart {
        build: version
            .and_then(|version| version.attribute("Build"))
            .map(str::to_owned),
        site_url: root.attribute("SiteUrl").map(str::to_owned),
    })
}
