//! What an attacker meets.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking"
)]

use e2e::{Client, unique};
use local_stack::wrangler::{WranglerOptions, start_beside};
use local_stack::{StackFile, TokenRequest, Worker, mint};
use reqwest::Method;
use serde_json::json;

fn stack() -> StackFile {
    StackFile::load().expect("these tests run under `cargo xtask test`")
}

async fn token(stack: &StackFile, change: impl FnOnce(&mut TokenRequest)) -> String {
    let tenant = &stack.tenants[0];
    let mut request = TokenRequest {
        tenant: tenant.id.clone(),
        user: tenant.owner_user_id.clone(),
        permissions: vec!["system:owner".into()],
        role: None,
        ttl_seconds: 60,
        issuer: stack.jwt_issuer.clone(),
        audience: stack.jwt_audience.clone(),
    };
    change(&mut request);
    mint(&request, &stack.private_key_file).await.unwrap()
}

#[tokio::test]
async fn the_services_answer_to_nobody_but_the_gateway() {
    let stack = stack();
    for worker in [Worker::Blog, Worker::Manager] {
        let service = start_beside(&stack, &WranglerOptions::new(worker)).await.unwrap();
        let direct = Client::new(&service.url).unwrap();
        let forged = direct
            .with("x-tenant-id", &stack.tenants[0].id)
            .with("x-user-id", &stack.tenants[0].owner_user_id)
            .with("x-user-permissions", "[\"system:owner\"]");
        for caller in
            [&direct, &forged, &forged.with("x-gateway-key", "guess"), &forged.with("x-gateway-key", "")]
        {
            for path in
                ["/health", "/admin/posts", "/public/posts", "/auth/google", "/manager/tenant", "/debug", "/"]
            {
                let answer = caller.get(path).await.unwrap();
                assert_eq!(
                    answer.error(),
                    (403, "Direct access forbidden. Use the gateway."),
                    "{worker:?} {path}"
                );
            }
        }
        let through = forged.with("x-gateway-key", &stack.gateway_secret);
        assert_eq!(through.get("/health").await.unwrap().status, 200, "{worker:?}");
        if worker == Worker::Blog {
            let keyed = direct.with("x-gateway-key", &stack.gateway_secret);
            assert_eq!(keyed.get("/admin/posts").await.unwrap().error(), (400, "Missing tenant"));
        }
        service.stop().await.unwrap();
    }
}

#[tokio::test]
async fn spoofed_identity_headers_do_not_arrive() {
    let stack = stack();
    let [mine, theirs] = [&stack.tenants[0], &stack.tenants[1]];
    let gateway = Client::new(&stack.gateway_url).unwrap();
    let title = unique("Theirs");
    let created =
        gateway.bearer(&theirs.token).post("/blog/admin/posts", &json!({ "title": title })).await.unwrap();
    let id = created.at("/id");
    let few = token(&stack, |request| request.permissions = vec!["blog:posts.read".into()]).await;

    let mut spoofer = gateway.bearer(&few);
    for name in ["x-tenant-id", "X-Tenant-Id", "X-TENANT-ID", "x-tenant-id"] {
        spoofer = spoofer.with(name, &theirs.id);
    }
    for (name, value) in [
        ("X-User-Permissions", "[\"system:owner\"]"),
        ("x-user-permissions", "[\"system:owner\"]"),
        ("X-User-Id", theirs.owner_user_id.as_str()),
        ("x-user-role", "owner"),
        ("x-gateway-key", stack.gateway_secret.as_str()),
    ] {
        spoofer = spoofer.with(name, value);
    }
    assert_eq!(spoofer.get(&format!("/blog/admin/posts/{id}")).await.unwrap().error(), (404, "Not found"));
    let refused = spoofer.post("/blog/admin/posts", &json!({ "title": "T" })).await.unwrap();
    assert_eq!(refused.error(), (403, "Missing required permission: blog:posts.create"));

    let reader = gateway
        .with("x-api-key", &mine.api_key)
        .with("X-Tenant-ID", &theirs.id)
        .with("x-tenant-id", &theirs.id);
    let public = reader.get("/blog/public/posts?limit=100").await.unwrap();
    assert!(public.status == 200 && !public.text.contains(&title));
}

#[tokio::test]
async fn another_tenants_post_does_not_exist() {
    let stack = stack();
    let gateway = Client::new(&stack.gateway_url).unwrap();
    let created = gateway
        .bearer(&stack.tenants[1].token)
        .post("/blog/admin/posts", &json!({ "title": unique("T") }))
        .await
        .unwrap();
    let path = created.header("location").to_owned();
    let thief = gateway.bearer(&stack.tenants[0].token);
    for (method, path, body) in [
        (Method::GET, path.clone(), None),
        (Method::PUT, path.clone(), Some(json!({ "title": "Stolen" }).to_string())),
        (Method::DELETE, path.clone(), None),
        (Method::POST, format!("{path}/publish"), None),
        (Method::GET, format!("{path}/revisions"), None),
    ] {
        assert_eq!(
            thief.send(method.clone(), &path, body).await.unwrap().error(),
            (404, "Not found"),
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn bad_tokens_are_refused_with_one_text() {
    let stack = stack();
    let gateway = Client::new(&stack.gateway_url).unwrap();
    let good = token(&stack, |_| ()).await;
    let [header, claims, signature] = good.split('.').collect::<Vec<_>>().try_into().unwrap();
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
    let hs256 = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
    let flipped = format!(
        "{}{}",
        &signature[..signature.len() - 4],
        if signature.ends_with("AAAA") { "BBBB" } else { "AAAA" }
    );
    let bad = [
        token(&stack, |request| request.ttl_seconds = -3600).await,
        token(&stack, |request| request.issuer = "https://elsewhere.example".into()).await,
        token(&stack, |request| request.audience = "other".into()).await,
        format!("{none}.{claims}."),
        format!("{none}.{claims}.{signature}"),
        format!("{hs256}.{claims}.{signature}"),
        format!("{header}.{claims}."),
        format!("{header}.{claims}.{flipped}"),
        format!("{header}.{claims}"),
        format!("{header}.{claims}.{signature}="),
        "x".into(),
        stack.tenants[0].api_key.clone(),
    ];
    for token in bad {
        let answer = gateway.bearer(&token).get("/blog/admin/posts").await.unwrap();
        assert_eq!(answer.error(), (401, "Invalid token"), "{token}");
    }
    assert_eq!(gateway.get("/blog/admin/posts").await.unwrap().error(), (401, "Missing token"));
    assert_eq!(gateway.bearer(&good).get("/blog/admin/posts").await.unwrap().status, 200);
    for key in ["", "ls_live_x", &good] {
        assert_eq!(
            gateway.with("x-api-key", key).get("/blog/public/posts").await.unwrap().error(),
            (401, "Invalid API key")
        );
    }
    assert_eq!(gateway.get("/blog/public/posts").await.unwrap().error(), (401, "Invalid API key"));
}

#[tokio::test]
async fn a_lapsed_subscription_and_a_plan_without_blog_are_told_apart() {
    let stack = stack();
    let gateway = Client::new(&stack.gateway_url).unwrap();
    let by_status =
        |status: &str| stack.tenants.iter().find(|tenant| tenant.status == status).unwrap().token.clone();
    let lapsed = gateway.bearer(&by_status("lapsed")).get("/blog/admin/posts").await.unwrap();
    assert_eq!(lapsed.error(), (402, "Subscription required"));
    let no_blog = gateway.bearer(&by_status("no_blog")).get("/blog/admin/posts").await.unwrap();
    assert_eq!(no_blog.error(), (403, "Access denied"));
}

#[tokio::test]
async fn unknown_paths_and_path_tricks_lead_nowhere() {
    let stack = stack();
    let gateway = Client::new(&stack.gateway_url).unwrap().bearer(&stack.tenants[0].token);
    for path in [
        "/",
        "/admin/posts",
        "/public/posts",
        "/blog",
        "/blog/",
        "/blog//admin/posts",
        "/blog/admin%2Fposts",
        "/blog%2fadmin/posts",
        "/blog/public/%2e%2e%2fadmin/posts",
        "/blog/adminx/posts",
        "/BLOG/admin/posts",
        "/blog/admin/posts/",
        "/blog/admin//posts",
        "/blog/health",
    ] {
        let answer = gateway.get(path).await.unwrap();
        assert_eq!(answer.error(), (404, "Not found"), "{path}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
    }
    let refused = gateway.send(Method::PATCH, "/blog/admin/posts", Some("{}".into())).await.unwrap();
    assert_eq!((refused.error(), refused.header("allow")), ((405, "Method not allowed"), "GET, POST, HEAD"));
}
