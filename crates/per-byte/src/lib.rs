//! What is done with each byte of a backup: [inflating](inflate), [CRC-32](crc), [JSON](json), [looking for a text](find).
//!
//! A crate of its own for one reason: a crate is the smallest thing that a profile can compile for speed while the
//! rest of the engine of the page is compiled for size. It knows neither archives nor formats of backups.

// Nothing here panics, whatever the bytes are; tests may.
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

pub mod crc;
pub mod find;
pub mod inflate;
pub mod json;
