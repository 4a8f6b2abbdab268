//! What passes between client and service, and what does not.

use serde_json::json;

use crate::support::{Call, GATEWAY_KEY, World, mint, sent};

const ADMIN: &str = "/blog/admin/posts";

#[tokio::test]
async fn a_client_cannot_pose_as_the_gateway_or_as_someone_else() {
    let world = World::new();
    let mut call = Call::get(ADMIN).bearer(&mint("tenant_1").await);
    for name in [
        "x-gateway-key",
        "X-Gateway-Key",
        "X-GATEWAY-KEY",
        "x-gateway-debug",
        "x-tenant-id",
        "X-Tenant-Id",
        "X-TENANT-ID",
        "x-tenant-plan",
        "x-user-id",
        "X-User-ID",
        "x-user-role",
        "x-user-permissions",
        "X-User-Permissions",
        "x-user-email",
        "x_tenant_id",
        "X_User_Id",
        "cookie",
        "host",
        "x-api-key",
    ] {
        for value in ["evil", "evil-again", r#"["system:owner"]"#] {
            call = call.header(name, value);
        }
    }
    let forward = world.forwarded(&call).await;
    for (name, value) in &forward.headers {
        assert!(!value.to_str().unwrap().contains("evil"), "{name}");
    }
    assert_eq!(sent(&forward, "x-gateway-key"), [GATEWAY_KEY]);
    assert_eq!(sent(&forward, "x-tenant-id"), ["tenant_1"]);
    assert_eq!(sent(&forward, "x-user-id"), ["user_1"]);
    assert_eq!(sent(&forward, "x-user-permissions"), [r#"["system:owner","blog:posts.update"]"#]);
    for name in
        ["cookie", "host", "authorization", "x-api-key", "x-user-email", "x-tenant-plan", "x_tenant_id"]
    {
        assert!(sent(&forward, name).is_empty(), "{name}");
    }
}

#[tokio::test]
async fn posing_does_not_work_where_there_is_no_identity_either() {
    let world = World::new();
    let call =
        Call::new("POST", "/auth/google").header("X-Tenant-ID", "tenant_2").header("x-user-id", "user_2");
    let forward = world.forwarded(&call).await;
    assert!(sent(&forward, "x-tenant-id").is_empty() && sent(&forward, "x-user-id").is_empty());
}

#[tokio::test]
async fn a_client_cannot_have_the_gateways_headers_dropped_on_the_way() {
    let world = World::new();
    let call = Call::get(ADMIN)
        .bearer(&mint("tenant_1").await)
        .header("connection", "keep-alive, X-Tenant-Id, x-gateway-key, x-private")
        .header("x-private", "for the next hop only")
        .header("keep-alive", "timeout=5")
        .header("te", "trailers")
        .header("transfer-encoding", "chunked")
        .header("upgrade", "websocket");
    let forward = world.forwarded(&call).await;
    assert_eq!(sent(&forward, "x-tenant-id"), ["tenant_1"]);
    assert_eq!(sent(&forward, "x-gateway-key"), [GATEWAY_KEY]);
    for name in ["connection", "x-private", "keep-alive", "te", "transfer-encoding", "upgrade"] {
        assert!(sent(&forward, name).is_empty(), "{name}");
    }
}

#[tokio::test]
async fn everything_else_passes_unchanged() {
    let world = World::new();
    let call = Call::new("PATCH", ADMIN)
        .bearer(&mint("tenant_1").await)
        .header("content-type", "application/json; charset=utf-8")
        .header("content-length", "12")
        .header("if-match", "\"3\"")
        .header("idempotency-key", "abc")
        .header("accept-language", "de, en;q=0.5")
        .header("user-agent", "test/1");
    let forward = world.forwarded(&call).await;
    assert_eq!(forward.method, "PATCH");
    assert!(forward.carries_body());
    assert_eq!(sent(&forward, "content-type"), ["application/json; charset=utf-8"]);
    assert_eq!(sent(&forward, "content-length"), ["12"]);
    assert_eq!(sent(&forward, "if-match"), ["\"3\""]);
    assert_eq!(sent(&forward, "idempotency-key"), ["abc"]);
    assert_eq!(sent(&forward, "accept-language"), ["de, en;q=0.5"]);
    assert_eq!(sent(&forward, "user-agent"), ["test/1"]);
}

#[tokio::test]
async fn a_get_has_no_body_and_announces_none() {
    let world = World::new();
    let forward = world
        .forwarded(&Call::get(ADMIN).bearer(&mint("tenant_1").await).header("content-length", "5"))
        .await;
    assert!(!forward.carries_body());
    assert!(sent(&forward, "content-length").is_empty());
}

#[tokio::test]
async fn a_plain_request_id_is_kept_and_any_other_replaced() {
    let world = World::new();
    let token = mint("tenant_1").await;
    let answer = world.send(&Call::get(ADMIN).bearer(&token).header("x-request-id", "my-id.1")).await;
    assert_eq!(answer.header("x-request-id"), Some("my-id.1"));
    assert_eq!(sent(&world.services.calls()[0], "x-request-id"), ["my-id.1"]);
    assert_eq!(world.last_log()["requestId"], "my-id.1");
    for bad in ["a b", "a\"b", &"x".repeat(65)] {
        let forward = world.forwarded(&Call::get(ADMIN).bearer(&token).header("x-request-id", bad)).await;
        let id = sent(&forward, "x-request-id")[0];
        assert!(id.len() == 36 && id.as_bytes()[14] == b'7', "a UUIDv7: {id}");
    }
}

#[tokio::test]
async fn a_valid_trace_is_continued_and_an_invalid_one_started_anew() {
    let world = World::new();
    let token = mint("tenant_1").await;
    let call = Call::get(ADMIN)
        .bearer(&token)
        .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        .header("tracestate", "vendor=1");
    let forward = world.forwarded(&call).await;
    assert!(sent(&forward, "traceparent")[0].starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-"));
    assert_eq!(sent(&forward, "tracestate"), ["vendor=1"]);

    let call =
        Call::get(ADMIN).bearer(&token).header("traceparent", "garbage").header("tracestate", "vendor=1");
    let forward = world.forwarded(&call).await;
    assert_eq!(sent(&forward, "traceparent")[0].len(), 55);
    assert!(sent(&forward, "tracestate").is_empty());
}

#[tokio::test]
async fn the_services_answer_comes_back_as_it_is() {
    let world = World::new();
    let token = mint("tenant_1").await;
    world.services.answer_with(
        418,
        &[("content-type", "text/x-tea"), ("set-cookie", "a=1"), ("set-cookie", "b=2"), ("location", "/x")],
        "short and stout",
    );
    let answer = world.send(&Call::get(ADMIN).bearer(&token)).await;
    assert_eq!((answer.status(), answer.text().as_str()), (418, "short and stout"));
    assert_eq!(answer.all("set-cookie"), ["a=1", "b=2"]);
    assert_eq!(answer.header("content-type"), Some("text/x-tea"));
    assert_eq!(answer.header("location"), Some("/x"));
}

#[tokio::test]
async fn an_answer_that_has_no_body_is_given_none() {
    let world = World::new();
    let token = mint("tenant_1").await;
    for status in [204, 205, 304] {
        world.services.answer_with(status, &[("etag", "\"1\"")], "must not be here");
        let answer = world.send(&Call::get(ADMIN).bearer(&token)).await;
        assert_eq!(
            (answer.status(), answer.text().as_str(), answer.header("etag")),
            (status, "", Some("\"1\""))
        );
    }
    let head = world.send(&Call::new("HEAD", ADMIN)).await;
    assert_eq!((head.status(), head.text().as_str()), (401, ""));
}

#[tokio::test]
async fn a_service_that_does_not_answer_is_unavailable_and_says_nothing_of_itself() {
    let world = World::new();
    world.services.go_down();
    let answer = world.send(&Call::get(ADMIN).bearer(&mint("tenant_1").await)).await;
    assert_eq!(answer.refusal(), "503 Service unavailable");
    assert_eq!(answer.header("retry-after"), Some("5"));
    assert!(!answer.text().contains("hung"));
    assert_eq!(world.last_log()["cause"], "service did not answer: the script hung");
}

#[tokio::test]
async fn every_request_has_one_log_line_without_secrets() {
    let world = World::new();
    let token = mint("tenant_1").await;
    let call =
        Call::get("/blog/admin/posts/post_1?search=secret-words").bearer(&token).header("x-request-id", "r1");
    world.send(&call).await;
    let lines = world.runtime.log_lines();
    assert_eq!(lines.len(), 1);
    let mut line = world.last_log();
    line.as_object_mut().unwrap().remove("traceId");
    assert_eq!(
        line,
        json!({
            "level": "info", "service": "gateway", "requestId": "r1", "tenantId": "tenant_1", "userId": "user_1",
            "door": "admin", "method": "GET", "route": "/blog/admin/*", "status": 200, "durationMs": 0,
        })
    );
    assert!(!lines[0].contains("secret-words") && !lines[0].contains("post_1") && !lines[0].contains(&token));
}

#[tokio::test]
async fn what_needs_a_credential_is_not_stored_by_others() {
    let world = World::new();
    let answer = world.send(&Call::get(ADMIN).bearer(&mint("tenant_1").await)).await;
    assert_eq!(answer.header("cache-control"), Some("no-store, no-transform"));
    let refused = world.send(&Call::get(ADMIN)).await;
    assert_eq!(refused.header("cache-control"), Some("no-store, no-transform"));
    assert_eq!(world.send(&Call::get("/nothing")).await.header("cache-control"), Some("no-store"));
}
