//! The layers of the engine, held by reading what every file of `src/` imports: `use crate::…`, inline `crate::…`
//! paths, and `super::…` that climbs out of a folder. No file is exempt; what is compiled for tests only is no import.
#![allow(clippy::unwrap_used)]

mod sources;

use std::collections::BTreeSet;

use sources::{code, files, root, shown};

/// A layer may use itself and what stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Layer {
    /// Errors, bytes, sorting, JSON: what everybody stands on.
    Ground,
    /// The contract and its renderers.
    Report,
    /// Containers of files.
    Container,
    /// What all systems have in common.
    Inspect,
    /// What several systems share.
    Shared,
    /// A system's folder.
    System,
    /// Which systems there are.
    Registry,
    /// From files to sets; the messages about them.
    Sets,
    /// Work, on threads or not.
    Work,
    /// The edge to the browser.
    Web,
    /// The edge to the terminal; the tests of generated files.
    Edge,
}

/// Parts of the crate, by the first words of their paths; the longest that fits counts.
const LAYERS: &[(&[&str], Layer)] = &[
    (&["disk"], Layer::Ground),
    (&["error"], Layer::Ground),
    (&["json"], Layer::Ground),
    (&["sort"], Layer::Ground),
    (&["typed"], Layer::Ground),
    (&["source"], Layer::Ground),
    (&["report"], Layer::Report),
    (&["container"], Layer::Container),
    (&["inspect"], Layer::Inspect),
    (&["format", "whole"], Layer::Shared),
    (&["format", "zip_faults"], Layer::Shared),
    (&["format"], Layer::Registry),
    (&["open"], Layer::Sets),
    (&["protocol"], Layer::Sets),
    (&["scan"], Layer::Work),
    (&["threads"], Layer::Work),
    (&["web"], Layer::Web),
    (&["cli"], Layer::Edge),
    (&["generated"], Layer::Edge),
    (&["lib"], Layer::Edge),
    (&["main"], Layer::Edge),
];

/// The systems: folders below `src/format` that the registry has a line for.
fn systems() -> BTreeSet<String> {
    let registry = std::fs::read_to_string(root().join("src/format/mod.rs")).unwrap();
    let list = registry
        .split("\nsystems! {")
        .nth(1)
        .and_then(|rest| rest.split("\n}").next())
        .unwrap();
    let systems: BTreeSet<String> = list
        .lines()
        .filter_map(|line| line.split_whitespace().nth(2).map(str::to_owned))
        .collect();
    assert!(systems.contains("squidex"), "{systems:?}");
    systems
}

/// The layer of a path below the crate, `None` if it belongs to none.
fn layer(path: &[String], systems: &BTreeSet<String>) -> Option<Layer> {
    if system(path, systems).is_some() {
        return Some(Layer::System);
    }
    LAYERS
        .iter()
        .filter(|(start, _)| {
            start.len() <= path.len() && start.iter().zip(path).all(|(a, b)| *a == b.as_str())
        })
        .max_by_key(|(start, _)| start.len())
        .map(|(_, layer)| *layer)
}

/// The system's folder that a path leads to.
fn system<'a>(path: &'a [String], systems: &BTreeSet<String>) -> Option<&'a str> {
    match path {
        [format, name, ..] if format == "format" && systems.contains(name) => Some(name),
        _ => None,
    }
}

/// The module that a file is, as its path below the crate.
fn module(file: &str) -> Vec<String> {
    let path = file.strip_prefix("src/").unwrap_or(file);
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let mut module: Vec<String> = path.split('/').map(str::to_owned).collect();
    if module.len() > 1 && module.last().is_some_and(|last| last == "mod") {
        module.pop();
    }
    module
}

/// What a path in source text goes through, all branches of `{…}` one by one.
fn branches(text: &str) -> Vec<Vec<String>> {
    let text = text.trim_start();
    let group = text.strip_prefix('{');
    if let Some(group) = group {
        let mut found = Vec::new();
        let (mut depth, mut start) = (0_u32, 0);
        for (at, letter) in group.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    let branch = &group[start..at];
                    if !branch.trim().is_empty() {
                        found.extend(branches(branch));
                    }
                    start = at + 1;
                    if letter == '}' {
                        break;
                    }
                }
                _ => {}
            }
        }
        return found;
    }
    let name: String = text
        .chars()
        .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
        .collect();
    if name.is_empty() {
        // Nothing, or `*`.
        return vec![Vec::new()];
    }
    let rest = text[name.len()..].trim_start();
    let tails = match rest.strip_prefix("::") {
        Some(rest) => branches(rest),
        None => vec![Vec::new()],
    };
    tails
        .into_iter()
        .map(|tail| [vec![name.clone()], tail].concat())
        .collect()
}

/// Paths below the crate that a file names. `lines` are its code without comments and tests.
fn imports(file: &str, lines: &[String]) -> BTreeSet<Vec<String>> {
    let own = module(file);
    let is_edge = file.starts_with("src/cli/") || file == "src/main.rs";
    let mut found = BTreeSet::new();
    // Modules inside of the file that are open at a line: `super` counts from there.
    let mut inner = 0_usize;
    for (number, line) in lines.iter().enumerate() {
        if line.ends_with('{') && (line.starts_with("mod ") || line.starts_with("pub mod ")) {
            inner = 1;
        } else if line == "}" {
            inner = 0;
        }
        for start in ["crate::", "super::", "backup_inspector::"] {
            for (at, _) in line.match_indices(start) {
                let before = &line[..at];
                let is_inside = before
                    .chars()
                    .next_back()
                    .is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
                // `pub(in crate::format)` says who may come, and `super::super` was seen from its start.
                if is_inside || before.ends_with("(in ") || before.ends_with("super::") {
                    continue;
                }
                // A path with branches may go on in the next lines.
                let rest: String = [&line[at..]]
                    .into_iter()
                    .chain(lines[number + 1..].iter().take(80).map(String::as_str))
                    .collect();
                for path in branches(&rest) {
                    let climbs = path.iter().take_while(|name| *name == "super").count();
                    let base = match (path[0].as_str(), climbs) {
                        ("crate", _) => Vec::new(),
                        // The command line is another crate that uses the library by its name.
                        ("backup_inspector", _) if is_edge => Vec::new(),
                        ("backup_inspector", _) => vec!["main".to_owned()],
                        _ => own[..own.len().saturating_sub(climbs.saturating_sub(inner))].to_vec(),
                    };
                    let names = path.into_iter().skip(climbs.max(1));
                    found.insert(base.into_iter().chain(names).collect());
                }
            }
        }
    }
    found
}

/// What a file imports and may not.
fn faults(file: &str, lines: &[String], systems: &BTreeSet<String>) -> Vec<String> {
    let own = module(file);
    let Some(own_layer) = layer(&own, systems) else {
        return vec![format!("{file} belongs to no layer")];
    };
    let mut faults = Vec::new();
    for path in imports(file, lines) {
        let shown = path.join("::");
        let Some(other) = layer(&path, systems) else {
            // A name at the root of the crate that is no module: a crate of the file's own `main.rs`, or a mistake.
            if own_layer != Layer::Edge {
                faults.push(format!("{file}: crate::{shown} belongs to no layer"));
            }
            continue;
        };
        if other > own_layer {
            faults.push(format!(
                "{file} ({own_layer:?}) imports crate::{shown} ({other:?})"
            ));
        } else if own_layer == Layer::System && other == Layer::System {
            let (own, other) = (system(&own, systems), system(&path, systems));
            if own != other {
                faults.push(format!("{file} imports crate::{shown}, another system's"));
            }
        }
    }
    faults
}

#[test]
fn every_file_imports_only_from_its_layer_and_those_below() {
    let systems = systems();
    let all = files("src", &["rs"]);
    assert!(all.len() > 100, "{} files", all.len());
    let (mut found, mut faulty) = (0, Vec::new());
    for path in all {
        let file = shown(&path);
        let lines: Vec<String> = code(&path).into_iter().map(|(_, line)| line).collect();
        found += imports(&file, &lines).len();
        faulty.extend(faults(&file, &lines, &systems));
    }
    assert!(found > 500, "only {found} imports were seen");
    assert!(faulty.is_empty(), "{}", faulty.join("\n"));
}

#[test]
fn every_folder_below_format_is_a_system_or_shared() {
    let systems = systems();
    for item in std::fs::read_dir(root().join("src/format")).unwrap() {
        let name = item.unwrap().file_name().to_string_lossy().into_owned();
        let path = module(&format!("src/format/{name}"));
        let known = name.ends_with(".md")
            || name == "mod.rs"
            // Of the registry: it reads reports of every system.
            || name == "saved.rs"
            || systems.contains(&name)
            || layer(&path, &systems) == Some(Layer::Shared);
        assert!(known, "src/format/{name} has no line in the registry");
    }
}

/// The reading of imports sees what it is there for.
#[test]
fn an_import_from_above_is_seen() {
    let systems: BTreeSet<String> = ["squidex", "unknown"].map(str::to_owned).into();
    let said = |file: &str, text: &str| {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        faults(file, &lines, &systems)
    };
    let bad = [
        ("src/report/words.rs", "use crate::container::zip::Archive;"),
        (
            "src/container/zip/read.rs",
            "    crate::inspect::copy::none();",
        ),
        ("src/inspect/mod.rs", "use crate::format::Options;"),
        ("src/inspect/copy.rs", "use super::super::open::Set;"),
        (
            "src/inspect/copy.rs",
            "use crate::{\n    error::Error,\n    scan::{self, Progress},\n};",
        ),
        ("src/format/mod.rs", "use crate::open::Set;"),
        ("src/format/squidex/check.rs", "use crate::format::CODES;"),
        (
            "src/format/squidex/check.rs",
            "use super::super::unknown::codes;",
        ),
        (
            "src/format/squidex/copy/mod.rs",
            "use crate::format::unknown;",
        ),
        ("src/format/zip_faults/mod.rs", "use super::squidex::ID;"),
        (
            "src/open.rs",
            "mod inside {\n    use super::super::scan::run;\n}",
        ),
        ("src/scan.rs", "use crate::web::Engine;"),
        ("src/web/mod.rs", "use crate::cli::args;"),
        ("src/source.rs", "use crate::nothing_known::X;"),
        (
            "src/format/squidex/x.rs",
            "use backup_inspector::error::Error;",
        ),
        ("src/of_no_layer.rs", ""),
    ];
    for (file, text) in bad {
        assert_ne!(said(file, text), Vec::<String>::new(), "{file}: {text}");
    }
    let good = [
        (
            "src/format/squidex/check.rs",
            "use crate::format::{squidex::codes, zip_faults};",
        ),
        (
            "src/format/squidex/copy/mod.rs",
            "pub(in crate::format) fn pack() {}\nuse super::facts;",
        ),
        (
            "src/scan.rs",
            "mod native {\n    use super::{Copy, Ended};\n    use crate::format;\n}",
        ),
        (
            "src/cli/check.rs",
            "use backup_inspector::{open, scan};\nuse super::{file, Failure};",
        ),
        ("src/report/finding.rs", "use crate::sort;"),
    ];
    for (file, text) in good {
        assert_eq!(said(file, text), Vec::<String>::new(), "{file}: {text}");
    }
}
