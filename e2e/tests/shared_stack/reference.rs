//! The document of the API as it is served, and its reference page in a real browser.

use e2e::Client;
use local_stack::Checkout;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::canary::browser;
use crate::stack;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    connect-src 'self'; worker-src blob:; font-src 'self'";

/// What a visitor of the page saw.
#[derive(Debug, Deserialize)]
struct Visit {
    faults: Vec<String>,
    text: String,
    rows: usize,
}

#[tokio::test]
async fn the_document_is_served_to_everybody_and_names_the_host_that_was_asked() {
    let gateway = Client::new(&stack().gateway_url).unwrap();
    let served = gateway.get("/openapi.json").await.unwrap();
    assert_eq!((served.status, served.header("content-type")), (200, "application/json"), "{}", served.text);
    assert_eq!(served.header("cache-control"), "public, max-age=300");
    assert_eq!(served.header("access-control-allow-origin"), "*");
    let text = std::fs::read_to_string(Checkout::default().path("openapi.json")).unwrap();
    let mut committed: Value = serde_json::from_str(&text).unwrap();
    committed["servers"] = served.body["servers"].clone();
    assert_eq!(served.body["servers"][0]["url"], json!(stack().gateway_url));
    assert!(served.body == committed, "it is another document");

    let tag = served.header("etag");
    assert!(!tag.is_empty());
    let again = gateway.with("if-none-match", tag).get("/openapi.json").await.unwrap();
    assert_eq!((again.status, again.text.as_str(), again.header("etag")), (304, "", tag));
    let head = gateway.send(Method::HEAD, "/openapi.json", None).await.unwrap();
    assert_eq!((head.status, head.header("etag")), (200, tag));
    for path in ["/openapi.json", "/docs", "/docs/page.js"] {
        let refused = gateway.post(path, &json!({})).await.unwrap();
        assert_eq!((refused.status, refused.header("allow")), (405, "GET, HEAD"), "{path}");
    }
    for path in ["/docs/", "/docs.html", "/docs/x", "/index.html", "/openapi.json/"] {
        assert_eq!(gateway.get(path).await.unwrap().error(), (404, "Not found"), "{path}");
    }
}

#[tokio::test]
async fn the_page_opens_under_its_policy_without_a_fault() {
    let page = Client::new(&stack().gateway_url).unwrap().get("/docs").await.unwrap();
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!(page.header("content-security-policy"), POLICY);
    assert!(page.text.contains("<code>/blog/public/posts/{slug}</code>"), "{}", page.text);

    let Some(browser) = browser() else { return };
    let mut command = Command::new("node");
    command.arg(Checkout::default().path("e2e/canary/reference.mjs")).arg("--browser").arg(browser);
    command.arg("--url").arg(format!("{}/docs", stack().gateway_url));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        command.arg("--picture").arg(Checkout::default().path("docs/reference.png"));
    }
    let output = command.kill_on_drop(true).output().await.expect("node is needed to drive the browser");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let [drawn, plain]: [Visit; 2] = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(drawn.faults, Vec::<String>::new());
    assert!(drawn.text.contains("Lists published posts, newest first."), "{}", drawn.text);
    assert_eq!(drawn.rows, 0, "the table goes when the page is drawn");
    // Without scripts the table remains.
    assert_eq!(plain.faults, Vec::<String>::new());
    assert!(plain.rows > 50 && plain.text.contains("/blog/admin/posts/{id}/publish"), "{}", plain.text);
}
