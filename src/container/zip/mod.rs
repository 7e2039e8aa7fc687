//! The ZIP container (APPNOTE 6.3.10), read as .NET's `ZipArchive` reads it, with every fault named.
//! Knows no backup format.
//!
//! - [`open()`] finds the directory and says whether .NET does ([`Archive::dotnet`]).
//! - [`EntryReader`] reads entries and says what .NET delivers ([`EntryRead`]).
//! - [`CopyBuilder`] makes copies in which some entries are other ones.
//! - [`ZipFault`] is what can be wrong, with its numbers.
//!
//! A damaged archive is data: only a failing read is an error. All bounds are in [`limits`].

mod deflate64;
pub mod dotnet;
mod entries;
mod fault;
mod fault_words;
mod inflated;
pub mod limits;
mod names;
mod open;
mod read;
mod records;
mod recover;
mod stored;
pub mod stream;
mod structure;
mod window;
pub mod writer;

pub use dotnet::{EntryFailure, OpenFailure, OpenStage};
pub use entries::{Entries, EntryLocation, EntryNames, Room};
pub use fault::{FaultKind, Faults, HeaderField, NameFault, ZipFault};
pub use inflated::{Inflated, unpack};
pub use open::{Archive, Found, open, open_within};
pub use read::{EntryRead, EntryReader, Reading};
pub use records::{FLAG_DESCRIPTOR, FLAG_ENCRYPTED, FLAG_UTF8, FLAGS_ENCRYPTION, method};
pub use stored::{data_at, stored_at};
pub(crate) use window::read_within;
pub use writer::{CopyBuilder, CopyPlan, Packed, Segment, Segments};
