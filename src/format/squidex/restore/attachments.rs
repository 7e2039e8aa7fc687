//! The special attachments, read by the server's rules: `Backup/CompatibilityExtensions.cs`,
//! `Backup/UserMapping.cs`, `E/Assets/BackupAssets.cs`, `E/Contents/BackupContents.cs`,
//! `E/Apps/BackupApps.cs`.

use super::document::{MAX_USERS, Step, Stream, Users};
use super::{AttachmentContent, Special};
use crate::format::squidex::ASSETS_PATH;
use crate::format::squidex::layout::SpecialFile;

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
    /// The server that Urls.json speaks of: what stands in front of `/api/assets/`.
    pub(super) base: Option<String>,
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

/// A value of a document as far as it matters.
enum Value<'a> {
    Text(&'a str),
    Number(&'a str),
    Null,
    Object,
    /// `true`, `false`, a list.
    Other,
}

impl Value<'_> {
    /// A whole number, in quotes or not.
    fn as_int32(&self) -> Option<i32> {
        match self {
            Value::Text(text) | Value::Number(text) => text.parse().ok(),
            _ => None,
        }
    }
}

/// One of the two addresses of Urls.json.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Url {
    /// Absent, null or empty: rewriting fails at the first text.
    #[default]
    Broken,
    Usable(String),
    /// Not a text: reading fails, and that is swallowed.
    NoText,
}

impl Url {
    fn base(&self) -> Option<String> {
        match self {
            Url::Usable(url) => url.split_once(ASSETS_PATH).map(|(base, _)| base.into()),
            Url::Broken | Url::NoText => None,
        }
    }
}

/// A special attachment while it is read, and what it holds afterwards.
#[derive(Debug)]
pub struct Document {
    stream: Stream,
    heard: Heard,
    outcome: Result<(), String>,
}

/// What was heard of a document.
#[derive(Debug)]
struct Heard {
    file: SpecialFile,
    /// It is JSON null.
    is_null: bool,
    is_object: bool,
    /// Key at the first and at the second level.
    key: String,
    inner_key: String,
    /// The first value that the server's type refuses.
    bad: Option<String>,
    /// `major` of Version.json; `None`: it is none.
    major: Option<i32>,
    users: Users,
    assets: Url,
    assets_app: Url,
}

impl Document {
    /// A document of that kind, of which nothing was read yet.
    pub fn new(file: SpecialFile) -> Document {
        Document {
            stream: Stream::default(),
            heard: Heard {
                file,
                is_null: false,
                is_object: false,
                key: String::new(),
                inner_key: String::new(),
                bad: None,
                major: Some(0),
                users: Users::default(),
                assets: Url::default(),
                assets_app: Url::default(),
            },
            outcome: Ok(()),
        }
    }

    /// Takes the next bytes.
    pub fn feed(&mut self, piece: &[u8]) {
        let heard = &mut self.heard;
        self.stream
            .feed(piece, &mut |depth, step| heard.step(depth, step));
    }

    /// Ends it.
    pub fn finish(mut self) -> Document {
        let heard = &mut self.heard;
        let outcome = self
            .stream
            .finish(&mut |depth, step| heard.step(depth, step));
        self.outcome = match outcome {
            Err(why) => Err(format!("not valid JSON: {why}")),
            Ok(()) if !heard.is_null && !heard.is_object => Err("not a JSON object".into()),
            Ok(()) => Ok(()),
        };
        self
    }
}

impl Heard {
    fn step(&mut self, depth: u32, step: Step<'_>) {
        let value = match step {
            Step::Key(key) => {
                let place = match depth {
                    1 => &mut self.key,
                    2 => &mut self.inner_key,
                    _ => return,
                };
                place.clear();
                place.push_str(key);
                return;
            }
            Step::End => return,
            Step::Text(text) => Value::Text(text),
            Step::Number(text) => Value::Number(text),
            Step::Null => Value::Null,
            Step::Bool => Value::Other,
            Step::Begin { object: true } => Value::Object,
            Step::Begin { object: false } => Value::Other,
        };
        // A container stands in the one around it.
        let outside = depth - u32::from(matches!(step, Step::Begin { .. }));
        match outside {
            0 => {
                self.is_null = matches!(value, Value::Null);
                self.is_object = matches!(value, Value::Object);
            }
            1 if self.is_object => self.value(&value),
            2 if self.is_object && self.file == SpecialFile::AssetTags => self.tag_value(&value),
            _ => {}
        }
    }

    fn value(&mut self, value: &Value<'_>) {
        let key = self.key.as_str();
        match self.file {
            // A doubled key counts with its last value, but each value must be a number.
            SpecialFile::Version if key.eq_ignore_ascii_case("major") => {
                self.major = self.major.and(value.as_int32());
            }
            SpecialFile::Users => match value {
                Value::Text(email) => self.users.push(key, Some(email)),
                Value::Null => self.users.push(key, None),
                _ => self.refuse(format!("the e-mail address of user \"{key}\" is no text")),
            },
            SpecialFile::AssetTags if !matches!(value, Value::Object) => {
                self.refuse(format!("the tag \"{key}\" is no object"));
            }
            SpecialFile::AssetTagsAlias if !matches!(value, Value::Text(_) | Value::Null) => {
                self.refuse(format!("the alias \"{key}\" is no text"));
            }
            SpecialFile::Urls => {
                let url = match value {
                    Value::Text(url) if !url.is_empty() => Url::Usable((*url).to_owned()),
                    Value::Text(_) | Value::Null => Url::Broken,
                    _ => Url::NoText,
                };
                if key.eq_ignore_ascii_case("assets") {
                    self.assets = url;
                } else if key.eq_ignore_ascii_case("assetsApp") {
                    self.assets_app = url;
                }
            }
            _ => {}
        }
    }

    fn tag_value(&mut self, value: &Value<'_>) {
        let (tag, key) = (self.key.as_str(), self.inner_key.as_str());
        if key.eq_ignore_ascii_case("name") && !matches!(value, Value::Text(_) | Value::Null) {
            self.refuse(format!("the name of tag \"{tag}\" is no text"));
        } else if key.eq_ignore_ascii_case("count") && value.as_int32().is_none() {
            self.refuse(format!("the count of tag \"{tag}\" is no whole number"));
        }
    }

    fn refuse(&mut self, why: String) {
        self.bad.get_or_insert(why);
    }
}

/// Takes what was read of all of them.
pub(super) fn read(special: &mut Special) -> Attachments {
    let base = match object(&mut special.urls) {
        Read::Value(document) => document.heard.assets.base(),
        Read::Missing | Read::Failed(_) => None,
    };
    let (urls, whole_links) = match object(&mut special.urls) {
        Read::Missing | Read::Failed(_) => (Urls::None, None),
        Read::Value(document) => urls(document),
    };
    let has_nul = |content: &mut AttachmentContent| matches!(object(content), Read::Value(document) if document.stream.has_nul);
    let (settings_have_nul, tags_have_nul) = (
        has_nul(&mut special.settings),
        has_nul(&mut special.tags) || has_nul(&mut special.alias),
    );
    let present = |content: &AttachmentContent| u64::from(content.has_bytes());
    Attachments {
        version: version(&mut special.version),
        users: users(&mut special.users),
        settings: settings(&mut special.settings),
        tags: dictionary(&mut special.tags),
        alias: dictionary(&mut special.alias),
        urls,
        whole_links,
        base,
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
        settings_have_nul,
        tags_have_nul,
    }
}

/// A document that is an object or null.
fn object(content: &mut AttachmentContent) -> Read<&mut Document> {
    if !content.has_bytes() {
        return Read::Missing;
    }
    if let Some(failure) = &content.failure {
        return Read::Failed(failure.clone());
    }
    match &mut content.document {
        Some(document) => match &document.outcome {
            Ok(()) => Read::Value(document),
            Err(why) => Read::Failed(why.clone()),
        },
        None => Read::Failed("not read".into()),
    }
}

fn version(content: &mut AttachmentContent) -> Version {
    match object(content) {
        Read::Missing | Read::Failed(_) => Version::Accepted,
        Read::Value(document) if document.heard.is_null => Version::Null,
        Read::Value(document) => match document.heard.major {
            None | Some(0 | 5) => Version::Accepted,
            Some(other) => Version::Unsupported(other),
        },
    }
}

fn users(content: &mut AttachmentContent) -> Read<Vec<(String, Option<String>)>> {
    match object(content) {
        Read::Missing => Read::Missing,
        Read::Failed(why) => Read::Failed(why),
        Read::Value(document) if document.heard.is_null => {
            Read::Failed("the document is null".into())
        }
        Read::Value(document) => match document.heard.bad.take() {
            Some(why) => Read::Failed(why),
            None => {
                let users = std::mem::take(&mut document.heard.users);
                if users.more {
                    content.too_large = Some(format!(
                        "Users.json names more than {MAX_USERS} users, which is more than is looked at"
                    ));
                }
                Read::Value(users.users)
            }
        },
    }
}

/// Settings are read, and stored one level deeper.
fn settings(content: &mut AttachmentContent) -> Read<()> {
    match object(content) {
        Read::Missing => Read::Missing,
        Read::Failed(why) => Read::Failed(why),
        Read::Value(document) if document.stream.deepest > 62 => {
            Read::Failed("nested deeper than 62 levels".into())
        }
        Read::Value(_) => Read::Value(()),
    }
}

fn dictionary(content: &mut AttachmentContent) -> Read<()> {
    match object(content) {
        Read::Missing => Read::Missing,
        Read::Failed(why) => Read::Failed(why),
        Read::Value(document) => match document.heard.bad.take() {
            Some(why) => Read::Failed(why),
            None => Read::Value(()),
        },
    }
}

/// With the beginning of whole links if only the other key is broken.
fn urls(document: &mut Document) -> (Urls, Option<String>) {
    let heard = &mut document.heard;
    if heard.is_null {
        return (Urls::None, None);
    }
    match (&mut heard.assets, &mut heard.assets_app) {
        (Url::NoText, _) | (_, Url::NoText) => (Urls::None, None),
        (_, Url::Broken) => (Urls::Broken("assetsApp"), None),
        (Url::Broken, Url::Usable(app)) => (Urls::Broken("assets"), Some(std::mem::take(app))),
        (Url::Usable(_), Url::Usable(_)) => (Urls::Usable, None),
    }
}
