//! The SQL that the service really sends. Everything that it can be asked or told happens once under a transport that
//! keeps the statements; they are held against the database, and against the source, so that none is forgotten.

use std::collections::BTreeSet;
use std::path::Path;

use blog_worker::routes::{Admin, Endpoint, ROUTES};
use blog_worker::store::{posts, schedule, search};
use blog_worker::{consumer, sweep};
use local_stack::{DatabaseUrl, Worker, connect};
use logicspike_shared::events::{Event, EventSource, Message, catalogue};
use logicspike_shared::ids::EventId;
use logicspike_shared::paging::Cursor;
use logicspike_shared::route::{Access, Route};
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::runtime::testing::FixedRuntime;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::testing::{Inspector, Sent, unsent};
use logicspike_shared::sql::{ConnectionString, Database};
use serde_json::{Value, json, value::to_raw_value};

use crate::support::{PLATFORM_SECRET, QUEUE, TestBlog, stack};

/// A body that the route takes.
fn body(route: &Route<Endpoint>) -> Option<Value> {
    Some(match route.endpoint {
        Endpoint::Admin(Admin::CreatePost) => json!({ "title": "New" }),
        Endpoint::Admin(Admin::UpdatePost) => json!({ "title": "Other", "slug": "other", "tags": [] }),
        Endpoint::Admin(Admin::SaveDraft) => json!({ "title": "Beside", "slug": "beside", "tags": [] }),
        Endpoint::Admin(Admin::RenderPreview) => json!({ "content": null }),
        Endpoint::Admin(Admin::CreatePreviewLink) => json!({}),
        Endpoint::Admin(Admin::SchedulePost) => json!({ "scheduledFor": "2999-01-01T00:00:00Z" }),
        Endpoint::Admin(Admin::UpdateSite) => json!({ "title": "Site", "timeZone": "Europe/Berlin" }),
        Endpoint::Admin(Admin::UpdateMedia) => json!({ "alt": "New" }),
        Endpoint::Admin(Admin::CreateTaxonomy(_)) => json!({ "name": "New" }),
        Endpoint::Admin(Admin::UpdateTaxonomy(_)) => json!({ "name": "Other", "slug": "other" }),
        _ => return None,
    })
}

/// Every route, as somebody who may call it, on a post that is there.
async fn routes(blog: &TestBlog) {
    let owner = blog.owner();
    let post = owner.create_post(json!({ "title": "Old" })).await;
    for route in ROUTES {
        if route.takes_file {
            let made = owner.upload(&crate::media::png(1, 1), "a.png").await;
            assert_eq!(made.status, 201, "{}", made.text);
            let media = format!("/admin/media/{}", made.body["id"].as_str().unwrap());
            assert_eq!(owner.delete(&media).await.status, 204);
            continue;
        }
        let caller = match route.access {
            Access::Operator => owner.clone().with("x-platform-key", PLATFORM_SECRET),
            Access::Tenant => blog.reader(),
            _ => owner.clone(),
        };
        let target = route
            .pattern
            .replace("{tenant}", "t")
            .replace("{file}", "f")
            .replace("{id}", &post)
            .replace("{revision}", "1")
            .replace("{slug}", "old")
            .replace("{token}", "none")
            .replace("{link}", "link_01890a5d-ac96-774b-bcce-b302099a8057");
        let body = body(route).map(|body| body.to_string());
        let answer = caller.send(route.method.as_str().parse().unwrap(), &target, body.as_deref()).await;
        assert!(answer.status < 500 && answer.status != 400, "{target}: {}", answer.text);
    }
    // What is asked only for a request that may come again.
    for (path, body) in [("posts", json!({ "title": "Again" })), ("tags", json!({ "name": "Again" }))] {
        let again = owner.clone().with("idempotency-key", path);
        assert_eq!(again.post(&format!("/admin/{path}"), body).await.status, 201);
    }
    for rest in ["", "/related"] {
        blog.reader().get(&format!("/public/posts/{post}{rest}")).await;
    }
}

/// What a list in this order could have given.
fn cursor(sort: &str, order: &str) -> String {
    // Long ago, so that much follows in either direction.
    let at = Some(FixedRuntime::real_time().now().plus_seconds(-2500 * 3600));
    Cursor { order: format!("{sort}.{order}"), at, id: "post_1".to_owned(), page: 1 }.into()
}

/// Both lists in every order, with each filter alone and with all of them.
async fn lists(blog: &TestBlog) {
    for sort in ["publishedAt", "title", "createdAt", "updatedAt"] {
        for order in ["asc", "desc"] {
            for (caller, door) in [(blog.owner(), "/admin/posts"), (blog.reader(), "/public/posts")] {
                let target = format!("{door}?sort={sort}&order={order}");
                assert_eq!(caller.get(&target).await.status, 200, "{target}");
                if sort != "title" {
                    for filter in ["", "&category=a", "&tag=b", "&search=c"] {
                        let target = format!("{target}&after={}{filter}", cursor(sort, order));
                        assert_eq!(caller.get(&target).await.status, 200, "{target}");
                    }
                }
            }
        }
    }
    for filters in ["category=a", "tag=b", "search=c", "search=c&order=asc", "category=a&tag=b&search=c"] {
        assert_eq!(blog.reader().get(&format!("/public/posts?{filters}")).await.status, 200, "{filters}");
        for filters in [filters, &format!("status=draft&{filters}")] {
            assert_eq!(blog.owner().get(&format!("/admin/posts?{filters}")).await.status, 200, "{filters}");
        }
    }
    let after = cursor("createdAt", "desc");
    for filters in ["search=a", &format!("after={after}"), &format!("after={after}&search=a")] {
        assert_eq!(blog.owner().get(&format!("/admin/media?{filters}")).await.status, 200, "{filters}");
    }
    for filters in ["status=draft", "status=draft&tag=b", "author=d"] {
        assert_eq!(blog.owner().get(&format!("/admin/posts?{filters}")).await.status, 200);
    }
    let slugs = format!("/public/slugs?after={}", cursor("publishedAt", "desc"));
    assert_eq!(blog.reader().get(&slugs).await.status, 200);
}

/// What the queue brings, and what follows a change.
async fn events(blog: &TestBlog) {
    let scope = TenantScope::of_verified(blog.tenant.clone());
    sweep::relay_tenant(&blog.app, &*QUEUE, &scope).await;
    let stack = stack();
    let connection = ConnectionString::parse(stack.worker_databases.of(Worker::Blog)).unwrap();
    let database = Database::new(blog.recording.clone(), connection, Some(stack.neon_url.clone()));
    schedule::publish_due(&database, &scope, blog.app.runtime()).await.unwrap();
    posts::remove_expired(&database, &scope, blog.app.runtime().now()).await.unwrap();
    sweep::remove_media_of(&blog.app, &scope).await.unwrap();
    // As if it had been saved under older rules.
    let sql = "UPDATE posts SET search_version = 0 WHERE tenant_id = $1";
    let owner = connect(&stack.databases.blog.parse::<DatabaseUrl>().unwrap()).await.unwrap();
    owner.execute(sql, &[&blog.tenant.as_str()]).await.unwrap();
    // Another test's sweep may have been there first.
    while search::index_some(&database, &scope).await.unwrap() == 0 {
        owner.execute(sql, &[&blog.tenant.as_str()]).await.unwrap();
    }
    let data = to_raw_value(&json!({ "userId": "user_1", "name": "Ada", "avatarUrl": null })).unwrap();
    let (id, now) = (EventId::new(blog.app.runtime()), blog.app.runtime().now());
    let member = "team.member.updated";
    let member = Event::new(id, EventSource::Manager, member, "user_1", now, blog.tenant.clone(), data);
    let sent = QUEUE.sent_for(&blog.tenant).into_iter().map(|event| event.id).collect();
    let receipt = Event::receipt(blog.app.runtime(), EventSource::Manager, &blog.tenant, sent).unwrap();
    let delivery =
        |event: Event| Message { id: event.id.to_string(), body: event.to_json().unwrap(), age_seconds: 0 };
    consumer::consume(&blog.app, &*QUEUE, &[delivery(member), delivery(receipt)]).await;
}

/// What happens every minute, and once an hour, as far as it gets without a database: other tests' rows are left alone.
async fn clock() -> Vec<Sent> {
    let nowhere = TestBlog::at("http://127.0.0.1:9/sql".to_owned(), FixedRuntime::real_time());
    let millis = nowhere.app.runtime().now().as_millis();
    nowhere.app.runtime().advance_millis(3_600_000 - millis % 3_600_000 + 17 * 60_000);
    sweep::run(&nowhere.app, &*QUEUE).await;
    nowhere.recording.sent()
}

/// All statements of the service, with parameters that they were once sent with.
pub(crate) async fn everything() -> Vec<Sent> {
    let blog = TestBlog::new();
    routes(&blog).await;
    lists(&blog).await;
    events(&blog).await;
    [blog.recording.sent(), clock().await].concat()
}

async fn inspector() -> Inspector {
    let stack = stack();
    let client = async |url: &str| connect(&url.parse::<DatabaseUrl>().unwrap()).await.unwrap();
    let worker = client(stack.worker_databases.of(Worker::Blog)).await;
    Inspector::new(worker, client(&stack.databases.blog).await).await.unwrap()
}

#[tokio::test]
async fn every_statement_is_sent_here_and_keeps_to_its_tenant_without_row_level_security() {
    let inspector = inspector().await;
    let sent = everything().await;
    let faults = inspector.faults(&sent).await.unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));

    let sources = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["src/store", "../shared/src/events"] {
        let left = unsent(&sources.join(folder), &sent).unwrap();
        assert!(left.is_empty(), "no test sends\n{}", left.join("\n"));
    }
}

#[tokio::test]
async fn the_catalogue_has_the_events_of_the_blog_and_no_others() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let post = format!("/admin/posts/{}", owner.create_post(json!({ "title": "New" })).await);
    owner.put(&post, json!({ "title": "Other" })).await;
    owner.post(&format!("{post}/schedule"), json!({ "scheduledFor": "2999-01-01T00:00:00Z" })).await;
    for step in ["unschedule", "publish", "unpublish"] {
        owner.post(&format!("{post}/{step}"), json!(null)).await;
    }
    owner.delete(&post).await;
    owner.post(&format!("{post}/undelete"), json!(null)).await;
    owner.put("/admin/site", json!({ "title": "Site" })).await;
    for kind in ["categories", "tags"] {
        let made = owner.post(&format!("/admin/{kind}"), json!({ "name": "New" })).await;
        let path = format!("/admin/{kind}/{}", made.body["id"].as_str().unwrap());
        owner.put(&path, json!({ "name": "Other" })).await;
        owner.delete(&path).await;
    }
    let client = connect(&stack().databases.blog.parse::<DatabaseUrl>().unwrap()).await.unwrap();
    let sql = "SELECT type, data::text FROM outbox WHERE tenant_id = $1";
    let rows = client.query(sql, &[&blog.tenant.as_str()]).await.unwrap();
    let told: BTreeSet<String> = rows.iter().map(|row| row.get(0)).collect();
    for row in &rows {
        let data = serde_json::from_str(row.get(1)).unwrap();
        assert_eq!(catalogue::testing::misfit(row.get(0), &data), None);
    }
    let known = catalogue::named_by("blog.*").map(|kind| kind.name.to_owned()).collect();
    assert_eq!(told, known);
}

#[tokio::test]
async fn a_statement_that_forgets_or_forges_its_tenant_or_that_the_role_may_not_send_would_be_found() {
    let inspector = inspector().await;
    for (text, fault) in [
        ("SELECT title FROM posts WHERE id = $2 AND $1 <> ''", "reads posts of any tenant"),
        ("SELECT title FROM posts WHERE tenant_id = $2 AND $1 <> ''", "reads posts of any tenant"),
        (
            "SELECT t.name FROM posts AS p JOIN tags AS t ON t.id = p.id WHERE p.tenant_id = $1",
            "reads tags of any",
        ),
        ("UPDATE posts SET title = $2 WHERE $1 <> ''", "reads posts of any tenant"),
        (
            "INSERT INTO tags (tenant_id, id, name, slug) VALUES ($2, $1, 'n', 's')",
            "puts into tags for a tenant",
        ),
        ("SELECT nothing FROM posts WHERE tenant_id = $1", "the Worker's role cannot send it"),
        ("DELETE FROM schema_migrations WHERE $1 <> ''", "the Worker's role cannot send it"),
    ] {
        let sent = Sent { tenant: Some("tenant_1".to_owned()), text: text.to_owned(), params: Vec::new() };
        let faults = inspector.faults(&[sent]).await.unwrap();
        assert!(faults.iter().any(|found| found.starts_with(fault)), "{text}: {faults:?}");
    }
}
