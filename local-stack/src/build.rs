//! Release builds of the Workers: cargo, wasm-bindgen, wasm-opt and esbuild, driven by `worker-build`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use sha2::{Digest, Sha256};

use crate::checkout::Checkout;
use crate::files;
use crate::progress::Progress;
use crate::setup::Tools;
use crate::tool::Tool;
use crate::worker::Worker;

/// What is uploaded: the module that starts the other.
pub const ARTEFACTS: [&str; 2] = ["index.js", "index_bg.wasm"];

/// Copies what was built last, for a stack to run from: a later build must not change a Worker that runs,
/// least of all halfway.
pub(crate) fn snapshot(checkout: &Checkout, workers: &[Worker], stack: &Path) -> Result<()> {
    let _lock = files::lock(&checkout.local("build.lock"))?;
    for worker in workers {
        let folder = snapshot_folder(stack, *worker);
        files::remove(&folder)?;
        files::private_folder(&folder)?;
        for name in ARTEFACTS {
            let built = checkout.build_folder(*worker).join(name);
            let not_built = || format!("the {} is not built; run `cargo xtask build`", worker.name());
            std::fs::copy(&built, folder.join(name)).with_context(not_built)?;
        }
    }
    Ok(())
}

/// Where a stack keeps its copy.
pub(crate) fn snapshot_folder(stack: &Path, worker: Worker) -> PathBuf {
    stack.join("build").join(worker.name())
}

/// Builds Workers, skipping those whose compiled code did not change.
pub fn build_workers(
    checkout: &Checkout,
    tools: &Tools,
    workers: &[Worker],
    progress: &Progress,
) -> Result<()> {
    files::private_folder(&checkout.local(""))?;
    let _lock = files::lock(&checkout.local("build.lock"))?;
    for worker in workers {
        let name = worker.name();
        progress.step(format!("building {name}-worker (release, wasm32)"));
        compile(checkout, tools, *worker).with_context(|| format!("{name}-worker does not compile"))?;
        let wanted = stamp(checkout, *worker)?;
        let stamp_file = checkout.local(format!("build/{name}.stamp"));
        let built = checkout.build_folder(*worker).join("index.js").exists();
        if built && std::fs::read_to_string(&stamp_file).is_ok_and(|found| found == wanted) {
            continue;
        }
        package(checkout, tools, *worker)?;
        files::private_folder(&checkout.local("build"))?;
        std::fs::write(&stamp_file, wanted)
            .with_context(|| format!("cannot write {}", stamp_file.display()))?;
    }
    Ok(())
}

fn cargo_like(
    checkout: &Checkout,
    tools: &Tools,
    program: impl AsRef<std::ffi::OsStr>,
    worker: Worker,
) -> Tool {
    Tool::new(program)
        .folder(checkout.worker_folder(worker))
        .envs(tools.wasm.variables())
        // `RUSTFLAGS` would replace the flags in .cargo/config.toml that wasm32 needs.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .advice("mend what the compiler complains of above")
}

/// The same call of cargo as `worker-build` makes, so that its own is a no-op and we can look at the
/// result before the slower steps. The crates are compiled one by one because together they would share
/// features of dependencies, and be compiled again by `worker-build`, which builds them one by one.
fn compile(checkout: &Checkout, tools: &Tools, worker: Worker) -> Result<()> {
    cargo_like(checkout, tools, "cargo", worker)
        .args(["build", "--quiet", "--lib", "--release", "--target", "wasm32-unknown-unknown"])
        .env("WASM_BINDGEN_USE_JS_SYS", "1")
        .run()
}

fn package(checkout: &Checkout, tools: &Tools, worker: Worker) -> Result<()> {
    let mut worker_build = cargo_like(checkout, tools, checkout.tools().join("bin/worker-build"), worker)
        .arg("--release")
        .env("WASM_BINDGEN_BIN", checkout.tools().join("bin/wasm-bindgen"))
        .env("ESBUILD_BIN", checkout.path("node_modules/esbuild/bin/esbuild"))
        .env("WASM_OPT_BIN", checkout.path("node_modules/binaryen/bin/wasm-opt"));
    // Switches of worker-build that would make another artefact than the one we test.
    for switch in ["CUSTOM_SHIM", "RUN_TO_COMPLETION", "NO_MINIFY", "COREDUMP"] {
        worker_build = worker_build.env_remove(switch);
    }
    worker_build.output().map(drop)
}

/// Names everything that goes into the package: the compiled module and the tools' versions.
fn stamp(checkout: &Checkout, worker: Worker) -> Result<String> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| checkout.path("target"), PathBuf::from);
    let module = target.join("wasm32-unknown-unknown/release").join(format!("{}_worker.wasm", worker.name()));
    let mut hash = Sha256::new();
    let mut add = |path: &Path| -> Result<()> {
        hash.update(std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?);
        Ok(())
    };
    add(&module)?;
    add(&checkout.path("package-lock.json"))?;
    add(&checkout.tools().join("bin/wasm-bindgen"))?;
    add(&checkout.tools().join("bin/worker-build"))?;
    Ok(format!("{:x}", hash.finalize()))
}
