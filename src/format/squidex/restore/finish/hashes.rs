//! Stored files against the hashes in the events (`formats/squidex.md` section 8).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::format::squidex::objects::FileState;

/// What a file proves to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    /// The hash proves bytes, name and size.
    Verified,
    /// The hash proves the bytes alone: the formula of spring 2019.
    VerifiedBytes,
    /// The event has no hash; the size is right.
    SizeOnly,
    /// The size is wrong.
    WrongSize,
    /// The size is right, the hash is wrong.
    WrongHash,
    /// The name that went into the hash is not known.
    Unverifiable,
}

impl Proof {
    /// In the report's terms.
    pub(super) fn state(self) -> FileState {
        match self {
            Proof::Verified | Proof::VerifiedBytes => FileState::Verified,
            Proof::SizeOnly => FileState::SizeOnly,
            Proof::WrongSize | Proof::WrongHash => FileState::Wrong,
            Proof::Unverifiable => FileState::Unverifiable,
        }
    }
}

/// The file of a version, and what the event says of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim<'a> {
    /// SHA-256 of the bytes that the server gets.
    pub(super) sha256: &'a [u8; 32],
    /// Number of these bytes.
    pub(super) bytes: u64,
    /// `fileSize`.
    pub(super) claimed_bytes: i64,
    /// `fileHash`, if it is there and not empty.
    pub(super) hash: Option<&'a str>,
    /// The event is AssetCreated, which carries the name that went into the hash.
    pub(super) has_own_name: bool,
}

/// Holds the bytes against the event. `names` are the candidates for the file name, the likeliest first.
pub(super) fn prove<'a>(claim: Claim<'_>, names: impl Iterator<Item = &'a str>) -> Proof {
    if i64::try_from(claim.bytes) != Ok(claim.claimed_bytes) {
        return Proof::WrongSize;
    }
    let Some(hash) = claim.hash else {
        return Proof::SizeOnly;
    };
    let inner = STANDARD.encode(claim.sha256);
    if hash == inner {
        return Proof::VerifiedBytes;
    }
    for name in names {
        let mut outer = Sha256::new();
        outer.update(inner.as_bytes());
        outer.update(name.as_bytes());
        outer.update(claim.claimed_bytes.to_string().as_bytes());
        if hash == STANDARD.encode(outer.finalize()) {
            return Proof::Verified;
        }
    }
    if claim.has_own_name {
        Proof::WrongHash
    } else {
        Proof::Unverifiable
    }
}

/// SHA-256 of no bytes at all.
pub(super) fn of_nothing() -> [u8; 32] {
    Sha256::digest([]).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(
        hash: Option<&str>,
        name: &str,
        claimed_bytes: i64,
        has_own_name: bool,
        expected: Proof,
    ) {
        let sha256: [u8; 32] = Sha256::digest(b"hello\n").into();
        let claim = Claim {
            sha256: &sha256,
            bytes: 6,
            claimed_bytes,
            hash,
            has_own_name,
        };
        assert_eq!(prove(claim, std::iter::once(name)), expected);
    }

    #[test]
    fn files_are_held_against_both_formulas() {
        check(
            Some("uHMHIhoOG3dobM4BptZoDh8pj+DCQ1mHopm88LA+FNE="),
            "hello.txt",
            6,
            true,
            Proof::Verified,
        );
        check(
            Some("/kp0A79XqS9txzwzgiKRMiEewD19xKqsAHw6/vlXrM8="),
            "gr\u{fc}\u{df}e.txt",
            6,
            true,
            Proof::Verified,
        );
        check(
            Some("WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM="),
            "any",
            6,
            true,
            Proof::VerifiedBytes,
        );
        check(
            Some("uHMHIhoOG3dobM4BptZoDh8pj+DCQ1mHopm88LA+FNE="),
            "other.txt",
            6,
            true,
            Proof::WrongHash,
        );
        check(
            Some("uHMHIhoOG3dobM4BptZoDh8pj+DCQ1mHopm88LA+FNE="),
            "other.txt",
            6,
            false,
            Proof::Unverifiable,
        );
        check(None, "hello.txt", 6, true, Proof::SizeOnly);
        check(None, "hello.txt", 7, true, Proof::WrongSize);
    }
}
