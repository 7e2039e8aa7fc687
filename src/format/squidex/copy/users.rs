//! Other e-mail addresses in Users.json: the restore makes an account for each address, so people who
//! left can be replaced by those who took over.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::layout::SpecialFile;
use super::draft::Draft;
use crate::container::zip::EntryReader;
use crate::error::Error;
use crate::inspect::copy::Recipe;
use crate::json;
use crate::report::words::counted;

/// Characters that ASP.NET Identity allows in a user name, beside letters and digits
/// (`formats/squidex.md` 5.6 row 34).
const ALLOWED: &str = "-._@+";

/// Whether the server makes an account for the address.
pub(super) fn is_usable(address: &str) -> bool {
    !address.is_empty()
        && address
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || ALLOWED.contains(c))
}

/// The addresses in Users.json, each once.
pub(super) fn addresses(bytes: &[u8]) -> Vec<String> {
    let mut addresses: Vec<String> = Vec::new();
    if let Ok(Value::Object(users)) = serde_json::from_slice(json::without_bom(bytes).0) {
        for address in users.values().filter_map(Value::as_str) {
            if !addresses.iter().any(|known| known == address) {
                addresses.push(address.to_owned());
            }
        }
    }
    addresses
}

/// Replaces addresses. Compared without case, as the server does.
///
/// # Errors
/// `Invalid` if a mapping is wrong or Users.json can't be read, `Read` if the original can't be read.
pub(super) fn map(
    draft: &mut Draft,
    recipe: &Recipe,
    reader: &mut EntryReader,
) -> Result<(), Error> {
    if recipe.map_users.is_empty() {
        return Ok(());
    }
    let mut mapping: BTreeMap<String, &str> = BTreeMap::new();
    for user in &recipe.map_users {
        let (old, new) = (user.old.trim(), user.new.trim());
        if old.is_empty() {
            return Err(Error::Invalid(
                "a user is mapped from an empty address".into(),
            ));
        }
        if !is_usable(new) {
            return Err(Error::Invalid(format!(
                "the server makes no account for \"{new}\": only letters a to z, digits and {ALLOWED} are allowed"
            )));
        }
        if let Some(other) = mapping.insert(old.to_lowercase(), new)
            && other != new
        {
            return Err(Error::Invalid(format!(
                "{old} is mapped twice: to {other} and to {new}"
            )));
        }
    }
    let entry = draft.special(SpecialFile::Users).ok_or_else(|| {
        Error::Invalid("there is no Users.json whose users could be mapped".into())
    })?;
    let bytes = draft.content(reader, entry)?.unwrap_or_default();
    let Ok(Value::Object(mut mapped)) = serde_json::from_slice(json::without_bom(&bytes).0) else {
        return Err(Error::Invalid(
            "Users.json can't be read, so its users can't be mapped".into(),
        ));
    };
    let mut used: BTreeMap<String, u64> = BTreeMap::new();
    let mut changed = 0;
    let mut after: BTreeMap<String, u64> = BTreeMap::new();
    for value in mapped.values_mut() {
        let Some(old) = value.as_str() else {
            continue;
        };
        let key = old.trim().to_lowercase();
        let new = mapping.get(&key).copied();
        if let Some(new) = new {
            *used.entry(key).or_default() += 1;
            changed += u64::from(new != old);
        }
        let now = new.unwrap_or(old).to_owned();
        *after.entry(now.to_lowercase()).or_default() += 1;
        *value = Value::String(now);
    }
    for (old, new) in &mapping {
        if !used.contains_key(old) {
            draft.notes.push(format!(
                "{old} is no user of this backup, so nothing becomes {new}"
            ));
        }
        let share = after.get(&new.to_lowercase()).copied().unwrap_or_default();
        if share > 1 {
            draft.notes.push(format!(
                "{} become one account, {new}: of a role given to several of them the last one counts",
                counted(share, "user")
            ));
        }
    }
    draft.notes.dedup();
    if changed > 0 {
        draft.replace(
            entry,
            Value::Object(mapped).to_string().into_bytes(),
            format!("{} replaced", counted(changed, "e-mail address")),
        );
    }
    Ok(())
}

/// Reads pairs of old and new address from a table with two columns: separated by comma, semicolon or
/// tab, fields in double quotes where need be, with or without a heading.
///
/// # Errors
/// `Invalid` with the line that has no two columns.
pub fn parse_table(text: &str) -> Result<Vec<crate::inspect::copy::UserMapping>, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut users = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let fields = fields(line);
        let [old, new] = fields.as_slice() else {
            return Err(Error::Invalid(format!(
                "line {} has {}, expected two: old and new address",
                at + 1,
                counted(fields.len() as u64, "column")
            )));
        };
        // A heading names the columns: no address is in it.
        if users.is_empty() && at == 0 && !old.contains('@') && !new.contains('@') {
            continue;
        }
        users.push(crate::inspect::copy::UserMapping {
            old: old.clone(),
            new: new.clone(),
        });
    }
    Ok(users)
}

/// The fields of one line. The separator is the first of comma, semicolon and tab that stands outside
/// of quotes.
fn fields(line: &str) -> Vec<String> {
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut separator = None;
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' if quoted || field.trim().is_empty() => quoted = !quoted,
            ',' | ';' | '\t' if !quoted && *separator.get_or_insert(c) == c => {
                fields.push(std::mem::take(&mut field).trim().to_owned());
            }
            c => field.push(c),
        }
    }
    fields.push(field.trim().to_owned());
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_read_as_people_write_them() {
        let expected = [("anna@a.example", "bo@b.example"), ("c, d@e", "f")];
        for table in [
            "old,new\nanna@a.example,bo@b.example\n\"c, d@e\",f\n",
            "anna@a.example;bo@b.example\r\n\"c, d@e\";f",
            "\u{feff}anna@a.example\t bo@b.example\n\nc, d@e\tf",
        ] {
            // In the last one the comma comes before the tab, so the line has to be quoted.
            let table = table.replace("\nc, d@e\tf", "\n\"c, d@e\"\tf");
            let users = parse_table(&table).unwrap();
            let users: Vec<(&str, &str)> = users
                .iter()
                .map(|user| (user.old.as_str(), user.new.as_str()))
                .collect();
            assert_eq!(users, expected, "{table}");
        }
        assert!(parse_table("a@b").is_err());
        assert!(parse_table("a@b,c@d,e@f").is_err());
        assert_eq!(fields(r#""say ""hi""",x"#), [r#"say "hi""#, "x"]);
    }

    #[test]
    fn addresses_follow_the_rule_of_the_server() {
        assert!(is_usable("anna.b+c@demo-shop.example"));
        assert!(is_usable("john"));
        for bad in ["", "o'brien@a.example", "a b@c", "\u{e4}@b", "a/b@c"] {
            assert!(!is_usable(bad), "{bad}");
        }
    }
}
