//! Every changed field of `field-sweep.jsonl` against the decoder: it has to refuse exactly what the
//! server's reader refused. What the server's handlers refuse is the dry run's business.

use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::path::PathBuf;

use backup_inspector::format::squidex::decode::{self, Context};
use backup_inspector::format::squidex::facts::EventRead;
use backup_inspector::report::FindingSet;
use serde_json::{Value, json};

fn samples() -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/squidex");
    path.exists().then_some(path)
}

/// The event entries of an archive, by index; the first of several with one name.
fn events(bytes: Vec<u8>) -> HashMap<u64, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut events = HashMap::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let name = entry.name().unwrap().to_string();
        let Some(index) = name
            .strip_prefix("events/")
            .and_then(|rest| rest.strip_suffix(".json"))
        else {
            continue;
        };
        let Some(index) = index
            .split_once('/')
            .and_then(|(_, index)| index.parse().ok())
        else {
            continue;
        };
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        events.entry(index).or_insert(bytes);
    }
    events
}

fn put(place: &mut Value, path: &[Value], op: &str) -> Option<()> {
    let (last, way) = path.split_last()?;
    let mut place = place;
    for step in way {
        place = match step {
            Value::String(key) => place.get_mut(key)?,
            index => place.get_mut(index.as_u64()? as usize)?,
        };
    }
    let value = match op {
        "remove" => {
            match last {
                Value::String(key) => drop(place.as_object_mut()?.remove(key)?),
                index => drop(place.as_array_mut()?.remove(index.as_u64()? as usize)),
            }
            return Some(());
        }
        "null" => Value::Null,
        "string" => json!("x"),
        "empty" => json!(""),
        "int" => json!(7),
        "fraction" => json!(1.5),
        "true" => json!(true),
        "array" => json!([]),
        "object" => json!({}),
        _ => return None,
    };
    match last {
        Value::String(key) => drop(place.as_object_mut()?.insert(key.clone(), value)),
        index => *place.get_mut(index.as_u64()? as usize)? = value,
    }
    Some(())
}

/// Whether the server's reader (not one of its handlers) refused it.
fn refused(line: &Value) -> bool {
    if line["status"] != "Failed" {
        return false;
    }
    let stage = line["stage"].as_str().unwrap();
    if !["Downloaded Backup", "Created Users", "Reading"].contains(&stage) {
        return false;
    }
    let message = line["cause_message"].as_str().unwrap_or_default();
    let field = line["path"][0].as_str().unwrap();
    let nested = line["path"].as_array().unwrap().len() > 1;
    let event = line["type"].as_str().unwrap();
    let null_or_absent = ["remove", "null"].contains(&line["op"].as_str().unwrap());
    let handler = line["part"] == "payload"
        && !nested
        && match field {
            "name" => event == "AppCreatedEvent" && message.contains("'Name'"),
            "appId" => event == "AppCreatedEvent" && null_or_absent,
            "contributorId" => message.contains("userId") || message.contains("String parameter"),
            "data" => null_or_absent,
            "schemaId" => null_or_absent,
            _ => false,
        };
    !handler && !by_stream_mapper(message)
}

/// Stream names are split after the reading, by the dry run's code.
fn by_stream_mapper(message: &str) -> bool {
    message.starts_with("length ('-1')") || message.contains("(Parameter 'stream')")
}

fn decode(bytes: &[u8]) -> EventRead {
    decode::event(
        0,
        bytes,
        &mut Context::default(),
        &mut FindingSet::default(),
    )
}

#[test]
fn field_sweep() {
    let Some(samples) = samples() else { return };
    let lines = std::fs::read_to_string(samples.join("field-sweep.jsonl")).unwrap();
    let mut archives: HashMap<String, HashMap<u64, Vec<u8>>> = HashMap::new();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let base = line["base"].as_str().unwrap();
        let archive = archives
            .entry(base.to_owned())
            .or_insert_with(|| events(std::fs::read(samples.join(base)).unwrap()));
        let mut record: Value =
            serde_json::from_slice(&archive[&line["event_index"].as_u64().unwrap()]).unwrap();
        let (part, path, op) = (
            &line["part"],
            line["path"].as_array().unwrap(),
            line["op"].as_str().unwrap(),
        );
        let done = match part.as_str().unwrap() {
            "payload" => {
                let mut payload: Value =
                    serde_json::from_str(record["n"]["p"].as_str().unwrap()).unwrap();
                let done = put(&mut payload, path, op);
                record["n"]["p"] = payload.to_string().into();
                done
            }
            "headers" => put(&mut record["n"]["h"], path, op),
            _ => put(&mut record["n"], path, op),
        };
        assert!(done.is_some(), "{line}");
        count += 1;
        let read = decode(record.to_string().as_bytes());
        if read.outcome.is_err() != refused(&line) {
            wrong.push(format!(
                "{} {} {}[{}] {} {path:?} {op}: server {} ({}), we {:?}",
                base,
                line["type"],
                line["event_index"],
                line["part"],
                line["status"],
                line["stage"],
                line["cause_message"],
                read.outcome.map(|_| "decoded")
            ));
        }
    }
    assert!(count > 6_000);
    assert!(
        wrong.is_empty(),
        "{} of {count} differ:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(60)].join("\n")
    );
}

/// Whether the cause of a failure lies in reading an event; `None`: it may lie in a handler.
fn reading_failed(record: &Value) -> Option<bool> {
    if record["status"] == "Completed" {
        return Some(false);
    }
    let log = record["log"].as_array().unwrap();
    let stage = log
        .len()
        .checked_sub(2)
        .and_then(|at| log[at].as_str())
        .unwrap_or_default();
    if stage.starts_with("Restored") {
        return Some(false);
    }
    if !["Downloaded Backup", "Created Users"].contains(&stage) && !stage.starts_with("Reading") {
        return None;
    }
    let (kind, message) = (
        record["cause"]["type"].as_str()?,
        record["cause"]["message"].as_str()?,
    );
    if stage.starts_with("Reading") && !kind.ends_with("JsonException") {
        return None;
    }
    if message.contains("number of entries") || message.contains("$.major") {
        return None;
    }
    if by_stream_mapper(message) {
        return Some(false);
    }
    let by_reader =
        kind.ends_with("Json.JsonException") || message.starts_with("Cannot find event");
    by_reader.then_some(true)
}

#[test]
fn oracle() {
    let Some(samples) = samples() else { return };
    let lines = std::fs::read_to_string(samples.join("oracle.jsonl")).unwrap();
    let (mut wrong, mut counts) = (Vec::new(), [0, 0]);
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let file = line["file"].as_str().unwrap();
        let row = file.rsplit('/').next().unwrap();
        // Faults of the container are not the decoder's business.
        let rows = [
            "14-",
            "21-",
            "24-",
            "25-",
            "26-",
            "27-",
            "28-",
            "53-",
            "54-",
            "55-",
            "gen-",
            "5",
            "4",
            "3",
            "ren-",
            "ord-",
            "combo-tol",
        ];
        if !(file.starts_with("base/") || rows.iter().any(|start| row.starts_with(start))) {
            continue;
        }
        let Some(expected) = reading_failed(&line) else {
            continue;
        };
        if ["33-", "37-", "38-", "39-"]
            .iter()
            .any(|start| row.starts_with(start))
            && expected
        {
            continue;
        }
        let events = events(std::fs::read(samples.join(file)).unwrap());
        let failure = (0..)
            .map_while(|index| events.get(&index))
            .find_map(|bytes| decode(bytes).outcome.err());
        counts[usize::from(expected)] += 1;
        if failure.is_some() != expected {
            wrong.push(format!(
                "{file}: server {} ({}), we {failure:?}",
                line["status"], line["cause"]
            ));
        }
    }
    assert!(counts[0] > 50 && counts[1] > 30, "{counts:?}");
    assert!(
        wrong.is_empty(),
        "{} of {counts:?} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
