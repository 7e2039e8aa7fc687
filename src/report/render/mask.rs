//! E-mail addresses in texts that are handed on: each becomes `person-N`, the same one always the same.

/// Letters of an address in front of and behind its sign; generous, since what is masked too much does no harm.
fn is_of_address(c: char) -> bool {
    c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c)
}

/// The addresses that were met in one document, in the order in which they came.
#[derive(Debug, Default)]
pub struct People {
    addresses: Vec<String>,
    /// Markup stands in front of signs that would be read as such: it is no part of an address.
    escaped: bool,
}

impl People {
    /// Of a Markdown text, in which back-slashes stand in front of signs.
    pub fn of_markdown() -> People {
        People {
            escaped: true,
            ..People::default()
        }
    }

    fn is_of_address(&self, c: char) -> bool {
        is_of_address(c) || (self.escaped && c == '\\')
    }

    fn number(&mut self, address: &str) -> usize {
        let mut address = address.to_lowercase();
        if self.escaped {
            address = address.replace('\\', "");
        }
        match self.addresses.iter().position(|known| *known == address) {
            Some(at) => at + 1,
            None => {
                self.addresses.push(address);
                self.addresses.len()
            }
        }
    }

    /// The text without addresses.
    pub fn masked(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(sign) = rest.find('@') {
            let (before, from) = rest.split_at(sign);
            let start = before
                .char_indices()
                .rev()
                .take_while(|(_, c)| self.is_of_address(*c))
                .last()
                .map_or(sign, |(at, _)| at);
            let behind = from.get(1..).unwrap_or_default();
            let length = behind
                .char_indices()
                .find(|(_, c)| !self.is_of_address(*c))
                .map_or(behind.len(), |(at, _)| at);
            let (domain, after) = behind.split_at(length);
            let name = before.get(start..).unwrap_or_default();
            if name.is_empty() || domain.is_empty() {
                out.push_str(before);
                out.push('@');
                rest = behind;
                continue;
            }
            let number = self.number(&format!("{name}@{domain}"));
            out.push_str(before.get(..start).unwrap_or_default());
            out.push_str(&format!("person-{number}"));
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::People;

    #[test]
    fn the_same_address_is_always_the_same_person() {
        let mut people = People::default();
        assert_eq!(
            people.masked("anna@shop.example, ben@shop.example and Anna@Shop.Example; @ and a@"),
            "person-1, person-2 and person-1; @ and a@"
        );
        assert_eq!(people.masked("by ben@shop.example"), "by person-2");
    }

    #[test]
    fn escaped_signs_are_no_end_of_an_address() {
        let mut people = People::of_markdown();
        assert_eq!(
            people.masked(r"anna\_b@shop\_1.example, anna_b@shop_1.example"),
            "person-1, person-1"
        );
    }
}
