//! Project commands: `cargo xtask help` lists them.
//!
//! Only what the machine brings anyway (cargo, npm) is needed to start; everything else is installed
//! by the step that needs it.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

mod archive;
mod bench;
mod dist;
mod engine;
mod fuzz;
mod host_test;
mod hosts;
mod page;
mod serve;
mod system;
mod test;
mod types;
mod work;

use engine::Build;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  serve [--quick] [--port PORT] [--policy POLICY] [--for-tests [--folder DIR]]
                        build the engine and the page, and serve it on this machine, with the headers of
                        www/public/_headers. POLICY: none sends none of them; directives such as \"connect-src 'self'\"
                        stand in for those of the same name. Its service worker is left out: a page that is built anew is shown
                        at once. With --for-tests nothing is built, all of it is served, any free port is taken,
                        only the address is printed, and the end of the input is the end; DIR is served in place of
                        www/dist, with the headers of its own file _headers
  build [--quick]       build the engine and the page into www/dist; with --quick in a part of the time, for who works at
                        it: the engine is larger and slower then
  dist [--quick]        make into dist what is handed out: the page as one HTML file, the page as a folder for any host, the
                        npm package, the command line for this platform, and the sums of all; with --quick of a quick
                        build, to be tried
  test [--only GROUP]   run all tests, or one group: rust, wasm, page, e2e, hosts (nginx and Caddy serve the page
                        in www/dist, as it was built last); or sweep, which only runs when it is asked for
  bench [--full [--without PART]...]
                        measure beside other programs and write docs/performance.md; parts that take long and can be
                        left out: reproduce (build twice), saving (10 GB in the page)
  bench --instructions OLD NEW [FILE]
                        how many instructions two programs need for the same checks: at most 3 % more
  bench --page-against DIR [RUNS]
                        the page in www/dist, as it was built last, and another built one in turns, 15 times unless told: at
                        most 5 % more time
  reproduce             build the engine again from a copy elsewhere: the bytes must be the same
  archive -o FILE [--events N] [--files N] [--file-bytes N] [--sparse-gb N]
                        write a test archive (200,000 events unless told), the same bytes every time
  fuzz [--minutes N] [TARGET]
                        run the fuzz targets (open, scan, event, repack), each for a minute unless told,
                        as many side by side as there are processors
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
        ["serve", rest @ ..] => return run_server(rest),
        ["build"] => {
            page::build(Build::Whole)?;
        }
        ["build", "--quick"] => {
            page::build(Build::Quick)?;
        }
        ["dist"] => {
            dist::build(Build::Whole)?;
        }
        ["dist", "--quick"] => {
            dist::build(Build::Quick)?;
        }
        ["test"] => test::run_groups(&test::GROUPS)?,
        ["test", "--only", groups] => {
            let groups: Vec<&str> = groups.split(',').collect();
            let known = [test::GROUPS.as_slice(), &test::MORE].concat();
            if let Some(odd) = groups.iter().find(|group| !known.contains(group)) {
                bail!(
                    "no such group of tests: {odd} (there are {})",
                    known.join(", ")
                );
            }
            test::run_groups(&groups)?;
        }
        ["reproduce"] => engine::reproduce()?,
        ["bench", words @ ..] => return run_bench(words),
        ["archive", rest @ ..] => return make_archive(rest),
        ["fuzz", rest @ ..] => {
            let (minutes, rest) = match rest {
                ["--minutes", minutes, rest @ ..] => (
                    minutes
                        .parse()
                        .with_context(|| format!("no number of minutes: {minutes}"))?,
                    rest,
                ),
                _ => (1.0, rest),
            };
            match rest {
                [] => fuzz::run_targets(minutes, None)?,
                [target] => fuzz::run_targets(minutes, Some(target))?,
                _ => return Ok(false),
            }
        }
        ["types"] => types::run_update()?,
        ["help" | "--help" | "-h"] => print!("{USAGE}"),
        [] => return Ok(false),
        _ => return unknown(&words),
    }
    Ok(true)
}

/// `serve`: options in any order.
fn run_server(mut words: &[&str]) -> Result<bool> {
    let (mut port, mut policy, mut for_tests) = (None, serve::Policy::default(), false);
    let mut how = Build::Whole;
    let mut folder = work::www().join("dist");
    while !words.is_empty() {
        words = match words {
            ["--port", number, rest @ ..] => {
                port = Some(
                    number
                        .parse()
                        .with_context(|| format!("no port: {number}"))?,
                );
                rest
            }
            ["--policy", text, rest @ ..] => {
                policy = serve::Policy::read(text)?;
                rest
            }
            ["--quick", rest @ ..] => {
                how = Build::Quick;
                rest
            }
            ["--for-tests", "--folder", other, rest @ ..] => {
                for_tests = true;
                folder = other.into();
                rest
            }
            ["--for-tests", rest @ ..] => {
                for_tests = true;
                rest
            }
            _ => return Ok(false),
        };
    }
    if for_tests {
        let server = serve::Server::bind(&folder, port.or(Some(0)), &policy)?;
        println!("{}", server.run_beside());
        // Whoever started us holds the other end, and it closes however that process ends.
        std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
    } else {
        let server = serve::Server::bind(&page::build(how)?, port, &policy)?.keeping_nothing();
        println!("\nBackup Inspector: {}\nStop with Ctrl+C.", server.url);
        server.run();
    }
    Ok(true)
}

/// `bench`: the benchmark, or one of the comparisons beside it.
fn run_bench(words: &[&str]) -> Result<bool> {
    let path = std::path::Path::new;
    match words {
        ["--page-against", other] => bench::turns::compare(path(other), bench::turns::RUNS)?,
        ["--page-against", other, runs] => {
            let runs = runs
                .parse()
                .with_context(|| format!("no number of runs: {runs}"))?;
            bench::turns::compare(path(other), runs)?;
        }
        ["--instructions", old, new] => bench::instructions::compare(path(old), path(new), None)?,
        ["--instructions", old, new, file] => {
            bench::instructions::compare(path(old), path(new), Some(path(file)))?;
        }
        _ => return run_whole_bench(words),
    }
    Ok(true)
}

fn run_whole_bench(words: &[&str]) -> Result<bool> {
    let (full, mut rest) = match words {
        [] => (false, words),
        ["--full", rest @ ..] => (true, rest),
        _ => return Ok(false),
    };
    let mut without = Vec::new();
    while let ["--without", part, more @ ..] = rest {
        if !bench::PARTS.contains(part) {
            return Ok(false);
        }
        without.push(*part);
        rest = more;
    }
    if !rest.is_empty() {
        return Ok(false);
    }
    if cfg!(feature = "bench") {
        bench::run_all(full, &without)?;
    } else {
        // Its measure of all things needs a C compiler, and is built only when it is asked for.
        let mut again = work::cargo();
        again.args(["run", "--quiet", "--package", "xtask"]);
        again.args(["--features", "bench", "--", "bench"]);
        work::run(again.args(words))?;
    }
    Ok(true)
}

/// `archive`: options in any order.
fn make_archive(mut words: &[&str]) -> Result<bool> {
    let mut shape = archive::Shape::bench();
    let mut path = None;
    while let [option, value, rest @ ..] = words {
        let number = || {
            value
                .replace(['_', ','], "")
                .parse::<u64>()
                .with_context(|| format!("no number: {value}"))
        };
        match *option {
            "-o" => path = Some(std::path::Path::new(value)),
            "--events" => {
                shape.events = number()?;
                // As many files for each event as in the archive of the benchmark.
                shape.files = shape.events / 400;
            }
            "--files" => shape.files = number()?,
            "--file-bytes" => shape.file_bytes = usize::try_from(number()?)?,
            "--sparse-gb" => shape.sparse_gb = number()?,
            _ => return Ok(false),
        }
        words = rest;
    }
    let (Some(path), []) = (path, words) else {
        return Ok(false);
    };
    work::step(&format!("Writing {}", path.display()), || {
        archive::write(path, shape)
    })?;
    println!("    {} bytes", std::fs::metadata(path)?.len());
    Ok(true)
}

fn unknown(words: &[&str]) -> Result<bool> {
    bail!("unknown command: {}\n\n{USAGE}", words.join(" "))
}
