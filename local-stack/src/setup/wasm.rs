//! The standard library for wasm32: from rustup, or built where rustup cannot fetch it.

use anyhow::{Result, bail};

use super::debian;
use super::toolchain::{TARGET, WasmToolchain};
use crate::checkout::Checkout;
use crate::progress::Progress;
use crate::tool::Tool;

pub(super) fn install(checkout: &Checkout, progress: &Progress) -> Result<WasmToolchain> {
    if usual_toolchain_knows_target()? {
        return Ok(WasmToolchain::default());
    }
    if let Some(substitute) = debian::installed(checkout) {
        return Ok(substitute);
    }
    progress.step(format!("set-up: adding the target {TARGET} (rustup)"));
    let rustup = Tool::new("rustup").args(["target", "add", TARGET]).folder(checkout.root()).output();
    let refusal = match rustup {
        Ok(_) if usual_toolchain_knows_target()? => return Ok(WasmToolchain::default()),
        Ok(_) => "rustup added the target to another toolchain than the one in use".to_owned(),
        Err(error) => format!("{error:#}"),
    };
    progress
        .step("set-up: rustup cannot add it; building the standard library from Debian's packages instead");
    match debian::install(checkout, progress) {
        Ok(substitute) => Ok(substitute),
        Err(error) => bail!(
            "there is no standard library for {TARGET}.\nrustup: {refusal}\nDebian: {error:#}\n\
             What to do: run `rustup target add {TARGET}` where its downloads can be reached, or, on Debian 12 or \
             newer, see that apt can reach its archive (`apt-get update`), then run the command again"
        ),
    }
}

fn usual_toolchain_knows_target() -> Result<bool> {
    let advice = "install Rust by rustup";
    let folder =
        Tool::new("rustc").args(["--print", "target-libdir", "--target", TARGET]).advice(advice).output()?;
    let entries = std::fs::read_dir(folder.trim()).into_iter().flatten().flatten();
    Ok(entries.map(|entry| entry.file_name()).any(|name| name.to_string_lossy().starts_with("libstd-")))
}
