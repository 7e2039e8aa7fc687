//! Addresses in the text of an event: links to assets in a content, and what a rule calls.

use per_byte::find::has_rare;

use crate::format::squidex::ASSETS_PATH;

/// Longest address of a server that is looked at.
const MAX_HOST_BYTES: usize = 200;

/// So many servers of one rule are told apart; more are only hostile.
const MAX_CALLED: usize = 20;

/// The addresses in front of `/api/assets/`, such as `https://cms.example.org`, each with its number of links.
pub(super) fn hosts(payload: &[u8]) -> Vec<(String, u32)> {
    let mut hosts: Vec<(String, u32)> = Vec::new();
    // Most contents have none, and that is told quickly.
    if !has_rare(payload, ASSETS_PATH.as_bytes()) {
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

/// The servers that a rule names in its steps, such as `https://hooks.example.org`, each with its number of addresses. An
/// address that is put together by an expression in its host is left out: it is known only when the rule acts.
pub(super) fn called(payload: &[u8]) -> Vec<(String, u32)> {
    let mut hosts: Vec<(String, u32)> = Vec::new();
    let Ok(text) = std::str::from_utf8(payload) else {
        return hosts;
    };
    for (at, _) in text.match_indices("://") {
        let before = text.get(..at).unwrap_or_default();
        let scheme = ["https", "http"].into_iter().find(|scheme| {
            before
                .len()
                .checked_sub(scheme.len())
                .and_then(|start| before.get(start..))
                .is_some_and(|end| end.eq_ignore_ascii_case(scheme))
        });
        let rest = text.get(at + 3..).unwrap_or_default();
        let end = rest
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | ':' | '@' | '_')))
            .unwrap_or(rest.len());
        let (authority, behind) = rest.split_at(end);
        // What stands before an @ is a name and password.
        let name = authority.rsplit('@').next().unwrap_or_default();
        let is_host = !name.is_empty() && name.len() <= MAX_HOST_BYTES;
        let (Some(scheme), true, false) = (scheme, is_host, behind.starts_with(['$', '{'])) else {
            continue;
        };
        let host = format!("{scheme}://{}", name.to_lowercase());
        let is_full = hosts.len() >= MAX_CALLED;
        match hosts.iter_mut().find(|(known, _)| *known == host) {
            Some((_, count)) => *count = count.saturating_add(1),
            None if is_full => {}
            None => hosts.push((host, 1)),
        }
    }
    hosts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_calls_the_servers_that_it_names() {
        let text = r#"{"flow":{"steps":{"a":{"step":{"url":"https://Hooks.example.org:8443/x?y=https://hooks.example.org:8443"}},
            "b":{"url":"http://anna:pw@other.example/"},"c":{"url":"https://${CONTENT}/x"},"d":"https://a-${B}.example","e":"ftp://no.example ://x"}}}"#;
        let expected = [
            ("https://hooks.example.org:8443".to_owned(), 2),
            ("http://other.example".to_owned(), 1),
        ];
        assert_eq!(called(text.as_bytes()), expected);
        let many: String = (0..50).map(|n| format!("https://h{n}.example/ ")).collect();
        assert_eq!(called(many.as_bytes()).len(), MAX_CALLED);
    }

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
