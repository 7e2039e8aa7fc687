//! The sentence on top of a restore with losses: what is lost, in the order of what it costs, each with its number. The
//! rules stand in `docs/words.md`.

use super::codes;
use crate::report::words::{count, counted};
use crate::report::{Code, FindingSet};

/// What is lost with a finding of a code: one of them, several of them, and what becomes of them.
struct Loss {
    code: &'static Code,
    one: &'static str,
    many: &'static str,
    /// For one and for several.
    fate: [&'static str; 2],
}

/// `CODE "one" "many" "is …" "are …"`
macro_rules! losses {
    ($($code:ident $one:literal $many:literal $is:literal $are:literal)*) => {
        &[$(Loss { code: &codes::$code, one: $one, many: $many, fate: [$is, $are] }),*]
    };
}

/// Dearest first: events that are never read, the app, objects, what is inside of them, files, people, settings.
static LOSSES: &[Loss] = losses! {
    EVENT_GAP "event" "events" "is never read" "are never read"
    APP_DELETED "app" "apps" "ends as deleted" "end as deleted"
    APP_WITHOUT_NAME "app" "apps" "ends without a name" "end without a name"
    SECOND_APP_CREATED "further app" "further apps" "is begun, and what stands before it stays behind" "are begun, and what stands before them stays behind"
    SERVER_LOSES_OBJECTS "app" "apps" "is nearly empty on that server" "are nearly empty on that server"
    SCHEMA_UNREADABLE "schema" "schemas" "can't be opened" "can't be opened"
    OBJECT_NOT_FOUND "object" "objects" "is not found" "are not found"
    OBJECT_SKIPPED "object" "objects" "is left out with another" "are left out with others"
    CONTENT_LEFT_OUT "content" "contents" "is left out" "are left out"
    CONTENT_WITHOUT_SCHEMA "content" "contents" "has no schema" "have no schema"
    RECREATED_AFTER_DELETION "object" "objects" "ends as deleted" "end as deleted"
    RULE_UNREADABLE "rule" "rules" "has no flow" "have no flow"
    EVENT_IN_OTHER_STREAM "event" "events" "does not reach its object" "do not reach their objects"
    NUMBER_NOT_EXACT "event" "events" "has a number that changes" "have numbers that change"
    RULE_ACTION_REPLACED "rule action" "rule actions" "is replaced" "are replaced"
    RULE_TYPE_REPLACED "rule step" "rule steps" "is replaced" "are replaced"
    ASSET_FILE_MISSING "file" "files" "is missing" "are missing"
    ASSET_FILE_WRONG "file" "files" "does not match its size or hash" "do not match their sizes or hashes"
    AVATAR_MISSING "image of the app" "images of the app" "is missing" "are missing"
    ZIP_LOCAL_HEADER_MISSING "entry" "entries" "can't be read" "can't be read"
    ZIP_UNSUPPORTED_METHOD "entry" "entries" "can't be read" "can't be read"
    ZIP_ENCRYPTED "entry" "entries" "is marked as encrypted" "are marked as encrypted"
    ZIP_UNDECODABLE "entry" "entries" "is damaged" "are damaged"
    ZIP_WRONG_CHECKSUM "entry" "entries" "has other bytes than were written" "have other bytes than were written"
    ZIP_WRONG_SIZE "entry" "entries" "has another size than was written" "have other sizes than were written"
    ZIP_SPANNED "entry" "entries" "is in another part of the archive" "are in other parts of the archive"
    ZIP_OVERLAP "entry" "entries" "shares its bytes with others" "share their bytes with others"
    CONTRIBUTOR_DROPPED "change of a contributor" "changes of contributors" "is dropped" "are dropped"
    OLD_CLIENT_ROLE_LOST "role of a client" "roles of clients" "is lost" "are lost"
    SERVER_DROPS_DETAILS "kind of detail" "kinds of details" "is unknown to that server" "are unknown to that server"
};

/// Losses that are named; more are only counted.
const NAMED: usize = 3;

/// "250 events are never read, 7 changes of contributors are dropped, 1 file is missing; the server reports success all
/// the same". `unread`: events that the restore never reaches.
pub(super) fn of_losses(findings: &FindingSet, unread: u64) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut others = 0;
    let known = |code: &str| LOSSES.iter().position(|loss| loss.code.name == code);
    let mut met: Vec<(usize, &str, u64)> = findings
        .losses()
        .map(|(code, number)| (known(code).unwrap_or(LOSSES.len()), code, number))
        .collect();
    crate::sort::sort(&mut met);
    for (place, code, number) in met {
        let number = match code {
            _ if code == codes::EVENT_GAP.name => number.max(unread),
            _ => number,
        };
        if parts.len() == NAMED {
            others += number;
            continue;
        }
        parts.push(match LOSSES.get(place) {
            Some(loss) if number == 1 => format!("1 {} {}", loss.one, loss.fate[0]),
            Some(loss) => format!("{} {} {}", count(number), loss.many, loss.fate[1]),
            None => format!("{} of the kind {code}", counted(number, "loss")),
        });
    }
    if others > 0 {
        parts.push(format!("and {} more", counted(others, "loss")));
    }
    format!(
        "{}; the server reports success all the same",
        parts.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Finding, Severity};

    fn push(findings: &mut FindingSet, code: &'static Code, number: u64) {
        for _ in 0..number {
            findings.push(Finding::new(code, "x").severity(Severity::DataLoss));
        }
    }

    #[test]
    fn dearest_first_each_with_its_number() {
        let mut findings = FindingSet::default();
        push(&mut findings, &codes::ASSET_FILE_MISSING, 1);
        push(&mut findings, &codes::CONTRIBUTOR_DROPPED, 7);
        push(&mut findings, &codes::EVENT_GAP, 1);
        assert_eq!(
            of_losses(&findings, 1_250),
            "1,250 events are never read, 1 file is missing, 7 changes of contributors are dropped; the server reports success all the same"
        );
        push(&mut findings, &codes::SERVER_DROPS_DETAILS, 2);
        assert!(of_losses(&findings, 9).contains("are dropped, and 2 losses more; the"));
    }

    /// Each code that can be a loss has its words: the thing first, then what becomes of it.
    #[test]
    fn every_loss_has_its_words() {
        for code in codes::TABLE.all() {
            let words = LOSSES
                .iter()
                .filter(|loss| loss.code.name == code.name)
                .count();
            if code.severity == Severity::DataLoss {
                assert_eq!(words, 1, "{}", code.name);
            }
            assert!(words <= 1, "{}", code.name);
        }
        for loss in LOSSES {
            assert!(
                loss.one.chars().next().unwrap().is_lowercase(),
                "{}",
                loss.code.name
            );
            for fate in loss.fate {
                let verb = fate.split(' ').next().unwrap();
                assert!(
                    [
                        "is", "are", "has", "have", "ends", "end", "can't", "does", "do", "shares",
                        "share"
                    ]
                    .contains(&verb),
                    "{fate}"
                );
            }
        }
    }
}
