//! What is handed out: the page as one file, the page as a folder for any host, the npm package for pages of others, the command
//! line for the platform at hand, and the sums of all. The same source gives the same bytes: archives have their files in the order of their names, without
//! times, owners or anything of this machine.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::engine::{self, Build};
use crate::work::{cargo, files_below, output, program, root, run, scratch, step};
use crate::{hosts, page, test};

const NAME: &str = "backup-inspector";

/// Completion scripts: the shell as the command line knows it, and the name of its file as the shell looks for it.
const COMPLETIONS: [(&str, &str); 5] = [
    ("bash", "backup-inspector.bash"),
    ("elvish", "backup-inspector.elv"),
    ("fish", "backup-inspector.fish"),
    ("powershell", "_backup-inspector.ps1"),
    ("zsh", "_backup-inspector"),
];

/// What goes into each archive beside its own.
const BESIDE: [&str; 3] = ["LICENSE-APACHE", "LICENSE-MIT", "README.md"];

/// A file of an archive: where it stands there, its bytes, and whether it is a program.
struct Member {
    path: String,
    bytes: Vec<u8>,
    program: bool,
}

impl Member {
    fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Member {
        Member {
            path: path.into(),
            bytes: bytes.into(),
            program: false,
        }
    }

    fn read(path: impl Into<String>, from: &Path) -> Result<Member> {
        let bytes = std::fs::read(from).with_context(|| format!("reading {}", from.display()))?;
        Ok(Member::new(path, bytes))
    }
}

/// Builds everything into the folder `dist` and returns it; what was there before is gone.
///
/// # Errors
/// When a step fails.
pub fn build(how: Build) -> Result<PathBuf> {
    let dist = root().join("dist");
    if dist.is_dir() {
        std::fs::remove_dir_all(&dist)?;
    }
    let folder = page::build(how)?;
    page::one_file(&dist)?;
    page::npm_package(&dist)?;
    let version = version()?;
    step("Packing the page for hosts", || {
        archive(
            &dist,
            &format!("{NAME}-page-{version}"),
            page_members(&folder)?,
        )
    })?;
    let program = command_line(how)?;
    step("Packing the command line", || {
        let name = format!("{NAME}-{version}-{}", platform()?);
        archive(&dist, &name, program_members(&program)?)
    })?;
    page::write_sums(&dist)?;
    print!("{}", std::fs::read_to_string(dist.join("SHA256SUMS"))?);
    Ok(dist)
}

/// The release, as `Cargo.toml` has it.
fn version() -> Result<String> {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml"))?;
    let line = manifest
        .lines()
        .find_map(|line| line.strip_prefix("version = "))
        .context("Cargo.toml has no version")?;
    Ok(line.trim_matches('"').to_owned())
}

/// The platform that the compiler builds for, as Rust names it.
fn platform() -> Result<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let said = output(program(rustc, &root()).arg("-vV"))?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host
        .context("the compiler names no platform")?
        .trim()
        .to_owned())
}

/// Builds the command line and returns its path; in a hurry as the tests use it.
fn command_line(how: Build) -> Result<PathBuf> {
    if how == Build::Quick {
        return test::command_line();
    }
    let target = scratch("program")?;
    step("Compiling the command line", || {
        run(cargo()
            .env("CARGO_TARGET_DIR", &target)
            .env(
                "CARGO_ENCODED_RUSTFLAGS",
                engine::remaps(&root()).join("\u{1f}"),
            )
            .args(["build", "--release", "--locked", "--package", NAME])
            .args(["--bin", NAME]))
    })?;
    Ok(target
        .join("release")
        .join(format!("{NAME}{}", std::env::consts::EXE_SUFFIX)))
}

/// The page below `page/`, the settings for hosts below `hosts/`.
fn page_members(folder: &Path) -> Result<Vec<Member>> {
    let mut members = Vec::new();
    for file in files_below(folder)? {
        let name = file.to_string_lossy().replace('\\', "/");
        members.push(Member::read(format!("page/{name}"), &folder.join(&file))?);
    }
    let hosting = hosts::folder();
    for file in files_below(&hosting)? {
        let name = file.to_string_lossy().replace('\\', "/");
        members.push(Member::read(format!("hosts/{name}"), &hosting.join(&file))?);
    }
    Ok(members)
}

/// The program, what shells complete, the manual page, and what each finding means.
fn program_members(path: &Path) -> Result<Vec<Member>> {
    let mut members = vec![Member {
        program: true,
        ..Member::read(format!("{NAME}{}", std::env::consts::EXE_SUFFIX), path)?
    }];
    let says = |arguments: &[&str]| {
        let text = output(program(path, &root()).args(arguments))?;
        if text.trim().is_empty() {
            bail!("`{NAME} {}` printed nothing", arguments.join(" "));
        }
        Ok(text)
    };
    for (shell, name) in COMPLETIONS {
        members.push(Member::new(
            format!("completions/{name}"),
            says(&["completions", shell])?,
        ));
    }
    members.push(Member::new(format!("man/{NAME}.1"), says(&["man"])?));
    members.push(Member::read(
        "docs/findings.md",
        &root().join("docs/findings.md"),
    )?);
    Ok(members)
}

/// Writes `NAME.zip` with a folder of that name in it.
fn archive(to: &Path, name: &str, mut members: Vec<Member>) -> Result<()> {
    for file in BESIDE {
        members.push(Member::read(file, &root().join(file))?);
    }
    let bytes = pack(name, members)?;
    let path = to.join(format!("{name}.zip"));
    println!("    {}: {} kB", path.display(), bytes.len().div_ceil(1000));
    std::fs::write(&path, bytes).with_context(|| format!("writing {}", path.display()))
}

/// A ZIP file of these files, in the order of their paths.
fn pack(folder: &str, mut members: Vec<Member>) -> Result<Vec<u8>> {
    members.sort_by(|a, b| a.path.cmp(&b.path));
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for member in members {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(if member.program { 0o755 } else { 0o644 });
        zip.start_file(format!("{folder}/{}", member.path), options)?;
        zip.write_all(&member.bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    use crate::work::www;

    fn members(order: [usize; 3]) -> Vec<Member> {
        let all = || {
            vec![
                Member::new("b/two.txt", "two"),
                Member {
                    program: true,
                    ..Member::new("program", vec![0x7f; 5_000])
                },
                Member::new("a.txt", "one"),
            ]
        };
        order.map(|at| all().swap_remove(at)).into_iter().collect()
    }

    #[test]
    fn an_archive_is_the_same_bytes_whatever_the_order_and_the_time() {
        let first = pack("folder", members([0, 1, 2])).unwrap();
        let again = pack("folder", members([2, 0, 1])).unwrap();
        assert_eq!(first, again);

        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(first)).unwrap();
        let found: Vec<(String, u32)> = (0..zip.len())
            .map(|at| {
                let file = zip.by_index(at).unwrap();
                let mode = file.unix_mode().unwrap() & 0o777;
                (file.name().unwrap().into_owned(), mode)
            })
            .collect();
        assert_eq!(
            found,
            [
                ("folder/a.txt".to_owned(), 0o644),
                ("folder/b/two.txt".to_owned(), 0o644),
                ("folder/program".to_owned(), 0o755),
            ]
        );
        let mut text = String::new();
        zip.by_name("folder/b/two.txt")
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(text, "two");
    }

    #[test]
    fn a_release_has_the_version_of_the_page_and_of_the_command_line() {
        let package = std::fs::read_to_string(www().join("package.json")).unwrap();
        let package: serde_json::Value = serde_json::from_str(&package).unwrap();
        assert_eq!(package["version"], version().unwrap());
    }
}
