//! What can be asked of a Squidex backup alone: a pasted log explained, an estimate calibrated, what a person typed
//! checked by the rules of the server.

use serde::{Deserialize, Serialize};

use super::check::SquidexCheck;
use super::copy::{self, rename, users};
use super::estimate::{self, Calibration};
use super::explain::{Explanation, KnownBackup, explain};
use super::summary;
use super::target::Target;
use crate::error::Error;
use crate::inspect::archive::ArchiveSummary;
use crate::inspect::copy::{Recipe, UserMapping};
use crate::inspect::privacy::PrivatePlace;
use crate::source::Files;

/// A question.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "SquidexQuestion"))]
pub enum Question {
    /// Hold a pasted restore log against the predicted one.
    Explain {
        /// What the person pasted.
        pasted: String,
    },
    /// Adapt the estimate by a known run.
    Calibrate {
        /// A restore log with instants, or a duration such as "12 min".
        pasted: String,
    },
    /// What the archive is made of.
    Archive,
    /// The values at places that were counted.
    Reveal {
        /// At most 50.
        places: Vec<PrivatePlace>,
    },
    /// Whether a new name of the app is one.
    Name {
        /// As typed.
        name: String,
    },
    /// Whether a recipe can be followed, from its JSON text.
    Recipe {
        /// The file's text.
        text: String,
    },
    /// E-mail addresses and those that take their place, from a table with two columns.
    Mappings {
        /// The table.
        text: String,
    },
}

/// An answer. What a person typed wrongly is said in `fault`, in words.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "SquidexAnswer"))]
pub enum Answer {
    /// The log, explained.
    Explained {
        /// What it means.
        explanation: Explanation,
    },
    /// For `Target.calibration`.
    Calibrated {
        /// What the run says of the server.
        calibration: Calibration,
    },
    /// What the archive is made of.
    Archive {
        /// Summed up.
        summary: Box<ArchiveSummary>,
    },
    /// Values, as they stand in the archive.
    Revealed {
        /// One for each place; `null` where it can't be read again.
        values: Vec<Option<String>>,
    },
    /// Of a name.
    Name {
        /// What is wrong with it; `null` if nothing is.
        fault: Option<String>,
    },
    /// Of a recipe.
    Recipe {
        /// The recipe, if it is one that can be followed.
        recipe: Option<Recipe>,
        /// What is wrong with it; `null` if nothing is.
        fault: Option<String>,
    },
    /// Of a table of addresses.
    Mappings {
        /// The pairs, as far as the table could be read.
        mappings: Vec<UserMapping>,
        /// What is wrong with it; `null` if nothing is.
        fault: Option<String>,
    },
}

/// Answers.
///
/// # Errors
/// `Invalid` if nothing is predicted for this file, or a text doesn't tell what it should; `Read` if the file can't be
/// read.
pub(super) fn answer(
    check: &SquidexCheck,
    files: &Files,
    target: &Target,
    question: &Question,
) -> Result<Answer, Error> {
    match question {
        Question::Explain { pasted } => {
            let report = check.report_for(target);
            let seen = KnownBackup::of(&report).ok_or_else(|| {
                Error::Invalid(
                    "no restore is predicted for this file, so a log can't be explained".into(),
                )
            })?;
            Ok(Answer::Explained {
                explanation: explain(pasted, &seen),
            })
        }
        Question::Calibrate { pasted } => {
            let load = check.load(target).ok_or_else(|| {
                Error::Invalid(
                    "no restore is predicted for this file, so there is nothing to compare with"
                        .into(),
                )
            })?;
            let calibration = estimate::calibrate(pasted, &load, target)
                .map_err(|error| Error::Invalid(error.to_string()))?;
            Ok(Answer::Calibrated { calibration })
        }
        Question::Archive => Ok(Answer::Archive {
            summary: Box::new(summary::summary(check)),
        }),
        Question::Reveal { places } => {
            let (archive, layout, _) = check.directory();
            let source = &files.first()?.bytes;
            Ok(Answer::Revealed {
                values: copy::reveal(archive, layout, &**source, places)?,
            })
        }
        Question::Name { name } => Ok(Answer::Name {
            fault: fault(rename::validate_name(name)),
        }),
        Question::Recipe { text } => Ok(match read_recipe(text) {
            Ok(recipe) => Answer::Recipe {
                recipe: Some(recipe),
                fault: None,
            },
            Err(error) => Answer::Recipe {
                recipe: None,
                fault: Some(error.to_string()),
            },
        }),
        Question::Mappings { text } => Ok(match users::parse_table(text) {
            Ok(mappings) => Answer::Mappings {
                mappings,
                fault: None,
            },
            Err(error) => Answer::Mappings {
                mappings: Vec::new(),
                fault: Some(error.to_string()),
            },
        }),
    }
}

/// A recipe that can be followed, from its JSON text.
///
/// # Errors
/// `Invalid` with what is wrong, in words.
pub fn read_recipe(text: &str) -> Result<Recipe, Error> {
    let recipe = serde_json::from_str(text)
        .map_err(|error| Error::Invalid(format!("this is no recipe: {error}")))?;
    copy::validate(&recipe)?;
    Ok(recipe)
}

fn fault<T>(result: Result<T, Error>) -> Option<String> {
    result.err().map(|error| error.to_string())
}
