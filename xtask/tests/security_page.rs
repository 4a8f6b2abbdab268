//! What SECURITY.md promises is held by tests that are there, and its figures are those of the configuration.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use local_stack::Checkout;

/// Promises that no test holds yet. The number may only shrink.
const UNHELD: usize = 0;

fn page() -> String {
    std::fs::read_to_string(Checkout::default().path("SECURITY.md")).unwrap()
}

/// The rows of the table of promises: the promise, and the tests that hold it.
fn promises(page: &str) -> Vec<(String, Vec<String>)> {
    let (_, table) = page.split_once("| promise | held by |\n| --- | --- |\n").unwrap();
    let rows = table.lines().take_while(|line| line.starts_with("| "));
    let read = |row: &str| {
        let (promise, tests) = row.trim_matches('|').split_once(" | ").unwrap();
        let named = tests.split('`').skip(1).step_by(2).map(str::to_owned);
        (promise.trim().to_owned(), named.collect())
    };
    rows.map(read).collect()
}

#[test]
fn every_test_that_is_named_there_exists() {
    let mut files: BTreeMap<PathBuf, String> = BTreeMap::new();
    for (promise, tests) in promises(&page()) {
        for test in tests {
            let (file, name) = test.split_once("::").unwrap();
            let path = Checkout::default().path(file);
            let text = files.entry(path.clone()).or_insert_with(|| {
                std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{promise}: {file}: {error}"))
            });
            let declared = text.find(&format!("fn {name}("));
            let at = declared.unwrap_or_else(|| panic!("{promise}: there is no {test}"));
            let before = text.get(..at).unwrap_or_default().trim_end_matches(['\n', ' ']);
            let attribute =
                before.trim_end_matches("async").trim_end().lines().next_back().unwrap_or_default();
            assert!(
                attribute.trim().starts_with("#["),
                "{promise}: {test} is no test, but follows {attribute}"
            );
        }
    }
}

#[test]
fn the_promises_that_no_test_holds_yet_only_get_fewer() {
    let unheld: Vec<String> = promises(&page())
        .into_iter()
        .filter(|(_, tests)| tests.is_empty())
        .map(|(promise, _)| promise)
        .collect();
    assert_eq!(unheld.len(), UNHELD, "lower UNHELD once a promise has its test: {unheld:#?}");
}

#[test]
fn the_limits_are_those_of_the_gateways_file() {
    let page = page();
    let gateway = std::fs::read_to_string(Checkout::default().path("wrangler.gateway.toml")).unwrap();
    let mut limits = 0;
    for table in gateway.split("[[ratelimits]]").skip(1) {
        let value = |key: &str| {
            let after = table.split_once(key).and_then(|(_, rest)| rest.split_once("= "));
            after
                .map(|(_, rest)| rest.split([',', '\n']).next().unwrap_or_default().trim_matches('"'))
                .unwrap()
        };
        let row = format!("| `{}` | {} ", value("name"), value("limit"));
        assert!(page.contains(&row), "SECURITY.md should have a row that begins with {row}");
        limits += 1;
    }
    assert!(limits > 0);
}
