//! From an address to a file of the built page, and what kind of file it is.

use std::path::{Path, PathBuf};

/// The file that an address means; `None` if there is none, or if it would leave the folder.
pub fn find(root: &Path, address: &str) -> Option<PathBuf> {
    let path = address.split(['?', '#']).next()?.strip_prefix('/')?;
    let mut found = root.to_path_buf();
    for part in path.split('/') {
        let part = unescape(part)?;
        if part.is_empty() || part == "." {
            continue;
        }
        // Names of the built page are plain; anything that could mean another folder is refused.
        if part.starts_with('.') || part.contains(['/', '\\', ':', '\0']) || part == "_headers" {
            return None;
        }
        found.push(part);
    }
    if found.is_dir() {
        found.push("index.html");
    }
    found.is_file().then_some(found)
}

/// `%41` becomes `A`.
fn unescape(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// What a file is, by the endings of its name.
pub const MEDIA_TYPES: [(&str, &[&str]); 10] = [
    ("text/html; charset=utf-8", &["html"]),
    ("text/javascript; charset=utf-8", &["js", "mjs"]),
    ("text/css; charset=utf-8", &["css"]),
    ("application/json; charset=utf-8", &["json", "map"]),
    ("application/manifest+json; charset=utf-8", &["webmanifest"]),
    ("image/svg+xml", &["svg"]),
    ("image/png", &["png"]),
    ("application/wasm", &["wasm"]),
    ("application/zip", &["zip"]),
    ("text/plain; charset=utf-8", &["txt"]),
];

/// What a file is, by its name.
pub fn media_type(path: &Path) -> &'static str {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending
        .and_then(|ending| {
            let (media_type, _) = MEDIA_TYPES
                .iter()
                .find(|(_, endings)| endings.contains(&ending))?;
            Some(*media_type)
        })
        .unwrap_or("application/octet-stream")
}
