//! Releases of SQL Server and SharePoint: which can take a backup, and what the server says if it can't
//! (sections 3.7 and 7.2).

use crate::container::mtf::Version;

/// A release of SQL Server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Release {
    /// Word of the command line: `2008r2`, `2019`.
    pub word: &'static str,
    /// Name.
    pub name: &'static str,
    /// Highest internal database version that it reads.
    pub database_version: u16,
    /// Lowest internal database version that belongs to it.
    first_version: u16,
    /// Version of the engine as first released.
    pub engine: Version,
}

const fn release(
    word: &'static str,
    name: &'static str,
    versions: (u16, u16),
    engine: (u8, u8, u16),
) -> Release {
    Release {
        word,
        name,
        first_version: versions.0,
        database_version: versions.1,
        engine: Version {
            major: engine.0,
            minor: engine.1,
            build: engine.2,
        },
    }
}

/// The releases whose database versions are known, oldest first.
pub static RELEASES: [Release; 10] = [
    release("2005", "SQL Server 2005", (611, 612), (9, 0, 1399)),
    release("2008", "SQL Server 2008", (655, 655), (10, 0, 1600)),
    release("2008r2", "SQL Server 2008 R2", (660, 661), (10, 50, 1600)),
    release("2012", "SQL Server 2012", (706, 706), (11, 0, 2100)),
    release("2014", "SQL Server 2014", (782, 782), (12, 0, 2000)),
    release("2016", "SQL Server 2016", (851, 852), (13, 0, 1601)),
    release("2017", "SQL Server 2017", (869, 869), (14, 0, 1000)),
    release("2019", "SQL Server 2019", (904, 904), (15, 0, 2000)),
    release("2022", "SQL Server 2022", (957, 957), (16, 0, 1000)),
    release("2025", "SQL Server 2025", (998, 998), (17, 0, 1000)),
];

/// The release of that word, upper and lower case alike.
pub fn release_by_word(word: &str) -> Option<&'static Release> {
    let word = word.trim().to_ascii_lowercase().replace([' ', '-'], "");
    RELEASES.iter().find(|release| release.word == word)
}

/// The first release that reads a database version; `None` if it is newer than all known ones.
pub fn first_release_for(database_version: u16) -> Option<&'static Release> {
    RELEASES
        .iter()
        .find(|release| database_version <= release.database_version)
}

/// The release that writes this database version, in words.
pub fn release_name(database_version: u16) -> Option<&'static str> {
    RELEASES
        .iter()
        .find(|release| {
            (release.first_version..=release.database_version).contains(&database_version)
        })
        .map(|release| release.name)
}

/// The release that an engine's version belongs to.
pub fn release_of_engine(engine: Version) -> Option<&'static Release> {
    RELEASES.iter().find(|release| {
        (release.engine.major, release.engine.minor) == (engine.major, engine.minor)
    })
}

/// Whether a server of this release can restore a database of this version.
pub fn can_restore(release: &Release, database_version: u16) -> bool {
    database_version <= release.database_version
}

/// The exact text that a server of an older release shows for a backup (messages 3169 and 948). The build of the
/// server is that of its first release, since only the release is known.
pub fn refusal(
    release: &Release,
    engine: Version,
    database: &str,
    database_version: u16,
) -> String {
    if (engine.major, engine.minor) > (release.engine.major, release.engine.minor) {
        format!(
            "The database was backed up on a server running version {engine}. That version is incompatible with this server, which is running version {}. Either restore the database on a server that supports the backup, or use a backup that is compatible with this server.",
            release.engine
        )
    } else {
        format!(
            "The database '{database}' cannot be opened because it is version {database_version}. This server supports version {} and earlier. A downgrade path is not supported.",
            release.database_version
        )
    }
}

/// What SQL Server says of a file that it can't read as a backup (message 3241).
pub fn malformed(path: &str) -> String {
    format!(
        "The media family on device '{path}' is incorrectly formed. SQL Server cannot process this media family."
    )
}

/// A version of SharePoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SharePoint {
    /// 2013, major version 15.
    V2013,
    /// 2016, major version 16.
    V2016,
    /// 2019, major version 16.
    V2019,
    /// Subscription Edition, major version 16.
    Subscription,
}

impl SharePoint {
    /// All versions, oldest first.
    pub const ALL: [SharePoint; 4] = [
        SharePoint::V2013,
        SharePoint::V2016,
        SharePoint::V2019,
        SharePoint::Subscription,
    ];

    /// The word of the command line.
    pub fn word(self) -> &'static str {
        match self {
            SharePoint::V2013 => "2013",
            SharePoint::V2016 => "2016",
            SharePoint::V2019 => "2019",
            SharePoint::Subscription => "se",
        }
    }

    /// The version of a word of the command line: `2013`, `2016`, `2019`, `se`.
    pub fn by_word(word: &str) -> Option<SharePoint> {
        Some(match word.trim().to_ascii_lowercase().as_str() {
            "2013" => SharePoint::V2013,
            "2016" => SharePoint::V2016,
            "2019" => SharePoint::V2019,
            "se" | "subscription" => SharePoint::Subscription,
            _ => return None,
        })
    }

    /// Name.
    pub fn name(self) -> &'static str {
        match self {
            SharePoint::V2013 => "SharePoint 2013",
            SharePoint::V2016 => "SharePoint 2016",
            SharePoint::V2019 => "SharePoint 2019",
            SharePoint::Subscription => "SharePoint Subscription Edition",
        }
    }

    /// Major version of the product.
    pub fn major(self) -> u32 {
        match self {
            SharePoint::V2013 => 15,
            _ => 16,
        }
    }

    /// Releases of SQL Server that it runs on, from general knowledge: never more than a hint.
    pub fn sql_servers(self) -> &'static [&'static str] {
        match self {
            SharePoint::V2013 => &["2008r2", "2012", "2014"],
            SharePoint::V2016 => &["2014", "2016", "2017"],
            SharePoint::V2019 => &["2016", "2017", "2019", "2022"],
            SharePoint::Subscription => &["2019", "2022", "2025"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn database_versions_name_the_release() {
        for (version, name) in [
            (611, "SQL Server 2005"),
            (661, "SQL Server 2008 R2"),
            (706, "SQL Server 2012"),
            (851, "SQL Server 2016"),
            (869, "SQL Server 2017"),
            (998, "SQL Server 2025"),
        ] {
            assert_eq!(release_name(version), Some(name));
            assert_eq!(
                first_release_for(version).map(|release| release.name),
                Some(name)
            );
        }
        assert_eq!(first_release_for(999), None);
        assert_eq!(release_name(700), None);
        assert_eq!(
            first_release_for(700).map(|release| release.word),
            Some("2012")
        );
    }

    #[test]
    fn the_messages_are_the_servers_own() {
        let engine = Version {
            major: 16,
            minor: 0,
            build: 4200,
        };
        let old = release_by_word("2019").unwrap();
        assert!(refusal(old, engine, "x", 957).starts_with(
            "The database was backed up on a server running version 16.00.4200. That version is incompatible with this server, which is running version 15.00.2000."
        ));
        let same = Version {
            major: 13,
            minor: 0,
            build: 100,
        };
        assert_eq!(
            refusal(release_by_word("2016").unwrap(), same, "x", 904),
            "The database 'x' cannot be opened because it is version 904. This server supports version 852 and earlier. A downgrade path is not supported."
        );
    }
}
