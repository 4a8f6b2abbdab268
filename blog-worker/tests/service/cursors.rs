//! A list that is sorted by time is read on from where one stands, and not by counting pages.

use serde_json::{Value, json};
use tokio_postgres::NoTls;

use crate::support::{Caller, TestBlog, stack};

/// Reads a list to its end; before each further part something happens.
async fn read(caller: &Caller<'_>, list: &str, mut between: impl AsyncFnMut(usize)) -> Vec<String> {
    let (mut ids, mut after) = (Vec::new(), String::new());
    for part in 0.. {
        let answer = caller.get(&format!("{list}{after}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        ids.extend(
            answer.body["data"]
                .as_array()
                .unwrap()
                .iter()
                .map(|post| post["id"].as_str().unwrap().to_owned()),
        );
        let Some(next) = answer.body["meta"]["nextCursor"].as_str() else { break };
        after = format!("&after={next}");
        between(part).await;
    }
    ids
}

/// Drafts and published posts, some of one time, with microseconds that the API does not show.
async fn populate(blog: &TestBlog) {
    let (client, connection) = tokio_postgres::connect(&stack().databases.blog, NoTls).await.unwrap();
    tokio::spawn(connection);
    let tag = blog.owner().post("/admin/tags", json!({ "name": "T" })).await.body["id"].clone();
    let category = blog.owner().post("/admin/categories", json!({ "name": "C" })).await.body["id"].clone();
    let sql = "
        INSERT INTO posts (tenant_id, id, author_id, title, slug, status, published_at, created_at, updated_at, category_id,
          search, search_version)
        SELECT $1, 'post_' || n, 'user_1', 'Post', 'post-' || n, CASE n % 3 WHEN 0 THEN 'draft' ELSE 'published' END,
          CASE n % 3 WHEN 0 THEN NULL ELSE now() - n / 4 * interval '1 microsecond' - interval '1 hour' END,
          now() - n / 5 * interval '1 microsecond' - interval '1 hour',
          now() - n / 6 * interval '1 microsecond' - interval '1 hour', $2, '''post'':1A', 1
        FROM generate_series(1, 31) AS n";
    client.execute(sql, &[&blog.tenant.as_str(), &category.as_str()]).await.unwrap();
    let sql = "INSERT INTO post_tags (tenant_id, post_id, tag_id, position) SELECT $1, id, $2, 0 FROM posts WHERE tenant_id = $1";
    client.execute(sql, &[&blog.tenant.as_str(), &tag.as_str()]).await.unwrap();
}

#[tokio::test]
async fn every_list_by_time_is_read_to_its_end_in_the_order_of_its_pages() {
    let blog = TestBlog::new();
    populate(&blog).await;
    for (caller, door) in [(blog.owner(), "/admin/posts"), (blog.reader(), "/public/posts")] {
        for sort in ["publishedAt", "createdAt", "updatedAt"] {
            for order in ["asc", "desc"] {
                for filter in ["", "&tag=t", "&category=c", "&category=c&tag=t", "&search=post"] {
                    let list = format!("{door}?sort={sort}&order={order}{filter}");
                    let expected = read(&caller, &format!("{list}&limit=100"), async |_| {}).await;
                    assert!(expected.len() >= 21, "{list}");
                    for limit in [1, 7, 10] {
                        let parts = read(&caller, &format!("{list}&limit={limit}"), async |_| {}).await;
                        assert_eq!(parts, expected, "{list} {limit}");
                    }
                    let mut pages = Vec::new();
                    for page in 1..=5 {
                        let answer = caller.get(&format!("{list}&limit=7&page={page}")).await;
                        pages.extend(
                            answer.body["data"]
                                .as_array()
                                .unwrap()
                                .iter()
                                .map(|post| post["id"].as_str().unwrap().to_owned()),
                        );
                    }
                    assert_eq!(pages, expected, "{list}");
                }
            }
        }
    }
}

#[tokio::test]
async fn while_somebody_publishes_nothing_is_skipped_or_doubled() {
    let blog = TestBlog::new();
    populate(&blog).await;
    let owner = blog.owner();
    for (caller, list) in [
        (blog.reader(), "/public/posts?limit=4"),
        (blog.reader(), "/public/posts?limit=4&tag=t"),
        (blog.reader(), "/public/slugs?limit=4"),
        (owner.clone(), "/admin/posts?limit=4"),
        (owner.clone(), "/admin/posts?limit=4&sort=publishedAt"),
    ] {
        let before = read(&caller, list, async |_| {}).await;
        let during = read(&caller, list, async |part| {
            // New ones come, and the last one that was given goes and comes back.
            blog.app.runtime().advance_millis(10);
            owner.publish_post(json!({ "title": format!("New {part}") })).await;
            let path = format!("/admin/posts/{}", before[part * 4 + 3]);
            for step in ["unpublish", "publish"] {
                owner.post(&format!("{path}/{step}"), Value::Null).await;
            }
        })
        .await;
        let seen_twice =
            during.iter().filter(|id| during.iter().filter(|other| other == id).count() > 1).count();
        assert_eq!(seen_twice, 0, "{list}: {during:?}");
        // A draft that was published under way has moved in a list by publication; nothing else has.
        let left_out: Vec<&String> = before.iter().filter(|id| !during.contains(id)).collect();
        assert_eq!(left_out, Vec::<&String>::new(), "{list}");
    }
}

#[tokio::test]
async fn while_five_hundred_posts_come_and_go_each_that_stays_is_given_once() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let mut staying = Vec::new();
    for number in 0..60 {
        blog.app.runtime().advance_millis(10);
        staying.push(owner.publish_post(json!({ "title": format!("Stays {number}") })).await);
    }
    for (caller, list) in [
        (blog.reader(), "/public/posts?limit=3"),
        (blog.reader(), "/public/posts?limit=3&order=asc"),
        (blog.reader(), "/public/posts?limit=3&sort=createdAt"),
        (blog.reader(), "/public/slugs?limit=3"),
        (owner.clone(), "/admin/posts?limit=3"),
    ] {
        let mut coming = Vec::new();
        let given = read(&caller, list, async |_| {
            // Of a hundred that come in each walk, half are gone before it ends.
            for _ in 0..6 {
                if coming.len() < 100 {
                    let title = format!("Comes {}", coming.len());
                    blog.app.runtime().advance_millis(1);
                    coming.push(owner.publish_post(json!({ "title": title })).await);
                }
                if coming.len() % 2 == 0
                    && let Some(id) = coming.get(coming.len() / 2)
                {
                    owner.delete(&format!("/admin/posts/{id}")).await;
                }
            }
        })
        .await;
        assert_eq!(coming.len(), 100, "{list}");
        for id in &staying {
            assert_eq!(given.iter().filter(|given| *given == id).count(), 1, "{list}: {id}");
        }
        for id in &coming {
            assert!(given.iter().filter(|given| *given == id).count() <= 1, "{list}: {id}");
            owner.delete(&format!("/admin/posts/{id}")).await;
        }
    }
}

#[tokio::test]
async fn addresses_are_given_in_parts_newest_first() {
    let blog = TestBlog::new();
    populate(&blog).await;
    let all = blog.reader().get("/public/slugs").await;
    let data = all.body["data"].as_array().unwrap();
    assert_eq!((data.len(), &all.body["meta"]), (21, &json!({ "nextCursor": null })));
    assert_eq!(data[0].as_object().unwrap().keys().collect::<Vec<_>>(), ["id", "slug", "updatedAt"]);
    let listed = read(&blog.reader(), "/public/posts?limit=100", async |_| {}).await;
    assert_eq!(read(&blog.reader(), "/public/slugs?limit=5", async |_| {}).await, listed);
    for wrong in ["limit=0", "limit=1001", "after=", "after=x"] {
        let answer = blog.reader().get(&format!("/public/slugs?{wrong}")).await;
        let name = wrong.split('=').next().unwrap();
        assert_eq!((answer.status, answer.faulty_fields()), (400, vec![name]), "{wrong}");
    }
}

#[tokio::test]
async fn a_cursor_goes_with_its_order_and_without_a_page() {
    let blog = TestBlog::new();
    populate(&blog).await;
    let first = blog.owner().get("/admin/posts?limit=4").await;
    assert_eq!(first.body["meta"]["page"], 1);
    let cursor = first.body["meta"]["nextCursor"].as_str().unwrap();
    let next = blog.owner().get(&format!("/admin/posts?limit=4&after={cursor}")).await;
    assert_eq!((&next.body["meta"]["page"], &next.body["meta"]["total"]), (&json!(2), &json!(31)));
    let cursor_of_third = next.body["meta"]["nextCursor"].as_str().unwrap();
    let third = blog.owner().get(&format!("/admin/posts?limit=4&after={cursor_of_third}")).await;
    assert_eq!(third.body["meta"]["page"], 3);
    for wrong in [
        format!("after={cursor}&page=1"),
        format!("after={cursor}&sort=updatedAt"),
        format!("after={cursor}&order=asc"),
        format!("after={cursor}&sort=title"),
        format!("after={cursor}&search=post"),
        format!("after={}", &cursor[1..]),
        "after=".to_owned(),
    ] {
        let answer = blog.owner().get(&format!("/admin/posts?{wrong}")).await;
        assert_eq!((answer.status, answer.faulty_fields()), (400, vec!["after"]), "{wrong}");
    }
    // By letters there are pages only; at the end there is nothing to go on with.
    for list in ["sort=title&limit=4", "limit=100"] {
        let answer = blog.owner().get(&format!("/admin/posts?{list}")).await;
        assert_eq!(answer.body["meta"]["nextCursor"], Value::Null, "{list}");
        assert!(answer.text.contains("\"nextCursor\":null"), "{list}: {}", answer.text);
    }
}
