//! A person signs in, writes, publishes; a reader reads. Through the real runtime, whole.

use e2e::{Client, sign_in, unique};
use local_stack::{TokenRequest, mint};
use serde_json::json;

use crate::stack;

#[tokio::test]
async fn from_sign_in_to_the_public_page() {
    let stack = stack();
    let session = sign_in(&stack, &format!("{}@example.com", unique("seller"))).await.unwrap();
    let seller = Client::new(&stack.gateway_url).unwrap().bearer(&session.access_token);
    let created = seller.post("/blog/admin/posts", &json!({ "title": "First light" })).await.unwrap();
    assert_eq!((created.status, created.at("/slug")), (201, "first-light"), "{}", created.text);
    let location = created.header("location");
    assert_eq!(seller.get(location).await.unwrap().at("/tenantId"), session.tenant_id);
    let published = seller.post(&format!("{location}/publish"), &json!(null)).await.unwrap();
    assert_eq!((published.status, published.at("/status")), (200, "published"), "{}", published.text);
    // Signing in again is the same person in the same tenant.
    let again = sign_in(&stack, &format!("{}@example.com", unique("other"))).await.unwrap();
    assert_ne!(again.tenant_id, session.tenant_id);
}

#[tokio::test]
async fn a_published_post_is_read_with_an_api_key() {
    let stack = stack();
    let tenant = &stack.tenants[0];
    let gateway = Client::new(&stack.gateway_url).unwrap();
    let seller = gateway.bearer(&tenant.token);
    let title = unique("Public page");
    let content = json!({ "type": "doc", "content": [
        { "type": "paragraph", "content": [{ "type": "text", "text": "Hello <reader>", "marks": [{ "type": "bold" }] }] }
    ] });
    let created =
        seller.post("/blog/admin/posts", &json!({ "title": title, "content": content })).await.unwrap();
    let (id, slug) = (created.at("/id"), created.at("/slug"));
    let reader = gateway.with("x-api-key", &tenant.api_key);
    let page = format!("/blog/public/posts/{slug}");
    assert_eq!(reader.get(&page).await.unwrap().error(), (404, "Not found"), "a draft is not public");
    seller.post(&format!("/blog/admin/posts/{id}/publish"), &json!(null)).await.unwrap();

    // The page that was not there may be remembered for a moment, no longer.
    let read = eventually(async || reader.get(&page).await.unwrap(), |answer| answer.status == 200).await;
    assert!(read.at("/html").contains("<strong>Hello &lt;reader&gt;</strong>"), "{}", read.text);
    let by_bearer = gateway.bearer(&tenant.api_key).get(&page).await.unwrap();
    assert_eq!(by_bearer.at("/title"), title);
    let other_tenant = gateway.with("x-api-key", &stack.tenants[1].api_key).get(&page).await.unwrap();
    assert_eq!(other_tenant.error(), (404, "Not found"));
}

/// Asks until the answer is as wanted, a minute at most: the bound that readers are promised.
async fn eventually(
    ask: impl AsyncFn() -> e2e::Answer,
    wanted: impl Fn(&e2e::Answer) -> bool,
) -> e2e::Answer {
    for _ in 0..60 {
        let answer = ask().await;
        if wanted(&answer) {
            return answer;
        }
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    }
    ask().await
}

#[tokio::test]
async fn a_large_body_streams_through_the_gateway_unharmed() {
    let stack = stack();
    let seller = Client::new(&stack.gateway_url).unwrap().bearer(&stack.tenants[0].token);
    let paragraph = json!({ "type": "paragraph", "content": [{ "type": "text", "text": "ü".repeat(40) }] });
    let content = json!({ "type": "doc", "content": vec![paragraph; 5000] });
    let created = seller
        .post("/blog/admin/posts", &json!({ "title": unique("Large"), "content": content }))
        .await
        .unwrap();
    assert_eq!(created.status, 201, "{}", created.text);
    let read = seller.get(created.header("location")).await.unwrap();
    assert_eq!(read.body["content"], content);
}

#[tokio::test]
async fn a_minted_token_with_few_permissions_may_do_few_things() {
    let stack = stack();
    let tenant = &stack.tenants[0];
    let request = TokenRequest {
        tenant: tenant.id.clone(),
        user: tenant.owner_user_id.clone(),
        permissions: vec!["blog:posts.read".into()],
        role: None,
        ttl_seconds: 60,
        issuer: stack.jwt_issuer.clone(),
        audience: stack.jwt_audience.clone(),
    };
    let token = mint(&request, &stack.private_key_file).await.unwrap();
    let viewer = Client::new(&stack.gateway_url).unwrap().bearer(&token);
    assert_eq!(viewer.get("/blog/admin/posts").await.unwrap().status, 200);
    let refused = viewer.post("/blog/admin/posts", &json!({ "title": "T" })).await.unwrap();
    assert_eq!(refused.error(), (403, "Missing required permission: blog:posts.create"));
    assert_eq!(refused.at("/requestId"), refused.header("x-request-id"));
}

#[tokio::test]
async fn the_published_keys_verify_the_tokens_that_are_minted() {
    let stack = stack();
    let session = sign_in(&stack, &format!("{}@example.com", unique("keys"))).await.unwrap();
    let jwks = Client::new(&stack.gateway_url).unwrap().get("/.well-known/jwks.json").await.unwrap();
    let set: logicspike_shared::jwt::JwkSet = serde_json::from_str(&jwks.text).unwrap();
    let policy = logicspike_shared::jwt::AccessPolicy {
        issuer: stack.jwt_issuer.clone(),
        audience: stack.jwt_audience.clone(),
        keys: logicspike_shared::jwt::KeySet::from_jwks(&set),
    };
    let now = logicspike_shared::runtime::Runtime::now(
        &logicspike_shared::runtime::testing::FixedRuntime::real_time(),
    );
    let verified =
        policy.verify(&session.access_token, &logicspike_shared::jwt::NativeRs256, now).await.unwrap();
    assert_eq!(verified.claims.tenant.as_str(), session.tenant_id);
    assert_eq!(verified.claims.permissions, ["system:owner"]);
}
