//! Widths of the columns of the Entity Framework stores, in characters as PostgreSQL counts them
//! (`Squidex.Data.EntityFramework/Providers/Postgres/App/Migrations/PostgresDbContextModelSnapshot.cs`,
//! `formats/squidex.md` 5.9).

/// Ids, and ids joined with names.
pub(super) const ID: usize = 255;
/// `<guid>--` in front of the object's own part.
pub(super) const APP_PREFIX: usize = 38;
/// `<guid>,` in front of the app's name, in the columns that hold both.
pub(super) const NAMED_PREFIX: usize = 37;
/// Joined tags of an asset.
pub(super) const TAGS: usize = 1_000;
/// A status.
pub(super) const STATUS: usize = 100;
/// An actor.
pub(super) const ACTOR: usize = 100;
/// The name of a stream.
pub(super) const STREAM: usize = 750;

/// Whether id and name, joined by a comma, are too long.
pub(super) fn is_long_named(id: &str, name: &str) -> bool {
    id.len() + 1 + name.len() > ID && id.chars().count() + 1 + name.chars().count() > ID
}

/// Characters of a stream's name on the target.
pub(super) fn stream_chars(prefix: &str, part: Option<&str>) -> usize {
    // A hyphen and the id of the new app stand before the part.
    let app = prefix.chars().count() + 1 + 36;
    app + part.map_or(0, |part| 2 + part.chars().count())
}
