//! The checks of a storage address (specification 6.2): `AS-SAS-001` to `AS-SAS-019`.

use jiff::Timestamp;

use super::{PERMISSION_ORDER, SasKind, SasUrl, Storage};
use crate::format::app_service::codes;
use crate::format::app_service::instant::{Instant, Zone};
use crate::report::Finding;

/// A signature that ends within so many days is said to end soon \[M\].
pub const SOON_DAYS: i64 = 30;

/// Seconds of a day.
const DAY_SECONDS: i64 = 86_400;

/// What is wrong with a storage address at the present `now`; `scheduled` if a schedule runs with it. Nothing is said of
/// an empty value or a placeholder.
pub fn findings(storage: &Storage, now: Timestamp, scheduled: bool) -> Vec<Finding> {
    match storage {
        Storage::Empty | Storage::Placeholder => Vec::new(),
        Storage::ConnectionString => vec![Finding::new(
            &codes::SAS_CONNECTION_STRING,
            "a storage account connection string was found where a container SAS URL is expected",
        )],
        Storage::Other => vec![not_https()],
        Storage::Url(url) => {
            let mut found = Vec::new();
            place(url, &mut found);
            signature(url, scheduled, &mut found);
            times(url, now, &mut found);
            permissions(url, &mut found);
            found
        }
    }
}

fn not_https() -> Finding {
    Finding::new(&codes::SAS_NOT_HTTPS, "storage URL is not an https URL")
}

/// Whole days until an instant, rounded up: `se` in 36 hours is in 2 days.
fn days_until(at: Timestamp, now: Timestamp) -> i64 {
    (at.as_second() - now.as_second() + DAY_SECONDS - 1).div_euclid(DAY_SECONDS)
}

fn place(url: &SasUrl, found: &mut Vec<Finding>) {
    if url.scheme != "https" {
        found.push(not_https());
    }
    if url.names_blob {
        found.push(Finding::new(
            &codes::SAS_NAMES_BLOB,
            "the URL names a blob, a container URL is expected",
        ));
    } else if url.container.is_none() {
        found.push(Finding::new(
            &codes::SAS_NAMES_BLOB,
            "the URL names no container, a container URL is expected",
        ));
    }
    if url.host.split('.').nth(1) != Some("blob") {
        let host = if url.host.is_empty() {
            "of the URL"
        } else {
            &url.host
        };
        found.push(Finding::new(
            &codes::SAS_HOST,
            format!("the host {host} is not a blob storage endpoint"),
        ));
    }
}

fn signature(url: &SasUrl, scheduled: bool, found: &mut Vec<Finding>) {
    if !url.signed {
        found.push(Finding::new(
            &codes::SAS_UNSIGNED,
            "no signature in the URL: the service will refuse it",
        ));
    }
    let kind = url.kind();
    if kind == SasKind::Account {
        found.push(Finding::new(
            &codes::SAS_ACCOUNT,
            "this looks like an account signature, not a container one",
        ));
    } else {
        let resource = url.shown("sr");
        if resource.as_deref() != Some("c") {
            let covers = resource.map_or("nothing that is named".into(), |sr| format!("sr={sr}"));
            found.push(Finding::new(
                &codes::SAS_NOT_CONTAINER,
                format!("the signature covers {covers}, a container signature (sr=c) is expected"),
            ));
        }
    }
    if kind == SasKind::UserDelegation && scheduled {
        found.push(Finding::new(
            &codes::SAS_USER_DELEGATION,
            "a delegated key lasts at most 7 days, the schedule runs longer",
        ));
    }
    if let Some(range) = url.shown("sip") {
        found.push(Finding::new(
            &codes::SAS_ADDRESS_RANGE,
            format!("the signature is limited to {range}: the service calls from another address"),
        ));
    }
    if let Some(version) = url.shown("sv") {
        let read = Instant::read(&version);
        if version.len() != 10 || read.at.is_none() {
            found.push(Finding::new(
                &codes::SAS_VERSION,
                format!("unreadable service version {version}"),
            ));
        }
    }
    if url
        .shown("spr")
        .is_some_and(|protocols| protocols.split(',').any(|protocol| protocol == "http"))
    {
        found.push(Finding::new(&codes::SAS_HTTP, "allow https only"));
    }
}

fn times(url: &SasUrl, now: Timestamp, found: &mut Vec<Finding>) {
    if let Some(expires) = url.expiry().and_then(|expiry| expiry.at) {
        let days = days_until(expires, now);
        if expires <= now {
            found.push(Finding::new(
                &codes::SAS_EXPIRED,
                format!(
                    "the signature expired {expires}: backups fail and old ones are not removed"
                ),
            ));
        } else if days <= SOON_DAYS {
            found.push(Finding::new(
                &codes::SAS_EXPIRES_SOON,
                format!("the signature expires {expires}, in {days} days"),
            ));
        }
    }
    if let Some(starts) = url.start().and_then(|start| start.at)
        && starts > now
    {
        found.push(Finding::new(
            &codes::SAS_NOT_YET_VALID,
            format!("the signature becomes valid only at {starts}"),
        ));
    }
    for (key, time) in [("se", url.expiry()), ("st", url.start())] {
        if let Some(time) = time
            && time.zone != Zone::Utc
        {
            found.push(Finding::new(
                &codes::SAS_NOT_UTC,
                format!("{key} is not in UTC: a report describes 403 with local offsets"),
            ));
        }
    }
}

fn permissions(url: &SasUrl, found: &mut Vec<Finding>) {
    let (Some(letters), Some(shown)) = (url.permissions(), url.shown("sp")) else {
        return;
    };
    if !url.permits('w') {
        found.push(Finding::new(
            &codes::SAS_NO_WRITE,
            format!("the permissions {shown} do not allow writing the backup"),
        ));
    }
    if !url.permits('r') {
        found.push(Finding::new(
            &codes::SAS_NO_READ,
            format!("the permissions {shown} do not allow reading: restoring from it will fail"),
        ));
    }
    if !url.permits('d') {
        found.push(Finding::new(
            &codes::SAS_NO_DELETE,
            format!(
                "the permissions {shown} do not allow deleting: old backups will stay and become DeleteFailed"
            ),
        ));
    }
    let canonical: String = PERMISSION_ORDER
        .chars()
        .filter(|letter| letters.contains(*letter))
        .collect();
    let known = letters
        .chars()
        .all(|letter| PERMISSION_ORDER.contains(letter));
    if known && canonical != letters {
        found.push(Finding::new(
            &codes::SAS_PERMISSION_ORDER,
            format!("permissions should be ordered {canonical}"),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::app_service::secrets::Secret;

    const GOOD: &str = "https://account.blob.core.windows.net/backups?sv=2021-06-08&sr=c&sig=CANARY&se=2030-01-01T00:00:00Z&sp=rwdl";

    /// Rules that an address breaks on 2026-01-01.
    fn rules(url: &str, scheduled: bool) -> Vec<String> {
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        let found = findings(&Storage::read(&Secret::new(url)), now, scheduled);
        for finding in &found {
            assert!(!finding.message.contains("CANARY"), "{finding:?}");
        }
        let mut rules: Vec<String> = found
            .into_iter()
            .filter_map(|finding| finding.rule)
            .collect();
        rules.dedup();
        rules
    }

    #[track_caller]
    fn check(from: &str, to: &str, expected: &[&str]) {
        assert!(GOOD.contains(from), "{from}");
        assert_eq!(
            rules(&GOOD.replace(from, to), true),
            expected,
            "{from} -> {to}"
        );
    }

    #[test]
    fn a_good_address_breaks_no_rule() {
        assert_eq!(rules(GOOD, true), [""; 0]);
        assert_eq!(rules("", true), [""; 0]);
        check("se=2030-01-01T00:00:00Z&sp=rwdl", "si=policy", &[]);
        check("sp=rwdl", "sp=racwdxyltfmeopi", &[]);
        check(
            "se=2030-01-01T00:00:00Z",
            "se=2030-01-01T00%3A00%2B00%3A00",
            &[],
        );
    }

    #[test]
    fn each_rule_is_broken_by_its_own_fault() {
        check("https://", "http://", &["AS-SAS-001"]);
        assert_eq!(rules("backups", true), ["AS-SAS-001"]);
        assert_eq!(
            rules("DefaultEndpointsProtocol=https;AccountKey=CANARY", true),
            ["AS-SAS-002"]
        );
        check("sig=CANARY&", "", &["AS-SAS-003"]);
        check("sr=c", "sr=b", &["AS-SAS-004"]);
        check("sr=c&", "", &["AS-SAS-004"]);
        check("/backups", "/backups/a.zip", &["AS-SAS-005"]);
        check("/backups", "", &["AS-SAS-005"]);
        check("2030-01", "2026-01", &["AS-SAS-006"]);
        check("2030-01-01", "2026-01-30", &["AS-SAS-007"]);
        check("2030-01-01", "2026-02-02", &[]);
        check("sr=c", "sr=c&st=2026-01-01T00:01Z", &["AS-SAS-008"]);
        check("sr=c", "sr=c&st=2026-01-01T00:00Z", &[]);
        check("rwdl", "rdl", &["AS-SAS-009"]);
        check("rwdl", "wdl", &["AS-SAS-010"]);
        check("rwdl", "rwl", &["AS-SAS-011"]);
        check("rwdl", "rwld", &["AS-SAS-012"]);
        check("rwdl", "rwddl", &["AS-SAS-012"]);
        check("00Z", "00", &["AS-SAS-013"]);
        check("00Z", "00+12:00", &["AS-SAS-013"]);
        check("sr=c", "ss=b&srt=co", &["AS-SAS-014"]);
        check("sr=c", "sr=c&skoid=CANARY&sktid=CANARY", &["AS-SAS-015"]);
        assert_eq!(rules(&GOOD.replace("sr=c", "sr=c&skoid=1"), false), [""; 0]);
        check("sr=c", "sr=c&sip=168.1.5.60-168.1.5.70", &["AS-SAS-016"]);
        check("2021-06-08", "latest", &["AS-SAS-017"]);
        check("sr=c", "sr=c&spr=https,http", &["AS-SAS-018"]);
        check("sr=c", "sr=c&spr=https", &[]);
        check("account.blob", "account.file", &["AS-SAS-019"]);
    }

    #[test]
    fn every_rule_of_the_table_is_tested_here() {
        let tested = include_str!("check.rs");
        let (_, tests) = tested
            .split_once("fn each_rule_is_broken_by_its_own_fault")
            .unwrap();
        for code in codes::signature::SECTION {
            let rule = code.rule.unwrap();
            assert!(tests.contains(&format!("[\"{rule}\"]")), "{rule}");
        }
        assert_eq!(codes::signature::SECTION.len(), 19);
    }
}
