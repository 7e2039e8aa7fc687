//! Contents of one schema as a table: a column for each partition of each field.

use std::collections::{BTreeSet, HashSet};

use super::json::Node;
use crate::report::csv::Cell;

/// Columns in front of those of the data.
const FIRST: [&str; 8] = [
    "id",
    "status",
    "created",
    "created_by",
    "last_modified",
    "last_modified_by",
    "version",
    "deleted",
];

/// Most columns of one table: more are only met in hostile archives.
const MAX_COLUMNS: usize = 4_096;

/// The columns of a table.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// Field and partition, in the order of the schema.
    of_data: Vec<(String, String)>,
    known: HashSet<(String, String)>,
    /// Those of values that the schema or the app knows nothing of.
    others: BTreeSet<(String, String)>,
    /// There are more than are kept.
    pub(super) more: bool,
}

impl Columns {
    /// Adds the columns of a field.
    pub(super) fn field(&mut self, name: &str, partitions: &[String]) {
        for partition in partitions {
            let column = (name.to_owned(), partition.clone());
            if self.of_data.len() < MAX_COLUMNS && self.known.insert(column.clone()) {
                self.of_data.push(column);
            }
        }
    }

    /// Looks for values that have no column yet.
    pub(super) fn look(&mut self, data: &Node<'_>) {
        for (field, partitions) in data.pairs() {
            for (partition, _) in partitions.pairs() {
                let column = (field.clone(), partition.clone());
                if self.known.contains(&column) || self.others.contains(&column) {
                    continue;
                }
                if self.of_data.len() + self.others.len() >= MAX_COLUMNS {
                    self.more = true;
                    return;
                }
                self.others.insert(column);
            }
        }
    }

    fn all(&self) -> impl Iterator<Item = &(String, String)> {
        self.of_data.iter().chain(&self.others)
    }

    /// The heads of the columns.
    pub(super) fn heads(&self) -> Vec<String> {
        let of_data = self
            .all()
            .map(|(field, partition)| format!("{field}.{partition}"));
        FIRST
            .iter()
            .map(ToString::to_string)
            .chain(of_data)
            .collect()
    }

    /// The cells of the data.
    pub(super) fn values(&self, data: &Node<'_>, doubles: bool) -> Vec<Value> {
        self.all()
            .map(|(field, partition)| {
                let exact = |node: &Node<'_>, name: &str| {
                    node.pairs().iter().position(|(key, _)| key == name)
                };
                let at = exact(data, field).and_then(|at| data.pairs().get(at));
                let value = at.and_then(|(_, field)| {
                    let at = exact(field, partition)?;
                    field.pairs().get(at).map(|(_, value)| value)
                });
                match value {
                    None | Some(Node::Null) => Value::Null,
                    Some(Node::Text(text)) => Value::Text(text.clone()),
                    Some(other) => Value::Plain(other.to_json(doubles)),
                }
            })
            .collect()
    }
}

/// A cell with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Null,
    Text(String),
    Plain(String),
}

impl Value {
    pub(super) fn cell(&self) -> Cell<'_> {
        match self {
            Value::Null => Cell::Null,
            Value::Text(text) => Cell::Text(text),
            Value::Plain(text) => Cell::Plain(text),
        }
    }

    /// A text, or nothing.
    pub(super) fn text(text: Option<String>) -> Value {
        text.map_or(Value::Null, Value::Text)
    }

    /// A number or an instant, or nothing.
    pub(super) fn plain(text: Option<String>) -> Value {
        text.map_or(Value::Null, Value::Plain)
    }
}

#[cfg(test)]
mod tests {
    use super::super::json::parse;
    use super::*;

    #[test]
    fn columns_follow_the_schema_and_lose_nothing() {
        let mut columns = Columns::default();
        columns.field("title", &["en".into(), "de".into()]);
        columns.field("price", &["iv".into()]);
        let data = parse(
            r#"{"price":{"iv":-1.50},"title":{"de":"=1","fr":"x"},"gone":{"iv":[1]},"empty":null}"#,
        )
        .unwrap();
        columns.look(&data);
        assert_eq!(
            columns.heads()[FIRST.len()..],
            ["title.en", "title.de", "price.iv", "gone.iv", "title.fr"]
        );
        assert_eq!(
            columns.values(&data, false),
            [
                Value::Null,
                Value::Text("=1".into()),
                Value::Plain("-1.50".into()),
                Value::Plain("[1]".into()),
                Value::Text("x".into()),
            ]
        );
    }
}
