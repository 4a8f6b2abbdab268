//! Events on their way to webhook endpoints.

use logicspike_shared::runtime::Runtime as _;
use manager_worker::courier::webhooks;
use manager_worker::domain::webhook::{VerifyError, WebhookSecret};
use serde_json::{Value, json};

use crate::outside::scope;
use crate::receiver::{PUBLISHED, detail, hook, later, log, verified, webhook};
use crate::webhooks::make;
use crate::world::{Session, World};

#[tokio::test]
async fn an_event_comes_signed_to_every_endpoint_that_wants_it() {
    let world = World::new().await;
    let (owner, other) = (world.newcomer("Ada").await, world.newcomer("Eve").await);
    let (_, elsewhere) = hook(&world, &other).await;
    let mut hooks = Vec::new();
    for (name, events) in [
        ("all", json!(["*"])),
        ("family", json!(["team.*", "blog.*"])),
        ("kind", json!(["blog.post.*"])),
        ("exact", json!(["blog.post.published"])),
        ("not", json!(["blog.post.unpublished", "blog.tag.*", "team.*"])),
    ] {
        let body = json!({ "url": format!("https://hooks.example.com/{name}"), "events": events });
        hooks.push((name, make(&world, &owner, body).await));
    }
    let event = world.happens(&owner, PUBLISHED, &json!({ "id": "post_1", "n": 1.10, "ü": "<&>" })).await;
    let mut sent = world.send_webhooks(&owner).await;
    sent.sort_by(|one, two| one.url.cmp(&two.url));
    let names: Vec<&str> = sent.iter().map(|sent| sent.url.rsplit('/').next().unwrap()).collect();
    assert_eq!(names, ["all", "exact", "family", "kind"]);
    for sent in &sent {
        assert_eq!(sent.body, event.to_json().unwrap(), "byte for byte the event");
        assert_eq!(sent.header("user-agent"), "LogicSpike-Webhooks/1");
        assert_eq!(sent.header("webhook-timestamp"), world.runtime.now().as_seconds().to_string());
        let (_, (_, secret)) =
            hooks.iter().find(|(name, _)| sent.url == format!("https://hooks.example.com/{name}")).unwrap();
        assert_eq!(verified(&world, secret, sent), Ok(event.id.to_string()));
        assert_eq!(verified(&world, &elsewhere, sent), Err(VerifyError::NoMatch));
        assert_eq!(
            (sent.json()["specversion"].clone(), sent.json()["tenantid"].clone()),
            (json!("1.0"), json!(owner.tenant))
        );
    }
    assert!(world.send_webhooks(&owner).await.is_empty() && world.send_webhooks(&other).await.is_empty());
    let (_, (target, _)) = &hooks[0];
    let entry = log(&world, &owner, target).await.remove(0);
    assert_eq!(
        (&entry["status"], &entry["eventId"], &entry["eventType"], &entry["nextAttemptAt"]),
        (&json!("delivered"), &json!(event.id.as_str()), &json!(PUBLISHED), &Value::Null)
    );
    let (_, (not, _)) = &hooks[4];
    assert!(log(&world, &owner, not).await.is_empty());
}

#[tokio::test]
async fn an_event_that_the_queue_brings_twice_is_delivered_once() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    hook(&world, &owner).await;
    let event = world.happens(&owner, PUBLISHED, &json!({})).await;
    world.hand_over(&event).await;
    assert_eq!(world.send_webhooks(&owner).await.len(), 1);
    world.hand_over(&event).await;
    assert!(world.send_webhooks(&owner).await.is_empty());
}

#[tokio::test]
async fn whoever_delivers_at_the_same_time_each_delivery_is_sent_once() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let (target, _) = hook(&world, &owner).await;
    for _ in 0..9 {
        world.happens(&owner, PUBLISHED, &json!({})).await;
    }
    let at_once =
        (0..3).map(|_| async { webhooks::deliver_due(&world.app, &[scope(&owner)]).await.delivered });
    let delivered: usize = futures_util::future::join_all(at_once).await.into_iter().sum();
    let mut ids: Vec<String> =
        world.outside.take().iter().map(|sent| sent.header("webhook-id").to_owned()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((delivered, ids.len()), (9, 9));
    assert!(log(&world, &owner, &target).await.iter().all(|entry| entry["attempts"] == 1));
}

#[tokio::test]
async fn a_disabled_endpoint_gets_what_waits_when_it_is_enabled_and_nothing_of_the_time_between() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let (target, _) = hook(&world, &owner).await;
    let before = world.happens(&owner, PUBLISHED, &json!({})).await;
    world.call(&owner, "PUT", &target, Some(json!({ "enabled": false }))).await.expect(200);
    world.happens(&owner, PUBLISHED, &json!({})).await;
    assert!(world.send_webhooks(&owner).await.is_empty());
    let test = format!("{target}/test");
    assert_eq!(world.call(&owner, "POST", &test, None).await.refusal(), (409, "Webhook is disabled"));
    world.call(&owner, "PUT", &target, Some(json!({ "enabled": true }))).await.expect(200);
    let sent = world.send_webhooks(&owner).await;
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].header("webhook-id"), before.id.as_str());
}

#[tokio::test]
async fn both_secrets_sign_while_one_is_being_changed() {
    let world = World::new().await;
    let mut owner = world.newcomer("Ada").await;
    let (target, old) = hook(&world, &owner).await;
    let rotate = format!("{target}/rotate-secret");
    let overlap = Some(json!({ "overlapSeconds": 60 }));
    let rotated = world.call(&owner, "POST", &rotate, overlap).await.expect(200).body;
    let new = WebhookSecret::parse(rotated["secret"].as_str().unwrap()).unwrap();
    let until = world.runtime.now().plus_seconds(60).to_string();
    assert_eq!(rotated["previousSecretExpiresAt"], json!(until));
    assert_eq!(webhook(&world, &owner, &target).await["previousSecretExpiresAt"], json!(until));

    world.happens(&owner, PUBLISHED, &json!({})).await;
    let sent = world.send_webhooks(&owner).await.remove(0);
    assert!(verified(&world, &old, &sent).is_ok() && verified(&world, &new, &sent).is_ok());
    owner = later(&world, &owner, 60).await;
    world.happens(&owner, PUBLISHED, &json!({})).await;
    let sent = world.send_webhooks(&owner).await.remove(0);
    assert!(verified(&world, &new, &sent).is_ok());
    assert_eq!(verified(&world, &old, &sent), Err(VerifyError::NoMatch));
    assert_eq!(webhook(&world, &owner, &target).await["previousSecretExpiresAt"], Value::Null);
}

#[tokio::test]
async fn a_test_event_goes_to_one_endpoint_whatever_it_listens_to() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let (target, secret) =
        make(&world, &owner, json!({ "url": "https://one.example.com/", "events": ["team.*"] })).await;
    make(&world, &owner, json!({ "url": "https://two.example.com/" })).await;
    let queued = world.call(&owner, "POST", &format!("{target}/test"), None).await.expect(202);
    let sent = world.send_webhooks(&owner).await;
    assert_eq!(sent.len(), 1);
    assert_eq!(
        (sent[0].url.as_str(), sent[0].json()["type"].clone()),
        ("https://one.example.com/", json!("webhook.test"))
    );
    assert_eq!(verified(&world, &secret, &sent[0]), Ok(queued.body["eventId"].as_str().unwrap().to_owned()));
    let entry = world.call(&owner, "GET", queued.header("location").unwrap(), None).await.expect(200).body;
    assert_eq!((&entry["id"], &entry["status"]), (&queued.body["id"], &json!("delivered")));
}

#[tokio::test]
async fn a_replay_is_the_same_event_again_with_its_own_place_in_the_log() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let (target, secret) = hook(&world, &owner).await;
    let event = world.happens(&owner, PUBLISHED, &json!({ "id": "post_1" })).await;
    let first = log(&world, &owner, &target).await.remove(0);
    let replay = format!("{target}/deliveries/{}/replay", first["id"].as_str().unwrap());
    assert_eq!(world.call(&owner, "POST", &replay, None).await.refusal(), (409, "Delivery is still pending"));
    world.send_webhooks(&owner).await;

    let (one, two) = futures_util::future::join(
        world.call(&owner, "POST", &replay, None),
        world.call(&owner, "POST", &replay, None),
    )
    .await;
    for answer in [&one, &two] {
        assert_eq!((answer.status, &answer.body["eventId"]), (202, &json!(event.id.as_str())));
    }
    let sent = world.send_webhooks(&owner).await;
    assert_eq!(sent.len(), 2);
    for sent in &sent {
        assert_eq!(sent.body, event.to_json().unwrap());
        assert_eq!(verified(&world, &secret, sent), Ok(event.id.to_string()));
    }
    let mut replays: Vec<i64> =
        log(&world, &owner, &target).await.iter().map(|entry| entry["replay"].as_i64().unwrap()).collect();
    replays.sort_unstable();
    assert_eq!(replays, [0, 1, 2]);

    world.call(&owner, "PUT", &target, Some(json!({ "enabled": false }))).await.expect(200);
    assert_eq!(world.call(&owner, "POST", &replay, None).await.refusal(), (409, "Webhook is disabled"));
    let unknown = format!("{target}/deliveries/dlv_unknown/replay");
    assert_eq!(world.call(&owner, "POST", &unknown, None).await.refusal(), (404, "Not found"));
}

/// Somebody who keeps webhooks and reads posts, and nothing else.
async fn keeper(world: &World, owner: &Session) -> Session {
    let role =
        json!({ "name": "hooks", "permissions": ["webhooks:manage", "webhooks:read", "blog:posts.read"] });
    let role = world.call(owner, "POST", "/manager/roles", Some(role)).await.expect(201).body;
    world.join(owner, "Ben", role["id"].as_str().unwrap()).await
}

#[tokio::test]
async fn what_an_event_says_is_seen_and_sent_again_by_who_may_read_its_family() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let keeper = keeper(&world, &owner).await;
    let (target, _) = hook(&world, &owner).await;
    for (kind, permission) in [
        ("blog.tag.created", None),
        ("team.member.invited", Some("team:members.read")),
        ("apikey.created", Some("apikeys:read")),
        ("subscription.changed", Some("tenant:read")),
        // What the catalogue does not know any more.
        ("shop.order.paid", Some("system:owner")),
    ] {
        let event = world.happens(&owner, kind, &json!({ "email": "guest@example.com" })).await;
        world.outside.will_answer(200, None, "Taken");
        world.send_webhooks(&owner).await;
        let entry = log(&world, &keeper, &target).await.remove(0);
        assert_eq!((&entry["eventType"], &entry["status"]), (&json!(kind), &json!("delivered")));
        let body = json!(event.to_json().unwrap());
        let seen = detail(&world, &owner, &target, &entry).await;
        assert_eq!((&seen["body"], &seen["tries"][0]["answer"]), (&body, &json!("Taken")), "{kind}");

        let seen = detail(&world, &keeper, &target, &entry).await;
        let replay = format!("{target}/deliveries/{}/replay", entry["id"].as_str().unwrap());
        let replayed = world.call(&keeper, "POST", &replay, None).await;
        let Some(permission) = permission else {
            assert_eq!((&seen["body"], &seen["tries"][0]["answer"]), (&body, &json!("Taken")), "{kind}");
            replayed.expect(202);
            world.send_webhooks(&owner).await;
            continue;
        };
        assert_eq!((&seen["body"], &seen["tries"][0]["answer"]), (&Value::Null, &Value::Null), "{kind}");
        assert_eq!((&seen["tries"][0]["status"], &seen["id"]), (&json!(200), &entry["id"]), "{kind}");
        let refused = format!("Missing required permission: {permission}");
        assert_eq!(replayed.refusal(), (403, refused.as_str()));
        assert!(world.send_webhooks(&owner).await.is_empty(), "{kind}");
    }
    let tried = world.call(&keeper, "POST", &format!("{target}/test"), None).await.expect(202);
    let tried = world.call(&keeper, "GET", tried.header("location").unwrap(), None).await.expect(200);
    assert!(tried.body["body"].as_str().unwrap().contains("webhook.test"));
}

#[tokio::test]
async fn what_still_waits_is_led_elsewhere_by_who_may_read_it() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let keeper = keeper(&world, &owner).await;
    let (target, _) = hook(&world, &owner).await;
    world.happens(&owner, "team.member.invited", &json!({ "email": "guest@example.com" })).await;
    let mine = "https://mine.example.com/";
    for change in [
        json!({ "events": ["blog.*"], "url": mine }),
        json!({ "events": ["blog.*"], "enabled": true }),
        json!({ "url": mine }),
    ] {
        let answer = world.call(&keeper, "PUT", &target, Some(change.clone())).await;
        assert_eq!(answer.refusal(), (403, "Missing required permission: team:members.read"), "{change}");
    }
    world.call(&keeper, "PUT", &target, Some(json!({ "events": ["blog.*"] }))).await.expect(200);
    assert_eq!(world.send_webhooks(&owner).await[0].url, "https://hooks.example.com/in");
    world.call(&keeper, "PUT", &target, Some(json!({ "url": mine }))).await.expect(200);
}

#[tokio::test]
async fn a_sweep_finds_what_is_due_in_any_tenant_and_forgets_what_is_long_past() {
    let world = World::new().await;
    let mut owners = Vec::new();
    for name in ["Ada", "Ben"] {
        let owner = world.newcomer(name).await;
        let (target, _) = hook(&world, &owner).await;
        world.happens(&owner, "blog.post.created", &json!({})).await;
        assert_eq!(world.send_webhooks(&owner).await.len(), 1);
        world.happens(&owner, PUBLISHED, &json!({})).await;
        // Due at a time of its own, so that no other test has anything due.
        let due =
            "UPDATE webhook_deliveries SET due_at = '2001-01-01' WHERE tenant_id = $1 AND event_type = $2";
        world.owner.execute(due, &[&owner.tenant, &PUBLISHED]).await.unwrap();
        let old = "UPDATE webhook_deliveries SET created_at = now() - interval '31 days'
          WHERE tenant_id = $1 AND event_type <> $2";
        world.owner.execute(old, &[&owner.tenant, &PUBLISHED]).await.unwrap();
        owners.push((owner, target));
    }
    let then = World::new().await;
    let year_2001 = 978_307_200_000 + 3_600_000;
    then.runtime.advance_millis(year_2001 - then.runtime.now().as_millis());
    let report = webhooks::sweep(&then.app).await;
    assert_eq!((report.delivered, report.failed, report.failed_tenants, report.forgotten), (2, 0, 0, 2));
    assert_eq!(then.outside.take().len(), 2);
    assert_eq!(webhooks::sweep(&then.app).await, webhooks::Report::default());
    for (owner, target) in &owners {
        let log = log(&world, owner, target).await;
        assert_eq!(log.len(), 1);
        assert_eq!((&log[0]["eventType"], &log[0]["status"]), (&json!(PUBLISHED), &json!("delivered")));
    }
    for (owner, _) in &owners {
        let tries = "SELECT count(*) FROM webhook_attempts WHERE tenant_id = $1";
        assert_eq!(world.count(tries, &[&owner.tenant]).await, 1, "the tries go with their delivery");
    }
    let lines = then.runtime.log_lines().concat();
    assert!(lines.contains("webhooks.sweep") && !lines.contains("hooks.example.com"), "{lines}");
}
