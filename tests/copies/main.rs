//! Copies of Squidex backups: what changes, what stays, and whether the copy restores.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../corpus/zip/build.rs"]
#[allow(dead_code)]
mod build;

mod cut;
mod every;
mod interop;
mod kinds;
mod odd;
mod places;
mod promise;
mod recipes;
mod redact;
mod repair;
#[path = "../squidex/mod.rs"]
mod squidex;
mod support;
