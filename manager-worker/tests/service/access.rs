//! Who may call what: every route of the table, as every wrong caller.

use http::Method;
use logicspike_shared::http::Request;
use logicspike_shared::identity::Identity;
use logicspike_shared::ids::{TenantId, UserId};
use logicspike_shared::permission::Permission;
use logicspike_shared::route::{Access, Route};
use manager_worker::routes::{Endpoint, ROUTES};
use serde_json::{Value, json};

use crate::world::{Answer, GATEWAY_SECRET, PLATFORM_SECRET, Session, World};

fn identity(session: &Session, permissions: Vec<String>) -> Identity {
    Identity::User {
        tenant: TenantId::parse(&session.tenant).unwrap(),
        user: UserId::parse(&session.user).unwrap(),
        role: None,
        permissions,
        session: None,
    }
}

#[tokio::test]
async fn each_route_asks_for_its_own_permission() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    for route in ROUTES {
        let target = route.pattern.replace("{id}", "user_x");
        let Access::Permission(needed) = route.access else { continue };
        let all_but = Permission::ALL.iter().filter(|p| **p != needed && **p != Permission::SystemOwner);
        let caller = identity(&owner, all_but.map(|p| p.as_str().to_owned()).collect());
        let answer = world.send_as(&caller, route.method.as_str(), &target, Some(json!({}))).await;
        let text = format!("Missing required permission: {}", needed.as_str());
        assert_eq!(answer.refusal(), (403, text.as_str()), "{target}");
        let with_it = identity(&owner, vec![needed.as_str().to_owned()]);
        let answer = world.send_as(&with_it, route.method.as_str(), &target, Some(json!({}))).await;
        assert_ne!(answer.refusal(), (403, text.as_str()), "{target}");
    }
}

#[tokio::test]
async fn without_a_tenant_or_a_person_only_the_doors_open() {
    let world = World::new().await;
    for route in ROUTES {
        let target = route.pattern.replace("{id}", "user_x");
        let expected = match route.access {
            Access::Gateway | Access::Operator => continue,
            _ => (400, "Missing tenant"),
        };
        let answer = world.send(route.method.as_str(), &target, Some(json!({}))).await;
        assert_eq!(answer.refusal(), expected, "{target}");
        let tenant = Identity::Tenant(TenantId::parse("tenant_x").unwrap());
        let answer = world.send_as(&tenant, route.method.as_str(), &target, Some(json!({}))).await;
        assert_eq!(answer.status, 403, "{target}");
    }
}

/// A caller who passes every check of a route but that of its parameters.
fn admitted(route: &Route<Endpoint>, owner: &Session) -> Request {
    let target = route.pattern.replace("{id}", "x").replace("{delivery}", "x");
    let mut request = Request::new(Method::from_bytes(route.method.as_str().as_bytes()).unwrap(), &target);
    let identity = match route.access {
        Access::Gateway | Access::Operator => Identity::Anonymous,
        _ => identity(owner, vec!["system:owner".to_owned()]),
    };
    request.headers.extend(identity.to_headers().unwrap());
    for (name, value) in [("x-gateway-key", GATEWAY_SECRET), ("x-platform-key", PLATFORM_SECRET)] {
        request.headers.insert(name, value.parse().unwrap());
    }
    request
}

fn details(answer: &Answer) -> Vec<(&str, &str)> {
    let details = answer.body["details"].as_array().unwrap().iter();
    details.map(|one| (one["field"].as_str().unwrap(), one["message"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn every_route_refuses_a_parameter_that_it_does_not_know_and_reads_those_that_it_does() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let webhook = json!({ "url": "https://hooks.example.com/" });
    let webhook = world.call(&owner, "POST", "/manager/webhooks", Some(webhook)).await.expect(201).body;
    for route in ROUTES {
        let mut request = admitted(route, &owner);
        request.query = "surprise=1".to_owned();
        let answer = world.answer(&request).await;
        assert_eq!(answer.refusal(), (400, "Validation failed"), "{}", route.pattern);
        assert_eq!(details(&answer), [("surprise", "is not a parameter of this route")], "{}", route.pattern);
        request.path = route.pattern.replace("{id}", webhook["id"].as_str().unwrap());
        for name in route.params {
            request.query = format!("{name}=!");
            let answer = world.answer(&request).await;
            assert_eq!(answer.status, 400, "{}: nobody reads {name}", route.pattern);
            let [(field, message)] = details(&answer)[..] else { panic!("{}", answer.body) };
            assert!(field == *name && !message.contains("not a parameter"), "{}: {message}", route.pattern);
        }
    }
}

/// The routes on what a tenant owns.
fn tenants_routes() -> impl Iterator<Item = &'static Route<Endpoint>> {
    ROUTES.iter().filter(|route| route.access != Access::Operator)
}

/// Another tenant's id and one that never was are answered alike.
#[tokio::test]
async fn what_belongs_to_another_tenant_is_not_found() {
    let world = World::new().await;
    let (ours, theirs) = (world.newcomer("Ada").await, world.newcomer("Eve").await);
    let their_member = world.join(&theirs, "Ben", "viewer").await.user;
    let id = |answer: crate::world::Answer| answer.body["id"].as_str().unwrap().to_owned();
    let body = Some(json!({ "url": "https://theirs.example.com/" }));
    let webhook = id(world.call(&theirs, "POST", "/manager/webhooks", body).await.expect(201));
    let queue = format!("/manager/webhooks/{webhook}/test");
    let delivery = id(world.call(&theirs, "POST", &queue, None).await.expect(202));
    let body = Some(json!({ "name": "theirs", "permissions": ["blog:posts.read"] }));
    let role = id(world.call(&theirs, "POST", "/manager/roles", body).await.expect(201));
    let body = Some(json!({ "name": "theirs", "scopes": ["blog"] }));
    let key = id(world.call(&theirs, "POST", "/manager/api-keys", body).await.expect(201));
    let body = Some(json!({ "email": "x@example.com", "role": "viewer" }));
    let invitation = id(world.call(&theirs, "POST", "/manager/team/members/invite", body).await.expect(201));

    let sessions = world.call(&theirs, "GET", "/auth/sessions", None).await.expect(200).body;
    let session = sessions["data"][0]["id"].as_str().unwrap().to_owned();
    let attacks: Vec<(&str, &str, &str, Option<Value>)> = vec![
        ("PUT", "/manager/team/members/{id}", &their_member, Some(json!({ "role": "viewer" }))),
        ("DELETE", "/manager/team/members/{id}", &their_member, None),
        ("DELETE", "/manager/team/invitations/{id}", &invitation, None),
        ("PUT", "/manager/roles/{id}", &role, Some(json!({ "name": "ours" }))),
        ("DELETE", "/manager/roles/{id}", &role, None),
        ("POST", "/manager/api-keys/{id}/rotate", &key, None),
        ("DELETE", "/manager/api-keys/{id}", &key, None),
        ("DELETE", "/auth/sessions/{id}", &session, None),
        ("GET", "/manager/webhooks/{id}", &webhook, None),
        ("PUT", "/manager/webhooks/{id}", &webhook, Some(json!({ "enabled": false }))),
        ("DELETE", "/manager/webhooks/{id}", &webhook, None),
        ("POST", "/manager/webhooks/{id}/rotate-secret", &webhook, None),
        ("POST", "/manager/webhooks/{id}/test", &webhook, None),
        ("GET", "/manager/webhooks/{id}/deliveries", &webhook, None),
        ("GET", "/manager/webhooks/{id}/deliveries/{delivery}", &webhook, None),
        ("POST", "/manager/webhooks/{id}/deliveries/{delivery}/replay", &webhook, None),
    ];
    let with_ids = tenants_routes().filter(|route| route.pattern.contains("{id}")).count();
    assert_eq!(attacks.len(), with_ids, "every route that takes an id is attacked");
    for (method, pattern, theirs, body) in attacks {
        for id in [theirs, "role_0190b8f2-7c5e-7000-8000-000000000000"] {
            let target = pattern.replace("{id}", id).replace("{delivery}", &delivery);
            let answer = world.call(&ours, method, &target, body.clone()).await;
            assert_eq!(answer.refusal(), (404, "Not found"), "{method} {pattern}");
        }
    }
    let grant = Some(json!({ "email": "y@example.com", "role": role }));
    let answer = world.call(&ours, "POST", "/manager/team/members/invite", grant).await;
    assert_eq!((answer.status, &answer.body["details"][0]["field"]), (400, &json!("role")));
    for list in [
        "/manager/team/members",
        "/manager/team/invitations",
        "/manager/api-keys",
        "/manager/webhooks",
        "/manager/roles",
        "/manager/audit",
    ] {
        let text = world.call(&ours, "GET", list, None).await.expect(200).body.to_string();
        for foreign in [&their_member, &role, &key, &webhook, &invitation, &theirs.tenant] {
            assert!(!text.contains(foreign), "{list}");
        }
    }
}

/// A token may be rightly signed for someone whom the platform does not have, or has no more.
#[tokio::test]
async fn a_person_or_tenant_that_is_unknown_makes_nothing() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let body = json!({ "name": "Website", "scopes": ["blog"] });
    let key = world.call(&owner, "POST", "/manager/api-keys", Some(body.clone())).await.expect(201);
    let rotate = format!("/manager/api-keys/{}/rotate", key.body["id"].as_str().unwrap());
    let (keys, invite, roles) = ("/manager/api-keys", "/manager/team/members/invite", "/manager/roles");
    let (webhooks, webhook) = ("/manager/webhooks", json!({ "url": "https://hooks.example.com/" }));
    let invitation = json!({ "email": "x@example.com", "role": "viewer" });
    let role = json!({ "name": "new", "permissions": ["blog:posts.read"] });
    let all = vec!["system:owner".to_owned()];
    let stranger =
        identity(&Session { user: UserId::new(&world.runtime).to_string(), ..owner.clone() }, all.clone());
    let nowhere =
        identity(&Session { tenant: TenantId::new(&world.runtime).to_string(), ..owner.clone() }, all);

    for (caller, target, body) in [
        (&stranger, keys, body.clone()),
        (&stranger, rotate.as_str(), json!({})),
        (&stranger, invite, invitation.clone()),
        (&nowhere, keys, body),
        (&nowhere, invite, invitation),
        (&nowhere, roles, role),
        (&stranger, webhooks, webhook.clone()),
        (&nowhere, webhooks, webhook),
    ] {
        let answer = world.send_as(caller, "POST", target, Some(body)).await;
        assert_eq!(answer.refusal(), (403, "Access denied"), "{target}");
    }
    let switch = json!({ "tenant_id": owner.tenant, "refresh_token": owner.refresh_token });
    for caller in [&stranger, &nowhere] {
        for (method, target, body) in [
            ("POST", "/auth/switch-tenant", switch.clone()),
            ("POST", "/manager/team/members/accept", json!({ "invitationId": "inv_x" })),
            ("PUT", "/manager/team/members/user_x", json!({ "role": "viewer" })),
        ] {
            let answer = world.send_as(caller, method, target, Some(body)).await;
            assert_eq!(answer.refusal(), (403, "Access denied"), "{target}");
        }
    }
    let list = world.call(&owner, "GET", keys, None).await.expect(200).body;
    assert_eq!(list["meta"]["total"], 1, "{list}");
}

/// A text that cannot be an identifier is no different from one that is unknown.
#[tokio::test]
async fn odd_identifiers_are_not_found() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let bodies = [json!({ "role": "viewer" }), json!({ "name": "x" }), json!({ "enabled": true }), json!({})];
    for route in tenants_routes().filter(|route| route.pattern.contains("{id}")) {
        for id in ["%00", "a%20b", "%F0%9F%92%A9", "..", &"x".repeat(500), "'--"] {
            let target = route.pattern.replace("{id}", id);
            let mut answers = Vec::new();
            for body in bodies.clone() {
                answers.push(world.call(&owner, route.method.as_str(), &target, Some(body)).await.status);
            }
            assert!(
                answers.contains(&404) && answers.iter().all(|s| [400, 404].contains(s)),
                "{target}: {answers:?}"
            );
        }
    }
    let body = Some(json!({ "invitationId": "\u{0}" }));
    assert_eq!(world.call(&owner, "POST", "/manager/team/members/accept", body).await.status, 404);
}

/// The second wall: even a query that forgets its tenant sees one tenant's rows, and without one none.
#[tokio::test]
async fn the_database_itself_keeps_tenants_apart() {
    let world = World::new().await;
    let (ours, theirs) = (world.newcomer("Ada").await, world.newcomer("Eve").await);
    let url = local_stack::StackFile::load()
        .unwrap()
        .worker_databases
        .of(local_stack::Worker::Manager)
        .parse()
        .unwrap();
    let mut service = local_stack::connect(&url).await.unwrap();
    for session in [&ours, &theirs] {
        let body = Some(json!({ "url": "https://hooks.example.com/" }));
        let made = world.call(session, "POST", "/manager/webhooks", body).await.expect(201).body;
        let test = format!("/manager/webhooks/{}/test", made["id"].as_str().unwrap());
        world.call(session, "POST", &test, None).await.expect(202);
        world.send_webhooks(session).await;
    }
    let tables = [
        "tenants",
        "memberships",
        "subscriptions",
        "outbox",
        "audit_log",
        "webhook_endpoints",
        "webhook_deliveries",
        "webhook_attempts",
        "sessions",
    ];
    for table in tables {
        let column = if table == "tenants" { "id" } else { "tenant_id" };
        let sql = format!("SELECT count(DISTINCT {column}), max({column}) FROM {table}");
        let nobody = service.query_one(&sql, &[]).await.unwrap();
        assert_eq!(nobody.get::<_, i64>(0), 0, "{table} without a tenant");
        let transaction = service.transaction().await.unwrap();
        transaction.execute("SELECT set_config('app.tenant_id', $1, true)", &[&ours.tenant]).await.unwrap();
        let seen = transaction.query_one(&sql, &[]).await.unwrap();
        assert_eq!((seen.get::<_, i64>(0), seen.get::<_, String>(1)), (1, ours.tenant.clone()), "{table}");
        if table == "outbox" {
            let sql = "INSERT INTO outbox (tenant_id, type, subject, occurred_at, data) VALUES ($1, 'x', 'x', now(), '{}')";
            let error = transaction.execute(sql, &[&theirs.tenant]).await.unwrap_err();
            assert_eq!(error.code().unwrap().code(), "42501");
        }
    }
}
