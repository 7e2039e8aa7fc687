//! A file of none of the systems, as one of them would take it.

use crate::container::zip::OpenStage;

/// What a server meets when it is given the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Foreign {
    /// It looks like a ZIP file; with the stage at which .NET refuses it, if it does.
    pub zip: Option<Option<OpenStage>>,
}
