//! The special attachments, read by the server's rules: `Backup/CompatibilityExtensions.cs`,
//! `Backup/UserMapping.cs`, `E/Assets/BackupAssets.cs`, `E/Contents/BackupContents.cs`,
//! `E/Apps/BackupApps.cs`.

use std::collections::HashMap;

use super::tree::{self, Tree};
use super::{AttachmentContent, Special};

/// What came of reading one attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Read<T> {
    /// Not there, or 0 bytes: the server throws `FileNotFoundException`, or goes on without it.
    Missing,
    /// There, but it can't be used; in our words.
    Failed(String),
    /// Read.
    Value(T),
}

/// All of them.
#[derive(Debug)]
pub(super) struct Attachments {
    pub(super) version: Version,
    pub(super) users: Read<Vec<(String, Option<String>)>>,
    pub(super) settings: Read<()>,
    pub(super) tags: Read<()>,
    pub(super) alias: Read<()>,
    pub(super) urls: Urls,
    /// If `assets` of Urls.json is broken and `assetsApp` is not: `assetsApp`. A text that has it is rewritten
    /// before the broken one is looked at.
    pub(super) whole_links: Option<String>,
    pub(super) avatar: Read<()>,
    /// Attachments with bytes that are opened at the first AppCreated event and at every further one:
    /// users, tags, alias, urls.
    pub(super) opened_per_app: u64,
    /// Whether Version.json is there with bytes.
    pub(super) version_opened: bool,
    /// Settings have the character U+0000, which PostgreSQL refuses; tags or aliases have it.
    pub(super) settings_have_nul: bool,
    pub(super) tags_have_nul: bool,
}

/// The compatibility check (5.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Version {
    /// Accepted.
    Accepted,
    /// JSON null: a null reference outside of the `try`.
    Null,
    /// Another major version.
    Unsupported(i32),
}

/// Urls.json (5.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Urls {
    /// No rewriting: missing, unreadable, or null.
    None,
    /// Rewriting works.
    Usable,
    /// The first string of any content data makes it fail: the key is missing or empty.
    Broken(&'static str),
}

/// Reads them all.
pub(super) fn read(special: &Special) -> Attachments {
    let (urls, whole_links) = match object(&special.urls) {
        Read::Value(Tree::Null) | Read::Missing | Read::Failed(_) => (Urls::None, None),
        Read::Value(tree) => {
            let urls = urls(&tree);
            let app = tree.get("assetsApp").and_then(Tree::as_text);
            let whole_links = (urls == Urls::Broken("assets")).then_some(app).flatten();
            (urls, whole_links.map(Into::into))
        }
    };
    let present = |content: &AttachmentContent| u64::from(content.has_bytes());
    Attachments {
        version: version(&special.version),
        users: users(&special.users),
        settings: settings(&special.settings),
        tags: dictionary(&special.tags, check_tag),
        alias: dictionary(&special.alias, |name, value| match value {
            Tree::Text(_) | Tree::Null => Ok(()),
            _ => Err(format!("the alias \"{name}\" is no text")),
        }),
        urls,
        whole_links,
        avatar: match (&special.avatar.failure, special.avatar.has_bytes()) {
            (_, false) => Read::Missing,
            (Some(failure), true) => Read::Failed(failure.clone()),
            (None, true) => Read::Value(()),
        },
        opened_per_app: present(&special.users)
            + present(&special.tags)
            + present(&special.alias)
            + present(&special.urls),
        version_opened: special.version.has_bytes(),
        settings_have_nul: has_nul(&special.settings),
        tags_have_nul: has_nul(&special.tags) || has_nul(&special.alias),
    }
}

/// A document that should be an object or null.
fn object(content: &AttachmentContent) -> Read<Tree> {
    if !content.has_bytes() {
        return Read::Missing;
    }
    if let Some(failure) = &content.failure {
        return Read::Failed(failure.clone());
    }
    match tree::parse(content.bytes.as_deref().unwrap_or_default()) {
        Ok(tree @ (Tree::Null | Tree::Object(_))) if tree.depth() <= 64 => Read::Value(tree),
        Ok(Tree::Null | Tree::Object(_)) => Read::Failed("nested deeper than 64 levels".into()),
        Ok(_) => Read::Failed("not a JSON object".into()),
        Err(fault) => Read::Failed(format!("not valid JSON: {fault}")),
    }
}

fn has_nul(content: &AttachmentContent) -> bool {
    matches!(object(content), Read::Value(tree) if tree.has_nul())
}

fn version(content: &AttachmentContent) -> Version {
    let major = match object(content) {
        Read::Missing | Read::Failed(_) => return Version::Accepted,
        Read::Value(Tree::Null) => return Version::Null,
        // A doubled key counts with its last value, but each value must be a number.
        Read::Value(tree) => {
            let majors = tree
                .pairs()
                .iter()
                .filter(|(key, _)| key.eq_ignore_ascii_case("major"));
            let mut last = Some(0);
            for (_, value) in majors {
                last = value.as_int().and_then(|number| i32::try_from(number).ok());
                if last.is_none() {
                    break;
                }
            }
            last
        }
    };
    match major {
        None | Some(0 | 5) => Version::Accepted,
        Some(other) => Version::Unsupported(other),
    }
}

fn users(content: &AttachmentContent) -> Read<Vec<(String, Option<String>)>> {
    let tree = match object(content) {
        Read::Missing => return Read::Missing,
        Read::Failed(why) => return Read::Failed(why),
        Read::Value(Tree::Null) => return Read::Failed("the document is null".into()),
        Read::Value(tree) => tree,
    };
    let mut users: Vec<(String, Option<String>)> = Vec::new();
    let mut places = HashMap::new();
    for (id, email) in tree.pairs() {
        let email = match email {
            Tree::Text(email) => Some(email.clone()),
            Tree::Null => None,
            _ => return Read::Failed(format!("the e-mail address of user \"{id}\" is no text")),
        };
        // A doubled key keeps its place and takes the last value.
        match places
            .get(id)
            .and_then(|&place: &usize| users.get_mut(place))
        {
            Some(user) => user.1 = email,
            None => {
                places.insert(id, users.len());
                users.push((id.clone(), email));
            }
        }
    }
    Read::Value(users)
}

/// Settings are read, and stored one level deeper.
fn settings(content: &AttachmentContent) -> Read<()> {
    match object(content) {
        Read::Missing => Read::Missing,
        Read::Failed(why) => Read::Failed(why),
        Read::Value(tree) if tree.depth() > 62 => {
            Read::Failed("nested deeper than 62 levels".into())
        }
        Read::Value(_) => Read::Value(()),
    }
}

fn dictionary(
    content: &AttachmentContent,
    check: impl Fn(&str, &Tree) -> Result<(), String>,
) -> Read<()> {
    match object(content) {
        Read::Missing => Read::Missing,
        Read::Failed(why) => Read::Failed(why),
        Read::Value(tree) => {
            for (name, value) in tree.pairs() {
                if let Err(why) = check(name, value) {
                    return Read::Failed(why);
                }
            }
            Read::Value(())
        }
    }
}

fn check_tag(id: &str, tag: &Tree) -> Result<(), String> {
    let Tree::Object(pairs) = tag else {
        return Err(format!("the tag \"{id}\" is no object"));
    };
    for (key, value) in pairs {
        if key.eq_ignore_ascii_case("name") && !matches!(value, Tree::Text(_) | Tree::Null) {
            return Err(format!("the name of tag \"{id}\" is no text"));
        }
        if key.eq_ignore_ascii_case("count")
            && value.as_int().and_then(|n| i32::try_from(n).ok()).is_none()
        {
            return Err(format!("the count of tag \"{id}\" is no whole number"));
        }
    }
    Ok(())
}

fn urls(tree: &Tree) -> Urls {
    let mut broken = None;
    for name in ["assets", "assetsApp"] {
        match tree.get(name) {
            Some(Tree::Text(url)) if !url.is_empty() => {}
            Some(Tree::Text(_) | Tree::Null) | None => broken = Some(name),
            // Not a text: reading fails, and that is swallowed.
            Some(_) => return Urls::None,
        }
    }
    broken.map_or(Urls::Usable, Urls::Broken)
}
