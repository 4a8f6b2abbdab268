//! Everything that the document describes, done once by people who may, in an order that makes sense. What they are answered
//! are the examples of the document (`cargo xtask openapi --record`).

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use e2e::{Answer, Client, Receiver, Session, eventually, operation_of, operations, sign_in, unique};
use local_stack::StackFile;
use reqwest::Method;
use serde_json::{Value, json};

use crate::media::png;
use crate::stack;

/// The queue collects for a second, and what it missed waits for the minute's sweep.
const PATIENCE: Duration = Duration::from_secs(90);

/// Who goes on it, and what they have seen.
struct Tour {
    stack: StackFile,
    gateway: Client,
    owner: Client,
    session: Session,
    seen: Mutex<BTreeSet<String>>,
}

impl Tour {
    async fn new() -> Self {
        let stack = stack();
        let gateway = Client::new(&stack.gateway_url).unwrap();
        let session = sign_in(&stack, &format!("{}@example.com", unique("ada"))).await.unwrap();
        let owner = gateway.bearer(&session.access_token);
        let seen = Mutex::new(["signInWithGoogle".to_owned()].into());
        Self { stack, gateway, owner, session, seen }
    }

    /// Does something that is to succeed.
    async fn does(&self, who: &Client, method: Method, path: &str, body: Value) -> Answer {
        let text = Some(body.to_string()).filter(|_| !body.is_null());
        let answer = who.send(method.clone(), path, text).await.unwrap();
        assert!((200..300).contains(&answer.status), "{method} {path}: {} {}", answer.status, answer.text);
        self.note(&method, path);
        answer
    }

    fn note(&self, method: &Method, path: &str) {
        let path = path.split('?').next().unwrap();
        self.seen.lock().unwrap().extend(operation_of(method, path));
    }

    async fn get(&self, path: &str) -> Answer {
        self.does(&self.owner, Method::GET, path, Value::Null).await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        self.does(&self.owner, Method::POST, path, body).await
    }

    async fn put(&self, path: &str, body: Value) -> Answer {
        self.does(&self.owner, Method::PUT, path, body).await
    }

    async fn delete(&self, path: &str) {
        self.does(&self.owner, Method::DELETE, path, Value::Null).await;
    }
}

fn text(words: &str) -> Value {
    json!({ "type": "doc", "content": [
        { "type": "heading", "attrs": { "level": 2 }, "content": [{ "type": "text", "text": "From the garden" }] },
        { "type": "paragraph", "content": [{ "type": "text", "text": words }] }
    ] })
}

#[tokio::test]
async fn everything_that_is_described_can_be_done_by_somebody_who_may() {
    let tour = Tour::new().await;
    open(&tour).await;
    tenant_and_team(&tour).await;
    let key = api_keys(&tour).await;
    let hook = webhooks(&tour).await;
    let words = words(&tour).await;
    let post = posts(&tour, &words).await;
    media_and_site(&tour).await;
    previews(&tour, &post, &key).await;
    readers(&tour, &key).await;
    leaving(&tour, &post, &words, &key, &hook).await;

    let seen = tour.seen.lock().unwrap();
    let missed: Vec<String> =
        operations().into_iter().filter(|operation| !seen.contains(operation)).collect();
    assert_eq!(missed, [""; 0], "the tour leaves them out");
}

async fn open(tour: &Tour) {
    for path in ["/health", "/.well-known/jwks.json"] {
        tour.does(&tour.gateway, Method::GET, path, Value::Null).await;
    }
    tour.get("/auth/me").await;
}

async fn tenant_and_team(tour: &Tour) {
    tour.get("/manager/tenant").await;
    tour.put("/manager/tenant", json!({ "name": "Ada's garden" })).await;
    tour.get("/manager/subscription").await;
    let role = json!({ "name": "Proofreader", "permissions": ["blog:posts.read", "blog:posts.update"] });
    let role = tour.post("/manager/roles", role).await;
    let role = format!("/manager/roles/{}", role.at("/id"));
    tour.put(&role, json!({ "name": "Copyeditor" })).await;
    tour.get("/manager/roles").await;
    tour.delete(&role).await;

    let email = format!("{}@example.com", unique("grace"));
    let guest = sign_in(&tour.stack, &email).await.unwrap();
    let withdrawn = json!({ "email": format!("{}@example.com", unique("alan")), "role": "viewer" });
    let withdrawn = tour.post("/manager/team/members/invite", withdrawn).await;
    let invited =
        tour.post("/manager/team/members/invite", json!({ "email": email, "role": "author" })).await;
    tour.get("/manager/team/invitations").await;
    tour.delete(&format!("/manager/team/invitations/{}", withdrawn.at("/id"))).await;
    let grace = tour.gateway.bearer(&guest.access_token);
    let accept = json!({ "invitationId": invited.at("/id") });
    tour.does(&grace, Method::POST, "/manager/team/members/accept", accept).await;
    let members = tour.get("/manager/team/members").await;
    let members = members.body["data"].as_array().unwrap().clone();
    let joined = members.iter().find(|member| member["email"] == json!(email)).unwrap();
    let member = format!("/manager/team/members/{}", joined["userId"].as_str().unwrap());
    tour.put(&member, json!({ "role": "editor" })).await;
    let switch = json!({ "tenant_id": tour.session.tenant_id, "refresh_token": guest.refresh_token });
    let switched = tour.does(&grace, Method::POST, "/auth/switch-tenant", switch).await;
    tour.delete(&member).await;
    let token = json!({ "refresh_token": switched.at("/refresh_token") });
    tour.does(&tour.gateway, Method::POST, "/auth/logout", token).await;
}

/// Gives the place of the key that readers use, and the key.
async fn api_keys(tour: &Tour) -> (String, String) {
    let body = json!({
        "name": "Website", "scopes": ["blog"], "kind": "secret", "allowedOrigins": ["https://www.example.com"]
    });
    let made = tour.post("/manager/api-keys", body).await;
    let rotate = format!("/manager/api-keys/{}/rotate", made.at("/id"));
    let rotated = tour.post(&rotate, json!({ "overlapSeconds": 3600 })).await;
    tour.get("/manager/api-keys").await;
    (format!("/manager/api-keys/{}", rotated.at("/id")), rotated.at("/key").to_owned())
}

async fn webhooks(tour: &Tour) -> String {
    let receiver = Receiver::start().await.unwrap();
    let body =
        json!({ "url": format!("{}/hook", receiver.url), "events": ["team.*"], "description": "Website" });
    let made = tour.post("/manager/webhooks", body).await;
    let hook = format!("/manager/webhooks/{}", made.at("/id"));
    tour.post(&format!("{hook}/rotate-secret"), json!({ "overlapSeconds": 3600 })).await;
    tour.post(&format!("{hook}/test"), Value::Null).await;
    let newest = async || tour.owner.get(&format!("{hook}/deliveries")).await.unwrap();
    let is_over =
        async || newest().await.body.pointer("/data/0/status").is_some_and(|status| status != "pending");
    eventually("the event has arrived", PATIENCE, is_over).await;
    let log = tour.get(&format!("{hook}/deliveries")).await;
    let delivery = format!("{hook}/deliveries/{}", log.at("/data/0/id"));
    tour.get(&delivery).await;
    tour.post(&format!("{delivery}/replay"), Value::Null).await;
    tour.put(&hook, json!({ "events": ["blog.post.*"] })).await;
    tour.get(&hook).await;
    tour.get("/manager/webhooks").await;
    hook
}

/// Gives a category's place and a tag's.
async fn words(tour: &Tour) -> (String, String) {
    let mut places = Vec::new();
    for (path, name) in [("/blog/admin/categories", "Vegetables"), ("/blog/admin/tags", "Tomatoes")] {
        let made = tour.post(path, json!({ "name": name })).await;
        let place = format!("{path}/{}", made.at("/id"));
        tour.put(&place, json!({ "name": name, "slug": name.to_lowercase() })).await;
        tour.get(&place).await;
        tour.get(path).await;
        places.push(place);
    }
    let tag = places.pop().unwrap();
    (places.pop().unwrap(), tag)
}

fn id_of(place: &str) -> &str {
    place.rsplit('/').next().unwrap()
}

/// Gives the place of a published post.
async fn posts(tour: &Tour, (category, tag): &(String, String)) -> String {
    for title in ["Beans", "Tomatoes in June"] {
        let body = json!({
            "title": title, "content": text("They are ripe."), "excerpt": "What is ripe.",
            "categoryId": id_of(category), "tags": [id_of(tag)]
        });
        let made = tour.post("/blog/admin/posts", body).await;
        tour.post(&format!("{}/publish", made.header("location")), Value::Null).await;
    }
    let list = tour.get("/blog/admin/posts").await;
    let post = format!("/blog/admin/posts/{}", list.at("/data/0/id"));
    tour.put(&post, json!({ "title": "Tomatoes in July" })).await;
    tour.put(&format!("{post}/draft"), json!({ "content": text("They are very ripe.") })).await;
    tour.get(&format!("{post}/draft")).await;
    tour.get(&post).await;
    tour.post(&format!("{post}/draft/apply"), Value::Null).await;
    tour.put(&format!("{post}/draft"), json!({ "title": "Never mind" })).await;
    tour.delete(&format!("{post}/draft")).await;
    let revisions = tour.get(&format!("{post}/revisions")).await;
    let revision = format!("{post}/revisions/{}", revisions.body["data"][0]["version"]);
    tour.get(&revision).await;
    tour.post(&format!("{revision}/restore"), Value::Null).await;

    let later = tour.post("/blog/admin/posts", json!({ "title": "Winter plans" })).await;
    let later = later.header("location");
    tour.post(&format!("{later}/schedule"), json!({ "scheduledFor": "2099-12-01T08:00:00.000Z" })).await;
    tour.post(&format!("{later}/unschedule"), Value::Null).await;
    tour.delete(later).await;
    tour.post(&format!("{later}/undelete"), Value::Null).await;
    post
}

async fn media_and_site(tour: &Tour) {
    let file = tour.owner.with("x-file-name", "tomato.png").upload("/blog/admin/media", png(640, 4000)).await;
    let file = file.unwrap();
    assert_eq!(file.status, 201, "{}", file.text);
    tour.note(&Method::POST, "/blog/admin/media");
    let media = format!("/blog/admin/media/{}", file.at("/id"));
    tour.put(&media, json!({ "alt": "A ripe tomato", "name": "tomato.png" })).await;
    tour.get(&media).await;
    tour.get("/blog/admin/media").await;
    tour.delete(&media).await;
    let site = json!({
        "title": "Ada's garden", "description": "What grows.", "baseUrl": "https://www.example.com",
        "postPath": "/blog", "previewPath": "/api/preview", "language": "en", "timeZone": "Europe/London"
    });
    tour.put("/blog/admin/site", site).await;
    tour.get("/blog/admin/site").await;
}

async fn previews(tour: &Tour, post: &str, (_, key): &(String, String)) {
    tour.post("/blog/admin/preview", json!({ "title": "Unsaved", "content": text("Not yet.") })).await;
    let link = tour.post(&format!("{post}/preview-links"), json!({ "expiresIn": 3600 })).await;
    let links = format!("{post}/preview-links");
    tour.get(&links).await;
    let reader = tour.gateway.with("x-api-key", key);
    let shown = format!("/blog/public/preview/{}", link.at("/token"));
    tour.does(&reader, Method::GET, &shown, Value::Null).await;
    tour.delete(&format!("{links}/{}", link.at("/id"))).await;
}

async fn readers(tour: &Tour, (_, key): &(String, String)) {
    let reader = tour.gateway.with("x-api-key", key);
    let list = tour.does(&reader, Method::GET, "/blog/public/posts", Value::Null).await;
    let page = format!("/blog/public/posts/{}", list.at("/data/0/slug"));
    for path in [
        page.as_str(),
        &format!("{page}/related"),
        "/blog/public/slugs",
        "/blog/public/categories",
        "/blog/public/tags",
        "/blog/public/site",
        "/blog/public/feed.xml",
        "/blog/public/atom.xml",
        "/blog/public/feed.json",
        "/blog/public/sitemap.xml",
    ] {
        tour.does(&reader, Method::GET, path, Value::Null).await;
    }
}

async fn leaving(tour: &Tour, post: &str, words: &(String, String), key: &(String, String), hook: &str) {
    tour.post(&format!("{post}/unpublish"), Value::Null).await;
    for place in [post, &words.0, &words.1, &key.0, hook] {
        tour.delete(place).await;
    }
    let logged = async || tour.owner.get("/manager/audit").await.unwrap().at("/data/0/id").to_owned();
    eventually("something is in the log", PATIENCE, async || !logged().await.is_empty()).await;
    tour.get("/manager/audit?limit=3").await;
    let token = json!({ "refresh_token": tour.session.refresh_token });
    tour.does(&tour.gateway, Method::POST, "/auth/refresh", token).await;
    let sessions = tour.get("/auth/sessions").await;
    tour.delete("/auth/sessions").await;
    tour.delete(&format!("/auth/sessions/{}", sessions.at("/data/0/id"))).await;
}
