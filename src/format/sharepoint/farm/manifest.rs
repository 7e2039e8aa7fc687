//! `spbackup.xml`, whose component tree is only partly documented: read tolerantly (section 2.3).

use super::toc::{Run, is_failure};
use crate::container::xml::Element;
use crate::format::sharepoint::roles::{Role, role_of_name};

/// Objects that are kept of one manifest.
const MAX_OBJECTS: usize = 100_000;
/// Pairs that are kept of one object.
const MAX_PAIRS: usize = 4_096;
const OBJECT: &str = "SPBackupObject";

/// What a manifest says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunManifest {
    /// `SPGlobalInformation`; `None` if it is missing.
    pub run: Option<Run>,
    /// The objects of the component tree, outer ones first; empty if the tree was not understood.
    pub objects: Vec<ManifestObject>,
}

/// An object of the component tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ManifestObject {
    /// Display name.
    pub name: Option<String>,
    /// Type name.
    pub type_name: Option<String>,
    /// Progress in percent.
    pub progress: Option<u64>,
    /// What a failure says; `None` if nothing tells of one.
    pub failure: Option<String>,
    /// Files that the object's data is in: `NNNNNNNN.bak`.
    pub files: Vec<String>,
}

impl ManifestObject {
    /// Whether it is a database.
    pub fn is_database(&self) -> bool {
        let by_type = self
            .type_name
            .as_deref()
            .is_some_and(|name| name.contains("Database"));
        by_type || self.role() != Role::Unknown
    }

    /// The role that its name tells.
    pub fn role(&self) -> Role {
        self.name
            .as_deref()
            .map_or(Role::Unknown, |name| role_of_name(name).0)
    }

    /// What to call it.
    pub fn shown_name(&self) -> &str {
        self.name.as_deref().unwrap_or("an object without a name")
    }
}

/// Reads a manifest; `None` if the root element is another one.
pub fn read_manifest(root: &Element) -> Option<RunManifest> {
    if root.name != "SPBackup" {
        return None;
    }
    let mut objects = Vec::new();
    for child in &root.children {
        walk(child, &mut objects);
    }
    Some(RunManifest {
        run: root.child("SPGlobalInformation").map(Run::of),
        objects,
    })
}

/// Collects the objects below and including `element`. The depth of the tree is bounded by its reader.
fn walk(element: &Element, objects: &mut Vec<ManifestObject>) {
    if element.name == OBJECT && objects.len() < MAX_OBJECTS {
        let mut pairs = Vec::new();
        own_pairs(element, &mut pairs);
        objects.push(object_of(&pairs));
    }
    for child in &element.children {
        walk(child, objects);
    }
}

/// The pairs of key and value that belong to a node: all below it, but nothing of the objects inside.
fn own_pairs(element: &Element, pairs: &mut Vec<(String, String)>) {
    let add = |pairs: &mut Vec<(String, String)>, key: &str, value: &str| {
        if pairs.len() < MAX_PAIRS && !value.is_empty() {
            pairs.push((key.to_owned(), value.to_owned()));
        }
    };
    for (name, value) in &element.attributes {
        add(pairs, name, value);
    }
    for child in element.children.iter().filter(|child| child.name != OBJECT) {
        let key = ["Key", "key", "Name", "name"]
            .iter()
            .find_map(|name| child.attribute(name));
        let value = child
            .attribute("Value")
            .or_else(|| child.attribute("value"));
        if let Some(key) = key {
            add(pairs, key, value.unwrap_or(&child.text));
        } else if let Some((key, value)) = two_leaves(child) {
            add(pairs, key, value);
            continue;
        } else if child.children.is_empty() {
            add(pairs, &child.name, &child.text);
        }
        own_pairs(child, pairs);
    }
}

/// An element whose two leaf children are a key and a value.
fn two_leaves(element: &Element) -> Option<(&str, &str)> {
    let [first, second] = element.children.as_slice() else {
        return None;
    };
    let is_key = first.name.ends_with("Key") || first.name.ends_with("Name");
    (is_key && second.name.ends_with("Value"))
        .then_some((first.text.as_str(), second.text.as_str()))
}

fn object_of(pairs: &[(String, String)]) -> ManifestObject {
    let lower: Vec<(String, &str)> = pairs
        .iter()
        .map(|(key, value)| (key.to_ascii_lowercase(), value.as_str()))
        .collect();
    let value_of = |test: &dyn Fn(&str) -> bool| {
        lower
            .iter()
            .find(|(key, _)| test(key))
            .map(|(_, value)| (*value).to_owned())
    };
    let failure = lower.iter().find_map(|(key, value)| {
        let says = key.contains("fail") && is_failure(value);
        let status = value.to_ascii_lowercase();
        let is_status = key == "spstatus" && (status.contains("fail") || status.contains("error"));
        (says || is_status).then(|| (*value).to_owned())
    });
    let message = lower
        .iter()
        .find(|(key, value)| key.contains("fail") && key.contains("message") && is_failure(value))
        .map(|(_, value)| (*value).to_owned());
    let mut files = Vec::new();
    for (_, value) in &lower {
        for file in files_in(value) {
            if !files.contains(&file) {
                files.push(file);
            }
        }
    }
    ManifestObject {
        name: value_of(&|key| key == "spname").or_else(|| value_of(&|key| key == "name")),
        type_name: value_of(&|key| key == "sptypename")
            .or_else(|| value_of(&|key| key.contains("class") || key.contains("type"))),
        progress: value_of(&|key| key.contains("progress")).and_then(|value| value.parse().ok()),
        failure: failure.map(|text| message.unwrap_or(text)),
        files,
    }
}

/// Every `NNNNNNNN.bak` in a text, in lower case.
fn files_in(text: &str) -> Vec<String> {
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    for (at, _) in lower.match_indices(".bak") {
        let start = at.checked_sub(8);
        let name = start.and_then(|start| lower.get(start..at + 4));
        let Some(name) =
            name.filter(|name| name.bytes().take(8).all(|byte| byte.is_ascii_hexdigit()))
        else {
            continue;
        };
        let before = start
            .and_then(|start| lower.get(..start))
            .and_then(|text| text.chars().next_back());
        if !before.is_some_and(|letter| letter.is_ascii_alphanumeric()) {
            found.push(name.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::xml;

    fn objects(inner: &str) -> Vec<ManifestObject> {
        let text = format!("<SPBackup><SPBackupNode>{inner}</SPBackupNode></SPBackup>");
        read_manifest(&xml::parse(text.as_bytes()).unwrap())
            .unwrap()
            .objects
    }

    #[test]
    fn each_shape_of_parameters_is_understood() {
        let shapes = [
            r#"<SPBackupObject Name="WSS_Content"><SPParameter Key="SPTypeName">x.SPContentDatabase</SPParameter><SPCurrentProgress>100</SPCurrentProgress><SPFile>0000001C.bak</SPFile></SPBackupObject>"#,
            r"<SPBackupObject><SPName>WSS_Content</SPName><SPTypeName>x.SPContentDatabase</SPTypeName><SPCurrentProgress>100</SPCurrentProgress><SPFile>\\a\spbr0000\0000001c.bak</SPFile></SPBackupObject>",
            r#"<SPBackupObject><P Name="SPName" Value="WSS_Content"/><P><PKey>SPTypeName</PKey><PValue>x.SPContentDatabase</PValue></P><P><PKey>Progress</PKey><PValue>100</PValue></P><P key="f">0000001C.BAK</P></SPBackupObject>"#,
        ];
        for shape in shapes {
            let object = &objects(shape)[0];
            assert_eq!(object.name.as_deref(), Some("WSS_Content"), "{shape}");
            assert_eq!(
                object.type_name.as_deref(),
                Some("x.SPContentDatabase"),
                "{shape}"
            );
            assert_eq!(object.progress, Some(100), "{shape}");
            assert_eq!(object.files, ["0000001c.bak"], "{shape}");
            assert_eq!(object.failure, None, "{shape}");
            assert!(object.is_database());
        }
    }

    #[test]
    fn an_object_does_not_take_what_belongs_to_those_inside() {
        let found = objects(
            r#"<SPBackupObject Name="Farm"><SPChildren><SPBackupObject Name="A"><SPIsFailure>True</SPIsFailure><SPFailureMessage>no room</SPFailureMessage></SPBackupObject></SPChildren></SPBackupObject>"#,
        );
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[0].name.as_deref(), found[0].failure.as_deref()),
            (Some("Farm"), None)
        );
        assert_eq!(found[1].failure.as_deref(), Some("no room"));
    }
}
