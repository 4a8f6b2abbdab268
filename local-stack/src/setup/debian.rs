//! The wasm32 standard library where rustup's downloads cannot be reached: Debian's `rustc-web` with the
//! sources of its standard library, unpacked inside the checkout (nothing is installed, no root needed).
//!
//! The library is built once and laid where that compiler looks for it, so that every later build is an
//! ordinary one: a folder of small scripts stands first on the PATH, and its `rustc` knows the target.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use super::toolchain::{TARGET, WasmToolchain};
use crate::checkout::Checkout;
use crate::files;
use crate::progress::Progress;
use crate::tool::Tool;

const PACKAGES: [&str; 4] = ["rustc-web", "rust-web-src", "libstd-rust-web-dev", "rust-web-clippy"];
/// What the `worker` crate asks for.
const OLDEST_RUSTC_MINOR: u32 = 91;
/// The linker for wasm32. Debian's compiler comes without; rustup's has it.
const LINKER: &str = "rust-lld";

fn home(checkout: &Checkout) -> PathBuf {
    checkout.local("wasm-toolchain")
}

/// The toolchain of an earlier set-up, if there is one.
pub(super) fn installed(checkout: &Checkout) -> Option<WasmToolchain> {
    let programs = home(checkout).join("bin");
    // The scripts are written last; the linker is a link into a toolchain that may have been removed since.
    let complete = programs.join("rustc").exists() && programs.join(LINKER).exists();
    complete.then(|| WasmToolchain::in_folder(programs))
}

pub(super) fn install(checkout: &Checkout, progress: &Progress) -> Result<WasmToolchain> {
    let home = home(checkout);
    files::remove(&home)?;
    let root = home.join("root");
    std::fs::create_dir_all(&root)?;
    progress.step("set-up: downloading rustc-web and its sources (apt)");
    unpack_packages(&home, &root)?;

    let compiler = Compiler::find(&root)?;
    compiler.check_version()?;
    progress.step("set-up: building the standard library for wasm32 (a minute or two, once)");
    build_library(&home, &compiler)?;
    link_linker(&home.join("bin"))?;
    compiler.write_scripts(&home.join("bin"))?;
    installed(checkout).context("the set-up of rustc-web left no compiler")
}

fn unpack_packages(home: &Path, root: &Path) -> Result<()> {
    if rustix::process::geteuid().is_root() {
        Tool::new("apt-get").args(["update", "-qq"]).output()?;
    }
    let only_dependencies = ["recommends", "suggests", "conflicts", "breaks", "replaces", "enhances"];
    let closure = Tool::new("apt-cache")
        .args(["depends", "--recurse"])
        .args(only_dependencies.map(|kind| format!("--no-{kind}")))
        .arg("rustc-web")
        .output()?;
    // Of its dependencies only the compiler's own library and LLVM are unusual on a developer's machine.
    let libraries =
        closure.lines().filter(|line| line.starts_with("libstd-rust-web-1.") || line.starts_with("libllvm"));
    let downloads = home.join("packages");
    std::fs::create_dir_all(&downloads)?;
    Tool::new("apt-get")
        .args(["download", "-qq"])
        .args(PACKAGES)
        .args(libraries)
        .folder(&downloads)
        .output()?;
    for package in std::fs::read_dir(&downloads)? {
        Tool::new("dpkg").arg("-x").arg(package?.path()).arg(root).output()?;
    }
    files::remove(&downloads)
}

/// The unpacked compiler.
struct Compiler {
    /// `usr` of the unpacked packages; the sysroot.
    usr: PathBuf,
    /// Where its own shared library lies.
    libraries: PathBuf,
}

impl Compiler {
    fn find(root: &Path) -> Result<Self> {
        let usr = root.join("usr");
        let folders =
            std::fs::read_dir(usr.join("lib")).context("rustc-web has no library folder")?.flatten();
        let has_driver = |folder: &PathBuf| {
            let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
            entries
                .map(|entry| entry.file_name())
                .any(|name| name.to_string_lossy().starts_with("librustc_driver"))
        };
        let libraries = folders
            .map(|entry| entry.path())
            .find(has_driver)
            .context("rustc-web lacks its driver library")?;
        Ok(Self { usr, libraries })
    }

    fn rustc(&self) -> Tool {
        Tool::new(self.usr.join("bin/rustc")).env("LD_LIBRARY_PATH", &self.libraries)
    }

    fn check_version(&self) -> Result<()> {
        let text = self.rustc().arg("--version").output()?;
        let minor = text.split('.').nth(1).and_then(|minor| minor.parse::<u32>().ok());
        ensure!(
            minor.is_some_and(|minor| minor >= OLDEST_RUSTC_MINOR),
            "Debian's rustc-web is {}; the Workers need 1.{OLDEST_RUSTC_MINOR} or newer (is debian-security among apt's sources?)",
            text.trim()
        );
        Ok(())
    }

    /// Scripts in the names of the programs, because these need the folder of their libraries named.
    fn write_scripts(&self, folder: &Path) -> Result<()> {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::create_dir_all(folder)?;
        for program in ["cargo-clippy", "clippy-driver", "rustdoc", "rustc"] {
            let script = format!(
                "#!/bin/sh\nLD_LIBRARY_PATH={}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}} exec {} \"$@\"\n",
                quoted(self.libraries.as_os_str()),
                quoted(self.usr.join("bin").join(program).as_os_str())
            );
            let path = folder.join(program);
            std::fs::write(&path, script)?;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755))?;
        }
        Ok(())
    }
}

/// Puts rustup's linker where the compiler finds it: on the PATH.
fn link_linker(folder: &Path) -> Result<()> {
    let sysroot = Tool::new("rustc").args(["--print", "sysroot"]).output()?;
    let targets = std::fs::read_dir(Path::new(sysroot.trim()).join("lib/rustlib"))?.flatten();
    let linker = targets.map(|target| target.path().join("bin").join(LINKER)).find(|path| path.exists());
    let linker =
        linker.with_context(|| format!("the Rust toolchain in {} has no {LINKER}", sysroot.trim()))?;
    std::fs::create_dir_all(folder)?;
    std::os::unix::fs::symlink(linker, folder.join(LINKER)).context("cannot link the linker")
}

fn quoted(text: &OsStr) -> String {
    format!("'{}'", text.to_string_lossy().replace('\'', r"'\''"))
}

/// Builds an empty crate with `-Zbuild-std` and keeps the libraries it was built with.
fn build_library(home: &Path, compiler: &Compiler) -> Result<()> {
    let scripts = home.join("bootstrap");
    compiler.write_scripts(&scripts)?;
    let source = home.join("empty");
    std::fs::create_dir_all(source.join("src"))?;
    std::fs::write(source.join("src/lib.rs"), "#![no_std]\n")?;
    let manifest = "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n";
    std::fs::write(source.join("Cargo.toml"), manifest)?;
    let target = home.join("target");
    Tool::new("cargo")
        .args(["build", "--quiet", "-Zbuild-std=std,panic_abort", "--release", "--target", TARGET])
        .folder(&source)
        // The names of unstable flags are accepted by a stable cargo and compiler only under this variable.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTC", scripts.join("rustc"))
        .env("CARGO_TARGET_DIR", &target)
        .env_remove("RUSTFLAGS")
        .output()?;

    let kept = compiler.usr.join("lib/rustlib").join(TARGET).join("lib");
    std::fs::create_dir_all(&kept)?;
    for entry in std::fs::read_dir(target.join(TARGET).join("release/deps"))? {
        let path = entry?.path();
        let is_library = path.extension().is_some_and(|extension| extension == "rlib");
        if let Some(name) =
            path.file_name().filter(|name| is_library && !name.to_string_lossy().starts_with("libempty-"))
        {
            std::fs::copy(&path, kept.join(name))?;
        }
    }
    for finished in [scripts, source, target] {
        files::remove(&finished)?;
    }
    Ok(())
}
