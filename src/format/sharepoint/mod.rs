//! Backup sets of SharePoint: is the set complete, of one time and of one version, and will SQL Server take it?
//!
//! By `formats/sharepoint.md`; sections in these files are that document's. Files are recognised by content
//! ([`kinds`]), read as far as their headers ([`member`]), joined to backup sets ([`items`]) and chains ([`chain`]), and
//! judged by the rules of section 7 ([`judge`]).

pub mod app_package;
pub mod chain;
pub mod codes;
pub mod compose;
pub mod farm;
pub mod items;
pub mod judge;
pub mod kinds;
pub mod member;
pub mod moment;
pub mod options;
pub mod privacy;
pub mod report;
pub mod roles;
pub mod sets;
pub mod site;
pub mod versions;

pub use judge::{Judgement, judge};
pub use member::Member;
pub use options::Options;
