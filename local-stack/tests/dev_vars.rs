//! `.dev.vars.example` is complete: it names every variable that a Worker reads, and no other.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::collections::BTreeSet;
use std::path::PathBuf;

use local_stack::wrangler::required_vars;
use local_stack::{Checkout, WORKERS};

/// Names in capitals that are no variables: bindings.
fn is_binding(name: &str) -> bool {
    name.ends_with("_SERVICE") || name.starts_with("LIMIT_")
}

/// What looks like a variable's name among the texts of a source file.
fn names_in(source: &str) -> BTreeSet<String> {
    let texts = source.split('"').skip(1).step_by(2);
    let is_name = |text: &&str| {
        text.len() > 4
            && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
            && !is_binding(text)
    };
    texts.filter(is_name).map(str::to_owned).collect()
}

/// The files that read variables: each Worker's `config.rs`, what it is split into, and what they share.
fn sources() -> Vec<PathBuf> {
    let checkout = Checkout::default();
    let mut files = vec![checkout.path("shared/src/config.rs")];
    for worker in WORKERS {
        let folder = worker.folder(&checkout).join("src");
        files.push(folder.join("config.rs"));
        let parts = std::fs::read_dir(folder.join("config")).into_iter().flatten();
        files.extend(parts.map(|entry| entry.unwrap().path()));
    }
    files
}

fn example() -> String {
    std::fs::read_to_string(Checkout::default().path(".dev.vars.example")).unwrap()
}

/// The variables of the example: those that are set, or those that stand in comments.
fn set_in_example(commented: bool) -> BTreeSet<String> {
    let example = example();
    let lines = example.lines().filter(|line| line.starts_with("# ") == commented);
    let names = lines
        .filter_map(|line| line.trim_start_matches("# ").split_once("=\""))
        .map(|(name, _)| name.to_owned());
    names.collect()
}

#[test]
fn it_names_every_variable_that_a_worker_reads_and_no_other() {
    let read: BTreeSet<String> =
        sources().iter().flat_map(|file| names_in(&std::fs::read_to_string(file).unwrap())).collect();
    let named: BTreeSet<String> = set_in_example(false).union(&set_in_example(true)).cloned().collect();
    assert_eq!(named, read);
}

#[test]
fn what_a_worker_cannot_do_without_is_no_comment() {
    let set = set_in_example(false);
    for name in WORKERS.into_iter().flat_map(required_vars) {
        assert!(set.contains(*name), "{name}");
    }
}

#[test]
fn no_name_means_two_things_in_two_workers() {
    let databases: Vec<&str> = WORKERS
        .into_iter()
        .flat_map(required_vars)
        .copied()
        .filter(|name| name.ends_with("DATABASE_URL"))
        .collect();
    assert_eq!(databases, ["DATABASE_URL", "BLOG_DATABASE_URL", "MANAGER_DATABASE_URL"]);
}
