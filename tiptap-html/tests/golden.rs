//! The renderer against TipTap's own: `fixtures` holds documents with what
//! `@tiptap/static-renderer` made of them (see `golden/README.md`).
//!
//! Both sides are parsed and compared as trees. Where we differ on purpose, [`with_our_differences`] changes
//! TipTap's side; `docs/rendering.md` gives the reasons.
#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests")]

mod support;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use support::{Html, parse, text};
use tiptap_html::{Document, MARK_TYPES, NODE_TYPES, plain_text, render};

struct Golden {
    name: String,
    json: String,
    html: String,
}

fn golden_pairs() -> Vec<Golden> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let entries = fs::read_dir(folder).expect("the fixtures are there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("readable").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    let read = |path: PathBuf| {
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    paths
        .into_iter()
        .map(|path| Golden {
            name: path.file_stem().expect("a name").to_string_lossy().into_owned(),
            html: read(path.with_extension("html")).trim_end_matches('\n').to_owned(),
            json: read(path),
        })
        .collect()
}

#[test]
fn every_document_renders_as_tiptap_renders_it() {
    let pairs = golden_pairs();
    assert!(pairs.len() >= 150, "only {} golden pairs", pairs.len());
    let mut failures = Vec::new();
    for pair in &pairs {
        let document = Document::parse(&pair.json).unwrap_or_else(|error| panic!("{}: {error}", pair.name));
        let ours = without_heading_ids(normalise_styles(parse(&render(&document).html)));
        let theirs = with_our_differences(normalise_styles(parse(&pair.html)));
        if ours != theirs {
            failures.push(format!("{}\n  ours:   {ours:?}\n  theirs: {theirs:?}", pair.name));
        }
    }
    assert!(failures.is_empty(), "{} differ:\n{}", failures.len(), failures.join("\n"));
}

/// The `type` of every node and mark in a document.
fn types(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| types(item, found)),
        Value::Object(object) => {
            found.extend(object.get("type").and_then(Value::as_str).map(str::to_owned));
            object
                .get("content")
                .into_iter()
                .chain(object.get("marks"))
                .for_each(|inner| types(inner, found));
        }
        _ => {}
    }
}

#[test]
fn every_type_is_in_a_pair() {
    let mut found = BTreeSet::new();
    for pair in golden_pairs() {
        let document =
            serde_json::from_str(&pair.json).unwrap_or_else(|error| panic!("{}: {error}", pair.name));
        types(&document, &mut found);
    }
    for name in NODE_TYPES.iter().chain(MARK_TYPES) {
        assert!(found.contains(*name), "{name}");
    }
}

#[test]
fn the_readme_names_every_type() {
    let readme = include_str!("../README.md");
    for name in NODE_TYPES.iter().chain(MARK_TYPES) {
        assert!(readme.contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn stored_documents_render_as_saved_ones() {
    for pair in golden_pairs() {
        let saved = Document::parse(&pair.json).unwrap_or_else(|error| panic!("{}: {error}", pair.name));
        let stored = Document::parse_lenient(&pair.json);
        assert_eq!(saved, stored, "{}", pair.name);
        assert_eq!(render(&saved), render(&stored), "{}", pair.name);
    }
}

#[test]
fn plain_text_and_html_say_the_same() {
    for pair in golden_pairs() {
        let document = Document::parse_lenient(&pair.json);
        let squeeze = |text: &str| text.split_whitespace().collect::<String>();
        let html = text(&parse(&render(&document).html));
        assert_eq!(squeeze(&plain_text(&document)), squeeze(&html), "{}", pair.name);
    }
}

fn map_elements(
    nodes: Vec<Html>,
    change: &impl Fn(&mut String, &mut BTreeMap<String, String>, &mut Vec<Html>),
) -> Vec<Html> {
    nodes
        .into_iter()
        .map(|node| match node {
            Html::Element { mut name, mut attributes, children } => {
                let mut children = map_elements(children, change);
                change(&mut name, &mut attributes, &mut children);
                Html::Element { name, attributes, children }
            }
            other => other,
        })
        .collect()
}

/// Declarations in one order, one white space.
fn normalise_styles(nodes: Vec<Html>) -> Vec<Html> {
    map_elements(nodes, &|_, attributes, _| {
        if let Some(style) = attributes.get_mut("style") {
            let mut declarations: Vec<String> = style
                .split(';')
                .filter_map(|declaration| declaration.split_once(':'))
                .map(|(property, value)| format!("{}:{}", property.trim(), value.trim()))
                .collect();
            declarations.sort();
            *style = declarations.join(";");
        }
    })
}

/// Difference 1: our headings have ids.
fn without_heading_ids(nodes: Vec<Html>) -> Vec<Html> {
    map_elements(nodes, &|name, attributes, _| {
        if is_heading(name) {
            let id = attributes.remove("id").expect("a heading has an id");
            assert!(id.starts_with("h-"), "{id}");
        }
    })
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

fn with_our_differences(nodes: Vec<Html>) -> Vec<Html> {
    let images = Cell::new(0);
    map_elements(nodes, &|name, attributes, children| {
        let get = |attribute: &str| attributes.get(attribute).cloned().unwrap_or_default();
        // Difference 2: mathematics has its source as text.
        if matches!(get("data-type").as_str(), "inline-math" | "block-math") {
            assert!(children.is_empty());
            children.push(Html::Text(get("data-latex")));
        }
        if name == "a" {
            // Difference 3: external links always have the whole `rel`.
            let href = get("href");
            if href.starts_with("http") || href.starts_with("//") {
                attributes.insert("rel".to_owned(), "noopener noreferrer nofollow".to_owned());
            }
            // Difference 4: links have no class.
            attributes.remove("class");
        }
        // Difference 5: images after the first are loaded when a reader comes to them.
        if name == "img" && images.replace(images.get() + 1) > 0 {
            attributes.insert("loading".to_owned(), "lazy".to_owned());
            attributes.insert("decoding".to_owned(), "async".to_owned());
        }
    })
}
