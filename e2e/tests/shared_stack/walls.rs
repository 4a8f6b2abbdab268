//! What keeps the services and the tenants to themselves. What attackers send is in `attacks`.

use e2e::{Client, unique};
use local_stack::Worker;
use local_stack::wrangler::{WranglerOptions, start_beside};
use reqwest::Method;
use serde_json::json;

use crate::stack;

#[tokio::test]
async fn the_services_answer_to_nobody_but_the_gateway() {
    let stack = stack();
    for worker in [Worker::Blog, Worker::Manager] {
        let service = start_beside(&stack, &WranglerOptions::new(worker)).await.unwrap();
        let direct = Client::elsewhere(&service.url).unwrap();
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
