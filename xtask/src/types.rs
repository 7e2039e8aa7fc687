//! Writes everything that is generated from the engine's types and tables.

use std::process::{Command, ExitCode};

/// Runs the tests that compare the generated files, in the mode that writes them.
pub fn run() -> ExitCode {
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["test", "--quiet", "--package", "backup-inspector", "--lib", "generated::"])
        .env("UPDATE_GENERATED", "1")
        .status();
    match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("cargo could not be started: {error}");
            ExitCode::FAILURE
        }
    }
}
