//! Bodies: read after key, route and permission were right, and no further than the route takes.

use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http::{HeaderValue, Method};
use logicspike_shared::error::AppError;
use logicspike_shared::http::Request;
use logicspike_shared::identity::{self, Identity};
use logicspike_shared::ids::{TenantId, UserId};
use logicspike_shared::route::{Access, SMALL_BODY};
use logicspike_shared::service::{self, BodySource, Pieces};
use manager_worker::routes::ROUTES;
use serde_json::json;

use crate::world::{GATEWAY_SECRET, PLATFORM_SECRET, World};

/// A body that knows whether it was asked for.
struct Watched<'a>(&'a AtomicUsize);

impl Pieces for Watched<'_> {
    async fn next(&mut self) -> Result<Option<Bytes>, AppError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(None)
    }
}

impl BodySource for Watched<'_> {
    async fn read(self, _most_bytes: usize) -> Result<Bytes, AppError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(Bytes::from_static(b"{}"))
    }
}

#[tokio::test]
async fn nothing_of_a_body_is_read_before_it_is_known_who_sends_it() {
    let world = World::new().await;
    let reads = AtomicUsize::new(0);
    let nobody = Identity::User {
        tenant: TenantId::parse("tenant_x").unwrap(),
        user: UserId::parse("user_x").unwrap(),
        role: None,
        permissions: Vec::new(),
        session: None,
    };
    for route in ROUTES.iter().filter(|route| route.method.as_str() != "GET") {
        let method = Method::from_bytes(route.method.as_str().as_bytes()).unwrap();
        let mut request =
            Request::new(method, &route.pattern.replace("{id}", "x").replace("{delivery}", "x"));
        let answer = service::handle_head(&world.app, &request, Watched(&reads)).await;
        assert_eq!((answer.status.as_u16(), reads.load(Ordering::Relaxed)), (403, 0), "{}", route.pattern);
        if !matches!(route.access, Access::Permission(_) | Access::Operator) {
            continue;
        }
        request.headers.insert(identity::GATEWAY_KEY, HeaderValue::from_static(GATEWAY_SECRET));
        request.headers.extend(nobody.to_headers().unwrap());
        let answer = service::handle_head(&world.app, &request, Watched(&reads)).await;
        assert_eq!((answer.status.as_u16(), reads.load(Ordering::Relaxed)), (403, 0), "{}", route.pattern);
    }
    let mut request = Request::new(Method::POST, "/manager/platform/sessions/end");
    request.headers.insert(identity::GATEWAY_KEY, HeaderValue::from_static(GATEWAY_SECRET));
    request.headers.insert("x-platform-key", HeaderValue::from_static(PLATFORM_SECRET));
    service::handle_head(&world.app, &request, Watched(&reads)).await;
    assert_eq!(reads.load(Ordering::Relaxed), 1, "then it is");
}

#[tokio::test]
async fn a_body_that_is_longer_than_the_route_takes_is_refused() {
    let world = World::new().await;
    let long = json!({ "id_token": "x".repeat(SMALL_BODY) });
    assert_eq!(world.send("POST", "/auth/google", Some(long)).await.refusal(), (413, "Payload too large"));
}

/// One place reads bodies, so all routes take the same.
#[tokio::test]
async fn a_body_is_an_object_as_it_is_written() {
    let world = World::new().await;
    let send = async |headers: &[(&'static str, &'static str)], body: &[u8]| {
        let mut request = Request::new(Method::POST, "/auth/refresh");
        request.headers.insert(identity::GATEWAY_KEY, HeaderValue::from_static(GATEWAY_SECRET));
        request.headers.insert("content-type", HeaderValue::from_static("application/json"));
        for (name, value) in headers {
            request.headers.insert(*name, HeaderValue::from_static(value));
        }
        request.body = Bytes::copy_from_slice(body);
        world.answer(&request).await.status
    };
    let right = br#"{"refresh_token":"x"}"#;
    assert_eq!(send(&[], right).await, 401);
    assert_eq!(send(&[], &[b"\xef\xbb\xbf".as_slice(), right].concat()).await, 401, "a byte order mark");
    assert_eq!(send(&[("content-encoding", "identity")], right).await, 401);
    for coding in ["gzip", "br", "deflate", "zstd", "gzip, identity"] {
        assert_eq!(send(&[("content-encoding", coding)], right).await, 415, "{coding}");
    }
    for array in [r#"["x"]"#, " [\"x\"]", "[]", "\u{feff}[\"x\"]", "[[]]", "\n\t[{\"refresh_token\":\"x\"}]"]
    {
        assert_eq!(send(&[], array.as_bytes()).await, 400, "{array}");
    }
}
