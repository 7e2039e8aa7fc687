//! What is found of SharePoint's backups: one code for each of the 62 rules of section 7, and a few beside them.

use crate::report::{Code, CodeTable};

mod farm;
mod set;
mod sites;
mod sql;

pub use farm::*;
pub use set::*;
pub use sites::*;
pub use sql::*;

/// The codes in the order in which findings of one severity are listed: what is wrong with a file stands before what
/// only follows from it.
pub static CODES: CodeTable = CodeTable(&[SQL, FARM, SET, SITES]);

/// Backups of SQL Server.
pub(crate) static SQL: &[&Code] = sql::SECTION;
/// Farm backup folders.
pub(crate) static FARM: &[&Code] = farm::SECTION;
/// The set.
pub(crate) static SET: &[&Code] = set::SECTION;
/// Site collections, exports and packages.
pub(crate) static SITES: &[&Code] = sites::SECTION;
