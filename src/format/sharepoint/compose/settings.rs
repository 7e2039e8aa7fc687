//! What the person says about the commands.

use std::collections::BTreeMap;

use crate::error::Error;

/// Every setting and what it means.
pub const KNOWN: [(&str, &str); 22] = [
    (
        "folder",
        "folder where the backup files stand as the server sees it, or are to stand",
    ),
    (
        "data-folder",
        "folder for the data files of restored databases",
    ),
    (
        "log-folder",
        "folder for the log files of restored databases",
    ),
    (
        "stop-at",
        "moment to restore to, by the server's clock: 2016-11-05T02:30:00",
    ),
    ("replace", "true: overwrite databases of the same name"),
    (
        "database-server",
        "server that the farm uses, HOST or HOST\\INSTANCE",
    ),
    ("web-application", "address of the web application"),
    ("application-pool", "service application pool"),
    ("item", "component of the farm"),
    ("method", "Full or Differential, for a farm backup"),
    ("restore-method", "Overwrite or New, for a farm restore"),
    ("threads", "1 to 10"),
    ("percentage", "1 to 100"),
    ("force", "true: don't ask"),
    ("snapshot", "true: back up sites from a database snapshot"),
    (
        "no-site-lock",
        "true: leave sites writable during their backup",
    ),
    ("gradual-delete", "true: for sites of 1 GB and more"),
    ("preserve-site-id", "true: keep the id of the site"),
    ("content-database", "content database for restored sites"),
    (
        "host-header",
        "web application for host-named site collections",
    ),
    ("snap-in", "true: load the commands first"),
    ("stamp", "text in the names of new backup files: 20161105"),
];

/// Folder that stands in commands until the person names one.
const EXAMPLE_FOLDER: &str = "D:\\backup";

/// Settings by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings(BTreeMap<String, String>);

impl Settings {
    /// Settings of these pairs.
    ///
    /// # Errors
    /// `Invalid` for a name that is not known.
    pub fn of<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Settings, Error> {
        let mut settings = BTreeMap::new();
        for (name, value) in pairs {
            if !KNOWN.iter().any(|(known, _)| *known == name) {
                let names: Vec<&str> = KNOWN.iter().map(|(known, _)| *known).collect();
                return Err(Error::Invalid(format!(
                    "the setting {name} is not known; known are {}",
                    names.join(", ")
                )));
            }
            settings.insert(name.to_owned(), value.to_owned());
        }
        Ok(Settings(settings))
    }

    /// A value that is not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// Where the files are.
    pub fn folder(&self) -> &str {
        self.get("folder").unwrap_or(EXAMPLE_FOLDER)
    }

    /// Whether a switch is on.
    ///
    /// # Errors
    /// `Invalid` if its value is neither `true` nor `false`.
    pub fn is_on(&self, name: &str) -> Result<bool, Error> {
        match self.get(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(other) => Err(Error::Invalid(format!(
                "{name} is true or false, not {other}"
            ))),
        }
    }

    /// A number in a range.
    ///
    /// # Errors
    /// `Invalid` if it is none.
    pub fn number(
        &self,
        name: &str,
        range: std::ops::RangeInclusive<u32>,
    ) -> Result<Option<u32>, Error> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        match text.parse() {
            Ok(number) if range.contains(&number) => Ok(Some(number)),
            _ => Err(Error::Invalid(format!(
                "{name} is a number from {} to {}, not {text}",
                range.start(),
                range.end()
            ))),
        }
    }

    /// One of several words, compared without case; the word as the command wants it.
    ///
    /// # Errors
    /// `Invalid` if it is none of them.
    pub fn word(&self, name: &str, words: &[&'static str]) -> Result<Option<&'static str>, Error> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        match words.iter().find(|word| word.eq_ignore_ascii_case(text)) {
            Some(word) => Ok(Some(word)),
            None => Err(Error::Invalid(format!(
                "{name} is one of {}, not {text}",
                words.join(", ")
            ))),
        }
    }
}
