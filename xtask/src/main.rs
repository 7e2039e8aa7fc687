//! Project commands: `cargo xtask serve`, `test`, `bench`, `archive`, `types`.
//!
//! Only what the machine brings anyway (cargo, npm) is needed to start; everything else is installed
//! by the step that needs it.

use std::process::ExitCode;

mod types;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first().map(|(command, rest)| (command.as_str(), rest)) {
        Some(("types", [])) => types::run(),
        _ => {
            eprintln!("usage: cargo xtask types");
            ExitCode::from(64)
        }
    }
}
