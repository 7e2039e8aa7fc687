//! What is found of SharePoint's backups: one code for each of the 62 rules of section 7, and a few beside them.

mod farm;
mod set;
mod sites;
mod sql;

pub use farm::*;
pub use set::*;
pub use sites::*;
pub use sql::*;
