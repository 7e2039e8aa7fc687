//! The page: engine, bundle, and sums of what was built.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::engine::{self, Build};
use crate::work::{files_below, npm_in, npm_run, run, scratch, sha256, step, www};

/// Name of the page as one file (`www/build/one-file.ts`).
pub const ONE_FILE: &str = "backup-inspector.html";

/// Builds everything and returns the folder that a host would serve.
///
/// # Errors
/// When a step fails.
pub fn build(how: Build) -> Result<PathBuf> {
    engine::install_target()?;
    engine::install_npm()?;
    engine::build(how)?;
    let dist = www().join("dist");
    step("Bundling the page (Vite)", || {
        run(&mut npm_run("build"))?;
        if !dist.join("index.html").is_file() {
            bail!("the build left no index.html in www/dist");
        }
        write_sums(&dist)
    })?;
    Ok(dist)
}

/// The page as one HTML file, from the engine that was built last; `to` is its folder.
///
/// # Errors
/// When the bundling fails.
pub fn one_file(to: &Path) -> Result<PathBuf> {
    let made = scratch("one-file")?;
    step("Bundling the page as one file (Vite)", || {
        run(npm_run("build")
            .args(["--", "--mode", "one-file", "--emptyOutDir", "--outDir"])
            .arg(&made))?;
        std::fs::create_dir_all(to)?;
        let file = to.join(ONE_FILE);
        std::fs::copy(made.join(ONE_FILE), &file)
            .with_context(|| format!("the build left no {ONE_FILE}"))?;
        println!("    {} kB", std::fs::metadata(&file)?.len().div_ceil(1000));
        Ok(file)
    })
}

/// The npm package (`www/build/package.ts`), from the engine that was built last: the folder `npm` below `to`, and beside
/// that the file that npm makes of it, which has no times and no owners either.
///
/// # Errors
/// When the bundling or the packing fails.
pub fn npm_package(to: &Path) -> Result<PathBuf> {
    let folder = to.join("npm");
    step("Bundling the npm package (Vite)", || {
        run(npm_run("build")
            .args(["--", "--mode", "package", "--emptyOutDir", "--outDir"])
            .arg(&folder))?;
        run(npm_in(&folder)
            .args([
                "pack",
                "--silent",
                "--no-update-notifier",
                "--pack-destination",
            ])
            .arg(to))?;
        Ok(folder)
    })
}

/// `SHA256SUMS` beside the built files, in the form that `sha256sum --check` reads.
///
/// # Errors
/// When a file can't be read, or the sums can't be written.
pub fn write_sums(folder: &Path) -> Result<()> {
    let mut text = String::new();
    for file in files_below(folder)? {
        if file.as_os_str() != "SHA256SUMS" {
            let name = file.to_string_lossy().replace('\\', "/");
            writeln!(
                text,
                "{}  {name}",
                sha256(&std::fs::read(folder.join(&file))?)
            )?;
        }
    }
    std::fs::write(folder.join("SHA256SUMS"), text)?;
    Ok(())
}
