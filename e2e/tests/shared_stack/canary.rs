//! Hostile documents in a real browser: saved through the admin door, read through the public one, and put
//! into a page without any protection of its own, where a script that ran would be heard.
//!
//! Needs Chromium, named by the variable `CHROMIUM` or found in `PATH`. Without one the test says on the
//! terminal that it was skipped. Where `CI=true` and packages can be installed (`apt-get`, as on the CI
//! machine, whose `.ci/run` does it) a missing browser is a failure, so that the check cannot go missing unseen.

#[path = "../../../tiptap-html/tests/xss/payloads.rs"]
mod payloads;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use e2e::TestTenant;
use local_stack::Checkout;
use reqwest::Url;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::process::Command;

use payloads::{MARKS, NODES, PAYLOADS};

use crate::stack;

/// What happened in a page.
#[derive(Debug, Deserialize)]
struct Report {
    ran: Vec<String>,
    navigations: Vec<String>,
    requests: Vec<Request>,
    elements: usize,
}

#[derive(Debug, Deserialize)]
struct Request {
    kind: String,
    url: String,
}

impl Request {
    /// Pictures may come from anywhere, videos from where videos are embedded from, and nothing else at all.
    fn is_allowed(&self) -> bool {
        let Ok(url) = self.url.parse::<Url>() else { return false };
        let is_web = matches!(url.scheme(), "http" | "https");
        let is_video =
            matches!(url.host_str(), Some("www.youtube.com" | "www.youtube-nocookie.com")) && is_web;
        match self.kind.as_str() {
            "image" => is_web,
            "document" => is_video,
            _ => false,
        }
    }
}

impl Report {
    fn faults(&self) -> Vec<String> {
        let requests = self.requests.iter().filter(|request| !request.is_allowed());
        let requests = requests.map(|request| format!("{} {}", request.kind, request.url));
        self.ran.iter().chain(&self.navigations).cloned().chain(requests).collect()
    }
}

#[tokio::test]
async fn no_script_runs_in_a_published_post() {
    let Some(browser) = browser() else { return };
    let stack = stack();
    let tenant = TestTenant::new(&stack).await.unwrap();
    let (owner, reader) = (tenant.owner().await.unwrap(), tenant.reader().unwrap());
    let mut pages = Vec::new();
    for (number, content) in documents().into_iter().enumerate() {
        let post = json!({ "title": format!("Hostile {number}"), "content": content });
        let created = owner.post("/blog/admin/posts", &post).await.unwrap();
        assert_eq!(created.status, 201, "{}", created.text);
        let publish = format!("{}/publish", created.header("location"));
        assert_eq!(owner.post(&publish, &json!(null)).await.unwrap().status, 200);
        let page = reader.get(&format!("/blog/public/posts/{}", created.at("/slug"))).await.unwrap();
        assert_eq!(page.status, 200, "{}", page.text);
        pages.push(page.at("/html").to_owned());
    }
    let reports = visit(&browser, &pages).await;
    for report in &reports {
        assert_eq!(report.faults(), Vec::<String>::new());
    }
    // The pages were really there, and requests are really seen.
    assert!(reports.iter().map(|report| report.elements).sum::<usize>() > 10_000);
    for kind in ["image", "document"] {
        assert!(
            reports.iter().any(|report| report.requests.iter().any(|request| request.kind == kind)),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn the_canary_is_heard_when_a_page_is_dangerous() {
    let Some(browser) = browser() else { return };
    let dangerous = [
        "<script>canary(1)</script>",
        "<img src=x onerror=canary(1)>",
        "<svg onload=alert(1)>",
        "<svg><animate onbegin=canary(1) attributeName=x dur=1s></svg>",
        "<p onmouseover=canary(1)>a</p>",
        "<p onclick=nothing.there>a</p>",
        "<input onfocus=canary(1)>",
        "<details ontoggle=canary(1) open><summary>a</summary></details>",
        "<a href=\"javascript:canary(1)\">a</a>",
        "<a href=\"java&#9;script:alert(1)\"><b>a</b></a>",
        "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
        "<iframe src=\"https://evil.example/embed/x\"></iframe>",
        "<iframe src=\"https://www.youtube.com.evil.example/embed/x\"></iframe>",
        "<script src=//evil.example/x.js></script>",
        "<link rel=stylesheet href=https://evil.example/x.css>",
        "<p style=\"background: url(https://evil.example/x)\">a</p><style>@import 'https://evil.example/y';</style>",
        "<meta http-equiv=refresh content=\"0;url=https://evil.example/\">",
        "<form action=https://evil.example/><button>a</button></form>",
        "<object data=https://evil.example/x></object>",
    ];
    let pages: Vec<String> = dangerous.iter().map(|html| (*html).to_owned()).collect();
    for (html, report) in dangerous.iter().zip(visit(&browser, &pages).await) {
        assert!(!report.faults().is_empty(), "{html} went unnoticed: {report:?}");
    }
    let harmless =
        ["<p>a <a href=\"https://example.com/\">b</a> <img src=\"https://example.com/x.png\"></p>"
            .to_owned()];
    let report = visit(&browser, &harmless).await.pop().unwrap();
    assert_eq!((report.faults(), report.elements), (vec![], 3));
}

/// Every payload at every place of a document, in documents small enough to be saved.
fn documents() -> Vec<Value> {
    const BYTES: usize = 900_000;
    let mut nodes: Vec<Value> = Vec::new();
    for payload in PAYLOADS {
        // What PostgreSQL cannot store is refused when it is saved.
        let payload = payload.replace('\0', "");
        let louder = payload.replace("alert(1)", "canary(1)");
        let both = [Some(payload.clone()), Some(louder).filter(|louder| *louder != payload)];
        for value in both.iter().flatten() {
            let text = json!([{ "type": "text", "text": value }]);
            let attrs = |name: &str| BTreeMap::from([(name.to_owned(), value)]);
            for (node, attributes) in NODES {
                nodes.extend(
                    attributes
                        .iter()
                        .map(|name| json!({ "type": node, "attrs": attrs(name), "content": text })),
                );
            }
            for (mark, attributes) in MARKS {
                nodes.extend(attributes.iter().map(|name| {
                    let marks = json!([{ "type": mark, "attrs": attrs(name) }]);
                    json!({ "type": "paragraph", "content": [{ "type": "text", "text": value, "marks": marks }] })
                }));
            }
            let named = BTreeMap::from([(value, "x")]);
            let marks = json!([{ "type": value, "attrs": named }]);
            nodes.push(json!({ "type": value, "attrs": named, "marks": marks, "content": text }));
            nodes.push(json!({ "type": "image", "attrs": named, "marks": marks }));
        }
    }
    let mut documents = Vec::new();
    let (mut part, mut size) = (Vec::new(), 0);
    for node in nodes {
        size += node.to_string().len() + 1;
        part.push(node);
        if size > BYTES {
            documents.push(json!({ "type": "doc", "content": std::mem::take(&mut part) }));
            size = 0;
        }
    }
    documents.push(json!({ "type": "doc", "content": part }));
    documents
}

async fn visit(browser: &PathBuf, pages: &[String]) -> Vec<Report> {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new("node");
    command.arg(Checkout::default().root().join("e2e/canary/visit.mjs")).arg("--browser").arg(browser);
    for (number, page) in pages.iter().enumerate() {
        let file = folder.path().join(format!("{number}.html"));
        std::fs::write(&file, page).unwrap();
        command.arg(file);
    }
    let output = command.kill_on_drop(true).output().await.expect("node is needed to drive the browser");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let reports: Vec<Report> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(reports.len(), pages.len());
    reports
}

/// The browser; `None`, said on the terminal, where there is none and none could have been installed.
pub(crate) fn browser() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    if let Some(named) = named {
        assert!(named.is_file(), "CHROMIUM names {}, which is no file", named.display());
        return Some(named);
    }
    let found = ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| in_path(name));
    if found.is_none() {
        let is_ci = std::env::var_os("CI").is_some_and(|value| value == "true");
        assert!(
            !(is_ci && in_path("apt-get").is_some()),
            "no Chromium: `apt-get install -y chromium` failed?"
        );
        // Written past the test runner, which keeps what a passing test prints to itself.
        let said = writeln!(
            std::io::stderr(),
            "SKIPPED: no Chromium here, so nothing was tried in a browser; install it or set CHROMIUM"
        );
        said.expect("the terminal is there");
    }
    found
}

fn in_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
