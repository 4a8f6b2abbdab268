//! Pictures through the real runtime: streamed into the bucket, and out of it.

use e2e::{Client, TestTenant};
use reqwest::{Method, Response, StatusCode};
use serde_json::Value;

use crate::stack;

/// A PNG by its header, and so many bytes in all.
pub(crate) fn png(side: u32, bytes: usize) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
    file.extend(side.to_be_bytes());
    file.extend(side.to_be_bytes());
    file.extend(b"\x08\x06\x00\x00\x00");
    file.extend((file.len()..bytes).map(|at| u8::try_from(at % 251).unwrap()));
    file
}

/// An owner who keeps pictures, and a browser that shows them.
struct Sender {
    owner: Client,
    http: reqwest::Client,
}

impl Sender {
    async fn of(tenant: &TestTenant) -> Self {
        Self {
            owner: tenant.owner().await.unwrap().with("x-file-name", "a.png"),
            http: reqwest::Client::new(),
        }
    }

    async fn upload(&self, file: impl Into<reqwest::Body>) -> (u16, Value) {
        let answer = self.owner.upload("/blog/admin/media", file).await.unwrap();
        (answer.status, answer.body)
    }

    async fn read(&self, method: Method, url: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = self.http.request(method, url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.unwrap()
    }
}

#[tokio::test]
async fn a_picture_of_ten_megabytes_goes_in_and_comes_out_as_it_was() {
    let stack = stack();
    let tenant = TestTenant::new(&stack).await.unwrap();
    let sender = Sender::of(&tenant).await;
    let file = png(100, 10 * 1024 * 1024);
    let (status, made) = sender.upload(file.clone()).await;
    assert_eq!(status, 201, "{made}");
    assert_eq!((&made["width"], &made["bytes"]), (&Value::from(100), &Value::from(file.len())));
    assert_eq!(sender.upload(file.clone()).await, (201, made.clone()), "it is kept once");
    let url = made["url"].as_str().unwrap();
    assert!(url.starts_with(&format!("{}/media/{}/", stack.gateway_url, tenant.id)), "{url}");

    let read = sender.read(Method::GET, url, &[]).await;
    assert_eq!(read.status(), StatusCode::OK);
    for (name, value) in [
        ("content-type", "image/png"),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("access-control-allow-origin", "*"),
        ("content-length", "10485760"),
    ] {
        assert_eq!(read.headers().get(name).map(|found| found.to_str().unwrap()), Some(value), "{name}");
    }
    assert!(!read.headers().contains_key("set-cookie"));
    assert!(read.bytes().await.unwrap() == file, "byte for byte");

    let part = sender.read(Method::GET, url, &[("range", "bytes=1000000-1000009")]).await;
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.headers()["content-range"], "bytes 1000000-1000009/10485760");
    assert_eq!(part.bytes().await.unwrap(), file[1_000_000..1_000_010]);
    let beyond = sender.read(Method::GET, url, &[("range", "bytes=10485760-")]).await;
    assert_eq!(beyond.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    let head = sender.read(Method::HEAD, url, &[]).await;
    assert_eq!(head.status(), StatusCode::OK);
    let etag = head.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(
        sender.read(Method::GET, url, &[("if-none-match", &etag)]).await.status(),
        StatusCode::NOT_MODIFIED
    );
    assert_eq!(sender.read(Method::POST, url, &[]).await.status(), StatusCode::METHOD_NOT_ALLOWED);

    // Another tenant has no such file, and there is none of nobody's.
    let other = TestTenant::new(&stack).await.unwrap();
    for tenant_id in [other.id.as_str(), "tenant_nobody"] {
        let theirs = url.replace(&tenant.id, tenant_id);
        assert_eq!(sender.read(Method::GET, &theirs, &[]).await.status(), StatusCode::NOT_FOUND, "{theirs}");
    }

    let place = format!("/blog/admin/media/{}", made["id"].as_str().unwrap());
    assert_eq!(sender.owner.delete(&place).await.unwrap().status, 204);
    assert_eq!(sender.read(Method::GET, url, &[]).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_no_picture_too_long_or_of_no_known_length_is_refused_and_the_next_one_is_kept() {
    let tenant = TestTenant::new(&stack()).await.unwrap();
    let sender = Sender::of(&tenant).await;
    let page = b"<!doctype html><script>alert(1)</script>".repeat(100_000);
    assert_eq!(sender.upload(page).await.0, 415);
    assert_eq!(sender.upload(png(1, 10 * 1024 * 1024 + 1)).await.0, 413);
    assert_eq!(sender.upload(png(0, 2_000_000)).await.0, 400);
    assert_eq!(sender.upload(png(1, 2_000_000)).await.0, 201);
}
