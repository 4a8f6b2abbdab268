//! What a page costs, step by step, and what it would cost if every page were sanitised. Trust the ratios.
//!
//! `cargo run --release -p tiptap-html --features fuzzing --example cost`
#![expect(clippy::disallowed_methods, reason = "a native program may ask for the time")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tiptap_html::{Document, is_canonical, render, sanitize};

const ROUNDS: usize = 200;

fn main() {
    println!(
        "| document | JSON, bytes | parse, µs | render, µs | of it recognised in, µs | sanitised in, µs | before ÷ after |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for kilobytes in [2, 10, 100] {
        measure("ordinary", &ordinary(kilobytes * 1_000));
        measure("hostile", &hostile(kilobytes * 1_000));
    }
}

fn measure(name: &str, json: &str) {
    let document = Document::parse_lenient(json);
    let html = render(&document).html;
    let [mut parse, mut page, mut recognise, mut sanitised] = [const { Vec::new() }; 4];
    for _ in 0..ROUNDS {
        parse.push(time(|| Document::parse_lenient(black_box(json))));
        page.push(time(|| render(black_box(&document))));
        recognise.push(time(|| is_canonical(black_box(&html))));
        sanitised.push(time(|| sanitize(black_box(&html))));
    }
    let [parse, page, recognise, sanitised] = [parse, page, recognise, sanitised].map(median);
    let after = parse + page;
    let before =
        if is_canonical(&html) && name == "ordinary" { after - recognise + sanitised } else { after };
    println!(
        "| {name} | {} | {parse:.1} | {page:.1} | {recognise:.1} | {sanitised:.1} | {:.2} |",
        json.len(),
        before / after
    );
}

fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times.get(times.len() / 2).map_or(0.0, |time| time.as_secs_f64() * 1e6)
}

/// A post with everything that posts have, as often as it fits.
fn ordinary(bytes: usize) -> String {
    let post: Value =
        serde_json::from_str(include_str!("../fixtures/259-whole-post-twice.json")).unwrap_or_default();
    let nodes = post.get("content").and_then(Value::as_array).cloned().unwrap_or_default();
    let whole = Value::from(nodes.clone()).to_string().len();
    let count = bytes * nodes.len() / whole;
    let content: Vec<Value> = nodes.into_iter().cycle().take(count).collect();
    json!({ "type": "doc", "content": content }).to_string()
}

/// Blocks where no editor puts them: pages that must be sanitised.
fn hostile(bytes: usize) -> String {
    let text = json!({ "type": "text", "text": "a & \"b\" <c> ".repeat(4) });
    let node = json!({ "type": "paragraph", "content": [text, { "type": "heading", "content": [text] }] });
    let count = bytes / node.to_string().len();
    json!({ "type": "doc", "content": vec![node; count] }).to_string()
}
