//! Backup Inspector: know whether a backup will restore before you upload it.
//!
//! The engine behind the page (as WebAssembly) and the command line: backups of Squidex apps, of Azure App Service and of SharePoint
//! and SQL Server are judged, looked into, copied with changes and exported, without the server that they come from. Files of any
//! size are read in constant memory, none is ever written to, and no function connects to anything.
//!
//! # Open files as sets
//!
//! Files that belong together make a [`Set`]: a backup with its log, the stripes of a database, a folder of farm backups. [`disk::open`]
//! makes an [`Input`] of a file, [`Input::new`] of bytes or of whatever is [`ReadAt`]. What is wrong with a backup is data, never an
//! [`Error`]: that is for a file that can't be read.
//!
//! ```
//! use backup_inspector::{Error, disk, open};
//!
//! let paths = ["tests/data/squidex/base/full.zip", "tests/data/sharepoint/synthetic.bak"];
//! let inputs: Result<Vec<_>, _> = paths.map(disk::open).into_iter().collect();
//! let sets = open::open(inputs.map_err(Error::Open)?)?;
//!
//! // Known from a glance and the directories; nothing else was read yet.
//! let systems: Vec<_> = sets.iter().map(|set| set.report(&Default::default()).format.0).collect();
//! assert_eq!(systems, ["squidex", "sharepoint"]);
//! # Ok::<(), Error>(())
//! ```
//!
//! # Check one
//!
//! [`scan::run`] reads what the verdict needs, [`scan::run_parallel`] does so on several threads. The [`Report`] can be asked for at
//! any time, and for other [`Options`] without reading anything again: which server, which name in the restore form. As JSON
//! ([`report::render::json`]) it is the same bytes that `backup-inspector check --json` prints and the page saves.
//!
//! ```
//! use backup_inspector::report::render::json;
//! use backup_inspector::{Error, Options, Outcome, disk, open, scan};
//!
//! let backup = disk::open("tests/data/squidex/mutants/04-no-eocd.zip").map_err(Error::Open)?;
//! let mut set = open::only(open::open(vec![backup])?)?;
//! let finished = scan::run(&mut set, &mut |progress| {
//!     assert!(progress.bytes_done <= progress.bytes_total);
//!     true // `false` stops it
//! })?;
//! assert!(finished);
//!
//! let report = set.report(&Options::default());
//! assert_eq!(report.verdict.outcome, Outcome::Fails);
//! assert_eq!(report.verdict.server_message.as_deref(), Some("Failed with internal error."));
//! for finding in &report.findings {
//!     println!("{:?} {}: {}", finding.severity, finding.code, finding.message);
//! }
//! let line = json::to_json(&report)?;
//! assert!(line.starts_with(r#"{"schema_version":1,"#));
//! # Ok::<(), Error>(())
//! ```
//!
//! # Query it
//!
//! A set says which [tables](Set::tables) it has: contents, assets, events or entries, databases and their rows, and the findings of
//! every set. [`Set::rows`] answers a page of one, searched and sorted.
//!
//! ```
//! use backup_inspector::{Error, Options, Query, disk, open, scan};
//!
//! let backup = disk::open("tests/data/squidex/base/full.zip").map_err(Error::Open)?;
//! let mut set = open::only(open::open(vec![backup])?)?;
//! scan::run(&mut set, &mut |_| true)?;
//!
//! let query = Query { table: "assets".into(), sort: Some("-bytes".into()), limit: 3, ..Query::default() };
//! let found = set.rows(&Options::default(), &query)?;
//! assert_eq!(found.rows.len(), 3);
//! assert!(found.total > 3);
//! let largest = &found.rows[0];
//! println!("{} has {} bytes", largest["file_name"], largest["bytes"]);
//! # assert!(largest["bytes"].as_u64() >= found.rows[1]["bytes"].as_u64());
//! # Ok::<(), Error>(())
//! ```
//!
//! # Copy it with changes
//!
//! A [`Recipe`] says what a copy changes: the app's name, repairs, users, what is left out, whether it is redacted. Nothing is written
//! but the copy, in order and once, so that it may go to a file, a pipe or a socket; what does not change is carried over as it is packed.
//!
//! ```
//! use std::rc::Rc;
//! use backup_inspector::{Error, Input, Options, Recipe, WorkKind, disk, open, scan};
//!
//! let backup = disk::open("tests/data/squidex/base/full.zip").map_err(Error::Open)?;
//! let mut set = open::only(open::open(vec![backup])?)?;
//! let recipe = Recipe { name: Some("new-name".into()), ..Recipe::default() };
//! let work = set.begin(&WorkKind::Copy { recipe }, &Options::default())?;
//!
//! let original = Rc::clone(&set.files().first()?.bytes);
//! let mut written = Vec::new();
//! let summary = scan::compose(&set, work, |copy| copy.write_to(&original, &mut written))??;
//! assert_eq!(summary.change_count, 1);
//!
//! // The copy is a backup like any other.
//! let mut copy = open::only(open::open(vec![Input::new("copy.zip", written)])?)?;
//! scan::run(&mut copy, &mut |_| true)?;
//! let app = copy.report(&Options::default()).app.clone();
//! assert_eq!(app.and_then(|app| app.name).as_deref(), Some("new-name"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Export what is inside
//!
//! [`Wanted`] says what and in which form; the [`Piece`]s come in the order in which they are written, and no export holds more than
//! one object in memory. What can't be read is left out and named.
//!
//! ```
//! use backup_inspector::{Error, Options, Piece, Wanted, disk, open, scan};
//!
//! let backup = disk::open("tests/data/squidex/base/full.zip").map_err(Error::Open)?;
//! let mut set = open::only(open::open(vec![backup])?)?;
//! let wanted = Wanted { what: "contents".into(), ..Wanted::default() };
//! if set.export_needs_check(&wanted) {
//!     scan::run(&mut set, &mut |_| true)?;
//! }
//!
//! let mut lines = Vec::new();
//! let exported = set.export(&Options::default(), &wanted, &mut |piece| {
//!     if let Piece::Bytes(bytes) = piece {
//!         lines.extend_from_slice(bytes);
//!     }
//!     true // `false` stops it
//! })?;
//! assert_eq!(exported.left_out_count, 0);
//! let lines = String::from_utf8_lossy(&lines);
//! assert_eq!(lines.lines().count() as u64, exported.written);
//! assert!(lines.starts_with(r#"{"id":"#));
//! # Ok::<(), Error>(())
//! ```
//!
//! # What is where
//!
//! The names above are all that most programs need; they stand at the root and in [`disk`], [`open`](mod@open) and [`scan`]. What one
//! system alone knows is in its folder of [`format`](mod@format). [`container`] (ZIP, SQL Server's tapes, XML), [`inspect`] (what every
//! system fulfils) and [`protocol`] (the messages of the page's workers) are the parts that these are made of; a minor release may
//! change them. `docs/ARCHITECTURE.md` has the map and the invariants.

// A library that never panics on a backup; tests may.
#![cfg_attr(
    not(test),
    warn(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::print_stdout,
        clippy::print_stderr
    )
)]

pub mod container;
#[cfg(not(target_arch = "wasm32"))]
pub mod disk;
pub mod error;
pub mod format;
pub mod inspect;
pub mod open;
pub mod protocol;
pub mod report;
pub mod scan;
mod sort;
pub mod source;
#[cfg(not(target_arch = "wasm32"))]
mod threads;
mod typed;

pub use per_byte::json;

pub use error::Error;
pub use format::{Options, Report};
pub use inspect::copy::{Copy, CopySummary, Recipe, UserMapping};
pub use inspect::export::{Exported, Form, Piece, Wanted};
pub use inspect::query::{Query, Rows, Table};
pub use inspect::work::{Ended, WorkKind};
pub use open::Set;
pub use report::{Finding, Outcome, Severity};
pub use source::{Input, ReadAt};

#[cfg(test)]
mod generated;

#[cfg(target_arch = "wasm32")]
pub mod web;
