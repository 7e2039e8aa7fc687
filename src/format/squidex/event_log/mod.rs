//! What happened, to look at: events listed, searched, counted over time, one of them whole, the history of an object.
//!
//! - [`numbered`]: events by their numbers, wherever they stand.
//! - [`filter`]: which of them are wanted.
//! - [`head`]: type, stream and time of a record.
//! - [`search`]: one part of a search, in any worker.
//! - [`found`]: what searches found, compact, on the coordinator.
//! - [`rows`]: pages of the table.
//! - [`timeline`]: how many there were, and when.
//! - [`one`]: one event whole.
//! - [`history`]: what the events of one object changed in it.

pub(super) mod filter;
pub(super) mod found;
pub(super) mod head;
pub(super) mod history;
pub(super) mod numbered;
pub(super) mod one;
pub(super) mod read;
pub(super) mod rows;
pub(super) mod search;
pub(super) mod timeline;
