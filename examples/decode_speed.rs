//! Time per event of the decoder, against a bare JSON scan of the same bytes.
//!
//! `cargo run --release --example decode_speed`: content events of about 1.3 kB as a current server
//! writes them, single thread, best of seven rounds. With `read FILE`: everything that a check does but for
//! the dry run (directory, inflating, CRC, events, hashes of files), on one thread, once.

use std::borrow::Cow;
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use backup_inspector::error::Error;
use backup_inspector::format::squidex::decode::{self, Context};
use backup_inspector::format::{self, Scanned};
use backup_inspector::json::{Reader, Token};
use backup_inspector::report::FindingSet;
use serde::Deserialize;

/// The files of the command line.
#[path = "../src/cli/file.rs"]
#[allow(dead_code, reason = "the command line needs more of it")]
mod file;

const EVENTS: u64 = 20_000;

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

/// Time on the processor, where the system tells it: other programs don't count.
fn busy() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(text.split(' ').next()?.parse().ok()?))
}

/// Inflates into a buffer that is used again.
fn inflate(packed: &[u8], buffer: &mut [u8]) -> usize {
    let mut inflater = flate2::Decompress::new(false);
    let done = inflater.decompress(packed, buffer, flate2::FlushDecompress::Finish);
    done.map_or(0, |_| inflater.total_out() as usize)
}

fn deflate(event: &[u8]) -> Vec<u8> {
    let mut deflater =
        flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    let _ = deflater.write_all(event);
    deflater.finish().unwrap_or_default()
}

fn best(mut round: impl FnMut()) -> Duration {
    (0..7)
        .map(|_| {
            let (start, busy_start) = (Instant::now(), busy());
            round();
            match (busy_start, busy()) {
                (Some(from), Some(to)) => to - from,
                _ => start.elapsed(),
            }
        })
        .min()
        .unwrap_or_default()
}

/// Reads a backup and drops what it tells, shard by shard.
fn read(path: &str) -> Result<(), Error> {
    let inputs = [file::open(Path::new(path)).map_err(Error::Open)?];
    for set in format::open(&inputs)? {
        for index in 0..set.check.plan().shards {
            let mut scan = format::start_shard(&set.check.shard(index)?)?;
            while !scan.step(&inputs, &mut || true)?.finished {}
            black_box::<Scanned>(scan.finish());
        }
    }
    Ok(())
}

fn main() -> Result<(), Error> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [what, path] if what == "read" => read(path)?,
        _ => compare(),
    }
    Ok(())
}

#[allow(clippy::print_stdout)]
fn compare() {
    for (what, escape) in [("V2S (\\u0022)", "\\u0022"), ("V2N (\\\")", "\\\"")] {
        let events: Vec<Vec<u8>> = (0..EVENTS).map(|index| event(index, escape)).collect();
        let bytes: usize = events.iter().map(Vec::len).sum();
        let row = |name: &str, time: Duration| {
            println!(
                "{what} {name:28} {:7.0} ns/event {:6.0} MB/s",
                time.as_nanos() as f64 / EVENTS as f64,
                bytes as f64 / time.as_secs_f64() / 1e6
            );
        };
        println!("{} bytes/event", bytes as u64 / EVENTS);
        row(
            "decode",
            best(|| {
                let (mut ctx, mut findings) = (Context::default(), FindingSet::default());
                for (index, event) in events.iter().enumerate() {
                    black_box(decode::event(index as u64, event, &mut ctx, &mut findings));
                }
            }),
        );
        row(
            "serde_json IgnoredAny",
            best(|| {
                for event in &events {
                    black_box(serde_json::from_slice::<serde::de::IgnoredAny>(event).is_ok());
                }
            }),
        );
        row(
            "our reader alone",
            best(|| {
                for event in &events {
                    let mut reader = Reader::new(event);
                    while !matches!(reader.token(), Ok(Token::End) | Err(_)) {}
                }
            }),
        );
        // What a check costs against what nobody can save: inflating, and looking at each byte as JSON.
        let packed: Vec<Vec<u8>> = events.iter().map(|event| deflate(event)).collect();
        let mut buffer = vec![0; 64 << 10];
        let scan = best(|| {
            for packed in &packed {
                let length = inflate(packed, &mut buffer);
                black_box(
                    serde_json::from_slice::<serde::de::IgnoredAny>(&buffer[..length]).is_ok(),
                );
            }
        });
        row("inflate, scan of the record", scan);
        // The payload is JSON again, inside of a string: a scan that looks at it, too, has to undo the escapes.
        let scan_both = best(|| {
            for packed in &packed {
                let length = inflate(packed, &mut buffer);
                let payload =
                    serde_json::from_slice::<Record>(&buffer[..length]).map(|record| record.n.p);
                black_box(payload.is_ok_and(|payload| {
                    serde_json::from_str::<serde::de::IgnoredAny>(&payload).is_ok()
                }));
            }
        });
        row("inflate, scan of both", scan_both);
        let whole = best(|| {
            let (mut ctx, mut findings) = (Context::default(), FindingSet::default());
            for (index, packed) in packed.iter().enumerate() {
                let length = inflate(packed, &mut buffer);
                black_box(decode::event(
                    index as u64,
                    &buffer[..length],
                    &mut ctx,
                    &mut findings,
                ));
            }
        });
        row("inflate, decode", whole);
        for (scanned, scan) in [("record and payload", scan_both), ("record alone", scan)] {
            println!(
                "{what}, scan of {scanned} ratio: {:.2} (at most 1.35 is wanted)",
                whole.as_secs_f64() / scan.as_secs_f64()
            );
        }
    }
}
