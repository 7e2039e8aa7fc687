//! The rows of a table of a backup that can only be read from its start to its end, a large compressed one: a first pass
//! finds the table, a second one writes its rows. Large values, which stand elsewhere, are not collected: a note stands in
//! their place.

use std::io::Write;

use super::database_pages::{Origin, Piece, Pieces, Stripe, refusal_of_pass};
use super::databases::{Subject, fault_words, is_closed, purpose_of};
use super::export::RowSteps;
use crate::container::sqlserver::{
    NoRows, OnePass, RowForm, RowPass, RowWriter, Survey, SuspendedPass, WriteError,
};
use crate::error::Error;

/// Pieces of the first pass in one step.
const STEP_PIECES: usize = 8;

/// An export under way.
#[derive(Debug)]
pub struct PassExport {
    subject: Subject,
    table: String,
    form: RowForm,
    stripes: u16,
    first: Option<(Pieces<'static>, OnePass)>,
    second: Pieces<'static>,
    /// What the first pass found, and the place of the table in it.
    found: Option<(Survey, usize)>,
    suspended: SuspendedPass,
    rows: u64,
    unread: u64,
    is_done: bool,
}

impl PassExport {
    /// Begins.
    ///
    /// # Errors
    /// `Invalid` if a pass over these files tells no tables.
    pub fn new(
        subject: &Subject,
        origins: &[Origin<'_>],
        table: &str,
        form: RowForm,
    ) -> Result<PassExport, Error> {
        let invalid =
            |why: &dyn std::fmt::Display| Error::Invalid(format!("{}: {why}", subject.database));
        let stripes: Vec<Stripe<'_>> = origins.iter().map(Origin::stripe).collect();
        let config = stripes.first().and_then(|stripe| stripe.set.config());
        let config = config.ok_or_else(|| invalid(&"nothing tells what the backup set is"))?;
        if let Some(refusal) = refusal_of_pass(config) {
            return Err(invalid(&refusal));
        }
        Ok(PassExport {
            subject: subject.clone(),
            table: table.to_owned(),
            form,
            stripes: stripes.first().map_or(1, Stripe::stripes),
            first: Some((Pieces::shared(origins), OnePass::default())),
            second: Pieces::shared(origins),
            found: None,
            suspended: SuspendedPass::default(),
            rows: 0,
            unread: 0,
            is_done: false,
        })
    }

    /// The next bytes of the first pass; at its end the table is looked up.
    fn survey(&mut self, out: &mut dyn Write) -> Result<(), WriteError> {
        let Some((pieces, pass)) = &mut self.first else {
            return Ok(());
        };
        for _ in 0..STEP_PIECES {
            match pieces.next_piece()? {
                Some(Piece::Bytes(bytes)) => {
                    pass.push(bytes);
                }
                Some(Piece::End) => pass.end_stream(),
                None => {
                    let Some((_, pass)) = self.first.take() else {
                        return Ok(());
                    };
                    let survey = pass.finish(self.stripes);
                    return self.look_up(survey.map_err(|why| self.invalid(&why))?, out);
                }
            }
        }
        Ok(())
    }

    fn invalid(&self, why: &dyn std::fmt::Display) -> Error {
        Error::Invalid(format!("{}: {why}", self.subject.database))
    }

    fn look_up(&mut self, survey: Survey, out: &mut dyn Write) -> Result<(), WriteError> {
        let catalogue = &survey.catalogue;
        let Some(table) = catalogue.table(&self.table) else {
            return Err(self
                .invalid(&format!("there is no table {}", self.table))
                .into());
        };
        if !survey.is_whole {
            return Err(self.invalid(&"not all stripes are here").into());
        }
        let closed = match is_closed(purpose_of(&self.subject, catalogue), table) {
            Some(why) => Some(why.to_owned()),
            None if table.suggests_credentials() => Some(NoRows::Credentials.to_string()),
            None if !table.has_pages() && table.rows != Some(0) => {
                Some(NoRows::NotInPages.to_string())
            }
            None => None,
        };
        if let Some(why) = closed {
            return Err(self
                .invalid(&format!("{}: {why}", table.full_name()))
                .into());
        }
        RowWriter::new(None, table, self.form).header(out)?;
        let at = catalogue
            .tables
            .iter()
            .position(|other| std::ptr::eq(other, table));
        self.found = at.map(|at| (survey, at));
        Ok(())
    }

    /// The rows of the next bytes of the second pass; whether there were any bytes.
    fn write(&mut self, out: &mut dyn Write) -> Result<bool, WriteError> {
        let Some((survey, at)) = &self.found else {
            return Ok(false);
        };
        let Some(table) = survey.catalogue.tables.get(*at) else {
            return Ok(false);
        };
        let suspended = std::mem::take(&mut self.suspended);
        let mut pass = RowPass::resume(&survey.catalogue, table, suspended);
        let mut writer = RowWriter::new(None, table, self.form);
        let mut failed: Result<(), WriteError> = Ok(());
        let mut is_more = true;
        match self.second.next_piece()? {
            Some(Piece::Bytes(bytes)) => {
                pass.push(bytes, &mut |row| {
                    if failed.is_ok() {
                        failed = writer.row(&row, out);
                        self.rows += 1;
                    }
                });
            }
            Some(Piece::End) => pass.end_stream(),
            None => is_more = false,
        }
        self.unread += writer.unread;
        self.suspended = pass.suspend();
        failed?;
        Ok(is_more)
    }
}

impl RowSteps for PassExport {
    fn step(&mut self, out: &mut dyn Write) -> Result<bool, WriteError> {
        if self.first.is_some() {
            self.survey(out)?;
        } else if !self.is_done {
            self.is_done = !self.write(out)?;
        }
        Ok(!self.is_done)
    }

    fn rows(&self) -> u64 {
        self.rows
    }

    fn incomplete(&self) -> Vec<String> {
        let name = &self.subject.database;
        let mut faults = self.suspended.faults.clone();
        if let Some((survey, _)) = &self.found {
            faults.merge(&survey.faults);
        }
        let mut words: Vec<String> = fault_words(&faults)
            .into_iter()
            .map(|words| format!("{name}: {words}"))
            .collect();
        if self.unread > 0 {
            words.push(format!(
                "{}: {} values stand as a note in brackets: large values are not collected from a compressed backup of this size",
                self.table, self.unread
            ));
        }
        words
    }
}
