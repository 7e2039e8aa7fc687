//! What can be asked of a Squidex backup alone: a pasted log explained, an estimate calibrated, what a person typed
//! checked by the rules of the server.

use serde::{Deserialize, Serialize};

use super::check::SquidexCheck;
use super::copy::{self, rename, users};
use super::estimate::{self, Calibration};
use super::event_log::history::{self, History};
use super::event_log::one::{self, EventShown};
use super::event_log::timeline::{self, Timeline};
use super::explain::{Explanation, KnownBackup, explain};
use super::inside::{
    self, AssetView, Columns, ContentView, FilePlace, FolderView, Gathered, HistoryLine, Looked,
    Use,
};
use super::summary;
use super::target::Target;
use crate::error::Error;
use crate::inspect::archive::ArchiveSummary;
use crate::inspect::copy::{Recipe, UserMapping};
use crate::inspect::export::Lines;
use crate::inspect::privacy::PrivatePlace;
use crate::inspect::query::Query;
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
    /// How many of the events that were searched for there are, and when.
    Timeline {
        /// What was searched for.
        lines: Lines,
        /// Where bins begin and end, in seconds of the Unix epoch, ascending.
        #[cfg_attr(test, ts(type = "number[]"))]
        edges: Vec<i64>,
    },
    /// One event whole.
    Event {
        /// Its number.
        #[cfg_attr(test, ts(type = "number"))]
        index: u64,
        /// With the text of its entry.
        raw: bool,
    },
    /// What the events of one object changed in it, as far as they were searched for.
    History {
        /// Its stream.
        stream: String,
    },
    /// Go on with looking at what the app holds: a moment's worth, to be asked again until it is ready.
    Look {
        /// And at which content uses which asset.
        uses: bool,
    },
    /// Go on with what a query of the table `data` looks for and sorts by: a moment's worth, to be asked again until it is
    /// ready. Rows that are asked for before do the rest at once.
    Gather {
        /// Its rows are not asked for.
        query: Query,
    },
    /// The columns of a schema's contents.
    Columns {
        /// Id of the schema.
        schema: String,
    },
    /// One content.
    Content {
        /// Id.
        id: String,
        /// Position of an earlier event with its data, to stand beside the others.
        #[cfg_attr(test, ts(type = "number | null"))]
        at: Option<u64>,
    },
    /// The events of a content.
    Versions {
        /// Id.
        id: String,
    },
    /// One asset.
    Asset {
        /// Id.
        id: String,
    },
    /// The folders of assets, with their bytes.
    Folders {},
    /// Where the bytes of a file stand.
    File {
        /// Id of the asset.
        id: String,
        /// Version of the file.
        version: i64,
    },
    /// The contents that use an asset.
    UsedBy {
        /// Id of the asset.
        id: String,
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
    /// Of the events that were searched for.
    Timeline {
        /// What was found by now; `null`: nothing was begun, or it is not kept any more.
        timeline: Option<Timeline>,
    },
    /// Of one event.
    Event {
        /// The event; `null`: there is none of that number.
        event: Option<Box<EventShown>>,
    },
    /// Of one object.
    History {
        /// Its events, one after the other.
        history: History,
    },
    /// How far the look is.
    Looked {
        /// And what is known then.
        looked: Looked,
    },
    /// How far a search or sort is.
    Gathered {
        /// Counts.
        gathered: Gathered,
    },
    /// The columns.
    Columns {
        /// In their order.
        columns: Columns,
    },
    /// The content.
    Content {
        /// With its fields.
        content: Box<ContentView>,
    },
    /// The events of a content, the latest first.
    Versions {
        /// The latest of them.
        events: Vec<HistoryLine>,
        /// There may be more: only so many of the backup's events were looked at.
        at_least: bool,
    },
    /// The asset.
    Asset {
        /// With its files.
        asset: Box<AssetView>,
    },
    /// The folders.
    Folders {
        /// The root among them.
        folders: Vec<FolderView>,
    },
    /// The place of a file's bytes.
    File {
        /// In the file that was dropped.
        place: FilePlace,
    },
    /// Who uses an asset.
    UsedBy {
        /// How many contents.
        #[cfg_attr(test, ts(type = "number"))]
        total: u64,
        /// The first of them.
        uses: Vec<Use>,
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
        Question::Look { uses } => Ok(Answer::Looked {
            looked: inside::prepare(check, files, target, *uses)?,
        }),
        Question::Gather { query } => Ok(Answer::Gathered {
            gathered: inside::gather(check, files, target, query)?,
        }),
        Question::Columns { schema } => Ok(Answer::Columns {
            columns: inside::columns(check, files, target, schema)?,
        }),
        Question::Content { id, at } => Ok(Answer::Content {
            content: Box::new(inside::content(check, files, target, id, *at)?),
        }),
        Question::Versions { id } => {
            let (events, at_least) = inside::history(check, files, id)?;
            Ok(Answer::Versions { events, at_least })
        }
        Question::Asset { id } => Ok(Answer::Asset {
            asset: Box::new(inside::asset(check, files, target, id)?),
        }),
        Question::Folders {} => Ok(Answer::Folders {
            folders: inside::folders(check, files, target)?,
        }),
        Question::File { id, version } => Ok(Answer::File {
            place: inside::place(check, files, target, id, *version)?,
        }),
        Question::UsedBy { id } => {
            let (total, uses) = inside::used_by(check, files, target, id)?;
            Ok(Answer::UsedBy { total, uses })
        }
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
        Question::Timeline { lines, edges } => {
            let searched = check.searches().get(lines);
            let timeline = searched.map(|searched| timeline::of(searched, edges));
            Ok(Answer::Timeline {
                timeline: timeline.transpose()?,
            })
        }
        Question::Event { index, raw } => {
            let event = one::event(check, files, *index, *raw)?;
            Ok(Answer::Event {
                event: event.map(Box::new),
            })
        }
        Question::History { stream } => Ok(Answer::History {
            history: history::of(check, files, stream)?,
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
