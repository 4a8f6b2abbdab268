//! Who may call which route. Every route of the blog's table is called through the gateway as five
//! callers; the statuses they get are the table in `docs/routes.md`, which this test compares, or writes
//! when `UPDATE_DOCS=1` is set. A route without a row fails, and so does a row without a route.

use std::fmt::Write as _;

use blog_worker::domain::taxonomy::Kind;
use blog_worker::routes::{Admin, Endpoint, Open, Public, ROUTES};
use e2e::{Answer, Client, TestTenant, unique};
use local_stack::Checkout;
use logicspike_shared::permission::Permission;
use logicspike_shared::route::{Access, Route};
use reqwest::Method;
use serde_json::{Value, json};

use crate::stack;

/// Who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    /// Somebody without a credential.
    None,
    /// The right tenant's, with every permission but the one that is needed; an API key without the scope.
    Wrong,
    /// The right tenant's, with the needed permission and no other; an API key with the scope.
    Right,
    /// The tenant's owner; on the public door the key in the other header.
    Owner,
    /// The owner of another tenant, who knows the ids and slugs of this one.
    OtherTenant,
}

const COLUMNS: [Column; 5] = [Column::None, Column::Wrong, Column::Right, Column::Owner, Column::OtherTenant];

/// Two tenants; what belongs to the first one has a mark in its title or name.
struct World {
    mine: TestTenant,
    other: TestTenant,
    mark: String,
}

/// A request that would succeed, and where to look whether it did something.
struct Call {
    path: String,
    body: Option<String>,
    object: Option<String>,
}

#[tokio::test]
async fn each_route_answers_each_caller_as_the_table_says() {
    let world = World::new().await;
    let mut table = HEAD.to_owned();
    for route in ROUTES {
        write!(table, "| {} | `{}` | {} |", route.method.as_str(), route.pattern, permission(route.access))
            .unwrap();
        for column in COLUMNS {
            write!(table, " {} |", world.cell(route, column).await).unwrap();
        }
        table.push('\n');
    }
    table.push_str(MANAGER);
    for route in manager_worker::routes::ROUTES {
        let (method, pattern) = (route.method.as_str(), route.pattern);
        writeln!(table, "| {method} | `{pattern}` | {} |", permission(route.access)).unwrap();
    }
    let file = Checkout::default().root().join("docs/routes.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, &table).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(committed, table, "{} is out of date; UPDATE_DOCS=1 writes it", file.display());
}

const HEAD: &str = "\
# Routes of the blog service

Written by `e2e/tests/shared_stack/routes.rs`, which calls each route through the gateway (under `/blog`) as five callers and
compares. `UPDATE_DOCS=1 cargo xtask test --e2e routes::` writes it anew.

- **none**: no credential
- **wrong**: a token of this tenant with every permission but the needed one; an API key without the scope `blog`
- **right**: a token with the needed permission only; an API key with the scope
- **owner**: a token with `system:owner`; the same API key as a bearer token
- **other tenant**: the owner of another tenant, or its API key, asking for this tenant's ids and slugs. A 2xx answer is about that
  other tenant and holds nothing of this one.

`/debug` exists with `DEBUG=true` only, as in the local stack. Services answer `/health` to the gateway alone. The routes below
`/platform` are for operators, who show the platform's key (`x-platform-key`); an owner is none.

| method | path | permission | none | wrong | right | owner | other tenant |
| --- | --- | --- | --- | --- | --- | --- | --- |
";

const MANAGER: &str = "
# Routes of the manager

Each decides by the token and the membership as it is at that moment: whoever was removed or suspended a moment before gets
403 on all of them, whoever was demoted on those that the role does not give any more (`manager-worker/tests/service/authority.rs`).
`any` asks for a membership, whatever its role.

| method | path | permission |
| --- | --- | --- |
";

fn permission(access: Access) -> String {
    match access {
        Access::Permission(permission) => format!("`{}`", permission.as_str()),
        Access::User => "any".to_owned(),
        Access::Operator => "platform key".to_owned(),
        Access::Tenant | Access::Gateway => "—".to_owned(),
    }
}

impl World {
    async fn new() -> Self {
        let stack = stack();
        let mine = TestTenant::new(&stack).await.unwrap();
        let other = TestTenant::new(&stack).await.unwrap();
        let world = Self { mine, other, mark: unique("mark") };
        // Every list has something to show, and to hide from others, before anybody asks.
        let category = world.created("categories", &json!({ "name": world.name() })).await;
        let tag = world.created("tags", &json!({ "name": world.name() })).await;
        let post = json!({ "title": world.name(), "categoryId": category, "tags": [tag] });
        let post = world.created("posts", &post).await;
        world.done(Method::POST, &format!("/blog/admin/posts/{post}/publish"), None).await;
        world.media().await;
        world
    }

    fn name(&self) -> String {
        unique(&self.mark)
    }

    /// Makes something and gives its id.
    async fn created(&self, what: &str, body: &Value) -> String {
        let answer = self.done(Method::POST, &format!("/blog/admin/{what}"), Some(body)).await;
        answer.at("/id").to_owned()
    }

    async fn done(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let owner = self.mine.owner().await.unwrap();
        let answer = owner.send(method, path, body.map(Value::to_string)).await.unwrap();
        assert!((200..300).contains(&answer.status), "{path}: {}", answer.text);
        answer
    }

    /// Something of its own for each cell: what one caller deletes, another does not miss.
    async fn call(&self, route: &Route<Endpoint>, column: Column) -> Call {
        use Admin::{
            ApplyDraft, CreatePost, CreatePreviewLink, CreateTaxonomy, DeleteMedia, DeletePost,
            DeleteTaxonomy, DiscardDraft, GetDraft, GetMedia, GetPost, GetRevision, GetSite, GetTaxonomy,
            ListMedia, ListPosts, ListPreviewLinks, ListRevisions, ListTaxonomy, PublishPost, RenderPreview,
            RestoreRevision, RevokePreviewLink, SaveDraft, SchedulePost, UndeletePost, UnpublishPost,
            UnschedulePost, UpdateMedia, UpdatePost, UpdateSite, UpdateTaxonomy, UploadMedia,
        };
        // What the other tenant makes for itself does not have the mark.
        let text = if column == Column::OtherTenant { unique("Theirs") } else { self.name() };
        let (title, name) = (json!({ "title": text }), json!({ "name": text }));
        let time = json!({ "scheduledFor": "2999-01-01T00:00:00Z" });
        let (object, body) = match route.endpoint {
            Endpoint::Public(Public::GetPost | Public::ListRelated) => {
                (Some(self.post_after(Method::POST, "/publish", None).await), None)
            }
            Endpoint::Public(Public::ShowPreview) => (Some(self.post().await), None),
            Endpoint::Open(_) | Endpoint::Public(_) => (None, None),
            Endpoint::Admin(endpoint) => match endpoint {
                ListPosts | ListTaxonomy(_) | ListMedia | UploadMedia => (None, None),
                GetMedia | DeleteMedia => (Some(self.media().await), None),
                UpdateMedia => (Some(self.media().await), Some(name)),
                GetSite => {
                    let mine = json!({ "title": self.name() });
                    self.done(Method::PUT, "/blog/admin/site", Some(&mine)).await;
                    (None, None)
                }
                CreatePost | UpdateSite => (None, Some(title)),
                CreateTaxonomy(_) => (None, Some(name)),
                GetPost | DeletePost | UndeletePost | PublishPost | ListRevisions => {
                    (Some(self.post().await), None)
                }
                UpdatePost | SaveDraft => (Some(self.post().await), Some(title)),
                RenderPreview => (None, Some(json!({ "content": null }))),
                CreatePreviewLink => (Some(self.post().await), Some(json!({}))),
                ListPreviewLinks | RevokePreviewLink => (Some(self.post().await), None),
                GetDraft | ApplyDraft | DiscardDraft => {
                    (Some(self.post_after(Method::PUT, "/draft", Some(&title)).await), None)
                }
                SchedulePost => (Some(self.post().await), Some(time)),
                UnschedulePost => (Some(self.post_after(Method::POST, "/schedule", Some(&time)).await), None),
                UnpublishPost => (Some(self.post_after(Method::POST, "/publish", None).await), None),
                GetRevision | RestoreRevision => {
                    (Some(self.post_after(Method::PUT, "", Some(&title)).await), None)
                }
                GetTaxonomy(kind) | DeleteTaxonomy(kind) => (Some(self.taxonomy(kind).await), None),
                UpdateTaxonomy(kind) => (Some(self.taxonomy(kind).await), Some(name)),
            },
        };
        let mut path = format!("/blog{}", route.pattern).replace("{revision}", "1");
        if let Some(object) = &object {
            if path.contains("{token}") || path.contains("{link}") {
                let links = format!("{object}/preview-links");
                let link = self.done(Method::POST, &links, Some(&json!({}))).await;
                path = path.replace("{token}", link.at("/token")).replace("{link}", link.at("/id"));
            }
            path = path.replace("{id}", object.rsplit('/').next().unwrap());
            if path.contains("{slug}") {
                path = path.replace("{slug}", self.done(Method::GET, object, None).await.at("/slug"));
            }
        }
        path = path.replace("{tenant}", &self.mine.id).replace("{file}", "a.png");
        assert!(!path.contains('{'), "{path}: the test does not know what to put there");
        let body = if route.takes_file { Some(picture(&text)) } else { body.map(|body| body.to_string()) };
        Call { path, body, object }
    }

    async fn post(&self) -> String {
        format!("/blog/admin/posts/{}", self.created("posts", &json!({ "title": self.name() })).await)
    }

    async fn media(&self) -> String {
        let owner = self.mine.owner().await.unwrap();
        let made = owner.send(Method::POST, "/blog/admin/media", Some(picture(&self.name()))).await.unwrap();
        assert_eq!(made.status, 201, "{}", made.text);
        format!("/blog/admin/media/{}", made.at("/id"))
    }

    async fn post_after(&self, method: Method, step: &str, body: Option<&Value>) -> String {
        let post = self.post().await;
        self.done(method, &format!("{post}{step}"), body).await;
        post
    }

    async fn taxonomy(&self, kind: Kind) -> String {
        let what = match kind {
            Kind::Category => "categories",
            Kind::Tag => "tags",
        };
        format!("/blog/admin/{what}/{}", self.created(what, &json!({ "name": self.name() })).await)
    }

    async fn caller(&self, access: Access, column: Column) -> Client {
        let tenant = if column == Column::OtherTenant { &self.other } else { &self.mine };
        let needed = match access {
            Access::Tenant => {
                return match column {
                    Column::None => tenant.anyone().unwrap(),
                    Column::Wrong => {
                        tenant.anyone().unwrap().with("x-api-key", &tenant.api_key_without_scope)
                    }
                    Column::Owner => tenant.anyone().unwrap().bearer(&tenant.api_key),
                    Column::Right | Column::OtherTenant => tenant.reader().unwrap(),
                };
            }
            Access::Permission(permission) => Some(permission),
            Access::Operator => {
                let key = &stack().platform_secret;
                return match column {
                    Column::None => tenant.anyone().unwrap(),
                    Column::Wrong => tenant.anyone().unwrap().with("x-platform-key", "guess"),
                    Column::Right => tenant.anyone().unwrap().with("x-platform-key", key),
                    Column::Owner | Column::OtherTenant => tenant.owner().await.unwrap(),
                };
            }
            Access::User | Access::Gateway => None,
        };
        let all_others = || {
            let others = Permission::ALL.iter().copied();
            others
                .filter(|held| *held != Permission::SystemOwner && Some(*held) != needed)
                .collect::<Vec<_>>()
        };
        match column {
            Column::None => Ok(tenant.anyone().unwrap()),
            Column::Wrong => tenant.user(&all_others()).await,
            Column::Right => tenant.user(needed.as_slice()).await,
            Column::Owner | Column::OtherTenant => tenant.owner().await,
        }
        .unwrap()
    }

    async fn cell(&self, route: &Route<Endpoint>, column: Column) -> u16 {
        let context = format!("{} {} {column:?}", route.method.as_str(), route.pattern);
        let call = self.call(route, column).await;
        let before = self.look(&call).await;
        let caller = self.caller(route.access, column).await;
        let method = Method::from_bytes(route.method.as_str().as_bytes()).unwrap();
        let answer = caller.send(method, &call.path, call.body.clone()).await.unwrap();

        match expected(route, column) {
            Some(refusal) => {
                assert_eq!(answer.error(), (refusal.0, refusal.1.as_str()), "{context}: {}", answer.text);
                assert_eq!(
                    self.look(&call).await,
                    before,
                    "{context}: it was refused, but something changed"
                );
            }
            None => assert!((200..300).contains(&answer.status), "{context}: {}", answer.text),
        }
        let shows_mine = answer.text.contains(&self.mark) || answer.text.contains(&self.mine.id);
        let is_list = route.method.as_str() == "GET" && !route.pattern.contains('{');
        if column == Column::OtherTenant {
            assert!(!shows_mine, "{context}: {}", answer.text);
        } else if is_list
            && answer.status == 200
            && !matches!(route.access, Access::Gateway | Access::Operator)
        {
            // Otherwise the line above would prove nothing.
            assert!(shows_mine, "{context}: {}", answer.text);
        }
        answer.status
    }

    /// The object of the call, as its owner sees it.
    async fn look(&self, call: &Call) -> Option<String> {
        match &call.object {
            Some(object) => Some(self.done(Method::GET, object, None).await.text),
            None => None,
        }
    }
}

/// A GIF that is a text too, like no other one.
fn picture(mark: &str) -> String {
    format!("GIF89a\u{1}\0\u{1}\0\0\0\0{mark}{}", " ".repeat(64))
}

/// Status and text of a refusal; `None` for success.
fn expected(route: &Route<Endpoint>, column: Column) -> Option<(u16, String)> {
    let refusal = |status: u16, text: &str| Some((status, text.to_owned()));
    let names_something = route.pattern.contains('{');
    match (route.access, column) {
        (Access::Gateway, _) if route.endpoint == Endpoint::Open(Open::Debug) => None,
        (Access::Gateway, _) => refusal(404, "Not found"),
        (Access::Operator, Column::Right) => None,
        (Access::Tenant, Column::None) => refusal(401, "Invalid API key"),
        (Access::Operator, _) | (Access::Tenant, Column::Wrong) => refusal(403, "Access denied"),
        (Access::User | Access::Permission(_), Column::None) => refusal(401, "Missing token"),
        (Access::Permission(permission), Column::Wrong) => {
            refusal(403, &format!("Missing required permission: {}", permission.as_str()))
        }
        (_, Column::OtherTenant) if names_something => refusal(404, "Not found"),
        (_, Column::Right | Column::Owner | Column::OtherTenant) | (Access::User, Column::Wrong) => None,
    }
}
