//! Links to assets in the text of a content.

use crate::format::squidex::ASSETS_PATH;

/// Longest address of a server that is looked at.
const MAX_HOST_BYTES: usize = 200;

/// The addresses in front of `/api/assets/`, such as `https://cms.example.org`, each with its number of links.
pub(super) fn hosts(payload: &[u8]) -> Vec<(String, u32)> {
    let mut hosts: Vec<(String, u32)> = Vec::new();
    // Most contents have none, and that is told quickly.
    if !has_path(payload) {
        return hosts;
    }
    let Ok(text) = std::str::from_utf8(payload) else {
        return hosts;
    };
    for (at, _) in text.match_indices(ASSETS_PATH) {
        let mut start = at.saturating_sub(MAX_HOST_BYTES);
        while !text.is_char_boundary(start) {
            start += 1;
        }
        let before = text.get(start..at).unwrap_or_default();
        let Some(scheme) = before.rfind("://") else {
            continue;
        };
        let name = before.get(scheme + 3..).unwrap_or_default();
        let is_name = !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | ':' | '/' | '_'));
        let head = before.get(..scheme).unwrap_or_default();
        let scheme = ["https", "http"]
            .into_iter()
            .find(|scheme| head.ends_with(scheme));
        let (Some(scheme), true) = (scheme, is_name) else {
            continue;
        };
        let host = format!("{scheme}://{name}");
        match hosts.iter_mut().find(|(known, _)| *known == host) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => hosts.push((host, 1)),
        }
    }
    hosts
}

/// Whether [`ASSETS_PATH`] stands somewhere. Text has few slashes, and a piece without one is told at a glance: a search for the
/// whole path is 3 % of a check.
fn has_path(payload: &[u8]) -> bool {
    const PIECE: usize = 64;
    payload.chunks(PIECE).enumerate().any(|(number, piece)| {
        piece.contains(&b'/')
            && piece.iter().enumerate().any(|(at, byte)| {
                let rest = || payload.get(number * PIECE + at..).unwrap_or_default();
                *byte == b'/' && rest().starts_with(ASSETS_PATH.as_bytes())
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_counted() {
        let text = r#"{"a":"<img src='https://old.example/api/assets/1'> https://old.example/api/assets/shop/2",
            "b":"http://new.example:8080/cms/api/assets/3 /api/assets/4 ://x/api/assets/5 https://a b/api/assets/"}"#;
        let expected = [
            ("https://old.example".to_owned(), 2),
            ("http://new.example:8080/cms".to_owned(), 1),
        ];
        assert_eq!(hosts(text.as_bytes()), expected);
        assert_eq!(hosts(b"{}"), []);
        // Wherever it stands in a piece, and across two of them.
        for before in 0..200 {
            let text = format!("{} http://a/api/assets/1", "x".repeat(before));
            assert_eq!(hosts(text.as_bytes()), [("http://a".to_owned(), 1)]);
            assert_eq!(hosts(&text.as_bytes()[..text.len() - 2]), []);
        }
    }
}
