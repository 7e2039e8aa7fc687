//! [`Error`]: this run cannot go on. A fault *of the backup* is never an error, it is a
//! [`Finding`](crate::report::Finding).

use std::fmt;

/// Why a run ended without an answer.
#[derive(Debug)]
pub enum Error {
    /// The file could not be opened: it is not there, is no regular file, or access is denied.
    Open(std::io::Error),
    /// The bytes could not be read: the file went away, changed, or permission was withdrawn.
    Read {
        /// Where in the file, in bytes from its start.
        offset: u64,
        /// What the system said.
        source: std::io::Error,
    },
    /// A message between the page and its workers could not be understood: our own fault.
    Protocol(String),
    /// The request itself can't be fulfilled (a name that is not valid, say).
    Invalid(String),
    /// What is asked for is not known, since not all could be read.
    Unknown(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Open(source) => write!(f, "the file could not be opened: {source}"),
            Error::Read { offset, source } => {
                write!(f, "the file could not be read at byte {offset}: {source}")
            }
            Error::Protocol(what) => write!(f, "internal message not understood: {what}"),
            Error::Invalid(what) | Error::Unknown(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Open(source) | Error::Read { source, .. } => Some(source),
            Error::Protocol(_) | Error::Invalid(_) | Error::Unknown(_) => None,
        }
    }
}
