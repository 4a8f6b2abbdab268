//! What a search finds, in both doors, and in which order.

use blog_worker::sweep;
use logicspike_shared::ids::TenantId;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio_postgres::NoTls;

use crate::support::{Answer, QUEUE, TestBlog, encoded, stack};

/// A text, what finds it, and what does not; the pure rules are held against the same.
#[derive(Deserialize)]
struct Case {
    language: String,
    text: String,
    found: Vec<String>,
    missed: Vec<String>,
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("../search_cases.json")).unwrap()
}

fn body(text: &str) -> Value {
    json!({ "type": "doc", "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": text }] }] })
}

fn titles(answer: &Answer) -> Vec<&str> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.body["data"].as_array().unwrap().iter().map(|post| post["title"].as_str().unwrap()).collect()
}

/// The titles that a search gives, which are the same in both doors.
async fn search(blog: &TestBlog, words: &str) -> Vec<String> {
    let query = format!("search={}&limit=100", encoded(words));
    let public = blog.reader().get(&format!("/public/posts?{query}")).await;
    let admin = blog.owner().get(&format!("/admin/posts?{query}")).await;
    assert_eq!(titles(&public), titles(&admin), "{words:?}");
    titles(&public).into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn words_of_every_language_are_found_in_both_doors_wherever_they_stand() {
    let blog = TestBlog::new();
    for (n, case) in cases().iter().enumerate() {
        // In the title, the excerpt and the text, by turns.
        let title = format!("Post {n}");
        let post = match n % 3 {
            0 => json!({ "title": title, "content": body(&case.text) }),
            1 => json!({ "title": title, "excerpt": case.text }),
            _ => json!({ "title": format!("{title} {}", case.text) }),
        };
        blog.owner().publish_post(post).await;
    }
    for (n, case) in cases().iter().enumerate() {
        let is_it =
            |title: &String| *title == format!("Post {n}") || title.starts_with(&format!("Post {n} "));
        for words in &case.found {
            let found = search(&blog, words).await;
            assert!(found.iter().any(is_it), "{}: {words:?} in {:?}: {found:?}", case.language, case.text);
        }
        for words in &case.missed {
            let found = search(&blog, words).await;
            assert!(!found.iter().any(is_it), "{}: {words:?} in {:?}", case.language, case.text);
        }
    }
}

#[test]
fn the_guide_names_every_language_that_is_tried() {
    let guide = include_str!("../../../docs/search.md");
    for case in cases() {
        assert!(guide.contains(&format!("| {} |", case.language)), "{}", case.language);
    }
}

#[tokio::test]
async fn what_answers_best_comes_first_unless_another_order_is_asked_for() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    for post in [
        json!({ "title": "Bread and butter" }),
        json!({ "title": "B text", "content": body("Some bread, bread, bread and bread, and more of it") }),
        json!({ "title": "C excerpt", "excerpt": "About bread" }),
        json!({ "title": "D other", "content": body("Nothing of it") }),
        json!({ "title": "E text", "content": body("A bread") }),
        json!({ "title": "Z bread" }),
    ] {
        blog.app.runtime().advance_millis(1000);
        owner.publish_post(post).await;
    }
    let ranked = ["Z bread", "Bread and butter", "C excerpt", "B text", "E text"];
    let mut dated = ["Z bread", "E text", "C excerpt", "B text", "Bread and butter"];
    assert_eq!(search(&blog, "bread").await, ranked);
    assert_eq!(search(&blog, "bre").await, ranked);
    for (caller, door) in [(blog.reader(), "/public/posts"), (owner.clone(), "/admin/posts")] {
        let pages = [caller.get(&format!("{door}?search=bread&limit=3")).await];
        assert_eq!(titles(&pages[0]), ranked[..3]);
        assert_eq!(titles(&caller.get(&format!("{door}?search=bread&limit=3&page=2")).await), ranked[3..]);
        let by_date = format!("{door}?search=bread&sort=createdAt");
        assert_eq!(titles(&caller.get(&by_date).await), dated);
        dated.reverse();
        assert_eq!(titles(&caller.get(&format!("{by_date}&order=asc")).await), dated);
        dated.reverse();
        let worst = caller.get(&format!("{door}?search=bread&order=asc&limit=1")).await;
        assert_eq!(titles(&worst), ["E text"]);
    }
}

#[tokio::test]
async fn a_change_of_one_field_leaves_the_words_of_the_others() {
    let blog = TestBlog::new();
    let post = json!({ "title": "Alpha, it's", "excerpt": "beta", "content": body("gamma's délta 上海") });
    let path = format!("/admin/posts/{}", blog.owner().publish_post(post).await);
    let steps = [
        (json!({ "title": "Omega" }), vec!["omega beta gamma", "delta omega"], vec!["alpha"]),
        (json!({ "excerpt": null }), vec!["omega gamma", "上海 gammas"], vec!["beta"]),
        (json!({ "content": body("sigma") }), vec!["sigma omega"], vec!["gamma", "上海"]),
        (json!({ "excerpt": "beta", "title": "Alpha" }), vec!["alpha beta sigma"], vec!["omega"]),
        (json!({ "slug": "other" }), vec!["alpha beta sigma"], vec!["other"]),
        (json!({ "content": null }), vec!["alpha beta"], vec!["sigma"]),
    ];
    for (change, found, missed) in steps {
        assert_eq!(blog.owner().put(&path, change.clone()).await.status, 200);
        for words in found {
            assert_eq!(search(&blog, words).await.len(), 1, "{words} after {change}");
        }
        for words in missed {
            assert_eq!(search(&blog, words).await.len(), 0, "{words} after {change}");
        }
    }
    let restored = blog.owner().post(&format!("{path}/revisions/1/restore"), json!(null)).await;
    assert_eq!((restored.status, search(&blog, "alpha beta delta").await.len()), (200, 1));
}

async fn owner_of_the_database() -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(&stack().databases.blog, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

#[tokio::test]
async fn saved_any_number_of_times_a_post_has_its_words_in_the_same_places() {
    let blog = TestBlog::new();
    let post = json!({ "title": "One", "excerpt": "Two", "content": body("Three four") });
    let id = blog.owner().create_post(post).await;
    for title in ["A longer title", "One"].repeat(10) {
        blog.owner().put(&format!("/admin/posts/{id}"), json!({ "title": title })).await;
    }
    let sql = "SELECT search::text, search_version FROM posts WHERE id = $1";
    let row = owner_of_the_database().await.query_one(sql, &[&id]).await.unwrap();
    assert_eq!(row.get::<_, String>(0), "'four':3002C 'one':1A 'three':3001C 'two':1001B");
    assert_eq!(row.get::<_, i32>(1), 1);
}

#[tokio::test]
async fn posts_of_older_rules_and_of_those_who_know_no_words_are_found_after_the_next_sweep() {
    let blog = TestBlog::new();
    let mut ids = Vec::new();
    for n in 0..3 {
        let post = json!({ "title": format!("Café {n}"), "content": body("The client/server model 上海") });
        ids.push(blog.owner().publish_post(post).await);
    }
    let database = owner_of_the_database().await;
    // As PostgreSQL made them, by itself; and as somebody saves who leaves them alone.
    let old = "UPDATE posts SET search = to_tsvector('simple', title || ' ' || body_text), search_version = 0
        WHERE id = $1 RETURNING search_version";
    let alone = "UPDATE posts SET title = 'Straße' WHERE id = $1 RETURNING search_version";
    for (sql, id) in [(old, &ids[0]), (alone, &ids[1])] {
        assert_eq!(database.query_one(sql, &[id]).await.unwrap().get::<_, i32>(0), 0, "left to the sweep");
    }

    let mut sweeps = 0;
    while search(&blog, "strasse server").await.len() + search(&blog, "cafe 海").await.len() < 3 {
        sweeps += 1;
        assert!(sweeps < 20, "each sweep goes on");
        sweep::run(&blog.app, &*QUEUE).await;
    }
    let sql = "SELECT version, search_version FROM posts WHERE id = ANY ($1)";
    for row in database.query(sql, &[&ids]).await.unwrap() {
        let kept: [i32; 2] = [0, 1].map(|column| row.get(column));
        assert_eq!(kept, [1, blog_worker::domain::search::VERSION], "no save, and nothing left to do");
    }
}

#[tokio::test]
async fn the_longest_text_is_saved_and_found() {
    let blog = TestBlog::new();
    let many: String = (0..130_000).flat_map(|n: u32| [n.to_string(), " ".to_owned()]).collect();
    let id = blog.owner().publish_post(json!({ "title": "Many", "content": body(&many) })).await;
    assert_eq!(search(&blog, "1234 many").await, ["Many"]);
    let saved = blog.owner().put(&format!("/admin/posts/{id}"), json!({ "title": "ﷺ".repeat(255) })).await;
    assert_eq!((saved.status, search(&blog, "1234").await.len()), (200, 1), "{}", saved.text);
    let run: String = ('一'..='龥').cycle().step_by(7).take(200_000).collect();
    blog.owner().publish_post(json!({ "title": "Run", "content": body(&run) })).await;
    assert_eq!(search(&blog, "丐丗").await.len(), usize::from(run.contains("丐丗")));
    blog.owner().publish_post(json!({ "title": "Long", "content": body(&"x".repeat(900_000)) })).await;
    assert_eq!(search(&blog, &"x".repeat(100)).await, ["Long"]);
}

/// In the index each word has its tenant's mark before it, which is more than a short word takes by itself.
#[tokio::test]
async fn a_text_of_as_many_short_words_as_there_can_be_is_saved_and_found() {
    let blog = TestBlog::new();
    let signs = "0123456789abcdefghijklmnopqrstuvwxyz";
    let triples: Vec<String> = signs
        .chars()
        .flat_map(|a| signs.chars().flat_map(move |b| signs.chars().map(move |c| format!("{a}{b}{c}"))))
        .collect();
    let short: Vec<String> =
        triples.iter().cloned().chain(triples.iter().map(|word| format!("q{word}"))).collect();
    let id = blog.owner().publish_post(json!({ "title": "Many", "content": body(&short.join(" ")) })).await;
    assert_eq!(search(&blog, "q00 many").await, ["Many"]);
    let again = body(&short.join("  "));
    let saved = blog.owner().put(&format!("/admin/posts/{id}"), json!({ "content": again })).await;
    assert_eq!((saved.status, search(&blog, "q00 many").await.len()), (200, 1), "{}", saved.text);
}

#[tokio::test]
async fn a_search_tells_where_the_words_are_as_text() {
    let blog = TestBlog::new();
    let plain = |text: &str| json!({ "text": text, "hit": false });
    let hit = |text: &str| json!({ "text": text, "hit": true });
    for (post, matched) in [
        (
            json!({ "title": "Ein Café", "content": body("a <b> of cafe, and the CAFÉ") }),
            json!({
                "title": [plain("Ein "), hit("Café")],
                "text": [plain("a <b> of "), hit("cafe"), plain(", and the "), hit("CAFÉ")],
            }),
        ),
        (
            json!({ "title": "T", "excerpt": "Cafés", "content": body("nothing") }),
            json!({ "title": [plain("T")], "text": [hit("Cafés")] }),
        ),
        (
            json!({ "title": "Cafés", "content": body("nothing") }),
            json!({ "title": [hit("Cafés")], "text": [plain("nothing")] }),
        ),
        (json!({ "title": "cafe" }), json!({ "title": [hit("cafe")], "text": [] })),
    ] {
        let id = blog.owner().publish_post(post).await;
        for (caller, door) in [(blog.reader(), "/public/posts"), (blog.owner(), "/admin/posts")] {
            let found = caller.get(&format!("{door}?search=cafe")).await;
            assert_eq!(found.body["data"][0]["match"], matched, "{}", found.text);
            assert!(caller.get(door).await.body["data"][0].get("match").is_none());
        }
        blog.owner().delete(&format!("/admin/posts/{id}")).await;
    }
}

/// Both have the words under one mark: the tenant's id decides.
#[tokio::test]
async fn tenants_whose_words_have_one_mark_are_told_apart() {
    let (blog, client) = (TestBlog::new(), owner_of_the_database().await);
    let twins = "
        SELECT min(t) FROM (SELECT 'tenant_' || n AS t FROM generate_series(1, 300000) AS n) AS tenants
        GROUP BY app.tenant_mark(t) HAVING count(*) > 1 LIMIT 1";
    let one: String = client.query_one(twins, &[]).await.unwrap().get(0);
    let other = "SELECT 'tenant_' || n FROM generate_series(1, 300000) AS n
        WHERE app.tenant_mark('tenant_' || n) = app.tenant_mark($1) AND 'tenant_' || n <> $1 LIMIT 1";
    let other: String = client.query_one(other, &[&one]).await.unwrap().get(0);
    let [one, other] = [one, other].map(|id| TenantId::parse(&id).unwrap());
    blog.owner_of(&one).create_post(json!({ "title": "Zürich" })).await;
    blog.owner_of(&other).create_post(json!({ "title": "Basel" })).await;
    for (tenant, found) in [(&one, 1), (&other, 0)] {
        let answer = blog.owner_of(tenant).get("/admin/posts?search=zurich").await;
        assert_eq!(titles(&answer).len(), found, "{tenant}");
    }
    client
        .execute("DELETE FROM posts WHERE tenant_id = ANY ($1)", &[&vec![one.as_str(), other.as_str()]])
        .await
        .unwrap();
}

#[tokio::test]
async fn a_search_is_of_ones_own_tenant() {
    let (mine, other) = (TestBlog::new(), TestBlog::new());
    other.owner().publish_post(json!({ "title": "Zürich" })).await;
    assert_eq!((search(&mine, "zurich").await.len(), search(&other, "zurich").await.len()), (0, 1));
}
