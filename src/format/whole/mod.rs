//! What was done to a file as a whole: sent as text, split into parts, locked with a password. One sentence of that says
//! more than a hundred about its consequences.

mod damage;
mod text;

pub(super) use damage::{of_entries, of_file};
pub(super) use text::TextMode;

use crate::container::zip::{
    Archive, EntryReader, FLAGS_ENCRYPTION, ZipFault, method, read_within,
};
use crate::error::Error;
use crate::format::zip_faults::codes;
use crate::report::Finding;
use crate::source::{Input, ReadAt};

/// WinZip's AES (APPNOTE 6.3.10, appendix E).
const METHOD_AES: u16 = 99;

/// First bytes of files that may carry a ZIP without being one (Magdir of file(1)): compound documents and installers,
/// 7z, RAR, gzip, cabinets, PDF, programs.
const CARRIERS: [&[u8]; 8] = [
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x1f\x8b",
    b"MSCF",
    b"%PDF-",
    b"\x7fELF",
    b"MZ",
];

/// Whether a file is something else by its first bytes, though a ZIP was found in it by searching: what was found is no
/// directory of the file then.
pub(super) fn is_carrier(head: &[u8], archive: &Archive) -> bool {
    let is_tar = head.get(257..262) == Some(b"ustar".as_slice());
    archive.recovered() && (is_tar || CARRIERS.iter().any(|mark| head.starts_with(mark)))
}

/// What was done to a file, where that explains everything else.
#[derive(Debug)]
pub(super) struct Whole {
    /// The one finding.
    pub finding: Finding,
    /// How it is undone without loss, where that was tried and gives a whole archive.
    pub undo: Option<TextMode>,
}

/// The finding that explains everything else, if there is one. `first`: the entry that a restore reads first.
///
/// # Errors
/// When the input can't be read.
pub(super) fn explain(
    input: &Input,
    archive: &Archive,
    first: Option<u32>,
) -> Result<Option<Whole>, Error> {
    let plain = |finding| {
        Some(Whole {
            finding,
            undo: None,
        })
    };
    if let Some(message) = split_part(input.file_name(), &*input.bytes, archive)? {
        let finding = Finding::new(&codes::ZIP_SPANNED, message);
        return Ok(plain(finding.effect(
            "the restore fails: the server takes the whole archive only",
        )));
    }
    if let Some(mode) = TextMode::of(&*input.bytes, archive)?
        && (archive.dotnet.is_err() || damage::is_changed_all_over(&*input.bytes, archive)?)
    {
        let undo = mode.gives_an_archive(&*input.bytes)?.then_some(mode);
        let finding = Finding::new(&codes::ZIP_SENT_AS_TEXT, mode.message())
            .effect(mode.effect(undo.is_some()));
        return Ok(Some(Whole {
            finding: match undo {
                Some(_) => finding,
                None => finding.no_action(),
            },
            undo,
        }));
    }
    if let Some(how) = locked(&*input.bytes, archive, first)? {
        let message = format!(
            "the archive is encrypted with a password ({how}): unpack it with the password, and pack it again without one"
        );
        let finding = Finding::new(&codes::ZIP_ENCRYPTED, message)
            .severity(crate::report::Severity::Fatal)
            .effect("the restore fails: the server knows no password");
        return Ok(plain(finding.no_action()));
    }
    Ok(None)
}

/// A part of an archive that was split: by its name, its first bytes, or its end record.
pub(super) fn split_part(
    file_name: &str,
    source: &dyn ReadAt,
    archive: &Archive,
) -> Result<Option<String>, Error> {
    let mut head = [0; 4];
    let got = read_within(source, 0, &mut head)?;
    let join = "join all parts to one file, in their order, and check that";
    let marked = head[..got] == *b"PK\x07\x08";
    let numbered = number_of(file_name);
    let last = archive.faults.iter().find_map(|fault| match fault {
        ZipFault::Spanned {
            disk,
            directory_disk,
            entries_on_disk,
            entries,
        } if *disk > 0 && (disk != directory_disk || entries_on_disk != entries) => Some(disk + 1),
        _ => None,
    });
    let which = match (marked, numbered, last) {
        (_, _, Some(last)) => format!("part {last}, the last one,"),
        // A part among others is no archive by itself; a file that is one only has such a name.
        (_, Some(number), None) if archive.dotnet.is_err() => format!("part {number}"),
        (true, None, None) if archive.dotnet.is_err() => "the first part".into(),
        _ => return Ok(None),
    };
    Ok(Some(format!("this is {which} of a split archive: {join}")))
}

/// The number in names such as `backup.zip.003`, `backup.z03`, `backup.part2.zip`, `backup.zip.part2` and `backup.zip.ab`,
/// as 7-Zip, Info-ZIP, WinRAR and the Unix program split give them.
fn number_of(file_name: &str) -> Option<u32> {
    let lower = file_name.to_ascii_lowercase();
    let (stem, end) = lower.rsplit_once('.')?;
    let digits = |text: &str| {
        let all = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        all.then(|| text.parse().ok()).flatten()
    };
    let of_part = |text: &str| text.strip_prefix("part").and_then(digits);
    if let Some(number) = of_part(end) {
        return Some(number);
    }
    if end == "zip" {
        return of_part(stem.rsplit_once('.')?.1);
    }
    if stem.ends_with(".zip") {
        return match end.as_bytes() {
            [first @ b'a'..=b'z', second @ b'a'..=b'z'] => {
                Some(u32::from(first - b'a') * 26 + u32::from(second - b'a') + 1)
            }
            [_, _, _] => digits(end),
            _ => None,
        };
    }
    let number = end.strip_prefix('z')?;
    if number.len() == 2 {
        digits(number)
    } else {
        None
    }
}

/// How the entry that is read first is encrypted, if it is: a mark alone says nothing.
fn locked(
    source: &dyn ReadAt,
    archive: &Archive,
    first: Option<u32>,
) -> Result<Option<&'static str>, Error> {
    let Some(location) = first.and_then(|entry| archive.entries.location(entry)) else {
        return Ok(None);
    };
    if location.flags & FLAGS_ENCRYPTION == 0 {
        return Ok(None);
    }
    if location.method == METHOD_AES {
        let mut header = [0; 512];
        let got = read_within(source, location.local_header_offset, &mut header)?;
        return Ok(Some(aes_of(&header[..got])));
    }
    // Where there is no directory, any bytes behind a signature look like a header.
    if archive.recovered()
        && !matches!(
            location.method,
            method::STORED | method::DEFLATE | method::DEFLATE64
        )
    {
        return Ok(None);
    }
    let mut reader = EntryReader::new();
    let (bytes, read) = reader.read_small(source, &location, 1 << 20)?;
    let is_json = bytes.trim_ascii_start().starts_with(b"{") || bytes.starts_with(b"\xef\xbb\xbf");
    let sound = read.dotnet.is_ok() && (is_json || read.crc_matches);
    Ok((!sound).then_some("ZipCrypto"))
}

/// The strength in the extra field of WinZip's AES (APPNOTE 6.3.10, 0x9901).
fn aes_of(header: &[u8]) -> &'static str {
    let number = |at: usize| {
        let bytes = header.get(at..at + 2)?;
        Some(usize::from(u16::from_le_bytes([bytes[0], bytes[1]])))
    };
    let strength = || {
        let mut at = 30 + number(26)?;
        let end = at + number(28)?;
        while at + 4 <= end {
            if number(at)? == 0x9901 {
                return header.get(at + 8).copied();
            }
            at += 4 + number(at + 2)?;
        }
        None
    };
    match strength() {
        Some(1) => "AES-128",
        Some(2) => "AES-192",
        Some(3) => "AES-256",
        _ => "AES",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_parts() {
        for (name, number) in [
            ("backup.zip.001", Some(1)),
            ("Backup.ZIP.012", Some(12)),
            ("backup.z03", Some(3)),
            ("backup.zip", None),
            ("backup.001", None),
            ("backup.part2.zip", Some(2)),
            ("Backup.zip.part10", Some(10)),
            ("backup.zip.aa", Some(1)),
            ("backup.zip.ba", Some(27)),
            ("backup.party.zip", None),
            ("backup.zip.1", None),
            ("a.zx1", None),
        ] {
            assert_eq!(number_of(name), number, "{name}");
        }
    }
}
