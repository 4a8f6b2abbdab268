//! Many do the same thing at once, through the gateway and the real runtime.

use std::collections::BTreeSet;

use e2e::{Answer, Client, TestTenant};
use futures_util::future::join_all;
use local_stack::wrangler::{WranglerOptions, start_beside};
use local_stack::{Worker, connect};
use serde_json::json;

use crate::stack;

async fn owner() -> (TestTenant, Client) {
    let tenant = TestTenant::new(&stack()).await.unwrap();
    let owner = tenant.owner().await.unwrap();
    (tenant, owner)
}

async fn at_once<F: Future<Output = anyhow::Result<Answer>>>(
    requests: impl Iterator<Item = F>,
) -> Vec<Answer> {
    join_all(requests).await.into_iter().map(Result::unwrap).collect()
}

#[tokio::test]
async fn a_hundred_posts_of_one_title_get_a_hundred_slugs() {
    let (_, owner) = owner().await;
    let post = json!({ "title": "One title for all" });
    let answers = at_once((0..100).map(|_| owner.post("/blog/admin/posts", &post))).await;
    for answer in &answers {
        assert_eq!(answer.status, 201, "{}", answer.text);
    }
    let slugs: BTreeSet<String> = answers.iter().map(|answer| answer.at("/slug").to_owned()).collect();
    let first = "one-title-for-all".to_owned();
    let expected: BTreeSet<String> =
        (2..=100).map(|number| format!("{first}-{number}")).chain([first.clone()]).collect();
    assert_eq!(slugs, expected, "each is taken once, and no number is left out");
    let list = owner.get("/blog/admin/posts?limit=1").await.unwrap();
    assert_eq!(list.body["meta"]["total"], 100);
}

#[tokio::test]
async fn of_fifty_saves_of_one_version_one_wins_and_the_others_hear_of_it() {
    let (_, owner) = owner().await;
    let created = owner.post("/blog/admin/posts", &json!({ "title": "Before" })).await.unwrap();
    let path = created.header("location").to_owned();
    let etag = owner.get(&path).await.unwrap().header("etag").to_owned();
    assert!(!etag.is_empty());

    let editor = owner.with("if-match", &etag);
    let answers = at_once((0..50).map(|number| {
        let (editor, path) = (editor.clone(), path.clone());
        async move { editor.put(&path, &json!({ "title": format!("Save {number}") })).await }
    }))
    .await;
    let saved: Vec<_> = answers.iter().enumerate().filter(|(_, answer)| answer.status == 200).collect();
    assert_eq!(saved.len(), 1, "{answers:?}");
    let conflicts = answers.iter().filter(|answer| answer.error() == (412, "Version conflict")).count();
    assert_eq!(conflicts, 49, "{answers:?}");

    let now = owner.get(&path).await.unwrap();
    assert_eq!(now.at("/title"), format!("Save {}", saved[0].0), "what was answered is what is stored");
    let revisions = owner.get(&format!("{path}/revisions")).await.unwrap();
    let titles: Vec<_> = revisions.body["data"].as_array().unwrap().iter().map(|row| &row["title"]).collect();
    assert_eq!(titles, ["Before"]);
}

#[tokio::test]
async fn sweeps_that_overlap_publish_a_due_post_once_with_one_event() {
    let stack = stack();
    let (tenant, owner) = owner().await;
    let mut ids = Vec::new();
    for number in 0..20 {
        let post = json!({ "title": format!("Due {number}"), "scheduledFor": "2999-01-01T00:00:00Z" });
        let created = owner.post("/blog/admin/posts", &post).await.unwrap();
        assert_eq!((created.status, created.at("/status")), (201, "scheduled"), "{}", created.text);
        ids.push(created.at("/id").to_owned());
    }
    // Their time comes at once.
    let database = connect(&stack.databases.blog.parse().unwrap()).await.unwrap();
    database.execute("select set_config('app.tenant_id', $1, false)", &[&tenant.id]).await.unwrap();
    let sql = "update posts set scheduled_for = date_trunc('second', now()) - interval '1 minute' where tenant_id = $1";
    assert_eq!(database.execute(sql, &[&tenant.id]).await.unwrap(), 20);

    let one = start_beside(&stack, &WranglerOptions::new(Worker::Blog)).await.unwrap();
    let two = start_beside(&stack, &WranglerOptions::new(Worker::Blog)).await.unwrap();
    let crons: Vec<Client> =
        [&one, &two, &one, &two].iter().map(|worker| Client::new(&worker.url).unwrap()).collect();
    let sweeps = at_once(crons.iter().map(|cron| cron.get("/cdn-cgi/handler/scheduled"))).await;
    for sweep in sweeps {
        assert_eq!((sweep.status, sweep.text.as_str()), (200, "ok"));
    }
    for id in &ids {
        let post = owner.get(&format!("/blog/admin/posts/{id}")).await.unwrap();
        assert_eq!(post.at("/status"), "published", "{}", post.text);
        let sql = "select count(*) from outbox where tenant_id = $1 and subject = $2 and type = 'blog.post.published'";
        let events: i64 = database.query_one(sql, &[&tenant.id, id]).await.unwrap().get(0);
        assert_eq!(events, 1, "{id}");
    }
    one.stop().await.unwrap();
    two.stop().await.unwrap();
}
