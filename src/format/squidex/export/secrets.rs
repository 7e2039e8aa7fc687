//! Secrets, by where they stand (`formats/squidex.md` section 9). Each stands as `•••`, unless they are included.

use super::super::events::{EventType, Kind};
use super::json::Node;
use crate::inspect::export::MASK;

/// Properties of steps and actions of rules.
const OF_RULES: [&str; 13] = [
    "sharedSecret",
    "headers",
    "webhookUrl",
    "apiKey",
    "connectionString",
    "serverUsername",
    "serverPassword",
    "messageTo",
    "username",
    "password",
    "accessToken",
    "accessSecret",
    "token",
];

/// The one name of a secret in contents: the key of a user, in a field of the type user info.
fn is_key(name: &str, _: &[(String, Node<'_>)]) -> bool {
    name.eq_ignore_ascii_case("apiKey")
}

/// Masks the keys of users in the data of a content: those of fields of the type user info, wherever they stand. A schema
/// may have a field of that name itself: its values are masked, and it stays a field with its languages.
pub(in crate::format::squidex) fn mask_data(data: &mut Node<'_>) {
    let Node::Object(fields) = data else {
        return mask_values(data);
    };
    for (name, field) in fields {
        match field {
            Node::Object(partitions) if is_key(name, &[]) => {
                for (_, value) in partitions
                    .iter_mut()
                    .filter(|(_, value)| is_something(value))
                {
                    *value = Node::Text(MASK.into());
                }
            }
            _ => mask_values(field),
        }
    }
}

/// As [`mask_data`], of any part of the data of a content, or what it stands in.
pub(in crate::format::squidex) fn mask_values(node: &mut Node<'_>) {
    mask(node, &is_key);
}

/// Masks what a rule must not tell: in a flow, a step or an action. `true`: there was something.
pub(in crate::format::squidex) fn mask_rule(rule: &mut Node<'_>) -> bool {
    mask(rule, &|name, of| {
        OF_RULES
            .iter()
            .any(|secret| name.eq_ignore_ascii_case(secret))
            || name.eq_ignore_ascii_case("url") && is_webhook(of)
    })
}

fn is_webhook(object: &[(String, Node<'_>)]) -> bool {
    object.iter().any(|(name, value)| {
        matches!(name.as_str(), "stepType" | "actionType" | "$type")
            && value
                .text()
                .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("webhook"))
    })
}

/// Masks what the payload of an event must not tell.
pub(in crate::format::squidex) fn mask_event(event: Option<EventType>, payload: &mut Node<'_>) {
    match event {
        Some(EventType::AppClientAttached) => {
            mask(payload, &|name, _| name.eq_ignore_ascii_case("secret"));
        }
        Some(EventType::OldWebhookAdded | EventType::TeamAuthChanged) => {
            mask(payload, &|name, _| {
                ["sharedSecret", "clientSecret"]
                    .iter()
                    .any(|secret| name.eq_ignore_ascii_case(secret))
            });
        }
        Some(event) if event.kind() == Kind::Rule => {
            mask_rule(payload);
        }
        Some(event) if event.kind() == Kind::Content => mask_values(payload),
        Some(_) => {}
        // Of a type that is not known everything is masked that is a secret anywhere.
        None => {
            mask(payload, &|name, _| {
                OF_RULES
                    .iter()
                    .chain(&["secret", "clientSecret"])
                    .any(|secret| name.eq_ignore_ascii_case(secret))
            });
        }
    }
}

/// Whether a property of an object is a secret.
type IsSecret<'a> = &'a dyn Fn(&str, &[(String, Node<'_>)]) -> bool;

/// The tree is no deeper than its reader allows.
fn mask(node: &mut Node<'_>, is_secret: IsSecret<'_>) -> bool {
    match node {
        Node::List(items) => items
            .iter_mut()
            .fold(false, |found, item| mask(item, is_secret) | found),
        Node::Object(pairs) => {
            let secret: Vec<bool> = pairs
                .iter()
                .map(|(name, value)| is_something(value) && is_secret(name, pairs))
                .collect();
            let mut found = false;
            for ((_, value), secret) in pairs.iter_mut().zip(secret) {
                if secret {
                    *value = Node::Text(MASK.into());
                    found = true;
                } else {
                    found |= mask(value, is_secret);
                }
            }
            found
        }
        _ => false,
    }
}

fn is_something(value: &Node<'_>) -> bool {
    match value {
        Node::Null | Node::Bool(_) => false,
        Node::Text(text) => !text.is_empty(),
        Node::List(items) => !items.is_empty(),
        Node::Object(pairs) => !pairs.is_empty(),
        Node::Number(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::super::json::parse;
    use super::*;

    #[test]
    fn secrets_are_masked_where_they_stand() {
        let mut data =
            parse(r#"{"a":{"iv":{"apiKey":"k","role":"Reader"}},"b":{"iv":[{"APIKEY":"k"}]}}"#)
                .unwrap();
        mask_data(&mut data);
        assert_eq!(
            data.to_json(false),
            r#"{"a":{"iv":{"apiKey":"•••","role":"Reader"}},"b":{"iv":[{"APIKEY":"•••"}]}}"#
        );
        let mut rule = parse(
            r#"{"flow":{"steps":{"1":{"step":{"stepType":"Webhook","url":"https://a","headers":"x=y","payload":"p","sharedSecret":""}}}}}"#,
        )
        .unwrap();
        assert!(mask_rule(&mut rule));
        assert_eq!(
            rule.to_json(false),
            r#"{"flow":{"steps":{"1":{"step":{"stepType":"Webhook","url":"•••","headers":"•••","payload":"p","sharedSecret":""}}}}}"#
        );
        let mut client = parse(r#"{"id":"default","secret":"s"}"#).unwrap();
        mask_event(Some(EventType::AppClientAttached), &mut client);
        assert_eq!(client.to_json(false), r#"{"id":"default","secret":"•••"}"#);
    }

    #[test]
    fn a_field_that_is_called_like_a_key_stays_a_field() {
        let mut data =
            parse(r#"{"apiKey":{"en":"k","de":null},"b":{"iv":{"apiKey":"k"}}}"#).unwrap();
        mask_data(&mut data);
        assert_eq!(
            data.to_json(false),
            r#"{"apiKey":{"en":"•••","de":null},"b":{"iv":{"apiKey":"•••"}}}"#
        );
    }

    #[test]
    fn a_rule_without_secrets_stays() {
        let text = r#"{"stepType":"Script","script":"x();","url":"https://a"}"#;
        let mut rule = parse(text).unwrap();
        assert!(!mask_rule(&mut rule));
        assert_eq!(rule.to_json(false), text);
    }
}
