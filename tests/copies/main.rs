//! Copies of Squidex backups: what changes, what stays, and whether the copy restores.
#![allow(clippy::unwrap_used)]

mod cut;
mod interop;
mod recipes;
mod redact;
mod repair;
mod support;
