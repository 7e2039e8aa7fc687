//! What the person says about the commands.

use std::collections::BTreeMap;

use crate::error::Error;

/// What a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Any text.
    Text,
    /// `true` or `false`.
    Switch,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A number from the first to the second.
    Number(u32, u32),
}

/// A setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Name.
    pub name: &'static str,
    /// What it means.
    pub means: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// What stands in commands until the person says it.
    pub stand_in: Option<&'static str>,
}

const fn setting(name: &'static str, takes: Takes, means: &'static str) -> Setting {
    Setting {
        name,
        means,
        takes,
        stand_in: None,
    }
}

const fn needed(name: &'static str, means: &'static str, stand_in: &'static str) -> Setting {
    Setting {
        name,
        means,
        takes: Takes::Text,
        stand_in: Some(stand_in),
    }
}

/// Every setting and what it means.
pub static KNOWN: [Setting; 22] = {
    use Takes::{Number, Switch, Text, Word};
    [
        needed(
            "folder",
            "folder where the backup files stand as the server sees it, or are to stand",
            "D:\\backup",
        ),
        setting(
            "data-folder",
            Text,
            "folder for the data files of restored databases",
        ),
        setting(
            "log-folder",
            Text,
            "folder for the log files of restored databases",
        ),
        setting(
            "stop-at",
            Text,
            "moment to restore to, by the server's clock: 2016-11-05T02:30:00",
        ),
        setting("replace", Switch, "overwrite databases of the same name"),
        needed(
            "database-server",
            "server that the farm uses, HOST or HOST\\INSTANCE",
            "SQL01",
        ),
        needed(
            "web-application",
            "address of the web application",
            "https://portal.example.com",
        ),
        needed(
            "application-pool",
            "service application pool",
            "SharePoint Web Services Default",
        ),
        setting("item", Text, "component of the farm"),
        setting(
            "method",
            Word(&["Full", "Differential"]),
            "method of a farm backup",
        ),
        setting(
            "restore-method",
            Word(&["Overwrite", "New"]),
            "method of a farm restore",
        ),
        setting("threads", Number(1, 10), "threads, 1 to 10"),
        setting(
            "percentage",
            Number(1, 100),
            "how often progress is shown, 1 to 100 %",
        ),
        setting("force", Switch, "don't ask"),
        setting("snapshot", Switch, "back up sites from a database snapshot"),
        setting(
            "no-site-lock",
            Switch,
            "leave sites writable during their backup",
        ),
        setting(
            "gradual-delete",
            Switch,
            "delete the old site step by step, for sites of 1 GB and more",
        ),
        setting("preserve-site-id", Switch, "keep the id of the site"),
        setting(
            "content-database",
            Text,
            "content database for restored sites",
        ),
        setting(
            "host-header",
            Text,
            "web application for host-named site collections",
        ),
        setting("snap-in", Switch, "load the commands of SharePoint first"),
        setting(
            "stamp",
            Text,
            "text in the names of new backup files: 20161105",
        ),
    ]
};

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
            if takes(name).is_none() {
                let names: Vec<&str> = KNOWN.iter().map(|known| known.name).collect();
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

    /// A value, or what stands for it.
    pub fn or_stand_in(&self, name: &str) -> &str {
        let known = KNOWN.iter().find(|known| known.name == name);
        self.get(name)
            .or(known.and_then(|known| known.stand_in))
            .unwrap_or_default()
    }

    /// Where the files are.
    pub fn folder(&self) -> &str {
        self.or_stand_in("folder")
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

    /// A number in its range.
    ///
    /// # Errors
    /// `Invalid` if it is none.
    pub fn number(&self, name: &str) -> Result<Option<u32>, Error> {
        let (Some(text), Some(Takes::Number(least, most))) = (self.get(name), takes(name)) else {
            return Ok(None);
        };
        match text.parse() {
            Ok(number) if (least..=most).contains(&number) => Ok(Some(number)),
            _ => Err(Error::Invalid(format!(
                "{name} is a number from {least} to {most}, not {text}"
            ))),
        }
    }

    /// One of its words, compared without case; the word as the command wants it, the first if nothing was said.
    ///
    /// # Errors
    /// `Invalid` if it is none of them.
    pub fn word(&self, name: &str) -> Result<&'static str, Error> {
        let Some(Takes::Word(words)) = takes(name) else {
            return Ok("");
        };
        let Some(text) = self.get(name) else {
            return Ok(words.first().copied().unwrap_or_default());
        };
        match words.iter().find(|word| word.eq_ignore_ascii_case(text)) {
            Some(word) => Ok(word),
            None => Err(Error::Invalid(format!(
                "{name} is one of {}, not {text}",
                words.join(", ")
            ))),
        }
    }
}

/// What the setting of that name takes; `None` if there is none.
fn takes(name: &str) -> Option<Takes> {
    let known = KNOWN.iter().find(|known| known.name == name)?;
    Some(known.takes)
}
