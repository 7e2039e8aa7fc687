//! Links to assets in contents, as the restore rewrites them (`formats/squidex.md` 5.3; E/Contents/BackupContents.cs).

use super::super::ASSETS_PATH;
use super::json::{Node, parse};
use crate::json::without_bom;

/// Both addresses of Urls.json.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::format::squidex) struct Links {
    assets: Option<String>,
    assets_app: Option<String>,
}

impl Links {
    /// Reads Urls.json; nothing is rewritten if it can't be used.
    pub(in crate::format::squidex) fn read(bytes: &[u8]) -> Links {
        let text = std::str::from_utf8(without_bom(bytes).0).ok();
        let Some(urls) = text.and_then(parse) else {
            return Links::default();
        };
        let of = |name: &str| match urls.get(name) {
            Some(Node::Text(url)) => Ok(Some(url.clone()).filter(|url| !url.is_empty())),
            Some(Node::Null) | None => Ok(None),
            // The whole file is refused.
            Some(_) => Err(()),
        };
        match (of("assets"), of("assetsApp")) {
            (Ok(assets), Ok(assets_app)) => Links { assets, assets_app },
            _ => Links::default(),
        }
    }

    /// The server that the backup comes from: what stands in front of `/api/assets/`.
    pub(in crate::format::squidex) fn base(&self) -> Option<&str> {
        let (base, _) = self.assets.as_deref()?.split_once(ASSETS_PATH)?;
        Some(base)
    }

    /// What is done to texts on a server of that address, for an app of that name.
    pub(in crate::format::squidex) fn to(&self, base: &str, app: &str) -> Rewrite<'_> {
        let base = base.trim_end_matches('/');
        let assets = format!("{base}{ASSETS_PATH}");
        Rewrite {
            from: self,
            app: format!("{assets}{app}/"),
            assets,
        }
    }
}

/// Rewrites texts.
#[derive(Debug)]
pub(in crate::format::squidex) struct Rewrite<'a> {
    from: &'a Links,
    assets: String,
    app: String,
}

impl Rewrite<'_> {
    /// The data of a content: fields, their partitions, values.
    pub(in crate::format::squidex) fn data(&self, data: &mut Node<'_>) {
        if let Node::Object(fields) = data {
            for (_, field) in fields {
                if let Node::Object(partitions) = field {
                    for (_, value) in partitions {
                        self.value(value);
                    }
                }
            }
        }
    }

    /// An array in an array is not looked into. The tree is no deeper than its reader allows.
    fn value(&self, value: &mut Node<'_>) {
        match value {
            Node::Text(text) => self.text(text),
            Node::Object(pairs) => pairs.iter_mut().for_each(|(_, value)| self.value(value)),
            Node::List(items) => {
                for item in items {
                    if !matches!(item, Node::List(_)) {
                        self.value(item);
                    }
                }
            }
            Node::Null | Node::Bool(_) | Node::Number(_) => {}
        }
    }

    /// The links of the app are rewritten; only if there are none, all links.
    fn text(&self, text: &mut String) {
        let pairs = [
            (&self.from.assets_app, &self.app),
            (&self.from.assets, &self.assets),
        ];
        for (from, to) in pairs {
            if let Some(from) = from
                && text.contains(from.as_str())
            {
                let new = text.replace(from.as_str(), to);
                let changed = new != *text;
                *text = new;
                if changed {
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URLS: &[u8] =
        br#"{"assets":"https://old.example/api/assets/","assetsApp":"https://old.example/api/assets/shop/"}"#;

    #[track_caller]
    fn check(data: &str, expected: &str) {
        let links = Links::read(URLS);
        let mut node = parse(data).unwrap();
        links.to("https://new.example/", "store").data(&mut node);
        assert_eq!(node.to_json(false), expected);
    }

    #[test]
    fn links_are_rewritten_where_the_server_does() {
        check(
            r#"{"a":{"iv":"https://old.example/api/assets/shop/1"},"b":{"iv":"x https://old.example/api/assets/2 y"}}"#,
            r#"{"a":{"iv":"https://new.example/api/assets/store/1"},"b":{"iv":"x https://new.example/api/assets/2 y"}}"#,
        );
        // In a text that has both, only those of the app.
        check(
            r#"{"a":{"iv":"https://old.example/api/assets/shop/1 https://old.example/api/assets/2"}}"#,
            r#"{"a":{"iv":"https://new.example/api/assets/store/1 https://old.example/api/assets/2"}}"#,
        );
        check(
            r#"{"a":{"iv":[["https://old.example/api/assets/2"],{"b":["https://old.example/api/assets/2"]}]}}"#,
            r#"{"a":{"iv":[["https://old.example/api/assets/2"],{"b":["https://new.example/api/assets/2"]}]}}"#,
        );
    }

    #[test]
    fn what_is_wrong_with_the_addresses_is_no_rewriting() {
        for urls in ["", "null", "[]", r#"{"assets":1,"assetsApp":"x"}"#] {
            assert_eq!(Links::read(urls.as_bytes()), Links::default(), "{urls}");
        }
        assert_eq!(Links::read(URLS).base(), Some("https://old.example"));
    }
}
