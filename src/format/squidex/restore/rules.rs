//! Rules, event by event: `E/Rules/DomainObject/RuleDomainObject.State.cs`.

use super::super::events::{EventField, EventType};
use super::super::facts::{EventFacts, Val};
use super::app::text;
use super::ids::domain_id;
use super::life::{Life, Took, Turn};

/// One rule.
#[derive(Debug, Clone, Default)]
pub(super) struct RuleState {
    pub(super) life: Life,
    /// A RuleCreated event was applied: without one, writing the snapshot fails.
    pub(super) has_app: bool,
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) enabled: bool,
    pub(super) trigger: Option<String>,
    /// Without a flow the snapshot can be written, but not be read.
    pub(super) has_flow: bool,
    /// Servers that its steps call.
    pub(super) calls: Vec<String>,
    /// Some text of an applied event has the character U+0000.
    pub(super) has_nul: bool,
}

impl RuleState {
    /// Applies one event of the rule's stream; what came of it.
    pub(super) fn apply(&mut self, index: u64, facts: &EventFacts) -> Took {
        use EventType as E;
        if self.life.turn(index, facts.event_type, false) == Turn::Skip {
            return Took::Nothing;
        }
        self.has_nul |= facts.has_nul;
        match facts.event_type {
            E::RuleCreated | E::OldRuleCreated => {
                self.has_app = true;
                self.id = domain_id(text(facts, EventField::RuleId)).into();
                self.name = text(facts, EventField::Name).map(Into::into);
                self.trigger = text(facts, EventField::Trigger).map(Into::into);
                self.has_flow = has_flow(facts);
                self.calls = called(facts);
                self.enabled = facts.get(EventField::IsEnabled) != Some(&Val::Bool(false));
            }
            E::RuleUpdated | E::OldRuleUpdated => {
                let refused = self
                    .refused_trigger(text(facts, EventField::Trigger))
                    .or_else(|| self.refused_flow(facts));
                if let Some(message) = refused {
                    self.life.fail(index, facts.event_type, message);
                    return Took::Nothing;
                }
                if let Some(name) = text(facts, EventField::Name) {
                    self.name = Some(name.into());
                }
                if let Some(trigger) = text(facts, EventField::Trigger) {
                    self.trigger = Some(trigger.into());
                }
                if has_flow(facts) {
                    self.calls = called(facts);
                }
                if let Some(Val::Bool(enabled)) = facts.get(EventField::IsEnabled) {
                    self.enabled = *enabled
                }
            }
            E::RuleEnabled => self.enabled = true,
            E::RuleDisabled => self.enabled = false,
            E::RuleDeleted => self.life.deleted = true,
            _ => return Took::Nothing,
        }
        Took::Applied
    }
}

impl RuleState {
    /// Why a new trigger can't take the place of the one that is there (`CM/Rules/Rule.cs`).
    fn refused_trigger(&self, new: Option<&str>) -> Option<String> {
        let new = new?;
        match &self.trigger {
            None => Some("the rule has no trigger that a new one could replace".into()),
            Some(old) if old != new => Some(format!(
                "the rule has a trigger of type {old}, the new one is of type {new}"
            )),
            Some(_) => None,
        }
    }

    /// Why a new flow (of old events: the action that becomes one) can't take the place of the one that is there:
    /// the two are compared. An update that comes before the rule's creation meets the same.
    fn refused_flow(&self, facts: &EventFacts) -> Option<String> {
        (has_flow(facts) && !self.has_flow)
            .then(|| "the rule has no flow that a new one could replace".into())
    }
}

fn called(facts: &EventFacts) -> Vec<String> {
    facts.links.iter().map(|(host, _)| host.clone()).collect()
}

fn has_flow(facts: &EventFacts) -> bool {
    facts.get(EventField::Flow) == Some(&Val::Bool(true))
        || matches!(facts.get(EventField::Action), Some(Val::Str(_)))
}
