//! The request log in the platform database.

use crate::support::{Call, KEY_ID, World, mint};

const ADMIN: &str = "/blog/admin/posts";
const PUBLIC: &str = "/blog/public/posts";

/// The rows that are not there by chance: what they are about, in short.
fn rows(world: &World) -> Vec<String> {
    let rows = world.database.log();
    let shown = rows.iter().filter(|row| row[11].as_deref() != Some("sample")).map(|row| {
        [0, 3, 4, 5, 6, 7, 8, 10, 11].map(|column| row[column].as_deref().unwrap_or("-")).join(" ")
    });
    shown.collect()
}

#[tokio::test]
async fn failures_and_refusals_to_someone_known_are_logged() {
    let world = World::new();
    let token = mint("tenant_1").await;
    world.send(&Call::get(ADMIN).bearer(&token)).await;
    world.services.answer_with(404, &[], "{}");
    world.send(&Call::new("PUT", "/blog/admin/posts/post_1?secret=1").bearer(&token)).await;
    world.services.go_down();
    world.send(&Call::get(ADMIN).bearer(&token)).await;
    world.send(&Call::new("POST", "/auth/google")).await;
    assert_eq!(
        rows(&world),
        [
            "tenant_1 user_1 - admin PUT /blog/admin/* 404 - error",
            "tenant_1 user_1 - admin GET /blog/admin/* 503 service_unavailable error",
            "- - - auth POST /auth/google 503 service_unavailable error",
        ]
    );
}

#[tokio::test]
async fn a_flood_of_anonymous_refusals_is_no_flood_of_writes() {
    let world = World::new();
    for _ in 0..200 {
        world.send(&Call::get(ADMIN)).await;
        world.send(&Call::get("/nowhere")).await;
    }
    assert!(world.database.log().is_empty(), "not even a sample of them");
    let token = mint("tenant_1").await;
    world.services.go_down();
    for _ in 0..50 {
        world.send(&Call::get(ADMIN).bearer(&token)).await;
    }
    assert!(world.database.log().len() <= 20, "at most twenty a second");
    world.runtime.advance_millis(1_000);
    world.send(&Call::get(ADMIN).bearer(&token)).await;
    assert!(rows(&world).last().unwrap().contains("503"));
}

#[tokio::test]
async fn the_first_use_of_a_key_in_ten_minutes_is_logged() {
    let world = World::new();
    let key = world.database.add_key("tenant_1", "{blog}", None);
    let call = Call::get(PUBLIC).header("x-api-key", key.expose());
    for _ in 0..3 {
        world.send(&call).await;
    }
    let expected = format!("tenant_1 - {KEY_ID} public GET /blog/public/* 200 - key_use");
    assert_eq!(rows(&world), [expected.as_str()]);
    world.runtime.advance_millis(600_000);
    world.send(&call).await;
    assert_eq!(rows(&world), [expected.as_str(), expected.as_str()]);
}

#[tokio::test]
async fn about_one_in_a_hundred_of_the_rest_is_logged() {
    let world = World::new();
    let call = Call::get(ADMIN).bearer(&mint("tenant_1").await);
    for _ in 0..5_000 {
        world.runtime.advance_millis(100);
        world.send(&call).await;
    }
    // Five thousand chances of one in a hundred: fifty, give or take seven; this is far outside.
    let logged = world.database.log().len();
    assert!((10..150).contains(&logged), "{logged}");
}

#[tokio::test]
async fn a_log_that_cannot_be_written_harms_nobody() {
    let world = World::new();
    let token = mint("tenant_1").await;
    world.send(&Call::get(ADMIN).bearer(&token)).await;
    world.database.set_down(true);
    world.services.answer_with(404, &[], "{}");
    assert_eq!(world.send(&Call::get(ADMIN).bearer(&token)).await.status(), 404);
    assert!(world.last_log()["message"].as_str().unwrap().starts_with("request_log: "));
}

#[tokio::test]
async fn the_response_does_not_wait_for_the_log() {
    let world = World::new();
    world.services.go_down();
    let call = Call::get(ADMIN).bearer(&mint("tenant_1").await);
    let (answer, rest) = world.send_only(&call).await;
    assert_eq!((answer.status(), world.database.log().len()), (503, 0));
    world.finish(rest).await;
    assert_eq!(world.database.log().len(), 1);
}

/// Another tenant's noise takes nothing from the evidence of a key's use.
#[tokio::test]
async fn a_flood_of_one_tenants_404s_hides_no_other_tenants_key() {
    let world = World::new();
    let noisy = world.database.add_key("tenant_2", "{blog}", None);
    let key = world.database.add_key("tenant_1", "{blog}", None);
    world.services.answer_with(404, &[], "{}");
    for _ in 0..500 {
        world.send(&Call::get("/blog/public/posts/x").header("x-api-key", noisy.expose())).await;
    }
    assert!(world.database.log().len() <= 6, "a tenant's share");
    world.send(&Call::get(PUBLIC).header("x-api-key", key.expose())).await;
    let token = mint("tenant_1").await;
    world.send(&Call::get(ADMIN).bearer(&token)).await;
    let last: Vec<String> = rows(&world).into_iter().rev().take(2).collect();
    assert!(last[1].starts_with("tenant_1 - key_1 public"), "{last:?}");
    assert!(last[0].starts_with("tenant_1 user_1 - admin") && last[0].ends_with("error"), "{last:?}");
}

#[tokio::test]
async fn a_keys_use_is_known_once_its_row_was_written() {
    let world = World::new();
    let key = world.database.add_key("tenant_1", "{blog}", None);
    let call = Call::get(PUBLIC).header("x-api-key", key.expose());
    let (_, rest) = world.send_only(&call).await;
    world.database.set_down(true);
    world.finish(rest).await;
    assert!(rows(&world).is_empty());
    world.database.set_down(false);
    world.runtime.advance_millis(5_000);
    world.send(&call).await;
    assert_eq!(rows(&world).len(), 1, "tried again");
    world.runtime.advance_millis(5_000);
    world.send(&call).await;
    assert_eq!(rows(&world).len(), 1, "and not once more");
}

#[tokio::test]
async fn a_log_that_cannot_be_written_is_not_tried_by_each_request() {
    let world = World::new();
    let key = world.database.add_key("tenant_1", "{blog}", None);
    let call = Call::get(PUBLIC).header("x-api-key", key.expose());
    let (_, rest) = world.send_only(&call).await;
    world.database.set_down(true);
    world.finish(rest).await;
    let failed = || world.runtime.log_lines().iter().filter(|line| line.contains("request_log: ")).count();
    assert_eq!(failed(), 1);
    for _ in 0..20 {
        world.send(&call).await;
    }
    // One request in a hundred is drawn, whatever becomes of its row.
    assert!(failed() <= 5, "{} tries", failed());
}
