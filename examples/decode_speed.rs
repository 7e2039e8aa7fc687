//! Time per event of the decoder, against a bare JSON scan of the same bytes.
//!
//! `cargo run --release --example decode_speed`: content events of about 1.3 kB as a current server
//! writes them, on one thread. Everything is measured in turns, round after round, so that a change of the
//! machine's pace hits all alike; a ratio is the median of the rounds' ratios, with the lowest and highest.
//!
//! Inflating is the same on both sides of a ratio: what a check does to get the bytes of an event out of an
//! archive (here one in memory), with its own inflater and the CRC.
//!
//! With `read FILE`: everything that a check does but for
//! the dry run (directory, inflating, CRC, events, hashes of files), on one thread, once.

use std::borrow::Cow;
use std::hint::black_box;
use std::io::{Cursor, Write};
use std::path::Path;
use std::time::Duration;

use backup_inspector::container::zip::{self as archive, EntryReader};
use backup_inspector::disk;
use backup_inspector::error::Error;
use backup_inspector::format::squidex::decode::{self, Context};
use backup_inspector::format::{Facts, Options};
use backup_inspector::inspect::work::WorkKind;
use backup_inspector::json::{Reader, Token};
use backup_inspector::open;
use backup_inspector::report::FindingSet;
use serde::Deserialize;
use serde::de::IgnoredAny;
use zip::write::{SimpleFileOptions, ZipWriter};

/// Events of a round: enough that no processor learns them by heart.
const EVENTS: u64 = 5_000;
const ROUNDS: usize = 25;

/// An event record as a bare scan sees it.
#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow)]
    n: Named<'a>,
}

#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    p: Cow<'a, str>,
}

/// One content event; quotes of the payload are six-byte escapes, as in files of current servers.
fn event(index: u64, escape: &str) -> Vec<u8> {
    let app = "0b7d5a52-1111-4c2e-9a10-aaaaaaaaaaaa";
    let payload = format!(
        r#"{{"status":"Draft","data":{{"title":{{"iv":"Blue kettle number {index}"}},"text":{{"en":"Boils water in a minute and keeps it warm for an hour, whistles when it is done","de":"Kocht in einer Minute"}},"price":{{"iv":{index}.5}},"tags":{{"iv":["kitchen","kettle","blue","{index}"]}},"images":{{"iv":["7d1bba69-895d-4a26-8423-b6fd19c74bf1","5e537c10-b8d5-4565-beae-cafc822360c1"]}}}},"contentId":"c-{index}","schemaId":"9c1d0e2f-2222-4a3b-8c4d-bbbbbbbbbbbb,products","appId":"{app},demo-shop","actor":"subject:5f0c0ffee0123456789abcde","fromRule":false}}"#
    );
    format!(
        r#"{{"n":{{"t":"ContentCreatedEventV2","s":"content-{app}--c-{index}","p":"{}","h":{{"AggregateId":"{app}--c-{index}","EventId":"6d0b0c0a-0000-4000-8000-000000000002","Timestamp":"2024-05-06T07:10:00Z","CommitId":"6d0b0c0a-0000-4000-8000-0000000000c2","EventNumber":"1-0-1","EventStreamNumber":0}}}},"streamName":null,"eventPosition":null,"eventStreamNumber":0,"data":null}}"#,
        payload.replace('"', escape)
    )
    .into_bytes()
}

/// Time of this thread on the processor, where the system tells it: other programs don't count.
fn busy() -> Duration {
    #[cfg(unix)]
    {
        let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::new(
            now.tv_sec.try_into().unwrap_or_default(),
            now.tv_nsec.try_into().unwrap_or_default(),
        )
    }
    #[cfg(not(unix))]
    {
        static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
        START.get_or_init(std::time::Instant::now).elapsed()
    }
}

/// The events as entries of an archive in memory.
fn archive_of(events: &[Vec<u8>]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (index, event) in events.iter().enumerate() {
        zip.start_file(
            format!("events/{index}/{index}.json"),
            SimpleFileOptions::default(),
        )?;
        zip.write_all(event)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Reads a backup and drops what it tells, task by task.
fn read(path: &str) -> Result<(), Error> {
    let inputs = vec![disk::open(Path::new(path)).map_err(Error::Open)?];
    for mut set in open::open(inputs)? {
        let work = set.begin(&WorkKind::Check, &Options::default())?;
        for index in 0..set.plan(work)?.tasks {
            let mut task = set.run(work, index, Vec::new())?;
            while !task.step(&mut |_| true)?.finished {}
            black_box::<Facts>(task.finish()?);
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [what, path] if what == "read" => read(path)?,
        _ => {
            for (what, escape) in [("V2S (\\u0022)", "\\u0022"), ("V2N (\\\")", "\\\"")] {
                compare(what, escape)?;
            }
        }
    }
    Ok(())
}

/// What is done with the bytes of an event, told with its index.
type Then = Box<dyn FnMut(u64, &[u8])>;

/// What is measured, and one round of it.
type Variant<'a> = (&'static str, Box<dyn FnMut() + 'a>);

const DECODE: &str = "inflate, decode";
const SCAN: &str = "inflate, scan of the record";
const SCAN_BOTH: &str = "inflate, scan of both";

#[allow(clippy::print_stdout)]
fn compare(what: &str, escape: &str) -> Result<(), Box<dyn std::error::Error>> {
    let events: Vec<Vec<u8>> = (0..EVENTS).map(|index| event(index, escape)).collect();
    let bytes: usize = events.iter().map(Vec::len).sum();
    let file = archive_of(&events)?;
    let locations: Vec<_> = archive::open(&file)?.entries.iter().collect();
    // What a check does to get the bytes of an event.
    let inflated = |mut then: Then| {
        let (file, locations) = (&file, &locations);
        let mut reader = EntryReader::new();
        reader.expect_upwards_to(file.len() as u64);
        move || {
            for (index, location) in locations.iter().enumerate() {
                match reader.read_small(file, location, 1 << 20) {
                    Ok((bytes, read)) if read.crc_matches => then(index as u64, bytes),
                    _ => std::process::abort(),
                }
            }
        }
    };
    let decode = |index: u64, bytes: &[u8], ctx: &mut Context, findings: &mut FindingSet| {
        black_box(decode::event(index, bytes, ctx, findings));
    };
    let (mut ctx, mut findings) = (Context::default(), FindingSet::default());
    let (mut whole_ctx, mut whole_findings) = (Context::default(), FindingSet::default());
    let mut variants: Vec<Variant> = vec![
        (
            "decode",
            Box::new(|| {
                for (index, event) in events.iter().enumerate() {
                    decode(index as u64, event, &mut ctx, &mut findings);
                }
            }),
        ),
        (
            "serde_json IgnoredAny",
            Box::new(|| {
                for event in &events {
                    black_box(serde_json::from_slice::<IgnoredAny>(event).is_ok());
                }
            }),
        ),
        (
            "our reader alone",
            Box::new(|| {
                for event in &events {
                    let mut reader = Reader::new(event);
                    while !matches!(reader.token(), Ok(Token::End) | Err(_)) {}
                }
            }),
        ),
        (
            "inflate",
            Box::new(inflated(Box::new(|_, bytes| {
                black_box(bytes);
            }))),
        ),
        // What a check costs against what nobody can save: inflating, and looking at each byte as JSON.
        (
            SCAN,
            Box::new(inflated(Box::new(|_, bytes| {
                black_box(serde_json::from_slice::<IgnoredAny>(bytes).is_ok());
            }))),
        ),
        // The payload is JSON again, inside of a string: a scan that looks at it, too, has to undo the escapes.
        (
            SCAN_BOTH,
            Box::new(inflated(Box::new(|_, bytes| {
                let payload = serde_json::from_slice::<Record>(bytes).map(|record| record.n.p);
                black_box(
                    payload
                        .is_ok_and(|payload| serde_json::from_str::<IgnoredAny>(&payload).is_ok()),
                );
            }))),
        ),
        (
            DECODE,
            Box::new(inflated(Box::new(move |index, bytes| {
                decode(index, bytes, &mut whole_ctx, &mut whole_findings);
            }))),
        ),
    ];
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); variants.len()];
    // The first round only warms up.
    for round in 0..=ROUNDS {
        for ((_, variant), times) in variants.iter_mut().zip(&mut times) {
            let start = busy();
            variant();
            let time = (busy() - start).as_secs_f64();
            if round > 0 {
                times.push(time);
            }
        }
    }
    let of = |name: &str| {
        let place = variants.iter().position(|variant| variant.0 == name);
        place.map_or(&[][..], |place| &times[place])
    };
    println!("{} bytes/event", bytes as u64 / EVENTS);
    for (name, _) in &variants {
        let [_, time, _] = ordered(of(name).to_vec());
        println!(
            "{what} {name:28} {:7.0} ns/event {:6.0} MB/s",
            time * 1e9 / EVENTS as f64,
            bytes as f64 / time / 1e6
        );
    }
    for (scanned, scan) in [("record and payload", SCAN_BOTH), ("record alone", SCAN)] {
        let ratios = of(DECODE).iter().zip(of(scan));
        let [lowest, median, highest] = ordered(ratios.map(|(ours, scan)| ours / scan).collect());
        println!(
            "{what}, scan of {scanned} ratio: {median:.2} ({lowest:.2} to {highest:.2} in {ROUNDS} rounds; at most 1.35 is wanted)"
        );
    }
    Ok(())
}

/// Lowest, median and highest.
fn ordered(mut values: Vec<f64>) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    let at = |place: usize| values.get(place).copied().unwrap_or(f64::NAN);
    [
        at(0),
        at(values.len() / 2),
        at(values.len().saturating_sub(1)),
    ]
}
