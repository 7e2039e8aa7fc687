//! Which events are wanted: the same for the export, for rows of the table, and for a search in any worker.

use per_byte::find::Needle;

use super::super::events::EventType;
use super::super::export::json::Node;
use super::super::export::record::{Record, actor};
use super::super::export::secrets;
use crate::inspect::export::Lines;

/// A kind of actor stands in front of its id, whether it is written or not.
const KINDS_OF_ACTORS: [&str; 2] = ["subject", "client"];

/// Which events are wanted.
#[derive(Debug)]
pub(in crate::format::squidex) struct Filter {
    lines: Lines,
    /// In lower case.
    text: Option<String>,
    /// Parts of what is wanted that each such record has among its bytes, unless they hide.
    needles: Vec<Needle>,
}

/// Of a record that fits.
pub(in crate::format::squidex) struct Taken<'r> {
    pub(in crate::format::squidex) actor: Option<String>,
    /// Its secrets are masked, unless they are included.
    pub(in crate::format::squidex) payload: Option<Node<'r>>,
}

impl Filter {
    pub(in crate::format::squidex) fn new(lines: &Lines) -> Filter {
        let text = lines.text.as_deref().filter(|text| !text.is_empty());
        let text = text.map(str::to_lowercase);
        let id = |wanted: &str| wanted.to_owned();
        let wanted = [
            text.clone(),
            lines.stream.as_deref().map(id),
            lines.actor.as_deref().map(id),
        ];
        Filter {
            needles: wanted.iter().flatten().filter_map(|w| part_of(w)).collect(),
            lines: lines.clone(),
            text,
        }
    }

    /// What can't be read fits only who asks for nothing.
    pub(in crate::format::squidex) fn takes_unreadable(&self) -> bool {
        let lines = &self.lines;
        lines.types.is_empty()
            && lines.stream.is_none()
            && lines.actor.is_none()
            && self.text.is_none()
    }

    /// Whether a record does not fit, as its bytes tell: it need not be understood then. `false`: it may.
    pub(in crate::format::squidex) fn misses(&self, bytes: &[u8]) -> bool {
        self.needles
            .iter()
            .any(|needle| !needle.is_in(bytes) && !needle.may_hide_in(bytes))
    }

    /// Whether anything but type and stream decides.
    pub(in crate::format::squidex) fn needs_payload(&self) -> bool {
        self.lines.actor.is_some() || self.text.is_some()
    }

    /// Whether type and stream fit.
    pub(in crate::format::squidex) fn takes_head(
        &self,
        type_name: &str,
        stream: Option<&str>,
    ) -> bool {
        let lines = &self.lines;
        let stream = stream.unwrap_or_default();
        let is_one = |wanted: &String| is_type(type_name, wanted);
        (lines.types.is_empty() || lines.types.iter().any(is_one))
            && (lines.stream.as_deref()).is_none_or(|wanted| is_stream(stream, wanted))
    }

    /// A record that fits, with its payload. `open`: secrets are included; else a search must not find out what is masked.
    pub(in crate::format::squidex) fn take<'r>(
        &self,
        record: &'r Record,
        open: bool,
    ) -> Option<Taken<'r>> {
        if !self.takes_head(&record.type_name, record.stream.as_deref()) {
            return None;
        }
        let mut payload = record.payload();
        let actor = payload.as_ref().and_then(actor);
        if let (Some(payload), false) = (&mut payload, open) {
            secrets::mask_event(record.event_type(), payload);
        }
        let actor_is = (self.lines.actor.as_deref()).is_none_or(|wanted| {
            actor.as_deref().is_some_and(|actor| {
                actor == wanted || actor.split_once(':').is_some_and(|(_, id)| id == wanted)
            })
        });
        let text_is = || {
            self.text.as_deref().is_none_or(|wanted| {
                let has = |text: &str| text.to_lowercase().contains(wanted);
                has(&record.type_name)
                    || record.stream.as_deref().is_some_and(has)
                    || actor.as_deref().is_some_and(has)
                    || payload
                        .as_ref()
                        .is_some_and(|payload| payload.has_text(&has))
            })
        };
        (actor_is && text_is()).then_some(Taken { actor, payload })
    }
}

/// The longest part of a wanted text that JSON writes as it is, and that no actor has without its being written.
pub(in crate::format::squidex) fn part_of(wanted: &str) -> Option<Needle> {
    let is_plain = |letter: char| {
        letter.is_ascii() && !letter.is_ascii_control() && !matches!(letter, '"' | '\\' | '/' | ':')
    };
    let parts = wanted.split(|letter| !is_plain(letter));
    let sure = parts.filter(|part| {
        let small = part.to_ascii_lowercase();
        KINDS_OF_ACTORS.iter().all(|kind| !kind.contains(&small))
    });
    Needle::new(sure.max_by_key(|part| part.len())?)
}

/// Whether a record is of a type: by its name as written, or as it is called today, with or without `Event` and number.
fn is_type(written: &str, wanted: &str) -> bool {
    let bare = |name: &str| {
        let name = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let name = name.strip_suffix('V').unwrap_or(name);
        name.strip_suffix("Event")
            .unwrap_or(name)
            .to_ascii_lowercase()
    };
    let today = match EventType::parse(written) {
        Some(known) => known.name(),
        None => written,
    };
    [written, today]
        .into_iter()
        .any(|name| name.eq_ignore_ascii_case(wanted) || bare(name) == wanted.to_ascii_lowercase())
}

/// Whether a stream is the wanted one, or that of the object with the wanted id.
fn is_stream(stream: &str, wanted: &str) -> bool {
    let id = stream.split_once('-').map_or("", |(_, id)| id);
    stream == wanted
        || id == wanted
        || id
            .split_once("--")
            .is_some_and(|(_, object)| object == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(name: &str, payload: &str) -> Record {
        Record {
            type_name: name.into(),
            payload: Some(payload.into()),
            ..Record::default()
        }
    }

    fn of_text(text: &str) -> Filter {
        Filter::new(&Lines {
            text: Some(text.into()),
            ..Lines::default()
        })
    }

    #[test]
    fn types_and_streams_are_told_by_any_of_their_names() {
        for wanted in [
            "ContentCreatedEventV2",
            "contentcreatedeventv2",
            "ContentCreated",
        ] {
            assert!(is_type("ContentCreatedEventV2", wanted), "{wanted}");
        }
        assert!(!is_type("ContentCreatedEventV2", "ContentUpdated"));
        assert!(is_type("AppLanguageUpdated", "applanguageupdated"));
        let stream = "content-app--x-1";
        for wanted in [stream, "x-1", "app--x-1"] {
            assert!(is_stream(stream, wanted), "{wanted}");
        }
        assert!(!is_stream(stream, "x"));
        assert!(is_stream("app-app", "app"));
    }

    /// What the bytes rule out, the record does not have; a text that hides is not ruled out.
    #[test]
    fn what_is_ruled_out_by_bytes_is_not_there() {
        let payloads = [
            (r#"{"a":"teapot"}"#, false),
            (r#"{"a":"blue KETTLE"}"#, true),
            (r#"{"a":"\u006bettle"}"#, true),
            ("{\"a\":\"\u{212a}ettle\"}", true),
            (r#"{"a":"ä \u0022 kettl"}"#, false),
        ];
        for (payload, there) in payloads {
            let quoted = serde_json::to_string(payload).unwrap();
            let bytes =
                format!(r#"{{"n":{{"t":"ContentDeletedEvent","s":"content-1","p":{quoted}}}}}"#);
            let read = Record::read(bytes.as_bytes()).unwrap();
            for text in ["Kettle", "KETTLE"] {
                let filter = of_text(text);
                assert_eq!(filter.take(&read, false).is_some(), there, "{payload}");
                assert_eq!(filter.misses(bytes.as_bytes()), !there, "{payload}");
            }
        }
    }

    /// The kind of an actor is told though it is not written.
    #[test]
    fn an_actor_is_found_by_what_is_not_written() {
        let bytes =
            r#"{"n":{"t":"ContentDeletedEvent","s":"content-1","p":"{\"actor\":\"5f0c\"}"}}"#;
        let read = Record::read(bytes.as_bytes()).unwrap();
        for text in ["subject:5f0c", "ject:5", "ubj", "5F0C"] {
            let filter = of_text(text);
            assert!(filter.take(&read, false).is_some(), "{text}");
            assert!(!filter.misses(bytes.as_bytes()), "{text}");
        }
        assert!(of_text("subject:77").misses(bytes.as_bytes()));
    }

    #[test]
    fn secrets_are_not_found() {
        let read = record("AppClientAttachedEvent", r#"{"id":"c","secret":"hidden"}"#);
        let filter = of_text("hidden");
        assert!(filter.take(&read, false).is_none());
        assert!(filter.take(&read, true).is_some());
    }
}
