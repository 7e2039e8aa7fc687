//! What stands in front of the house: every document links to what is there, the README shows what the program prints,
//! the changelog is made of its parts, and the promises name the tests that hold them.
#![allow(clippy::unwrap_used)]

mod sources;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use sources::{files, root, shown};

/// Set by `cargo xtask types`: write what is made rather than compare it.
const UPDATE: &str = "UPDATE_GENERATED";

/// Compares a file of the project with what it should be, or writes it.
fn current(path: &str, expected: &str) {
    let file = root().join(path);
    if std::env::var_os(UPDATE).is_some() {
        fs::write(&file, expected).unwrap();
        return;
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    if found != expected {
        let same = (found.lines().zip(expected.lines())).take_while(|(a, b)| a == b);
        panic!(
            "{path} is out of date from line {} on: run `cargo xtask types`",
            same.count() + 1
        );
    }
}

/// The lines of a document that are text, with their numbers; code between fences is not.
fn text(document: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    document.lines().enumerate().filter_map(move |(at, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        (!fence && !fenced).then_some((at + 1, line))
    })
}

/// The same line with what stands in backticks left out.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join("`")
}

/// What stands in backticks.
fn code_spans(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// Where the links and pictures of a line lead: `[text](here)` and `[name]: here`.
fn destinations(line: &str) -> Vec<String> {
    let plain = without_code(line);
    let mut found: Vec<String> = plain
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', ' ']).next())
        .map(str::to_owned)
        .collect();
    if plain.starts_with('[')
        && let Some((_, to)) = plain.split_once("]: ")
    {
        found.push(to.trim().to_owned());
    }
    found
}

/// The anchors of a document: those of its headings, as GitHub makes them, and those that are written out.
fn anchors(document: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for (_, line) in text(document) {
        for part in line.split("<a id=\"").skip(1) {
            found.extend(part.split('"').next().map(str::to_owned));
        }
        let title = line.trim_start_matches('#');
        if title.len() == line.len() || !title.starts_with(' ') {
            continue;
        }
        let slug: String = title
            .trim()
            .to_lowercase()
            .chars()
            .filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter))
            .map(|letter| if letter == ' ' { '-' } else { letter })
            .collect();
        let times = seen.entry(slug.clone()).or_default();
        *times += 1;
        found.insert(match *times {
            1 => slug,
            more => format!("{slug}-{}", more - 1),
        });
    }
    found
}

/// `../a.md` beside `docs/guide/b.md`; `None` if that leads out of the project.
fn resolve(from: &str, to: &str) -> Option<PathBuf> {
    let mut path = PathBuf::new();
    for part in Path::new(from).parent()?.join(to).components() {
        match part {
            Component::ParentDir => {
                path.file_name()?;
                path.pop();
            }
            Component::Normal(name) => path.push(name),
            _ => {}
        }
    }
    Some(path)
}

/// Every Markdown file of the project, by its path.
fn documents() -> BTreeMap<String, String> {
    files("", &["md"])
        .iter()
        .map(|path| (shown(path), fs::read_to_string(path).unwrap()))
        .collect()
}

/// What is wrong with a link of a document.
fn fault(from: &str, to: &str, documents: &BTreeMap<String, String>) -> Option<String> {
    if to.starts_with("https://") {
        return None;
    }
    let (path, anchor) = to.split_once('#').unwrap_or((to, ""));
    if path.contains(':') {
        return Some(format!("{from}: {to} is no address that is followed here"));
    }
    let file = match path {
        "" => PathBuf::from(from),
        path => resolve(from, path)?,
    };
    if !root().join(&file).exists() {
        return Some(format!("{from}: {to} is not there"));
    }
    let target = documents.get(&file.to_string_lossy().replace('\\', "/"));
    let is_there = anchor.is_empty() || target.is_some_and(|text| anchors(text).contains(anchor));
    (!is_there).then(|| format!("{from}: {to} has no such heading"))
}

#[test]
fn every_link_of_every_document_leads_to_what_is_there() {
    let documents = documents();
    let (mut links, mut faults) = (0, Vec::new());
    for (from, document) in &documents {
        for (line, text) in text(document) {
            for to in destinations(text) {
                links += 1;
                if resolve(from, to.split('#').next().unwrap()).is_none() {
                    faults.push(format!("{from}:{line}: {to} leads out of the project"));
                }
                faults
                    .extend(fault(from, &to, &documents).map(|why| format!("line {line}, {why}")));
            }
        }
    }
    assert!(
        documents.len() > 20 && links > 50,
        "{} documents, {links} links",
        documents.len()
    );
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_link_that_leads_nowhere_is_seen() {
    let documents = BTreeMap::from([(
        "docs/ARCHITECTURE.md".to_owned(),
        "# The `map`, and more\n## Twice\n## Twice\n```\n# no heading\n```\n<a id=\"x-1\"></a>"
            .to_owned(),
    )]);
    for to in [
        "../docs/ARCHITECTURE.md#the-map-and-more",
        "ARCHITECTURE.md#twice-1",
        "#x-1",
        "../README.md",
        "https://example.org/not-asked",
    ] {
        assert_eq!(fault("docs/ARCHITECTURE.md", to, &documents), None, "{to}");
    }
    for to in [
        "README.md",
        "#no-heading",
        "#twice-2",
        "../README.md#no-such-heading",
        "mailto:somebody",
    ] {
        assert!(
            fault("docs/ARCHITECTURE.md", to, &documents).is_some(),
            "{to}"
        );
    }
    assert_eq!(
        destinations("See [a](b.md#c \"title\"), ![d](e.png) and `[no](link)`."),
        ["b.md#c", "e.png"]
    );
    assert_eq!(
        destinations("[0.1.0]: https://example.org"),
        ["https://example.org"]
    );
    assert_eq!(resolve("README.md", "../elsewhere"), None);
}

/// Files that are named in backticks, and functions of tests, in documents that promise something.
#[test]
fn what_the_promises_name_is_there() {
    let functions: String = ["tests", "src", "crates", "xtask/src"]
        .iter()
        .flat_map(|folder| files(folder, &["rs"]))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    for document in ["SECURITY.md", "CONTRIBUTING.md"] {
        let content = fs::read_to_string(root().join(document)).unwrap();
        let (mut named, mut faults) = (0, Vec::new());
        for (line, text) in text(&content) {
            for word in code_spans(text).filter(|word| !word.contains([' ', '<', '*'])) {
                let is_there = if word.contains('/') {
                    // `NAME` stands for any name.
                    word.contains("NAME") || root().join(word).exists()
                } else if word.contains('_') && !word.contains('=') && word.to_lowercase() == word {
                    functions.contains(&format!("fn {word}("))
                } else {
                    continue;
                };
                named += 1;
                if !is_there {
                    faults.push(format!("{document}:{line}: `{word}` is not there"));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        assert!(named >= 8, "{document} names {named} files and tests only");
    }
}

/// The README with the output of each command that is shown with one, as the program prints it now.
fn with_output(readme: &str) -> (String, u32) {
    let (mut out, mut shown) = (String::new(), 0);
    let mut lines = readme.lines().peekable();
    let mut in_console = false;
    while let Some(line) = lines.next() {
        writeln!(out, "{line}").unwrap();
        if line.starts_with("```") {
            in_console = line == "```console";
        }
        let Some(command) = line
            .strip_prefix("$ backup-inspector ")
            .filter(|_| in_console)
        else {
            continue;
        };
        let ends = |line: &&str| line.starts_with("$ ") || line.starts_with("```");
        if lines.peek().is_none_or(&ends) {
            continue;
        }
        // What ends with this line is shown so far.
        let mut before = 0;
        let mut cut = false;
        while let Some(line) = lines.next_if(|line| !ends(line)) {
            cut = line == "…";
            before += usize::from(!cut);
        }
        let command = command.split("  #").next().unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_backup-inspector"))
            .args(command.split_whitespace())
            .current_dir(root())
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&output.stdout);
        assert!(
            !printed.is_empty(),
            "`{command}` prints nothing: {output:?}"
        );
        let all = printed.trim_end().lines();
        let most = if cut { before } else { usize::MAX };
        assert!(
            !cut || all.clone().count() > before,
            "`{command}` is not longer than what is shown"
        );
        for line in all.take(most) {
            writeln!(out, "{}", line.trim_end()).unwrap();
        }
        if cut {
            out.push_str("…\n");
        }
        shown += 1;
    }
    (out, shown)
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (expected, shown) = with_output(&readme);
    assert!(shown > 0, "README.md shows no command with its output");
    current("README.md", &expected);
}

/// What is said there of programs that only look at the container.
#[test]
fn the_file_that_fails_is_sound_to_those_who_test_its_container() {
    let file = root().join("www/e2e/data/fails.zip");
    for (program, argument) in [("unzip", "-tqq"), ("7z", "t")] {
        match Command::new(program).arg(argument).arg(&file).output() {
            Ok(output) => assert!(output.status.success(), "{program}: {output:?}"),
            Err(_) => println!("{program} is not there and was left out"),
        }
    }
}

/// The two commands that everything begins with.
#[test]
fn the_readme_has_the_two_commands() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    for command in ["\n$ cargo xtask serve ", "\n$ cargo xtask test "] {
        assert!(readme.contains(command), "{command}");
    }
}

/// Sections of Keep a Changelog 1.1.0, and the kinds of ours that stand in them.
const SECTIONS: [(&str, &[&str]); 3] = [
    ("Added", &["New"]),
    ("Changed", &["Changed", "Better"]),
    ("Fixed", &["Fixed"]),
];

/// Above the releases.
const CHANGELOG: &str = "# Changelog

What changed for who uses the page or the command line, in the form of [Keep a Changelog](https://keepachangelog.com/en/1.1.0/);
numbers are by [Semantic Versioning](https://semver.org/spec/v2.0.0.html). Made of the files in [changelog/](changelog/README.md) by
`cargo xtask types`.
";

/// One release: what stands in its folder, by sections.
fn release(folder: &Path) -> String {
    let mut changes: Vec<(String, String, String)> = Vec::new();
    for path in files(&shown(folder), &["md"]) {
        let name = shown(&path);
        let content = fs::read_to_string(&path).unwrap();
        let (title, body) = content.split_once("\n\n").unwrap_or((&content, ""));
        let (kind, title) = (title.split_once(": "))
            .unwrap_or_else(|| panic!("{name} begins with no \"Kind: Title\""));
        assert!(
            !body.trim().is_empty(),
            "{name} says nothing below its title"
        );
        let mut letters = title.trim().chars();
        let first = letters.next().unwrap().to_uppercase();
        let title = first.chain(letters).collect();
        changes.push((
            kind.to_owned(),
            title,
            body.trim_end().replace('\n', "\n  "),
        ));
    }
    let known: Vec<&str> = SECTIONS
        .iter()
        .flat_map(|(_, kinds)| kinds.iter().copied())
        .collect();
    for (kind, title, _) in &changes {
        assert!(
            known.contains(&kind.as_str()),
            "{title}: there is no kind {kind}"
        );
    }
    let mut out = String::new();
    for (section, kinds) in SECTIONS {
        let within: Vec<_> = kinds
            .iter()
            .flat_map(|kind| changes.iter().filter(move |(own, ..)| own == kind))
            .collect();
        if within.is_empty() {
            continue;
        }
        write!(out, "\n### {section}\n\n").unwrap();
        for (_, title, body) in within {
            writeln!(out, "- {title}.\n  {body}").unwrap();
        }
    }
    out
}

#[test]
fn the_changelog_is_made_of_its_parts() {
    let mut releases: Vec<(String, PathBuf)> = fs::read_dir(root().join("changelog"))
        .unwrap()
        .map(|item| item.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                path,
            )
        })
        .collect();
    // The newest first: what is not released, then by the days in the names.
    let day = |name: &str| name.split_once('_').map(|(_, day)| day.to_owned());
    releases.sort_by(|(a, _), (b, _)| (day(a).is_some(), day(b)).cmp(&(day(b).is_some(), day(a))));
    let mut expected = CHANGELOG.to_owned();
    for (name, folder) in &releases {
        let heading = match name.split_once('_') {
            None => {
                assert_eq!(name, "unreleased", "changelog/{name} is no NUMBER_DAY");
                "[Unreleased]".to_owned()
            }
            Some((number, day)) => {
                assert!(
                    number.split('.').all(|part| part.parse::<u32>().is_ok()) && day.len() == 10,
                    "changelog/{name} is no NUMBER_DAY"
                );
                format!("[{number}] - {day}")
            }
        };
        write!(expected, "\n## {heading}\n{}", release(folder)).unwrap();
    }
    assert!(!releases.is_empty());
    current("CHANGELOG.md", &expected);
}
