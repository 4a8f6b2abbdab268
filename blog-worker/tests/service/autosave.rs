//! What is kept of what is saved while somebody types.

use logicspike_shared::runtime::testing::FixedRuntime;
use logicspike_shared::time::Timestamp;
use serde_json::{Value, json};

use crate::persons::person;
use crate::posts::events;
use crate::support::{Caller, TestBlog};

/// A blog at the beginning of an hour.
fn blog() -> TestBlog {
    TestBlog::with_runtime(FixedRuntime::at(Timestamp::parse("2026-06-01T10:00:00Z").unwrap()))
}

async fn autosave(caller: &Caller<'_>, post: &str, title: &str) {
    let answer = caller.put(&format!("/admin/posts/{post}?autosave=true"), json!({ "title": title })).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

async fn save(caller: &Caller<'_>, post: &str, title: &str) {
    let answer = caller.put(&format!("/admin/posts/{post}"), json!({ "title": title })).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

/// The titles of the replaced versions, newest first.
async fn kept(caller: &Caller<'_>, post: &str) -> Vec<String> {
    let revisions = caller.get(&format!("/admin/posts/{post}/revisions")).await.body;
    let revisions = revisions["data"].as_array().unwrap();
    revisions.iter().map(|revision| revision["title"].as_str().unwrap().to_owned()).collect()
}

async fn told(blog: &TestBlog, post: &str) -> usize {
    events(blog, post).await.iter().filter(|kind| *kind == "blog.post.updated").count()
}

fn pass_minutes(blog: &TestBlog, minutes: i64) {
    blog.app.runtime().advance_millis(minutes * 60_000);
}

#[tokio::test]
async fn ten_minutes_of_typing_are_two_versions_and_three_events_and_a_save_is_one_of_each() {
    let blog = blog();
    let owner = blog.owner();
    let post = owner.create_post(json!({ "title": "Before" })).await;
    for n in 1..=200 {
        autosave(&owner, &post, &format!("Typed {n}")).await;
        blog.app.runtime().advance_millis(3_000);
    }
    let (revisions, events) = (kept(&owner, &post).await, told(&blog, &post).await);
    assert!(revisions.len() <= 2 && revisions.contains(&"Before".to_owned()), "{revisions:?}");
    assert!((1..=3).contains(&events), "{events}");
    assert_eq!(owner.get(&format!("/admin/posts/{post}")).await.body["version"], 201);

    save(&owner, &post, "Done").await;
    assert_eq!(kept(&owner, &post).await.len(), revisions.len() + 1);
    assert_eq!(kept(&owner, &post).await[0], "Typed 200");
    assert_eq!(told(&blog, &post).await, events + 1);
    // The same again: what was just saved is a version of its own, and nothing new is.
    autosave(&owner, &post, "Typed more").await;
    assert_eq!(kept(&owner, &post).await[0], "Done");
    save(&owner, &post, "Typed more").await;
    assert_eq!(kept(&owner, &post).await[0], "Typed more", "a save is always found among the versions");
    autosave(&owner, &post, "And more").await;
    assert_eq!(kept(&owner, &post).await[0], "Typed more");
}

#[tokio::test]
async fn what_was_yesterday_is_there_after_a_thousand_autosaves() {
    let blog = blog();
    let owner = blog.owner();
    let post = owner.create_post(json!({ "title": "First" })).await;
    save(&owner, &post, "Yesterday").await;
    autosave(&owner, &post, "Typed yesterday").await;
    pass_minutes(&blog, 24 * 60);
    for n in 1..=1_000 {
        autosave(&owner, &post, &format!("Typed {n}")).await;
        blog.app.runtime().advance_millis(20_000);
    }
    let kept = kept(&owner, &post).await;
    for title in ["First", "Yesterday", "Typed yesterday"] {
        assert!(kept.contains(&title.to_owned()), "{title}: {kept:?}");
    }
    // 1,000 times 20 seconds are five hours and a half.
    assert!((3 + 5..=3 + 6).contains(&kept.len()), "one an hour: {kept:?}");
}

#[tokio::test]
async fn a_text_that_somebody_published_or_another_one_types_over_is_kept() {
    let blog = blog();
    let (ana, ben) = (person(&blog, "user_ana"), person(&blog, "user_ben"));
    let post = ana.create_post(json!({ "title": "Made" })).await;
    autosave(&ana, &post, "Ana 1").await;
    autosave(&ana, &post, "Ana 2").await;
    autosave(&ben, &post, "Ben 1").await;
    autosave(&ben, &post, "Ben 2").await;
    assert_eq!(kept(&ana, &post).await, ["Ana 2", "Made"]);
    assert_eq!(ben.post(&format!("/admin/posts/{post}/publish"), Value::Null).await.status, 200);
    autosave(&ben, &post, "Ben 3").await;
    assert_eq!(kept(&ana, &post).await, ["Ben 2", "Ana 2", "Made"]);
    let revisions = ana.get(&format!("/admin/posts/{post}/revisions")).await.body;
    let autosaved: Vec<bool> =
        revisions["data"].as_array().unwrap().iter().map(|one| one["autosaved"].as_bool().unwrap()).collect();
    assert_eq!(autosaved, [false, true, false]);
    // Where a post is found others hear of at once.
    let told_before = told(&blog, &post).await;
    let moved = ben.put(&format!("/admin/posts/{post}?autosave=true"), json!({ "slug": "moved" })).await;
    assert_eq!((moved.status, told(&blog, &post).await), (200, told_before + 1));
}

/// Two people write, save and leave off in whatever order: no deliberate text is lost, nor one that the other typed over.
#[tokio::test]
async fn of_whatever_is_written_nothing_deliberate_is_lost_nor_what_stood_before_another_one_typed() {
    let mut seed = 7_u64;
    let mut next = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for _ in 0..6 {
        let blog = blog();
        let people = [person(&blog, "user_ana"), person(&blog, "user_ben")];
        let post = people[0].create_post(json!({ "title": "0" })).await;
        // Who saved each version, and whether deliberately.
        let mut saves = vec![(0, true)];
        for n in 1..=60 {
            let (who, deliberate) = (usize::from(next(4) == 0), next(5) == 0);
            let title = n.to_string();
            if deliberate {
                save(&people[who], &post, &title).await;
            } else {
                autosave(&people[who], &post, &title).await;
            }
            saves.push((who, deliberate));
            pass_minutes(&blog, [0, 0, 1, 4, 11, 70][usize::try_from(next(6)).unwrap()]);
        }
        let kept = kept(&people[0], &post).await;
        for (n, pair) in saves.windows(2).enumerate() {
            let [(who, deliberate), (then, by_hand)] = pair else { unreachable!() };
            let must_stay = *deliberate || who != then || *by_hand;
            assert!(!must_stay || kept.contains(&n.to_string()), "version {n} of {saves:?}: {kept:?}");
        }
    }
}
