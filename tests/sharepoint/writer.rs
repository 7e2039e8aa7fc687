//! Writes SQL Server backups in the tape format: sets of any shape, sparse, so that 200 GB cost a few kB.

use std::cell::Cell;
use std::io;

use backup_inspector::source::ReadAt;

/// Bytes of a page.
pub const PAGE: u64 = 8192;

/// A date for the packed form.
pub type When = (u16, u8, u8, u8, u8, u8);

/// `2016-11-05` at this time.
pub fn at(hour: u8, minute: u8, second: u8) -> When {
    (2016, 11, 5, hour, minute, second)
}

/// A file of a database.
#[derive(Clone)]
pub struct DbFile {
    pub logical: String,
    pub path: String,
    /// 1 rows, 2 log, others.
    pub kind: u32,
    pub bytes: u64,
}

/// A backup set.
#[derive(Clone)]
pub struct Set {
    pub database: String,
    pub server: String,
    pub kind: u8,
    pub start: When,
    /// `None`: as an engine that never finished would leave it.
    pub finish: Option<When>,
    pub zone: i8,
    pub engine: (u8, u8, u16),
    pub version: u16,
    pub level: u8,
    pub set_guid: [u8; 16],
    pub base_guid: [u8; 16],
    pub binding: [u8; 16],
    pub first: (u32, u32, u16),
    pub last: (u32, u32, u16),
    pub checkpoint: (u32, u32, u16),
    pub base_lsn: (u32, u32, u16),
    pub flags: u32,
    pub files: Vec<DbFile>,
    /// Page images in the stream of this file.
    pub pages: u64,
    pub name: String,
    pub user: String,
    pub machine: String,
    pub password: bool,
    pub corrupt: u32,
    pub backup_bytes: u64,
}

/// 16 bytes that stand for a text.
pub fn guid(text: &str) -> [u8; 16] {
    let mut out = [0x40_u8; 16];
    for (at, byte) in text.bytes().enumerate() {
        out[at % 16] = out[at % 16].wrapping_mul(31).wrapping_add(byte);
    }
    out
}

impl Set {
    /// A full backup of this database, written with checksums.
    pub fn full(database: &str, start: When) -> Set {
        Set {
            database: database.into(),
            server: "SQL01\\SHAREPOINT".into(),
            kind: b'D',
            start,
            finish: Some(later(start)),
            zone: 0,
            engine: (11, 0, 3000),
            version: 706,
            level: 110,
            set_guid: guid(&format!("{database} {start:?} D")),
            base_guid: [0; 16],
            binding: guid(database),
            first: (34, 272, 37),
            last: (34, 320, 1),
            checkpoint: (34, 272, 37),
            base_lsn: (0, 0, 0),
            flags: 512 | 16,
            files: vec![
                DbFile {
                    logical: database.into(),
                    path: format!("D:\\data\\{database}.mdf"),
                    kind: 1,
                    bytes: 64 << 20,
                },
                DbFile {
                    logical: format!("{database}_log"),
                    path: format!("E:\\log\\{database}_log.ldf"),
                    kind: 2,
                    bytes: 8 << 20,
                },
            ],
            pages: 8,
            name: format!("{database}-Full"),
            user: "CONTOSO\\sqlbackup".into(),
            machine: "SQL01".into(),
            password: false,
            corrupt: 0,
            backup_bytes: 69_632,
        }
    }

    /// A differential backup over this one.
    pub fn differential(&self, start: When) -> Set {
        let mut set = Set::full(&self.database, start);
        set.kind = b'I';
        set.set_guid = guid(&format!("{} {start:?} I", self.database));
        set.base_guid = self.set_guid;
        set.base_lsn = self.checkpoint;
        set.flags |= 2048;
        set.first = (36, 10, 1);
        set.checkpoint = (36, 10, 1);
        set.last = (36, 40, 1);
        set
    }

    /// A log backup from one LSN to another.
    pub fn log(&self, start: When, first: (u32, u32, u16), last: (u32, u32, u16)) -> Set {
        let mut set = Set::full(&self.database, start);
        set.kind = b'L';
        set.set_guid = guid(&format!("{} {start:?} L", self.database));
        set.first = first;
        set.last = last;
        set.pages = 0;
        set
    }
}

fn later(start: When) -> When {
    let minute = (start.4 + 1) % 60;
    let hour = if minute == 0 {
        (start.3 + 1) % 24
    } else {
        start.3
    };
    (start.0, start.1, start.2, hour, minute, start.5)
}

/// A file.
#[derive(Clone)]
pub struct Bak {
    pub sets: Vec<Set>,
    pub media_set: [u8; 16],
    pub family_id: u32,
    pub family: u16,
    pub families: u16,
    /// Length of a soft filemark in units of 512 bytes.
    pub filemark: u16,
    pub password: bool,
    pub software: String,
}

impl Bak {
    /// A file with these sets.
    pub fn of(sets: &[Set]) -> Bak {
        let first = sets.first().map_or([7; 16], |set| set.set_guid);
        let mut media_set = first;
        media_set[15] ^= 0x5a;
        Bak {
            sets: sets.to_vec(),
            media_set,
            family_id: 0x0bad_c0de,
            family: 1,
            families: 1,
            filemark: 1,
            password: false,
            software: "Microsoft SQL Server".into(),
        }
    }

    /// One of several stripes.
    pub fn stripe(mut self, family: u16, families: u16) -> Bak {
        self.family = family;
        self.families = families;
        self.family_id = 0x0bad_c0de + u32::from(family);
        self
    }

    /// The file.
    pub fn write(&self) -> Sparse {
        let mut out = Sparse::default();
        self.tape(&mut out);
        self.filemark_block(&mut out);
        for (place, set) in self.sets.iter().enumerate() {
            self.set(&mut out, place as u16 + 1, set);
        }
        out
    }

    /// The file as bytes.
    pub fn bytes(&self) -> Vec<u8> {
        self.write().to_vec()
    }

    fn tape(&self, out: &mut Sparse) {
        let mut body = Body::new(b"TAPE", 0x3_0000, 94);
        body.u32(52, self.family_id);
        body.u32(56, 5);
        body.u16(60, 1);
        body.u16(64, self.filemark);
        body.u16(66, 3);
        if self.password {
            body.text(76, "secret");
        }
        body.padded(80, &self.software, 44);
        body.u16(84, 1024);
        body.u16(86, 0x1200);
        body.date(88, self.sets.first().map_or(at(2, 30, 12), |set| set.start));
        body.bytes[93] = 1;
        let mut raid = Vec::from(self.media_set);
        raid.extend(0xf000_00ad_u32.to_le_bytes());
        for word in [self.families, 1, self.family] {
            raid.extend(word.to_le_bytes());
        }
        raid.extend([0, 0, 0, 0, 1, 0]);
        body.write(out, &[Stream::small(b"RAID", 0, raid)]);
    }

    fn filemark_block(&self, out: &mut Sparse) {
        let length = usize::from(self.filemark) * 512;
        let mut body = Body::new(b"SFMB", 0x8000_0000, 52);
        body.u16(8, length as u16);
        body.bytes[48] = 0;
        body.seal();
        body.bytes.resize(length, 0);
        out.push(&body.bytes);
    }

    fn set(&self, out: &mut Sparse, number: u16, set: &Set) {
        let start = out.len;
        let mut body = Body::new(b"SSET", 0, 98);
        let attributes = if set.kind == b'I' { 8 } else { 4 };
        body.u32(52, attributes);
        body.u16(60, 0x1200);
        body.u16(62, number);
        body.bytes.resize(100, 0);
        body.u16(44, 21);
        body.u16(46, 100);
        body.bytes.extend(set.set_guid);
        body.bytes.extend([0; 6]);
        body.text(64, &set.name);
        if set.password {
            body.text(72, "secret");
        }
        body.text(76, &set.user);
        body.u64(80, start);
        body.date(88, set.start);
        body.bytes[93] = set.engine.0;
        body.bytes[94] = set.engine.1;
        body.bytes[95] = set.zone.to_le_bytes()[0];
        body.bytes[97] = 2;
        body.write(out, &[]);
        let mut block = 1;
        let mut next = |tag: &[u8; 4], body_bytes: usize, out: &Sparse| {
            let mut body = Body::new(tag, 0, body_bytes);
            body.u64(20, (out.len - start) / 1024);
            body.u32(36, block);
            block += 1;
            body
        };
        let mut volume = next(b"VOLB", 74, out);
        volume.text(56, "C:");
        volume.text(64, &set.machine);
        volume.write(out, &[]);
        next(b"MSCI", 56, out).write(out, &[Stream::small(b"MQCI", 0, config(set, false))]);
        if set.kind != b'L' {
            let data = 2 + set.pages * PAGE;
            let streams = [
                Stream::small(b"APAD", 0x80, vec![0; 64]),
                Stream::zeros(b"MQDA", 0x2, data),
                Stream::zeros(b"MQDA", 0x6, 0),
            ];
            next(b"MSDA", 56, out).write(out, &streams);
        }
        next(b"MSTL", 56, out).write(out, &[Stream::zeros(b"MQTL", 0, 65_538)]);
        next(b"MSLS", 56, out).write(out, &[Stream::small(b"MQCI", 0, config(set, true))]);
        self.filemark_block(out);
        for _ in 0..2 {
            let mut end = Body::new(b"ESET", 0, 88);
            end.bytes[48] = 0;
            end.u32(52, attributes);
            end.u32(56, set.corrupt);
            end.u16(78, number);
            end.date(80, set.start);
            end.write(out, &[]);
        }
        self.filemark_block(out);
    }
}

/// The records of the configuration.
fn config(set: &Set, at_finish: bool) -> Vec<u8> {
    let mut record = vec![0; 0x190];
    put(&mut record, 0, b"SCIN");
    put(&mut record, 8, &set.flags.to_le_bytes());
    let count = |kind: u32| set.files.iter().filter(|file| file.kind == kind).count() as u32;
    put(&mut record, 0x0c, &count(1).to_le_bytes());
    put(&mut record, 0x10, &count(2).to_le_bytes());
    put(&mut record, 0x18, &set.engine.2.to_le_bytes());
    record[0x1a] = set.engine.1;
    record[0x1b] = set.engine.0;
    put(&mut record, 0x1c, &9_u32.to_le_bytes());
    for (at, lsn) in [
        (0x20, set.first),
        (0x2a, set.last),
        (0x34, set.checkpoint),
        (0x3e, set.base_lsn),
    ] {
        put(&mut record, at, &lsn.0.to_le_bytes());
        put(&mut record, at + 4, &lsn.1.to_le_bytes());
        put(&mut record, at + 8, &lsn.2.to_le_bytes());
    }
    put(&mut record, 0x48, &packed((2015, 3, 9, 14, 5, 30)));
    put(&mut record, 0x4d, &packed(set.start));
    if let (true, Some(finish)) = (at_finish, set.finish) {
        put(&mut record, 0x52, &packed(finish));
    }
    record[0x57] = set.kind;
    record[0x59] = 1;
    record[0x5b] = set.level;
    put(&mut record, 0x5c, &7_u16.to_le_bytes());
    put(&mut record, 0x5e, &set.version.to_le_bytes());
    put(&mut record, 0x60, &set.backup_bytes.to_le_bytes());
    pair(&mut record, 0x68, &set.database);
    pair(&mut record, 0x6c, &set.server);
    put(&mut record, 0x74, &1033_u32.to_le_bytes());
    put(&mut record, 0x78, &196_609_u32.to_le_bytes());
    put(&mut record, 0x7c, &set.binding);
    put(&mut record, 0x9c, &set.binding);
    put(&mut record, 0xc8, &set.base_guid);
    put(&mut record, 0xe0, &set.binding);
    let mut all = sized(record);
    let mut group = vec![0; 0x14];
    put(&mut group, 0, b"SFGI");
    pair(&mut group, 0x10, "PRIMARY");
    all.extend(sized(group));
    for (at, file) in set.files.iter().enumerate() {
        let mut record = vec![0; 0x38];
        put(&mut record, 0, b"SFIN");
        put(&mut record, 0x14, &(at as u32 + 1).to_le_bytes());
        put(&mut record, 0x18, &(set.pages as u32).to_le_bytes());
        put(&mut record, 0x1c, &file.kind.to_le_bytes());
        put(&mut record, 0x24, &u32::from(file.kind == 1).to_le_bytes());
        put(&mut record, 0x28, &file.bytes.to_le_bytes());
        pair(&mut record, 0x30, &file.logical);
        pair(&mut record, 0x34, &file.path);
        all.extend(sized(record));
    }
    all
}

fn put(record: &mut [u8], at: usize, bytes: &[u8]) {
    record[at..at + bytes.len()].copy_from_slice(bytes);
}

/// A string behind the record's fixed part, and the pair that points to it.
fn pair(record: &mut Vec<u8>, at: usize, text: &str) {
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let offset = record.len() as u16;
    put(record, at, &(bytes.len() as u16).to_le_bytes());
    put(record, at + 2, &offset.to_le_bytes());
    record.extend(bytes);
}

fn sized(mut record: Vec<u8>) -> Vec<u8> {
    let bytes = (record.len() as u32).to_le_bytes();
    put(&mut record, 4, &bytes);
    record
}

/// The five bytes of a date.
pub fn packed(when: When) -> [u8; 5] {
    let (year, month, day, hour, minute, second) = when;
    let whole = u64::from(year) << 26
        | u64::from(month) << 22
        | u64::from(day) << 17
        | u64::from(hour) << 12
        | u64::from(minute) << 6
        | u64::from(second);
    let bytes = whole.to_be_bytes();
    [bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]]
}

/// Exclusive or of the words of two bytes.
pub fn checksum(bytes: &[u8]) -> u16 {
    bytes
        .chunks(2)
        .fold(0, |sum, pair| sum ^ u16::from_le_bytes([pair[0], pair[1]]))
}

struct Body {
    bytes: Vec<u8>,
}

impl Body {
    fn new(tag: &[u8; 4], attributes: u32, bytes: usize) -> Body {
        let mut body = Body {
            bytes: vec![0; bytes],
        };
        put(&mut body.bytes, 0, tag);
        body.u32(4, attributes);
        body.bytes[10] = 14;
        body.bytes[11] = 1;
        body.bytes[48] = 2;
        body
    }

    fn u16(&mut self, at: usize, value: u16) {
        put(&mut self.bytes, at, &value.to_le_bytes());
    }

    fn u32(&mut self, at: usize, value: u32) {
        put(&mut self.bytes, at, &value.to_le_bytes());
    }

    fn u64(&mut self, at: usize, value: u64) {
        put(&mut self.bytes, at, &value.to_le_bytes());
    }

    fn date(&mut self, at: usize, when: When) {
        put(&mut self.bytes, at, &packed(when));
    }

    fn text(&mut self, at: usize, text: &str) {
        if !text.is_empty() {
            pair(&mut self.bytes, at, text);
        }
    }

    fn padded(&mut self, at: usize, text: &str, bytes: usize) {
        let start = self.bytes.len();
        pair(&mut self.bytes, at, text);
        self.bytes.resize(start + bytes, 0);
        self.u16(at, bytes as u16);
    }

    fn seal(&mut self) {
        let sum = checksum(&self.bytes[..50]);
        self.u16(50, sum);
    }

    /// The block with its streams and the padding that ends it.
    fn write(mut self, out: &mut Sparse, streams: &[Stream]) {
        let start = out.len;
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
        let first = self.bytes.len() as u16;
        self.u16(8, first);
        self.seal();
        out.push(&self.bytes);
        for stream in streams {
            out.push(&stream_header(stream.tag, stream.attributes, stream.bytes));
            out.push(&stream.data);
            out.skip(stream.bytes - stream.data.len() as u64);
            let pad = out.len.next_multiple_of(4) - out.len;
            out.skip(pad);
        }
        let end = (out.len + 22 - start).next_multiple_of(1024) + start;
        let pad = end - out.len - 22;
        out.push(&stream_header(b"SPAD", 0, pad));
        out.skip(pad);
    }
}

fn stream_header(tag: &[u8; 4], attributes: u16, bytes: u64) -> Vec<u8> {
    let mut header = vec![0; 22];
    put(&mut header, 0, tag);
    put(&mut header, 6, &attributes.to_le_bytes());
    put(&mut header, 8, &bytes.to_le_bytes());
    let sum = checksum(&header[..20]);
    put(&mut header, 20, &sum.to_le_bytes());
    header
}

struct Stream {
    tag: &'static [u8; 4],
    attributes: u16,
    bytes: u64,
    data: Vec<u8>,
}

impl Stream {
    fn small(tag: &'static [u8; 4], attributes: u16, data: Vec<u8>) -> Stream {
        Stream {
            tag,
            attributes,
            bytes: data.len() as u64,
            data,
        }
    }

    fn zeros(tag: &'static [u8; 4], attributes: u16, bytes: u64) -> Stream {
        Stream {
            tag,
            attributes,
            bytes,
            data: Vec::new(),
        }
    }
}

/// Bytes with holes of zeros; counts what is read.
#[derive(Default)]
pub struct Sparse {
    pieces: Vec<(u64, Vec<u8>)>,
    len: u64,
    /// Number of reads.
    pub reads: Cell<u64>,
    /// Bytes read.
    pub bytes_read: Cell<u64>,
}

impl Sparse {
    fn push(&mut self, bytes: &[u8]) {
        match self.pieces.last_mut() {
            Some((at, piece)) if *at + piece.len() as u64 == self.len => piece.extend(bytes),
            _ => self.pieces.push((self.len, bytes.to_vec())),
        }
        self.len += bytes.len() as u64;
    }

    fn skip(&mut self, bytes: u64) {
        self.len += bytes;
    }

    /// All bytes, of a small file.
    pub fn to_vec(&self) -> Vec<u8> {
        let mut out = vec![0; self.len as usize];
        for (at, piece) in &self.pieces {
            put(&mut out, *at as usize, piece);
        }
        out
    }
}

impl ReadAt for Sparse {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let want = (self.len.saturating_sub(offset)).min(buf.len() as u64) as usize;
        let buf = &mut buf[..want];
        buf.fill(0);
        let end = offset + want as u64;
        for (at, piece) in &self.pieces {
            let (from, to) = (offset.max(*at), end.min(at + piece.len() as u64));
            if from < to {
                buf[(from - offset) as usize..(to - offset) as usize]
                    .copy_from_slice(&piece[(from - at) as usize..(to - at) as usize]);
            }
        }
        self.reads.set(self.reads.get() + 1);
        self.bytes_read.set(self.bytes_read.get() + want as u64);
        Ok(want)
    }
}

/// The same stream in the compressed container, coded with literals alone. What engines leave uncleared is filled
/// with `rubbish`.
pub fn compress(stream: &[u8], rubbish: u8) -> Vec<u8> {
    let raw = usize::from(u16::from_le_bytes([stream[64], stream[65]])) * 512;
    let mut out = b"MSSQLBAK\x02\0\0\0\x03\0\0\0".to_vec();
    out.resize(0x1e0, rubbish);
    let mut at = 0;
    while at < stream.len() {
        let mut header = [rubbish; 28];
        if stream[at..].starts_with(b"SFMB") {
            (header[0], header[1]) = (0x24, (raw / 512) as u8);
            let start = out.len();
            out.extend(header);
            out.resize((start / raw + 1) * raw, rubbish);
            out.extend(&stream[at..at + raw]);
            at += raw;
            continue;
        }
        let end = (at + 512..stream.len())
            .step_by(512)
            .take(126)
            .find(|place| stream[*place..].starts_with(b"SFMB"))
            .unwrap_or((at + 127 * 512).min(stream.len()));
        let mut payload = vec![0x88; 128];
        payload.resize(256, 0);
        for pair in stream[at..end].chunks(2) {
            payload.extend([pair[1], pair[0]]);
        }
        (header[0], header[1]) = (0x21, ((end - at) / 512) as u8);
        header[2..4].copy_from_slice(&(payload.len() as u16).to_le_bytes());
        out.extend(header);
        out.extend(payload);
        at = end;
    }
    out
}
