//! `export rules`: an object each; and one rule, made of its events once more
//! (`E/Rules/DomainObject/RuleDomainObject.State.cs`, `formats/squidex.md` 5.5).

use super::super::events::EventType;
use super::super::events::schema::Poly;
use super::super::events::table::{ACTIONS, STEPS, TRIGGERS};
use super::json::Node;
use super::record::Record;
use super::schema::Made;
use super::schemas::{made, no_tables, object};
use super::{Folded, List, Out, secrets};
use crate::error::Error;
use crate::inspect::export::Wanted;

/// Id of the one step that an old action becomes (M/OldEvents/RuleCreated.cs).
const STEP_OF_ACTION: &str = "12345678-abcd-4cde-babe-987654321000";

/// A rule.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::format::squidex) struct Rule {
    pub(in crate::format::squidex) id: String,
    pub(in crate::format::squidex) name: Option<String>,
    pub(in crate::format::squidex) enabled: bool,
    pub(in crate::format::squidex) trigger: Node<'static>,
    pub(in crate::format::squidex) flow: Node<'static>,
    pub(in crate::format::squidex) made: Made,
}

impl Default for Rule {
    fn default() -> Self {
        Rule {
            id: String::new(),
            name: None,
            enabled: true,
            trigger: Node::Null,
            flow: Node::Null,
            made: Made::default(),
        }
    }
}

impl Rule {
    /// Applies an event that a fold has applied before.
    pub(in crate::format::squidex) fn apply(&mut self, record: &Record) {
        use EventType as E;
        let (Some(event), Some(payload)) = (record.event_type(), record.payload()) else {
            return;
        };
        match event {
            E::RuleCreated | E::OldRuleCreated => {
                *self = Rule {
                    id: payload.text_of("ruleId").unwrap_or_default().to_owned(),
                    ..Rule::default()
                };
                self.take(event, &payload);
            }
            E::RuleUpdated | E::OldRuleUpdated => self.take(event, &payload),
            E::RuleEnabled => self.enabled = true,
            E::RuleDisabled => self.enabled = false,
            _ => {}
        }
        self.made.apply(record, &payload);
    }

    fn take(&mut self, event: EventType, payload: &Node<'_>) {
        use EventType as E;
        if let Some(name) = payload.text_of("name") {
            self.name = Some(name.to_owned());
        }
        if let Some(trigger) = payload.there("trigger") {
            let mut trigger = trigger.clone().into_owned();
            discriminate(&mut trigger, &TRIGGERS, None);
            self.trigger = trigger;
        }
        if let Some(Node::Bool(enabled)) = payload.get("isEnabled") {
            self.enabled = *enabled;
        }
        if matches!(event, E::OldRuleCreated | E::OldRuleUpdated) {
            if let Some(action) = payload.there("action") {
                self.flow = flow_of_action(action.clone().into_owned());
            }
        } else if let Some(flow) = payload.there("flow") {
            let mut flow = flow.clone().into_owned();
            each_step(&mut flow, &mut |step| {
                discriminate(step, &STEPS, Some("Script"))
            });
            self.flow = flow;
        }
    }

    /// The steps in their order in the flow.
    pub(in crate::format::squidex) fn steps(&self) -> Vec<&Node<'static>> {
        let steps = self.flow.get("steps").map_or(&[][..], Node::pairs);
        steps
            .iter()
            .filter_map(|(_, definition)| definition.there("step"))
            .collect()
    }
}

fn each_step(flow: &mut Node<'static>, change: &mut dyn FnMut(&mut Node<'static>)) {
    let Some(Node::Object(steps)) = member(flow, "steps") else {
        return;
    };
    for (_, definition) in steps {
        if let Some(step) = member(definition, "step") {
            change(step);
        }
    }
}

fn member<'n>(node: &'n mut Node<'static>, name: &str) -> Option<&'n mut Node<'static>> {
    match node {
        Node::Object(pairs) => pairs
            .iter_mut()
            .rev()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value),
        _ => None,
    }
}

/// Puts the class in front under today's key; a class that is not known becomes `replacement`, if there is one.
fn discriminate(node: &mut Node<'static>, family: &'static Poly, replacement: Option<&str>) {
    let Node::Object(pairs) = node else {
        return;
    };
    let is_key = |key: &str| key == family.discriminator || key == "$type";
    let written = pairs
        .iter()
        .find(|(key, _)| is_key(key))
        .and_then(|(_, value)| value.text())
        .unwrap_or_default()
        .to_owned();
    let name = match family.class(&written) {
        Some(_) => written.trim_end_matches("Action").to_owned(),
        None => replacement.map_or(written, str::to_owned),
    };
    pairs.retain(|(key, _)| !is_key(key));
    pairs.insert(0, (family.discriminator.to_owned(), Node::Text(name)));
}

/// A flow of one step, as an old action becomes one.
fn flow_of_action(mut action: Node<'static>) -> Node<'static> {
    discriminate(&mut action, &ACTIONS, Some("Webhook"));
    if let Node::Object(pairs) = &mut action
        && let Some((key, _)) = pairs.first_mut()
    {
        *key = STEPS.discriminator.to_owned();
    }
    let step = Node::object([("step", action)]);
    Node::object([
        ("initialStepId", Node::Text(STEP_OF_ACTION.into())),
        ("steps", Node::object([(STEP_OF_ACTION, step)])),
    ])
}

/// The stored rules in the order of their first events, with their versions; deleted ones only if they are wanted.
///
/// # Errors
/// When the file can't be read.
pub(in crate::format::squidex) fn stored(
    folded: &mut Folded<'_>,
    deleted: bool,
) -> Result<Vec<(Rule, u64, bool)>, Error> {
    let mut numbers = folded.stored.rules.clone();
    numbers.sort_unstable();
    let mut rules = Vec::new();
    for number in numbers {
        let (version, is_deleted) = folded.dry.rule_life(number);
        if is_deleted && !deleted {
            continue;
        }
        let mut rule = Rule::default();
        for at in folded.dry.rule_events(number).to_vec() {
            if let Some(record) = folded.record(u64::from(at))? {
                rule.apply(&record);
            }
        }
        rules.push((rule, version, is_deleted));
    }
    Ok(rules)
}

/// Writes them.
///
/// # Errors
/// `Invalid` if they are to be tables, `Read` if the file can't be read.
pub(in crate::format::squidex) fn write(
    folded: &mut Folded<'_>,
    wanted: &Wanted,
    out: &mut Out<'_>,
) -> Result<(), Error> {
    no_tables(wanted)?;
    let rules = stored(folded, wanted.all)?;
    let open = wanted.as_restored || wanted.includes("secrets");
    let mut list = List::begin(wanted.form, out);
    for (mut rule, version, deleted) in rules {
        if !open {
            secrets::mask_rule(&mut rule.flow);
        }
        let mut pairs = vec![
            ("id", Node::Text(rule.id.clone())),
            ("name", Node::optional(rule.name.as_deref())),
            ("version", Node::Number(version.to_string().into())),
            ("isDeleted", Node::Bool(deleted)),
            ("isEnabled", Node::Bool(rule.enabled)),
        ];
        pairs.extend(made(folded, &rule.made));
        pairs.extend([("trigger", rule.trigger), ("flow", rule.flow)]);
        list.push(object(pairs).to_json(folded.as_restored).as_bytes(), out);
    }
    list.end(out);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(name: &str, payload: &str) -> Record {
        Record {
            type_name: name.into(),
            payload: Some(payload.into()),
            ..Record::default()
        }
    }

    #[test]
    fn old_actions_become_a_flow_of_one_step() {
        let mut rule = Rule::default();
        rule.apply(&event(
            "RuleCreatedEvent",
            r#"{"ruleId":"r","trigger":{"$type":"AssetChangedTrigger","sendCreate":true},"action":{"$type":"AzureBlobCopy","url":"https://a"}}"#,
        ));
        assert_eq!(
            rule.flow.to_json(false),
            format!(
                r#"{{"initialStepId":"{STEP_OF_ACTION}","steps":{{"{STEP_OF_ACTION}":{{"step":{{"stepType":"Webhook","url":"https://a"}}}}}}}}"#
            )
        );
        assert_eq!(
            rule.trigger.to_json(false),
            r#"{"triggerType":"AssetChangedTrigger","sendCreate":true}"#
        );
        rule.apply(&event(
            "RuleUpdatedEvent",
            r#"{"name":"n","action":{"url":"https://b","actionType":"SlackAction"},"isEnabled":false}"#,
        ));
        assert_eq!(
            rule.steps()[0].to_json(false),
            r#"{"stepType":"Slack","url":"https://b"}"#
        );
        assert_eq!((rule.name.as_deref(), rule.enabled), (Some("n"), false));
        rule.apply(&event(
            "RuleUpdatedEventV2",
            r#"{"name":null,"flow":{"steps":{"1":{"step":{"$type":"Gone","script":"x"}}}}}"#,
        ));
        assert_eq!(rule.steps()[0].text_of("stepType"), Some("Script"));
        assert_eq!(rule.name.as_deref(), Some("n"));
    }
}
