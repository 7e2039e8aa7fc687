//! One event record, read as Squidex reads it.
