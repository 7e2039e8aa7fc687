//! Releases of the server, in their order.

/// A release without beta or rc: major, minor, patch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release(pub u16, pub u16, pub u16);

impl Release {
    /// The first one that can restore anything.
    pub const FIRST: Release = Release(1, 10, 0);

    /// From `1.10.0`, for tables: what is no number counts as 0.
    pub const fn of(text: &str) -> Release {
        let bytes = text.as_bytes();
        let (mut parts, mut part, mut at) = ([0_u16; 3], 0, 0);
        while at < bytes.len() {
            match bytes[at] {
                b'.' if part < 2 => part += 1,
                digit @ b'0'..=b'9' => {
                    parts[part] = parts[part]
                        .wrapping_mul(10)
                        .wrapping_add((digit - b'0') as u16);
                }
                _ => {}
            }
            at += 1;
        }
        Release(parts[0], parts[1], parts[2])
    }

    /// The newest release that is known.
    pub fn newest() -> Release {
        RELEASES.last().copied().unwrap_or(Release::FIRST)
    }

    /// The first known release from this one on that `refused` does not refuse.
    pub fn first_from(self, refused: impl Fn(Release) -> bool) -> Option<Release> {
        let known = RELEASES.iter().copied();
        known
            .filter(|release| *release >= self)
            .find(|release| !refused(*release))
    }
}

impl std::fmt::Display for Release {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// What a person writes for a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The release that it is judged as.
    pub release: Release,
    /// Whether just that one was meant; else it is not known, and this is the newest known one up to it.
    pub known: bool,
}

/// Reads `7`, `7.22`, `v7.22.0`: of what is left out the newest is meant. `None`: no version.
pub fn asked(text: &str) -> Option<Asked> {
    let text = text.trim();
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let mut parts = [None; 3];
    for (place, part) in text.split('.').enumerate() {
        *parts.get_mut(place)? = Some(part.parse::<u16>().ok()?);
    }
    let wanted = |release: &Release| {
        let Release(major, minor, patch) = *release;
        let same = |wanted: Option<u16>, part: u16| wanted.is_none_or(|wanted| wanted == part);
        same(parts[0], major) && same(parts[1], minor) && same(parts[2], patch)
    };
    let below = Release(
        parts[0]?,
        parts[1].unwrap_or(u16::MAX),
        parts[2].unwrap_or(u16::MAX),
    );
    let newest = |known: &dyn Fn(&Release) -> bool| {
        let mut releases = RELEASES.iter().rev();
        releases.find(|release| known(release)).copied()
    };
    if let Some(release) = newest(&wanted) {
        return Some(Asked {
            release,
            known: true,
        });
    }
    let release = newest(&|release| *release <= below);
    Some(Asked {
        // Before the first that restores anything there is nothing to be told apart.
        release: release.unwrap_or(Release(0, 0, 0)),
        known: release.is_none() && below < Release::FIRST,
    })
}

/// `major.minor: patches`.
macro_rules! releases {
    ($($major:literal: $($minor:literal[$($patch:literal)*])*;)*) => {
        &[$($($(Release($major, $minor, $patch)),*),*),*]
    };
}

/// All releases from the first that restores on, without betas and rcs (`formats/squidex-versions.md` section 4: the tags
/// of Squidex/squidex up to 7.23.0 of 2026-04-16).
pub static RELEASES: &[Release] = releases! {
    1: 10[0] 11[0] 12[0] 13[0] 14[0] 15[0] 16[0 1 2];
    2: 0[0 1 2 3 4 5] 1[0] 2[0 1 2];
    3: 0[0] 1[0] 2[0 1 2] 3[0] 4[0] 5[0];
    4: 0[0 1 2 3] 1[0 1 2 3] 2[0] 3[0] 4[0] 5[0 1 2 3] 6[0] 7[0 1 2 3 4 5 6];
    5: 0[0] 1[0 1] 2[0 1] 3[0] 4[0] 5[0] 6[0] 7[0 1] 8[0 1 2] 9[0];
    6: 0[0 1] 1[0] 2[0] 3[0] 4[0] 5[0] 6[0] 7[0] 8[0] 9[0] 10[0] 11[0] 12[0] 13[0] 14[0];
    7: 0[0 1 2 3] 1[0] 2[0] 3[0] 4[0] 5[0] 6[0 1] 7[0] 8[0 1 2] 9[0] 10[0] 11[0] 12[0] 13[0] 14[0] 15[0] 16[0] 17[0]
        18[0] 19[0] 20[0] 21[0] 22[0] 23[0];
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_in_order() {
        assert!(RELEASES.is_sorted_by(|a, b| a < b));
        assert_eq!(RELEASES.len(), 111);
        assert_eq!(RELEASES.first(), Some(&Release::FIRST));
        assert_eq!(Release::of("7.22.0").to_string(), "7.22.0");
    }

    #[test]
    fn what_people_write_for_a_version() {
        for (text, release, known) in [
            ("7", "7.23.0", true),
            ("7.6", "7.6.1", true),
            ("v7.22.0", "7.22.0", true),
            (" 4.7.6 ", "4.7.6", true),
            ("7.5.9", "7.5.0", false),
            ("8.1", "7.23.0", false),
            ("1.4.0", "0.0.0", true),
        ] {
            let asked = asked(text).unwrap();
            assert_eq!(
                (asked.release.to_string().as_str(), asked.known),
                (release, known),
                "{text}"
            );
        }
        for text in ["", "latest", "7.", "7.0.0-rc3", "7.1.2.3", "99999999"] {
            assert_eq!(asked(text), None, "{text}");
        }
    }
}
