//! Who becomes who on the target: `Backup/UserMapping.cs` and ASP.NET Identity's rules.

use std::collections::HashMap;

use crate::format::squidex::target::{Initiator, Target};

/// The accounts behind the users of the archive.
#[derive(Debug, Default)]
pub(super) struct Mapping {
    /// User id of the archive → number of the account. Unmapped ids are not there.
    accounts: HashMap<String, usize>,
    /// E-mail addresses of the accounts that are made, in order.
    pub(super) created: Vec<String>,
    /// The account of the restoring user, if one of the addresses is theirs.
    initiator: Option<usize>,
    /// E-mail address of each account as it is first spelled in the archive.
    emails: Vec<String>,
    /// Users that can't be made and are not found: id and e-mail address.
    pub(super) refused: Vec<(String, String)>,
}

/// An address that stops the restore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BlankEmail {
    /// User id in the archive.
    pub(super) user_id: String,
}

/// What an id means on the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Account {
    /// Nobody: events are dropped.
    Unknown,
    /// The restoring user: events are dropped, and the user becomes Owner at the end.
    Initiator,
    /// An account by number.
    Other(usize),
}

impl Mapping {
    /// Makes or finds each user in the order of Users.json.
    pub(super) fn new(
        users: &[(String, Option<String>)],
        target: &Target,
    ) -> (Mapping, Option<BlankEmail>) {
        let mut mapping = Mapping::default();
        let mut by_email: HashMap<String, usize> = HashMap::new();
        if let Some(email) = target.initiator_email.as_deref() {
            mapping.emails.push(email.into());
            mapping.initiator = Some(0);
            by_email.insert(normalise(email), 0);
        }
        for (id, email) in users {
            let Some(email) = email.as_deref().filter(|email| !email.trim().is_empty()) else {
                return (
                    mapping,
                    Some(BlankEmail {
                        user_id: id.clone(),
                    }),
                );
            };
            let key = normalise(email);
            let account = match by_email.get(&key) {
                Some(&account) => account,
                None if email.chars().all(is_allowed) => {
                    mapping.created.push(email.into());
                    mapping.emails.push(email.into());
                    by_email.insert(key, mapping.emails.len() - 1);
                    mapping.emails.len() - 1
                }
                None => {
                    mapping.refused.push((id.clone(), email.into()));
                    continue;
                }
            };
            mapping.accounts.insert(id.clone(), account);
        }
        if matches!(target.initiator, Initiator::Client(_)) {
            // A client is nobody's contributor: the account with that address is one like any other.
            mapping.initiator = None;
        }
        (mapping, None)
    }

    /// What a user id of the archive becomes.
    pub(super) fn account(&self, user_id: &str) -> Account {
        match self.accounts.get(user_id) {
            None => Account::Unknown,
            Some(&account) if Some(account) == self.initiator => Account::Initiator,
            Some(&account) => Account::Other(account),
        }
    }

    /// E-mail address of an account.
    pub(super) fn email(&self, account: usize) -> &str {
        self.emails.get(account).map_or("", String::as_str)
    }
}

/// Identity compares names and addresses in upper case.
fn normalise(email: &str) -> String {
    email
        .chars()
        .map(|c| {
            let mut upper = c.to_uppercase();
            match (upper.next(), upper.next()) {
                (Some(one), None) => one,
                _ => c,
            }
        })
        .collect()
}

/// Identity's default for characters of a user name; the e-mail address is the name.
fn is_allowed(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '@' | '+')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn users(pairs: &[(&str, &str)]) -> Vec<(String, Option<String>)> {
        pairs
            .iter()
            .map(|(id, email)| ((*id).into(), Some((*email).into())))
            .collect()
    }

    #[test]
    fn one_address_is_one_account_whatever_its_case() {
        let (mapping, blank) = Mapping::new(
            &users(&[("a", "x@y.z"), ("b", "X@Y.Z")]),
            &Target::default(),
        );
        assert_eq!(blank, None);
        assert_eq!(mapping.created, ["x@y.z"]);
        assert_eq!(mapping.account("a"), mapping.account("b"));
    }

    #[test]
    fn an_address_with_other_characters_is_refused_unless_it_is_known() {
        let target = Target {
            initiator_email: Some("o'brien@y.z".into()),
            ..Target::default()
        };
        let (mapping, _) = Mapping::new(
            &users(&[("a", "O'Brien@y.z"), ("b", "ä@y.z"), ("c", "john")]),
            &target,
        );
        assert_eq!(mapping.account("a"), Account::Initiator);
        assert_eq!(mapping.account("b"), Account::Unknown);
        assert_eq!(mapping.created, ["john"]);
    }

    #[test]
    fn a_blank_address_stops_the_restore() {
        let (mapping, blank) =
            Mapping::new(&users(&[("a", "x@y.z"), ("b", " ")]), &Target::default());
        assert_eq!(mapping.created, ["x@y.z"]);
        assert_eq!(
            blank,
            Some(BlankEmail {
                user_id: "b".into()
            })
        );
    }
}
