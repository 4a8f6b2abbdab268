//! The database goes away and comes back.

use std::time::Duration;

use e2e::{Client, own_stack, unique};
use local_stack::stack::outage;
use serde_json::json;

#[tokio::test]
async fn without_the_database_both_doors_say_so_and_recover_by_themselves() {
    let own = own_stack().await.unwrap();
    let stack = own.file().unwrap().clone();
    let tenant = &stack.tenants[0];
    let gateway = Client::new(&stack.gateway_url).unwrap();
    let seller = gateway.bearer(&tenant.token);
    let reader = gateway.with("x-api-key", &tenant.api_key);
    let kept = seller.post("/blog/admin/posts", &json!({ "title": unique("Kept") })).await.unwrap();
    assert_eq!(kept.status, 201, "{}", kept.text);

    outage::begin(&stack).await.unwrap();
    let uncached = format!("/blog/public/posts?search={}", unique("never-asked"));
    let answers = [
        seller.get("/blog/admin/posts").await.unwrap(),
        seller.post("/blog/admin/posts", &json!({ "title": "T" })).await.unwrap(),
        reader.get(&uncached).await.unwrap(),
    ];
    let health = gateway.get("/health").await.unwrap();
    // Started again before anything is asserted, so that a failure here fails nothing else.
    outage::end(&stack).await.unwrap();
    for answer in answers {
        assert_eq!(answer.error(), (503, "Service unavailable"));
        assert!(answer.header("retry-after").parse::<u32>().is_ok());
    }
    assert_eq!(health.status, 200);

    for attempt in 0.. {
        let answer = seller.get(kept.header("location")).await.unwrap();
        if answer.status == 200 && reader.get(&uncached).await.unwrap().status == 200 {
            break;
        }
        assert!(attempt < 60, "no recovery: {}", answer.text);
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    own.stop().await.unwrap();
}
