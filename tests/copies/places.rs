//! Where personal data and secrets stand: masked while they are counted, and the same values as in the archive when
//! somebody asks for those of a place.

use backup_inspector::format::squidex::ask;
use backup_inspector::format::{Answer, Options, Question};
use backup_inspector::inspect::privacy::PrivatePlace;
use backup_inspector::open;
use backup_inspector::source::Input;

use crate::redact::planted;
use crate::support::{by_name, offer};

fn reveal(bytes: &[u8], places: &[PrivatePlace]) -> Vec<Option<String>> {
    let input = vec![Input::new("backup.zip", bytes.to_vec())];
    let set = open::open(input).unwrap().remove(0);
    let question = Question::Squidex(ask::Question::Reveal {
        places: places.to_vec(),
    });
    match set.ask(&Options::default(), &question).unwrap() {
        Answer::Squidex(ask::Answer::Revealed { values }) => values,
        other => panic!("{other:?}"),
    }
}

#[test]
fn places_are_masked_and_lead_back_to_their_values() {
    let (bytes, _) = planted();
    let offer = offer(&bytes).unwrap();
    assert_eq!(offer.unread_events, 0);
    let entries = by_name(&bytes);
    let mut followed = 0;
    for kind in offer.kinds.iter().filter(|kind| kind.count > 0) {
        assert!(!kind.risk.is_empty() && !kind.places.is_empty(), "{kind:?}");
        assert!(kind.places.len() as u64 <= kind.count.min(50));
        let values = reveal(&bytes, &kind.places);
        for (place, value) in kind.places.iter().zip(values) {
            let entry = place.entry.as_deref().unwrap();
            if let Some(number) = place.event_index {
                assert!(entry.ends_with(&format!("/{number}.json")), "{place:?}");
            }
            let Some(masked) = &place.value else {
                continue;
            };
            assert!(!masked.contains("canary"), "{place:?}");
            let value = value.unwrap_or_else(|| panic!("{}: {place:?}", kind.kind));
            let length = masked.rsplit_once('(').unwrap().1;
            // Of a text the mask says how long it is; other values are told as they are written.
            let letters = value.chars().count();
            let is_text = !value.starts_with(['{', '[']) && letters < 1_000;
            // Of what is not known it may be a part: the name of another app in front of an id.
            if is_text && kind.kind != "unknown" {
                assert!(
                    length.starts_with(&format!("{letters} ")),
                    "{place:?} {value}"
                );
            }
            let text = String::from_utf8(entries.get(entry).cloned().unwrap().unwrap()).unwrap();
            for canary in value.match_indices("canary") {
                let canary = value.get(canary.0..canary.0 + 13).unwrap();
                assert!(text.contains(canary), "{place:?} {value}");
                followed += 1;
            }
        }
    }
    assert!(followed > 200, "{followed}");
}

#[test]
fn a_place_that_is_not_there_is_no_value() {
    let (bytes, _) = planted();
    let place = |event_index, entry: &str, path: &str| PrivatePlace {
        event_index,
        entry: Some(entry.into()),
        path: Some(path.into()),
        ..PrivatePlace::default()
    };
    let places = [
        place(Some(0), "", "/payload/none/0"),
        place(Some(0), "", "/elsewhere/name"),
        place(Some(0), "", "payload"),
        place(Some(u64::MAX), "", "/payload/name"),
        place(None, "attachments/none", "/a"),
    ];
    assert_eq!(reveal(&bytes, &places), vec![None; places.len()]);
    assert_eq!(
        reveal(&bytes, &[place(Some(0), "", "/payload/name")]),
        [Some("demo-shop".to_owned())]
    );
}
