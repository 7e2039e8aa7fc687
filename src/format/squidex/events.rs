//! The table of event types and their fields.

use serde::{Deserialize, Serialize};

/// A known event type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum EventType {
    /// `AppCreatedEvent`.
    AppCreated,
}

/// A payload field that the dry run keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Field {
    /// `name`.
    Name,
}
