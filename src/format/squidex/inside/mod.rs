//! What the app holds, for a person who looks at it: contents of a schema with their data, one content as an editor
//! knows it, assets with their files, and which content uses which asset.
//!
//! As an export: a first pass folds the events and keeps where each object is made, and what somebody asks for is read
//! then. The fold is kept until another target is asked about, so the second page of a table costs its own rows and no
//! more. What contents hold is never kept: of searches and sorts, numbers of contents, and while one is sorted the
//! beginnings of what it is sorted by (`find.rs` has the bound); of names, the last few thousand.

mod assets;
mod columns;
mod content;
mod find;
mod place;
mod rows;
mod text;
mod uses;
mod value;

use std::collections::HashMap;

use serde::Serialize;

use super::check::SquidexCheck;
use super::export::contents::Reading;
use super::export::json::Node;
use super::export::schema::Schema;
use super::export::{Done, Fold, Folded, schemas};
use super::restore::{KeptAsset, KeptContent};
use super::target::Target;
use crate::error::Error;
use crate::source::Files;

pub use assets::{AssetFile, AssetView, FolderView};
pub use columns::{Column, Columns};
pub use content::{ContentView, FieldView, HistoryLine, Planned, Shown};
pub use find::Gathered;
pub use place::{FilePlace, PictureView};
pub use uses::Use;
pub use value::{ItemField, ItemView, LinkView, Look, ValueView};

pub(super) use assets::{COLUMNS as GALLERY_COLUMNS, folders, gallery, view as asset};
pub(super) use columns::of_schema as columns;
pub(super) use content::{history, view as content};
pub(super) use place::of as place;
pub(super) use rows::{COLUMNS, gather, rows};
pub(super) use uses::used_by;

/// Parts of the first pass that are done for one question: a moment's worth.
const PARTS: usize = 4;

/// Names of contents that are remembered.
const MAX_NAMES: usize = 20_000;

/// What is kept between two questions.
#[derive(Debug)]
pub(super) struct Inside {
    target: Target,
    /// The whole archive was read by then.
    complete: bool,
    /// The first pass, until it is done.
    fold: Option<Fold>,
    /// And then what it found.
    open: Option<Box<Open>>,
}

/// A schema, as far as it is needed.
#[derive(Debug)]
struct Known {
    schema: Schema,
    deleted: bool,
}

/// After the first pass.
#[derive(Debug)]
struct Open {
    /// `None` while it is in use.
    done: Option<Done>,
    reading: Reading,
    /// By name, deleted ones too.
    schemas: Vec<Known>,
    /// Numbers of all contents by the id of their schema, in the order of their ids.
    groups: HashMap<String, Vec<u32>>,
    languages: Vec<String>,
    names: HashMap<u32, Option<String>>,
    assets: Option<Vec<KeptAsset>>,
    list: Option<find::List>,
    uses: uses::Uses,
}

/// How far the look is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Looked {
    /// `events` that are folded, or `contents` that are looked at for what they use.
    pub what: &'static str,
    /// So many of them.
    #[cfg_attr(test, ts(type = "number"))]
    pub done: u64,
    /// All of them.
    #[cfg_attr(test, ts(type = "number"))]
    pub total: u64,
    /// All are done.
    pub ready: bool,
    /// What is shown is what a restore would leave; else all that can be read.
    pub as_restored: bool,
    /// Events that are left out, since they can't be read or applied.
    #[cfg_attr(test, ts(type = "number"))]
    pub left_out: u64,
    /// Schemas that have contents or could have, by name; once all events are folded.
    pub schemas: Vec<SchemaBrief>,
}

/// A schema in the list of those that have contents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SchemaBrief {
    /// Id.
    pub id: String,
    /// Name; `null` if no schema of that id exists.
    pub name: Option<String>,
    /// How it is called for people, if it has a label.
    pub label: Option<String>,
    /// Contents that are not deleted.
    #[cfg_attr(test, ts(type = "number"))]
    pub contents: u64,
    /// Deleted ones.
    #[cfg_attr(test, ts(type = "number"))]
    pub deleted: u64,
}

/// Goes on with the first pass, and with what contents use if that is wanted; answers how far it is.
///
/// # Errors
/// When the file can't be read.
pub(super) fn prepare(
    check: &SquidexCheck,
    files: &Files,
    target: &Target,
    uses: bool,
) -> Result<Looked, Error> {
    let mut inside = begun(check, files, target)?;
    let answer = inside.advance(check, files, target, uses);
    check.inside.replace(Some(inside));
    answer
}

/// The kept look at this target, or a new one.
fn begun(check: &SquidexCheck, files: &Files, target: &Target) -> Result<Box<Inside>, Error> {
    let complete = check.whole_fold().is_ok();
    let kept = check.inside.take();
    if let Some(kept) = kept
        && kept.target == *target
        && kept.complete == complete
    {
        return Ok(kept);
    }
    // Of a server that is dead, or would end the restore, all that can be read is worth a look.
    let restored = check.stored(target).filter(|stored| {
        !(stored.contents.is_empty() && stored.schemas.is_empty() && stored.assets.is_empty())
    });
    Ok(Box::new(Inside {
        target: target.clone(),
        complete,
        fold: Some(Fold::begin(check, files, restored)?),
        open: None,
    }))
}

/// Looks at the archive after its first pass, which is made now if it was not.
///
/// # Errors
/// When the file can't be read, and what the look itself fails with.
fn look<R>(
    check: &SquidexCheck,
    files: &Files,
    target: &Target,
    with: impl FnOnce(&mut Looker<'_, '_>) -> Result<R, Error>,
) -> Result<R, Error> {
    let mut inside = begun(check, files, target)?;
    let open = inside.opened(check, files, target)?;
    let answer = open.using(check, files, target, with);
    check.inside.replace(Some(inside));
    answer
}

impl Inside {
    /// What the first pass found, all of it made now if it was not.
    fn opened(
        &mut self,
        check: &SquidexCheck,
        files: &Files,
        target: &Target,
    ) -> Result<&mut Open, Error> {
        if let Some(fold) = &mut self.fold {
            while fold.progress().0 < fold.progress().1 {
                fold.step(check, files, &mut || true)?;
            }
        }
        if let Some(fold) = self.fold.take() {
            self.open = Some(Box::new(Open::of(check, files, target, fold.end())?));
        }
        self.open
            .as_deref_mut()
            .ok_or_else(|| Error::Protocol("what was folded is gone".into()))
    }

    fn advance(
        &mut self,
        check: &SquidexCheck,
        files: &Files,
        target: &Target,
        uses: bool,
    ) -> Result<Looked, Error> {
        if let Some(fold) = &mut self.fold {
            for _ in 0..PARTS {
                let (done, total) = fold.progress();
                if done < total {
                    fold.step(check, files, &mut || true)?;
                }
            }
            let (done, total) = fold.progress();
            if done < total {
                return Ok(Looked {
                    what: "events",
                    done,
                    total,
                    ready: false,
                    as_restored: false,
                    left_out: 0,
                    schemas: Vec::new(),
                });
            }
        }
        let open = self.opened(check, files, target)?;
        open.using(check, files, target, |looker| {
            if uses && !looker.open.uses.is_done() {
                uses::advance(looker)?;
            }
            let (what, (done, total)) = match uses {
                true => ("contents", looker.open.uses.progress()),
                false => ("events", (1, 1)),
            };
            Ok(Looked {
                what,
                done,
                total,
                ready: done >= total,
                as_restored: looker.folded.is_restored(),
                left_out: looker.folded.dry.skipped().1,
                schemas: looker.schema_briefs(),
            })
        })
    }
}

impl Open {
    fn of(check: &SquidexCheck, files: &Files, target: &Target, done: Done) -> Result<Open, Error> {
        let mut folded = Folded::resume(check, files, target, done)?;
        let reading = Reading::of(&mut folded, false)?;
        let known: Vec<Known> = schemas::stored(&mut folded, true)?
            .into_iter()
            .map(|stored| Known {
                schema: stored.schema,
                deleted: stored.deleted,
            })
            .collect();
        let names = folded.dry.schema_names(&folded.stored);
        let mut groups: HashMap<String, Vec<u32>> = HashMap::new();
        for number in folded.dry.contents_in_order(&folded.stored, &names) {
            if let Some(content) = folded.dry.kept_content(number) {
                groups.entry(content.schema_id).or_default().push(number);
            }
        }
        let languages = folded.dry.language_codes();
        Ok(Open {
            done: Some(folded.suspend()),
            reading,
            schemas: known,
            groups,
            languages,
            names: HashMap::new(),
            assets: None,
            list: None,
            uses: uses::Uses::default(),
        })
    }

    fn using<R>(
        &mut self,
        check: &SquidexCheck,
        files: &Files,
        target: &Target,
        with: impl FnOnce(&mut Looker<'_, '_>) -> Result<R, Error>,
    ) -> Result<R, Error> {
        let done = self
            .done
            .take()
            .ok_or_else(|| Error::Protocol("what was folded is gone".into()))?;
        let mut looker = Looker {
            folded: Folded::resume(check, files, target, done)?,
            open: self,
        };
        let answer = with(&mut looker);
        let Looker { folded, open } = looker;
        open.done = Some(folded.suspend());
        answer
    }
}

/// Somebody who looks: the archive, and what was found out about it.
struct Looker<'o, 'a> {
    folded: Folded<'a>,
    open: &'o mut Open,
}

impl Looker<'_, '_> {
    /// The schema of an id, deleted or not; a living one if there are both.
    fn schema(&self, id: &str) -> Option<&Known> {
        let all = || {
            self.open
                .schemas
                .iter()
                .filter(|known| known.schema.id == id)
        };
        all().find(|known| !known.deleted).or_else(|| all().next())
    }

    /// The data of a content as of an event, masked; `None`: it can't be read.
    fn data(&mut self, content: &KeptContent, at: u64) -> Result<Option<Node<'static>>, Error> {
        self.open
            .reading
            .with_data(&mut self.folded, content, at, |data| {
                data.clone().into_owned()
            })
    }

    /// What an editor calls a content: the value of its schema's first field for references, else of its first text.
    fn name_of(&mut self, number: u32) -> Result<Option<String>, Error> {
        if let Some(name) = self.open.names.get(&number) {
            return Ok(name.clone());
        }
        let mut name = None;
        if let Some(content) = self.folded.dry.kept_content(number)
            && let Some(data) = self.data(&content, content.current.at)?
        {
            name = self.name_in(&content, &data);
        }
        self.keep_name(number, name.clone());
        Ok(name)
    }

    fn name_in(&self, content: &KeptContent, data: &Node<'_>) -> Option<String> {
        let known = self.schema(&content.schema_id)?;
        columns::name_in(data, &known.schema, &self.open.languages)
    }

    fn keep_name(&mut self, number: u32, name: Option<String>) {
        if self.open.names.len() >= MAX_NAMES {
            self.open.names.clear();
        }
        self.open.names.insert(number, name);
    }

    /// Name and label of a schema that is not deleted.
    fn schema_words(&self, id: &str) -> (Option<String>, Option<String>) {
        match self.schema(id).filter(|known| !known.deleted) {
            Some(known) => (
                Some(known.schema.name.clone()),
                columns::label(&known.schema.properties),
            ),
            None => (None, None),
        }
    }

    fn schema_briefs(&self) -> Vec<SchemaBrief> {
        let of = |id: &str| {
            let numbers = self.open.groups.get(id).map_or(&[][..], Vec::as_slice);
            let deleted = numbers
                .iter()
                .filter(|number| self.folded.dry.content_is_deleted(**number))
                .count() as u64;
            let (name, label) = self.schema_words(id);
            SchemaBrief {
                id: id.to_owned(),
                name,
                label,
                contents: numbers.len() as u64 - deleted,
                deleted,
            }
        };
        let known = self.open.schemas.iter().filter(|known| {
            !known.deleted
                && (known.schema.kind != "Component"
                    || self.open.groups.contains_key(&known.schema.id))
        });
        let mut briefs: Vec<SchemaBrief> = known.map(|known| of(&known.schema.id)).collect();
        let mut others: Vec<&String> = self.open.groups.keys().collect();
        others.retain(|id| !briefs.iter().any(|brief| brief.id == **id));
        others.sort_unstable();
        briefs.extend(others.into_iter().map(|id| of(id)));
        briefs
    }
}
