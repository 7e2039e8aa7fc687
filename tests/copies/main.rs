//! Copies of Squidex backups: what changes, what stays, and whether the copy restores.
#![allow(clippy::unwrap_used)]

mod repair;
mod support;
