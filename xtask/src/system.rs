//! Programs of the system that the tests use: found, or installed through the system's package
//! manager where that is permitted (apt, as root), else asked for in plain words.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::work::{answers, program, root, run, step};

/// A Chromium for the browser tests.
///
/// # Errors
/// When there is none and it can't be installed.
pub fn chromium() -> Result<PathBuf> {
    if let Some(found) = find_chromium() {
        return Ok(found);
    }
    apt_install(&["chromium"]);
    match find_chromium() {
        Some(found) => Ok(found),
        None => bail!(
            "no Chromium was found: install the package \"chromium\" of your system (or Google Chrome), \
             or name its program in the variable CHROMIUM"
        ),
    }
}

fn find_chromium() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Some(named.into());
    }
    [
        "chromium",
        "chromium-browser",
        "google-chrome-stable",
        "google-chrome",
    ]
    .into_iter()
    .find_map(on_path)
    .or_else(|| {
        let mac = Path::new("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
        mac.is_file().then(|| mac.to_path_buf())
    })
}

/// A Firefox for the test of the main path, if there is one or it can be installed.
pub fn firefox() -> Option<PathBuf> {
    let find = || {
        std::env::var_os("FIREFOX")
            .map(PathBuf::from)
            .or_else(|| ["firefox-esr", "firefox"].into_iter().find_map(on_path))
    };
    find().or_else(|| {
        apt_install(&["firefox-esr"]);
        find()
    })
}

/// Info-ZIP, 7-Zip and .NET (or Mono, whose ZIP reader is made of the same source), with which the tests open our copies. Tests
/// without them still run, but say less.
pub fn zip_programs() {
    let has_dotnet = || {
        std::env::var_os("DOTNET").is_some()
            || ["dotnet", "mono"].map(on_path).iter().any(Option::is_some)
    };
    let mut missing: Vec<&str> = [("unzip", "unzip"), ("7z", "p7zip-full")]
        .into_iter()
        .filter(|(name, _)| on_path(name).is_none())
        .map(|(_, package)| package)
        .collect();
    if !has_dotnet() {
        missing.extend([
            "mono-runtime",
            "mono-mcs",
            "libmono-system-io-compression4.0-cil",
        ]);
    }
    if !missing.is_empty() {
        apt_install(&missing);
    }
    let note =
        |name| println!("    note: {name} is not installed; what only it can tell is not tested");
    for name in ["unzip", "7z"] {
        if on_path(name).is_none() {
            note(name);
        }
    }
    if !has_dotnet() {
        note(".NET (or Mono)");
    }
}

/// Valgrind, which counts instructions.
///
/// # Errors
/// When it is missing and can't be installed.
pub fn valgrind() -> Result<()> {
    if on_path("valgrind").is_none() {
        apt_install(&["valgrind"]);
    }
    if on_path("valgrind").is_none() {
        bail!("valgrind was not found: install the package \"valgrind\" of your system");
    }
    Ok(())
}

/// A web server that Debian packs, `nginx` or `caddy`, if it is there or can be installed.
pub fn web_server(name: &str) -> Option<PathBuf> {
    // Servers are found there by who manages the system.
    let find = || {
        on_path(name).or_else(|| {
            let path = Path::new("/usr/sbin").join(name);
            path.is_file().then_some(path)
        })
    };
    find().or_else(|| {
        apt_install(&[if name == "nginx" { "nginx-light" } else { name }]);
        find()
    })
}

/// The full path of a program.
pub fn on_path(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

/// Whether this process may do everything.
pub fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| {
        #[cfg(unix)]
        {
            std::os::unix::fs::MetadataExt::uid(&own) == 0
        }
        #[cfg(not(unix))]
        {
            let _ = own;
            false
        }
    })
}

/// Installs Debian packages, if that is possible without asking for a password.
fn apt_install(packages: &[&str]) {
    if !is_root() || !answers("apt-get", "--version") {
        return;
    }
    // A failure is told by whoever then misses the program.
    let _ = step(
        &format!("Installing {} (apt-get)", packages.join(", ")),
        || {
            let apt = |arguments: &[&str]| {
                let mut command = program("apt-get", &root());
                command
                    .args(["-qq", "-o", "Dpkg::Use-Pty=0"])
                    .args(arguments)
                    .env("DEBIAN_FRONTEND", "noninteractive");
                command.stdout(std::process::Stdio::null());
                run(&mut command)
            };
            apt(&["update"])?;
            apt(&[&["install", "--yes", "--no-install-recommends"], packages].concat())
        },
    );
}
