//! `cargo xtask openapi [--check | --breaking REV | --record]`: the document of the API, made of the code, and the client's types,
//! made of the document.

mod breaking;
mod shape;

use std::collections::BTreeMap;
use std::fs;
use std::process::ExitCode;

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use local_stack::{Checkout, Progress, Tool, setup};
use serde_json::Value;

/// Where the document is.
const FILE: &str = "openapi.json";
/// The test that does everything once.
const TOUR: &str = "tour::";
/// Examples of its operations.
const EXAMPLES: &str = "e2e/examples/openapi/examples.json";

#[derive(Debug, Args)]
pub(crate) struct Openapi {
    /// Only compares the file with what the code says, and looks at its form
    #[arg(long, conflicts_with = "breaking")]
    check: bool,
    /// Lists what would break a client that was made from the document of this revision
    #[arg(long, value_name = "REV")]
    breaking: Option<String>,
    /// Runs the end-to-end test that does everything once, and keeps what it receives as examples of the operations that have none
    #[arg(long, conflicts_with_all = ["check", "breaking"])]
    record: bool,
}

impl Openapi {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let (checkout, progress) = (Checkout::default(), Progress::default());
        if let Some(revision) = &self.breaking {
            return compare(&checkout, revision);
        }
        if self.record {
            record(&checkout, progress)?;
        }
        progress.step("describing the API");
        let described = described(&checkout)?;
        let file = checkout.path(FILE);
        if self.check {
            every_operation_has_an_example(&checkout, &described)?;
            let committed = fs::read_to_string(&file).unwrap_or_default();
            ensure!(committed == described, "{FILE} differs from the code: run `cargo xtask openapi`");
            lint(&checkout, progress)?;
        } else {
            fs::write(&file, described)?;
        }
        client_types(&checkout, self.check, progress)?;
        progress.step("openapi.json says what the code does");
        Ok(ExitCode::SUCCESS)
    }
}

/// What the code says now: `e2e/examples/openapi`, since no tool imports a Worker.
fn described(checkout: &Checkout) -> Result<String> {
    Tool::new("cargo")
        .args(["run", "--quiet", "--package", "e2e", "--example", "openapi"])
        .folder(checkout.root())
        .env_remove("RUSTFLAGS")
        .advice("a route, parameter or type is not described as it is; see above")
        .output()
}

/// Adds the answers that a run of the tests received. One that is there already stays as it is, so that the file changes
/// for a reason only: to have it recorded anew, delete it.
fn record(checkout: &Checkout, progress: Progress) -> Result<()> {
    let folder = checkout.local("examples");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    progress.step("doing everything once for examples");
    Tool::new("cargo")
        .args(["xtask", "test", "--e2e", TOUR])
        .folder(checkout.root())
        .env("LOGICSPIKE_EXAMPLES", &folder)
        .advice("mend the tests first")
        .run()?;
    let file = checkout.path(EXAMPLES);
    let mut examples: BTreeMap<String, Value> = serde_json::from_str(&fs::read_to_string(&file)?)?;
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let received: Value = serde_json::from_str(&fs::read_to_string(&path)?)?;
        examples.entry(name).or_insert(received);
    }
    fs::write(&file, format!("{}\n", serde_json::to_string_pretty(&examples)?))?;
    progress.step(format!("{} operations have an example", examples.len()));
    Ok(())
}

/// What a reader of the document sees of an operation is what somebody has really received.
fn every_operation_has_an_example(checkout: &Checkout, document: &str) -> Result<()> {
    let document: Value = serde_json::from_str(document)?;
    let examples: BTreeMap<String, Value> =
        serde_json::from_str(&fs::read_to_string(checkout.path(EXAMPLES))?)?;
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    let operations = paths.filter_map(|(_, item)| item.as_object()).flat_map(|item| item.values());
    let names = operations.filter_map(|operation| operation.get("operationId")?.as_str());
    let without: Vec<&str> = names.filter(|name| !examples.contains_key(*name)).collect();
    ensure!(without.is_empty(), "no example of {}: run `cargo xtask openapi --record`", without.join(", "));
    Ok(())
}

/// Whether tools of others can read it.
fn lint(checkout: &Checkout, progress: Progress) -> Result<()> {
    progress.step("looking at its form (redocly lint)");
    setup::run(checkout, &progress)?;
    Tool::new("npm")
        .args(["run", "--silent", "openapi"])
        .folder(checkout.root())
        .advice("mend what the service's openapi.rs or its types say")
        .run()
}

/// Writes the types of the client for websites from the document, or compares them.
fn client_types(checkout: &Checkout, check: bool, progress: Progress) -> Result<()> {
    let sdk = checkout.path("sdk");
    setup::npm_packages(&sdk, &progress)?;
    progress.step("the client's types");
    Tool::new("npm")
        .args(["run", "--silent", "types"])
        .args(check.then_some(["--", "--check"]).into_iter().flatten())
        .folder(&sdk)
        .advice("run `cargo xtask openapi`, and give new schemas a public name in sdk/src/core/types.ts")
        .run()
}

fn compare(checkout: &Checkout, revision: &str) -> Result<ExitCode> {
    let earlier = Tool::new("git")
        .args(["show", &format!("{revision}:{FILE}")])
        .folder(checkout.root())
        .advice("that revision has no openapi.json")
        .output()?;
    let now = fs::read_to_string(checkout.path(FILE)).with_context(|| FILE.to_owned())?;
    let (earlier, now): (Value, Value) = (serde_json::from_str(&earlier)?, serde_json::from_str(&now)?);
    let faults = breaking::changes(&earlier, &now);
    for fault in &faults {
        println!("{fault}");
    }
    println!("{} changes since {revision} would break a client", faults.len());
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
