//! Rules of one step (`formats/squidex-sync.md` 2.4). Those that can't be expressed, or hold a secret, stay out.

use std::collections::HashSet;

use super::super::json::Node;
use super::super::rules::{self, Rule};
use super::super::schemas::object;
use super::super::{Folded, secrets};
use super::{Out, State, left_behind, put, put_lines};
use crate::error::Error;

/// Triggers as the events call them, and as the folder does.
const TRIGGERS: [(&str, &str); 7] = [
    ("ContentChangedTriggerV2", "ContentChanged"),
    ("AssetChangedTriggerV2", "AssetChanged"),
    ("CommentTrigger", "Comment"),
    ("SchemaChangedTrigger", "SchemaChanged"),
    ("UsageTrigger", "Usage"),
    ("ManualTrigger", "Manual"),
    ("CronJobTrigger", "CronJob"),
];

/// Writes them.
pub(super) fn write(
    folded: &mut Folded<'_>,
    state: &mut State<'_>,
    out: &mut Out<'_>,
) -> Result<(), Error> {
    let with_secrets = state.wanted.includes("rule-secrets");
    let mut left = Vec::new();
    let mut names = HashSet::new();
    let mut written: u64 = 0;
    for (at, (rule, ..)) in rules::stored(folded, false)?.into_iter().enumerate() {
        let mut name = match rule.name.as_deref().filter(|name| !name.trim().is_empty()) {
            Some(name) => name.to_owned(),
            None => format!("Unnamed rule {}", at + 1),
        };
        let mut masked = rule.flow.clone();
        let has_secret = secrets::mask_rule(&mut masked);
        let made = match (document(&rule, state), has_secret && !with_secrets) {
            (Ok(_), true) => {
                Err("it holds a secret; --include rule-secrets carries it over".to_owned())
            }
            (made, _) => made,
        };
        match made {
            Ok((trigger, action)) => {
                while !names.insert(name.clone()) {
                    name.push_str(" (2)");
                }
                let document = Node::object([
                    (
                        "isEnabled",
                        Node::Bool(rule.enabled && state.wanted.rules_enabled),
                    ),
                    ("name", Node::Text(name)),
                    ("trigger", trigger),
                    ("action", action),
                ]);
                state.cron |= document
                    .get("trigger")
                    .and_then(|trigger| trigger.text_of("triggerType"))
                    == Some("CronJob");
                put(out, &["rules", &format!("rule{written}.json")], &document);
                written += 1;
            }
            Err(why) => {
                state.lost("rule", &name, &why);
                let flow = if with_secrets {
                    rule.flow.clone()
                } else {
                    masked
                };
                let body = Node::object([
                    ("name", Node::Text(name)),
                    ("trigger", rule.trigger.clone()),
                    ("flow", flow),
                    ("isEnabled", Node::Bool(false)),
                ]);
                let request = ("POST", "/api/apps/{app}/rules/".to_owned(), body);
                left.extend(left_behind(&rule.id, &why, Some(request), Vec::new()));
            }
        }
    }
    state.counts.push(("rule", written));
    put_lines(out, "rules.ndjson", &left);
    Ok(())
}

/// Trigger and action, or why there are none.
fn document(rule: &Rule, state: &State<'_>) -> Result<(Node<'static>, Node<'static>), String> {
    let steps = rule.steps();
    let [step] = steps.as_slice() else {
        return Err(format!(
            "a rule in the folder has one step, this one has {}",
            steps.len()
        ));
    };
    let kind = step.text_of("stepType").unwrap_or_default();
    if matches!(kind, "" | "If" | "Delay") {
        return Err(format!("a rule in the folder can't have the step {kind}"));
    }
    let mut action = vec![("actionType".to_owned(), Node::Text(kind.to_owned()))];
    for (name, value) in step.pairs() {
        if name != "stepType" && *value != Node::Null {
            // The step spells it wrongly, the action does not.
            let name = if name == "minimumPropability" {
                "minimumProbability"
            } else {
                name
            };
            action.push((name.to_owned(), value.clone()));
        }
    }
    Ok((trigger(&rule.trigger, state)?, Node::Object(action)))
}

fn trigger(trigger: &Node<'static>, state: &State<'_>) -> Result<Node<'static>, String> {
    let kind = trigger.text_of("triggerType").unwrap_or_default();
    let Some((_, name)) = TRIGGERS.iter().find(|(known, _)| *known == kind) else {
        return Err(format!(
            "the trigger {kind} of old needs conditions that a server makes of it"
        ));
    };
    let mut pairs = vec![("triggerType", Node::Text((*name).to_owned()))];
    for (key, value) in trigger.pairs() {
        match key.as_str() {
            "triggerType" => {}
            "schemas" | "referencedSchemas" => {
                let of = value.items().iter().filter_map(|one| {
                    let schema = state.schema(one.text_of("schemaId")?)?;
                    let mut pairs = vec![("schemaId", Node::Text(schema.name.clone()))];
                    if let Some(condition) = one.text_of("condition") {
                        pairs.push(("condition", Node::Text(condition.to_owned())));
                    }
                    Some(object(pairs))
                });
                let of: Vec<Node<'static>> = of.collect();
                if of.is_empty()
                    && !value.items().is_empty()
                    && key == "schemas"
                    && !trigger.is_true("handleAll")
                {
                    return Err("none of the schemas that start it exists".into());
                }
                pairs.push((key, Node::List(of)));
            }
            _ if *value == Node::Null => {}
            _ => pairs.push((key, value.clone())),
        }
    }
    Ok(object(pairs))
}
