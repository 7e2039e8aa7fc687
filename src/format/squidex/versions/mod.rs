//! Which releases of Squidex can restore an archive: `formats/squidex-versions.md`.
//!
//! - [`release`]: the releases and their order.
//! - [`table`]: since which release a server knows what, as data with its sources.
//! - [`met`]: what an archive has of that; collected by the dry run, event by event.
//! - [`judge`]: the releases that can restore it, and what one of them does.
//!
//! Nothing of this is executed by a server: it was read from the history of its source.

pub mod judge;
pub mod met;
pub mod release;
pub mod table;

use serde::{Deserialize, Serialize};

use super::events::schema::Shape;
pub use table::Need;

/// A set of needs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needs(u128);

impl Needs {
    /// Adds one.
    pub fn add(&mut self, need: Need) {
        self.0 |= 1 << (need as u32 & 127);
    }

    /// Those that are in it, in the order of the table.
    pub fn iter(self) -> impl Iterator<Item = Need> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let place = rest.trailing_zeros();
            rest &= rest.checked_sub(1)?;
            Need::ALL.get(place as usize).copied()
        })
    }
}

/// The properties of a class that older servers drop, and of the one that it is derived from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Dated([&'static [(&'static [&'static str], Need)]; 2]);

impl Dated {
    /// Those of a class.
    pub fn of(shape: &'static Shape) -> Dated {
        let base = shape.base.map_or("", |base| base.name);
        Dated([table::properties(shape.name), table::properties(base)])
    }

    /// Those of a rule action.
    pub fn of_action(shape: &'static Shape) -> Dated {
        Dated([
            table::properties(shape.name),
            table::action_properties(shape.name),
        ])
    }

    /// What a property needs.
    pub fn need(&self, property: &str) -> Option<Need> {
        let rows = self.0.iter().copied().flatten();
        rows.filter(|(names, _)| names.contains(&property))
            .map(|(_, need)| *need)
            .next()
    }
}

/// Whether the JSON text of a value is one that a server without the property has anyway.
pub fn is_default(value: &[u8]) -> bool {
    matches!(
        value.trim_ascii(),
        b"null"
            | b"false"
            | b"\"\""
            | b"[]"
            | b"{}"
            | b"0"
            | b"\"00000000-0000-0000-0000-000000000000\""
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_gives_back_what_was_added() {
        let mut needs = Needs::default();
        assert_eq!(needs.iter().count(), 0);
        let last = *Need::ALL.last().unwrap();
        for need in [last, Need::RecordV2, Need::FieldUserInfo, last] {
            needs.add(need);
        }
        assert_eq!(
            needs.iter().collect::<Vec<_>>(),
            [Need::RecordV2, Need::FieldUserInfo, last]
        );
    }

    /// A class in the table of what is dropped is one of the table of payloads.
    #[test]
    fn classes_of_the_table_exist() {
        use crate::format::squidex::events::{EventType, table as payloads};
        let mut names = Vec::new();
        for &event in EventType::ALL {
            payloads::reach(payloads::shape(event), &mut names);
        }
        for class in table::CLASSES {
            let shape = names.iter().find(|shape| shape.name == *class);
            let base = names.iter().flat_map(|shape| shape.base);
            let shape = shape
                .copied()
                .or_else(|| base.into_iter().find(|shape| shape.name == *class));
            let shape = shape.unwrap_or_else(|| panic!("{class}"));
            for (properties, _) in table::properties(class) {
                for property in *properties {
                    assert!(
                        shape.all().any(|prop| prop.name == *property) || *class == "SquidexEvent",
                        "{class}.{property}"
                    );
                }
            }
        }
    }
}
