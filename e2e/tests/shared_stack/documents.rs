//! Documents that are large, deep or broken, from the request to the public page.

use e2e::{Answer, Client, TestTenant};
use local_stack::connect;
use reqwest::Method;
use serde_json::{Value, json};
use tiptap_html::{MAX_BYTES, MAX_DEPTH};

use crate::stack;

async fn tenant() -> (TestTenant, Client) {
    let tenant = TestTenant::new(&stack()).await.unwrap();
    let owner = tenant.owner().await.unwrap();
    (tenant, owner)
}

/// Quotations in quotations, with something in the innermost. As text: a tree so deep is not for recursion.
fn nested(depth: usize, inside: &str) -> String {
    let open = r#"{"type":"blockquote","content":["#;
    format!(r#"{{"type":"doc","content":[{}{inside}{}]}}"#, open.repeat(depth), "]}".repeat(depth))
}

/// Publishes a post and gives its page as a reader gets it.
async fn page(tenant: &TestTenant, owner: &Client, created: &Answer) -> Answer {
    let published =
        owner.post(&format!("{}/publish", created.header("location")), &json!(null)).await.unwrap();
    assert_eq!(published.status, 200, "{}", published.text);
    let path = format!("/blog/public/posts/{}", created.at("/slug"));
    tenant.reader().unwrap().get(&path).await.unwrap()
}

#[tokio::test]
async fn twenty_thousand_nodes_are_saved_and_read_whole() {
    let (tenant, owner) = tenant().await;
    let words = |number: usize| format!("Paragraph {number:05} & its <words>, ünder way.");
    let paragraphs: Vec<Value> = (0..10_000)
        .map(|number| json!({ "type": "paragraph", "content": [{ "type": "text", "text": words(number) }] }))
        .collect();
    let content = json!({ "type": "doc", "content": paragraphs });
    let size = content.to_string().len();
    assert!((1_000_000..=MAX_BYTES).contains(&size), "{size} bytes");

    let created =
        owner.post("/blog/admin/posts", &json!({ "title": "Large", "content": content })).await.unwrap();
    assert_eq!(created.status, 201, "{}", created.text);
    let page = page(&tenant, &owner, &created).await;
    assert_eq!(page.status, 200);
    let expected: String = (0..10_000)
        .map(|number| words(number).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
        .flat_map(|text| ["<p>".to_owned(), text, "</p>".to_owned()])
        .collect();
    assert!(page.at("/html") == expected, "the page differs from the document");
    let editor = owner.get(created.header("location")).await.unwrap();
    assert!(editor.body["content"] == content, "the editor gets something else than it saved");
}

#[tokio::test]
async fn what_is_no_document_is_refused_with_its_field() {
    let (_, owner) = tenant().await;
    let wrong: [String; 12] = [
        nested(MAX_DEPTH + 1, ""),
        nested(10_000, ""),
        "1".into(),
        "\"<p>HTML</p>\"".into(),
        "[]".into(),
        "{}".into(),
        r#"{"type":"doc","content":{}}"#.into(),
        r#"{"type":"doc","content":[1]}"#.into(),
        r#"{"type":"doc","content":[{"content":[]}]}"#.into(),
        r#"{"type":"doc","content":[{"type":7}]}"#.into(),
        r#"{"type":"doc","content":[{"type":"text","text":7}]}"#.into(),
        json!({ "type": "doc", "content": [{ "type": "text", "text": "x".repeat(MAX_BYTES) }] }).to_string(),
    ];
    for content in wrong {
        let body = format!(r#"{{"title":"Refused","content":{content}}}"#);
        let answer = owner.send(Method::POST, "/blog/admin/posts", Some(body)).await.unwrap();
        let start: String = content.chars().take(80).collect();
        assert_eq!(answer.error(), (400, "Validation failed"), "{start}: {}", answer.text);
        assert_eq!(answer.at("/details/0/field"), "content", "{start}");
    }
    let deepest = format!(r#"{{"title":"Deepest","content":{}}}"#, nested(MAX_DEPTH, ""));
    let answer = owner.send(Method::POST, "/blog/admin/posts", Some(deepest)).await.unwrap();
    assert_eq!(answer.status, 201, "{}", answer.text);

    // Cut off at every place of a body: the JSON is not JSON any more.
    let whole = json!({ "title": "T", "content": { "type": "doc", "content": [{ "type": "paragraph" }] } });
    let whole = whole.to_string();
    for end in (1..whole.len()).step_by(7) {
        let cut = whole.get(..end).unwrap().to_owned();
        let answer = owner.send(Method::POST, "/blog/admin/posts", Some(cut)).await.unwrap();
        assert_eq!(answer.error(), (400, "Invalid JSON"), "{end}");
    }
}

#[tokio::test]
async fn whatever_stands_in_the_database_its_page_is_safe() {
    let stack = stack();
    let (tenant, owner) = tenant().await;
    let database = connect(&stack.databases.blog.parse().unwrap()).await.unwrap();
    database.execute("select set_config('app.tenant_id', $1, false)", &[&tenant.id]).await.unwrap();

    let script = "<script>alert(1)</script>";
    let bottom = json!({ "type": "text", "text": "at the bottom" }).to_string();
    let bad = [
        json!(null),
        json!(7),
        json!(script),
        json!([script, { "type": script, "text": script }]),
        json!({ "type": "doc", "content": script }),
        json!({ "type": "doc", "content": [7, null, [], { "type": 7, "text": [script] }, { "text": script }] }),
        json!({ "type": "script", "content": [{ "type": "text", "text": "alert(1)" }] }),
        json!({ "type": "doc", "content": [{ "type": "image", "attrs": { "src": "javascript:alert(1)", "onerror": "alert(1)" } }] }),
        json!({ "type": "doc", "content": [{ "type": "heading", "attrs": { "level": script } }] }),
        json!({ "type": "doc", "content": [{ "type": "text", "text": script, "marks": [{ "type": "link", "attrs": { "href": script } }] }] }),
    ];
    let bad = bad.iter().map(Value::to_string).chain([nested(2_000, &bottom)]);
    for (number, content) in bad.enumerate() {
        let created =
            owner.post("/blog/admin/posts", &json!({ "title": format!("Bad {number}") })).await.unwrap();
        let sql = "update posts set content = $3::text::jsonb where tenant_id = $1 and id = $2";
        let changed = database.execute(sql, &[&tenant.id, &created.at("/id"), &content]).await.unwrap();
        assert_eq!(changed, 1);
        let page = page(&tenant, &owner, &created).await;
        let context = content.chars().take(200).collect::<String>();
        assert_eq!(page.status, 200, "{context}: {}", page.text);
        let html = page.at("/html").to_ascii_lowercase();
        for dangerous in ["<script", "javascript:", "onerror"] {
            assert!(!html.contains(dangerous), "{context}: {html}");
        }
        if context.contains("blockquote") {
            assert!(html.contains("at the bottom"), "text is never lost: {html}");
        }
    }
}
