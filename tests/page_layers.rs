//! The layers of the page, held by reading the imports of every TypeScript file, tests included:
//! `engine` ← `state` ← `parts` ← `formats` ← `screens` ← the page itself. No folder is exempt but
//! what the engine's build writes, and no file reaches itself through its imports.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Below this everything is the page's.
fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("www/src")
}

/// Written by the engine's build; types, tables and packed bytes.
const GENERATED: &str = "engine/generated/";

/// A layer may use itself and what stands before it.
const LAYERS: [(&str, Layer); 10] = [
    ("styles/", Layer::Engine),
    ("engine/", Layer::Engine),
    ("package/", Layer::Engine),
    ("state/", Layer::State),
    ("parts/", Layer::Parts),
    ("formats/contract.ts", Layer::Contract),
    ("formats/index.ts", Layer::Registry),
    ("formats/", Layer::Format),
    ("screens/", Layer::Screens),
    ("", Layer::Page),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Layer {
    /// Messages and workers; no document. What pages of others get of it stands in `package/`.
    Engine,
    /// What the page knows, and its words.
    State,
    /// What is drawn in several places.
    Parts,
    /// What a system's folder gives.
    Contract,
    /// A system's folder.
    Format,
    /// Which systems there are.
    Registry,
    /// What fills the window.
    Screens,
    /// What puts screens together.
    Page,
}

/// Layer of a file, by its path below `www/src`; a folder that is new belongs to none.
fn layer(path: &str) -> Option<Layer> {
    let (_, layer) = LAYERS.iter().find(|(start, _)| path.starts_with(start))?;
    (*layer != Layer::Page || !path.contains('/')).then_some(*layer)
}

/// The system's folder that a file stands in.
fn system(path: &str) -> Option<&str> {
    let (name, rest) = path.strip_prefix("formats/")?.split_once('/')?;
    (!rest.is_empty()).then_some(name)
}

/// Why `from` may not import `to`; paths below `www/src`.
fn fault(from: &str, to: &str) -> Option<String> {
    let (Some(own), Some(other)) = (layer(from), layer(to)) else {
        return Some(format!("{from} or {to} belongs to no layer"));
    };
    if other > own {
        return Some(format!("{from} ({own:?}) imports {to} ({other:?})"));
    }
    if own == Layer::Format && other == Layer::Format && system(from) != system(to) {
        return Some(format!("{from} imports {to}, which is another system's"));
    }
    None
}

/// The relative addresses that a file imports, types included, loaded late or not.
fn imports(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for start in ["from '", "import '", "import('", "new URL('"] {
        for rest in text.split(start).skip(1) {
            if let Some((address, _)) = rest.split_once('\'')
                && address.starts_with('.')
            {
                found.push(address.split('?').next().unwrap_or(address));
            }
        }
    }
    found
}

/// `../state/store.ts` of `screens/report/index.tsx`; `None` outside `www/src`.
fn resolve(from: &str, address: &str) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in Path::new(from).parent()?.join(address).components() {
        match part {
            Component::ParentDir => {
                parts.pop()?;
            }
            Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
            _ => {}
        }
    }
    Some(parts.join("/"))
}

/// Every TypeScript file with its text, by its path below `www/src`.
fn files() -> BTreeMap<String, String> {
    let root = source();
    let mut found = BTreeMap::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for item in fs::read_dir(folder).unwrap() {
            let path = item.unwrap().path();
            let name = path
                .strip_prefix(&root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            if path.is_dir() {
                open.push(path);
            } else if (name.ends_with(".ts") || name.ends_with(".tsx"))
                && !name.starts_with(GENERATED)
            {
                found.insert(name, fs::read_to_string(path).unwrap());
            }
        }
    }
    found
}

#[test]
fn every_file_of_the_page_imports_only_what_stands_before_it() {
    let files = files();
    let mut faults = Vec::new();
    let mut count = 0;
    for (path, text) in &files {
        if layer(path).is_none() {
            faults.push(format!("{path} belongs to no layer"));
        }
        for address in imports(text) {
            count += 1;
            // What lies outside are assets that travel inside of scripts.
            if let Some(to) = resolve(path, address) {
                faults.extend(fault(path, &to));
            } else if !address.contains("/assets/") {
                faults.push(format!(
                    "{path} imports {address}, outside of the page's source"
                ));
            }
        }
    }
    assert!(count > 2 * files.len(), "imports are not found any more");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_file_of_the_page_reaches_itself() {
    let files = files();
    let edges: BTreeMap<&str, BTreeSet<String>> = files
        .iter()
        .map(|(path, text)| {
            let to = imports(text)
                .into_iter()
                .filter_map(|address| resolve(path, address))
                .collect();
            (path.as_str(), to)
        })
        .collect();
    for start in files.keys() {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&str> = vec![start];
        while let Some(next) = open.pop() {
            for to in edges.get(next).into_iter().flatten() {
                assert_ne!(to, start, "{start} reaches itself through {next}");
                if seen.insert(to.as_str()) {
                    open.push(to);
                }
            }
        }
    }
}

#[test]
fn only_a_systems_folder_names_the_system() {
    let files = files();
    let systems: BTreeSet<&str> = files.keys().filter_map(|path| system(path)).collect();
    assert!(systems.len() > 1, "no folder of a system was found");
    for (path, text) in &files {
        assert!(
            path == "formats/index.ts" || !text.contains("import.meta.glob"),
            "{path} looks for files of its own: only formats/index.ts does"
        );
        if path.starts_with("formats/") || path.ends_with(".test.ts") {
            continue;
        }
        for name in &systems {
            for quote in ['\'', '"'] {
                // A verdict may be unknown, too.
                assert!(
                    *name == "unknown" || !text.contains(&format!("{quote}{name}{quote}")),
                    "{path} names the system {name}"
                );
            }
        }
    }
}

#[test]
fn what_would_break_the_layers_is_seen() {
    for (from, to) in [
        ("engine/pool.ts", "state/store.ts"),
        ("state/store.ts", "parts/icons/index.tsx"),
        ("state/words.ts", "formats/squidex/words.ts"),
        ("parts/verdict/index.tsx", "formats/contract.ts"),
        ("parts/verdict/index.tsx", "screens/report/index.tsx"),
        ("formats/squidex/index.ts", "screens/report/actions.ts"),
        ("formats/squidex/index.ts", "formats/unknown/index.ts"),
        ("formats/squidex/index.ts", "formats/index.ts"),
        ("screens/report/index.tsx", "app.tsx"),
        ("somewhere/new.ts", "engine/pool.ts"),
    ] {
        assert!(fault(from, to).is_some(), "{from} imports {to}");
    }
    for (from, to) in [
        ("engine/worker.ts", "engine/generated/engine.js"),
        ("parts/verdict/index.tsx", "parts/verdict/style.css"),
        ("formats/squidex/app/index.tsx", "formats/squidex/words.ts"),
        ("formats/squidex/app/index.tsx", "formats/contract.ts"),
        ("screens/report/index.tsx", "formats/index.ts"),
        ("app.tsx", "screens/landing/index.tsx"),
    ] {
        assert_eq!(fault(from, to), None, "{from} imports {to}");
    }
    let text = "import a from './a.ts';\nimport type {\n  B,\n} from '../b.ts';\nimport './c.css';\n\
                const d = () => import('./d.tsx');\nimport e from 'preact';\n\
                import f from './f.zip?base64';\nnew URL('./g.ts', import.meta.url);";
    let mut found = imports(text);
    found.sort_unstable();
    assert_eq!(
        found,
        [
            "../b.ts", "./a.ts", "./c.css", "./d.tsx", "./f.zip", "./g.ts"
        ]
    );
    assert_eq!(
        resolve("screens/report/index.tsx", "../../state/store.ts").as_deref(),
        Some("state/store.ts")
    );
    assert_eq!(resolve("example.ts", "../assets/example.zip"), None);
}
