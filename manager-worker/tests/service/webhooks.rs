//! Webhook endpoints.

use logicspike_shared::runtime::Runtime as _;
use manager_worker::domain::webhook::WebhookSecret;
use serde_json::{Value, json};

use crate::world::{Answer, Session, World};

pub(crate) const WEBHOOKS: &str = "/manager/webhooks";
const URL: &str = "https://hooks.example.com/in/s3cret-path?key=s3cret-query";

/// Makes an endpoint; gives its target and secret.
pub(crate) async fn make(world: &World, owner: &Session, body: Value) -> (String, WebhookSecret) {
    let answer = world.call(owner, "POST", WEBHOOKS, Some(body)).await.expect(201);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let target = answer.header("location").unwrap().to_owned();
    assert_eq!(target, format!("{WEBHOOKS}/{}", answer.body["id"].as_str().unwrap()));
    (target, WebhookSecret::parse(answer.body["secret"].as_str().unwrap()).unwrap())
}

async fn listed(world: &World, owner: &Session) -> Vec<Value> {
    world.call(owner, "GET", WEBHOOKS, None).await.expect(200).body["data"].as_array().unwrap().clone()
}

fn fields(answer: &Answer) -> Vec<&str> {
    answer.body["details"].as_array().unwrap().iter().map(|d| d["field"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_secret_is_shown_once_and_kept_nowhere() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let (target, secret) = make(&world, &owner, json!({ "url": URL })).await;
    let text = &secret.expose()[6..20];
    let rotate = format!("{target}/rotate-secret");
    let rotated = world.call(&owner, "POST", &rotate, None).await.expect(200);
    assert_eq!(rotated.header("cache-control"), Some("no-store"));
    let second = WebhookSecret::parse(rotated.body["secret"].as_str().unwrap()).unwrap();
    assert_ne!(second.expose(), secret.expose());
    let second = &second.expose()[6..20];

    let row = "SELECT string_agg(row_to_json(e)::text, '') FROM webhook_endpoints e WHERE tenant_id = $1";
    let stored: String = world.owner.query_one(row, &[&owner.tenant]).await.unwrap().get(0);
    let everywhere = [
        world.call(&owner, "GET", &target, None).await.expect(200).body.to_string(),
        listed(&world, &owner).await[0].to_string(),
        json!(world.audit(&owner).await).to_string(),
        stored.clone(),
        world.runtime.log_lines().concat(),
    ];
    for place in everywhere {
        assert!(!place.contains(text) && !place.contains(second), "{place}");
    }
    assert!(stored.contains("secret_seed"));
}

#[tokio::test]
async fn an_endpoint_is_read_changed_and_deleted() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let body =
        json!({ "url": URL, "events": ["blog.post.*", "team.member.joined"], "description": " Shop " });
    let (target, _) = make(&world, &owner, body).await;
    let webhook = world.call(&owner, "GET", &target, None).await.expect(200).body;
    let now = world.runtime.now().to_string();
    assert_eq!(
        webhook,
        json!({
            "id": webhook["id"], "url": URL, "events": ["blog.post.*", "team.member.joined"], "description": "Shop",
            "enabled": true, "disabledAt": null, "disabledReason": null, "failingSince": null,
            "previousSecretExpiresAt": null, "createdBy": owner.user, "createdAt": now, "updatedAt": now
        })
    );
    assert_eq!(listed(&world, &owner).await, [webhook]);

    let change = json!({ "url": "https://other.example.com", "events": ["*"], "description": null });
    let changed = world.call(&owner, "PUT", &target, Some(change)).await.expect(200).body;
    assert_eq!(
        (&changed["url"], &changed["events"], &changed["description"]),
        (&json!("https://other.example.com/"), &json!(["*"]), &Value::Null)
    );
    let off = world.call(&owner, "PUT", &target, Some(json!({ "enabled": false }))).await.expect(200).body;
    assert_eq!((&off["enabled"], &off["disabledReason"]), (&json!(false), &json!("manual")));
    assert_eq!(off["url"], changed["url"], "what is not named stays");
    let on = world.call(&owner, "PUT", &target, Some(json!({ "enabled": true }))).await.expect(200).body;
    assert_eq!((&on["enabled"], &on["disabledAt"]), (&json!(true), &Value::Null));

    world.call(&owner, "POST", &format!("{target}/test"), None).await.expect(202);
    assert_eq!(world.send_webhooks(&owner).await.len(), 1);
    assert_eq!(world.call(&owner, "DELETE", &target, None).await.status, 204);
    let tries = "SELECT count(*) FROM webhook_attempts WHERE tenant_id = $1";
    assert_eq!(world.count(tries, &[&owner.tenant]).await, 0, "its log goes with it");
    for (method, body) in [("GET", None), ("PUT", Some(json!({ "enabled": true }))), ("DELETE", None)] {
        assert_eq!(world.call(&owner, method, &target, body).await.refusal(), (404, "Not found"), "{method}");
    }
    assert!(listed(&world, &owner).await.is_empty());
}

#[tokio::test]
async fn every_change_is_in_the_audit_log_without_the_address() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let (target, _) = make(&world, &owner, json!({ "url": URL })).await;
    for (method, path, body) in [
        ("PUT", "", Some(json!({ "url": "https://new.example.com/s3cret-path" }))),
        ("PUT", "", Some(json!({ "enabled": false }))),
        ("POST", "/rotate-secret", None),
        ("DELETE", "", None),
    ] {
        world.runtime.advance_millis(1);
        let answer = world.call(&owner, method, &format!("{target}{path}"), body).await;
        assert!(answer.status < 300, "{}", answer.body);
    }
    let mut log: Vec<Value> = world.audit(&owner).await.into_iter().take(5).collect();
    log.reverse();
    let actions: Vec<&str> = log.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(
        actions,
        [
            "webhook.created",
            "webhook.updated",
            "webhook.disabled",
            "webhook.secret_rotated",
            "webhook.deleted"
        ]
    );
    let hosts: Vec<&Value> = log.iter().take(2).map(|entry| &entry["data"]["host"]).collect();
    assert_eq!(hosts, ["hooks.example.com", "new.example.com"]);
    for entry in &log {
        assert_eq!(target, format!("{WEBHOOKS}/{}", entry["subject"].as_str().unwrap()));
        assert_eq!(entry["actorId"], json!(owner.user));
        assert!(!entry.to_string().contains("s3cret"), "{entry}");
    }
    assert!(world.events(&owner.tenant).await.iter().all(|(kind, _)| !kind.starts_with("webhook.")));
}

#[tokio::test]
async fn a_tenant_has_at_most_twenty_endpoints_however_fast_it_asks() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let body = || Some(json!({ "url": URL }));
    for _ in 0..18 {
        world.call(&owner, "POST", WEBHOOKS, body()).await.expect(201);
    }
    let at_once = (0..4).map(|_| world.call(&owner, "POST", WEBHOOKS, body()));
    let answers = futures_util::future::join_all(at_once).await;
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status != 201).map(Answer::refusal).collect();
    assert_eq!(refused, [(409, "Too many webhooks"); 2]);
    let list = world.call(&owner, "GET", &format!("{WEBHOOKS}?limit=7&page=3"), None).await.expect(200).body;
    assert_eq!((list["data"].as_array().unwrap().len(), &list["meta"]["total"]), (6, &json!(20)));
    let other = world.newcomer("Eve").await;
    world.call(&other, "POST", WEBHOOKS, body()).await.expect(201);
}

#[tokio::test]
async fn every_fault_of_an_endpoint_is_named() {
    let world = World::with(|environment| {
        environment
            .vars
            .insert("PLATFORM_HOSTS".to_owned(), "Api.Platform.example, *.other.example".to_owned());
    })
    .await;
    let owner = world.newcomer("Ada").await;
    let body = json!({ "url": "http://x.example.com", "events": [], "description": " ", "enabled": false });
    let answer = world.call(&owner, "POST", WEBHOOKS, Some(body)).await;
    assert_eq!(fields(&answer), ["url", "events", "description", "enabled"]);
    for (body, field) in [
        (json!({}), "url"),
        (json!({ "url": null }), "url"),
        (json!({ "url": URL, "secret": "mine" }), "secret"),
        (json!({ "url": URL, "events": ["blog.post.created", "blog.post.created"] }), "events"),
        (json!({ "url": URL, "events": ["media.created"] }), "events"),
        (json!({ "url": URL, "events": ["webhook.test"] }), "events"),
        (json!({ "url": URL, "events": ["blog.post.publish"] }), "events"),
        (json!({ "url": URL, "events": ["blog.*", "blog.posts.*"] }), "events"),
        (json!({ "url": URL, "events": ["blog.post.published.*"] }), "events"),
        (json!({ "url": URL, "events": vec!["blog.a"; 51] }), "events"),
        (json!({ "url": URL, "description": "x".repeat(501) }), "description"),
    ] {
        let answer = world.call(&owner, "POST", WEBHOOKS, Some(body.clone())).await;
        assert_eq!((answer.status, fields(&answer)), (400, vec![field]), "{body}");
    }
    let (target, _) = make(&world, &owner, json!({ "url": URL })).await;
    for url in [
        "https://127.0.0.1/",
        "https://0x7f.1/",
        "https://localhost/",
        "https://[::ffff:10.0.0.1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://metadata.google.internal/",
        "https://user:pass@hooks.example.com/",
        "http://hooks.example.com/",
        "https://api.platform.example/auth/google",
        "https://v2.api.platform.example./",
        "https://other.example/",
        "https://shop.other.example/",
    ] {
        for (method, target) in [("POST", WEBHOOKS), ("PUT", &target)] {
            let answer = world.call(&owner, method, target, Some(json!({ "url": url }))).await;
            assert_eq!((answer.status, fields(&answer)), (400, vec!["url"]), "{method} {url}");
        }
    }
    assert_eq!(fields(&world.call(&owner, "PUT", &target, Some(json!({}))).await), [""]);
    let rotate = format!("{target}/rotate-secret");
    for overlap in [json!(-1), json!(2_592_001)] {
        let answer = world.call(&owner, "POST", &rotate, Some(json!({ "overlapSeconds": overlap }))).await;
        assert_eq!(fields(&answer), ["overlapSeconds"]);
    }
}

#[tokio::test]
async fn without_a_key_for_secrets_no_endpoint_is_made() {
    let world = World::with(|environment| drop(environment.vars.remove("WEBHOOK_SECRET_KEY"))).await;
    let owner = world.newcomer("Ada").await;
    let answer = world.call(&owner, "POST", WEBHOOKS, Some(json!({ "url": URL }))).await;
    assert_eq!(answer.refusal(), (500, "Configuration error: WEBHOOK_SECRET_KEY missing"));
    assert!(listed(&world, &owner).await.is_empty());
}

#[tokio::test]
async fn only_who_may_read_a_family_subscribes_to_it() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let role =
        json!({ "name": "hooks", "permissions": ["webhooks:manage", "webhooks:read", "blog:posts.read"] });
    let role = world.call(&owner, "POST", "/manager/roles", Some(role)).await.expect(201).body;
    let keeper = world.join(&owner, "Ben", role["id"].as_str().unwrap()).await;
    let asks = |events: Option<&str>| {
        let mut body = json!({ "url": URL });
        if let Some(events) = events {
            body["events"] = json!([events]);
        }
        Some(body)
    };
    for (events, permission) in [
        (None, "team:members.read"),
        (Some("*"), "team:members.read"),
        (Some("team.member.joined"), "team:members.read"),
        (Some("apikey.*"), "apikeys:read"),
        (Some("tenant.*"), "tenant:read"),
        (Some("subscription.changed"), "tenant:read"),
    ] {
        let refused = format!("Missing required permission: {permission}");
        let answer = world.call(&keeper, "POST", WEBHOOKS, asks(events)).await;
        assert_eq!(answer.refusal(), (403, refused.as_str()), "{events:?}");
    }
    let (mine, _) = make(&world, &keeper, json!({ "url": URL, "events": ["blog.*"] })).await;
    let (owners, _) = make(&world, &owner, json!({ "url": URL, "events": ["blog.*", "team.*"] })).await;
    let team = (403, "Missing required permission: team:members.read");
    // Neither by asking for more, nor by leading elsewhere, or having told again, what somebody else asked for.
    for (target, change) in [
        (&mine, json!({ "events": ["blog.*", "team.*"] })),
        (&owners, json!({ "url": "https://mine.example.com/" })),
        (&owners, json!({ "enabled": true })),
    ] {
        assert_eq!(
            world.call(&keeper, "PUT", target, Some(change.clone())).await.refusal(),
            team,
            "{change}"
        );
    }
    for (target, change) in [
        (&mine, json!({ "url": "https://mine.example.com/", "events": ["blog.post.*"] })),
        (&owners, json!({ "description": "Theirs" })),
        (&owners, json!({ "enabled": false })),
        (&owners, json!({ "events": ["blog.*"], "url": "https://mine.example.com/" })),
    ] {
        world.call(&keeper, "PUT", target, Some(change)).await.expect(200);
    }
    let unknown = format!("{WEBHOOKS}/wh_unknown");
    let nobodys = world.call(&keeper, "PUT", &unknown, Some(json!({ "events": ["team.*"] }))).await;
    assert_eq!(nobodys.refusal(), (404, "Not found"));
}
