//! The command line: `backup-inspector check FILE…` and its sisters. Only this file and `cli/` print.

#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
