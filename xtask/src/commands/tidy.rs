//! `cargo xtask tidy`: the rules of the house that no compiler knows. Who imports whom, no circles, SQL and the runtime
//! in their rooms, every file introduced, and nothing in a Worker that only describes it.

mod crates;
mod rules;
mod source;

use std::path::Path;

use anyhow::{Result, ensure};
use local_stack::{Checkout, Tool, WORKERS};

use self::crates::{Crate, File, Module};
use self::rules::{CRATES, CrateRule, OURS, RUNTIME};

pub(crate) fn run() -> Result<()> {
    let checkout = Checkout::default();
    let mut files = 0;
    let mut faults = Vec::new();
    for rule in CRATES {
        let whole = Crate::read(&checkout.path(rule.folder).join("src"))?;
        files += whole.files().count();
        faults.extend(faults_of(rule, &whole));
    }
    faults.extend(describers(&checkout)?);
    for fault in &faults {
        println!("{fault}");
    }
    ensure!(faults.is_empty(), "{} faults; CONTRIBUTING.md says where a line belongs", faults.len());
    println!("{files} files, no circle, every import where it may be");
    Ok(())
}

/// The crates that describe the API, if a Worker's build has any: the feature `openapi` is for native programs.
fn describers(checkout: &Checkout) -> Result<Vec<String>> {
    let packages = WORKERS.iter().map(|worker| format!("--package={}-worker", worker.name()));
    let tree = Tool::new("cargo")
        .args(["tree", "--locked", "--target", "wasm32-unknown-unknown", "--edges", "normal,build"])
        .args(["--prefix", "none", "--format", "{p}"])
        .args(packages)
        .folder(checkout.root())
        .advice("see above; Cargo.lock may have to be written anew")
        .output()?;
    ensure!(tree.contains("serde_json"), "cargo tree does not list what the Workers link");
    let found = tree.lines().filter(|line| line.starts_with("schemars"));
    Ok(found.map(|line| format!("a Worker links {line}: something enables its feature `openapi`")).collect())
}

/// Everything that is not as the rules want it.
fn faults_of(rule: &CrateRule, whole: &Crate) -> Vec<String> {
    let mut faults = Vec::new();
    for (module, file) in whole.files() {
        let name = format!("{}/src/{}", rule.folder, file.path.display());
        faults.extend(in_file(rule, whole, module, file).into_iter().map(|fault| format!("{name}: {fault}")));
    }
    for circle in whole.circles() {
        let files: Vec<String> = circle.iter().map(|path| path.display().to_string()).collect();
        faults.push(format!("{}: a circle of imports: {}", rule.folder, files.join(" ↔ ")));
    }
    faults
}

fn in_file(rule: &CrateRule, whole: &Crate, module: &Module, file: &File) -> Vec<String> {
    let mut faults = Vec::new();
    let room = room_of(module, &file.path);
    let imports = whole.imports(module);
    if let Some(known) = rule.rooms.iter().find(|known| known.name == room) {
        for target in &imports.files {
            let other = target.first().map_or("lib", String::as_str);
            if other != room && !known.may_import.contains(&other) {
                faults.push(format!("imports {}; `{room}` may not import `{other}`", target.join("::")));
            }
        }
    }
    for root in &imports.roots {
        if RUNTIME.contains(&root.as_str()) && !rule.edges.contains(&room) {
            faults.push(format!("names `{root}`; only {:?} may", rule.edges));
        }
        if OURS.contains(&root.as_str()) && !rule.may_name.contains(&root.as_str()) && !is_self(rule, root) {
            faults.push(format!("names `{root}`; {} may name {:?}", rule.folder, rule.may_name));
        }
    }
    if let Some(statement) = &file.source.sql
        && !rule.sql.contains(&room)
    {
        faults.push(format!("holds SQL ({statement}…); only {:?} may", rule.sql));
    }
    if !file.source.is_introduced {
        faults.push("begins without a comment that says what it is for".to_owned());
    }
    faults
}

/// The file or folder right below `src`.
fn room_of<'a>(module: &'a Module, path: &Path) -> &'a str {
    let root = if path.starts_with("main.rs") { "main" } else { "lib" };
    module.first().map_or(root, String::as_str)
}

fn is_self(rule: &CrateRule, name: &str) -> bool {
    rule.folder.replace('-', "_") == name
}
