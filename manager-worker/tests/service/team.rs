//! Members and invitations.

use futures_util::future::join;
use serde_json::{Value, json};

use crate::world::{Session, World};

const INVITE: &str = "/manager/team/members/invite";

fn member(session: &Session) -> String {
    format!("/manager/team/members/{}", session.user)
}

#[tokio::test]
async fn someone_is_invited_joins_and_is_listed() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let member = world.join(&owner, "Ben", "editor").await;
    let list = world.call(&owner, "GET", "/manager/team/members", None).await.expect(200).body;
    let names: Vec<_> =
        list["data"].as_array().unwrap().iter().map(|m| (&m["name"], &m["role"]["id"])).collect();
    assert_eq!(names, [(&json!("Ada"), &json!("owner")), (&json!("Ben"), &json!("editor"))]);
    assert_eq!(
        list["meta"],
        json!({ "page": 1, "limit": 50, "total": 2, "totalPages": 1, "nextCursor": null })
    );
    let second =
        world.call(&owner, "GET", "/manager/team/members?page=2&limit=1", None).await.expect(200).body;
    assert_eq!(second["data"][0]["userId"], member.user);
    assert_eq!(second["meta"]["totalPages"], 2);

    let events = world.events(&owner.tenant).await;
    let of = |kind: &str| -> Vec<&Value> { events.iter().filter(|e| e.0 == kind).map(|e| &e.1).collect() };
    assert_eq!(of("team.member.invited")[0]["role"], "editor");
    let joined: Vec<_> = of("team.member.joined").iter().map(|data| data["userId"].clone()).collect();
    assert!(joined.contains(&json!(member.user)));
    let log = world.audit(&owner).await;
    let entry =
        log.iter().find(|entry| entry["action"] == "team.member.joined" && entry["subject"] == member.user);
    assert_eq!(entry.unwrap()["actorId"], member.user);
}

#[tokio::test]
async fn an_invitation_is_for_one_address_once_and_for_a_week() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let ben = world.human("Ben");
    let upper = json!({ "email": format!(" {} ", ben.email.to_uppercase()), "role": "viewer" });
    let invited = world.call(&owner, "POST", INVITE, Some(upper.clone())).await.expect(201).body;
    assert_eq!(invited["email"], ben.email);
    assert_eq!(
        world.call(&owner, "POST", INVITE, Some(upper.clone())).await.refusal(),
        (409, "Already invited")
    );

    let accept = Some(json!({ "invitationId": invited["id"] }));
    let stranger = world.newcomer("Eve").await;
    let refused = world.call(&stranger, "POST", "/manager/team/members/accept", accept.clone()).await;
    assert_eq!(refused.refusal(), (404, "Not found"));

    world.runtime.advance_millis(7 * 24 * 60 * 60 * 1000);
    let alone = world.sign_in(&ben).await;
    let late = world.call(&alone, "POST", "/manager/team/members/accept", accept).await;
    assert_eq!(late.refusal(), (404, "Not found"));
    let owner = world.session(&world.refresh(&owner.refresh_token).await).await;
    let renewed = world.call(&owner, "POST", INVITE, Some(upper.clone())).await.expect(201).body;
    let accept = Some(json!({ "invitationId": renewed["id"] }));
    let (one, two) = join(
        world.call(&alone, "POST", "/manager/team/members/accept", accept.clone()),
        world.call(&alone, "POST", "/manager/team/members/accept", accept),
    )
    .await;
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 404], "used up by the first");
    assert_eq!(world.call(&owner, "POST", INVITE, Some(upper)).await.refusal(), (409, "Already a member"));
}

#[tokio::test]
async fn a_withdrawn_invitation_is_gone() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let ben = world.human("Ben");
    let body = json!({ "email": ben.email, "role": "viewer" });
    let id = world.call(&owner, "POST", INVITE, Some(body)).await.expect(201).body["id"].clone();
    let list = world.call(&owner, "GET", "/manager/team/invitations", None).await.expect(200).body;
    assert_eq!((&list["data"][0]["id"], &list["data"][0]["invitedBy"]), (&id, &json!(owner.user)));
    let target = format!("/manager/team/invitations/{}", id.as_str().unwrap());
    assert_eq!(world.call(&owner, "DELETE", &target, None).await.status, 204);
    assert_eq!(world.call(&owner, "DELETE", &target, None).await.refusal(), (404, "Not found"));
    let alone = world.sign_in(&ben).await;
    let accept = Some(json!({ "invitationId": id }));
    assert_eq!(world.call(&alone, "POST", "/manager/team/members/accept", accept).await.status, 404);
}

#[tokio::test]
async fn every_fault_of_an_invitation_is_named() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let answer = world.call(&owner, "POST", INVITE, Some(json!({ "email": "nobody" }))).await;
    assert_eq!(answer.refusal(), (400, "Validation failed"));
    let fields: Vec<_> =
        answer.body["details"].as_array().unwrap().iter().map(|d| d["field"].clone()).collect();
    assert_eq!(fields, ["email", "role"]);
    for role in ["boss", "role_0190b8f2-7c5e-7000-8000-000000000000", "a b"] {
        let body = json!({ "email": "x@example.com", "role": role });
        let answer = world.call(&owner, "POST", INVITE, Some(body)).await;
        assert_eq!((answer.status, &answer.body["details"][0]["field"]), (400, &json!("role")), "{role}");
    }
    let unknown = json!({ "email": "x@example.com", "role": "viewer", "admin": true });
    let answer = world.call(&owner, "POST", INVITE, Some(unknown)).await;
    assert_eq!((answer.status, &answer.body["details"][0]["field"]), (400, &json!("admin")));
}

#[tokio::test]
async fn nobody_gives_or_takes_what_they_do_not_hold() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let admin = world.join(&owner, "Ben", "admin").await;
    let viewer = world.join(&owner, "Cid", "viewer").await;
    let lacking = (403, "Missing required permission: system:owner");
    let body = |role: &str| Some(json!({ "role": role }));
    let invite = Some(json!({ "email": "boss@example.com", "role": "owner" }));
    assert_eq!(world.call(&admin, "POST", INVITE, invite).await.refusal(), lacking);
    assert_eq!(world.call(&admin, "PUT", &member(&viewer), body("owner")).await.refusal(), lacking);
    assert_eq!(world.call(&admin, "PUT", &member(&admin), body("owner")).await.refusal(), lacking);
    assert_eq!(world.call(&admin, "PUT", &member(&owner), body("viewer")).await.refusal(), lacking);
    assert_eq!(world.call(&admin, "DELETE", &member(&owner), None).await.refusal(), lacking);
    world.call(&admin, "PUT", &member(&viewer), body("admin")).await.expect(200);
    assert_eq!(
        world.call(&viewer, "GET", "/manager/team/members", None).await.refusal(),
        (403, "Missing required permission: team:members.read"),
        "the token is as it was made"
    );
}

#[tokio::test]
async fn a_change_of_role_is_told_once() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let ben = world.join(&owner, "Ben", "viewer").await;
    for _ in 0..2 {
        let body = Some(json!({ "role": "editor" }));
        let answer = world.call(&owner, "PUT", &member(&ben), body).await.expect(200);
        assert_eq!(answer.body, json!({ "userId": ben.user, "role": "editor" }));
    }
    let events = world.events(&owner.tenant).await;
    let changes: Vec<_> = events.iter().filter(|event| event.0 == "team.member.role_changed").collect();
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].1, json!({ "userId": ben.user, "role": "editor", "previousRole": "viewer" }));
    let unknown = Some(json!({ "role": "editor" }));
    assert_eq!(world.call(&owner, "PUT", "/manager/team/members/user_x", unknown).await.status, 404);
}

#[tokio::test]
async fn a_removed_member_is_out_at_once() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let ben = world.join(&owner, "Ben", "editor").await;
    assert_eq!(world.call(&owner, "DELETE", &member(&ben), None).await.status, 204);
    assert_eq!(world.call(&owner, "DELETE", &member(&ben), None).await.refusal(), (404, "Not found"));
    assert_eq!(world.refresh(&ben.refresh_token).await.refusal(), (401, "Invalid token"));
    let back = Some(json!({ "tenant_id": owner.tenant, "refresh_token": ben.refresh_token }));
    assert_eq!(world.call(&ben, "POST", "/auth/switch-tenant", back).await.refusal(), (403, "Access denied"));
    let events = world.events(&owner.tenant).await;
    let (_, data) = events.iter().find(|event| event.0 == "team.member.removed").unwrap();
    assert_eq!(*data, json!({ "userId": ben.user, "role": "editor" }));
}

#[tokio::test]
async fn the_last_owner_stays() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let refusal = (409, "A tenant needs an owner");
    assert_eq!(world.call(&owner, "DELETE", &member(&owner), None).await.refusal(), refusal);
    let demote = Some(json!({ "role": "admin" }));
    assert_eq!(world.call(&owner, "PUT", &member(&owner), demote.clone()).await.refusal(), refusal);
    let second = world.join(&owner, "Ben", "owner").await;
    world.call(&second, "PUT", &member(&owner), demote).await.expect(200);
    assert_eq!(world.call(&second, "DELETE", &member(&second), None).await.refusal(), refusal);
}

#[tokio::test]
async fn two_owners_who_remove_each_other_at_once_leave_one() {
    let world = World::new().await;
    for round in 0..5 {
        let ada = world.newcomer("Ada").await;
        let ben = world.join(&ada, "Ben", "owner").await;
        let demote = Some(json!({ "role": "viewer" }));
        let (one, two) = join(
            world.call(&ada, "DELETE", &member(&ben), None),
            world.call(&ben, "PUT", &member(&ada), demote),
        )
        .await;
        let owners = "SELECT count(*) FROM memberships WHERE tenant_id = $1 AND builtin_role = 'owner'";
        assert_eq!(
            world.count(owners, &[&ada.tenant]).await,
            1,
            "round {round}: {} {}",
            one.status,
            two.status
        );
        assert!(one.status == 204 || two.status == 200);
    }
}
