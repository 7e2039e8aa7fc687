//! Writes everything that is generated from the engine's types and tables.

use anyhow::Result;

use crate::hosts;
use crate::work::{cargo, run, step};

/// Runs the tests that compare the generated files, in the mode that writes them.
///
/// # Errors
/// When the engine does not compile.
pub fn run_update() -> Result<()> {
    let write = |tests: &[&str]| {
        run(cargo()
            .args(["test", "--quiet", "--package", "backup-inspector"])
            .args(tests)
            .env("UPDATE_GENERATED", "1"))
    };
    step("Writing the settings for hosts", hosts::write)?;
    step("Writing types, codes and docs/findings.md", || {
        write(&["--lib", "generated::"])
    })?;
    step("Writing the example of SharePoint", || {
        write(&["--test", "sharepoint", "example::"])
    })?;
    step("Writing CHANGELOG.md and what README.md shows", || {
        write(&["--test", "documents"])
    })
}
