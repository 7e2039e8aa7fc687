//! The finding codes of Squidex' backups, a file for each section, and those that they share with others. A test holds
//! that each has a corpus archive that triggers it.

pub(crate) mod event;
pub(crate) mod failures;
pub(crate) mod layout;
pub(crate) mod losses;
pub(crate) mod notes;
pub(crate) mod reading;

pub use event::*;
pub use failures::*;
pub use layout::*;
pub use losses::*;
pub use notes::*;
pub use reading::*;

pub use crate::format::zip_faults::codes::*;
pub use crate::inspect::codes::*;

use crate::format::zip_faults;
use crate::inspect;
use crate::report::CodeTable;

/// All of them, in the order in which findings are listed.
pub static TABLE: CodeTable = CodeTable(&[
    zip_faults::codes::SECTION,
    event::SECTION,
    layout::SECTION,
    reading::SECTION,
    inspect::codes::SECTION,
    failures::SECTION,
    losses::SECTION,
    notes::SECTION,
]);
