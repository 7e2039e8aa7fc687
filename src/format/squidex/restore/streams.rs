//! Where the events of a stream go on the target: `Backup/StreamMapper.cs`, `I/DomainId.cs`.

use per_byte::find::split_at_byte;

/// Kinds of objects that are rebuilt from their streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum ObjectKind {
    App,
    Schema,
    Content,
    Asset,
    AssetFolder,
    Rule,
}

impl ObjectKind {
    /// The stream prefix; prefixes are compared with case.
    pub(super) fn prefix(self) -> &'static str {
        match self {
            ObjectKind::App => "app",
            ObjectKind::Schema => "schema",
            ObjectKind::Content => "content",
            ObjectKind::Asset => "asset",
            ObjectKind::AssetFolder => "assetFolder",
            ObjectKind::Rule => "rule",
        }
    }

    /// The kind that a stream prefix belongs to.
    pub(super) fn of_prefix(prefix: &str) -> Option<ObjectKind> {
        Some(match prefix {
            "app" => ObjectKind::App,
            "schema" => ObjectKind::Schema,
            "content" => ObjectKind::Content,
            "asset" => ObjectKind::Asset,
            "assetFolder" => ObjectKind::AssetFolder,
            "rule" => ObjectKind::Rule,
            _ => return None,
        })
    }
}

/// Where a stream goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mapped<'a> {
    /// Text before the first `-`.
    pub(super) prefix: &'a str,
    /// Part after the new app's id; `None`: the new app itself.
    pub(super) part: Option<&'a str>,
    /// The app id that stands in the stream, if there is one and it is not the archive's own.
    pub(super) foreign_app: Option<&'a str>,
}

/// Maps a stream as the restore does; `None` if it has no `-`.
pub(super) fn map<'a>(stream: &'a str, previous_app: &str) -> Option<Mapped<'a>> {
    let (prefix, id) = split_at_byte(stream, b'-')?;
    let id = super::ids::domain_id(Some(id));
    if id == previous_app || is_doubled(id, previous_app) {
        return Some(Mapped {
            prefix,
            part: None,
            foreign_app: None,
        });
    }
    let split = two_hyphens(id).filter(|&at| at > 0);
    // The rest must have at least two UTF-16 code units, else the whole id is kept as the part.
    let rest = split
        .map(|at| (&id[..at], &id[at + 2..]))
        .filter(|(_, rest)| rest.encode_utf16().nth(1).is_some());
    let foreign_app = split.map(|at| &id[..at]).filter(|app| *app != previous_app);
    Some(Mapped {
        prefix,
        part: Some(rest.map_or(id, |(_, rest)| rest)),
        foreign_app,
    })
}

/// Where the first `--` of an id is, which stands between the app's and its own. The search of the standard library makes
/// itself ready for texts of any length, for each event anew.
fn two_hyphens(id: &str) -> Option<usize> {
    id.as_bytes().windows(2).position(|pair| pair == b"--")
}

/// An id before and behind its first `--`.
pub(in crate::format::squidex) fn split_app(id: &str) -> Option<(&str, &str)> {
    let at = two_hyphens(id)?;
    Some((id.get(..at)?, id.get(at + 2..)?))
}

/// `app--app`, which a bug of 2020 produced.
fn is_doubled(id: &str, app: &str) -> bool {
    id.len() == app.len() * 2 + 2
        && id.starts_with(app)
        && id.ends_with(app)
        && &id[app.len()..app.len() + 2] == "--"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(stream: &str, prefix: &str, part: Option<&str>, foreign_app: Option<&str>) {
        assert_eq!(
            map(stream, "old"),
            Some(Mapped {
                prefix,
                part,
                foreign_app
            }),
            "{stream}"
        );
    }

    #[test]
    fn streams_are_mapped_as_the_restore_does() {
        check("app-old", "app", None, None);
        check("app-old--old", "app", None, None);
        check("app-OLD", "app", Some("OLD"), None);
        check("content-old--x1", "content", Some("x1"), None);
        check("content-other--x1", "content", Some("x1"), Some("other"));
        check("content-old--x", "content", Some("old--x"), None);
        check("content-old--", "content", Some("old--"), None);
        check("content-x", "content", Some("x"), None);
        check(
            "content-old--x1--deleted",
            "content",
            Some("x1--deleted"),
            None,
        );
        check("content---x1", "content", Some("--x1"), None);
        check("-old--x1", "", Some("x1"), None);
        check("content-", "content", Some(""), None);
        assert_eq!(map("content", "old"), None);
    }
}
