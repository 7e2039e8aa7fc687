//! Where exports are written: standard output, a file, a folder. No path leaves the folder, and no link in it is followed.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use backup_inspector::inspect::export::{Piece, Zipped};

use super::Destination;
use crate::cli::Failure;
use crate::cli::repack::partial::Partial;
use crate::cli::repack::refuse_bad_output;

/// What a folder has in it as long as the export is not at its end.
const INCOMPLETE: &str = "INCOMPLETE.txt";

/// Bytes that are gathered before they are written.
const BUFFER_BYTES: usize = 1 << 20;

/// An export that is being written. What goes wrong is kept until [`Output::finish`], since the engine only hears "no more".
pub(super) struct Output {
    to: To,
    shown: String,
    failure: Option<io::Error>,
}

enum To {
    Standard(io::Stdout),
    File {
        partial: Partial,
        out: BufWriter<File>,
        path: PathBuf,
        force: bool,
    },
    Folder {
        root: PathBuf,
        force: bool,
        out: Option<BufWriter<File>>,
    },
    Zip {
        partial: Partial,
        zip: Box<Zipped>,
        out: BufWriter<File>,
        path: PathBuf,
        force: bool,
    },
}

impl Output {
    /// Opens it; nothing is written to a file that is there yet.
    pub(super) fn open(to: &Destination<'_>) -> Result<Output, Failure> {
        let path = match to.output {
            None => Path::new("-"),
            Some(path) => path,
        };
        let shown = path.display().to_string();
        let opened = if path == Path::new("-") {
            To::Standard(io::stdout())
        } else if to.in_folder && is_zip(path) {
            let (partial, file) = begin(to.source, path, to.force)?;
            To::Zip {
                partial,
                zip: Box::default(),
                out: file,
                path: path.to_owned(),
                force: to.force,
            }
        } else if to.in_folder {
            prepare(path, to.force)?;
            To::Folder {
                root: path.to_owned(),
                force: to.force,
                out: None,
            }
        } else {
            let (partial, out) = begin(to.source, path, to.force)?;
            To::File {
                partial,
                out,
                path: path.to_owned(),
                force: to.force,
            }
        };
        Ok(Output {
            to: opened,
            shown,
            failure: None,
        })
    }

    /// Begins another file; `false`: it can't be written.
    pub(super) fn file(&mut self, path: &[String], bytes: Option<u64>) -> bool {
        let done = match &mut self.to {
            To::Folder { root, force, out } => end(out).and_then(|()| {
                *out = Some(create(root, path, *force)?);
                Ok(())
            }),
            To::Zip { zip, out, .. } => put(zip, Piece::File { path, bytes }, out),
            // One file after the other.
            To::Standard(_) | To::File { .. } => Ok(()),
        };
        self.keep(done)
    }

    /// Writes; `false`: it can't be written.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> bool {
        let done = match &mut self.to {
            To::Standard(out) => out.write_all(bytes),
            To::File { out, .. } => out.write_all(bytes),
            To::Folder { out: Some(out), .. } => out.write_all(bytes),
            To::Zip { zip, out, .. } => put(zip, Piece::Bytes(bytes), out),
            To::Folder { out: None, .. } => Ok(()),
        };
        self.keep(done)
    }

    fn keep(&mut self, done: io::Result<()>) -> bool {
        match done {
            Ok(()) => true,
            Err(error) => {
                self.failure = Some(error);
                false
            }
        }
    }

    /// Ends it: a file gets its name, a folder is complete.
    pub(super) fn finish(self) -> Result<(), Failure> {
        let shown = self.shown;
        let failed = |error: io::Error| {
            Failure::Run(format!("{shown} could not be written to its end: {error}"))
        };
        let is_standard = matches!(self.to, To::Standard(_));
        if let Some(error) = self.failure {
            return Err(match is_standard {
                true => Failure::Output(error),
                false => failed(error),
            });
        }
        match self.to {
            To::Standard(mut out) => out.flush().map_err(Failure::Output),
            To::File {
                partial,
                out,
                path,
                force,
            } => {
                sync(out).map_err(failed)?;
                partial.become_file(&path, force)
            }
            To::Zip {
                partial,
                zip,
                mut out,
                path,
                force,
            } => {
                let end = zip.finish().map_err(io::Error::other);
                end.and_then(|end| out.write_all(&end)).map_err(failed)?;
                sync(out).map_err(failed)?;
                partial.become_file(&path, force)
            }
            To::Folder { root, mut out, .. } => {
                end(&mut out).map_err(failed)?;
                std::fs::remove_file(root.join(INCOMPLETE)).map_err(failed)
            }
        }
    }

    /// Nothing was exported: a folder that was made for it and is empty goes again.
    pub(super) fn give_up(self) {
        if let To::Folder {
            root, out: None, ..
        } = self.to
        {
            let _ = std::fs::remove_file(root.join(INCOMPLETE));
            let _ = std::fs::remove_dir(root);
        }
    }
}

/// Whether a name is that of a ZIP file.
fn is_zip(path: &Path) -> bool {
    !path.is_dir()
        && path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}

/// A file on the way to its name.
fn begin(
    sources: &[PathBuf],
    path: &Path,
    force: bool,
) -> Result<(Partial, BufWriter<File>), Failure> {
    for source in sources {
        refuse_bad_output(source, path, force)?;
    }
    let failed = |error: io::Error| {
        Failure::Run(format!("{} could not be written: {error}", path.display()))
    };
    let partial = Partial::beside(path).map_err(failed)?;
    let file = partial.file.try_clone().map_err(failed)?;
    Ok((partial, BufWriter::with_capacity(BUFFER_BYTES, file)))
}

/// Brings all that was written to the disk.
fn sync(out: BufWriter<File>) -> io::Result<()> {
    let file = out
        .into_inner()
        .map_err(std::io::IntoInnerError::into_error)?;
    file.sync_all()
}

/// Writes what a piece adds to a ZIP file.
fn put(zip: &mut Zipped, piece: Piece<'_>, out: &mut impl Write) -> io::Result<()> {
    out.write_all(zip.piece(piece).map_err(io::Error::other)?)
}

fn end(out: &mut Option<BufWriter<File>>) -> io::Result<()> {
    match out.take() {
        Some(mut out) => out.flush(),
        None => Ok(()),
    }
}

/// Makes the folder, or refuses one that is not empty.
fn prepare(root: &Path, force: bool) -> Result<(), Failure> {
    let shown = root.display();
    let failed = |error: io::Error| Failure::Run(format!("{shown} could not be written: {error}"));
    match std::fs::read_dir(root) {
        Ok(mut entries) => {
            if entries.next().is_some() && !force {
                return Err(Failure::Usage(format!(
                    "the folder {shown} is not empty; --force writes into it all the same"
                )));
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            std::fs::create_dir(root).map_err(failed)?;
        }
        Err(error) => return Err(failed(error)),
    }
    let mut note = create(root, &[INCOMPLETE.to_owned()], true).map_err(failed)?;
    note.write_all(
        b"This export is not complete: it was stopped, or is still being written.\n\
          Run it again into an empty folder.\n",
    )
    .and_then(|()| note.flush())
    .map_err(failed)
}

/// Creates a file below a folder. Every folder on the way is a real one, and the file a new one: a link is refused where it
/// stands for a folder, and replaced where it stands for the file.
fn create(root: &Path, path: &[String], force: bool) -> io::Result<BufWriter<File>> {
    let refused = |why: &str| io::Error::new(io::ErrorKind::InvalidInput, why.to_owned());
    let Some((name, folders)) = path.split_last() else {
        return Err(refused("a file without a name"));
    };
    let mut place = root.to_owned();
    for folder in folders {
        place.push(safe(folder)?);
        match std::fs::symlink_metadata(&place) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => {
                return Err(refused(&format!("{} is no folder", place.display())));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => std::fs::create_dir(&place)?,
            Err(error) => return Err(error),
        }
    }
    place.push(safe(name)?);
    if force {
        match std::fs::symlink_metadata(&place) {
            Ok(found) if found.is_dir() => {
                return Err(refused(&format!("{} is a folder", place.display())));
            }
            Ok(_) => std::fs::remove_file(&place)?,
            Err(_) => {}
        }
    }
    let file = File::create_new(&place)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", place.display())))?;
    Ok(BufWriter::with_capacity(BUFFER_BYTES, file))
}

/// The engine's names are safe; this holds whatever it says.
fn safe(name: &str) -> io::Result<&str> {
    let bad = matches!(name, "" | "." | "..")
        || name.contains(['/', '\\', '\0'])
        || cfg!(windows) && name.contains(':');
    (!bad).then_some(name).ok_or_else(|| {
        io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("{name:?} is no name for a file"),
        )
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// An empty folder that goes away again.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Scratch {
            let path = std::env::temp_dir().join(format!("export-{name}-{}", std::process::id()));
            let _ = std::fs::remove_dir_all(&path);
            std::fs::create_dir(&path).unwrap();
            Scratch(path)
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn parts(path: &[&str]) -> Vec<String> {
        path.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn no_path_leaves_the_folder() {
        let scratch = Scratch::new("paths");
        let root = scratch.0.join("out");
        std::fs::create_dir(&root).unwrap();
        for path in [
            &["..", "x"][..],
            &["a/../../x"],
            &["/etc/x"],
            &["."],
            &[""],
            &["a", ".."],
            &["a\\b"],
            &[],
        ] {
            assert!(create(&root, &parts(path), true).is_err(), "{path:?}");
        }
        assert!(create(&root, &parts(&["a", "b.txt"]), false).is_ok());
        assert!(create(&root, &parts(&["a", "b.txt"]), false).is_err());
        assert!(root.join("a/b.txt").is_file());
        assert_eq!(std::fs::read_dir(&scratch.0).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn no_link_is_followed() {
        let scratch = Scratch::new("links");
        let (root, outside) = (scratch.0.join("out"), scratch.0.join("outside"));
        std::fs::create_dir(&root).unwrap();
        std::fs::create_dir(&outside).unwrap();
        std::fs::write(outside.join("kept.txt"), "kept").unwrap();
        std::os::unix::fs::symlink(&outside, root.join("folder")).unwrap();
        std::os::unix::fs::symlink(outside.join("kept.txt"), root.join("file.txt")).unwrap();
        std::os::unix::fs::symlink(outside.join("new.txt"), root.join("dangling.txt")).unwrap();
        assert!(create(&root, &parts(&["folder", "x.txt"]), true).is_err());
        assert!(create(&root, &parts(&["dangling.txt"]), false).is_err());
        // The link goes, what it leads to stays.
        assert!(create(&root, &parts(&["file.txt"]), true).is_ok());
        assert_eq!(std::fs::read(outside.join("kept.txt")).unwrap(), b"kept");
        assert_eq!(std::fs::read_dir(&outside).unwrap().count(), 1);
    }
}
