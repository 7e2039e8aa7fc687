//! The command line: `backup-inspector check FILE…` and its sisters. Only this file and `cli/` print.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
