//! What such files hold that is personal or confidential, and how it is masked (section 9).

use serde::Serialize;

use super::kinds::Kind;
use super::member::Member;
use super::report::{FileBody, RunBody, SharePointBody};
use super::roles::Role;
use crate::report::Head;

/// Something that a set holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Holding {
    /// `accounts`, `servers`, `paths`, `passwords`, `content`, `credentials`, `people`.
    pub kind: String,
    /// Where, in words.
    pub place: String,
    /// How many.
    #[cfg_attr(test, ts(type = "number"))]
    pub count: u64,
    /// What it means.
    pub note: String,
}

/// Masks an account: `CONTOSO\s***`.
pub fn mask_account(account: &str) -> String {
    let (domain, name) = match account.rsplit_once('\\') {
        Some((domain, name)) => (Some(domain), name),
        None => (None, account),
    };
    let first = name.chars().next().map(String::from).unwrap_or_default();
    match domain {
        Some(domain) => format!("{domain}\\{first}***"),
        None => format!("{first}***"),
    }
}

/// Masks the name of a server: its first letter, the instance too.
pub fn mask_server(server: &str) -> String {
    let masked = |part: &str| {
        let first = part.chars().next().map(String::from).unwrap_or_default();
        format!("{first}***")
    };
    server
        .split('\\')
        .map(masked)
        .collect::<Vec<_>>()
        .join("\\")
}

/// Masks a path on a server: the last part stays.
pub fn mask_path(path: &str) -> String {
    let name = path
        .trim_end_matches(['\\', '/'])
        .rsplit(['\\', '/'])
        .next()
        .unwrap_or_default();
    format!("***\\{name}")
}

/// What the files hold.
pub fn holdings(members: &[Member], body: &SharePointBody) -> Vec<Holding> {
    let mut found = Vec::new();
    let mut add = |kind: &str, place: &str, count: usize, note: &str| {
        if count > 0 {
            found.push(Holding {
                kind: kind.to_owned(),
                place: place.to_owned(),
                count: count as u64,
                note: note.to_owned(),
            });
        }
    };
    let sets: Vec<_> = body
        .members
        .iter()
        .flat_map(|member| &member.backup_sets)
        .collect();
    let roles = |role: Role| {
        body.members
            .iter()
            .filter(|member| member.role == Some(role))
            .count()
    };
    add(
        "content",
        "content databases",
        roles(Role::Content),
        "documents and lists of the sites, app data, names of people",
    );
    add(
        "credentials",
        "Secure Store databases",
        roles(Role::SecureStore),
        "account names and passwords, encrypted with a key that is made from the passphrase",
    );
    add(
        "accounts",
        "headers of backup sets",
        sets.iter().filter(|set| set.user_name.is_some()).count(),
        "the account that made the backup",
    );
    add(
        "accounts",
        "table of contents",
        body.runs
            .iter()
            .filter(|run| run.requested_by.is_some())
            .count(),
        "the account that asked for the run",
    );
    add(
        "servers",
        "headers of backup sets",
        sets.iter().filter(|set| set.server_name.is_some()).count(),
        "names of servers, machines and instances",
    );
    add(
        "paths",
        "lists of database files",
        sets.iter()
            .flat_map(|set| &set.files)
            .filter(|file| file.physical_name.is_some())
            .count(),
        "paths on the server",
    );
    let has_password = |member: &Member| {
        member.media().is_some_and(|media| {
            media.tape.as_ref().is_some_and(|tape| tape.has_password)
                || media.sets.iter().any(|set| set.header.has_password)
        })
    };
    add(
        "passwords",
        "headers of media and backup sets",
        members.iter().filter(|member| has_password(member)).count(),
        "a password, obfuscated; its value is not read",
    );
    let exports = members
        .iter()
        .filter(|member| matches!(member.kind, Kind::ExportPart | Kind::WebExport));
    add(
        "people",
        "exported webs",
        exports.count(),
        "users, groups and permissions",
    );
    found
}

/// Masks the names of accounts, servers and paths of a body, for exports.
pub fn mask(body: &mut SharePointBody) {
    names(body);
}

/// Masks the names of a report: those of its body, and wherever they stand in its words.
pub fn mask_report(body: &mut SharePointBody, head: &mut Head) {
    let mut known = names(body);
    // Longer ones first, so that a path is not broken by the server's name in it.
    crate::sort::sort_by(&mut known, |a, b| {
        b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b))
    });
    known.dedup();
    let apply = |text: &mut String| {
        for (name, masked) in &known {
            if text.contains(name.as_str()) {
                *text = text.replace(name.as_str(), masked);
            }
        }
    };
    apply(&mut head.verdict.summary);
    for finding in &mut head.findings {
        apply(&mut finding.message);
        apply(&mut finding.effect);
    }
}

/// Masks the names of a body; answers what was replaced by what.
fn names(body: &mut SharePointBody) -> Vec<(String, String)> {
    let mut known = Vec::new();
    let mut apply = |text: &mut Option<String>, with: fn(&str) -> String| {
        if let Some(own) = text {
            let masked = with(own);
            if own.chars().count() > 1 {
                known.push((own.clone(), masked.clone()));
            }
            *own = masked;
        }
    };
    for member in &mut body.members {
        for set in &mut member.backup_sets {
            apply(&mut set.user_name, mask_account);
            apply(&mut set.server_name, mask_server);
            apply(&mut set.machine_name, mask_server);
            for FileBody { physical_name, .. } in &mut set.files {
                apply(physical_name, mask_path);
            }
        }
    }
    for RunBody {
        requested_by,
        directory,
        ..
    } in &mut body.runs
    {
        apply(requested_by, mask_account);
        apply(directory, mask_path);
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_masked_but_told_apart_by_their_first_letter() {
        assert_eq!(mask_account("CONTOSO\\spadmin"), "CONTOSO\\s***");
        assert_eq!(mask_account("sa"), "s***");
        assert_eq!(mask_account(""), "***");
        assert_eq!(mask_server("SQL01\\SHAREPOINT"), "S***\\S***");
        assert_eq!(mask_path("\\\\fs01\\spbackup\\spbr0004\\"), "***\\spbr0004");
        assert_eq!(mask_path("D:\\data\\x.mdf"), "***\\x.mdf");
    }
}
