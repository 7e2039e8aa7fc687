//! Test archives of any size: Squidex backups of the current generation that restore, the same bytes
//! for the same numbers everywhere. Blog-like contents with updates, publishing and a few deletions;
//! files that don't compress; optionally gigabytes of stored zeros that take no room on a disk that
//! knows sparse files.
//!
//! The crate `zip` writes the file. A writer of our own took 7.6 s of processor time for 100,000 events and 2 GB of
//! zeros, with it it is 8.0 s (means of two runs), and 130 bytes of memory an entry: not worth 200 lines.

mod record;
mod story;
mod text;
mod writer;

use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result, bail};

use writer::Zip;

const APP: &str = "7a3c9e10-5b1d-4f60-8c22-d0e1f2a3b4c5";
const APP_NAME: &str = "bench-blog";
const USER: &str = "5f0c0ffee0123456789abc01";
/// Size of one sparse file: small enough that no reader sees an entry of 4 GiB.
const SPARSE_FILE_BYTES: u64 = 100_000_000;
/// Events before the first content: app, contributor, language, schema, its publishing.
const HEAD_EVENTS: u64 = 5;

/// What an archive holds.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Events in all; at least [`HEAD_EVENTS`] and one for each file.
    pub events: u64,
    /// Files that don't compress.
    pub files: u64,
    /// Bytes of each.
    pub file_bytes: usize,
    /// Stored zeros on top, in files of 100 MB.
    pub sparse_gb: u64,
    /// Nothing before the first entry, so many bytes: takes no room on such a disk either.
    pub hole_bytes: u64,
}

impl Shape {
    /// The archive of `docs/performance.md`: 200,000 events, 500 files of 100 kB.
    pub fn bench() -> Shape {
        Shape {
            events: 200_000,
            files: 500,
            file_bytes: 100_000,
            sparse_gb: 0,
            hole_bytes: 0,
        }
    }

    /// With those of zeros.
    fn all_files(&self) -> u64 {
        self.files + self.sparse_gb * (1_000_000_000 / SPARSE_FILE_BYTES)
    }
}

/// Writes the archive to `path`.
///
/// # Errors
/// When it can't be written, or has fewer events than its files need.
pub fn write(path: &Path, shape: Shape) -> Result<()> {
    let least = HEAD_EVENTS + shape.all_files();
    if shape.events < least {
        bail!("at least {least} events are needed for that many files");
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    // A half-written archive must not be taken for a whole one by the next run.
    let partial = path.with_extension("partial");
    let file = File::create(&partial).with_context(|| format!("writing {}", partial.display()))?;
    let mut zip = Zip::new(file, shape.hole_bytes)?;
    zip.attachment("Version.json", br#"{"major":5}"#)?;
    zip.attachment(
        "Urls.json",
        format!(
            r#"{{"assets":"https://cms.example.org/api/assets/","assetsApp":"https://cms.example.org/api/assets/{APP_NAME}/"}}"#
        )
        .as_bytes(),
    )?;
    story::events(&mut zip, shape)?;
    zip.attachment("Settings.json", b"{}")?;
    zip.attachment("AssetTags.json", b"{}")?;
    zip.attachment(
        "Users.json",
        format!(r#"{{"{USER}":"anna@bench-blog.example"}}"#).as_bytes(),
    )?;
    zip.finish()?;
    std::fs::rename(&partial, path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_shape_gives_the_same_bytes() {
        let folder =
            std::env::temp_dir().join(format!("backup-inspector-archive-{}", std::process::id()));
        let shape = Shape {
            events: 300,
            files: 3,
            file_bytes: 1_000,
            ..Shape::bench()
        };
        write(&folder.join("a.zip"), shape).unwrap();
        write(&folder.join("b.zip"), shape).unwrap();
        let (a, b) = (
            std::fs::read(folder.join("a.zip")).unwrap(),
            std::fs::read(folder.join("b.zip")).unwrap(),
        );
        assert!(a == b, "two runs differ");
        assert!(a.len() > 100_000, "{} bytes", a.len());
        std::fs::remove_dir_all(folder).unwrap();
    }
    #[test]
    fn another_reader_finds_every_entry_behind_4_gib_and_beside_holes() {
        let path =
            std::env::temp_dir().join(format!("backup-inspector-far-{}.zip", std::process::id()));
        let shape = Shape {
            events: 200,
            files: 2,
            file_bytes: 1_000,
            sparse_gb: 1,
            hole_bytes: 5_000_000_000,
        };
        write(&path, shape).unwrap();
        let mut archive = zip::ZipArchive::new(File::open(&path).unwrap()).unwrap();
        assert_eq!(archive.len() as u64, shape.events + shape.all_files() + 5);
        for index in [0, archive.len() - 1] {
            // Reading to the end checks the CRC.
            let mut entry = archive.by_index(index).unwrap();
            assert!(entry.header_start() >= shape.hole_bytes, "entry {index}");
            std::io::copy(&mut entry, &mut std::io::sink()).unwrap();
        }
        std::fs::remove_file(path).unwrap();
    }
}
