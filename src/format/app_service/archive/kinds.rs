//! Of what kind the files of a site are, by their extension.

use serde::Serialize;

/// Files of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KindBytes {
    /// Kind: `code`, `pages`, `images` …
    pub kind: &'static str,
    /// Files.
    #[cfg_attr(test, ts(type = "number"))]
    pub files: u64,
    /// Uncompressed bytes.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
}

/// Kinds and their extensions; what has none of them is `other`.
const KINDS: [(&str, &[&str]); 8] = [
    (
        "code",
        &[
            "dll", "exe", "so", "pdb", "jar", "war", "class", "php", "py", "js", "mjs", "ts", "cs",
            "vb", "java", "rb", "go", "map", "node", "wasm", "ps1", "cmd", "sh",
        ],
    ),
    (
        "pages",
        &[
            "html", "htm", "cshtml", "vbhtml", "razor", "aspx", "ascx", "asax", "ashx", "master",
            "css", "scss", "less", "hbs", "ejs",
        ],
    ),
    (
        "configuration",
        &[
            "config", "json", "xml", "yml", "yaml", "ini", "env", "toml", "resx", "props",
            "targets",
        ],
    ),
    (
        "images",
        &[
            "png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "bmp", "avif", "tif", "tiff",
        ],
    ),
    (
        "media and fonts",
        &[
            "mp4", "webm", "mp3", "wav", "ogg", "mov", "avi", "woff", "woff2", "ttf", "otf", "eot",
        ],
    ),
    (
        "documents",
        &[
            "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "txt", "md", "csv", "rtf",
        ],
    ),
    (
        "data and packages",
        &[
            "db", "sqlite", "mdf", "ldf", "ibd", "frm", "myd", "myi", "zip", "gz", "tar", "7z",
            "nupkg", "bak", "sql", "bacpac",
        ],
    ),
    ("logs", &["log", "etl", "dmp", "trace"]),
];

/// Of what kind a file is, by its extension.
pub fn kind_of(path: &str) -> &'static str {
    KINDS.get(place_of(path)).map_or(OTHER, |(kind, _)| kind)
}

/// Its place in the list of kinds; behind the last for what has none.
fn place_of(path: &str) -> usize {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase())
        .unwrap_or_default();
    KINDS
        .iter()
        .position(|(_, extensions)| extensions.contains(&extension.as_str()))
        .unwrap_or(KINDS.len())
}

/// What has none of the kinds.
const OTHER: &str = "other";

/// Sums by kind.
#[derive(Default)]
pub(super) struct Kinds {
    sums: [(u64, u64); KINDS.len() + 1],
}

impl Kinds {
    /// Adds a file.
    pub(super) fn add(&mut self, path: &str, bytes: u64) {
        if let Some(sums) = self.sums.get_mut(place_of(path)) {
            sums.0 += 1;
            sums.1 = sums.1.saturating_add(bytes);
        }
    }

    /// Files and bytes of all kinds.
    pub(super) fn sum(&self) -> (u64, u64) {
        self.sums.iter().fold((0, 0), |all, one| {
            (all.0 + one.0, all.1.saturating_add(one.1))
        })
    }

    /// The kinds that were met, most bytes first.
    pub(super) fn finish(self) -> Vec<KindBytes> {
        let names = KINDS.iter().map(|(name, _)| *name).chain([OTHER]);
        let mut kinds: Vec<KindBytes> = names
            .zip(self.sums)
            .filter(|(_, (files, _))| *files > 0)
            .map(|(kind, (files, bytes))| KindBytes { kind, files, bytes })
            .collect();
        crate::sort::sort_by(&mut kinds, |a, b| {
            b.bytes.cmp(&a.bytes).then(a.kind.cmp(b.kind))
        });
        kinds
    }
}
