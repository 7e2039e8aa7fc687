//! What is said in words of a SharePoint set.

use super::report::{ChainBody, DatabaseBody, SharePointBody};
use crate::report::render::{Fact, Told};
use crate::report::words::{self, visible};

/// Facts, roles, databases and title.
pub fn told(body: &SharePointBody) -> Told {
    let mut facts = vec![Fact::number(
        "files",
        words::count(body.members.len() as u64),
    )];
    let sets: usize = body
        .members
        .iter()
        .map(|member| member.backup_sets.len())
        .sum();
    if sets > 0 {
        facts.push(Fact::number("backup sets", words::count(sets as u64)));
        facts.push(Fact::number(
            "databases",
            words::count(body.chains.len() as u64),
        ));
    }
    if !body.runs.is_empty() {
        facts.push(Fact::number(
            "farm runs",
            words::count(body.runs.len() as u64),
        ));
    }
    if !body.apps.is_empty() {
        facts.push(Fact::number("apps", words::count(body.apps.len() as u64)));
    }
    if let Some(spread) = body.spread_seconds {
        facts.push(Fact::text(
            "backups started within",
            super::moment::span_words(spread),
        ));
    }
    if body.space.data_bytes > 0 {
        let space = format!(
            "{} data, {} log",
            words::bytes(body.space.data_bytes),
            words::bytes(body.space.log_bytes)
        );
        facts.push(Fact::text("room needed on the server", space));
    }
    Told {
        next: None,
        title: title(body),
        server_says: "SQL Server says",
        short: facts.clone(),
        facts,
        blocks: blocks(body),
        holds: holds(body),
    }
}

fn title(body: &SharePointBody) -> &'static str {
    use super::kinds::Kind;
    match body.members.as_slice() {
        _ if body.is_set => "SharePoint backup set",
        [one] => match one.kind {
            Kind::SqlBackup => "SQL Server backup",
            Kind::AppPackage => "SharePoint app package",
            Kind::FrameworkPackage => "SharePoint Framework package",
            Kind::Solution => "SharePoint solution",
            Kind::Template => "SharePoint template",
            Kind::WebExport | Kind::ExportPart => "exported SharePoint web",
            _ => "SharePoint file",
        },
        _ => "SQL Server backup",
    }
}

fn holds(body: &SharePointBody) -> Option<String> {
    let (databases, apps) = (body.chains.len() as u64, body.apps.len() as u64);
    match (databases, apps) {
        (0, 0) => None,
        (0, _) => Some(words::counted(apps, "app")),
        _ => Some(words::counted(databases, "database")),
    }
}

fn blocks(body: &SharePointBody) -> Vec<(&'static str, Vec<String>)> {
    let mut blocks = Vec::new();
    if !body.roles.is_empty() {
        let line = |role: &super::report::RoleBody| {
            let names = role
                .databases
                .iter()
                .map(|name| visible(name).to_string())
                .collect::<Vec<_>>();
            format!(
                "{:<28}{:<10}{}",
                role.role.words(),
                role.state,
                names.join(", ")
            )
        };
        blocks.push(("roles", body.roles.iter().map(line).collect()));
    }
    if !body.chains.is_empty() {
        blocks.push((
            "databases",
            body.chains
                .iter()
                .flat_map(|chain| chain_lines(chain, body))
                .collect(),
        ));
    }
    if let Some(sites) = body.sites.as_ref().filter(|sites| !sites.is_empty()) {
        let line = |site: &super::report::SiteBody| {
            let file = site.files.first().map_or("no backup", String::as_str);
            format!("{:<44}{}", visible(&site.site), visible(file))
        };
        blocks.push(("site collections", sites.iter().map(line).collect()));
    }
    if !body.apps.is_empty() {
        let line = |app: &super::report::AppBody| {
            let min = app.share_point_min_version.as_deref().unwrap_or("not said");
            format!(
                "{} {} (SharePoint {min})",
                visible(&app.title),
                visible(&app.version)
            )
        };
        blocks.push(("apps", body.apps.iter().map(line).collect()));
    }
    blocks
}

fn chain_lines(chain: &ChainBody, body: &SharePointBody) -> Vec<String> {
    let mut lines = vec![visible(&chain.database).to_string()];
    for step in &chain.steps {
        let paths = step
            .paths
            .iter()
            .map(|path| visible(path).to_string())
            .collect::<Vec<_>>();
        lines.push(format!("  {:<24}{}", step.what, paths.join(", ")));
    }
    if let (Some(from), Some(to)) = (&chain.reaches_from, &chain.reaches_to)
        && from != to
    {
        lines.push(format!("  any moment from {from} to {to}"));
    }
    let inside = body.databases.iter().flatten();
    let inside = inside.filter(|database| database.database == chain.database);
    lines.extend(inside.filter_map(inside_line));
    lines
}

/// What stands inside of a database; `None` where nothing is known and the headers say why.
fn inside_line(inside: &DatabaseBody) -> Option<String> {
    let tables = inside.tables?;
    let mut line = format!("  {}", words::counted(tables, "table"));
    if let Some(rows) = inside.rows {
        line.push_str(&format!(
            ", {} as the database recorded them",
            words::counted(rows, "row")
        ));
    }
    let others = [(inside.views, "view"), (inside.procedures, "procedure")];
    for (count, what) in others {
        if let Some(count) = count.filter(|count| *count > 0) {
            line.push_str(&format!(", {}", words::counted(count, what)));
        }
    }
    if let (Some(purpose), Some(by)) = (inside.purpose, inside.purpose_by) {
        line.push_str(&format!("; {}, {}", purpose.words(), by.words()));
    }
    if let (Some(sites), Some(hosts)) = (inside.site_collections, inside.app_hosts) {
        line.push_str(&format!(
            "; {}, {hosts} with apps",
            words::counted(sites, "site collection")
        ));
    }
    Some(line)
}
