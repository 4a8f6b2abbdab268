//! What must be installed and built before anything can run.

use local_stack::{Checkout, Tool, WORKERS};

use super::checks::Report;

pub(super) fn check(checkout: &Checkout, report: &mut Report) {
    let setup = "run `cargo xtask setup`";
    for (what, program, mend) in [
        ("Rust is installed", "rustc", "install Rust by rustup"),
        ("Node.js is installed", "node", "install Node.js 20 or newer, with npm"),
        ("a C compiler is installed", "cc", "install gcc or clang"),
    ] {
        report.check(
            what,
            Tool::new(program).arg("--version").output().map(drop).map_err(|error| first_line(&error)),
            mend,
        );
    }
    for (what, path) in [
        ("npm packages are installed", checkout.npm_bin("wrangler")),
        ("wasm-bindgen is installed", checkout.tools().join("bin/wasm-bindgen")),
    ] {
        let present = path.exists().then_some(()).ok_or_else(|| format!("{} is missing", path.display()));
        report.check(what, present, setup);
    }
    for worker in WORKERS {
        let built = checkout.build_folder(worker).join("index.js").exists();
        let result = built.then_some(()).ok_or_else(|| "its build folder is empty".to_owned());
        report.check(&format!("{}-worker is built", worker.name()), result, "run `cargo xtask build`");
    }
}

fn first_line(error: &anyhow::Error) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}
