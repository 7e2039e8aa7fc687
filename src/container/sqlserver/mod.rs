//! The pages of a SQL Server database in a native backup: which tables it has, their columns and keys, and
//! on request their rows (sqlserver-pages.md). No server, no log replay, no scan: pages are read by their
//! position.
//!
//! What the container around the pages says (backup kind, stripes, checkpoint) is handed over as a
//! [`BackupSet`]; what the tables mean is for others to say.
//!
//! - [`Database`]: open, list, read rows; bounded memory, pages through the GAM, by bisection where that fails;
//! - [`Faults`] and [`Refusal`]: what was wrong with pages that were read, and why nothing can be read at all.

mod bytes;
mod catalogue;
mod codepage;
mod compressed;
mod cursor;
mod database;
mod faults;
mod feed;
mod gam;
mod iam;
mod index;
mod input;
mod lob;
mod locate;
mod one_pass;
mod page;
mod pages;
mod record;
mod rows;
mod scsu;
mod seek;
mod sparse;
mod system;
mod types;
mod value;
mod verify;
mod write;

pub use catalogue::{
    Catalogue, Column, Compression, Key, KeyKind, ObjectCounts, Referenced, Table,
};
pub use cursor::RowPosition;
pub use database::Database;
pub use faults::{Faults, Incomplete, PageList, Refusal};
pub use index::{ExtentIndex, Indexer};
pub use input::{BackupKind, BackupSet, DataStream, Section};
pub use lob::{LongEnd, LongPointer};
pub use one_pass::{OnePass, RowPass, Survey, SuspendedPass};
pub use page::{EXTENT_BYTES, Lsn, PAGE_BYTES, PageAddress, Protection, RowId, UnitId};
pub use pages::Reads;
pub use rows::{Counter, LONG_BYTES, NoRows, Row, RowOptions, Rows};
pub use value::{Decimal, LongForm, LongValue, Unread, Value};
pub use verify::{Verification, Verified};
pub use write::{RowForm, RowWriter, WriteError};
