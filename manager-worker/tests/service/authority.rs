//! Rights that end: what somebody may no more is refused at once, on every route of the table, and changes nothing.

use futures_util::future::join_all;
use logicspike_shared::permission::Permission;
use logicspike_shared::route::{Access, Route};
use manager_worker::routes::{Admin, Endpoint, ROUTES};
use serde_json::{Value, json};

use crate::world::{PLATFORM_SECRET, Session, World};

/// Something of each kind that a route may name.
pub(crate) struct Things {
    member: String,
    invitation: String,
    role: String,
    key: String,
    webhook: String,
    delivery: String,
}

impl Things {
    pub(crate) async fn new(world: &World, owner: &Session) -> Self {
        let make = async |target: &str, body: Value, status: u16| {
            let answer = world.call(owner, "POST", target, Some(body)).await.expect(status);
            answer.body["id"].as_str().unwrap().to_owned()
        };
        let webhook = make(
            "/manager/webhooks",
            json!({ "url": "https://hooks.example.com/", "events": ["team.*"] }),
            201,
        )
        .await;
        Self {
            member: world.join(owner, "Vic", "viewer").await.user,
            invitation: make(
                "/manager/team/members/invite",
                json!({ "email": "x@example.com", "role": "viewer" }),
                201,
            )
            .await,
            role: make("/manager/roles", json!({ "name": "r", "permissions": ["blog:posts.read"] }), 201)
                .await,
            key: make("/manager/api-keys", json!({ "name": "k", "scopes": ["blog"] }), 201).await,
            delivery: make(&format!("/manager/webhooks/{webhook}/test"), json!({}), 202).await,
            webhook,
        }
    }

    pub(crate) fn target(&self, route: &Route<Endpoint>) -> String {
        let id = match route.pattern {
            pattern if pattern.starts_with("/manager/team/members/") => &self.member,
            pattern if pattern.starts_with("/manager/team/invitations/") => &self.invitation,
            pattern if pattern.starts_with("/manager/roles/") => &self.role,
            pattern if pattern.starts_with("/manager/api-keys/") => &self.key,
            pattern if pattern.starts_with("/auth/sessions/") => "session_x",
            _ => &self.webhook,
        };
        route.pattern.replace("{id}", id).replace("{delivery}", &self.delivery)
    }
}

/// A body that the route would take. A route without an entry here takes none; one that needs a body and has none here
/// answers 400 before it asks the database, and the walk fails.
pub(crate) fn body(route: &Route<Endpoint>, session: &Session) -> Option<Value> {
    Some(match route.endpoint {
        Endpoint::Admin(Admin::SwitchTenant) => {
            json!({ "tenant_id": session.tenant, "refresh_token": session.refresh_token })
        }
        Endpoint::Admin(Admin::InviteMember) => json!({ "email": "back@example.com", "role": "viewer" }),
        Endpoint::Admin(Admin::AcceptInvitation) => json!({ "invitationId": "inv_x" }),
        Endpoint::Admin(Admin::ChangeMemberRole) => json!({ "role": "author" }),
        Endpoint::Admin(Admin::CreateRole) => json!({ "name": "new", "permissions": ["blog:posts.read"] }),
        Endpoint::Admin(Admin::UpdateRole) => json!({ "name": "other" }),
        Endpoint::Admin(Admin::CreateApiKey) => json!({ "name": "new", "scopes": ["blog"] }),
        Endpoint::Admin(Admin::CreateWebhook) => {
            json!({ "url": "https://new.example.com/", "events": ["team.*"] })
        }
        Endpoint::Admin(Admin::UpdateWebhook) => json!({ "enabled": false }),
        Endpoint::Admin(Admin::RenameTenant) => json!({ "name": "Mine" }),
        _ => return None,
    })
}

/// All that a tenant is made of, as text.
async fn state(world: &World, tenant: &str) -> String {
    let mut text = String::new();
    for table in [
        "tenants WHERE id",
        "memberships WHERE tenant_id",
        "invitations WHERE tenant_id",
        "custom_roles WHERE tenant_id",
        "api_keys WHERE tenant_id",
        "webhook_endpoints WHERE tenant_id",
        "webhook_deliveries WHERE tenant_id",
        "audit_log WHERE tenant_id",
        "outbox WHERE tenant_id",
        "sessions WHERE tenant_id",
    ] {
        let name = table.split(' ').next().unwrap();
        let sql = format!(
            "SELECT coalesce(string_agg(md5({name}::text), ',' ORDER BY {name}::text), '') FROM {table} = $1"
        );
        let row = world.owner.query_one(&sql, &[&tenant]).await.unwrap();
        text.push_str(name);
        text.push_str(&row.get::<_, String>(0));
    }
    text
}

/// The routes that somebody signed in may call.
pub(crate) fn members_routes() -> impl Iterator<Item = &'static Route<Endpoint>> {
    ROUTES.iter().filter(|route| matches!(route.access, Access::User | Access::Permission(_)))
}

async fn operate(world: &World, target: &str) {
    let mut request = logicspike_shared::http::Request::new(http::Method::POST, target);
    request.headers.insert("x-gateway-key", crate::world::GATEWAY_SECRET.parse().unwrap());
    request.headers.insert("x-platform-key", PLATFORM_SECRET.parse().unwrap());
    world.answer(&request).await.expect(200);
}

/// Every route, as somebody whose right ended a moment before, with a token that is still valid.
async fn walk(world: &World, owner: &Session, things: &Things, caller: &Session, ended: &str) {
    let before = state(world, &owner.tenant).await;
    let mut walked = 0;
    for route in members_routes() {
        let answer =
            world.call(caller, route.method.as_str(), &things.target(route), body(route, caller)).await;
        assert_eq!(answer.status, 403, "{ended}: {:?} {} {}", route.endpoint, route.pattern, answer.body);
        walked += 1;
    }
    assert!(walked >= 34, "{walked} routes");
    assert_eq!(state(world, &owner.tenant).await, before, "{ended}: nothing was changed");
}

#[tokio::test]
async fn whoever_was_removed_may_nothing_any_more() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let things = Things::new(&world, &owner).await;
    for role in ["owner", "admin", "viewer"] {
        let member = world.join(&owner, "Ben", role).await;
        let target = format!("/manager/team/members/{}", member.user);
        assert_eq!(world.call(&owner, "DELETE", &target, None).await.status, 204);
        walk(&world, &owner, &things, &member, &format!("removed {role}")).await;
    }
}

#[tokio::test]
async fn whoever_is_suspended_or_in_a_suspended_tenant_may_nothing_until_resumed() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let things = Things::new(&world, &owner).await;
    let human = world.human("Ben");
    let member = world.join_as(&owner, &human, "owner").await;
    operate(&world, &format!("/manager/platform/people/{}/suspend", member.user)).await;
    walk(&world, &owner, &things, &member, "suspended person").await;
    assert_eq!(world.try_sign_in(&human).await.refusal(), (403, "Access denied"));
    assert_eq!(world.refresh(&member.refresh_token).await.refusal(), (401, "Invalid token"));
    operate(&world, &format!("/manager/platform/people/{}/resume", member.user)).await;
    let back = world.sign_in(&human).await;
    world.call(&back, "GET", "/manager/tenant", None).await.expect(200);

    operate(&world, &format!("/manager/platform/tenants/{}/suspend", owner.tenant)).await;
    walk(&world, &owner, &things, &owner, "suspended tenant").await;
    assert_eq!(world.refresh(&owner.refresh_token).await.refusal(), (403, "Access denied"));
    operate(&world, &format!("/manager/platform/tenants/{}/resume", owner.tenant)).await;
    world.call(&owner, "GET", "/manager/tenant", None).await.expect(200);
}

/// A demoted person has what both token and membership give, and nothing else.
#[tokio::test]
async fn whoever_was_demoted_has_what_is_left() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let things = Things::new(&world, &owner).await;
    for role in ["owner", "admin"] {
        let member = world.join(&owner, "Ben", role).await;
        let target = format!("/manager/team/members/{}", member.user);
        let body_of_change = Some(json!({ "role": "viewer" }));
        world.call(&owner, "PUT", &target, body_of_change).await.expect(200);
        let before = state(&world, &owner.tenant).await;
        for route in members_routes() {
            let Access::Permission(needed) = route.access else { continue };
            let left = [Permission::PostsRead, Permission::TenantRead].contains(&needed);
            let answer =
                world.call(&member, route.method.as_str(), &things.target(route), body(route, &member)).await;
            if left {
                answer.expect(200);
            } else {
                let text = format!("Missing required permission: {}", needed.as_str());
                assert_eq!(answer.refusal(), (403, text.as_str()), "{role}: {}", route.pattern);
            }
        }
        let give_back = Some(json!({ "role": role }));
        assert_eq!(world.call(&member, "PUT", &target, give_back).await.status, 403);
        assert_eq!(state(&world, &owner.tenant).await, before, "{role}");
    }
}

/// The other way round: a token made before a promotion gives what it gave.
#[tokio::test]
async fn a_token_gives_no_more_than_when_it_was_made() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let member = world.join(&owner, "Ben", "viewer").await;
    let target = format!("/manager/team/members/{}", member.user);
    world.call(&owner, "PUT", &target, Some(json!({ "role": "owner" }))).await.expect(200);
    let body = Some(json!({ "name": "k", "scopes": ["blog"] }));
    assert_eq!(world.call(&member, "POST", "/manager/api-keys", body.clone()).await.status, 403);
    let now = world.session(&world.refresh(&member.refresh_token).await).await;
    world.call(&now, "POST", "/manager/api-keys", body).await.expect(201);
}

#[tokio::test]
async fn two_owners_who_demote_each_other_leave_exactly_one() {
    let world = World::new().await;
    for round in 0..10 {
        let ada = world.newcomer("Ada").await;
        let ben = world.join(&ada, "Ben", "owner").await;
        let demote = |by: &Session, whom: &Session| {
            let (by, target) = (by.clone(), format!("/manager/team/members/{}", whom.user));
            let world = &world;
            async move { world.call(&by, "PUT", &target, Some(json!({ "role": "viewer" }))).await.status }
        };
        let mut statuses = [0; 2];
        (statuses[0], statuses[1]) = if round % 2 == 0 {
            futures_util::join!(demote(&ada, &ben), demote(&ben, &ada))
        } else {
            futures_util::join!(demote(&ben, &ada), demote(&ada, &ben))
        };
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 403]);
        let sql = "SELECT count(*) FROM memberships WHERE tenant_id = $1 AND builtin_role = 'owner'";
        assert_eq!(world.count(sql, &[&ada.tenant]).await, 1);
    }
}

/// Sixteen changes of one tenant at once: each is answered, and each sees what the one before left.
#[tokio::test]
async fn changes_of_a_team_happen_one_after_the_other() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let member = world.join(&owner, "Ben", "viewer").await;
    let target = format!("/manager/team/members/{}", member.user);
    let roles = ["viewer", "author"].repeat(4);
    let answers =
        join_all(roles.iter().map(|role| world.call(&owner, "PUT", &target, Some(json!({ "role": role })))))
            .await;
    assert!(answers.iter().all(|answer| answer.status == 200));
}

#[tokio::test]
async fn what_somebody_could_not_give_any_more_is_gone_with_their_right() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let admin = world.join(&owner, "Ben", "owner").await;
    let (one, two) = (world.human("Cem"), world.human("Dan"));
    let invite = async |email: &str, role: &str| {
        let body = json!({ "email": email, "role": role });
        let answer = world.call(&admin, "POST", "/manager/team/members/invite", Some(body)).await.expect(201);
        answer.body["id"].as_str().unwrap().to_owned()
    };
    let (as_owner, as_viewer) = (invite(&one.email, "owner").await, invite(&two.email, "viewer").await);
    let target = format!("/manager/team/members/{}", admin.user);
    world.call(&owner, "PUT", &target, Some(json!({ "role": "admin" }))).await.expect(200);
    let accept = async |human, id: &str| {
        let alone = world.sign_in(human).await;
        world
            .call(&alone, "POST", "/manager/team/members/accept", Some(json!({ "invitationId": id })))
            .await
            .status
    };
    assert_eq!(accept(&one, &as_owner).await, 404, "an admin makes no owner");
    assert_eq!(accept(&two, &as_viewer).await, 200, "an admin may still invite a viewer");

    let third = world.human("Eli");
    let as_viewer = invite(&third.email, "viewer").await;
    assert_eq!(world.call(&owner, "DELETE", &target, None).await.status, 204);
    assert_eq!(accept(&third, &as_viewer).await, 404, "whoever is gone invites nobody");
}

/// The second line behind the triggers: an invitation is asked about its giver when it is accepted.
#[tokio::test]
async fn an_acceptance_that_the_inviter_could_not_give_is_refused_and_logged() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let human = world.human("Ben");
    let body = json!({ "email": human.email, "role": "viewer" });
    let invited = world.call(&owner, "POST", "/manager/team/members/invite", Some(body)).await.expect(201);
    let sql = "UPDATE invitations SET invited_by = NULL WHERE tenant_id = $1";
    world.owner.execute(sql, &[&owner.tenant]).await.unwrap();
    let alone = world.sign_in(&human).await;
    let accept = json!({ "invitationId": invited.body["id"] });
    let answer = world.call(&alone, "POST", "/manager/team/members/accept", Some(accept)).await;
    assert_eq!(answer.refusal(), (404, "Not found"));
    let log = world.audit(&owner).await;
    assert_eq!(log[0]["action"], "team.invitation.refused", "{log:?}");
}

#[tokio::test]
async fn withdrawing_an_invitation_needs_what_giving_it_needs() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let admin = world.join(&owner, "Ben", "admin").await;
    let body = json!({ "email": world.human("Cem").email, "role": "owner" });
    let invited = world.call(&owner, "POST", "/manager/team/members/invite", Some(body)).await.expect(201);
    let target = format!("/manager/team/invitations/{}", invited.body["id"].as_str().unwrap());
    let refused = (403, "Missing required permission: system:owner");
    assert_eq!(world.call(&admin, "DELETE", &target, None).await.refusal(), refused);
    assert_eq!(world.call(&owner, "DELETE", &target, None).await.status, 204);
}

/// A role that gives less ends what its members' tokens say, and the sessions beside the one used last.
#[tokio::test]
async fn a_role_that_gives_less_ends_tokens_and_keeps_the_session_in_use() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let role =
        json!({ "name": "writer", "permissions": ["blog:posts.read", "blog:posts.create", "apikeys:read"] });
    let role = world.call(&owner, "POST", "/manager/roles", Some(role)).await.expect(201);
    let id = role.body["id"].as_str().unwrap();
    let human = world.human("Ben");
    let member = world.join_as(&owner, &human, id).await;
    world.runtime.advance_millis(1);
    let phone = world.sign_in(&human).await;
    let less = json!({ "permissions": ["blog:posts.read"] });
    assert_eq!(world.call(&owner, "PUT", &format!("/manager/roles/{id}"), Some(less)).await.status, 204);
    assert_eq!(world.call(&phone, "GET", "/manager/api-keys", None).await.status, 403);
    let sql = "SELECT count(*) FROM ended_access WHERE tenant_id = $1 AND user_id = $2";
    assert_eq!(world.count(sql, &[&owner.tenant, &phone.user]).await, 1);
    assert_eq!(world.refresh(&member.refresh_token).await.refusal(), (401, "Invalid token"), "the older one");
    let now = world.session(&world.refresh(&phone.refresh_token).await).await;
    assert_eq!(now.permissions, ["blog:posts.read"]);
}

#[tokio::test]
async fn operators_end_all_sessions_that_one_key_signed() {
    let world = World::new().await;
    let ada = world.newcomer("Ada").await;
    let kid = logicspike_shared::jwt::SigningKey::from_pem(&crate::world::SIGNING.private_pem).unwrap();
    let sql = "UPDATE sessions SET key_id = 'leaked-' || user_id WHERE user_id = $1";
    world.owner.execute(sql, &[&ada.user]).await.unwrap();
    let ben = world.newcomer("Ben").await;
    let mut request =
        logicspike_shared::http::Request::new(http::Method::POST, "/manager/platform/sessions/end");
    request.headers.insert("x-gateway-key", crate::world::GATEWAY_SECRET.parse().unwrap());
    request.headers.insert("x-platform-key", PLATFORM_SECRET.parse().unwrap());
    request.headers.insert("content-type", "application/json".parse().unwrap());
    request.body = json!({ "keyId": format!("leaked-{}", ada.user) }).to_string().into();
    assert_eq!(world.answer(&request).await.expect(200).body, json!({ "ended": 1 }));
    assert_eq!(world.refresh(&ada.refresh_token).await.refusal(), (401, "Invalid token"));
    world.refresh(&ben.refresh_token).await.expect(200);
    let sql = "SELECT count(*) FROM sessions WHERE user_id = $1 AND key_id = $2";
    assert_eq!(world.count(sql, &[&ben.user, &kid.public().kid()]).await, 1, "a session names its key");
}

/// What a tenant keeps is bounded by its plan.
#[tokio::test]
async fn a_quota_is_a_clear_conflict() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let plan = format!("tiny_{}", &owner.tenant[owner.tenant.len() - 12..]);
    let sql = "INSERT INTO plans (id, name, entitlements, quotas)
               VALUES ($1, 'Tiny', '{blog}', '{\"members\": 1, \"invitations\": 1, \"roles\": 1, \"apiKeys\": 1}')";
    world.owner.execute(sql, &[&plan]).await.unwrap();
    let sql = "UPDATE subscriptions SET plan_id = $1 WHERE tenant_id = $2";
    world.owner.execute(sql, &[&plan, &owner.tenant]).await.unwrap();
    let human = world.human("Ben");
    for (target, body, what) in [
        ("/manager/api-keys", json!({ "name": "k", "scopes": ["blog"] }), "API keys"),
        ("/manager/roles", json!({ "name": "NAME", "permissions": ["blog:posts.read"] }), "roles"),
        ("/manager/team/members/invite", json!({ "email": human.email, "role": "viewer" }), "invitations"),
    ] {
        let first = serde_json::from_str(&body.to_string().replace("NAME", "first")).unwrap();
        world.call(&owner, "POST", target, Some(first)).await.expect(201);
        let second = body.to_string().replace("NAME", "second").replace(&human.email, "other@example.com");
        let answer = world.call(&owner, "POST", target, Some(serde_json::from_str(&second).unwrap())).await;
        assert_eq!(answer.refusal(), (409, format!("Quota exceeded: {what}").as_str()));
    }
    let alone = world.sign_in(&human).await;
    let list = world.call(&owner, "GET", "/manager/team/invitations", None).await.expect(200).body;
    let accept = json!({ "invitationId": list["data"][0]["id"] });
    assert_eq!(world.call(&alone, "POST", "/manager/team/members/accept", Some(accept)).await.status, 404);
}

/// Keys that have ended are history: a tenant that replaces its keys for years does not run out of them.
#[tokio::test]
async fn a_key_that_has_ended_makes_room_for_another_and_no_rotation_goes_past_the_quota() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let plan = format!("keys_{}", &owner.tenant[owner.tenant.len() - 12..]);
    let sql =
        "INSERT INTO plans (id, name, entitlements, quotas) VALUES ($1, 'One', '{blog}', '{\"apiKeys\": 1}')";
    world.owner.execute(sql, &[&plan]).await.unwrap();
    let sql = "UPDATE subscriptions SET plan_id = $1 WHERE tenant_id = $2";
    world.owner.execute(sql, &[&plan, &owner.tenant]).await.unwrap();
    let over = (409, "Quota exceeded: API keys");
    let body = || Some(json!({ "name": "k", "scopes": ["blog"] }));
    let keys = "/manager/api-keys";

    let mut id = String::new();
    for _ in 0..3 {
        let made = world.call(&owner, "POST", keys, body()).await.expect(201);
        assert_eq!(world.call(&owner, "POST", keys, body()).await.refusal(), over);
        id = made.body["id"].as_str().unwrap().to_owned();
        world.call(&owner, "DELETE", &format!("{keys}/{id}"), None).await.expect(204);
    }
    let rotate = |id: &str| format!("{keys}/{id}/rotate");
    assert_eq!(world.call(&owner, "POST", &rotate(&id), Some(json!({}))).await.refusal().0, 409, "ended");

    let made = world.call(&owner, "POST", keys, body()).await.expect(201);
    let first = made.body["id"].as_str().unwrap();
    let overlap = Some(json!({ "overlapSeconds": 3600 }));
    let next = world.call(&owner, "POST", &rotate(first), overlap.clone()).await.expect(201);
    let second = next.body["id"].as_str().unwrap();
    assert_eq!(world.call(&owner, "POST", &rotate(second), overlap.clone()).await.refusal(), over);
    world.call(&owner, "DELETE", &format!("{keys}/{first}"), None).await.expect(204);
    world.call(&owner, "POST", &rotate(second), overlap).await.expect(201);
}
