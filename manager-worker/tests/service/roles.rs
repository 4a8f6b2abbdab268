//! Roles.

use serde_json::{Value, json};

use crate::world::{Session, World};

async fn make(world: &World, owner: &Session, name: &str, permissions: &[&str]) -> String {
    let body = json!({ "name": name, "permissions": permissions });
    let answer = world.call(owner, "POST", "/manager/roles", Some(body)).await.expect(201);
    let id = answer.body["id"].as_str().unwrap().to_owned();
    assert_eq!(answer.header("location"), Some(format!("/manager/roles/{id}").as_str()));
    id
}

#[tokio::test]
async fn a_tenant_has_the_built_in_roles_and_its_own() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let id = make(&world, &owner, "guest-writer", &["blog:posts.create"]).await;
    let list = world.call(&owner, "GET", "/manager/roles", None).await.expect(200).body;
    let names: Vec<_> = list["data"].as_array().unwrap().iter().map(|role| role["name"].clone()).collect();
    assert_eq!(names, ["owner", "admin", "editor", "author", "viewer", "guest-writer"]);
    let own =
        json!({ "id": id, "name": "guest-writer", "builtIn": false, "permissions": ["blog:posts.create"] });
    assert_eq!(list["data"][5], own);

    let member = world.join(&owner, "Ben", &id).await;
    assert_eq!(
        (member.role.as_str(), member.permissions.as_slice()),
        ("guest-writer", &["blog:posts.create".to_owned()][..])
    );
    let team = world.call(&owner, "GET", "/manager/team/members", None).await.expect(200).body;
    assert_eq!(team["data"][1]["role"], json!({ "id": id, "name": "guest-writer" }));
}

#[tokio::test]
async fn a_changed_role_holds_from_the_next_token_on() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let id = make(&world, &owner, "helper", &["blog:posts.read"]).await;
    let member = world.join(&owner, "Ben", &id).await;
    let target = format!("/manager/roles/{id}");
    let change = json!({ "permissions": ["blog:posts.read", "audit:read"] });
    assert_eq!(world.call(&owner, "PUT", &target, Some(change)).await.status, 204);
    let rename = json!({ "name": "reader" });
    assert_eq!(world.call(&owner, "PUT", &target, Some(rename)).await.status, 204);
    let refreshed = world.session(&world.refresh(&member.refresh_token).await).await;
    assert_eq!(refreshed.role, "reader");
    assert_eq!(refreshed.permissions, ["blog:posts.read", "audit:read"]);
}

#[tokio::test]
async fn a_role_that_someone_has_is_not_deleted() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let id = make(&world, &owner, "helper", &["blog:posts.read"]).await;
    let target = format!("/manager/roles/{id}");
    let invite = json!({ "email": "someone@example.com", "role": id });
    let invited = world.call(&owner, "POST", "/manager/team/members/invite", Some(invite)).await.expect(201);
    assert_eq!(world.call(&owner, "DELETE", &target, None).await.refusal(), (409, "Role in use"));
    let invitation = format!("/manager/team/invitations/{}", invited.body["id"].as_str().unwrap());
    world.call(&owner, "DELETE", &invitation, None).await.expect(204);
    let member = world.join(&owner, "Ben", &id).await;
    assert_eq!(world.call(&owner, "DELETE", &target, None).await.refusal(), (409, "Role in use"));
    let other = Some(json!({ "role": "viewer" }));
    world.call(&owner, "PUT", &format!("/manager/team/members/{}", member.user), other).await.expect(200);
    assert_eq!(world.call(&owner, "DELETE", &target, None).await.status, 204);
    assert_eq!(world.call(&owner, "DELETE", &target, None).await.refusal(), (404, "Not found"));
    let actions: Vec<Value> = world.audit(&owner).await.iter().map(|entry| entry["action"].clone()).collect();
    for action in ["role.created", "role.deleted", "team.invitation.withdrawn"] {
        assert!(actions.contains(&json!(action)), "{action}");
    }
}

#[tokio::test]
async fn names_are_unique_and_built_in_roles_are_fixed() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let id = make(&world, &owner, "helper", &["blog:posts.read"]).await;
    make(&world, &owner, "other", &["blog:posts.read"]).await;
    let in_use = (409, "Role name already in use");
    for name in ["helper", "owner", "Admin"] {
        let body = json!({ "name": name, "permissions": ["blog:posts.read"] });
        assert_eq!(
            world.call(&owner, "POST", "/manager/roles", Some(body)).await.refusal(),
            in_use,
            "{name}"
        );
    }
    for name in ["other", "Owner"] {
        let target = format!("/manager/roles/{id}");
        let renamed = world.call(&owner, "PUT", &target, Some(json!({ "name": name }))).await;
        assert_eq!(renamed.refusal(), in_use, "{name}");
    }
    let fixed = (409, "Built-in roles cannot be changed");
    let body = Some(json!({ "permissions": ["audit:read"] }));
    assert_eq!(world.call(&owner, "PUT", "/manager/roles/editor", body).await.refusal(), fixed);
    assert_eq!(world.call(&owner, "DELETE", "/manager/roles/owner", None).await.refusal(), fixed);
}

#[tokio::test]
async fn nobody_makes_a_role_that_holds_more_than_they_do() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let manager = make(&world, &owner, "role-manager", &["team:roles.read", "team:roles.manage"]).await;
    let strong = make(&world, &owner, "auditor", &["audit:read"]).await;
    let ben = world.join(&owner, "Ben", &manager).await;
    let lacking = (403, "Missing required permission: audit:read");
    let body = Some(json!({ "name": "spy", "permissions": ["team:roles.read", "audit:read"] }));
    assert_eq!(world.call(&ben, "POST", "/manager/roles", body).await.refusal(), lacking);
    let own = Some(json!({ "permissions": ["team:roles.manage", "audit:read"] }));
    assert_eq!(world.call(&ben, "PUT", &format!("/manager/roles/{manager}"), own).await.refusal(), lacking);
    let target = format!("/manager/roles/{strong}");
    let weaken = Some(json!({ "permissions": ["team:roles.read"] }));
    assert_eq!(world.call(&ben, "PUT", &target, weaken).await.refusal(), lacking);
    assert_eq!(world.call(&ben, "DELETE", &target, None).await.refusal(), lacking);
    make(&world, &ben, "reader", &["team:roles.read"]).await;
    let owning = Some(json!({ "name": "second", "permissions": ["system:owner"] }));
    let refused = world.call(&owner, "POST", "/manager/roles", owning).await;
    assert_eq!((refused.status, &refused.body["details"][0]["field"]), (400, &json!("permissions")));
}

#[tokio::test]
async fn every_fault_of_a_role_is_named() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let answer =
        world.call(&owner, "POST", "/manager/roles", Some(json!({ "name": "a b", "permissions": [] }))).await;
    assert_eq!(answer.body["details"].as_array().unwrap().len(), 2, "{}", answer.body);
    let nothing = world.call(&owner, "PUT", "/manager/roles/role_x", Some(json!({}))).await;
    assert_eq!(nothing.refusal(), (400, "Validation failed"));
}
