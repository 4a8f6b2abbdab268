//! The SQL that the service really sends. Everything that it can be asked or told happens once under a transport that
//! keeps the statements; they are held against the database, and against the source, so that none is forgotten.

use std::path::Path;

use http::HeaderValue;
use local_stack::{DatabaseUrl, StackFile, connect};
use logicspike_shared::events::Message;
use logicspike_shared::http::Request;
use logicspike_shared::ids::TenantId;
use logicspike_shared::route::{Access, RouteMethod};
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::sql::testing::{Inspector, Sent, unsent};
use manager_worker::routes::{Endpoint, Open, ROUTES};
use manager_worker::{consumer, courier, sweep};
use serde_json::json;

use crate::authority::{Things, body, members_routes};
use crate::mail;
use crate::receiver::{PUBLISHED, hook};
use crate::world::{GATEWAY_SECRET, PLATFORM_SECRET, QUEUE, Session, World};

/// Every route that members may call.
async fn members(world: &World, owner: &Session) {
    let things = Things::new(world, owner).await;
    for route in members_routes() {
        let (method, target) = (route.method.as_str(), things.target(route));
        let answer = world.call(owner, method, &target, body(route, owner)).await;
        assert!(answer.status < 500 && answer.status != 400, "{method} {target}: {}", answer.body);
    }
}

/// Every route that operators may call, on things that are not there.
async fn operators(world: &World) {
    let letter = Message { id: "a letter".to_owned(), body: "not even JSON".to_owned(), age_seconds: 0 };
    consumer::bury(&world.app, &[letter]).await;
    for route in ROUTES.iter().filter(|route| matches!(route.access, Access::Operator)) {
        let mut request =
            Request::new(route.method.as_str().parse().unwrap(), &route.pattern.replace("{id}", "x_1"));
        request.headers.insert("x-gateway-key", HeaderValue::from_static(GATEWAY_SECRET));
        request.headers.insert("x-platform-key", HeaderValue::from_static(PLATFORM_SECRET));
        if matches!(route.endpoint, Endpoint::Open(Open::EndSessions)) {
            request.headers.insert("content-type", HeaderValue::from_static("application/json"));
            request.body = json!({ "keyId": "a key of nobody's" }).to_string().into();
        }
        assert!(world.answer(&request).await.status < 500, "{}", route.pattern);
    }
}

/// A session's whole life, with a spent token that is used once more.
async fn sessions(world: &World) {
    let session = world.newcomer("Ada").await;
    world.refresh(&session.refresh_token).await.expect(200);
    world.runtime.advance_millis(11_000);
    world.refresh(&session.refresh_token).await.expect(401);
    let logout = json!({ "refresh_token": session.refresh_token });
    world.send("POST", "/auth/logout", Some(logout)).await.expect(204);
}

/// What the queue brings, and what is sent to others because of it; a dead letter is applied after all.
async fn events(world: &World, owner: &Session) {
    sweep::relay(&world.app, &*QUEUE).await;
    let own = QUEUE.deliveries_for(&TenantId::parse(&owner.tenant).unwrap());
    consumer::apply(&world.app, &own).await;
    hook(world, owner).await;
    let event = world.happens(owner, PUBLISHED, &json!({})).await;
    assert_eq!(world.send_webhooks(owner).await.len(), 1);
    mail::invite(world, owner, &world.human("Guest").email).await;
    assert_eq!(mail::send(world, owner).await.len(), 1);

    let letter =
        Message { id: format!("letter-{}", event.id), body: event.to_json().unwrap(), age_seconds: 0 };
    consumer::bury(&world.app, &[letter]).await;
    let sql = "SELECT id FROM dead_letters WHERE message_id = 'letter-' || $1";
    let id: i64 = world.owner.query_one(sql, &[&event.id.as_str()]).await.unwrap().get(0);
    let replay = format!("/manager/platform/dead-letters/{id}/replay");
    world.operate(RouteMethod::POST.as_str(), &replay, Some(PLATFORM_SECRET)).await.expect(200);
}

/// What happens every minute, and once an hour, as far as it gets without a database: other tests' rows are left alone.
async fn clock() -> Vec<Sent> {
    let nowhere = World::with(|environment| {
        environment.vars.insert("NEON_SQL_ENDPOINT".to_owned(), "http://127.0.0.1:9/sql".to_owned());
    })
    .await;
    let millis = nowhere.runtime.now().as_millis();
    nowhere.runtime.advance_millis(3_600_000 - millis % 3_600_000 + 17 * 60_000);
    sweep::run(&nowhere.app, &*QUEUE).await;
    courier::sweep(&nowhere.app).await;
    nowhere.recording.sent()
}

async fn everything() -> Vec<Sent> {
    let world = mail::with_provider().await;
    let owner = world.newcomer("Ada").await;
    members(&world, &owner).await;
    operators(&world).await;
    sessions(&world).await;
    events(&world, &world.newcomer("Eve").await).await;
    [world.recording.sent(), clock().await].concat()
}

#[tokio::test]
async fn every_statement_is_sent_here_and_keeps_to_its_tenant_without_row_level_security() {
    let stack = StackFile::load().unwrap();
    let client = async |url: &str| connect(&url.parse::<DatabaseUrl>().unwrap()).await.unwrap();
    let worker = client(stack.worker_databases.of(local_stack::Worker::Manager)).await;
    let inspector = Inspector::new(worker, client(&stack.databases.platform).await).await.unwrap();

    let sent = everything().await;
    let faults = inspector.faults(&sent).await.unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));

    let sources = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["src/store", "../shared/src/events"] {
        let left = unsent(&sources.join(folder), &sent).unwrap();
        assert!(left.is_empty(), "no test sends\n{}", left.join("\n"));
    }
}
