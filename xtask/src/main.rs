//! Project commands: `cargo xtask serve`, `test`, `bench`, `archive`, `types`.
//!
//! Only what the machine brings anyway (cargo, npm) is needed to start; everything else is installed
//! by the step that needs it.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

mod engine;
mod page;
mod serve;
mod types;
mod work;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  serve [--port PORT]   build the engine and the page, and serve it on this machine
  build                 build the engine and the page into www/dist
  types                 write what is generated from the Rust types and tables
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match command(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprint!("{USAGE}");
            ExitCode::from(64)
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Does what is asked for; `false` if that isn't a command.
fn command(arguments: &[String]) -> Result<bool> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["serve", rest @ ..] => {
            let port = match rest {
                [] => None,
                ["--port", port] => Some(port.parse().with_context(|| format!("no port: {port}"))?),
                _ => return Ok(false),
            };
            let server = serve::Server::bind(&page::build()?, port)?;
            println!("\nBackup Inspector: {}\nStop with Ctrl+C.", server.url);
            server.run();
        }
        ["build"] => {
            page::build()?;
        }
        ["types"] => types::run_update()?,
        ["help" | "--help" | "-h"] => print!("{USAGE}"),
        [] => return Ok(false),
        _ => return unknown(&words),
    }
    Ok(true)
}

fn unknown(words: &[&str]) -> Result<bool> {
    bail!("unknown command: {}\n\n{USAGE}", words.join(" "))
}
