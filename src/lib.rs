//! Backup Inspector: know whether a backup will restore before you upload it.
//!
//! The engine behind the page (as WebAssembly) and the command line. `docs/ARCHITECTURE.md` has
//! the map and the invariants.

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

#[cfg(test)]
mod generated;

#[cfg(target_arch = "wasm32")]
pub mod web;
