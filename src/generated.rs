//! What is generated from the engine's own types and tables, and the tests that fail when a
//! committed copy has drifted: the TypeScript types of the report and the protocol, the finding
//! codes for the page, and `docs/findings.md`. `cargo xtask types` writes them anew.
//!
//! Test-only, so that the engine itself carries neither generator nor text.

use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::path::Path;

use ts_rs::{Config, TS, TypeVisitor};

use crate::format::squidex::estimate::profiles;
use crate::format::squidex::objects;
use crate::format::{Answer, CODES, Options, Question, Report};
use crate::inspect::copy::Recipe;
use crate::inspect::export::Wanted;
use crate::protocol::{FromWorker, PathFile, ToWorker};
use crate::report::Severity;

/// Set by `cargo xtask types`: write the files rather than compare them.
const UPDATE: &str = "UPDATE_GENERATED";

/// Compares `path` (relative to the crate) with `expected`, or writes it.
fn current(path: &str, expected: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os(UPDATE).is_some() {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).unwrap();
        }
        std::fs::write(&file, expected).unwrap();
        return;
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    if found != expected {
        let line = found
            .lines()
            .zip(expected.lines())
            .position(|(a, b)| a != b);
        panic!(
            "{path} is out of date (first difference in line {}): run `cargo xtask types`",
            line.map_or_else(
                || "after the shorter one".into(),
                |line| (line + 1).to_string()
            )
        );
    }
}

/// Collects declarations of all types that can be reached, by name.
struct Collect {
    config: Config,
    seen: HashSet<TypeId>,
    declarations: BTreeMap<String, String>,
}

impl TypeVisitor for Collect {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        if T::output_path().is_some() {
            let mut text = T::docs().unwrap_or_default();
            write!(text, "export {}", T::decl(&self.config)).unwrap();
            let text = text
                .lines()
                .map(str::trim_end)
                .collect::<Vec<_>>()
                .join("\n");
            let name = T::ident(&self.config);
            // The same declaration may come twice (a type and its stand-in), different ones may not.
            let previous = self.declarations.insert(name.clone(), text.clone());
            assert!(
                previous.is_none_or(|other| other == text),
                "two types are named {name}"
            );
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

#[test]
fn typescript_types_are_current() {
    let mut collect = Collect {
        // Sizes, offsets and counts stay below 2^53: a backup of 8 PiB is not expected.
        config: Config::new().with_large_int("number"),
        seen: HashSet::new(),
        declarations: BTreeMap::new(),
    };
    collect.visit::<ToWorker>();
    collect.visit::<FromWorker>();
    // Messages name it in TypeScript alone.
    collect.visit::<PathFile>();
    collect.visit::<crate::report::render::Told>();
    collect.visit::<crate::format::saved::SavedReports>();
    collect.visit::<Report>();
    collect.visit::<Options>();
    collect.visit::<Question>();
    collect.visit::<Answer>();
    // Rows of its tables, and the words for them, which no message names.
    collect.visit::<objects::ObjectLine>();
    collect.visit::<objects::ObjectKind>();
    collect.visit::<objects::ObjectPart>();
    collect.visit::<Recipe>();
    let mut text = String::from(
        "// Generated from the Rust types by `cargo xtask types`; a test fails when it drifts. Do not edit.\n",
    );
    for declaration in collect.declarations.values() {
        write!(text, "\n{declaration}\n").unwrap();
    }
    current("www/src/engine/generated/types.ts", &text);
}

#[test]
fn defaults_for_the_page_are_current() {
    let options = serde_json::to_string_pretty(&Options::default()).unwrap();
    let wanted = serde_json::to_string_pretty(&Wanted::default()).unwrap();
    let text = format!(
        "// Generated from the engine's defaults by `cargo xtask types`; a test fails when it drifts. Do not edit.\n\n\
         import type {{ Options, Wanted }} from './types';\n\n\
         /** What is assumed as long as nobody says anything. */\n\
         export const DEFAULTS: Options = {options};\n\n\
         /** How it is exported as long as nobody says anything. */\n\
         export const EXPORT: Wanted = {wanted};\n"
    );
    current("www/src/engine/generated/defaults.ts", &text);
}

/// The word of a severity as the JSON contract spells it.
fn severity_word(severity: Severity) -> String {
    serde_json::to_value(severity)
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned()
}

/// First letter in upper case and a full stop at the end: the table's texts are lower case.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    let end = if text.ends_with(".\"") { "" } else { "." };
    format!("{first}{}{end}", chars.as_str())
}

#[test]
fn finding_codes_for_the_page_are_current() {
    let mut text = String::from(
        "// Generated from the tables of codes by `cargo xtask types`; a test fails when it drifts. Do not edit.\n\n\
         import type { Severity } from './types';\n\n\
         /** What is known about one finding code, wherever it was met. */\n\
         export interface CodeInfo {\n  code: string;\n  severity: Severity;\n  title: string;\n  cause: string;\n  \
         effect: string;\n  advice: string;\n  action: string | null;\n}\n\n\
         /** Every finding code, for the \"why?\" texts. */\n\
         export const CODES: Readonly<Record<string, CodeInfo>> = {\n",
    );
    for code in CODES.all() {
        let json = |text: &str| serde_json::to_string(text).unwrap();
        writeln!(
            text,
            "  {}: {{\n    code: {},\n    severity: {},\n    title: {},\n    cause: {},\n    effect: {},\n    \
             advice: {},\n    action: {},\n  }},",
            json(code.name),
            json(code.name),
            json(&severity_word(code.severity)),
            json(code.title),
            json(code.cause),
            json(code.effect),
            json(code.advice),
            code.action.map_or_else(|| "null".into(), json),
        )
        .unwrap();
    }
    text.push_str("};\n");
    current("www/src/engine/generated/codes.ts", &text);
}

#[test]
fn target_profiles_for_the_page_are_current() {
    let mut text = String::from(
        "// Generated from src/format/squidex/estimate/profiles.rs by `cargo xtask types`; a test fails when it drifts. Do not edit.\n\n\
         /** A choice: the word that stands in a profile's name, and its title for a person. */\n\
         export type Choice = readonly [id: string, title: string];\n",
    );
    let mut list = |doc: &str, name: &str, choices: Vec<(&str, &str)>| {
        write!(
            text,
            "\n/** {doc} */\nexport const {name}: readonly Choice[] = [\n"
        )
        .unwrap();
        for choice in choices {
            let json = |text: &str| serde_json::to_string(text).unwrap();
            writeln!(text, "  [{}, {}],", json(choice.0), json(choice.1)).unwrap();
        }
        text.push_str("];\n");
    };
    list(
        "Event and snapshot stores.",
        "STORES",
        profiles::STORES.iter().map(|row| (row.0, row.1)).collect(),
    );
    list(
        "Where asset files go; the first goes without saying.",
        "ASSET_STORES",
        profiles::ASSET_STORES
            .iter()
            .map(|row| (row.0, row.1))
            .collect(),
    );
    list(
        "How the archive gets to the server; the first goes without saying.",
        "DOWNLOADS",
        profiles::DOWNLOADS
            .iter()
            .map(|row| (row.0, row.1))
            .collect(),
    );
    current("www/src/engine/generated/profiles.ts", &text);
}

#[test]
fn choices_of_sharepoint_for_the_page_are_current() {
    use crate::format::sharepoint::compose::{KNOWN, Language, Takes, Task};
    use crate::format::sharepoint::versions;
    let json = |text: &str| serde_json::to_string(text).unwrap();
    let mut text = String::from(
        "// Generated from src/format/sharepoint by `cargo xtask types`; a test fails when it drifts. Do not edit.\n\n\
         /** A choice: its word in the options, and its name for a person. */\n\
         export type Choice = readonly [word: string, name: string];\n",
    );
    let mut list = |doc: &str, name: &str, choices: Vec<(&str, &str)>| {
        write!(
            text,
            "\n/** {doc} */\nexport const {name}: readonly Choice[] = [\n"
        )
        .unwrap();
        for (word, name) in choices {
            writeln!(text, "  [{}, {}],", json(word), json(name)).unwrap();
        }
        text.push_str("];\n");
    };
    list(
        "Releases of SQL Server that a SharePoint runs on, oldest first.",
        "SQL_SERVERS",
        versions::RELEASES
            .iter()
            .filter(|release| {
                versions::SharePoint::ALL
                    .iter()
                    .any(|version| version.sql_servers().contains(&release.word))
            })
            .map(|release| (release.word, release.name))
            .collect(),
    );
    list(
        "Versions of SharePoint, oldest first.",
        "SHARE_POINTS",
        versions::SharePoint::ALL
            .iter()
            .map(|version| (version.word(), version.name()))
            .collect(),
    );
    text.push_str(
        "\n/** A setting of a command: what it means, and what it takes. */\n\
         export interface Setting {\n  means: string;\n  \
         takes: { kind: 'text' | 'switch' } | { kind: 'word'; words: readonly string[] } | { kind: 'number'; least: number; most: number };\n  \
         /** What stands in commands until somebody says it. */\n  standIn: string | null;\n}\n\n\
         /** Settings by their names. */\nexport const SETTINGS: Readonly<Record<string, Setting>> = {\n",
    );
    for setting in &KNOWN {
        let takes = match setting.takes {
            Takes::Text => "{ kind: 'text' }".into(),
            Takes::Switch => "{ kind: 'switch' }".into(),
            Takes::Word(words) => format!(
                "{{ kind: 'word', words: {} }}",
                serde_json::to_string(words).unwrap()
            ),
            Takes::Number(least, most) => {
                format!("{{ kind: 'number', least: {least}, most: {most} }}")
            }
        };
        writeln!(
            text,
            "  {}: {{ means: {}, takes: {takes}, standIn: {} }},",
            json(setting.name),
            json(setting.means),
            serde_json::to_string(&setting.stand_in).unwrap()
        )
        .unwrap();
    }
    text.push_str(
        "};\n\n/** What can be composed: the task's word, the language of its commands, the settings that they depend on, and\n * those that something stands in for until they are said. */\n\
         export const TASKS = [\n",
    );
    for (word, task) in Task::ALL {
        let language = match task.language() {
            Language::PowerShell => "PowerShell",
            Language::TSql => "T-SQL",
        };
        writeln!(
            text,
            "  {{ word: {}, language: {}, settings: {}, needs: {} }},",
            json(word),
            json(language),
            serde_json::to_string(task.settings()).unwrap(),
            serde_json::to_string(task.needs()).unwrap()
        )
        .unwrap();
    }
    text.push_str("] as const;\n");
    current("www/src/engine/generated/sharepoint.ts", &text);
}

#[test]
fn findings_page_is_current() {
    let mut text = String::from(
        "# Findings\n\n\
         Every code that `backup-inspector check --json` and the page can report: where it comes from, what a\n\
         restore does, what to do. Codes are stable; scripts may branch on them. Written by `cargo xtask types`\n\
         from the tables of codes in `src/format/`.\n\n\
         | Severity | Meaning |\n|---|---|\n\
         | `fatal` | the restore fails |\n\
         | `data-loss` | the restore succeeds, but something is gone or changed |\n\
         | `suspicious` | it works, but is worth a look |\n\
         | `note` | good to know |\n",
    );
    let groups = [
        (Severity::Fatal, "The restore fails"),
        (Severity::DataLoss, "Something is lost or changed"),
        (Severity::Suspicious, "Worth a look"),
        (Severity::Note, "Notes"),
    ];
    for (severity, heading) in groups {
        let group: Vec<_> = CODES
            .all()
            .filter(|code| code.severity == severity)
            .collect();
        if group.is_empty() {
            continue;
        }
        write!(text, "\n## {heading}\n").unwrap();
        for code in group {
            write!(
                text,
                "\n<a id=\"{name}\"></a>\n### `{name}`: {title}\n\n- **Severity:** `{severity}`\n- **Cause:** {cause}\n\
                 - **What a restore does:** {effect}\n- **What to do:** {advice}\n",
                name = code.name,
                title = code.title,
                severity = severity_word(code.severity),
                cause = sentence(code.cause),
                effect = sentence(code.effect),
                advice = sentence(code.advice),
            )
            .unwrap();
            if code.action.is_some() {
                text.push_str("- **Repair:** offered: a copy can be written without this fault.\n");
            }
        }
    }
    current("docs/findings.md", &text);
}

#[test]
fn codes_are_unique_kebab_case_and_explained() {
    let mut seen = HashSet::new();
    for code in CODES.all() {
        assert!(seen.insert(code.name), "{} is there twice", code.name);
        assert!(
            code.name.split('-').all(|word| {
                !word.is_empty()
                    && word
                        .chars()
                        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
            }),
            "{} is not kebab-case",
            code.name
        );
        for text in [code.title, code.cause, code.effect, code.advice] {
            assert!(text.len() > 5, "{}: \"{text}\" explains nothing", code.name);
            assert!(
                !text.ends_with('.'),
                "{}: \"{text}\" ends with a full stop",
                code.name
            );
        }
        if let Some(action) = code.action {
            assert_eq!(action, code.name, "a repair has the name of its code");
        }
    }
}
