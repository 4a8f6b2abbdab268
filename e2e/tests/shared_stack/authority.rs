//! Rights that end: who was removed, demoted, suspended or signed out has nothing left at any door after half a minute,
//! and may not give it back in between. The routes are those of the services' tables.

use std::time::Duration;

use e2e::{Answer, Client, Session, sign_in, unique};
use local_stack::StackFile;
use logicspike_shared::route::{Access, RouteMethod};
use reqwest::Method;
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::stack;

/// What is promised, and a second for the last look.
const BOUND: Duration = Duration::from_secs(31);

/// A route as it is asked through the gateway, with something in the place of each id.
struct Target {
    method: Method,
    path: String,
}

/// Every route that a token opens, of both services.
fn routes() -> Vec<Target> {
    let blog =
        blog_worker::routes::ROUTES.iter().map(|route| ("/blog", route.method, route.pattern, route.access));
    let manager =
        manager_worker::routes::ROUTES.iter().map(|route| ("", route.method, route.pattern, route.access));
    blog.chain(manager)
        .filter(|(_, _, _, access)| matches!(access, Access::User | Access::Permission(_)))
        .map(|(prefix, method, pattern, _)| Target {
            method: native(method),
            path: prefix.to_owned() + &with_ids(pattern),
        })
        .collect()
}

fn with_ids(pattern: &str) -> String {
    let parts = pattern.split('/').map(|part| if part.starts_with('{') { "x" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn native(method: RouteMethod) -> Method {
    method.as_str().parse().unwrap()
}

struct Person {
    how: &'static str,
    email: String,
    session: Session,
    id: String,
}

impl Person {
    fn client(&self, gateway: &Client) -> Client {
        gateway.bearer(&self.session.access_token)
    }
}

/// Somebody who joined the owner's tenant as another owner, and whom the gateway knows.
async fn join(stack: &StackFile, gateway: &Client, owner: &Client, how: &'static str) -> Person {
    let email = format!("{}@example.com", unique("ends"));
    let alone = sign_in(stack, &email).await.unwrap();
    let invite = json!({ "email": email, "role": "owner" });
    let invited = owner.post("/manager/team/members/invite", &invite).await.unwrap();
    assert_eq!(invited.status, 201, "{}", invited.text);
    let client = gateway.bearer(&alone.access_token);
    let accept = json!({ "invitationId": invited.at("/id") });
    let joined = client.post("/manager/team/members/accept", &accept).await.unwrap();
    assert_eq!(joined.status, 200, "{}", joined.text);
    let switch = json!({ "tenant_id": joined.at("/tenantId"), "refresh_token": alone.refresh_token });
    let switched = client.post("/auth/switch-tenant", &switch).await.unwrap();
    assert_eq!(switched.status, 200, "{}", switched.text);
    let session = Session {
        access_token: switched.at("/access_token").to_owned(),
        refresh_token: switched.at("/refresh_token").to_owned(),
        tenant_id: switched.at("/tenant_id").to_owned(),
    };
    let client = gateway.bearer(&session.access_token);
    assert_eq!(client.get("/blog/admin/posts").await.unwrap().status, 200);
    let me = client.get("/auth/me").await.unwrap();
    Person { how, email, session, id: me.at("/user/id").to_owned() }
}

fn is_refused(answer: &Answer) -> bool {
    matches!(answer.status, 401 | 403)
}

#[tokio::test]
async fn a_right_that_was_taken_away_is_gone_at_every_door_within_half_a_minute() {
    let stack = stack();
    let gateway = Client::new(&stack.gateway_url).unwrap();
    let operator = gateway.with("x-platform-key", &stack.platform_secret);
    let owner = sign_in(&stack, &format!("{}@example.com", unique("keeps"))).await.unwrap();
    let owner = gateway.bearer(&owner.access_token);

    let removed = join(&stack, &gateway, &owner, "removed").await;
    let demoted = join(&stack, &gateway, &owner, "demoted").await;
    let suspended = join(&stack, &gateway, &owner, "suspended").await;
    let signed_out = join(&stack, &gateway, &owner, "signed out").await;
    let elsewhere = sign_in(&stack, &signed_out.email).await.unwrap();

    let member = |person: &Person| format!("/manager/team/members/{}", person.id);
    let began = Instant::now();
    assert_eq!(owner.delete(&member(&removed)).await.unwrap().status, 204);
    assert_eq!(owner.put(&member(&demoted), &json!({ "role": "viewer" })).await.unwrap().status, 200);
    let suspend = format!("/manager/platform/people/{}/suspend", suspended.id);
    assert_eq!(operator.post(&suspend, &json!({})).await.unwrap().status, 200);
    assert_eq!(gateway.bearer(&elsewhere.access_token).delete("/auth/sessions").await.unwrap().status, 204);

    let people = [removed, demoted, suspended, signed_out];
    for person in &people {
        let client = person.client(&gateway);
        for (path, body) in [
            (member(person), json!({ "role": "owner" })),
            ("/manager/tenant".to_owned(), json!({ "name": "Mine" })),
        ] {
            let at_once = client.put(&path, &body).await.unwrap();
            assert!(is_refused(&at_once), "{}, at once: {path} {}", person.how, at_once.text);
        }
        for (path, body) in [
            ("/manager/api-keys", json!({ "name": "Backdoor", "scopes": ["blog"] })),
            ("/manager/team/members/invite", json!({ "email": person.email, "role": "owner" })),
        ] {
            let at_once = client.post(path, &body).await.unwrap();
            assert!(is_refused(&at_once), "{}, at once: {path} {}", person.how, at_once.text);
        }
    }
    for person in &people {
        let client = person.client(&gateway);
        loop {
            let answer = client.get("/blog/admin/posts").await.unwrap();
            if is_refused(&answer) {
                break;
            }
            assert!(began.elapsed() <= BOUND, "{} after {:?}", person.how, began.elapsed());
            sleep(Duration::from_millis(500)).await;
        }
        let targets = routes();
        assert!(targets.len() >= 50, "{} routes", targets.len());
        for Target { method, path } in targets {
            let body = (method != Method::GET).then(|| "{}".to_owned());
            let answer = client.send(method.clone(), &path, body).await.unwrap();
            assert!(is_refused(&answer), "{}: {method} {path} {} {}", person.how, answer.status, answer.text);
        }
    }

    // What is left: a viewer's rights for whoever was demoted, a sign-in for whoever signed out elsewhere.
    let [removed, demoted, suspended, signed_out] = people;
    let refresh = async |person: &Person| {
        let body = json!({ "refresh_token": person.session.refresh_token });
        gateway.post("/auth/refresh", &body).await.unwrap()
    };
    for person in [&removed, &suspended, &signed_out] {
        assert_eq!(refresh(person).await.error(), (401, "Invalid token"), "{}", person.how);
    }
    let viewer = refresh(&demoted).await;
    assert_eq!(viewer.status, 200, "{}", viewer.text);
    let viewer = gateway.bearer(viewer.at("/access_token"));
    assert_eq!(viewer.get("/blog/admin/posts").await.unwrap().status, 200);
    let write = viewer.post("/blog/admin/posts", &json!({ "title": "No" })).await.unwrap();
    assert_eq!(write.error(), (403, "Missing required permission: blog:posts.create"));
    assert_eq!(gateway.bearer(&elsewhere.access_token).get("/auth/me").await.unwrap().status, 200);
}

/// A suspended tenant is closed at every door, its site too, and open again when it is resumed.
#[tokio::test]
async fn a_suspended_tenant_is_closed_within_half_a_minute() {
    let stack = stack();
    let gateway = Client::new(&stack.gateway_url).unwrap();
    let operator = gateway.with("x-platform-key", &stack.platform_secret);
    let session = sign_in(&stack, &format!("{}@example.com", unique("closed"))).await.unwrap();
    let owner = gateway.bearer(&session.access_token);
    let body = json!({ "name": "Website", "scopes": ["blog"] });
    let key = owner.post("/manager/api-keys", &body).await.unwrap();
    let reader = gateway.with("x-api-key", key.at("/key"));
    let doors = [(&owner, "/blog/admin/posts"), (&owner, "/auth/me"), (&reader, "/blog/public/tags")];
    for (client, path) in &doors {
        assert_eq!(client.get(path).await.unwrap().status, 200, "{path}");
    }
    let place = format!("/manager/platform/tenants/{}", session.tenant_id);
    for (step, expected) in [("suspend", (403, "Access denied")), ("resume", (200, ""))] {
        let began = Instant::now();
        assert_eq!(operator.post(&format!("{place}/{step}"), &json!({})).await.unwrap().status, 200);
        for (client, path) in &doors {
            while client.get(path).await.unwrap().error() != expected {
                assert!(began.elapsed() <= BOUND, "{step}: {path} after {:?}", began.elapsed());
                sleep(Duration::from_millis(500)).await;
            }
        }
    }
    assert_eq!(
        operator.post("/manager/platform/tenants/tenant_x/suspend", &json!({})).await.unwrap().status,
        404
    );
}
