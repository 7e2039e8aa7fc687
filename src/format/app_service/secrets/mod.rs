//! Secrets: kept in memory only, shown masked everywhere (specification section 9).
//!
//! [`Secret`] holds a value that may not be shown; its `Debug` is the mask. Everything else that is shown goes through
//! [`mask_text`] or [`mask_value`] before it is put into a sentence, never after. [`redact`] makes a copy of a JSON document
//! without its secrets and searches it for each of them.

pub mod redact;
mod text;

use std::fmt;

use text::known_query_value;
pub use text::{mask_connection_string, mask_text, mask_url};

/// Stands for what is not shown.
pub const MASK: &str = "••••";

/// A value that may not be shown: a storage address with its signature, a connection string.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a value.
    pub fn new(value: impl Into<String>) -> Self {
        Secret(value.into())
    }

    /// Whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// The value itself. For the two places that may have it: the parser that takes it apart, and a composed request
    /// for which the person asked to include secrets.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The form that may be shown.
    pub fn shown(&self) -> String {
        mask_storage(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// How a storage address or connection string is shown: as its parts where they can be told, else as a mask with the
/// number of characters.
pub fn mask_storage(value: &str) -> String {
    let value = value.trim();
    if value.is_empty() {
        return String::new();
    }
    if value.contains("://") && !value.contains(char::is_whitespace) {
        return mask_url(value);
    }
    if text::is_connection_string(value) {
        return mask_connection_string(value);
    }
    mask_whole(value)
}

/// The decoded value of a query key of a signature as it may be shown.
pub fn shown_query_value(key: &str, value: &str) -> String {
    known_query_value(key, value).unwrap_or_else(|| MASK.to_owned())
}

/// Any other secret: how long it is.
pub fn mask_whole(value: &str) -> String {
    match value.chars().count() {
        0 => String::new(),
        1 => format!("{MASK} (1 character)"),
        number => format!("{MASK} ({number} characters)"),
    }
}

/// Parts of a JSON key that make its value a secret, even if the key is unknown (section 9 rule 5).
const SECRET_KEY_PARTS: [&str; 10] = [
    "password",
    "pwd",
    "secret",
    "token",
    "sas",
    "signature",
    "connectionstring",
    "accountkey",
    "apikey",
    "privatekey",
];

/// Keys that hold a connection's *name*, though they contain the word of a secret one (specification 2.2).
const NOT_SECRET_KEYS: [&str; 2] = ["connectionstringname", "adjustconnectionstrings"];

/// Whether the value of a JSON key is a secret whatever it looks like.
pub fn is_secret_key(key: &str) -> bool {
    let key: String = key
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .map(|c| c.to_ascii_lowercase())
        .collect();
    if NOT_SECRET_KEYS.contains(&key.as_str()) {
        return false;
    }
    key == "storageaccounturl"
        || key == "publishingpassword"
        || key == "sig"
        || key == "authorization"
        || SECRET_KEY_PARTS.iter().any(|part| key.contains(part))
}

/// Whether all values below a JSON key are secrets: dictionaries of settings.
pub fn is_secret_tree(key: &str) -> bool {
    let key: String = key
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .map(|c| c.to_ascii_lowercase())
        .collect();
    matches!(
        key.as_str(),
        "appsettings"
            | "connectionstrings"
            | "settings"
            | "environmentvariables"
            | "publishprofile"
            | "publishprofiles"
    )
}

/// The value of a JSON key as it may be shown.
pub fn mask_value(key: &str, value: &str) -> String {
    if is_secret_key(key) {
        mask_storage(value)
    } else {
        mask_text(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the seed.
    const SEED: &str = "https://account.blob.core.windows.net/container?sv=2015-02-21&sr=c&sig=DzlkBl7h32C8qCv%2BifdBRxE63r4iv0kZ9L7E0qP16sY%3D&se=2016-09-15T22%3A46%3A54Z&sp=rwdl";

    #[test]
    fn a_sas_url_is_shown_without_its_signature() {
        assert_eq!(
            mask_storage(SEED),
            "https://account.blob.core.windows.net/container?sv=2015-02-21&sr=c&se=2016-09-15T22:46:54Z&sp=rwdl&sig=••••"
        );
        assert_eq!(format!("{:?}", Secret::new(SEED)), "••••");
    }

    #[test]
    fn a_connection_string_keeps_its_keys() {
        assert_eq!(
            mask_storage(
                "Server=tcp:db.example.net;Database=Shop;User ID=anna;Password=\"a;b\"\"c\";Encrypt=True"
            ),
            "Server=tcp:db.example.net;Database=Shop;User ID=••••;Password=••••;Encrypt=True"
        );
        assert_eq!(
            mask_storage(
                "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=YWJj==;EndpointSuffix=core.windows.net"
            ),
            "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=••••;EndpointSuffix=core.windows.net"
        );
        assert_eq!(mask_storage("hunter2"), "•••• (7 characters)");
    }

    #[test]
    fn keys_with_secrets_are_known_by_their_words() {
        for key in [
            "storageAccountUrl",
            "ConnectionString",
            "my_api_key",
            "userPWD",
            "StorageSas",
            "x-Token",
        ] {
            assert!(is_secret_key(key), "{key}");
        }
        for key in [
            "blobName",
            "connectionStringName",
            "adjustConnectionStrings",
            "status",
            "correlationId",
        ] {
            assert!(!is_secret_key(key), "{key}");
        }
    }
}
