//! Writes everything that is generated from the engine's types and tables.

use anyhow::Result;

use crate::work::{cargo, run, step};

/// Runs the tests that compare the generated files, in the mode that writes them.
///
/// # Errors
/// When the engine does not compile.
pub fn run_update() -> Result<()> {
    step("Writing types, codes and docs/findings.md", || {
        run(cargo()
            .args([
                "test",
                "--quiet",
                "--package",
                "backup-inspector",
                "--lib",
                "generated::",
            ])
            .env("UPDATE_GENERATED", "1"))
    })
}
