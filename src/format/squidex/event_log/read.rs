//! Reads events of an archive, one after the other.

use super::super::check::SquidexCheck;
use super::super::export::record::Record;
use super::super::shard;
use super::numbered::EventList;
use crate::container::zip::EntryReader;
use crate::error::Error;
use crate::source::{Files, Input};

/// The events of an archive, under whatever name.
pub(in crate::format::squidex) struct Events<'a> {
    check: &'a SquidexCheck,
    input: &'a Input,
    reader: EntryReader,
    /// By place.
    pub(in crate::format::squidex) list: EventList<'a>,
}

impl<'a> Events<'a> {
    /// Those of a set.
    ///
    /// # Errors
    /// `Protocol` if the set has no file.
    pub(in crate::format::squidex) fn new(
        check: &'a SquidexCheck,
        files: &'a Files,
    ) -> Result<Events<'a>, Error> {
        Ok(Events {
            check,
            input: files.first()?,
            reader: EntryReader::new(),
            list: check.event_list(),
        })
    }

    /// The bytes of one event; `None` if it can't be read.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(in crate::format::squidex) fn bytes(
        &mut self,
        entry: u32,
    ) -> Result<Option<Vec<u8>>, Error> {
        let (archive, _, shared) = self.check.directory();
        let Some(location) = archive
            .entries
            .location(entry)
            .filter(|_| !shared.skips(entry))
        else {
            return Ok(None);
        };
        shard::event_bytes(&mut self.reader, &*self.input.bytes, &location)
    }

    /// One event; `None` if it can't be read.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(in crate::format::squidex) fn read(&mut self, entry: u32) -> Result<Option<Record>, Error> {
        Ok(self.bytes(entry)?.as_deref().and_then(Record::read))
    }

    /// What its entry is called.
    pub(in crate::format::squidex) fn name(&self, entry: u32) -> String {
        let (archive, ..) = self.check.directory();
        archive.entries.name_text(entry).into_owned()
    }
}
