//! Every bound of the ZIP reader in one place, each with its reason.
//!
//! A file may claim anything; what we hold in memory, and how long we work before we answer, depends
//! on these numbers and on the length of the file, never on a claim alone.

/// Window for entry data, in bytes. In the page, `FileReaderSync` costs about 0.9 ms a call whatever its size:
/// 1 MB reads give 312 MB/s, 8 MB 568 MB/s, and more brings little. Elsewhere a call costs next to nothing, and
/// what was read should still be in the processor's cache when it is inflated.
pub const DATA_WINDOW_BYTES: usize = if cfg!(target_arch = "wasm32") {
    8 << 20
} else {
    512 << 10
};

/// First read after a jump (entries in random order), in bytes: doubles with every read that
/// continues the one before, up to [`DATA_WINDOW_BYTES`].
pub const DATA_FIRST_READ_BYTES: usize = 256 << 10;

/// Window for the central directory, in bytes: 200,000 entries of a Squidex backup are 14 MB.
/// Larger than [`MAX_CENTRAL_RECORD_BYTES`], so a record always fits.
pub const DIRECTORY_WINDOW_BYTES: usize = 4 << 20;

/// Longest record of the central directory: 46 fixed bytes and three fields with 16-bit lengths.
pub const MAX_CENTRAL_RECORD_BYTES: usize = 46 + 3 * 65_535;

/// Longest local file header: 30 fixed bytes and two fields with 16-bit lengths.
pub const MAX_LOCAL_HEADER_BYTES: usize = 30 + 2 * 65_535;

/// Entries that are kept, at 17 bytes and their name each. 8 million are four times the largest backup
/// that we promise to check; more are counted (so that the prediction holds) and not kept.
pub const MAX_ENTRIES: u32 = 8 << 20;

/// Bytes of names that are kept. A Squidex name has 20 to 80 bytes; 65,535-byte names are hostile,
/// and 32-bit WebAssembly has 4 GiB for everything.
pub const MAX_NAME_BYTES: u64 = 384 << 20;

/// How far behind the end the end record is searched, as .NET does: the longest comment and the
/// signature, before the 18 bytes that follow the signature in the shortest record.
pub const END_RECORD_SEARCH_BYTES: u64 = 65_535 + 4;

/// How far from the end an end record is searched that .NET does not find any more: appended logs, signatures
/// and padding are shorter.
pub const FAR_END_RECORD_BYTES: u64 = 8 << 20;

/// How far from the start the first local header is searched when there is no directory: self
/// extracting stubs and mail headers are shorter.
pub const RECOVERY_PREFIX_BYTES: u64 = 1 << 20;

/// Bytes that a walk over local headers may read before it stops: a truncated backup of this size still
/// gets exact numbers, a larger one gets "at least", and the person an answer within seconds.
pub const RECOVERY_READ_BYTES: u64 = 1 << 30;

/// Most bytes that one byte of deflate data can become (a 258-byte match in two bits, plus headers):
/// bounds every output buffer by the compressed bytes that are really there.
pub const MAX_DEFLATE_RATIO: u64 = 1_032;

/// An entry that claims to grow more than this is reported. JSON of one repeated character reaches the
/// limit of deflate; real events and text stay below 100.
pub const SUSPICIOUS_RATIO: u64 = 500;

/// Claimed size below which a high ratio is of no interest: it does no harm to anybody.
pub const SUSPICIOUS_RATIO_BYTES: u64 = 64 << 20;

/// Chunk in which a large entry is handed to its receiver: large enough to make the call cheap, small
/// enough for cancelling at once.
pub const OUTPUT_CHUNK_BYTES: usize = 128 << 10;

/// Faults that are kept per kind; all are counted. As many as findings of a code: more than anybody reads.
pub const MAX_FAULTS_PER_KIND: u64 = 1_000;
