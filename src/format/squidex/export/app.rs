//! The app's own parts, made of its events once more: `E/Apps/DomainObject/AppDomainObject.State.cs`.

use super::super::events::EventType;
use super::json::{Node, parse};
use super::record::Record;

/// A client, without its secret.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::format::squidex) struct Client {
    pub(in crate::format::squidex) id: String,
    pub(in crate::format::squidex) name: Option<String>,
    pub(in crate::format::squidex) role: String,
    /// `apiCallsLimit`, `apiTrafficLimit`, `allowAnonymous`, as far as events set them.
    pub(in crate::format::squidex) limits: Vec<(String, Node<'static>)>,
}

/// A role of the app's own.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::format::squidex) struct Role {
    pub(in crate::format::squidex) name: String,
    pub(in crate::format::squidex) permissions: Node<'static>,
    pub(in crate::format::squidex) properties: Node<'static>,
}

/// What the events of an app say of it. Languages are those of the fold.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::format::squidex) struct App {
    pub(in crate::format::squidex) label: Option<String>,
    pub(in crate::format::squidex) description: Option<String>,
    pub(in crate::format::squidex) settings: Option<Node<'static>>,
    pub(in crate::format::squidex) scripts: Option<Node<'static>>,
    pub(in crate::format::squidex) roles: Vec<Role>,
    pub(in crate::format::squidex) clients: Vec<Client>,
    /// Id and workflow.
    pub(in crate::format::squidex) workflows: Vec<(String, Node<'static>)>,
    /// Instant of the last event.
    pub(in crate::format::squidex) last: Option<(i64, i32)>,
}

/// The workflow that is there before somebody changes it (`CM/Contents/Workflow.cs`).
const DEFAULT_WORKFLOW: &str = r##"{"initial":"Draft","steps":{
    "Archived":{"transitions":{"Draft":{}},"color":"#eb3142","noUpdateRules":{}},
    "Draft":{"transitions":{"Archived":{},"Published":{}},"color":"#8091a5"},
    "Published":{"transitions":{"Archived":{},"Draft":{}},"color":"#4bb958"}}}"##;

/// The id of a workflow that an event does not name.
const ZERO: &str = "00000000-0000-0000-0000-000000000000";

impl App {
    /// Applies an event that a fold has applied before.
    pub(in crate::format::squidex) fn apply(&mut self, record: &Record) {
        use EventType as E;
        let (Some(event), Some(payload)) = (record.event_type(), record.payload()) else {
            return;
        };
        let text = |name: &str| payload.text_of(name).map(str::to_owned);
        match event {
            E::AppCreated => *self = App::default(),
            E::AppUpdated => {
                self.label = text("label").or_else(|| self.label.take());
                self.description = text("description").or_else(|| self.description.take());
            }
            E::AppSettingsUpdated => {
                if let Some(settings) = payload.there("settings") {
                    self.settings = Some(settings.clone().into_owned());
                }
            }
            E::AppAssetsScriptsConfigured => {
                self.scripts = payload.there("scripts").cloned().map(Node::into_owned);
            }
            E::AppClientAttached
            | E::AppClientUpdated
            | E::OldAppClientUpdated
            | E::OldAppClientRenamed
            | E::AppClientRevoked => self.client(event, &payload),
            E::AppRoleAdded | E::AppRoleUpdated | E::AppRoleDeleted => self.role(event, &payload),
            E::AppWorkflowAdded
            | E::AppWorkflowUpdated
            | E::OldAppWorkflowConfigured
            | E::AppWorkflowDeleted => self.workflow(event, &payload),
            _ => {}
        }
        self.last = record.timestamp.or(self.last);
    }

    fn client(&mut self, event: EventType, payload: &Node<'_>) {
        use EventType as E;
        let id = payload.text_of("id").unwrap_or_default();
        let filled = |name: &str| {
            let text = payload.text_of(name).filter(|text| !text.trim().is_empty());
            text.map(str::to_owned)
        };
        if event == E::AppClientRevoked {
            self.clients.retain(|client| client.id != id);
            return;
        }
        let known = self.clients.iter_mut().find(|client| client.id == id);
        match (event, known) {
            (E::AppClientAttached, None) => self.clients.push(Client {
                id: id.to_owned(),
                role: filled("role").unwrap_or_else(|| "Editor".into()),
                ..Client::default()
            }),
            (E::AppClientAttached, Some(_)) | (_, None) => {}
            (_, Some(client)) => {
                client.name = filled("name").or_else(|| client.name.take());
                if let Some(role) = filled("role").or_else(|| filled("permission")) {
                    client.role = role;
                }
                for limit in ["apiCallsLimit", "apiTrafficLimit", "allowAnonymous"] {
                    if let Some(value) = payload.there(limit) {
                        client.limits.retain(|(name, _)| name != limit);
                        client
                            .limits
                            .push((limit.to_owned(), value.clone().into_owned()));
                    }
                }
            }
        }
    }

    fn role(&mut self, event: EventType, payload: &Node<'_>) {
        use EventType as E;
        let name = payload.text_of("name").unwrap_or_default();
        let known = self.roles.iter_mut().find(|role| role.name == name);
        match (event, known) {
            (E::AppRoleDeleted, _) => self.roles.retain(|role| role.name != name),
            (E::AppRoleAdded, None) => self.roles.push(Role {
                name: name.to_owned(),
                permissions: Node::List(Vec::new()),
                properties: Node::Object(Vec::new()),
            }),
            (E::AppRoleUpdated, Some(role)) => {
                role.permissions = payload.own("permissions");
                role.properties = match payload.own("properties") {
                    Node::Null => Node::Object(Vec::new()),
                    properties => properties,
                };
            }
            _ => {}
        }
    }

    fn workflow(&mut self, event: EventType, payload: &Node<'_>) {
        use EventType as E;
        let id = payload.text_of("workflowId").unwrap_or(ZERO).to_owned();
        let known = self.workflows.iter_mut().find(|(known, _)| *known == id);
        match (event, known) {
            (E::AppWorkflowDeleted, _) => self.workflows.retain(|(known, _)| *known != id),
            (E::AppWorkflowAdded, None) => {
                let mut workflow = parse(DEFAULT_WORKFLOW).unwrap_or(Node::Null).into_owned();
                if let Node::Object(pairs) = &mut workflow {
                    pairs.push(("name".into(), payload.own("name")));
                }
                self.workflows.push((id, workflow));
            }
            (E::AppWorkflowAdded, Some(_)) => {}
            (_, Some((_, workflow))) => *workflow = payload.own("workflow"),
            (_, None) if id == ZERO => self.workflows.push((id, payload.own("workflow"))),
            (_, None) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_make_an_app() {
        let mut app = App::default();
        for (name, payload) in [
            ("AppCreatedEvent", r#"{"name":"a"}"#),
            ("AppClientAttachedEvent", r#"{"id":"c","secret":"s"}"#),
            (
                "AppClientUpdatedEvent",
                r#"{"id":"c","permission":"Reader"}"#,
            ),
            (
                "AppClientUpdatedEventV2",
                r#"{"id":"c","name":"C","apiCallsLimit":5}"#,
            ),
            ("AppRoleAddedEvent", r#"{"name":"R"}"#),
            ("AppRoleUpdatedEvent", r#"{"name":"R","permissions":["x"]}"#),
            ("AppWorkflowAddedEvent", r#"{"workflowId":"w","name":"W"}"#),
            (
                "AppWorkflowConfiguredEvent",
                r#"{"workflow":{"initial":"X"}}"#,
            ),
        ] {
            app.apply(&Record {
                type_name: name.into(),
                payload: Some(payload.into()),
                ..Record::default()
            });
        }
        let client = &app.clients[0];
        assert_eq!(
            (client.role.as_str(), client.name.as_deref()),
            ("Reader", Some("C"))
        );
        assert_eq!(client.limits.len(), 1);
        assert_eq!(app.roles[0].permissions.to_json(false), r#"["x"]"#);
        assert_eq!(app.workflows.len(), 2);
        assert_eq!(app.workflows[0].1.text_of("name"), Some("W"));
        assert_eq!(app.workflows[1].1.text_of("initial"), Some("X"));
    }
}
