//! How often refresh tokens are shown: counted by token, before the database is asked.

use futures_util::future::join_all;
use logicspike_shared::runtime::testing::FixedRuntime;
use logicspike_shared::secret::Secret;
use manager_worker::domain::refresh_token::{RefreshToken, SuccessionKey};
use manager_worker::domain::refreshes::{MOST_OF_A_SESSION, MOST_STRANGE};
use serde_json::json;

use crate::world::{Answer, World};

const UNAVAILABLE: (u16, &str) = (503, "Service unavailable");
const TOO_MANY: (u16, &str) = (429, "Too many requests");

/// A service without a database: whoever asks it anything, gets 503.
async fn without_database() -> World {
    World::with(|environment| {
        environment.vars.insert("NEON_SQL_ENDPOINT".to_owned(), "http://127.0.0.1:9/sql".to_owned());
    })
    .await
}

/// A token that a server with this secret made.
fn made_with(secret: &str) -> String {
    let key = SuccessionKey::derive(&Secret::new(secret));
    RefreshToken::generate(&FixedRuntime::default(), &key).expose().to_owned()
}

fn ours() -> String {
    made_with("the-secret-that-refresh-tokens-are-computed-with")
}

async fn logout(world: &World, token: &str) -> Answer {
    world.send("POST", "/auth/logout", Some(json!({ "refresh_token": token }))).await
}

#[tokio::test]
async fn over_the_limit_of_a_token_the_database_is_not_asked() {
    let world = without_database().await;
    let (token, other) = (ours(), ours());
    for number in 0..MOST_OF_A_SESSION {
        let answer = if number % 2 == 0 { world.refresh(&token).await } else { logout(&world, &token).await };
        assert_eq!(answer.refusal(), UNAVAILABLE, "the database was asked");
    }
    for _ in 0..3 {
        let refused = world.refresh(&token).await;
        assert_eq!((refused.refusal(), refused.header("retry-after")), (TOO_MANY, Some("60")));
        assert_eq!(logout(&world, &token).await.refusal(), TOO_MANY);
    }
    assert_eq!(world.refresh(&other).await.refusal(), UNAVAILABLE, "another session's");
    world.runtime.advance_millis(60_000);
    assert_eq!(world.refresh(&token).await.refusal(), UNAVAILABLE, "a minute later");
}

#[tokio::test]
async fn made_up_tokens_stop_reaching_the_database_and_keep_no_session_from_it() {
    let world = without_database().await;
    for _ in 0..MOST_STRANGE {
        assert_eq!(world.refresh(&made_with("another")).await.refusal(), UNAVAILABLE);
    }
    for _ in 0..3 {
        assert_eq!(world.refresh(&made_with("another")).await.refusal(), TOO_MANY);
        assert_eq!(logout(&world, &made_with("another")).await.refusal(), TOO_MANY);
        assert_eq!(world.refresh(&ours()).await.refusal(), UNAVAILABLE, "one with the server's mark");
    }
    assert_eq!(
        world.refresh("lsr_x").await.refusal(),
        (401, "Invalid token"),
        "what has no form costs nothing"
    );
}

/// All of them through one server, which is one address; what an address sends is nothing that the service looks at.
#[tokio::test]
async fn twenty_people_of_one_dashboard_refresh_at_once_several_times_each() {
    let world = World::new().await;
    let mut people = Vec::new();
    for _ in 0..20 {
        people.push(world.newcomer("Ada").await);
    }
    let calls = people.iter().flat_map(|person| (0..3).map(|_| world.refresh(&person.refresh_token)));
    for answer in join_all(calls).await {
        answer.expect(200);
    }
}

/// Nobody is signed out because the server's secret was changed.
#[tokio::test]
async fn a_session_from_before_the_secret_was_changed_goes_on() {
    let before = World::new().await;
    let session = before.newcomer("Ada").await;
    let after = World::with(|environment| {
        let secret = "another-secret-that-refresh-tokens-are-computed-with".to_owned();
        environment.vars.insert("SESSION_SECRET".to_owned(), secret);
    })
    .await;
    let next = after.session(&after.refresh(&session.refresh_token).await).await;
    after.refresh(&next.refresh_token).await.expect(200);
}
