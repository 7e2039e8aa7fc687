//! What a file that is no backup looks like, and what the person should do about it.

use crate::container::kinds;
use crate::error::Error;
use crate::source::Input;

/// Bytes at the start of a file that are enough to name its kind.
pub const HEAD_BYTES: usize = 4_096;

/// What a file that is no ZIP looks like, and what the person should do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileKind {
    /// "an HTML page: …", ends a sentence that starts with "this is".
    pub name: &'static str,
    /// What to do.
    pub advice: &'static str,
}

const fn kind(name: &'static str, advice: &'static str) -> FileKind {
    FileKind { name, advice }
}

pub const CHOOSE: &str = "choose the ZIP file that the server made";
pub const AGAIN: &str = "download the backup again, with a link that gives the file itself";
const UNPACK: &str = "unpack it and look for the ZIP file inside";
const UNPACK_ONCE: &str = "unpack it once and check what comes out";
const IMAGE: &str = "open it and look for the ZIP file inside";
const DECRYPT: &str =
    "decrypt it with the program and the key that it was made with, and check what comes out";
const MESSAGE: &str =
    "open it in a text editor: it may hold the message of a server; then download again";
const ONLY_ZIP: &str =
    "the server takes only the ZIP file that it made; unpack this archive and look for it inside";
const TAPE: &str = "restore it with SQL Server; Squidex takes only the ZIP file that it made";
const BINARY: &str = "transfer the original file again, in binary mode";
const UTF16: FileKind = kind("a ZIP archive written again as UTF-16 text", BINARY);
const TEXT16: FileKind = kind("text in UTF-16", MESSAGE);
const CPIO: FileKind = kind("a cpio archive", UNPACK);
const PROGRAM_MAC: FileKind = kind("a macOS program", CHOOSE);
const ENCRYPTED: FileKind = kind("a file that was encrypted with PGP", DECRYPT);

/// Bytes at an offset that name a kind, most specific first. Sources: for archives APPNOTE 6.3.10 (ZIP), RFC 1952 (gzip), RFC
/// 8878 (Zstandard), the format descriptions of 7-Zip, RAR, XZ and LZ4, cpio(5) and deb(5); RFC 4880 4.2 (PGP); for the rest
/// the Magdir of file(1).
const MAGIC: &[(usize, &[u8], FileKind)] = &[
    (
        0,
        b"\x1f\x8b",
        kind(
            "a gzip file: perhaps the backup with one more compression around it",
            "unpack it once with gzip and check what comes out",
        ),
    ),
    (0, b"7z\xbc\xaf\x27\x1c", kind("a 7z archive", ONLY_ZIP)),
    (0, b"Rar!\x1a\x07", kind("a RAR archive", ONLY_ZIP)),
    (0, b"BZh", kind("a bzip2 file", UNPACK_ONCE)),
    (0, b"\xfd7zXZ\0", kind("an xz file", UNPACK_ONCE)),
    (
        0,
        b"\x28\xb5\x2f\xfd",
        kind("a Zstandard file", UNPACK_ONCE),
    ),
    (0, b"\x04\x22\x4d\x18", kind("an LZ4 file", UNPACK_ONCE)),
    (0, b"LZIP", kind("an lzip file", UNPACK_ONCE)),
    (0, b"\x89LZO\0\r\n\x1a\n", kind("an lzop file", UNPACK_ONCE)),
    (
        0,
        b"\x1f\x9d",
        kind("a file of the Unix program compress", UNPACK_ONCE),
    ),
    (0, b"\x5d\0\0\x80\0", kind("an LZMA file", UNPACK_ONCE)),
    (0, b"\xff\x06\0\0sNaPpY", kind("a Snappy file", UNPACK_ONCE)),
    (0, b"070701", CPIO),
    (0, b"070702", CPIO),
    (0, b"070707", CPIO),
    (0, b"\xc7\x71", CPIO),
    (0, b"!<arch>\ndebian", kind("a Debian package", CHOOSE)),
    (0, b"!<arch>\n", kind("an ar archive", UNPACK)),
    (0, b"\xed\xab\xee\xdb", kind("an RPM package", CHOOSE)),
    (0, b"xar!", kind("a macOS package (XAR)", CHOOSE)),
    (0, b"MSWIM\0\0\0", kind("a Windows image (WIM)", UNPACK)),
    (0, b"\x60\xea", kind("an ARJ archive", ONLY_ZIP)),
    (2, b"-lh", kind("an LHA archive", ONLY_ZIP)),
    (7, b"**ACE**", kind("an ACE archive", ONLY_ZIP)),
    (0, b"hsqs", kind("a Squashfs image", UNPACK)),
    (0, b"vhdxfile", kind("a virtual hard disk (VHDX)", IMAGE)),
    (0, b"conectix", kind("a virtual hard disk (VHD)", IMAGE)),
    (0, b"KDMV", kind("a virtual hard disk (VMDK)", IMAGE)),
    (0, b"QFI\xfb", kind("a virtual hard disk (QCOW)", IMAGE)),
    (
        0,
        b"Salted__",
        kind("a file that was encrypted with OpenSSL", DECRYPT),
    ),
    (
        0,
        b"age-encryption.org/",
        kind("a file that was encrypted with age", DECRYPT),
    ),
    (0, b"-----BEGIN PGP MESSAGE-----", ENCRYPTED),
    (0, b"\x8c\x0d\x04", ENCRYPTED),
    (0, b"\xc3\x0d\x04", ENCRYPTED),
    (0, b"\x84\x5e\x03", ENCRYPTED),
    (0, b"\x85\x01\x0c\x03", ENCRYPTED),
    (0, b"\x85\x01\x8c\x03", ENCRYPTED),
    (0, b"\x85\x02\x0c\x03", ENCRYPTED),
    (
        0,
        b"LUKS\xba\xbe",
        kind("an encrypted disk (LUKS)", DECRYPT),
    ),
    (
        0,
        b"AES\x02\0",
        kind("a file that was encrypted with AES Crypt", DECRYPT),
    ),
    (0, b"\xff\xfeP\0K\0", UTF16),
    (0, b"P\0K\0\x03\0\x04\0", UTF16),
    (0, b"\xfe\xff\0P\0K", UTF16),
    (0, b"\0P\0K\0\x03\0\x04", UTF16),
    (0, b"\xff\xfe", TEXT16),
    (0, b"\xfe\xff", TEXT16),
    (0, b"%PDF-", kind("a PDF document", CHOOSE)),
    (0, b"{\\rtf", kind("an RTF document", CHOOSE)),
    (0, b"%!PS", kind("a PostScript document", CHOOSE)),
    (0, b"\x89PNG\r\n\x1a\n", kind("a PNG image", CHOOSE)),
    (0, b"\xff\xd8\xff", kind("a JPEG image", CHOOSE)),
    (0, b"GIF8", kind("a GIF image", CHOOSE)),
    (0, b"II*\0", kind("a TIFF image", CHOOSE)),
    (0, b"MM\0*", kind("a TIFF image", CHOOSE)),
    (0, b"8BPS", kind("a Photoshop image", CHOOSE)),
    (
        4,
        b"ftyp",
        kind("a film, sound or image file (MP4 and its kin)", CHOOSE),
    ),
    (
        0,
        b"\x1a\x45\xdf\xa3",
        kind("a film file (Matroska, WebM)", CHOOSE),
    ),
    (0, b"ID3", kind("a sound file (MP3)", CHOOSE)),
    (0, b"OggS", kind("a sound or film file (Ogg)", CHOOSE)),
    (0, b"fLaC", kind("a sound file (FLAC)", CHOOSE)),
    (
        0,
        b"RIFF",
        kind("an image, sound or film file (RIFF)", CHOOSE),
    ),
    (
        0,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        kind(
            "an Office document of the old kind, or another compound file",
            CHOOSE,
        ),
    ),
    (
        0,
        b"MSCF",
        kind(
            "a cabinet archive (CAB): a SharePoint solution or template, perhaps",
            "choose the backup itself",
        ),
    ),
    (
        0,
        b"TAPE",
        kind(
            "a Microsoft Tape Format file: a SQL Server backup, perhaps",
            TAPE,
        ),
    ),
    (0, b"MSSQLBAK", kind("a compressed SQL Server backup", TAPE)),
    (
        0,
        b"\x6d\xe2\x99\x81",
        kind(
            "a MongoDB dump (mongodump --archive)",
            "give it to mongorestore --archive; Squidex itself takes only backups of an app",
        ),
    ),
    (
        0,
        b"PGDMP",
        kind(
            "a PostgreSQL dump (pg_dump)",
            "give it to pg_restore; Squidex itself takes only backups of an app",
        ),
    ),
    (0, b"SQLite format 3\0", kind("a SQLite database", CHOOSE)),
    (4, b"Standard Jet DB", kind("an Access database", CHOOSE)),
    (4, b"Standard ACE DB", kind("an Access database", CHOOSE)),
    (0, b"PAR1", kind("a Parquet file", CHOOSE)),
    (0, b"REDIS0", kind("a Redis dump", CHOOSE)),
    (0, b"\x7fELF", kind("a Linux program", CHOOSE)),
    (0, b"MZ", kind("a Windows program", CHOOSE)),
    (0, b"\xcf\xfa\xed\xfe", PROGRAM_MAC),
    (
        0,
        b"\xca\xfe\xba\xbe",
        kind("a Java class or a macOS program", CHOOSE),
    ),
    (0, b"\0asm", kind("a WebAssembly module", CHOOSE)),
    (
        0,
        b"\x4c\0\0\0\x01\x14\x02\0",
        kind(
            "a Windows shortcut: it only points to a file",
            "choose the file that it points to",
        ),
    ),
    (
        0,
        b"bplist00",
        kind(
            "a property list of macOS: a link to a web page (.webloc), perhaps",
            "open the link and download the file itself",
        ),
    ),
    (
        0,
        b"d8:announce",
        kind(
            "a torrent file: it only tells where a file can be loaded",
            AGAIN,
        ),
    ),
    (
        0,
        b"version https://git-lfs.github.com/spec/",
        kind(
            "a Git LFS pointer: the file that it stands for lies elsewhere",
            "fetch the file itself with git lfs pull",
        ),
    ),
    (
        0,
        b"\x00\x05\x16\x07",
        kind(
            "an AppleDouble file: macOS keeps file attributes in such companions (\"._name\")",
            "choose the file of the same name without \"._\" in front",
        ),
    ),
    (
        0,
        b"PK\x07\x08",
        kind(
            "the first part of a ZIP archive that was split",
            "join all parts, or create the backup again",
        ),
    ),
    (
        0,
        b"UEsDB",
        kind(
            "a ZIP archive written as base64 text",
            "decode the base64 text into a file",
        ),
    ),
    (
        0,
        b"data:application/zip;base64,",
        kind(
            "a ZIP archive written as base64 text, as an address of a web page",
            "open the address in a browser, which saves the file",
        ),
    ),
    (
        0,
        b"504b0304",
        kind(
            "a ZIP archive written as hexadecimal digits",
            "turn the digits into a file (xxd -r -p)",
        ),
    ),
    (
        0,
        b"504B0304",
        kind(
            "a ZIP archive written as hexadecimal digits",
            "turn the digits into a file (xxd -r -p)",
        ),
    ),
    (
        0,
        b"\xef\xbb\xbfPK\x03\x04",
        kind(
            "a ZIP archive with a UTF-8 byte order mark in front: a program wrote it as text",
            BINARY,
        ),
    ),
    (
        0,
        b"PK=03=04",
        kind(
            "a ZIP archive written as quoted-printable text, as mail programs do",
            "save the attachment with the mail program, or decode the text into a file",
        ),
    ),
    (
        0,
        b"\"PK\\u0003\\u0004",
        kind("a ZIP archive written as a JSON text", BINARY),
    ),
    (0, b"Cr24", kind("a browser extension (CRX)", CHOOSE)),
    (257, b"ustar", kind("a tar archive", UNPACK)),
];

/// Lines that texts of a kind begin with; letter case doesn't count.
const FIRST_WORDS: &[(&[u8], FileKind)] = &[
    (
        b"[internetshortcut]",
        kind(
            "a link to a web page (.url)",
            "open the link and download the file itself",
        ),
    ),
    (
        b"-----begin certificate-----",
        kind("a certificate (PEM)", CHOOSE),
    ),
    (b"-----begin ", kind("a key or a certificate (PEM)", CHOOSE)),
    (b"-- mysql dump", SQL_DUMP),
    (b"-- mariadb dump", SQL_DUMP),
    (b"--\n-- postgresql database dump", SQL_DUMP),
    (b"--\r\n-- postgresql database dump", SQL_DUMP),
    (
        b"begin 6",
        kind(
            "a file written as text by uuencode",
            "decode it with uudecode and check what comes out",
        ),
    ),
    (
        b"=ybegin ",
        kind(
            "a file written as text (yEnc)",
            "decode it and check what comes out",
        ),
    ),
    (b"return-path: ", MAIL),
    (b"delivered-to: ", MAIL),
    (b"received: ", MAIL),
    (b"mime-version: ", MAIL),
    (b"x-mozilla-status: ", MAIL),
    (b"from: ", MAIL),
    (b"<svg", kind("an SVG image", CHOOSE)),
];

const SQL_DUMP: FileKind = kind(
    "a dump of a database as SQL commands",
    "run it with the database's own program; Squidex itself takes only backups of an app",
);
const MAIL: FileKind = kind(
    "an e-mail message: the backup may be attached to it",
    "save the attachment and check that",
);

fn marked(head: &[u8]) -> Option<&'static (usize, &'static [u8], FileKind)> {
    MAGIC
        .iter()
        .find(|(at, magic, _)| head.get(*at..).is_some_and(|from| from.starts_with(magic)))
}

/// Names a file that has no readable end record.
pub fn kind_of(head: &[u8], len: u64) -> FileKind {
    let text_start = head
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head)
        .trim_ascii_start();
    let starts = |word: &[u8]| {
        text_start
            .get(..word.len())
            .is_some_and(|at| at.eq_ignore_ascii_case(word))
    };
    let lower = String::from_utf8_lossy(head).to_ascii_lowercase();

    if let Some((.., kind)) = marked(head) {
        return *kind;
    }
    if is_old_tar(head) {
        return kind("a tar archive", UNPACK);
    }
    if is_bson(head, len) {
        return kind(
            "a file of a MongoDB dump (BSON documents)",
            "give the folder that it lies in to mongorestore; Squidex itself takes only backups of an app",
        );
    }
    if head.starts_with(b"PK\x03\x04") {
        return kind(
            "the start of a ZIP archive whose end is missing: an interrupted download or copy",
            AGAIN,
        );
    }
    if let Some((_, kind)) = FIRST_WORDS.iter().find(|(words, _)| starts(words)) {
        return *kind;
    }
    if starts(b"<!doctype html")
        || starts(b"<html")
        || lower.contains("<html")
        || (starts(b"<") && lower.contains("<head"))
    {
        return kind(
            "an HTML page: probably the login or preview page of a file host",
            "use a link that downloads the file itself; links of Google Drive, OneDrive or Dropbox often give a page",
        );
    }
    if starts(b"<?xml") || starts(b"<error") {
        if lower.contains("accessdenied") || lower.contains("<error") {
            return kind(
                "an XML error message of a file store: the link has expired or is not allowed",
                "make a new link and download again",
            );
        }
        if lower.contains("<svg") {
            return kind("an SVG image", CHOOSE);
        }
        return kind("an XML document", CHOOSE);
    }
    if is_ini(text_start) {
        return kind("a file of settings (INI)", CHOOSE);
    }
    if is_json(text_start) {
        return kind(
            "JSON text: perhaps an error message of a server",
            "open it in a text editor to see what the server said, then download again",
        );
    }
    if kinds::is_text(head) {
        return kind("a text file", MESSAGE);
    }
    if !head.is_empty()
        && !head
            .iter()
            .any(|byte| matches!(byte, 0..=8 | 14..=31 | 127..=159))
    {
        return kind("text in Latin-1 or another old encoding", MESSAGE);
    }
    if len < 22 {
        return kind("too short for a ZIP archive (22 bytes at least)", AGAIN);
    }
    kind(
        "not a ZIP archive, and of no kind that is known here",
        AGAIN,
    )
}

/// The start of a JSON object or list, as far as it was read. Lines of a log begin with a bracket, too.
fn is_json(text: &[u8]) -> bool {
    if !text.starts_with(b"{") && !text.starts_with(b"[") {
        return false;
    }
    let mut values =
        serde_json::Deserializer::from_slice(text).into_iter::<serde::de::IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => true,
        Some(Err(error)) => error.is_eof(),
        None => false,
    }
}

/// A document of BSON: its length, then its first element, which MongoDB calls `_id` (bsonspec.org 1.1).
fn is_bson(head: &[u8], len: u64) -> bool {
    let length = head.get(..4).and_then(|at| at.try_into().ok());
    let length = u64::from(length.map(u32::from_le_bytes).unwrap_or_default());
    let name = head.get(5..9).unwrap_or_default();
    (5..=len).contains(&length) && name == b"_id\0"
}

/// A tar archive of before 1988 has no mark, but a sum over its first header (tar(5)).
fn is_old_tar(head: &[u8]) -> bool {
    let Some(header) = head.get(..512).filter(|header| header[0] != 0) else {
        return false;
    };
    let digits: Vec<u8> = header[148..156]
        .iter()
        .copied()
        .filter(|byte| !matches!(byte, b' ' | 0))
        .collect();
    let sum = std::str::from_utf8(&digits).ok();
    let sum = sum.and_then(|digits| u32::from_str_radix(digits, 8).ok());
    let bytes = header.iter().enumerate();
    let real: u32 = bytes
        .map(|(at, byte)| match at {
            148..156 => u32::from(b' '),
            _ => u32::from(*byte),
        })
        .sum();
    sum == Some(real)
}

/// `[section]` on a line of its own, and a line with an equals sign.
fn is_ini(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_section = |line: &str| {
        let name = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'));
        name.is_some_and(|name| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|c| c.is_alphanumeric() || " ._-:".contains(c))
        })
    };
    lines.next().is_some_and(is_section)
        && lines
            .next()
            .is_some_and(|line| line.contains('=') && !line.starts_with(['{', '"']))
}

/// Whether these bytes stand there.
fn stands_at(input: &Input, at: Option<u64>, expected: &[u8]) -> Result<bool, Error> {
    let Some(at) = at.filter(|at| *at < input.bytes.len()) else {
        return Ok(false);
    };
    let mut mark = vec![0; expected.len()];
    let got = crate::container::zip::read_within(&*input.bytes, at, &mut mark)?;
    Ok(mark.get(..got) == Some(expected))
}

/// A kind that is named elsewhere than at the start of the file: disk images (file(1), Magdir apple; ECMA-119 6.7.1; the
/// footer of a fixed VHD).
///
/// # Errors
/// When the bytes can't be read.
pub fn end_kind(input: &Input) -> Result<Option<FileKind>, Error> {
    let footer = input.bytes.len().checked_sub(512);
    Ok(if stands_at(input, footer, b"koly")? {
        Some(kind("a disk image of macOS", IMAGE))
    } else if stands_at(input, Some(32_769), b"CD001")? {
        Some(kind("a disc image (ISO)", IMAGE))
    } else if stands_at(input, footer, b"conectix")? {
        Some(kind("a virtual hard disk (VHD)", IMAGE))
    } else {
        None
    })
}

/// A kind that its first bytes name, whatever lies behind them.
pub fn marked_kind(head: &[u8]) -> Option<FileKind> {
    let (_, magic, kind) = marked(head)?;
    (!magic.starts_with(b"PK")).then_some(*kind)
}

#[cfg(test)]
mod tests {
    use super::kind_of;

    #[test]
    fn texts_are_called_what_they_are() {
        let name = |text: &str| kind_of(text.as_bytes(), text.len() as u64).name;
        for (text, expected) in [
            ("{\"error\": \"no\"}", "JSON text"),
            ("  [1, 2", "JSON text"),
            ("[2024-01-01 00:00:01] started", "a text file"),
            ("{{ mustache }}", "a text file"),
            ("{\\rtf1\\ansi Dear Anna}", "an RTF document"),
            (
                "[InternetShortcut]\r\nURL=https://a.example",
                "a link to a web page",
            ),
            ("[core]\nbare = false", "a file of settings"),
            (
                "Received: from mail.example by b.example",
                "an e-mail message",
            ),
            ("-- MySQL dump 10.13", "a dump of a database"),
            (
                "version https://git-lfs.github.com/spec/v1\n",
                "a Git LFS pointer",
            ),
            (
                "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
                "an SVG image",
            ),
            (
                "-----BEGIN PGP MESSAGE-----\n",
                "a file that was encrypted with PGP",
            ),
        ] {
            assert!(name(text).starts_with(expected), "{text}: {}", name(text));
        }
    }

    #[test]
    fn marks_count_where_they_stand() {
        let mut head = vec![0; 600];
        head[257..262].copy_from_slice(b"ustar");
        head[0] = b'a';
        assert_eq!(kind_of(&head, 600).name, "a tar archive");
        assert!(
            kind_of(b"\0\0\0\x18ftypmp42", 4_000)
                .name
                .starts_with("a film")
        );
        let bson = b"\x16\0\0\0\x07_id\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\0";
        assert!(
            kind_of(bson, bson.len() as u64)
                .name
                .starts_with("a file of a MongoDB dump")
        );
    }
}
