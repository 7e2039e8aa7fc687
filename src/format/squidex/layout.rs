//! What the directory alone tells.
