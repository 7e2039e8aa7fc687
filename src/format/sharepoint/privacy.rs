//! What such files hold that is personal or confidential, and how it is masked (section 9).

use super::kinds::Kind;
use super::member::Member;
use super::report::{FileBody, MemberBody, RunBody, SharePointBody};
use super::roles::Role;
use crate::inspect::privacy::{Gathered, PrivateKind, PrivatePlace, Words};
use crate::report::Head;

/// The kinds, in the order in which they are told.
const KINDS: &[Words] = &[
    Words {
        kind: "content",
        title: "Content of people",
        text: "documents and lists of the sites, app data, names of people; the data of the databases is not read here",
        risk: "whoever restores the database on a server of their own reads every document and list, whatever SharePoint permits",
        is_secret: false,
    },
    Words {
        kind: "credentials",
        title: "Credentials",
        text: "account names and passwords of the Secure Store, encrypted with a key that is made from the passphrase",
        risk: "who has the passphrase as well, or guesses it, has all accounts that the farm uses for other systems",
        is_secret: true,
    },
    Words {
        kind: "passwords",
        title: "Passwords of backups",
        text: "a password of a media or backup set, obfuscated; its value is not read",
        risk: "it can be worked out from the file, and is often used elsewhere, too",
        is_secret: true,
    },
    Words {
        kind: "accounts",
        title: "Accounts",
        text: "accounts that made a backup or asked for a run",
        risk: "they name administrators: those whose password is worth guessing, or who are worth a message that asks for it",
        is_secret: false,
    },
    Words {
        kind: "servers",
        title: "Servers",
        text: "names of servers, machines and instances",
        risk: "they show how the network is built, and where to begin once somebody is in it",
        is_secret: false,
    },
    Words {
        kind: "paths",
        title: "Paths on servers",
        text: "where the files of the databases lie, and folders of backups",
        risk: "they tell of drives and shares; a share for backups that many can read is the easiest way in",
        is_secret: false,
    },
    Words {
        kind: "people",
        title: "People",
        text: "users, groups and permissions of exported webs",
        risk: "they tell who may do what, by name and address",
        is_secret: false,
    },
];

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

/// What the files hold; the values of the kind `show` are not masked.
pub fn kinds(members: &[Member], body: &SharePointBody, show: Option<&str>) -> Vec<PrivateKind> {
    let mut found = Gathered::new(KINDS, show);
    for member in &body.members {
        of_role(&mut found, member);
        for set in &member.backup_sets {
            let place = |what: &str| PrivatePlace {
                file: Some(member.path.clone()),
                path: Some(format!("header of backup set {}, {what}", set.position)),
                ..PrivatePlace::default()
            };
            let mut add = |kind: &str, what: &str, value: &Option<String>| {
                if let Some(value) = value.as_deref().filter(|value| !value.is_empty()) {
                    found.add(kind, place(what), Some(value), None);
                }
            };
            add("accounts", "user", &set.user_name);
            add("servers", "server", &set.server_name);
            add("servers", "machine", &set.machine_name);
            for file in &set.files {
                add("paths", "list of files", &file.physical_name);
            }
        }
    }
    for run in &body.runs {
        let place = |what: &str| PrivatePlace {
            file: None,
            path: Some(match run.folder.as_deref().or(run.id.as_deref()) {
                Some(name) => format!("run {name}, {what}"),
                None => format!("run, {what}"),
            }),
            ..PrivatePlace::default()
        };
        if let Some(account) = &run.requested_by {
            found.add("accounts", place("who asked for it"), Some(account), None);
        }
        if let Some(folder) = &run.directory {
            found.add("paths", place("folder"), Some(folder), None);
        }
    }
    for member in members {
        let place = || PrivatePlace {
            file: Some(member.path.clone()),
            ..PrivatePlace::default()
        };
        let has_password = member.media().is_some_and(|media| {
            media.tape.as_ref().is_some_and(|tape| tape.has_password)
                || media.sets.iter().any(|set| set.header.has_password)
        });
        if has_password {
            found.add("passwords", place(), None, None);
        }
        if matches!(member.kind, Kind::ExportPart | Kind::WebExport) {
            found.add("people", place(), None, Some(member.bytes));
        }
    }
    found.finish()
}

/// What a database of that role is known to hold.
fn of_role(found: &mut Gathered<'_>, member: &MemberBody) {
    let kind = match member.role {
        Some(Role::Content) => "content",
        Some(Role::SecureStore) => "credentials",
        _ => return,
    };
    let place = PrivatePlace {
        file: Some(member.path.clone()),
        ..PrivatePlace::default()
    };
    found.add(kind, place, None, Some(member.bytes));
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
