//! From a compiled Worker to what is uploaded: wasm-bindgen writes the JavaScript around the module, esbuild makes one
//! file of that and of ours.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::artefacts::ARTEFACTS;
use crate::checkout::Checkout;
use crate::files;
use crate::tool::Tool;

/// What is ours in the JavaScript of a Worker.
const EDGE: &str = "shared/edge";
/// The file of it that the runtime starts.
const ENTRY: &str = "worker.js";

/// Its files, in a fixed order.
pub(super) fn edge_files(checkout: &Checkout) -> Result<Vec<PathBuf>> {
    let unreadable = || format!("cannot read {EDGE}");
    let entries = std::fs::read_dir(checkout.path(EDGE)).with_context(unreadable)?;
    let mut files: Vec<PathBuf> =
        entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>().with_context(unreadable)?;
    files.sort();
    Ok(files)
}

/// Packages a module into a folder. What was there before goes on being complete until the last moment.
pub(super) fn package(checkout: &Checkout, module: &Path, target: &Path, workshop: &Path) -> Result<()> {
    files::remove(workshop)?;
    files::private_folder(workshop)?;
    bind(checkout, module, workshop)?;
    for file in edge_files(checkout)? {
        let name = file.file_name().context("a file has a name")?;
        std::fs::copy(&file, workshop.join(name))
            .with_context(|| format!("cannot copy {}", file.display()))?;
    }
    bundle(checkout, workshop)?;
    // wasm-bindgen imports the module by a proposal that the runtime does not know yet; its own form of the same is older.
    let bundled = workshop.join(ARTEFACTS[0]);
    let text = std::fs::read_to_string(&bundled).context("esbuild wrote nothing")?;
    std::fs::write(&bundled, text.replace("import source ", "import ")).context("cannot write the bundle")?;

    std::fs::create_dir_all(target).with_context(|| format!("cannot create {}", target.display()))?;
    // The module first: whoever watches the folder is woken by the file that starts it.
    for name in ARTEFACTS.into_iter().rev() {
        std::fs::rename(workshop.join(name), target.join(name))
            .with_context(|| format!("cannot put {name} into {}", target.display()))?;
    }
    files::remove(workshop)
}

/// The glue between the module and JavaScript. Names of functions are left out: they are a seventh of a Worker, and a
/// panic names its file and line without them.
fn bind(checkout: &Checkout, module: &Path, workshop: &Path) -> Result<()> {
    Tool::new(checkout.tools().join("bin/wasm-bindgen"))
        .arg(module)
        .args(["--target", "module", "--out-name", "index", "--no-typescript", "--out-dir"])
        .arg(workshop)
        // What the entry needs to replace an instance that panicked.
        .args(["--experimental-reset-state-function", "--force-enable-abort-handler"])
        .args(["--remove-name-section", "--remove-producers-section"])
        .advice(
            "its version has to be that of the crate `wasm-bindgen` in Cargo.lock: run `cargo xtask setup`",
        )
        .output()
        .map(drop)
}

fn bundle(checkout: &Checkout, workshop: &Path) -> Result<()> {
    Tool::new(checkout.npm_bin("esbuild"))
        .arg(ENTRY)
        .args(["--bundle", "--minify", "--format=esm", "--outfile=index.js", "--allow-overwrite"])
        .args(["--external:./index_bg.wasm", "--external:cloudflare:*", "--log-level=error"])
        .folder(workshop)
        .advice("see its message")
        .output()
        .map(drop)
}
