//! App packages: `.app` and `.sppkg` (section 5).

use std::collections::BTreeSet;
use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;

use crate::container::mtf::Guid;
use crate::container::xml::{self, Element};
use crate::error::Error;
use crate::source::ReadAt;

/// Parts that are looked at.
const MAX_PARTS: usize = 4_096;
/// Bytes of one XML part.
const MAX_PART_BYTES: u64 = 8 << 20;
/// Bytes of all relationship parts together.
const MAX_RELATIONSHIP_BYTES: u64 = 32 << 20;
/// Requests for permissions that the vendor allows in one manifest.
const MAX_PERMISSIONS: usize = 1_000;

/// What a package says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppPackage {
    /// The manifest, or why there is none.
    pub manifest: Result<Manifest, String>,
    /// Parts that relationships point to and that are not there.
    pub missing_parts: Vec<String>,
    /// Number of parts.
    pub parts: u64,
}

/// `AppManifest.xml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Internal name.
    pub name: String,
    /// Title.
    pub title: Option<String>,
    /// Identity of the app.
    pub product_id: Option<Guid>,
    /// Four-part version.
    pub version: String,
    /// Lowest version of SharePoint.
    pub min_version: Option<String>,
    /// Requests for permissions: scope and right.
    pub permissions: Vec<(String, Option<String>)>,
    /// Whether the app may act without a user.
    pub app_only: bool,
    /// `Internal`, `RemoteWebApplication` or `AutoDeployedWebApplication`.
    pub principal: Option<String>,
    /// Whether parts of the app run elsewhere.
    pub has_remote: bool,
    /// Languages.
    pub locales: Vec<String>,
    /// Whether it is a SharePoint Framework solution.
    pub is_framework: bool,
}

impl Manifest {
    /// The version as numbers, for comparing.
    pub fn version_parts(&self) -> Vec<u64> {
        version_parts(&self.version)
    }

    /// Major version of SharePoint that the app asks for.
    pub fn min_major(&self) -> Option<u64> {
        version_parts(self.min_version.as_deref()?).first().copied()
    }

    /// Title, or name.
    pub fn shown_name(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.name)
    }

    /// Whether it asks for rights over a tenant or full control.
    pub fn is_privileged(&self) -> bool {
        self.permissions.iter().any(|(scope, right)| {
            scope.trim_end_matches('/').ends_with("/tenant")
                || right
                    .as_deref()
                    .is_some_and(|right| right.eq_ignore_ascii_case("FullControl"))
        })
    }
}

fn version_parts(version: &str) -> Vec<u64> {
    version
        .split('.')
        .map(|part| part.trim().parse().unwrap_or(0))
        .collect()
}

/// Bytes with a position, for a reader of ZIP archives.
struct Cursor<'a> {
    source: &'a dyn ReadAt,
    at: u64,
    /// A read that failed: the ZIP reader would take it for damage.
    failed: &'a std::cell::RefCell<Option<Error>>,
}

impl Read for Cursor<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self.source.read_at(self.at, buf) {
            Ok(read) => {
                self.at += read as u64;
                Ok(read)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => {
                let kind = error.kind();
                *self.failed.borrow_mut() = Some(Error::Read {
                    offset: self.at,
                    source: error,
                });
                Err(kind.into())
            }
        }
    }
}

impl Seek for Cursor<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.source.len().checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// Reads a package. What is wrong with it stands in the answer.
///
/// # Errors
/// When the bytes can't be read.
pub fn read(source: &dyn ReadAt) -> Result<AppPackage, Error> {
    let failed = std::cell::RefCell::new(None);
    let cursor = io::BufReader::with_capacity(
        16 << 10,
        Cursor {
            source,
            at: 0,
            failed: &failed,
        },
    );
    let package = match ZipArchive::new(cursor) {
        Ok(archive) => read_parts(archive),
        Err(error) => AppPackage {
            manifest: Err(format!("the package is no readable ZIP: {error}")),
            missing_parts: Vec::new(),
            parts: 0,
        },
    };
    match failed.into_inner() {
        Some(error) => Err(error),
        None => Ok(package),
    }
}

/// A part's name as relationships compare it: without the slash in front, case folded.
fn folded(name: &str) -> String {
    name.trim_start_matches('/')
        .replace('\\', "/")
        .to_ascii_lowercase()
}

fn read_parts<R: Read + Seek>(mut archive: ZipArchive<R>) -> AppPackage {
    let mut names: Vec<String> = Vec::new();
    for name in archive.file_names().take(MAX_PARTS) {
        names.push(name.map(|name| name.into_owned()).unwrap_or_default());
    }
    let known = crate::sort::set_of(names.iter().map(|name| folded(name)));
    let manifest = names
        .iter()
        .position(|name| folded(name) == "appmanifest.xml");
    let manifest = match manifest {
        None => Err("there is no part AppManifest.xml".into()),
        Some(index) => part(&mut archive, index)
            .and_then(|bytes| xml::parse(&bytes).map_err(|error| error.to_string()))
            .and_then(|root| manifest_of(&root)),
    };
    let mut budget = MAX_RELATIONSHIP_BYTES;
    let mut missing = BTreeSet::new();
    for (index, name) in names.iter().enumerate() {
        if !folded(name).ends_with(".rels") {
            continue;
        }
        let Ok(bytes) = part(&mut archive, index) else {
            missing.insert(name.clone());
            continue;
        };
        budget = budget.saturating_sub(bytes.len() as u64);
        if budget == 0 {
            break;
        }
        let Ok(root) = xml::parse(&bytes) else {
            missing.insert(name.clone());
            continue;
        };
        for relationship in root.children_named("Relationship") {
            let external = relationship.attribute("TargetMode") == Some("External");
            let Some(target) = relationship.attribute("Target").filter(|_| !external) else {
                continue;
            };
            if !known.contains(&target_of(name, target)) && missing.len() < MAX_PARTS {
                missing.insert(target.to_owned());
            }
        }
    }
    AppPackage {
        manifest,
        missing_parts: missing.into_iter().collect(),
        parts: archive.len() as u64,
    }
}

/// The part that a target names: absolute, or relative to the folder of the part that the relationships are of.
fn target_of(relationships: &str, target: &str) -> String {
    let target = decoded(target);
    if target.starts_with('/') {
        return folded(&target);
    }
    let folder = relationships
        .rsplit_once("_rels/")
        .map(|(folder, _)| folder)
        .unwrap_or_default();
    folded(&format!("{folder}{target}"))
}

/// Text with `%20` and the like decoded.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = (*byte == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        out.push(code.unwrap_or(*byte));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn part<R: Read + Seek>(archive: &mut ZipArchive<R>, index: usize) -> Result<Vec<u8>, String> {
    let file = archive.by_index(index).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    file.take(MAX_PART_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MAX_PART_BYTES {
        return Err("a part is larger than 8 MiB".into());
    }
    Ok(bytes)
}

fn manifest_of(root: &Element) -> Result<Manifest, String> {
    if root.name != "App" {
        return Err(format!("the root element is {} and not App", root.name));
    }
    let required = |name: &str| {
        root.attribute(name)
            .filter(|value| !value.trim().is_empty())
            .map(|value| value.trim().to_owned())
            .ok_or_else(|| format!("the attribute {name} is missing"))
    };
    let is_framework = root
        .attribute("IsClientSideSolution")
        .is_some_and(|value| value.trim().eq_ignore_ascii_case("true"));
    let mut manifest = Manifest {
        name: required("Name")?,
        version: required("Version")?,
        product_id: Guid::parse(&required("ProductID")?),
        min_version: root
            .attribute("SharePointMinVersion")
            .map(|value| value.trim().to_owned()),
        is_framework,
        ..Manifest::default()
    };
    if manifest.product_id.is_none() {
        return Err("the attribute ProductID is no GUID".into());
    }
    let is_version = |text: &str| {
        let parts: Vec<&str> = text.split('.').collect();
        (1..=4).contains(&parts.len()) && parts.iter().all(|part| part.parse::<u64>().is_ok())
    };
    if !is_version(&manifest.version) {
        return Err("the attribute Version is no version".into());
    }
    let properties = root.child("Properties");
    manifest.title = properties
        .and_then(|properties| properties.text_of("Title"))
        .map(str::to_owned);
    if !is_framework {
        let properties = properties.ok_or("the element Properties is missing")?;
        if manifest.title.is_none() {
            return Err("the element Title is missing".into());
        }
        if properties.text_of("StartPage").is_none() {
            return Err("the element StartPage is missing".into());
        }
    }
    if let Some(locales) = properties.and_then(|properties| properties.child("SupportedLocales")) {
        let names = locales
            .children_named("SupportedLocale")
            .filter_map(|locale| locale.attribute("CultureName"));
        manifest.locales = names.map(str::to_owned).collect();
    }
    let principals = root
        .child("AppPrincipal")
        .map(|principal| principal.children.as_slice());
    manifest.principal = match principals {
        Some([one]) => Some(one.name.clone()),
        _ if is_framework => None,
        _ => return Err("the element AppPrincipal does not hold exactly one element".into()),
    };
    let endpoints = root
        .child("RemoteEndpoints")
        .is_some_and(|endpoints| !endpoints.children.is_empty());
    manifest.has_remote =
        endpoints || manifest.principal.as_deref() == Some("RemoteWebApplication");
    if let Some(requests) = root.child("AppPermissionRequests") {
        manifest.app_only = requests
            .attribute("AllowAppOnlyPolicy")
            .is_some_and(|value| value.trim().eq_ignore_ascii_case("true"));
        for request in requests
            .children_named("AppPermissionRequest")
            .take(MAX_PERMISSIONS)
        {
            let scope = request
                .attribute("Scope")
                .ok_or("a request for a permission has no Scope")?;
            manifest.permissions.push((
                scope.to_owned(),
                request.attribute("Right").map(str::to_owned),
            ));
        }
    }
    Ok(manifest)
}
