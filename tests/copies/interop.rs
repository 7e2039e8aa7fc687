//! Written copies in the hands of other programs: Info-ZIP, 7-Zip, Python, .NET. Each is asked if it is there, and named if not.

use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use backup_inspector::container::zip::writer::Segment;
use backup_inspector::container::zip::{self as archive, CopyBuilder, EntryReader};
use backup_inspector::source::ReadAt;

/// A folder that goes away.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("copies-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Prints what is wrong and fails, unless all entries of all archives are sound.
const PYTHON: &str = "import os, sys, zipfile
for name in os.listdir(sys.argv[1]):
    with zipfile.ZipFile(os.path.join(sys.argv[1], name)) as archive:
        assert archive.testzip() is None, name
        assert archive.namelist(), name";

/// .NET, by the name in the variable `DOTNET` or on the path.
fn dotnet() -> Command {
    let mut command = Command::new(std::env::var_os("DOTNET").unwrap_or_else(|| "dotnet".into()));
    // It needs no library for languages, and tells nobody that it runs.
    command
        .env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")
        .env("DOTNET_CLI_TELEMETRY_OPTOUT", "1");
    command
}

fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// A program that opens archives with .NET's own `ZipArchive`, which is what Squidex reads a backup with. It runs in .NET, or in
/// Mono, whose `ZipArchive` is made of the same source; `Err` says what is missing.
fn zip_archive(scratch: &Path) -> Result<(&'static str, Command), &'static str> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/copies/dotnet/open.cs");
    let sdks = dotnet().arg("--list-sdks").output();
    let runtimes = dotnet().arg("--list-runtimes").output();
    // The first word of the last line is the newest: "8.0.4 [/usr/lib/dotnet/sdk]".
    let sdk = sdks.as_ref().ok().and_then(|output| {
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        Some(said.lines().last()?.split('.').next()?.to_owned())
    });
    if let Some(major) = sdk {
        let project = format!(
            "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><OutputType>Exe</OutputType>\
             <TargetFramework>net{major}.0</TargetFramework><UseAppHost>false</UseAppHost>\
             <EnableDefaultCompileItems>false</EnableDefaultCompileItems></PropertyGroup>\
             <ItemGroup><Compile Include=\"{}\" /></ItemGroup></Project>",
            source.display()
        );
        std::fs::write(scratch.join("open.csproj"), project).unwrap();
        let mut build = dotnet();
        build.args(["build", "--nologo", "--output", "out"]);
        if succeeds(build.current_dir(scratch)) {
            let mut command = dotnet();
            command.arg(scratch.join("out/open.dll"));
            return Ok((".NET", command));
        }
    }
    let program = scratch.join("open.exe");
    let mut compile = Command::new("mcs");
    compile.args(["-nologo", "-langversion:5", "-r:System.IO.Compression.dll"]);
    compile
        .arg(format!("-out:{}", program.display()))
        .arg(source);
    if !succeeds(&mut compile) {
        return Err("there is no .NET SDK, and no Mono compiler (mcs) either");
    }
    if runtimes.is_ok_and(|output| !output.stdout.is_empty()) {
        let config = r#"{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"6.0.0"},"rollForward":"LatestMajor"}}"#;
        let file = scratch.join("open.runtimeconfig.json");
        std::fs::write(&file, config).unwrap();
        let mut command = dotnet();
        command
            .args(["exec", "--runtimeconfig"])
            .arg(file)
            .arg(program);
        return Ok((".NET", command));
    }
    if !succeeds(Command::new("mono").arg("--version")) {
        return Err("there is neither .NET nor Mono to run it");
    }
    let mut command = Command::new("mono");
    command.arg(program);
    Ok(("Mono", command))
}

/// Has all archives in a folder tested by the programs that are there, and fails with what one of them does not take. Says
/// which were asked and which were left out, past what catches the output of tests.
pub fn hold(folder: &Folder) {
    let (answers, left_out) = ask(folder);
    let asked: Vec<&str> = answers.iter().map(|(name, _)| *name).collect();
    let left_out = match left_out.is_empty() {
        true => "none was left out".to_owned(),
        false => format!("left out: {}", left_out.join(", ")),
    };
    let asked = asked.join(", ");
    let _ = writeln!(
        std::io::stderr(),
        "copies are opened with {asked}; {left_out}"
    );
    for (name, answer) in answers {
        assert!(answer.is_ok(), "{name}: {}", answer.unwrap_err());
    }
}

/// What a program says: nothing if all is well.
pub type Said = Result<(), String>;

/// Asks the programs that are there, each started once and all at the same time: starting one takes longer than an archive.
/// Answers what each said, and which are not there.
pub fn ask(folder: &Folder) -> (Vec<(&'static str, Said)>, Vec<String>) {
    let scratch = Folder::new(&format!(
        "programs-{}",
        folder.0.file_name().unwrap().display()
    ));
    let all = folder.0.join("*.zip");
    let (folder, all) = (folder.0.to_str().unwrap(), all.to_str().unwrap());
    // The first two know wildcards by themselves.
    let mut commands = Vec::new();
    for (name, arguments) in [
        ("unzip", vec!["-tqq", all]),
        ("7z", vec!["t", "-bd", "-y", all]),
        ("python3", vec!["-c", PYTHON, folder]),
    ] {
        let mut command = Command::new(name);
        command.args(arguments);
        commands.push((name, command));
    }
    let mut left_out = Vec::new();
    match zip_archive(&scratch.0) {
        Ok((name, mut command)) => {
            command.arg(folder);
            commands.push((name, command));
        }
        Err(why) => left_out.push(format!(".NET's ZipArchive ({why})")),
    }
    let mut started = Vec::new();
    for (name, mut command) in commands {
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        match child {
            Ok(child) => started.push((name, child)),
            Err(error) => left_out.push(format!("{name} ({error})")),
        }
    }
    let waiting = |(name, child): (&'static str, Child)| {
        let output = child.wait_with_output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let said = match output.status.success() {
            true => Ok(()),
            false => Err(text(&output.stdout) + &text(&output.stderr)),
        };
        (name, said)
    };
    let answers = std::thread::scope(|scope| {
        let threads: Vec<_> = (started.into_iter())
            .map(|one| scope.spawn(move || waiting(one)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    (answers, left_out)
}

/// A file of which nearly nothing is on the disk.
struct Sparse(std::fs::File, u64);

impl ReadAt for Sparse {
    fn len(&self) -> u64 {
        self.1
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> std::io::Result<usize> {
        let mut file = &self.0;
        file.seek(SeekFrom::Start(offset))?;
        file.read(buf)
    }
}

fn local(name: &str, bytes: u64, crc32: u32) -> Vec<u8> {
    let big = bytes >= u64::from(u32::MAX);
    let size = if big { u32::MAX } else { bytes as u32 };
    let mut out = b"PK\x03\x04".to_vec();
    out.extend_from_slice(&[45, 0, 0, 0, 0, 0, 0, 0, 0x21, 0]);
    out.extend_from_slice(&crc32.to_le_bytes());
    out.extend_from_slice(&size.to_le_bytes());
    out.extend_from_slice(&size.to_le_bytes());
    out.extend_from_slice(&(name.len() as u16).to_le_bytes());
    out.extend_from_slice(&[if big { 20 } else { 0 }, 0]);
    out.extend_from_slice(name.as_bytes());
    if big {
        out.extend_from_slice(&[1, 0, 16, 0]);
        out.extend_from_slice(&bytes.to_le_bytes());
        out.extend_from_slice(&bytes.to_le_bytes());
    }
    out
}

/// More than 4 GiB of zeros in one entry, another behind it: offset and size need ZIP64 in the copy.
#[test]
fn beyond_four_gigabytes_the_copy_has_the_long_form() {
    let folder = Folder::new("zip64");
    let path = folder.0.join("sparse.zip");
    let zeros: u64 = (4 << 30) + 5;
    // The checksum of that many zeros, combined from that of a megabyte.
    let mut whole = crc32fast::Hasher::new();
    let piece = vec![0_u8; 1 << 20];
    let mut megabyte = crc32fast::Hasher::new();
    megabyte.update(&piece);
    for _ in 0..4096 {
        whole.combine(&megabyte);
    }
    whole.update(&piece[..5]);
    let crc32 = whole.finalize();

    let mut file = std::fs::File::options()
        .read(true)
        .write(true)
        .create_new(true)
        .open(&path)
        .unwrap();
    let first = local("zeros", zeros, crc32);
    file.write_all(&first).unwrap();
    let second_at = first.len() as u64 + zeros;
    file.seek(SeekFrom::Start(second_at)).unwrap();
    let text = b"hello\n";
    file.write_all(&local("hello", 6, crc32fast::hash(text)))
        .unwrap();
    file.write_all(text).unwrap();
    let directory_at = file.stream_position().unwrap();
    let mut central = Vec::new();
    for (name, bytes, crc32, at) in [
        ("zeros", zeros, crc32, 0),
        ("hello", 6, crc32fast::hash(text), second_at),
    ] {
        central.extend_from_slice(b"PK\x01\x02");
        central.extend_from_slice(&[45, 3, 45, 0, 0, 0, 0, 0, 0, 0, 0x21, 0]);
        central.extend_from_slice(&crc32.to_le_bytes());
        central.extend_from_slice(&[0xFF; 8]);
        central.extend_from_slice(&(name.len() as u16).to_le_bytes());
        central.extend_from_slice(&[28, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        central.extend_from_slice(&[0xFF; 4]);
        central.extend_from_slice(name.as_bytes());
        central.extend_from_slice(&[1, 0, 24, 0]);
        for value in [bytes, bytes, at] {
            central.extend_from_slice(&u64::to_le_bytes(value));
        }
    }
    file.write_all(&central).unwrap();
    let end_at = file.stream_position().unwrap();
    let mut end = b"PK\x06\x06".to_vec();
    end.extend_from_slice(&44_u64.to_le_bytes());
    end.extend_from_slice(&[45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    for value in [2, 2, central.len() as u64, directory_at] {
        end.extend_from_slice(&value.to_le_bytes());
    }
    end.extend_from_slice(b"PK\x06\x07\0\0\0\0");
    end.extend_from_slice(&end_at.to_le_bytes());
    end.extend_from_slice(&1_u32.to_le_bytes());
    end.extend_from_slice(b"PK\x05\x06\0\0\0\0\x02\0\x02\0");
    end.extend_from_slice(&[0xFF; 8]);
    end.extend_from_slice(&[0, 0]);
    file.write_all(&end).unwrap();
    let bytes = file.stream_position().unwrap();
    let source = Sparse(file, bytes);

    let archive = archive::open(&source).unwrap();
    assert!(
        archive.dotnet.is_ok() && archive.entries.len() == 2,
        "{archive:?}"
    );
    let mut builder = CopyBuilder::new(&archive, &source);
    // The large one gets a fresh header, the one behind it is moved by it, and a third comes after them.
    builder
        .rename(0, "as-many-zeros")
        .add("added", b"added text");
    let plan = builder.finish().unwrap();
    let total = plan.total_bytes.unwrap();
    assert!(total > 4 << 30);
    let out_path = folder.0.join("copy.zip");
    let mut out = std::fs::File::options()
        .read(true)
        .write(true)
        .create_new(true)
        .open(&out_path)
        .unwrap();
    let mut at = 0;
    for segment in plan.into_segments() {
        match segment.unwrap() {
            Segment::Fresh(fresh) => {
                out.seek(SeekFrom::Start(at)).unwrap();
                out.write_all(&fresh).unwrap();
                at += fresh.len() as u64;
            }
            Segment::Source { offset, bytes } => {
                // Only what is not zero is copied, so that the test writes no gigabytes.
                let mut piece = vec![0; 1 << 20];
                let ends = [
                    (0, bytes.min(1 << 20)),
                    (bytes.saturating_sub(1 << 20), bytes.min(1 << 20)),
                ];
                for (from, length) in ends {
                    let piece = &mut piece[..length as usize];
                    source.read_full_at(offset + from, piece).unwrap();
                    out.seek(SeekFrom::Start(at + from)).unwrap();
                    out.write_all(piece).unwrap();
                }
                at += bytes;
            }
        }
    }
    assert_eq!(at, total);
    let copied = Sparse(out, total);
    let archive = archive::open(&copied).unwrap();
    assert!(archive.dotnet.is_ok(), "{archive:?}");
    let names: Vec<String> = (0..archive.entries.len())
        .map(|entry| archive.entries.name_text(entry).into_owned())
        .collect();
    assert_eq!(names, ["as-many-zeros", "hello", "added"]);
    assert_eq!(archive.entries.uncompressed_bytes(0), zeros);
    let mut reader = EntryReader::new();
    for (entry, content) in [(1, &text[..]), (2, b"added text")] {
        let location = archive.entries.location(entry).unwrap();
        assert!(location.local_header_offset > u64::from(u32::MAX));
        let (bytes, read) = reader.read_small(&copied, &location, 100).unwrap();
        assert_eq!((bytes, read.faults.len()), (content, 0));
    }
    // Listing is enough here: reading 4 GiB takes these programs half a minute.
    for (program, arguments) in [
        ("unzip", &["-l"][..]),
        ("7z", &["l"]),
        ("python3", &["-m", "zipfile", "-l"]),
    ] {
        let Ok(output) = Command::new(program)
            .args(arguments)
            .arg(&out_path)
            .output()
        else {
            continue;
        };
        let listed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success() && listed.contains("4294967301"),
            "{program}: {listed}"
        );
    }
}
