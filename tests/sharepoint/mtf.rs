//! The tape format: written files against the specification's bytes, real files against what is known of them.

use std::io::Read;

use backup_inspector::container::mtf::{self, BackupType, FaultKind, FileType, Form};
use backup_inspector::source::ReadAt;

use crate::writer::{Bak, PAGE, Set, at, checksum, compress, guid};

fn hex(text: &str) -> Vec<u8> {
    let digits: String = text.split_whitespace().collect();
    digits
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// The file of the worked example, section 3.11.
fn example() -> Vec<u8> {
    let mut set = Set::full("WSS_Content", at(2, 30, 12));
    set.name = "WSS_Content-Full".into();
    set.flags = 512;
    set.engine = (11, 0, 3000);
    set.set_guid = hex("D4C3B2A1 2211 3443 8556 6778899AABBC")
        .try_into()
        .unwrap();
    set.binding = hex("11111111 2222 3333 4444 555555555555")
        .try_into()
        .unwrap();
    set.finish = Some(at(2, 31, 47));
    let mut file = Bak::of(&[set]);
    file.media_set = hex("108C2F5D 3B7A 914E 9C64 0B1F2E3D4C5A")
        .try_into()
        .unwrap();
    file.bytes()
}

#[test]
fn the_worked_example_is_written_byte_by_byte() {
    let file = example();
    let tape = hex(
        "54 41 50 45 00 00 03 00 8C 00 0E 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
         00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 02 00 87 05 DE C0 AD 0B 05 00 00 00 01 00 00 00
         01 00 03 00 00 00 00 00 00 00 00 00 00 00 00 00 2C 00 5E 00 00 04 00 12 1F 82 CA 27 8C 01 4D 00
         69 00 63 00 72 00 6F 00 73 00 6F 00 66 00 74 00 20 00 53 00 51 00 4C 00 20 00 53 00 65 00 72 00
         76 00 65 00 72 00 00 00 00 00 00 00 52 41 49 44 00 00 00 00 20 00 00 00 00 00 00 00 00 00 00 00
         3B 05 10 8C 2F 5D 3B 7A 91 4E 9C 64 0B 1F 2E 3D 4C 5A AD 00 00 F0 01 00 01 00 01 00 00 00 00 00
         01 00 00 00 53 50 41 44 00 00 00 00 26 03 00 00 00 00 00 00 00 00 00 00 34 17",
    );
    assert_eq!(file[..tape.len()], tape);
    let sset = hex(
        "53 53 45 54 00 00 00 00 BC 00 0E 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
         00 00 00 00 00 00 00 00 00 00 00 00 15 00 64 00 02 00 D7 06 04 00 00 00 00 00 00 00 00 12 01 00
         20 00 7A 00 00 00 00 00 00 00 00 00 22 00 9A 00 00 06 00 00 00 00 00 00 1F 82 CA 27 8C 0B 00 00
         00 02 00 00 D4 C3 B2 A1 22 11 34 43 85 56 67 78 89 9A AB BC 00 00 00 00 00 00 57 00 53 00 53 00
         5F 00 43 00 6F 00 6E 00 74 00 65 00 6E 00 74 00 2D 00 46 00 75 00 6C 00 6C 00 43 00 4F 00 4E 00
         54 00 4F 00 53 00 4F 00 5C 00 73 00 71 00 6C 00 62 00 61 00 63 00 6B 00 75 00 70 00 53 50 41 44",
    );
    assert_eq!(file[0x600..0x600 + sset.len()], sset);
    assert_eq!(file[0x400..0x404], *b"SFMB");
    let msci = hex(
        "4D 53 43 49 00 00 00 00 38 00 0E 01 00 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00 00 00 00 00
         00 00 00 00 02 00 00 00 00 00 00 00 00 00 00 00 02 00 3A 1B 00 00 00 00 4D 51 43 49 00 00 00 00",
    );
    assert_eq!(file[0xe00..0xe00 + msci.len()], msci);
    let scin = hex(
        "53 43 49 4E C6 01 00 00 00 02 00 00 01 00 00 00 01 00 00 00 00 00 00 00 B8 0B 00 0B 09 00 00 00
         22 00 00 00 10 01 00 00 25 00 22 00 00 00 40 01 00 00 01 00 22 00 00 00 10 01 00 00 25 00 00 00
         00 00 00 00 00 00 00 00 1F 7C D2 E1 5E 1F 82 CA 27 8C 00 00 00 00 00 44 00 01 00 6E 07 00 C2 02
         00 10 01 00 00 00 00 00 16 00 90 01 20 00 A6 01 00 00 00 00 09 04 00 00 01 00 03 00 11 11 11 11 22 22",
    );
    assert_eq!(file[0xe4e..0xe4e + scin.len()], scin);
    for (tag, sum) in [("TAPE", 0x0587), ("SFMB", 0x8710), ("ESET", 0x0656)] {
        let place = file
            .windows(4)
            .position(|bytes| bytes == tag.as_bytes())
            .unwrap();
        assert_eq!(checksum(&file[place..place + 50]), sum, "{tag}");
        assert_eq!(file[place + 50..place + 52], u16::to_le_bytes(sum), "{tag}");
    }
}

#[test]
fn the_worked_example_is_read() {
    let media = mtf::read(&example()).unwrap().unwrap();
    assert!(media.faults.is_empty() && media.followed_to_end);
    let (tape, raid) = (media.tape.unwrap(), media.raid.unwrap());
    assert_eq!(
        (
            tape.family_id,
            tape.logical_block_bytes,
            tape.filemark_bytes
        ),
        (0x0bad_c0de, 1024, 512)
    );
    assert_eq!(tape.software.as_deref(), Some("Microsoft SQL Server"));
    assert_eq!(
        raid.media_set.unwrap().to_string(),
        "5d2f8c10-7a3b-4e91-9c64-0b1f2e3d4c5a"
    );
    assert_eq!((raid.families, raid.mirrors, raid.family), (1, 1, 1));
    let [set] = media.sets.as_slice() else {
        panic!("one set")
    };
    assert_eq!(
        set.header.set_guid.unwrap().to_string(),
        "a1b2c3d4-1122-4334-8556-6778899aabbc"
    );
    assert_eq!(set.header.user.as_deref(), Some("CONTOSO\\sqlbackup"));
    assert_eq!(
        (
            set.offset,
            set.header.block_address,
            set.header.zone_quarters
        ),
        (0x600, 0x600, Some(0))
    );
    let config = set.config().unwrap();
    assert_eq!(config.database.as_deref(), Some("WSS_Content"));
    assert_eq!(config.server.as_deref(), Some("SQL01\\SHAREPOINT"));
    assert_eq!(config.first_lsn.decimal(), 34_000_000_027_200_037);
    assert_eq!(config.last_lsn.decimal(), 34_000_000_032_000_001);
    assert_eq!(
        (
            config.backup_type,
            config.compatibility_level,
            config.database_version
        ),
        (BackupType::Full, 110, 706)
    );
    assert_eq!(
        config.started.date().unwrap().to_string(),
        "2016-11-05T02:30:12"
    );
    assert_eq!(
        config.finished.date().unwrap().to_string(),
        "2016-11-05T02:31:47"
    );
    assert_eq!(config.created.unwrap().to_string(), "2015-03-09T14:05:30");
    assert_eq!(
        (
            config.backup_bytes,
            config.sort_order,
            config.unicode_locale
        ),
        (69_632, 0, 1033)
    );
    assert_eq!(config.engine.to_string(), "11.00.3000");
    assert_eq!(config.filegroups, ["PRIMARY"]);
    assert_eq!(config.bytes_of(FileType::Rows), 64 << 20);
    assert_eq!(
        config.files[1].path.as_deref(),
        Some("E:\\log\\WSS_Content_log.ldf")
    );
}

fn real(name: &str) -> Vec<u8> {
    let zip = &include_bytes!("../data/sharepoint/best-restaurants-headers.zip")[..];
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
    let mut bytes = Vec::new();
    archive
        .by_name(name)
        .unwrap()
        .read_to_end(&mut bytes)
        .unwrap();
    bytes
}

#[test]
fn real_files_are_read_as_their_sources_say() {
    let first = mtf::read(&real("best_restaurant.Bak")).unwrap().unwrap();
    let second = mtf::read(&real("bestrest.bak")).unwrap().unwrap();
    for media in [&first, &second] {
        assert!(media.faults.is_empty() && media.followed_to_end && media.sets[0].is_complete);
        let config = media.sets[0].config().unwrap();
        assert_eq!(config.engine.to_string(), "13.00.1100");
        assert_eq!(
            (config.database_version, config.backup_type),
            (851, BackupType::Full)
        );
        assert_eq!(config.database.as_deref(), Some("best_restaurant"));
        assert_eq!(media.sets[0].header.zone_quarters, Some(-28));
    }
    let start = |media: &mtf::Media| {
        media.sets[0]
            .config()
            .unwrap()
            .started
            .date()
            .unwrap()
            .to_string()
    };
    assert_eq!(start(&first), "2016-07-13T08:16:45");
    assert_eq!(start(&second), "2016-07-13T14:51:45");
    let binding = |media: &mtf::Media| media.sets[0].config().unwrap().binding_id;
    assert_eq!(binding(&first), binding(&second));
    assert!(binding(&first).is_some());
}

#[test]
fn a_real_file_written_anew_says_the_same() {
    let media = mtf::read(&real("bestrest.bak")).unwrap().unwrap();
    let (set, config) = (&media.sets[0], media.sets[0].config().unwrap());
    let when = |date: mtf::DateTime| {
        (
            date.year,
            date.month,
            date.day,
            date.hour,
            date.minute,
            date.second,
        )
    };
    let lsn = |lsn: mtf::Lsn| (lsn.vlf, lsn.block, lsn.slot);
    let raw = |guid: Option<mtf::Guid>| {
        let text = guid.map_or("0".repeat(32), |guid| guid.to_string().replace('-', ""));
        let mut bytes: [u8; 16] = hex(&text).try_into().unwrap();
        bytes[..4].reverse();
        bytes[4..6].reverse();
        bytes[6..8].reverse();
        bytes
    };
    let mut spec = Set::full(
        config.database.as_deref().unwrap(),
        when(config.started.date().unwrap()),
    );
    spec.finish = config.finished.date().map(when);
    spec.server = config.server.clone().unwrap();
    spec.zone = set.header.zone_quarters.unwrap();
    spec.engine = (
        config.engine.major,
        config.engine.minor,
        config.engine.build,
    );
    (spec.version, spec.level, spec.flags) = (
        config.database_version,
        config.compatibility_level,
        config.flags,
    );
    spec.set_guid = raw(set.header.set_guid);
    (spec.base_guid, spec.binding) = (raw(config.base_set), raw(config.binding_id));
    (spec.first, spec.last) = (lsn(config.first_lsn), lsn(config.last_lsn));
    (spec.checkpoint, spec.base_lsn) =
        (lsn(config.checkpoint_lsn), lsn(config.database_backup_lsn));
    spec.name = set.header.name.clone().unwrap_or_default();
    spec.user = set.header.user.clone().unwrap_or_default();
    spec.machine = set
        .volume
        .as_ref()
        .and_then(|volume| volume.machine.clone())
        .unwrap_or_default();
    spec.backup_bytes = config.backup_bytes;
    spec.pages = config
        .files
        .iter()
        .map(|file| u64::from(file.pages))
        .next()
        .unwrap();
    let written = mtf::read(&Bak::of(&[spec]).bytes()).unwrap().unwrap();
    assert!(written.faults.is_empty());
    let (own, new) = (set.config().unwrap(), written.sets[0].config().unwrap());
    assert_eq!(
        (own.first_lsn, own.last_lsn, own.checkpoint_lsn),
        (new.first_lsn, new.last_lsn, new.checkpoint_lsn)
    );
    assert_eq!(
        (own.started, own.finished, own.backup_bytes, own.engine),
        (new.started, new.finished, new.backup_bytes, new.engine)
    );
    assert_eq!(
        (&own.database, &own.server, own.binding_id),
        (&new.database, &new.server, new.binding_id)
    );
    assert_eq!(
        (
            &set.header.name,
            &set.header.user,
            set.header.set_guid,
            set.header.written
        ),
        {
            let header = &written.sets[0].header;
            (&header.name, &header.user, header.set_guid, header.written)
        }
    );
}

#[test]
fn the_synthetic_file_is_read() {
    let media = mtf::read(&include_bytes!("../data/sharepoint/synthetic.bak").to_vec())
        .unwrap()
        .unwrap();
    assert!(media.faults.is_empty());
    let set = &media.sets[0];
    assert_eq!(
        set.config().unwrap().database.as_deref(),
        Some("WSS_Content_Test")
    );
    assert_eq!(
        (set.header.set_guid, media.raid.unwrap().media_set),
        (None, None)
    );
    let pages = set
        .areas
        .iter()
        .find(|area| area.kind == mtf::AreaKind::Pages)
        .unwrap();
    assert_eq!(
        pages.page_count(),
        u64::from(set.config().unwrap().files[0].pages)
    );
}

#[test]
fn two_hundred_gigabytes_cost_a_few_reads() {
    let mut set = Set::full("WSS_Content", at(2, 30, 12));
    set.pages = (200 << 30) / PAGE;
    let file = Bak::of(&[set.clone(), set]).write();
    assert!(ReadAt::len(&file) > 400 << 30);
    let media = mtf::read(&file).unwrap().unwrap();
    assert!(media.faults.is_empty() && media.sets.iter().all(|set| set.is_complete));
    assert_eq!(media.sets[1].areas[0].page_count(), (200 << 30) / PAGE);
    assert!(
        file.bytes_read.get() < 2 << 20,
        "{} bytes were read",
        file.bytes_read.get()
    );
    assert!(file.reads.get() < 32, "{} reads", file.reads.get());
}

#[test]
fn the_first_64_kib_tell_the_configuration() {
    let mut set = Set::full("WSS_Content", at(2, 30, 12));
    set.pages = 1 << 20;
    let file = Bak::of(&[set]).stripe(2, 3).write();
    let mut head = vec![0; 64 << 10];
    file.read_full_at(0, &mut head).unwrap();
    let media = mtf::read_prefix(&head, ReadAt::len(&file)).unwrap();
    assert!(media.faults.is_empty() && !media.followed_to_end);
    assert_eq!(
        media.sets[0].config().unwrap().database.as_deref(),
        Some("WSS_Content")
    );
    assert_eq!(
        media.raid.map(|raid| (raid.family, raid.families)),
        Some((2, 3))
    );
}

#[test]
fn larger_filemarks_and_several_sets_are_followed() {
    let full = Set::full("A", at(1, 0, 0));
    let mut file = Bak::of(&[
        full.clone(),
        full.differential(at(2, 0, 0)),
        full.log(at(3, 0, 0), (1, 1, 1), (2, 2, 2)),
    ]);
    file.filemark = 8;
    let media = mtf::read(&file.bytes()).unwrap().unwrap();
    assert!(media.faults.is_empty());
    let types: Vec<BackupType> = media
        .sets
        .iter()
        .map(|set| set.config().unwrap().backup_type)
        .collect();
    assert_eq!(
        types,
        [BackupType::Full, BackupType::Differential, BackupType::Log]
    );
    assert_eq!(
        media
            .sets
            .iter()
            .map(|set| set.position)
            .collect::<Vec<_>>(),
        [1, 2, 3]
    );
    assert!(media.sets.iter().all(|set| set.is_complete));
}

#[test]
fn a_broken_chain_is_picked_up_behind_the_pages() {
    let mut bytes = Bak::of(&[Set::full("A", at(1, 0, 0))]).bytes();
    let place = bytes.windows(4).position(|four| four == b"MQDA").unwrap();
    bytes[place + 9] ^= 1;
    let media = mtf::read(&bytes).unwrap().unwrap();
    let fault = media.damage().unwrap();
    assert_eq!(fault.offset, place as u64);
    assert!(matches!(fault.kind, FaultKind::StreamChecksum { .. }));
    assert!(
        media.sets[0].at_finish.is_some(),
        "the configuration as of the finish was found"
    );
}

#[test]
fn blocks_inside_of_page_images_are_no_blocks() {
    // A whole block with a sound checksum in the pages, as a database that holds backups has.
    let mut bytes = Bak::of(&[Set::full("A", at(1, 0, 0))]).bytes();
    let stolen = bytes[0xe00..0x1200].to_vec();
    let place = bytes.windows(4).position(|four| four == b"MQDA").unwrap();
    let inside = (place + 3 * 1024).next_multiple_of(512);
    bytes[inside..inside + stolen.len()].copy_from_slice(&stolen);
    let media = mtf::read(&bytes).unwrap().unwrap();
    assert!(media.faults.is_empty());
    bytes[place + 9] ^= 1;
    let media = mtf::read(&bytes).unwrap().unwrap();
    assert!(media.sets[0].at_finish.is_some());
}

#[test]
fn forms_are_told_by_the_first_bytes() {
    assert_eq!(mtf::sniff(b"TAPE\0"), Some(Form::Plain));
    assert_eq!(mtf::sniff(b"MSSQLBAK"), Some(Form::Compressed));
    assert_eq!(mtf::sniff(b"MSSQLBA"), None);
    assert!(mtf::read(&b"PK\x03\x04".to_vec()).unwrap().is_none());
    assert_ne!(guid("a"), guid("b"));
}

#[test]
fn a_compressed_file_says_what_the_stream_inside_says() {
    let mut set = Set::full("WSS_Content", at(2, 30, 12));
    set.pages = 40;
    let mut bak = Bak::of(&[set]);
    for filemark in [1, 8] {
        bak.filemark = filemark;
        let plain = bak.bytes();
        let packed = compress(&plain, 0xee);
        let media = mtf::read(&packed).unwrap().unwrap();
        assert_eq!(media.form, Form::Compressed);
        assert!(media.faults.is_empty(), "{:?}", media.faults);
        let inner = mtf::read(&plain).unwrap().unwrap();
        assert_eq!(media.sets[0].config(), inner.sets[0].config());
        assert_eq!(media.sets[0].areas, inner.sets[0].areas);
        let mut decoded = Vec::new();
        let stream = mtf::compressed::Decoded::new(&packed, None);
        stream.reader_at(0).read_to_end(&mut decoded).unwrap();
        assert!(decoded == plain, "the whole stream comes out");
        // Backwards, too.
        let mut start = [0; 4];
        stream.read_full_at(0, &mut start).unwrap();
        assert_eq!(&start, b"TAPE");
    }
}

#[test]
fn a_cut_compressed_file_is_truncated() {
    let mut set = Set::full("WSS_Content", at(2, 30, 12));
    set.pages = 1024;
    let packed = compress(&Bak::of(&[set]).bytes(), 0);
    for share in [2, 3, 5] {
        let cut = packed[..packed.len() - packed.len() / share].to_vec();
        let media = mtf::read(&cut).unwrap().unwrap();
        assert!(media.truncation().is_some());
    }
}
