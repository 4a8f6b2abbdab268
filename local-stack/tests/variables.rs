//! What people read about variables agrees with the table that the code reads: `.dev.vars.example`,
//! `docs/configuration.md` and the lists at the top of the wrangler files. `UPDATE_DOCS=1` writes them anew.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use local_stack::{Checkout, WORKERS, Worker};
use logicspike_shared::variables::{self, Absent, Kind, Variable};
use toml::{Table, Value};

/// Compares a file with what it should be, or writes it.
fn compare(file: &Path, expected: &str) {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        // Tests beside this one read these files: they see the old one or the new one.
        let unfinished = file.with_extension("unfinished");
        std::fs::write(&unfinished, expected).unwrap();
        std::fs::rename(&unfinished, file).unwrap();
    }
    let committed = std::fs::read_to_string(file).unwrap_or_default();
    assert_eq!(committed, expected, "{} is out of date; UPDATE_DOCS=1 writes it", file.display());
}

fn wrangler_file(worker: Worker) -> String {
    std::fs::read_to_string(Checkout::default().wrangler_file(worker)).unwrap()
}

/// The names in `[vars]` of a wrangler file.
fn set_in_file(worker: Worker) -> BTreeSet<String> {
    let file: Table = wrangler_file(worker).parse().unwrap();
    file.get("vars").and_then(Value::as_table).into_iter().flat_map(Table::keys).cloned().collect()
}

/// What several Workers read, then what each reads alone.
fn sections() -> Vec<(String, Vec<&'static Variable>)> {
    let all = || variables::ALL.iter();
    let mut sections =
        vec![("several Workers".to_owned(), all().filter(|variable| variable.workers.len() > 1).collect())];
    for worker in WORKERS {
        let own = all().filter(|variable| variable.workers == [worker]).collect();
        sections.push((worker.name().to_owned(), own));
    }
    sections
}

fn length(variable: &Variable) -> String {
    variable.shortest.map_or_else(String::new, |chars| format!(" {chars} characters or more."))
}

fn example() -> String {
    let mut text = "\
# Copy this to .dev.vars, fill it in, and run the Workers without the local stack, against any Neon database, or any PostgreSQL
# behind a Neon endpoint (NEON_SQL_ENDPOINT):
#   npx wrangler dev -c wrangler.gateway.toml -c wrangler.blog.toml -c wrangler.manager.toml
# All Workers read this one file. In a deployment each is given its own (docs/operations.md).
# `cargo xtask keygen` makes the pair of keys, `openssl rand -base64 32` a secret; quotes may hold line breaks.
# `cargo xtask doctor` says whether the secrets are long enough.
"
    .to_owned();
    for (title, section) in sections() {
        writeln!(text, "\n# --- {title} ---").unwrap();
        for variable in section {
            let Variable { name, example, meaning, .. } = variable;
            // What stands in a wrangler file is a deployment's.
            let in_file = WORKERS.into_iter().any(|worker| set_in_file(worker).contains(*name));
            let comment = if variable.is_required() || in_file { "" } else { "# " };
            writeln!(text, "# {meaning}{}\n{comment}{name}=\"{example}\"", length(variable)).unwrap();
        }
    }
    text
}

fn page() -> String {
    let mut text = "\
# Configuration

What each Worker is told. This page is written from `shared/src/variables.rs` by a test (`UPDATE_DOCS=1 cargo xtask test -p local-stack`), so it says
what the code reads. A Worker that lacks what it needs, or does not understand what it is given, answers 500 and names all of it in its log, never a value.

A *secret* is set by `npx wrangler secret put NAME -c wrangler.WORKER.toml`, once for each Worker that reads it; anything else stands in `[vars]` of that file.
On a developer's machine `.dev.vars` holds all of them (`.dev.vars.example`); `cargo xtask dev` needs none.
"
    .to_owned();
    for (title, section) in sections() {
        let title =
            if title == "several Workers" { "Several Workers".to_owned() } else { format!("The {title}") };
        write!(text, "\n## {title}\n\n| name | read by | set as | without it | meaning |\n| --- | --- | --- | --- | --- |\n")
            .unwrap();
        for variable in section {
            let readers: Vec<&str> = variable.workers.iter().map(|worker| worker.name()).collect();
            let kind = match variable.kind {
                Kind::Plain => "variable",
                Kind::Secret => "secret",
                Kind::LocalOnly => "local only; `deploy` refuses it",
            };
            let absent = match variable.absent {
                Absent::Fault => "a fault".to_owned(),
                Absent::Default(value) => format!("`{value}`"),
                Absent::Without => "–".to_owned(),
            };
            let (name, meaning) = (variable.name, variable.meaning);
            let (readers, length) = (readers.join(", "), length(variable));
            writeln!(text, "| `{name}` | {readers} | {kind} | {absent} | {meaning}{length} |").unwrap();
        }
    }
    text
}

const LIST: &str = "# Secrets, set once by `wrangler secret put NAME -c ";

/// The comment at the top of a wrangler file: what does not stand in its `[vars]`.
fn list(worker: Worker) -> String {
    let set = set_in_file(worker);
    let mut text = format!("{LIST}wrangler.{}.toml`:\n", worker.name());
    let mut add = |title: &str, wanted: &dyn Fn(&Variable) -> bool| {
        let named: Vec<&Variable> = variables::of(worker)
            .filter(|variable| !set.contains(variable.name) && wanted(variable))
            .collect();
        if !named.is_empty() {
            text.push_str(title);
        }
        let width = named.iter().map(|variable| variable.name.len()).max().unwrap_or_default();
        for variable in named {
            writeln!(text, "#   {:width$}  {}{}", variable.name, variable.meaning, length(variable)).unwrap();
        }
    };
    add("", &|variable| variable.kind == Kind::Secret && variable.is_required());
    add("# Secrets that may be absent:\n", &|variable| {
        variable.kind == Kind::Secret && !variable.is_required()
    });
    add("# Variables that may join those in [vars]:\n", &|variable| variable.kind == Kind::Plain);
    add("# For a developer's machine; `deploy` refuses it:\n", &|variable| variable.kind == Kind::LocalOnly);
    text
}

#[test]
fn the_example_for_developers_has_every_variable_once() {
    compare(&Checkout::default().path(".dev.vars.example"), &example());
    for variable in variables::ALL {
        let line = format!("{}=\"", variable.name);
        let lines = example().lines().filter(|text| text.trim_start_matches("# ").starts_with(&line)).count();
        assert_eq!(lines, 1, "{}", variable.name);
    }
}

#[test]
fn the_page_for_operators_has_every_variable_once() {
    compare(&Checkout::default().path("docs/configuration.md"), &page());
    for variable in variables::ALL {
        assert_eq!(page().matches(&format!("\n| `{}` |", variable.name)).count(), 1, "{}", variable.name);
    }
}

#[test]
fn every_wrangler_file_lists_what_its_worker_reads() {
    for worker in WORKERS {
        let file = wrangler_file(worker);
        let (before, rest) = file.split_once(LIST).unwrap();
        let (_, after) = rest.split_once("\n\n").unwrap();
        compare(&Checkout::default().wrangler_file(worker), &format!("{before}{}\n{after}", list(worker)));
        for variable in variables::of(worker) {
            let listed = list(worker).contains(&format!("#   {} ", variable.name));
            assert!(listed != set_in_file(worker).contains(variable.name), "{}", variable.name);
        }
    }
}

#[test]
fn a_wrangler_file_sets_what_is_no_secret_and_sets_all_that_its_worker_needs() {
    for worker in WORKERS {
        let set = set_in_file(worker);
        for name in &set {
            let known = variables::of(worker).find(|variable| variable.name == name.as_str());
            assert_eq!(
                known.map(|variable| variable.kind),
                Some(Kind::Plain),
                "{name} of the {}",
                worker.name()
            );
        }
        for variable in variables::of(worker).filter(|variable| variable.is_required()) {
            assert!(variable.kind == Kind::Secret || set.contains(variable.name), "{}", variable.name);
        }
    }
}

#[test]
fn what_a_worker_cannot_do_without_is_no_comment_in_the_example() {
    for variable in variables::ALL.iter().filter(|variable| variable.is_required()) {
        assert!(example().contains(&format!("\n{}=", variable.name)), "{}", variable.name);
    }
}

/// Two texts about one thing contradicted each other once.
#[test]
fn how_the_signing_key_is_rotated_is_told_in_one_place() {
    let checkout = Checkout::default();
    let folders = [checkout.root().to_owned(), checkout.path("docs"), checkout.path("migrations")];
    let crates = WORKERS.map(|worker| checkout.worker_folder(worker));
    let files = folders.iter().chain(&crates).flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let mut telling: Vec<String> = files
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .filter(|path| {
            std::fs::read_to_string(path).unwrap().contains("set `JWT_PRIVATE_KEY` to the new private PEM")
        })
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    telling.sort();
    assert_eq!(telling, ["operations.md"]);
    let page = std::fs::read_to_string(checkout.path("docs/operations.md")).unwrap();
    assert_eq!(page.matches("\n## Rotate the signing key").count(), 1);
}
