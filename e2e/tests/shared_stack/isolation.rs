//! What was taken back stays away, whatever load others put on the platform meanwhile.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use e2e::{Load, TestTenant, publish, unique};
use serde_json::{Value, json};

use crate::stack;

/// Pages that are withdrawn while others misbehave.
const ROUNDS: usize = 20;
/// Readers of a page that was withdrawn a moment before.
const READERS: usize = 5;

#[tokio::test]
async fn a_page_withdrawn_a_moment_before_is_never_seen_while_others_put_load_on_the_platform() {
    let stack = stack();
    let load = Load::new(&stack).await.unwrap();
    let tenant = TestTenant::new(&stack).await.unwrap();
    let over = AtomicBool::new(false);
    let volleys = async {
        while !over.load(Ordering::Relaxed) {
            load.everything().await;
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    let rounds = async {
        let mut refused = 0;
        for round in 0..ROUNDS {
            let (owner, reader) = (tenant.owner().await.unwrap(), tenant.reader().unwrap());
            let post = publish(&owner, &json!({ "title": unique("withdrawn") })).await.unwrap();
            let read = reader.get(&post.page).await.unwrap();
            assert_eq!(read.status, 200, "{}", read.text);
            let withdrawn = match round % 2 {
                0 => owner.post(&format!("{}/unpublish", post.place), &Value::Null).await.unwrap(),
                _ => owner.delete(&post.place).await.unwrap(),
            };
            assert!(withdrawn.status < 300, "{}", withdrawn.text);
            for _ in 0..READERS {
                let read = reader.get(&post.page).await.unwrap();
                assert!(matches!(read.status, 404 | 503), "{}: {}", read.status, read.text);
                refused += usize::from(read.status == 503);
            }
        }
        over.store(true, Ordering::Relaxed);
        refused
    };
    let (refused, ()) = tokio::join!(rounds, volleys);
    println!("{refused} of {} readers were told to come back", ROUNDS * READERS);
    assert!(load.unanswered() > 0, "the silent receivers were never called");
}
