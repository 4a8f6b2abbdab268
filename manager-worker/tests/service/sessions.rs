//! Refresh, sign-out, change of tenant.

use futures_util::future::join_all;
use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn a_refresh_token_works_once_and_is_followed_by_another() {
    let world = World::new().await;
    let first = world.newcomer("Ada").await;
    let answer = world.refresh(&first.refresh_token).await;
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let second = world.session(&answer).await;
    assert_eq!((&second.user, &second.tenant, &second.role), (&first.user, &first.tenant, &first.role));
    assert_ne!(second.refresh_token, first.refresh_token);
    let third = world.session(&world.refresh(&second.refresh_token).await).await;
    assert_ne!(third.refresh_token, second.refresh_token);
}

#[tokio::test]
async fn twenty_refreshes_at_once_get_one_successor_and_nobody_is_signed_out() {
    let world = World::new().await;
    let session = world.newcomer("Ada").await;
    let answers = join_all((0..20).map(|_| world.refresh(&session.refresh_token))).await;
    let mut successors = Vec::new();
    for answer in &answers {
        successors.push(world.session(answer).await.refresh_token);
    }
    successors.dedup();
    assert_eq!(successors.len(), 1, "one successor");
    let sql = "SELECT count(*) FROM refresh_tokens AS t JOIN sessions AS s ON s.id = t.session_id WHERE s.user_id = $1";
    assert_eq!(world.count(sql, &[&session.user]).await, 2, "and nothing else was made");
    world.refresh(&successors[0]).await.expect(200);
}

#[tokio::test]
async fn within_ten_seconds_the_spent_token_leads_to_the_same_successor_and_then_it_ends_the_session() {
    let world = World::new().await;
    let ada = world.human("Ada");
    let (session, other) = (world.sign_in(&ada).await, world.sign_in(&ada).await);
    let next = world.session(&world.refresh(&session.refresh_token).await).await;
    world.runtime.advance_millis(10_000);
    let again = world.session(&world.refresh(&session.refresh_token).await).await;
    assert_eq!(again.refresh_token, next.refresh_token);

    world.runtime.advance_millis(1);
    for _ in 0..2 {
        assert_eq!(world.refresh(&session.refresh_token).await.refusal(), (401, "Invalid token"));
    }
    assert_eq!(world.refresh(&next.refresh_token).await.refusal(), (401, "Invalid token"), "the thief's too");
    let log = world.audit(&other).await;
    let reuse: Vec<_> = log.iter().filter(|entry| entry["action"] == "session.reuse_detected").collect();
    assert_eq!(reuse.len(), 1, "logged once");
    assert_eq!(reuse[0]["subject"], session.user);
}

#[tokio::test]
async fn a_late_call_that_was_overtaken_gets_the_newest_token() {
    let world = World::new().await;
    let first = world.newcomer("Ada").await;
    let second = world.session(&world.refresh(&first.refresh_token).await).await;
    world.runtime.advance_millis(3_000);
    let third = world.session(&world.refresh(&second.refresh_token).await).await;
    world.runtime.advance_millis(3_000);
    let late = world.session(&world.refresh(&first.refresh_token).await).await;
    assert_eq!(late.refresh_token, third.refresh_token);
}

#[tokio::test]
async fn a_rotation_that_runs_while_the_session_is_ended_gives_nothing_away() {
    let world = World::new().await;
    let session = world.newcomer("Ada").await;
    let logout = json!({ "refresh_token": session.refresh_token });
    let mut calls = Vec::new();
    for _ in 0..5 {
        calls.push(world.refresh(&session.refresh_token));
    }
    let (answers, _) = futures_util::join!(join_all(calls), world.send("POST", "/auth/logout", Some(logout)));
    for answer in answers.iter().filter(|answer| answer.status == 200) {
        let next = answer.body["refresh_token"].as_str().unwrap();
        assert_eq!(world.refresh(next).await.refusal(), (401, "Invalid token"));
    }
    let sql = "SELECT count(*) FROM sessions WHERE user_id = $1 AND ended_at IS NULL";
    assert_eq!(world.count(sql, &[&session.user]).await, 0);
}

#[tokio::test]
async fn other_sessions_of_the_person_go_on() {
    let world = World::new().await;
    let ada = world.human("Ada");
    let (laptop, phone) = (world.sign_in(&ada).await, world.sign_in(&ada).await);
    let logout = json!({ "refresh_token": laptop.refresh_token });
    assert_eq!(world.send("POST", "/auth/logout", Some(logout.clone())).await.status, 204);
    assert_eq!(world.send("POST", "/auth/logout", Some(logout)).await.status, 204, "once more is no fault");
    assert_eq!(world.refresh(&laptop.refresh_token).await.refusal(), (401, "Invalid token"));
    world.refresh(&phone.refresh_token).await.expect(200);
}

#[tokio::test]
async fn what_is_no_refresh_token_of_ours_is_refused() {
    let world = World::new().await;
    let session = world.newcomer("Ada").await;
    let stranger = format!("lsr_{}", "A".repeat(43));
    for token in ["", "x", &stranger, &session.access_token] {
        assert_eq!(world.refresh(token).await.refusal(), (401, "Invalid token"), "{token}");
        let logout = json!({ "refresh_token": token });
        assert_eq!(world.send("POST", "/auth/logout", Some(logout)).await.status, 204);
    }
    assert_eq!(
        world.send("POST", "/auth/refresh", Some(json!({}))).await.refusal(),
        (400, "Validation failed")
    );
    world.runtime.advance_millis(30 * 24 * 60 * 60 * 1000);
    assert_eq!(
        world.refresh(&session.refresh_token).await.refusal(),
        (401, "Invalid token"),
        "after 30 days"
    );
}

#[tokio::test]
async fn the_successor_cannot_be_told_from_what_is_stored() {
    let world = World::new().await;
    let session = world.newcomer("Ada").await;
    let next = world.session(&world.refresh(&session.refresh_token).await).await;
    let rows = world
        .owner
        .query(
            "SELECT row_to_json(t)::text || row_to_json(s)::text
             FROM refresh_tokens AS t JOIN sessions AS s ON s.id = t.session_id WHERE s.user_id = $1",
            &[&session.user],
        )
        .await
        .unwrap();
    for row in rows {
        let text: String = row.get(0);
        assert!(!text.contains(&session.refresh_token[4..]) && !text.contains(&next.refresh_token[4..]));
    }
}

#[tokio::test]
async fn a_refresh_takes_over_what_the_role_allows_now() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let member = world.join(&owner, "Ben", "viewer").await;
    assert_eq!(member.permissions, ["blog:posts.read", "tenant:read"]);
    let target = format!("/manager/team/members/{}", member.user);
    world.call(&owner, "PUT", &target, Some(json!({ "role": "author" }))).await.expect(200);
    let refreshed = world.session(&world.refresh(&member.refresh_token).await).await;
    assert_eq!(refreshed.role, "author");
    assert!(refreshed.permissions.contains(&"blog:posts.create".to_owned()));
}

#[tokio::test]
async fn a_person_changes_between_their_tenants_and_no_others() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let ben = world.human("Ben");
    let home = world.sign_in(&ben).await;
    let invitation = json!({ "email": ben.email, "role": "editor" });
    let switch = |tenant: &str| Some(json!({ "tenant_id": tenant, "refresh_token": home.refresh_token }));
    for tenant in [owner.tenant.as_str(), "tenant_unknown", "not an id", ""] {
        let refused = world.call(&home, "POST", "/auth/switch-tenant", switch(tenant)).await;
        assert_eq!(refused.refusal(), (404, "Not found"), "{tenant}");
    }

    let invited =
        world.call(&owner, "POST", "/manager/team/members/invite", Some(invitation)).await.expect(201);
    let me = world.call(&home, "GET", "/auth/me", None).await.expect(200).body;
    assert_eq!(me["invitations"][0]["id"], invited.body["id"]);
    assert_eq!(
        (&me["invitations"][0]["tenantName"], me["memberships"].as_array().unwrap().len()),
        (&json!("Ada"), 1)
    );

    let accept = json!({ "invitationId": invited.body["id"] });
    world.call(&home, "POST", "/manager/team/members/accept", Some(accept)).await.expect(200);
    let there =
        world.session(&world.call(&home, "POST", "/auth/switch-tenant", switch(&owner.tenant)).await).await;
    assert_eq!((there.tenant.as_str(), there.role.as_str()), (owner.tenant.as_str(), "editor"));

    let me = world.call(&there, "GET", "/auth/me", None).await.expect(200);
    assert_eq!(me.header("cache-control"), Some("no-store"));
    assert_eq!(
        me.body["user"],
        json!({ "id": home.user, "email": ben.email, "name": "Ben", "avatarUrl": ben.picture })
    );
    assert_eq!((&me.body["tenantId"], &me.body["role"]), (&json!(owner.tenant), &json!("editor")));
    assert!(me.body["permissions"].as_array().unwrap().contains(&json!("blog:posts.publish")));
    let mut names: Vec<&str> = me.body["memberships"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["tenantName"].as_str().unwrap())
        .collect();
    names.sort_unstable();
    assert_eq!((names, me.body["invitations"].as_array().unwrap().len()), (vec!["Ada", "Ben"], 0));

    assert_eq!(world.sign_in(&ben).await.tenant, owner.tenant, "the next sign-in leads where they were last");
    world.refresh(&home.refresh_token).await.expect(200);
}

#[tokio::test]
async fn a_change_of_tenant_spends_the_refresh_token_and_the_session_goes_on() {
    let world = World::new().await;
    let session = world.newcomer("Ada").await;
    let other = world.newcomer("Ben").await;
    let switch = |body| world.call(&session, "POST", "/auth/switch-tenant", Some(body));
    let without = json!({ "tenant_id": session.tenant });
    assert_eq!(switch(without).await.refusal(), (400, "Validation failed"));
    let body = json!({ "tenant_id": session.tenant, "refresh_token": other.refresh_token });
    assert_eq!(switch(body).await.refusal(), (401, "Invalid token"), "another person's");
    world.refresh(&other.refresh_token).await.expect(200);

    let body = json!({ "tenant_id": session.tenant, "refresh_token": session.refresh_token });
    let next = world.session(&switch(body.clone()).await).await;
    let before = world.verify(&session.access_token).await.claims.session;
    assert_eq!(world.verify(&next.access_token).await.claims.session, before, "the same session");
    world.runtime.advance_millis(10_001);
    assert_eq!(world.refresh(&session.refresh_token).await.refusal(), (401, "Invalid token"), "spent");
    assert_eq!(world.refresh(&next.refresh_token).await.refusal(), (401, "Invalid token"), "reuse ends it");
}

/// Whoever has an access token alone gets nothing that lives longer.
#[tokio::test]
async fn no_credential_yields_one_that_lives_longer() {
    let world = World::new().await;
    let ada = world.human("Ada");
    let session = world.sign_in(&ada).await;
    let lifetime = 90 * 24 * 60 * 60 * 1000_i64;
    let mut token = session.refresh_token.clone();
    let mut days = 0;
    loop {
        world.runtime.advance_millis(25 * 24 * 60 * 60 * 1000);
        days += 25;
        let answer = world.refresh(&token).await;
        if answer.status != 200 {
            assert_eq!(answer.refusal(), (401, "Invalid token"));
            break;
        }
        token = answer.body["refresh_token"].as_str().unwrap().to_owned();
    }
    assert_eq!(days, 100, "however often it is refreshed, a session lives {lifetime} ms");
}

#[tokio::test]
async fn an_id_token_opens_one_session_and_is_an_hour_old_at_most() {
    let world = World::new().await;
    let ada = world.human("Ada");
    let token = world.id_token(&world.claims(&ada)).await;
    let sign_in = |token: &str| world.send("POST", "/auth/google", Some(json!({ "id_token": token })));
    sign_in(&token).await.expect(200);
    assert_eq!(sign_in(&token).await.refusal(), (401, "Invalid token"), "used before");
    let mut old = world.claims(&ada);
    old["iat"] = json!(old["iat"].as_i64().unwrap() - 3601);
    assert_eq!(sign_in(&world.id_token(&old).await).await.refusal(), (401, "Invalid token"), "too old");
    old["iat"] = json!(old["iat"].as_i64().unwrap() + 2);
    sign_in(&world.id_token(&old).await).await.expect(200);
}

#[tokio::test]
async fn a_person_sees_their_sessions_and_ends_them() {
    let world = World::new().await;
    let ada = world.human("Ada");
    let (laptop, phone, thief) =
        (world.sign_in(&ada).await, world.sign_in(&ada).await, world.sign_in(&ada).await);
    let list = || async {
        world.call(&laptop, "GET", "/auth/sessions", None).await.expect(200).body["data"].clone()
    };
    let all = list().await;
    assert_eq!(all.as_array().unwrap().len(), 3);
    assert_eq!(all.as_array().unwrap().iter().filter(|session| session["current"] == true).count(), 1);
    assert!(
        all[0]["begunAt"].is_string() && all[0]["lastUsedAt"].is_string() && all[0]["tenantName"] == "Ada"
    );

    let thiefs = world.verify(&thief.access_token).await.claims.session.unwrap();
    let target = format!("/auth/sessions/{thiefs}");
    assert_eq!(world.call(&laptop, "DELETE", &target, None).await.status, 204);
    assert_eq!(world.call(&laptop, "DELETE", &target, None).await.refusal(), (404, "Not found"), "once");
    assert_eq!(world.refresh(&thief.refresh_token).await.refusal(), (401, "Invalid token"));
    assert_eq!(world.call(&thief, "GET", "/manager/tenant", None).await.refusal(), (401, "Invalid token"));

    assert_eq!(world.call(&laptop, "DELETE", "/auth/sessions", None).await.status, 204);
    assert_eq!(world.refresh(&phone.refresh_token).await.refusal(), (401, "Invalid token"));
    world.refresh(&laptop.refresh_token).await.expect(200);
    assert_eq!(list().await.as_array().unwrap().len(), 1);
    let log = world.audit(&laptop).await;
    let count = |action: &str| log.iter().filter(|entry| entry["action"] == action).count();
    assert_eq!((count("session.started"), count("session.ended")), (3, 2));
}
