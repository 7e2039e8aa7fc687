//! From Rust to the two script files in which the engine travels:
//! `www/src/engine/generated/engine.js` (the glue of wasm-bindgen) and `engine-bytes.js` (the
//! module as base64, because the page's policy forbids every request: `connect-src 'none'`; packed with
//! LZMA first, since base64 of the bare module hardly compresses on the way; gzip would be a third more).

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lzma_rust2::{LzmaOptions, LzmaWriter};
use wasm_bindgen_cli_support::Bindgen;

use crate::work::{
    cargo, files_below, npm, output, program, root, run, scratch, sha256, step, target, www,
};

const TARGET: &str = "wasm32-unknown-unknown";

/// The optimised module in our own folder.
const MODULE: &str = "engine.wasm";

/// What the page imports: the glue, and the module packed and as base64.
const SCRIPTS: [&str; 2] = ["engine.js", "engine-bytes.js"];

/// How the engine is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Build {
    /// As it is published.
    Whole,
    /// For who works at it: the same engine, larger and slower, built in a part of the time.
    Quick,
}

impl Build {
    /// See `Cargo.toml`.
    fn profile(self) -> &'static str {
        match self {
            Build::Whole => "engine",
            Build::Quick => "engine-quick",
        }
    }
}

/// The engine is behind the landing page in at most so many bytes, as it travels: packed, as base64, with gzip. Its goal is
/// 700 kB; with three systems, rows of databases, and all that looks inside, exports and compares, it is not met.
pub const MOST_BYTES: usize = 1_160_000;

/// What the compiler may use; every browser of the last two years has these. `simd128` makes
/// inflating faster; the others are on by default and named here for `wasm-opt`.
const WASM_OPT_FEATURES: [&str; 7] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
];

/// Functions stay as large as the compiler made them: what `wasm-opt` puts inside of each other is smaller as it is,
/// but a fifteenth larger once it is packed, and not measurably faster.
const WASM_OPT_INLINING: [&str; 3] = [
    "--one-caller-inline-max-function-size=0",
    "--always-inline-max-function-size=8",
    "--flexible-inline-max-function-size=0",
];

/// Adds the wasm target to the toolchain, if it isn't there.
///
/// # Errors
/// When it is missing and rustup can't bring it.
pub fn install_target() -> Result<()> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let sysroot = output(program(rustc, &root()).args(["--print", "sysroot"]))?;
    if PathBuf::from(sysroot.trim())
        .join("lib/rustlib")
        .join(TARGET)
        .is_dir()
    {
        return Ok(());
    }
    step("Installing the Rust target wasm32-unknown-unknown", || {
        run(program("rustup", &root()).args(["target", "add", TARGET])).context(
            "the Rust target wasm32-unknown-unknown is missing and rustup could not add it: \
             install it the way this Rust was installed",
        )
    })
}

/// Installs the npm packages of the page, if the lock file changed since.
///
/// # Errors
/// When npm is missing or fails.
pub fn install_npm() -> Result<()> {
    let lock =
        std::fs::read(www().join("package-lock.json")).context("reading www/package-lock.json")?;
    let stamp = www().join("node_modules").join(".installed-from");
    let wanted = sha256(&lock);
    if std::fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    step("Installing npm packages", || {
        run(&mut npm(&["ci"])).context("npm 10 or newer with Node.js 20 or newer is needed")?;
        std::fs::write(&stamp, &wanted)?;
        Ok(())
    })
}

/// Compiles, binds and optimises the engine, and writes the script files. Steps whose input did not
/// change are left out.
///
/// # Errors
/// When a step fails.
pub fn build(how: Build) -> Result<()> {
    let compiled = step("Compiling the engine to WebAssembly", || {
        compile(&root(), &target(), how)
    })?;
    let input =
        std::fs::read(&compiled).with_context(|| format!("reading {}", compiled.display()))?;

    let generated = www().join("src/engine/generated");
    let stamp = scratch("engine")?.join("made-from");
    let recipe = include_str!("engine.rs");
    let lock = std::fs::read_to_string(www().join("package-lock.json"))?;
    let wanted = sha256(&[&input, recipe.as_bytes(), lock.as_bytes()].concat());
    let there = SCRIPTS.iter().all(|name| generated.join(name).is_file());
    if there && std::fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        println!("==> Binding and optimising: nothing changed");
        return Ok(());
    }
    let _ = std::fs::remove_file(&stamp);
    write_scripts(&compiled, &scratch("engine")?, &generated, how)?;
    std::fs::write(&stamp, &wanted)?;
    Ok(())
}

/// Builds the engine once more, from a copy of the sources in another folder and with nothing left over,
/// and compares: whoever builds this commit gets the bytes that the sums beside the page speak of.
///
/// # Errors
/// When a build fails or the bytes differ.
pub fn reproduce() -> Result<()> {
    install_target()?;
    install_npm()?;
    build(Build::Whole)?;
    let again = scratch("again")?;
    std::fs::remove_dir_all(&again)?;
    let source = again.join("source");
    for part in ["src", "crates", "xtask/src", "examples"] {
        for file in files_below(&root().join(part))? {
            copy_to(
                &root().join(part).join(&file),
                &source.join(part).join(&file),
            )?;
        }
    }
    for file in ["Cargo.toml", "Cargo.lock", "xtask/Cargo.toml"] {
        copy_to(&root().join(file), &source.join(file))?;
    }
    let compiled = step("Compiling the engine again, elsewhere", || {
        compile(&source, &again.join("target"), Build::Whole)
    })?;
    write_scripts(&compiled, &again, &again.join("generated"), Build::Whole)?;
    for name in SCRIPTS {
        let (first, second) = (
            std::fs::read(www().join("src/engine/generated").join(name))?,
            std::fs::read(again.join("generated").join(name))?,
        );
        if first != second {
            bail!("{name} is not the same when it is built again");
        }
        println!("    the same bytes twice: {}  {name}", sha256(&first));
    }
    Ok(std::fs::remove_dir_all(&again)?)
}

/// How large the engine is, in bytes.
pub struct Sizes {
    /// The WebAssembly module as it is.
    pub module: usize,
    /// With gzip.
    pub gzip: usize,
    /// With LZMA, as in the script file before base64.
    pub lzma: usize,
}

/// Sizes of the engine that was built last.
///
/// # Errors
/// When there is none.
pub fn sizes() -> Result<Sizes> {
    let module = std::fs::read(scratch("engine")?.join(MODULE))?;
    Ok(Sizes {
        module: module.len(),
        gzip: gzip(&module)?.len(),
        lzma: lzma(&module, Build::Whole)?.len(),
    })
}

/// Gzip at the highest level, as a host would send a file.
///
/// # Errors
/// None in practice.
pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn copy_to(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::copy(from, to).with_context(|| format!("copying {}", from.display()))?;
    Ok(())
}

/// From the compiled module to the two script files. `work` is for what comes between.
fn write_scripts(compiled: &Path, work: &Path, generated: &Path, how: Build) -> Result<()> {
    let bound = work.join("bound");
    step("Making the JavaScript glue (wasm-bindgen)", || {
        let mut bindgen = Bindgen::new();
        bindgen
            .input_path(compiled)
            .out_name("engine")
            // The page has types of its own for it, generated from the Rust structs.
            .typescript(false)
            // The page hands over the compiled module; the glue must not name a file to fetch.
            .omit_default_module_path(true)
            .web(true)?;
        bindgen.generate(&bound)
    })?;

    let module = work.join(MODULE);
    match how {
        Build::Whole => step("Optimising (wasm-opt -O3)", || {
            run(program("node", &www())
                .arg("node_modules/binaryen/bin/wasm-opt")
                .arg("-O3")
                .args(WASM_OPT_INLINING)
                .args(WASM_OPT_FEATURES)
                .arg(bound.join("engine_bg.wasm"))
                .arg("-o")
                .arg(&module))
        })?,
        Build::Quick => {
            std::fs::copy(bound.join("engine_bg.wasm"), &module)?;
        }
    }

    let bytes = std::fs::read(&module)?;
    let packed = lzma(&bytes, how)?;
    let script = format!("export default \"{}\";\n", STANDARD.encode(&packed));
    let travels = gzip(script.as_bytes())?.len();
    println!(
        "    engine: {} kB of WebAssembly, {} kB packed, {} kB as it travels",
        bytes.len().div_ceil(1000),
        packed.len().div_ceil(1000),
        travels.div_ceil(1000)
    );
    if how == Build::Whole && travels > MOST_BYTES {
        bail!("the engine travels with {travels} bytes: more than {MOST_BYTES}");
    }
    std::fs::create_dir_all(generated)?;
    let [glue, base64] = SCRIPTS;
    std::fs::copy(bound.join(glue), generated.join(glue)).context("copying engine.js")?;
    std::fs::write(generated.join(base64), script)?;
    Ok(())
}

/// A `.lzma` file at the highest level, for `www/src/engine/lzma.ts`: the same bytes every time.
///
/// # Errors
/// When memory can't be had.
fn lzma(bytes: &[u8], how: Build) -> Result<Vec<u8>> {
    let mut options = LzmaOptions::with_preset(match how {
        Build::Whole => 9,
        Build::Quick => 1,
    });
    options.dict_size = u32::try_from(bytes.len().next_power_of_two())?;
    // WebAssembly has no alignment, so the place of a byte tells nothing, and the byte before it much.
    (options.lc, options.lp, options.pb) = (4, 0, 0);
    if how == Build::Whole {
        options.nice_len = 273;
        options.depth_limit = 1_000;
    }
    let mut encoder = LzmaWriter::new_use_header(Vec::new(), &options, Some(bytes.len() as u64))?;
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// Flags of the compiler that leave no path of this machine in what it makes: the same bytes from any folder and user.
pub fn remaps(source: &Path) -> Vec<String> {
    let home = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let cargo_home = home("CARGO_HOME").or_else(|| {
        home("HOME")
            .or_else(|| home("USERPROFILE"))
            .map(|home| home.join(".cargo"))
    });
    let mut flags = Vec::new();
    if let Some(home) = cargo_home {
        flags.push(format!("--remap-path-prefix={}=/cargo", home.display()));
    }
    flags.push(format!("--remap-path-prefix={}=/project", source.display()));
    flags
}

/// Runs cargo for the wasm target and returns the module's path.
fn compile(source: &Path, target: &Path, how: Build) -> Result<PathBuf> {
    let mut flags = vec!["-Ctarget-feature=+simd128".to_owned()];
    flags.extend(remaps(source));
    run(cargo()
        .current_dir(source)
        .env("CARGO_TARGET_DIR", target)
        .args([
            "build",
            "--profile",
            how.profile(),
            "--package",
            "backup-inspector",
            "--lib",
        ])
        .args(["--no-default-features", "--target", TARGET])
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")))?;
    Ok(target
        .join(TARGET)
        .join(how.profile())
        .join("backup_inspector.wasm"))
}
