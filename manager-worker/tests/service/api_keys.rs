//! API keys.

use logicspike_shared::api_key::ApiKey;
use logicspike_shared::runtime::Runtime as _;
use serde_json::{Value, json};

use crate::world::{Session, World};

const KEYS: &str = "/manager/api-keys";

async fn make(world: &World, owner: &Session) -> Value {
    let body = json!({ "name": "Website", "scopes": ["blog"] });
    let answer = world.call(owner, "POST", KEYS, Some(body)).await.expect(201);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    answer.body
}

async fn listed(world: &World, owner: &Session) -> Vec<Value> {
    world.call(owner, "GET", KEYS, None).await.expect(200).body["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_key_is_shown_once_and_kept_as_a_digest() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let made = make(&world, &owner).await;
    let text = made["key"].as_str().unwrap();
    let key = ApiKey::parse(text).expect("a well-formed key");
    assert!(text.starts_with("ls_live_"));

    let list = listed(&world, &owner).await;
    assert_eq!(
        (&list[0]["id"], &list[0]["hint"], &list[0]["status"]),
        (&made["id"], &json!(key.hint()), &json!("active"))
    );
    assert_eq!((&list[0]["createdBy"], &list[0]["lastUsedAt"]), (&json!(owner.user), &Value::Null));
    assert!(!list[0].to_string().contains(text));
    let stored = world
        .owner
        .query_one(
            "SELECT digest, row_to_json(k)::text FROM api_keys k WHERE tenant_id = $1",
            &[&owner.tenant],
        )
        .await
        .unwrap();
    assert_eq!(stored.get::<_, String>(0), key.digest());
    assert!(!stored.get::<_, String>(1).contains(&text[12..]));
    let everywhere = world.events(&owner.tenant).await;
    assert!(everywhere.iter().any(|event| event.0 == "apikey.created" && event.1["keyId"] == made["id"]));
    assert!(everywhere.iter().all(|event| !event.1.to_string().contains(&text[12..])));
    assert!(world.runtime.log_lines().iter().all(|line| !line.contains(&text[12..])));
}

#[tokio::test]
async fn a_revoked_key_stays_listed_as_such() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let made = make(&world, &owner).await;
    let target = format!("{KEYS}/{}", made["id"].as_str().unwrap());
    for _ in 0..2 {
        assert_eq!(world.call(&owner, "DELETE", &target, None).await.status, 204);
    }
    let list = listed(&world, &owner).await;
    assert_eq!((list.len(), &list[0]["status"]), (1, &json!("revoked")));
    let events = world.events(&owner.tenant).await;
    assert_eq!(events.iter().filter(|event| event.0 == "apikey.revoked").count(), 1, "told once");
    assert_eq!(
        world.call(&owner, "POST", &format!("{target}/rotate"), None).await.refusal(),
        (409, "API key is not active")
    );
    assert_eq!(world.call(&owner, "DELETE", &format!("{KEYS}/key_unknown"), None).await.status, 404);
}

#[tokio::test]
async fn a_rotated_key_works_beside_its_successor_for_a_while() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let old = make(&world, &owner).await;
    let target = format!("{KEYS}/{}/rotate", old["id"].as_str().unwrap());
    let overlap = Some(json!({ "overlapSeconds": 3600 }));
    let new = world.call(&owner, "POST", &target, overlap).await.expect(201).body;
    assert!(ApiKey::parse(new["key"].as_str().unwrap()).is_some());
    assert_ne!(new["key"], old["key"]);
    let expected = world.runtime.now().plus_seconds(3600).to_string();
    assert_eq!((&new["previousExpiresAt"], &new["expiresAt"]), (&json!(expected), &Value::Null));

    let list = listed(&world, &owner).await;
    assert!(list.iter().all(|key| key["status"] == "active" && key["name"] == "Website"));
    let before = list.iter().find(|key| key["id"] == old["id"]).unwrap();
    assert_eq!(before["expiresAt"], json!(expected));
    world.runtime.advance_millis(3_600_000);
    let owner = world.session(&world.refresh(&owner.refresh_token).await).await;
    let list = listed(&world, &owner).await;
    let status = |id: &Value| list.iter().find(|key| key["id"] == *id).unwrap()["status"].clone();
    assert_eq!((status(&old["id"]), status(&new["id"])), (json!("expired"), json!("active")));
    assert_eq!(world.call(&owner, "POST", &target, None).await.refusal(), (409, "API key is not active"));
    let events = world.events(&owner.tenant).await;
    let (_, data) = events.iter().find(|event| event.0 == "apikey.rotated").unwrap();
    assert_eq!((&data["keyId"], &data["successor"]["keyId"]), (&old["id"], &new["id"]));
}

#[tokio::test]
async fn rotation_never_prolongs_a_key() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let until = world.runtime.now().plus_seconds(60).to_string();
    let body = json!({ "name": "Short", "scopes": ["blog"], "expiresAt": until });
    let old = world.call(&owner, "POST", KEYS, Some(body)).await.expect(201).body;
    assert_eq!(old["expiresAt"], json!(until));
    let target = format!("{KEYS}/{}/rotate", old["id"].as_str().unwrap());
    let new = world.call(&owner, "POST", &target, None).await.expect(201).body;
    assert_eq!((&new["expiresAt"], &new["previousExpiresAt"]), (&json!(until), &json!(until)));
}

#[tokio::test]
async fn two_rotations_at_once_leave_every_key_accounted_for() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let old = make(&world, &owner).await;
    let target = format!("{KEYS}/{}/rotate", old["id"].as_str().unwrap());
    let now = Some(json!({ "overlapSeconds": 0 }));
    let (one, two) = futures_util::future::join(
        world.call(&owner, "POST", &target, now.clone()),
        world.call(&owner, "POST", &target, now),
    )
    .await;
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409], "the first ended the key for the second");
    assert_eq!(listed(&world, &owner).await.len(), 2);
}

#[tokio::test]
async fn every_fault_of_a_key_is_named() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let body = json!({ "name": " ", "scopes": ["media"], "expiresAt": "2020-01-01T00:00:00Z" });
    let answer = world.call(&owner, "POST", KEYS, Some(body)).await;
    let fields: Vec<_> =
        answer.body["details"].as_array().unwrap().iter().map(|d| d["field"].clone()).collect();
    assert_eq!(fields, ["name", "scopes", "expiresAt"]);
    for (body, field) in [
        (json!({ "name": "A", "scopes": ["blog"], "key": "mine" }), "key"),
        (json!({ "name": "A", "scopes": ["blog", "blog"] }), "scopes"),
        (json!({ "name": "A", "scopes": [] }), "scopes"),
        (json!({ "name": "A", "scopes": "blog" }), "scopes"),
        (json!({ "name": "A", "scopes": ["blog"], "expiresAt": "tomorrow" }), "expiresAt"),
    ] {
        let answer = world.call(&owner, "POST", KEYS, Some(body)).await;
        assert_eq!(
            (answer.status, &answer.body["details"][0]["field"]),
            (400, &json!(field)),
            "{}",
            answer.body
        );
    }
    let body = Some(json!({ "overlapSeconds": -1 }));
    let answer = world.call(&owner, "POST", &format!("{KEYS}/key_x/rotate"), body).await;
    assert_eq!(answer.refusal(), (400, "Validation failed"));
}

#[tokio::test]
async fn kind_and_origins_are_listed_and_go_over_to_the_successor() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    make(&world, &owner).await;
    let plain = listed(&world, &owner).await.remove(0);
    assert_eq!((&plain["kind"], &plain["allowedOrigins"]), (&json!("secret"), &json!([])));

    let body = json!({
        "name": "Browser", "scopes": ["blog"], "kind": "publishable",
        "allowedOrigins": ["https://Www.Example.com/", "http://localhost:5173"]
    });
    let made = world.call(&owner, "POST", KEYS, Some(body)).await.expect(201).body;
    let events = world.events(&owner.tenant).await;
    let told =
        events.iter().find(|event| event.0 == "apikey.created" && event.1["keyId"] == made["id"]).unwrap();
    assert_eq!(
        (&told.1["kind"], &told.1["allowedOrigins"]),
        (&json!("publishable"), &json!(["https://www.example.com", "http://localhost:5173"]))
    );
    let rotate = format!("{KEYS}/{}/rotate", made["id"].as_str().unwrap());
    let successor = world.call(&owner, "POST", &rotate, None).await.expect(201).body;
    for id in [&made["id"], &successor["id"]] {
        let list = listed(&world, &owner).await;
        let key = list.iter().find(|key| key["id"] == *id).unwrap();
        assert_eq!(
            (&key["kind"], &key["allowedOrigins"]),
            (&json!("publishable"), &json!(["https://www.example.com", "http://localhost:5173"]))
        );
    }
    for wrong in [json!(["*"]), json!(["https://example.com/x"]), json!(["http://example.com"]), json!([""])]
    {
        let body = json!({ "name": "Browser", "scopes": ["blog"], "allowedOrigins": wrong });
        let refused = world.call(&owner, "POST", KEYS, Some(body)).await.expect(400);
        assert_eq!(refused.body["details"][0]["field"], "allowedOrigins");
    }
}
