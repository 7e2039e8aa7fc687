//! What a file is by its first bytes, as far as readers of containers have to know it.

/// First bytes of files that are something else even if a ZIP file's signature stands somewhere in them. Programs
/// are not among them: a ZIP file may have one in front. Offsets are 0. Sources: the formats' own specifications, and
/// for tapes `formats/sharepoint.md` 3.1.
const NO_ZIP: [&[u8]; 15] = [
    b"\x1f\x8b",                         // gzip, RFC 1952 2.3.1
    b"7z\xbc\xaf\x27\x1c",               // 7z
    b"Rar!\x1a\x07",                     // RAR
    b"BZh",                              // bzip2
    b"\xfd7zXZ\0",                       // xz
    b"\x28\xb5\x2f\xfd",                 // Zstandard, RFC 8878 3.1.1
    b"%PDF-",                            // PDF
    b"\x89PNG\r\n\x1a\n",                // PNG
    b"\xff\xd8\xff",                     // JPEG
    b"GIF8",                             // GIF
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", // compound file (MS-CFB 2.2)
    b"MSCF",                             // cabinet (MS-CAB 2.1)
    b"SQLite format 3\0",                // SQLite
    b"TAPE",                             // Microsoft Tape Format
    b"MSSQLBAK",                         // compressed backup of SQL Server
];

/// First bytes of files that no reader of ZIP files is shown, not even for a signature at their end: any bytes can
/// stand in a backup of a database.
const NEVER_ZIP: [&[u8]; 2] = [b"TAPE", b"MSSQLBAK"];

/// Whether the first bytes are those of another kind of file.
pub fn is_no_zip(head: &[u8]) -> bool {
    NO_ZIP.iter().any(|magic| head.starts_with(magic))
}

/// Whether the file is none even if its last bytes are those of a ZIP file.
pub fn is_never_zip(head: &[u8]) -> bool {
    NEVER_ZIP.iter().any(|magic| head.starts_with(magic))
}
