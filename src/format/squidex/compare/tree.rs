//! What differs between two values, by path.

use super::super::export::json::Node;
use crate::json::parse_double;

/// A place where two values differ; `None` where one has nothing.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::format::squidex) struct Difference<'n> {
    pub(in crate::format::squidex) path: String,
    pub(in crate::format::squidex) before: Option<&'n Node<'n>>,
    pub(in crate::format::squidex) after: Option<&'n Node<'n>>,
}

/// Most differences of one object that are told.
pub(super) const MAX_DIFFERENCES: usize = 1_000;

/// The differences of two values. Objects are looked into `depth` levels deep; what lies deeper is one value.
pub(in crate::format::squidex) fn differences<'n>(
    path: &str,
    before: Option<&'n Node<'n>>,
    after: Option<&'n Node<'n>>,
    depth: usize,
    found: &mut Vec<Difference<'n>>,
) {
    if found.len() >= MAX_DIFFERENCES {
        return;
    }
    match (before, after) {
        (Some(before), Some(after)) if are_equal(before, after) => {}
        (Some(before @ Node::Object(old)), Some(after @ Node::Object(new))) if depth > 0 => {
            let exact = |node: &'n Node<'n>, key: &str| {
                let mut pairs = node.pairs().iter();
                pairs.find(|(name, _)| name == key).map(|(_, value)| value)
            };
            let below = |key: &str| match path {
                "" => key.to_owned(),
                path => format!("{path}.{key}"),
            };
            for (key, value) in old {
                differences(
                    &below(key),
                    Some(value),
                    exact(after, key),
                    depth - 1,
                    found,
                );
            }
            for (key, value) in new {
                if exact(before, key).is_none() {
                    differences(&below(key), None, Some(value), depth - 1, found);
                }
            }
        }
        (None, None) => {}
        (before, after) => found.push(Difference {
            path: path.to_owned(),
            before,
            after,
        }),
    }
}

/// Whether two values are the same: numbers as doubles, objects whatever the order of their keys.
pub(super) fn are_equal(a: &Node<'_>, b: &Node<'_>) -> bool {
    match (a, b) {
        (Node::Number(a), Node::Number(b)) => {
            a == b || parse_double(a.as_bytes()) == parse_double(b.as_bytes())
        }
        (Node::List(a), Node::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| are_equal(a, b))
        }
        (Node::Object(a), Node::Object(b)) => {
            let same_order = |((ak, av), (bk, bv)): (&(String, Node<'_>), &(String, Node<'_>))| {
                ak == bk && are_equal(av, bv)
            };
            if a.len() != b.len() {
                return false;
            }
            if a.iter().zip(b).all(same_order) {
                return true;
            }
            let by_key: std::collections::HashMap<&str, &Node<'_>> =
                b.iter().map(|(key, value)| (key.as_str(), value)).collect();
            a.iter().all(|(key, value)| {
                by_key
                    .get(key.as_str())
                    .is_some_and(|other| are_equal(value, other))
            })
        }
        (a, b) => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::export::json::parse;
    use super::*;

    #[track_caller]
    fn check(before: &str, after: &str, expected: &[&str]) {
        let (before, after) = (parse(before).unwrap(), parse(after).unwrap());
        let mut found = Vec::new();
        differences("", Some(&before), Some(&after), 2, &mut found);
        let found: Vec<String> = found
            .iter()
            .map(|one| {
                let json =
                    |node: Option<&Node<'_>>| node.map_or("-".into(), |node| node.to_json(false));
                format!("{} {} {}", one.path, json(one.before), json(one.after))
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn differences_have_paths() {
        check(
            r#"{"a":1,"b":{"c":[1]}}"#,
            r#"{"b":{"c":[1.0]},"a":1.00}"#,
            &[],
        );
        check(
            r#"{"a":{"iv":{"deep":1}},"gone":{"iv":1},"same":null}"#,
            r#"{"a":{"iv":{"deep":2}},"new":{"en":"x"},"same":null}"#,
            &[
                r#"a.iv {"deep":1} {"deep":2}"#,
                r#"gone {"iv":1} -"#,
                r#"new - {"en":"x"}"#,
            ],
        );
    }
}
