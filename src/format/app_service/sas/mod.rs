//! Storage addresses with a signature (specification section 6), taken apart without keeping the signature.

pub mod check;

use serde::Serialize;

use super::instant::Instant;
use super::secrets::{self, Secret};

/// Permission letters in the order that the service requires; some clients write `f` behind `t`.
pub const PERMISSION_ORDER: &str = "racwdxyltfmeopi";

/// What a `storageAccountUrl` holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Storage {
    /// Nothing: the service withholds it in most answers.
    Empty,
    /// A connection string of a storage account.
    ConnectionString,
    /// An address.
    Url(Box<SasUrl>),
    /// The placeholder of a composed request.
    Placeholder,
    /// Something else.
    Other,
}

/// An address of a container with its signature's parts. The signature itself is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SasUrl {
    /// Scheme, in lower case.
    pub scheme: String,
    /// Host, in lower case; empty if it has characters that no host has.
    pub host: String,
    /// First segment of the path.
    pub container: Option<String>,
    /// Whether the path has further segments.
    pub names_blob: bool,
    /// Whether there is a signature.
    pub signed: bool,
    /// Decoded query but `sig`: keys in lower case.
    query: Vec<(String, String)>,
}

/// The parts of an address as they are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SasView {
    /// Where the address stands: a file and a key.
    pub place: String,
    /// The address, masked.
    pub url: String,
    /// Name of the storage account.
    pub account: Option<String>,
    /// Container.
    pub container: Option<String>,
    /// What is signed: `c` for a container.
    pub resource: Option<String>,
    /// Permission letters as written.
    pub permissions: Option<String>,
    /// Start, ISO 8601 in UTC.
    pub starts: Option<String>,
    /// End, ISO 8601 in UTC.
    pub expires: Option<String>,
    /// Service version.
    pub version: Option<String>,
    /// Protocols.
    pub protocols: Option<String>,
    /// Addresses that may use it.
    pub addresses: Option<String>,
    /// Name of a stored access policy.
    pub policy: Option<String>,
    /// `service`, `account` or `user-delegation`.
    pub kind: SasKind,
    /// Whether there is a signature.
    pub signed: bool,
}

/// Kind of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum SasKind {
    /// For one resource, with the account's key.
    Service,
    /// For the whole account.
    Account,
    /// With a user's key: at most 7 days.
    UserDelegation,
}

/// Decodes `%xx`; `+` becomes a blank. Bytes that are no UTF-8 become replacement characters.
pub fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        let hex = |at: usize| {
            behind
                .get(at)
                .and_then(|&digit| char::from(digit).to_digit(16))
        };
        match (byte, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
                rest = behind.get(2..).unwrap_or_default();
                continue;
            }
            (b'+', ..) => bytes.push(b' '),
            (other, ..) => bytes.push(other),
        }
        rest = behind;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether a value is none yet but is filled in later: an expression of a template, a variable of a script or pipeline,
/// a hint in angle brackets.
pub fn is_placeholder(text: &str) -> bool {
    const PAIRS: [(&str, &str); 7] = [
        ("<", ">"),
        ("[", "]"),
        ("${", "}"),
        ("$(", ")"),
        ("{{", "}}"),
        ("#{", "}"),
        ("__", "__"),
    ];
    let text = text.trim();
    let variable = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':'))
    };
    let held = PAIRS.iter().any(|(open, close)| {
        text.len() >= open.len() + close.len()
            && text.starts_with(open)
            && (text.ends_with(close) || (*open == "#{" && text.ends_with("}#")))
    });
    // `[[` is how a template writes a bracket of its own.
    (held && !text.starts_with("[[")) || text.strip_prefix('$').is_some_and(variable)
}

impl Storage {
    /// Takes a value of `storageAccountUrl` apart.
    pub fn read(secret: &Secret) -> Storage {
        let value = secret.expose().trim();
        let lower = value.to_ascii_lowercase();
        if value.is_empty() {
            Storage::Empty
        } else if is_placeholder(value) {
            Storage::Placeholder
        } else if lower.starts_with("defaultendpointsprotocol=") || lower.contains("accountkey=") {
            Storage::ConnectionString
        } else if let Some(url) = SasUrl::read(value) {
            Storage::Url(Box::new(url))
        } else {
            Storage::Other
        }
    }

    /// The address, if it is one.
    pub fn url(&self) -> Option<&SasUrl> {
        match self {
            Storage::Url(url) => Some(url),
            _ => None,
        }
    }
}

impl SasUrl {
    /// Takes an address apart; `None` if it has no scheme or no host.
    pub fn read(text: &str) -> Option<SasUrl> {
        let (scheme, rest) = text.trim().split_once("://")?;
        if scheme.is_empty() || !scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        let rest = rest.split('#').next().unwrap_or("");
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, path) = place.split_once('/').unwrap_or((place, ""));
        if host.is_empty() || text.contains(char::is_whitespace) {
            return None;
        }
        let host_fits = host.len() <= 253
            && host
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':'));
        let mut segments = path.split('/').filter(|segment| !segment.is_empty());
        let container = segments.next().map(percent_decoded);
        let mut url = SasUrl {
            scheme: scheme.to_ascii_lowercase(),
            host: if host_fits {
                host.to_ascii_lowercase()
            } else {
                String::new()
            },
            container: container.filter(|name| is_container_like(name)),
            names_blob: segments.next().is_some(),
            ..SasUrl::default()
        };
        for pair in query.split('&') {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let key = percent_decoded(key).to_ascii_lowercase();
            if key == "sig" {
                url.signed |= !value.is_empty();
            } else {
                url.query.push((key, percent_decoded(value)));
            }
        }
        Some(url)
    }

    /// Whether a query key is there.
    pub fn has(&self, key: &str) -> bool {
        self.query.iter().any(|(known, _)| known == key)
    }

    /// The decoded value of a query key, if it is not empty.
    fn value(&self, key: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(known, value)| known == key && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// The value of a query key as it may be shown.
    pub fn shown(&self, key: &str) -> Option<String> {
        self.value(key)
            .map(|value| secrets::shown_query_value(key, value))
    }

    /// Permission letters; `None` if a stored policy carries them.
    pub fn permissions(&self) -> Option<&str> {
        self.value("sp")
    }

    /// Whether a permission is given; `true` if that can't be told.
    pub fn permits(&self, letter: char) -> bool {
        self.permissions()
            .is_none_or(|letters| letters.contains(letter))
    }

    /// Start.
    pub fn start(&self) -> Option<Instant> {
        self.value("st").map(Instant::read)
    }

    /// End.
    pub fn expiry(&self) -> Option<Instant> {
        self.value("se").map(Instant::read)
    }

    /// Kind of the signature.
    pub fn kind(&self) -> SasKind {
        if self.has("ss") || self.has("srt") {
            SasKind::Account
        } else if ["skoid", "sktid", "skt", "ske", "sks", "skv"]
            .iter()
            .any(|key| self.has(key))
        {
            SasKind::UserDelegation
        } else {
            SasKind::Service
        }
    }

    /// First label of the host.
    pub fn account(&self) -> Option<&str> {
        self.host.split('.').next().filter(|name| !name.is_empty())
    }

    /// The parts as they are shown.
    pub fn view(&self, place: &str, secret: &Secret) -> SasView {
        let instant = |time: Option<Instant>| time.and_then(|time| time.shown());
        SasView {
            place: place.to_owned(),
            url: secret.shown(),
            account: self.account().map(str::to_owned),
            container: self.container.clone(),
            resource: self.shown("sr"),
            permissions: self.shown("sp"),
            starts: instant(self.start()),
            expires: instant(self.expiry()),
            version: self.shown("sv"),
            protocols: self.shown("spr"),
            addresses: self.shown("sip"),
            policy: self.shown("si"),
            kind: self.kind(),
            signed: self.signed,
        }
    }
}

/// Whether a path segment may be shown as the name of a container: names are of letters, digits and hyphens, `$root` and
/// its like apart.
fn is_container_like(name: &str) -> bool {
    (1..=63).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'$' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the seed.
    const SEED: &str = "https://account.blob.core.windows.net/backups?sv=2015-02-21&sr=c&sig=DzlkBl7h32C8qCv%2BifdBRxE63r4iv0kZ9L7E0qP16sY%3D&se=2016-09-15T22%3A46%3A54Z&sp=rwdl";

    #[test]
    fn an_address_is_taken_apart_without_its_signature() {
        let secret = Secret::new(SEED);
        let storage = Storage::read(&secret);
        let url = storage.url().unwrap();
        assert_eq!(
            (url.account(), url.container.as_deref()),
            (Some("account"), Some("backups"))
        );
        assert_eq!(
            url.expiry().unwrap().shown().unwrap(),
            "2016-09-15T22:46:54Z"
        );
        assert!(url.signed && url.permits('d') && !url.permits('x'));
        assert!(!format!("{url:?}").contains("DzlkBl7h"));
        let view = serde_json::to_string(&url.view("a.json: storageAccountUrl", &secret)).unwrap();
        assert!(!view.contains("DzlkBl7h"), "{view}");
    }

    #[test]
    fn other_values_are_told_apart() {
        for (value, expected) in [
            ("", Storage::Empty),
            ("<container SAS URL>", Storage::Placeholder),
            (
                "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=b",
                Storage::ConnectionString,
            ),
            ("hello", Storage::Other),
            ("https://", Storage::Other),
        ] {
            assert_eq!(Storage::read(&Secret::new(value)), expected, "{value}");
        }
    }

    #[test]
    fn percent_signs_that_are_none_stay() {
        assert_eq!(percent_decoded("a%3Ab+c%zz%"), "a:b c%zz%");
    }
}
