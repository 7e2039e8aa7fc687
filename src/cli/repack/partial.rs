//! A copy that is not finished: no half copy is ever seen under the name that was asked for, and none is left behind.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::cli::Failure;

/// How names of unfinished copies begin and end, where they need one.
const NAME: (&str, &str) = (".backup-inspector-", ".partial");

/// A file on the way to its name. Where the system has files without a name (Linux, on most file systems), it is one: whatever
/// ends the program, its room is free again. Elsewhere it has a temporary name and a lock; it goes away with this value, and what
/// a killed run left goes with the next one.
pub(in crate::cli) struct Partial {
    pub file: File,
    /// Where it can be opened once more.
    pub path: PathBuf,
    /// It has a name in its folder that has to go.
    named: bool,
}

impl Partial {
    /// In the folder of the file that it is to become.
    ///
    /// # Errors
    /// When nothing can be written there.
    pub fn beside(output: &Path) -> io::Result<Partial> {
        let folder = folder_of(output);
        sweep(folder);
        if let Some((file, path)) = nameless(folder) {
            return Ok(Partial {
                file,
                path,
                named: false,
            });
        }
        let path = folder.join(format!("{}{}{}", NAME.0, std::process::id(), NAME.1));
        let mut options = OpenOptions::new();
        let file = options
            .read(true)
            .write(true)
            .create_new(true)
            .open(&path)?;
        let partial = Partial {
            file,
            path,
            named: true,
        };
        if cfg!(unix) {
            // Where there are no locks, nothing is swept either.
            let _ = partial.file.try_lock_shared();
        }
        Ok(partial)
    }

    /// Gives it its name.
    ///
    /// # Errors
    /// When another file has the name by now and must not be replaced, or the system refuses.
    pub fn become_file(mut self, output: &Path, force: bool) -> Result<(), Failure> {
        self.take_name(output, force).map_err(|error| {
            let error = match error.kind() {
                io::ErrorKind::AlreadyExists => "another file has taken it meanwhile".into(),
                _ => error.to_string(),
            };
            Failure::Run(format!(
                "what was written could not get the name {}: {error}; it was thrown away",
                output.display()
            ))
        })
    }

    fn take_name(&mut self, output: &Path, force: bool) -> io::Result<()> {
        if !self.named {
            match link(&self.path, output) {
                Err(error) if force && error.kind() == io::ErrorKind::AlreadyExists => {
                    // Only a name can replace a name.
                    let name = format!("{}{}{}", NAME.0, std::process::id(), NAME.1);
                    let path = folder_of(output).join(name);
                    link(&self.path, &path)?;
                    self.path = path;
                    self.named = true;
                }
                done => return done,
            }
        }
        if force {
            std::fs::rename(&self.path, output)?;
        } else {
            // A hard link fails if the name was taken in the meantime, a rename would overwrite.
            match std::fs::hard_link(&self.path, output) {
                Ok(()) => std::fs::remove_file(&self.path)?,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
                Err(_) => std::fs::rename(&self.path, output)?,
            }
        }
        self.named = false;
        Ok(())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if self.named {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

fn folder_of(output: &Path) -> &Path {
    match output.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

/// Removes what killed runs left in a folder. A run that is still at work has its file locked. Not on Windows, where a lock would
/// keep ourselves from reading the file.
fn sweep(folder: &Path) {
    if !cfg!(unix) {
        return;
    }
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(NAME.0)
            && name.ends_with(NAME.1)
            && let Ok(file) = OpenOptions::new().write(true).open(entry.path())
            && !matches!(
                file.try_lock(),
                Err(TryLockError::WouldBlock | TryLockError::Error(_))
            )
        {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// A file without a name, and a path at which it can be opened again.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn nameless(folder: &Path) -> Option<(File, PathBuf)> {
    use std::os::fd::AsRawFd;
    use std::os::unix::fs::OpenOptionsExt;

    let mut options = OpenOptions::new();
    options.read(true).write(true);
    options.custom_flags(i32::try_from(rustix::fs::OFlags::TMPFILE.bits()).ok()?);
    // As for any file; what the person's mask forbids goes.
    options.mode(0o666);
    let file = options.open(folder).ok()?;
    let path = PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()));
    // It can only be opened again, and get a name, where there is /proc.
    File::open(&path).ok()?;
    Some((file, path))
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn nameless(_folder: &Path) -> Option<(File, PathBuf)> {
    None
}

/// Gives a file without a name one that is free.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn link(path: &Path, name: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};

    Ok(linkat(CWD, path, CWD, name, AtFlags::SYMLINK_FOLLOW)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn link(path: &Path, name: &Path) -> io::Result<()> {
    std::fs::hard_link(path, name)
}
