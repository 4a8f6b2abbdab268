//! Deliveries that do not arrive at once, or ever.

use logicspike_shared::runtime::Runtime as _;
use manager_worker::courier::webhooks;
use serde_json::{Value, json};

use crate::outside::scope;
use crate::receiver::{PUBLISHED, detail, hook, later, log, verified, webhook};
use crate::webhooks::make;
use crate::world::World;

#[tokio::test]
async fn a_failed_delivery_is_tried_again_for_a_day_and_every_try_is_logged() {
    let world = World::new().await;
    let mut owner = world.newcomer("Ada").await;
    let (target, secret) = hook(&world, &owner).await;
    let event = world.happens(&owner, PUBLISHED, &json!({ "id": "post_1" })).await;
    world.outside.will_answer(500, None, "Oops\u{0}\n<b>no</b>");
    world.outside.will_be_silent();
    world.outside.will_say(&[302, 404, 500, 500, 500]);
    let mut bodies = Vec::new();
    // The pauses, each with a fifth on top.
    for pause in [0, 6, 360, 2160, 8640, 21_600, 43_200] {
        owner = later(&world, &owner, pause).await;
        let sent = world.send_webhooks(&owner).await;
        assert_eq!(sent.len(), 1, "after {pause} seconds");
        assert_eq!(verified(&world, &secret, &sent[0]), Ok(event.id.to_string()), "signed anew");
        bodies.push(sent[0].body.clone());
        assert!(world.send_webhooks(&owner).await.is_empty(), "not before the pause is over");
    }
    bodies.dedup();
    assert_eq!(bodies, [event.to_json().unwrap()]);
    owner = later(&world, &owner, 200_000).await;
    assert!(world.send_webhooks(&owner).await.is_empty(), "nothing is tried an eighth time");

    let entry = log(&world, &owner, &target).await.remove(0);
    assert_eq!(
        (&entry["status"], &entry["attempts"], &entry["lastStatus"], &entry["lastError"]),
        (&json!("failed"), &json!(7), &json!(500), &json!("the answer was 500"))
    );
    let detail = detail(&world, &owner, &target, &entry).await;
    assert_eq!(detail["body"], json!(event.to_json().unwrap()));
    let tries = detail["tries"].as_array().unwrap();
    let of = |name: &str| tries.iter().map(|one| one[name].clone()).collect::<Vec<_>>();
    assert_eq!(of("number"), [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(
        of("status"),
        [json!(500), Value::Null, json!(302), json!(404), json!(500), json!(500), json!(500)]
    );
    assert_eq!(tries[0]["answer"], json!("Oops<b>no</b>"));
    assert_eq!(tries[1]["error"], json!("no answer within 15000 ms"));
    let webhook = webhook(&world, &owner, &target).await;
    assert!(webhook["enabled"] == true && webhook["failingSince"].is_string());
}

#[tokio::test]
async fn a_busy_receiver_is_left_alone_as_long_as_it_asks() {
    let world = World::new().await;
    let mut owner = world.newcomer("Ada").await;
    let (target, _) = hook(&world, &owner).await;
    world.happens(&owner, PUBLISHED, &json!({})).await;
    world.outside.will_answer(429, Some("3600"), "");
    assert_eq!(world.send_webhooks(&owner).await.len(), 1);
    let expected = world.runtime.now().plus_seconds(3600).to_string();
    assert_eq!(log(&world, &owner, &target).await[0]["nextAttemptAt"], json!(expected));
    owner = later(&world, &owner, 3599).await;
    assert!(world.send_webhooks(&owner).await.is_empty());
    owner = later(&world, &owner, 1).await;
    assert_eq!(world.send_webhooks(&owner).await.len(), 1);
    assert_eq!(log(&world, &owner, &target).await[0]["status"], "delivered");
    assert_eq!(
        webhook(&world, &owner, &target).await["failingSince"],
        Value::Null,
        "a success is forgiveness"
    );
}

#[tokio::test]
async fn an_endpoint_that_is_gone_is_disabled_and_says_so() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let (target, _) = hook(&world, &owner).await;
    world.happens(&owner, PUBLISHED, &json!({})).await;
    world.outside.will_say(&[410]);
    assert_eq!(world.send_webhooks(&owner).await.len(), 1);
    let seen = webhook(&world, &owner, &target).await;
    assert_eq!((&seen["enabled"], &seen["disabledReason"]), (&json!(false), &json!("gone")));
    assert_eq!(log(&world, &owner, &target).await[0]["status"], "failed");
    let entry = world.audit(&owner).await.into_iter().find(|e| e["action"] == "webhook.disabled").unwrap();
    assert_eq!((&entry["actorId"], &entry["data"]["reason"]), (&Value::Null, &json!("gone")));
}

#[tokio::test]
async fn an_endpoint_that_has_failed_for_five_days_is_disabled_until_someone_enables_it() {
    let world = World::with(|environment| {
        environment.vars.insert("WEBHOOK_RETRY_SECONDS".to_owned(), "1".to_owned());
    })
    .await;
    let mut owner = world.newcomer("Ada").await;
    let (target, _) = hook(&world, &owner).await;
    let days = |days: i64| days * 24 * 3600;
    for (pause, enabled) in [(0, true), (days(4), true), (days(1), false)] {
        owner = later(&world, &owner, pause).await;
        world.happens(&owner, PUBLISHED, &json!({})).await;
        world.outside.will_say(&[500, 500]);
        assert_eq!(world.send_webhooks(&owner).await.len(), 1);
        assert_eq!(webhook(&world, &owner, &target).await["enabled"], true, "before the last try");
        owner = later(&world, &owner, 2).await;
        assert_eq!(world.send_webhooks(&owner).await.len(), 1);
        assert_eq!(webhook(&world, &owner, &target).await["enabled"], enabled, "after {pause} seconds");
    }
    assert_eq!(webhook(&world, &owner, &target).await["disabledReason"], "failing");
    let entries = world.audit(&owner).await;
    assert_eq!(entries.iter().filter(|entry| entry["action"] == "webhook.disabled").count(), 1);

    let on = world.call(&owner, "PUT", &target, Some(json!({ "enabled": true }))).await.expect(200).body;
    assert_eq!((&on["enabled"], &on["failingSince"]), (&json!(true), &Value::Null));
    world.happens(&owner, PUBLISHED, &json!({})).await;
    world.outside.will_say(&[500, 500]);
    world.send_webhooks(&owner).await;
    owner = later(&world, &owner, 2).await;
    world.send_webhooks(&owner).await;
    assert_eq!(webhook(&world, &owner, &target).await["enabled"], true, "the count begins anew");
}

#[tokio::test]
async fn an_address_that_has_become_forbidden_is_not_called() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let (target, _) = hook(&world, &owner).await;
    world.happens(&owner, PUBLISHED, &json!({})).await;
    let sql = "UPDATE webhook_endpoints SET url = 'https://169.254.169.254/' WHERE tenant_id = $1";
    world.owner.execute(sql, &[&owner.tenant]).await.unwrap();
    assert!(world.send_webhooks(&owner).await.is_empty());
    let entry = log(&world, &owner, &target).await.remove(0);
    assert_eq!(
        (&entry["status"], &entry["lastError"]),
        (&json!("failed"), &json!("the address must not have a private or reserved IP address"))
    );
}

#[tokio::test]
async fn a_secret_of_a_key_that_is_no_longer_there_signs_nothing() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let (target, _) = hook(&world, &owner).await;
    world.happens(&owner, PUBLISHED, &json!({})).await;
    let other = World::with(|environment| {
        let key = "another-key-that-signing-secrets-are-computed-with";
        environment.vars.insert("WEBHOOK_SECRET_KEY".to_owned(), key.to_owned());
    })
    .await;
    other.runtime.advance_millis(1000);
    assert!(other.send_webhooks(&owner).await.is_empty());
    let entry = log(&world, &owner, &target).await.remove(0);
    assert_eq!(
        (&entry["status"], &entry["lastError"]),
        (&json!("pending"), &json!("the signing key of this webhook is not configured"))
    );
}

#[tokio::test]
async fn a_sender_that_dies_leaves_its_work_to_the_next_one() {
    let world = World::new().await;
    let mut owner = world.newcomer("Ada").await;
    let (target, _) = hook(&world, &owner).await;
    world.happens(&owner, PUBLISHED, &json!({})).await;
    let leased_until = world.runtime.now().plus_seconds(60).to_string();
    let lease = "UPDATE webhook_deliveries SET leased_until = $2::text::timestamptz WHERE tenant_id = $1";
    world.owner.execute(lease, &[&owner.tenant, &leased_until]).await.unwrap();
    assert!(world.send_webhooks(&owner).await.is_empty(), "somebody is at it");
    owner = later(&world, &owner, 60).await;
    assert_eq!(world.send_webhooks(&owner).await.len(), 1);
    assert_eq!(log(&world, &owner, &target).await[0]["attempts"], 1);
}

#[tokio::test]
async fn whoever_has_lost_the_lease_notes_nothing() {
    let (slow, quick) = (World::new().await, World::new().await);
    let owner = slow.newcomer("Ada").await;
    let (target, _) = hook(&slow, &owner).await;
    slow.happens(&owner, PUBLISHED, &json!({})).await;
    slow.outside.will_say(&[500]);
    quick.runtime.advance_millis(61_000);
    let held = slow.outside.hold.lock().await;
    let overtaking = async {
        while slow.outside.calls() == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(quick.send_webhooks(&owner).await.len(), 1);
        drop(held);
    };
    let (report, ()) =
        futures_util::future::join(webhooks::deliver_due(&slow.app, &[scope(&owner)]), overtaking).await;
    assert_eq!(report.failed, 1);
    let entry = log(&slow, &owner, &target).await.remove(0);
    assert_eq!((&entry["status"], &entry["attempts"]), (&json!("delivered"), &json!(1)));
    assert_eq!(detail(&slow, &owner, &target, &entry).await["tries"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_endpoint_with_much_to_catch_up_on_does_not_hold_up_another() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    make(&world, &owner, json!({ "url": "https://busy.example.com/", "events": ["blog.post.*"] })).await;
    make(&world, &owner, json!({ "url": "https://quiet.example.com/", "events": ["team.*"] })).await;
    for _ in 0..9 {
        world.happens(&owner, PUBLISHED, &json!({})).await;
    }
    world.happens(&owner, "team.member.joined", &json!({})).await;
    let sent = world.send_webhooks(&owner).await;
    assert_eq!(sent.len(), 10);
    let place = sent.iter().position(|sent| sent.url == "https://quiet.example.com/").unwrap();
    assert!(place <= 2, "it came as number {}", place + 1);
}

#[tokio::test]
async fn a_tenant_whose_receivers_take_their_time_does_not_use_up_that_of_others() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    make(&world, &owner, json!({ "url": "https://slow.example.com/", "events": ["blog.post.*"] })).await;
    for _ in 0..9 {
        world.happens(&owner, PUBLISHED, &json!({})).await;
    }
    world.outside.takes(world.runtime, 15_000);
    let turn = world.send_webhooks(&owner).await.len();
    assert!((1..=3).contains(&turn), "one round with the quick ones, and perhaps one apart: {turn}");
    // What was tried is noted, and the rest goes out at quicker times.
    world.outside.takes(world.runtime, 0);
    assert_eq!(world.send_webhooks(&owner).await.len(), 9 - turn);
    assert!(world.send_webhooks(&owner).await.is_empty());
}
