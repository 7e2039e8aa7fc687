//! One event as a server with System.Text.Json writes it, and the ids, instants and paths in it.

use super::text::Random;
use super::{APP, APP_NAME, USER};

/// 2022-01-01T00:00:00Z, in seconds since 1970: when the first event was.
const START: i64 = 1_640_995_200;

/// One event record in the making.
pub struct Event<'a> {
    /// Number in the order of the archive; an event is 37 seconds after the one before it.
    pub index: u64,
    /// What the payload says but for what each has.
    pub payload: String,
    /// Where its ids come from.
    pub random: &'a mut Random,
}

impl Event<'_> {
    /// The record as a server with System.Text.Json writes it.
    pub fn record(&mut self, event_type: &str, stream: &str, version: u32) -> Vec<u8> {
        let aggregate = stream.split_once('-').map_or("", |(_, id)| id);
        let payload = format!(
            r#"{{{},"appId":"{APP},{APP_NAME}","actor":"subject:{USER}","fromRule":false}}"#,
            self.payload
        );
        let mut escaped = String::with_capacity(payload.len() * 3 / 2);
        escape(&payload, &mut escaped);
        format!(
            r#"{{"n":{{"t":"{event_type}","s":"{stream}","p":"{escaped}","h":{{"AggregateId":"{aggregate}","EventId":"{}","Timestamp":"{}","CommitId":"{}","EventNumber":"{}-0-1","EventStreamNumber":{version}}}}},"streamName":null,"eventPosition":null,"eventStreamNumber":0,"data":null}}"#,
            uuid(self.random.next()),
            instant(self.index * 37),
            uuid(self.random.next()),
            self.index + 1,
        )
        .into_bytes()
    }
}

/// `app--id`.
pub fn object(id: &str) -> String {
    format!("{APP}--{id}")
}

/// As .NET's default encoder: everything but plain ASCII, and `"&'+<>\`` too, as `\uXXXX`.
fn escape(text: &str, into: &mut String) {
    for c in text.chars() {
        match c {
            '\\' => into.push_str("\\\\"),
            '"' | '&' | '\'' | '+' | '<' | '>' | '`' => {
                into.push_str(&format!("\\u{:04X}", c as u32))
            }
            c if c.is_ascii() && !c.is_ascii_control() => into.push(c),
            c => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    into.push_str(&format!("\\u{unit:04X}"));
                }
            }
        }
    }
}

/// As a JSON string.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    escape(text, &mut quoted);
    quoted.push('"');
    quoted
}

/// A stable id for a number.
pub fn uuid(number: u64) -> String {
    let mut random = Random(number ^ 0x5eed_1d00_0000_0000);
    let (high, low) = (random.next(), random.next());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        0x8000 | ((low >> 48) & 0x3fff),
        low & 0xffff_ffff_ffff
    )
}

/// ISO 8601 in UTC, so many seconds after [`START`].
fn instant(seconds: u64) -> String {
    i64::try_from(seconds)
        .ok()
        .and_then(|seconds| jiff::Timestamp::from_second(START.checked_add(seconds)?).ok())
        .unwrap_or(jiff::Timestamp::MAX)
        .to_string()
}

/// The folder rule of attachments (Squidex `ArchiveHelper.cs`): a 32-bit hash of the lower-case name.
pub fn attachment_path(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let hash = name.encode_utf16().fold(17_i32, |hash, unit| {
        let unit = i32::from(unit);
        hash.wrapping_mul(23).wrapping_add(unit | (unit << 16))
    });
    format!("attachments/{}/{name}", hash.unsigned_abs() % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_those_that_the_engine_looks_in() {
        let ids = (0..200).map(|number| format!("{}_{number}.asset", uuid(number)));
        let fixed = [
            "Version.json",
            "Urls.json",
            "Settings.json",
            "AssetTags.json",
            "Users.json",
        ];
        for name in fixed.into_iter().map(str::to_owned).chain(ids) {
            let path = attachment_path(&name);
            let engine = backup_inspector::format::squidex::layout::attachment_path(&name);
            assert_eq!(Some(path), engine, "{name}");
        }
    }

    #[test]
    fn instants_are_dates() {
        assert_eq!(instant(0), "2022-01-01T00:00:00Z");
        // 2022 and 2023 have 365 days each, 2024 starts with 31 + 28 days before the leap day.
        assert_eq!(
            instant((365 + 365 + 31 + 28) * 86_400 + 3_723),
            "2024-02-29T01:02:03Z"
        );
    }
}
