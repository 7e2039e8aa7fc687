//! `app.json` and the workflows (`formats/squidex-sync.md` 2.1 and 2.3).

use std::collections::HashSet;

use super::super::json::Node;
use super::super::schemas::{list_of, object};
use super::fields::without_nulls;
use super::{NOT_CARRIED, Out, State, put};

/// Roles that every app has.
const BUILT_IN: [&str; 4] = ["Owner", "Developer", "Editor", "Reader"];

/// Scripts of assets that have a place in the folder.
const SCRIPTS: [&str; 5] = ["create", "update", "annotate", "move", "delete"];

/// Writes app.json, and what has no place in it.
pub(super) fn write(state: &mut State<'_>, out: &mut Out<'_>) {
    let roles: Vec<(String, Node<'static>)> = state
        .app
        .roles
        .iter()
        .filter(|role| !BUILT_IN.contains(&role.name.as_str()))
        .map(|role| {
            let permissions = match &role.permissions {
                Node::List(_) => role.permissions.clone(),
                _ => Node::List(Vec::new()),
            };
            let properties = without_nulls(&role.properties);
            let of = Node::object([("permissions", permissions), ("properties", properties)]);
            (role.name.clone(), of)
        })
        .collect();
    let known: HashSet<String> = roles
        .iter()
        .map(|(name, _)| name.clone())
        .chain(BUILT_IN.iter().map(ToString::to_string))
        .collect();
    let mut clients = Vec::new();
    for client in state.app.clients.clone() {
        let mut role = client.role.clone();
        if !known.contains(&role) {
            state.repaired(
                "client",
                &client.id,
                &format!("its role {role} does not exist: it becomes a Reader"),
            );
            role = "Reader".into();
        }
        let mut pairs = vec![("role", Node::Text(role))];
        if let Some(name) = &client.name {
            pairs.push(("name", Node::Text(name.clone())));
        }
        clients.push((client.id.clone(), object(pairs)));
    }
    let codes: Vec<&String> = state.languages.iter().map(|(code, ..)| code).collect();
    let languages = state
        .languages
        .iter()
        .enumerate()
        .map(|(at, (code, optional, fallback))| {
            let is_master = at == 0;
            let fallback: Vec<String> = match is_master {
                true => Vec::new(),
                false => fallback
                    .iter()
                    .filter(|code| codes.contains(code))
                    .cloned()
                    .collect(),
            };
            let of = Node::object([
                ("isMaster", Node::Bool(is_master)),
                ("isOptional", Node::Bool(*optional && !is_master)),
                ("fallback", list_of(&fallback)),
            ]);
            (code.clone(), of)
        });
    let mut pairs = vec![
        ("clients", Node::Object(clients)),
        ("roles", Node::Object(roles)),
        ("languages", Node::Object(languages.collect())),
        ("contributors", Node::Object(Vec::new())),
    ];
    let scripts = state.app.scripts.as_ref().map(without_nulls);
    if let Some(Node::Object(mut scripts)) = scripts {
        let before = scripts.len();
        scripts.retain(|(name, _)| SCRIPTS.contains(&name.as_str()));
        if scripts.len() < before {
            state.lost(
                "app",
                "asset scripts",
                "query and queryPre have no place in the folder",
            );
        }
        if scripts.iter().any(|(_, script)| {
            script
                .text()
                .is_some_and(|script| !script.trim().is_empty())
        }) {
            pairs.push(("assetScripts", Node::Object(scripts)));
        }
    }
    state
        .counts
        .push(("language", state.languages.len() as u64));
    state
        .counts
        .push(("client", state.app.clients.len() as u64));
    put(out, &["app.json"], &object(pairs));
    left(state, out);
}

/// What of the app has no place in the folder, each with its request.
fn left(state: &mut State<'_>, out: &mut Out<'_>) {
    let app = &state.app;
    let request = |method: &str, url: &str, body: Node<'static>| {
        Node::object([
            ("method", Node::Text(method.into())),
            ("url", Node::Text(format!("/api/apps/{{app}}{url}"))),
            ("body", body),
        ])
    };
    let mut requests = Vec::new();
    if app.label.is_some() || app.description.is_some() {
        let body = Node::object([
            ("label", Node::optional(app.label.as_deref())),
            ("description", Node::optional(app.description.as_deref())),
        ]);
        requests.push(request("PUT", "", body));
    }
    if let Some(settings) = &app.settings {
        requests.push(request("PUT", "/settings", settings.clone()));
    }
    for client in &app.clients {
        if !client.limits.is_empty() {
            let url = format!("/clients/{}", client.id);
            requests.push(request("PUT", &url, Node::Object(client.limits.clone())));
        }
    }
    if !requests.is_empty() {
        let count = requests.len();
        let document = Node::object([("requests", Node::List(requests))]);
        put(out, &[NOT_CARRIED, "app.json"], &document);
        state.lost(
            "app",
            "label, settings, limits of clients",
            &format!("{count} requests in not-carried/app.json set them"),
        );
    }
}

/// Writes the workflows, by name.
pub(super) fn workflows(state: &mut State<'_>, out: &mut Out<'_>) {
    let mut all: Vec<(String, Node<'static>)> = state
        .app
        .workflows
        .iter()
        .map(|(id, workflow)| {
            let name = workflow
                .text_of("name")
                .filter(|name| !name.trim().is_empty());
            (name.unwrap_or(id).to_owned(), workflow.clone())
        })
        .collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    let mut names = HashSet::new();
    let mut written: u64 = 0;
    for (mut name, workflow) in all {
        while !names.insert(name.clone()) {
            name.push_str(" (2)");
        }
        let ids = workflow.there("schemaIds").map_or(&[][..], Node::items);
        let schemas: Vec<String> = ids
            .iter()
            .filter_map(|id| Some(state.schema(id.text()?)?.name.clone()))
            .collect();
        if schemas.is_empty() && !ids.is_empty() {
            state.lost(
                "workflow",
                &name,
                "none of its schemas exists, and without any it would be for all",
            );
            continue;
        }
        let statuses: Vec<String> = workflow
            .there("steps")
            .map_or(&[][..], Node::pairs)
            .iter()
            .map(|(status, _)| status.clone())
            .collect();
        let initial = workflow.text_of("initial").unwrap_or_default().to_owned();
        let has = |status: &str| statuses.iter().any(|known| known == status);
        if !has("Published") || initial == "Published" || !has(&initial) {
            state.lost(
                "workflow",
                &name,
                "a server takes none without the step Published, or that begins with it",
            );
            continue;
        }
        let steps = workflow
            .there("steps")
            .map_or(&[][..], Node::pairs)
            .iter()
            .map(|(status, step)| (status.clone(), step_of(step, &has)));
        let document = Node::object([
            ("name", Node::Text(name)),
            ("steps", Node::Object(steps.collect())),
            ("schemaIds", list_of(&schemas)),
            ("initial", Node::Text(initial)),
        ]);
        put(
            out,
            &["workflows", &format!("workflow{written}.json")],
            &document,
        );
        state.workflows.push((schemas, statuses));
        written += 1;
    }
    state.counts.push(("workflow", written));
}

fn step_of(step: &Node<'_>, has: &dyn Fn(&str) -> bool) -> Node<'static> {
    let transitions = step
        .there("transitions")
        .map_or(&[][..], Node::pairs)
        .iter();
    let transitions = transitions.filter(|(to, _)| has(to)).map(|(to, of)| {
        let mut pairs = Vec::new();
        if let Some(expression) = of.text_of("expression") {
            pairs.push(("expression", Node::Text(expression.to_owned())));
        }
        // Before there were several roles, one was named by itself.
        match (of.there("roles"), of.text_of("role")) {
            (Some(roles), _) => pairs.push(("roles", roles.clone().into_owned())),
            (None, Some(role)) => {
                pairs.push(("roles", Node::List(vec![Node::Text(role.to_owned())])))
            }
            (None, None) => {}
        }
        (to.clone(), object(pairs))
    });
    let mut pairs = vec![("transitions", Node::Object(transitions.collect()))];
    if let Some(color) = step.text_of("color") {
        pairs.push(("color", Node::Text(color.to_owned())));
    }
    pairs.push(("validate", Node::Bool(step.is_true("validate"))));
    let rules = step.there("noUpdateRules");
    pairs.push((
        "noUpdate",
        Node::Bool(rules.is_some() || step.is_true("noUpdate")),
    ));
    if let Some(rules) = rules {
        if let Some(expression) = rules.text_of("expression") {
            pairs.push(("noUpdateExpression", Node::Text(expression.to_owned())));
        }
        if let Some(roles) = rules.there("roles") {
            pairs.push(("noUpdateRoles", roles.clone().into_owned()));
        }
    }
    object(pairs)
}
