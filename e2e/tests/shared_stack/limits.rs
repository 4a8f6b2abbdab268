//! Who is told no although they are who they say: without the plan, the payment, the scope; or asking too often.

use e2e::{Answer, Client, TestTenant};
use futures_util::future::join_all;
use local_stack::wrangler::{WranglerOptions, start_beside};
use local_stack::{StackFile, Worker, connect};
use serde_json::json;

use crate::stack;

const DENIED: (u16, &str) = (403, "Access denied");
const ADMIN: &str = "/blog/admin/posts";
const PUBLIC: &str = "/blog/public/tags";

#[tokio::test]
async fn a_plan_without_the_blog_a_lapsed_subscription_and_a_missing_scope_are_told_apart() {
    let stack = stack();
    let gateway = Client::new(&stack.gateway_url).unwrap();
    for (status, expected) in
        [("no_blog", DENIED), ("lapsed", (402, "Subscription required")), ("active", (200, ""))]
    {
        let tenant = stack.tenants.iter().find(|tenant| tenant.status == status).unwrap();
        let owner = gateway.bearer(&tenant.token);
        for path in [ADMIN, "/blog/admin/categories"] {
            assert_eq!(owner.get(path).await.unwrap().error(), expected, "{status} {path}");
        }
        if expected.0 != 200 {
            let refused = owner.post(ADMIN, &json!({ "title": "T" })).await.unwrap();
            assert_eq!(refused.error(), expected, "{status}");
        }
        // Who does not pay can still look after the account, and pay.
        assert_eq!(owner.get("/manager/subscription").await.unwrap().status, 200, "{status}");
    }
    let tenant = TestTenant::new(&stack).await.unwrap();
    let without = gateway.with("x-api-key", &tenant.api_key_without_scope);
    assert_eq!(without.get(PUBLIC).await.unwrap().error(), DENIED);
    assert_eq!(tenant.reader().unwrap().get(PUBLIC).await.unwrap().status, 200);

    let unsubscribed = TestTenant::new(&stack).await.unwrap();
    let database = connect(&stack.databases.platform.parse().unwrap()).await.unwrap();
    let sql = "delete from subscriptions where tenant_id = $1";
    assert_eq!(database.execute(sql, &[&unsubscribed.id]).await.unwrap(), 1);
    assert_eq!(unsubscribed.owner().await.unwrap().get(ADMIN).await.unwrap().error(), DENIED);
}

/// Asks, many at once, until one is refused for asking too often. A minute may end meanwhile, and the count begin
/// anew; therefore up to twice the limit.
async fn exhaust<F: Future<Output = anyhow::Result<Answer>>>(
    limit: usize,
    expected: u16,
    ask: impl Fn() -> F,
) -> Answer {
    const AT_ONCE: usize = 20;
    let mut asked = 0;
    loop {
        assert!(asked <= 2 * limit, "no limit after {asked} requests");
        asked += AT_ONCE;
        for answer in join_all((0..AT_ONCE).map(|_| ask())).await {
            let answer = answer.unwrap();
            if answer.status == 429 {
                return answer;
            }
            assert_eq!(answer.status, expected, "{}", answer.text);
        }
    }
}

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_come_back_and_others_are_not() {
    let stack = stack();
    let options = WranglerOptions::new(Worker::Gateway).with_deployed_limits();
    let worker = start_beside(&stack, &options).await.unwrap();
    let at = StackFile { gateway_url: worker.url.clone(), ..stack.clone() };
    let tenant = TestTenant::new(&stack).await.unwrap().at(&at);
    let gateway = tenant.anyone().unwrap();
    let (busy, calm) = (tenant.owner().await.unwrap(), tenant.owner().await.unwrap());
    let reader = tenant.reader().unwrap();
    let other = TestTenant::new(&stack).await.unwrap().at(&at);

    let wrong = gateway.bearer("wrong");
    let others = other.reader().unwrap();
    assert_eq!(others.get(PUBLIC).await.unwrap().status, 200, "a key that is known before the flood");
    let user = exhaust(600, 200, || busy.get("/blog/admin/posts?limit=1")).await;
    let key = exhaust(1200, 200, || reader.get(PUBLIC)).await;
    let sign_in =
        exhaust(60, 401, async || gateway.post("/auth/google", &json!({ "id_token": "x" })).await).await;
    // A server that renders dashboards is one address: its people's sessions end, and are renewed.
    for _ in 0..100 {
        let refresh = gateway.post("/auth/refresh", &json!({ "refresh_token": "x" })).await.unwrap();
        assert_eq!(refresh.status, 401, "{}", refresh.text);
    }
    let failures = exhaust(60, 401, || wrong.get(ADMIN)).await;
    for (refused, kept) in [
        (user, "no-store, no-transform"),
        (key, "no-store"),
        (sign_in, "no-store, no-transform"),
        (failures, "no-store, no-transform"),
    ] {
        assert_eq!(refused.error(), (429, "Too many requests"));
        let seconds: u32 = refused.header("retry-after").parse().unwrap();
        assert!((1..=60).contains(&seconds), "{seconds}");
        assert_eq!(refused.header("cache-control"), kept);
    }
    assert_eq!(
        calm.get(ADMIN).await.unwrap().status,
        200,
        "another person of the tenant, at the same address"
    );
    assert_eq!(others.get(PUBLIC).await.unwrap().status, 200, "another key");
    assert_eq!(gateway.get("/health").await.unwrap().status, 200);
    worker.stop().await.unwrap();
}
