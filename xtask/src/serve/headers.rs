//! The headers of every response: those of the `_headers` file and no others, so that the policy stands once. A test
//! that asks what a host without them, or with weaker ones, would do gets them changed here.

use std::path::Path;

use anyhow::{Context, Result, bail};

const POLICY: &str = "content-security-policy";

/// What a server makes of the file.
#[derive(Debug, Clone, Default)]
pub enum Policy {
    /// Sends what the file says.
    #[default]
    Whole,
    /// Sends none of it, as a host that does not know such files.
    None,
    /// Sends it with other directives (name, whole text) in the place of those of the same name.
    Weaker(Vec<(String, String)>),
}

impl Policy {
    /// From the command line: `none`, or directives such as `connect-src 'self'; img-src *`.
    ///
    /// # Errors
    /// When it is neither.
    pub fn read(text: &str) -> Result<Policy> {
        if text == "none" {
            return Ok(Policy::None);
        }
        let directives: Vec<_> = directives(text).collect();
        // A slip would leave the policy as it is, and a test of a weaker one without what it tests.
        if directives.is_empty() || !directives.iter().all(|(name, _)| name.contains('-')) {
            bail!("neither `none` nor directives of a policy: {text}");
        }
        Ok(Policy::Weaker(directives))
    }
}

/// Name and whole text of each directive.
fn directives(policy: &str) -> impl Iterator<Item = (String, String)> + '_ {
    policy
        .split(';')
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(|text| {
            let name = text.split_whitespace().next().unwrap_or(text);
            (name.to_ascii_lowercase(), text.to_owned())
        })
}

/// What a `_headers` file says, a form that static hosts know as well: an address, which may end in `*`, and below it,
/// indented, a header a line. `! Name` takes away what an earlier rule gave. Lines that begin with `#` say why.
#[derive(Debug)]
pub struct Headers(Vec<Rule>);

#[derive(Debug)]
struct Rule {
    address: String,
    /// `None`: taken away.
    headers: Vec<(String, Option<String>)>,
}

impl Headers {
    /// Reads a file, and changes what it says as `policy` asks.
    ///
    /// # Errors
    /// When the file is missing, can't be understood, or has no policy for every address.
    pub fn read(file: &Path, policy: &Policy) -> Result<Headers> {
        let text =
            std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
        let headers = Headers::parse(&text, policy)
            .with_context(|| format!("understanding {}", file.display()))?;
        Ok(headers)
    }

    fn parse(text: &str, policy: &Policy) -> Result<Headers> {
        let mut rules: Vec<Rule> = Vec::new();
        for line in text.lines() {
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with('#') {
                continue;
            }
            if !line.starts_with(char::is_whitespace) {
                rules.push(Rule {
                    address: trimmed.to_owned(),
                    headers: Vec::new(),
                });
                continue;
            }
            let rule = rules
                .last_mut()
                .with_context(|| format!("a header without an address: {trimmed}"))?;
            let header = match trimmed.strip_prefix("! ") {
                Some(name) => (name.trim().to_owned(), None),
                None => {
                    let (name, value) = trimmed
                        .split_once(':')
                        .with_context(|| format!("no header: {trimmed}"))?;
                    (name.trim().to_owned(), Some(value.trim().to_owned()))
                }
            };
            rule.headers.push(header);
        }
        let everywhere = |rule: &&Rule| rule.address == "/*";
        if !rules.iter().filter(everywhere).any(|rule| {
            rule.headers
                .iter()
                .any(|(name, value)| name.eq_ignore_ascii_case(POLICY) && value.is_some())
        }) {
            bail!("no Content-Security-Policy below /*");
        }
        match policy {
            Policy::Whole => {}
            Policy::None => rules.clear(),
            Policy::Weaker(changes) => {
                let headers = rules.iter_mut().flat_map(|rule| &mut rule.headers);
                for (_, value) in headers.filter(|(name, _)| name.eq_ignore_ascii_case(POLICY)) {
                    *value = value.as_deref().map(|value| changed(value, changes));
                }
            }
        }
        Ok(Headers(rules))
    }

    /// The addresses that have rules, in their order; one that ends in `*` stands for all that begin so.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|rule| rule.address.as_str())
    }

    /// Name and value of each header of the response for an address. The same name twice means what it means in HTTP:
    /// of two policies, both hold.
    pub fn of<'a>(&'a self, address: &str) -> Vec<(&'a str, &'a str)> {
        let path = address.split(['?', '#']).next().unwrap_or(address);
        let mut found: Vec<(&str, &str)> = Vec::new();
        for rule in &self.0 {
            let here = match rule.address.strip_suffix('*') {
                Some(start) => path.starts_with(start),
                None => path == rule.address,
            };
            for (name, value) in rule.headers.iter().filter(|_| here) {
                match value {
                    Some(value) => found.push((name, value)),
                    None => found.retain(|(other, _)| !other.eq_ignore_ascii_case(name)),
                }
            }
        }
        found
    }
}

/// A policy with other directives in the place of those of the same name, and the rest of them at its end.
fn changed(policy: &str, changes: &[(String, String)]) -> String {
    let mut kept: Vec<(String, String)> = directives(policy).collect();
    for (name, text) in changes {
        match kept.iter_mut().find(|(other, _)| other == name) {
            Some(directive) => directive.1.clone_from(text),
            None => kept.push((name.clone(), text.clone())),
        }
    }
    let texts: Vec<&str> = kept.iter().map(|(_, text)| text.as_str()).collect();
    texts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# why\n/*\n  Content-Security-Policy: default-src 'none'; connect-src 'none'\n  X-A: 1\n\
                        /worker.js\n  ! content-security-policy\n  Content-Security-Policy: connect-src 'self'\n";

    fn policy_of(headers: &Headers, address: &str) -> Vec<String> {
        headers
            .of(address)
            .into_iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case(POLICY))
            .map(|(_, value)| value.to_owned())
            .collect()
    }

    #[test]
    fn rules_hold_for_their_addresses_in_their_order() {
        let headers = Headers::parse(FILE, &Policy::Whole).unwrap();
        assert_eq!(
            policy_of(&headers, "/x"),
            ["default-src 'none'; connect-src 'none'"]
        );
        assert_eq!(
            policy_of(&headers, "/worker.js?v=1"),
            ["connect-src 'self'"]
        );
        assert!(headers.of("/worker.js").contains(&("X-A", "1")));

        assert!(Headers::parse("/a\n  X-A: 1\n", &Policy::Whole).is_err());
        assert!(Headers::parse("  X-A: 1\n", &Policy::Whole).is_err());
        assert!(Headers::parse("/*\n  X-A\n", &Policy::Whole).is_err());
    }

    #[test]
    fn a_policy_can_be_left_out_or_weakened_but_not_by_a_slip() {
        let none = Headers::parse(FILE, &Policy::read("none").unwrap()).unwrap();
        assert_eq!(none.of("/"), []);

        let weaker = Policy::read("connect-src 'self'; img-src *").unwrap();
        let weaker = Headers::parse(FILE, &weaker).unwrap();
        assert_eq!(
            policy_of(&weaker, "/"),
            ["default-src 'none'; connect-src 'self'; img-src *"]
        );

        for slip in ["", "None", "no", ";"] {
            assert!(Policy::read(slip).is_err(), "{slip}");
        }
    }
}
