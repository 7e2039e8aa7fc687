//! The page: engine, bundle, and sums of what was built.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::engine::{self, Build};
use crate::work::{files_below, npm_run, run, sha256, step, www};

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
        write_sums()
    })?;
    Ok(dist)
}

/// `SHA256SUMS` beside the built files, in the form that `sha256sum --check` reads.
fn write_sums() -> Result<()> {
    let dist = www().join("dist");
    let mut text = String::new();
    for file in files_below(&dist)? {
        if file.as_os_str() != "SHA256SUMS" {
            let name = file.to_string_lossy().replace('\\', "/");
            writeln!(
                text,
                "{}  {name}",
                sha256(&std::fs::read(dist.join(&file))?)
            )?;
        }
    }
    std::fs::write(dist.join("SHA256SUMS"), text)?;
    Ok(())
}
