//! The rebuild of one kind of object: `I/Commands/Rebuilder.cs`, `I/States/BatchContext.cs`.
//!
//! Remembered ids are taken in .NET's order, each once, in batches of 100. An object without events ends
//! its batch: what stands behind it is left out without a word. An exception while events are applied
//! is counted and fails the restore after the group; one while a batch is loaded or written loses the batch.

use std::collections::HashSet;

use super::super::ids::ObjectId;

/// Objects that share a batch.
const BATCH: usize = 100;

/// What becomes of one object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// Its stream has no events.
    Missing,
    /// Its events can't be loaded: position and why.
    Unloadable(u64, String),
    /// An event can't be applied: position and why.
    Failed(u64, String),
    /// Its snapshot can't be written: position of an event to blame, and why.
    Unwritable(u64, String),
    /// The store leaves it out silently.
    LeftOut,
    /// Stored.
    Stored,
}

/// What makes the restore fail at a kind of object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GroupFailure {
    /// Position of the event to blame.
    pub(super) index: u64,
    /// In our words.
    pub(super) message: String,
    /// How it fails.
    pub(super) how: How,
}

/// How a group fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// While events are applied.
    Applying,
    /// While a batch is loaded.
    Loading,
    /// While a batch is written.
    Writing,
}

/// The outcome for one kind of object.
#[derive(Debug, Default)]
pub(super) struct Rebuilt {
    /// Numbers of the stored objects, in order.
    pub(super) stored: Vec<u32>,
    /// Objects whose stream has no events.
    pub(super) missing: Vec<ObjectId>,
    /// Objects that are left out since they stand behind a missing one: with the missing one.
    pub(super) skipped: Vec<(ObjectId, ObjectId)>,
    /// Objects that the store leaves out silently.
    pub(super) left_out: Vec<ObjectId>,
    /// The earliest event to blame, if the group fails.
    pub(super) failure: Option<GroupFailure>,
    /// Number of objects whose events can't be applied.
    pub(super) failed: u64,
    /// `false`: which other batches were stored before the failure depends on timing.
    pub(super) certain: bool,
    /// Remembered objects.
    pub(super) objects: u64,
}

/// Rebuilds one kind of object; `fate` answers with the object's number and what becomes of it.
pub(super) fn rebuild(
    ids: impl Iterator<Item = ObjectId>,
    mut fate: impl FnMut(ObjectId) -> (u32, Fate),
) -> Rebuilt {
    let mut rebuilt = Rebuilt {
        certain: true,
        ..Rebuilt::default()
    };
    let mut seen = Seen::default();
    let mut objects = ids
        .map(|id| {
            let (number, fate) = fate(id);
            (id, number, fate)
        })
        .filter(|(id, number, _)| seen.insert(*id, *number));
    let mut broken = false;
    let mut batches = 0;
    loop {
        let batch: Vec<(ObjectId, u32, Fate)> = objects.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            break;
        }
        batches += 1;
        rebuilt.objects += batch.len() as u64;
        broken |= rebuilt.batch(batch);
    }
    rebuilt.certain = !broken || batches == 1;
    rebuilt
}

/// Objects that were met: one bit for each.
#[derive(Default)]
struct Seen {
    by_number: Vec<u64>,
    /// Those without a number.
    missing: HashSet<ObjectId>,
}

impl Seen {
    /// Adds one; `false`: it was there already.
    fn insert(&mut self, id: ObjectId, number: u32) -> bool {
        if number == u32::MAX {
            return self.missing.insert(id);
        }
        let (word, bit) = (number as usize / 64, 1 << (number % 64));
        if word >= self.by_number.len() {
            self.by_number.resize(word + 1, 0);
        }
        let new = self.by_number[word] & bit == 0;
        self.by_number[word] |= bit;
        new
    }
}

impl Rebuilt {
    /// Rebuilds one batch; `true`: it is lost as a whole.
    fn batch(&mut self, batch: Vec<(ObjectId, u32, Fate)>) -> bool {
        for (_, _, fate) in &batch {
            if let Fate::Unloadable(index, message) = fate {
                self.fail(*index, message, How::Loading);
                return true;
            }
        }
        let mut stored = Vec::with_capacity(batch.len());
        let mut missing = None;
        let mut broken = false;
        for (id, number, fate) in batch {
            if let Some(missing) = missing {
                self.skipped.push((id, missing));
                continue;
            }
            match fate {
                Fate::Missing => {
                    self.missing.push(id);
                    missing = Some(id);
                }
                Fate::Failed(index, message) => {
                    self.failed += 1;
                    self.fail(index, &message, How::Applying);
                }
                Fate::Unwritable(index, message) => {
                    self.fail(index, &message, How::Writing);
                    broken = true;
                }
                Fate::LeftOut => self.left_out.push(id),
                Fate::Stored => stored.push(number),
                Fate::Unloadable(..) => {}
            }
        }
        if !broken {
            self.stored.extend(stored);
        }
        broken
    }

    fn fail(&mut self, index: u64, message: &str, how: How) {
        if self
            .failure
            .as_ref()
            .is_none_or(|known| index < known.index)
        {
            self.failure = Some(GroupFailure {
                index,
                message: message.into(),
                how,
            });
        }
    }
}

/// Numbers of a group's stored objects, in order; none where the restore never came to that group.
pub(super) fn stored(group: &Option<Rebuilt>) -> &[u32] {
    group.as_ref().map_or(&[], |rebuilt| &rebuilt.stored)
}

#[cfg(test)]
mod tests {
    use super::super::super::ids::TextId;
    use super::*;

    fn ids(count: u32) -> impl Iterator<Item = ObjectId> {
        (0..count).map(|app| ObjectId {
            app,
            part: TextId::NONE,
        })
    }

    #[test]
    fn a_missing_object_takes_the_rest_of_its_batch_along() {
        let rebuilt = rebuild(ids(250), |id| {
            (
                id.app,
                if id.app == 149 {
                    Fate::Missing
                } else {
                    Fate::Stored
                },
            )
        });
        assert_eq!(rebuilt.stored.len(), 199);
        assert_eq!(rebuilt.missing.len(), 1);
        assert_eq!(rebuilt.skipped.len(), 50);
        assert_eq!(rebuilt.failure, None);
    }

    #[test]
    fn a_failing_object_leaves_the_others_stored() {
        let rebuilt = rebuild(ids(250), |id| {
            (
                id.app,
                if id.app == 120 {
                    Fate::Failed(7, "x".into())
                } else {
                    Fate::Stored
                },
            )
        });
        assert_eq!(rebuilt.stored.len(), 249);
        assert!(rebuilt.failure.is_some() && rebuilt.certain);
    }

    #[test]
    fn an_object_that_cannot_be_written_loses_its_batch() {
        let rebuilt = rebuild(ids(150), |id| {
            (
                id.app,
                if id.app == 120 {
                    Fate::Unwritable(7, "x".into())
                } else {
                    Fate::Stored
                },
            )
        });
        assert_eq!(rebuilt.stored.len(), 100);
        assert!(!rebuilt.certain);
    }
}
