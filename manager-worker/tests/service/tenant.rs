//! The tenant, its subscription, its audit log.

use serde_json::{Value, json};

use crate::world::World;

#[tokio::test]
async fn a_tenant_is_read_and_renamed() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let tenant = world.call(&owner, "GET", "/manager/tenant", None).await.expect(200).body;
    assert_eq!((&tenant["id"], &tenant["name"]), (&json!(owner.tenant), &json!("Ada")));
    for _ in 0..2 {
        let body = Some(json!({ "name": " Café Ada " }));
        let renamed = world.call(&owner, "PUT", "/manager/tenant", body).await.expect(200).body;
        assert_eq!((&renamed["name"], &renamed["createdAt"]), (&json!("Café Ada"), &tenant["createdAt"]));
    }
    assert_eq!(world.call(&owner, "GET", "/manager/tenant", None).await.body["name"], "Café Ada");
    let events = world.events(&owner.tenant).await;
    let told: Vec<_> = events.iter().filter(|event| event.0 == "tenant.updated").collect();
    assert_eq!((told.len(), &told[0].1), (1, &json!({ "name": "Café Ada" })));
    let empty = world.call(&owner, "PUT", "/manager/tenant", Some(json!({ "name": "" }))).await;
    assert_eq!((empty.status, &empty.body["details"][0]["field"]), (400, &json!("name")));
}

#[tokio::test]
async fn a_subscription_is_active_until_its_period_ends() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let read = async || world.call(&owner, "GET", "/manager/subscription", None).await.expect(200).body;
    assert_eq!(
        read().await,
        json!({
            "planId": "free", "planName": "Free", "entitlements": ["blog"], "status": "active", "active": true,
            "currentPeriodEnd": null,
        })
    );
    let end =
        "UPDATE subscriptions SET current_period_end = now() - interval '1 minute' WHERE tenant_id = $1";
    world.owner.execute(end, &[&owner.tenant]).await.unwrap();
    let ended = read().await;
    assert_eq!((&ended["status"], &ended["active"]), (&json!("active"), &json!(false)));
}

#[tokio::test]
async fn the_audit_log_is_read_in_parts_from_newest_to_oldest() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    for name in ["One", "Two", "Three", "Four"] {
        world.runtime.advance_millis(10);
        world.call(&owner, "PUT", "/manager/tenant", Some(json!({ "name": name }))).await.expect(200);
    }
    let mut seen: Vec<Value> = Vec::new();
    let mut target = "/manager/audit?limit=3".to_owned();
    loop {
        let part = world.call(&owner, "GET", &target, None).await.expect(200).body;
        seen.extend(part["data"].as_array().unwrap().clone());
        // What happens meanwhile is newer than all that is still to be read.
        world.runtime.advance_millis(10);
        let name = format!("Later {}", seen.len());
        world.call(&owner, "PUT", "/manager/tenant", Some(json!({ "name": name }))).await.expect(200);
        match part["meta"]["nextBefore"].as_str() {
            Some(before) => target = format!("/manager/audit?limit=3&before={before}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), 8, "three entries of the tenant's making, one of the session, and four names");
    let names: Vec<&Value> = seen.iter().take(4).map(|entry| &entry["data"]["name"]).collect();
    assert_eq!(names, ["Four", "Three", "Two", "One"]);
    assert_eq!((&seen[0]["actorId"], &seen[0]["subject"]), (&json!(owner.user), &json!(owner.tenant)));

    for query in ["before=evt_unknown", "before=%00", "limit=0", "limit=101", "page=2"] {
        let answer = world.call(&owner, "GET", &format!("/manager/audit?{query}"), None).await;
        assert_eq!(answer.refusal(), (400, "Validation failed"), "{query}");
    }
}

#[tokio::test]
async fn the_service_itself_cannot_rewrite_the_log() {
    let world = World::new().await;
    for privilege in ["UPDATE", "DELETE", "TRUNCATE"] {
        let sql = format!(
            "SELECT has_table_privilege('logicspike_manager', 'audit_log', '{privilege}')::int::int8"
        );
        assert_eq!(world.count(&sql, &[]).await, 0, "{privilege}");
    }
}
