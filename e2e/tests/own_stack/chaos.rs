//! Five hundred changes while everything on the way breaks: lines to the databases are cut in the middle of what they
//! carry, messages come twice, receivers fail, and the Workers are killed with all they remember.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use e2e::{Answer, Cable, Client, Receiver, eventually, own_stack, sign_in, unique};
use local_stack::stack::Stack;
use local_stack::wrangler::WranglerOptions;
use local_stack::{StackFile, Worker, connect};
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::runtime::testing::FixedRuntime;
use manager_worker::domain::webhook;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::sleep;

/// Posts of each writer, and writers. Five changes are made to each post.
const POSTS: usize = 25;
const WRITERS: usize = 4;
const CHANGES: usize = POSTS * WRITERS * 5;
/// How long the Workers live before they are killed.
const LIFETIME: Duration = Duration::from_secs(2);
const KILLS: usize = 4;

/// Everything that breaks.
struct Scene {
    stack: Stack,
    options: WranglerOptions,
    blog: Cable,
    manager: Cable,
}

impl Scene {
    async fn new() -> Self {
        let mut stack = own_stack().await.unwrap();
        let file = stack.file().unwrap().clone();
        let (blog, manager) =
            (Cable::to(&file.neon_url).await.unwrap(), Cable::to(&file.neon_url).await.unwrap());
        let mut options = WranglerOptions::new(Worker::Gateway)
            .with_var(Worker::Blog, "NEON_SQL_ENDPOINT", &blog.url)
            .with_var(Worker::Manager, "NEON_SQL_ENDPOINT", &manager.url)
            .with_var(Worker::Manager, "WEBHOOK_RETRY_SECONDS", "1,1,1,2,2,3,3,5,5,5,5,5,5,5,5,5");
        for worker in [Worker::Blog, Worker::Manager] {
            options = options.with_var(worker, "EVENT_RESEND_SECONDS", "3");
        }
        options.port = file.gateway_url.rsplit(':').next().and_then(|port| port.parse().ok());
        stack.crash_workers().await.unwrap();
        stack.run_workers(&options).await.unwrap();
        Self { stack, options, blog, manager }
    }

    fn file(&self) -> StackFile {
        self.stack.file().unwrap().clone()
    }

    async fn kill_and_restart(&mut self) {
        self.stack.crash_workers().await.unwrap();
        self.stack.run_workers(&self.options).await.unwrap();
    }
}

/// A tenant whose blog is written, and the endpoints that are told of it.
struct Told {
    tenant: String,
    owner: Client,
    /// Path at the receiver, and secret.
    endpoints: Vec<(String, webhook::WebhookSecret)>,
}

async fn told(file: &StackFile, receiver: &Receiver) -> Told {
    let session = sign_in(file, &format!("{}@example.com", unique("writer"))).await.unwrap();
    let owner = Client::new(&file.gateway_url).unwrap().bearer(&session.access_token);
    let mut endpoints = Vec::new();
    for name in ["first", "second"] {
        let path = format!("/{}/{name}", session.tenant_id);
        let body = json!({ "url": format!("{}{path}", receiver.url), "events": ["blog.*"] });
        let made = owner.post("/manager/webhooks", &body).await.unwrap();
        assert_eq!(made.status, 201, "{}", made.text);
        endpoints.push((path, webhook::WebhookSecret::parse(made.at("/secret")).unwrap()));
    }
    Told { tenant: session.tenant_id, owner, endpoints }
}

/// Repeats a request until it succeeds: what came of one that broke off, nobody knows.
async fn insist(client: &Client, method: Method, path: &str, body: Option<&Value>) -> Answer {
    loop {
        let answer = client.send(method.clone(), path, body.map(Value::to_string)).await;
        match answer {
            Ok(answer) if (200..300).contains(&answer.status) => return answer,
            // It was deleted, and the answer lost.
            Ok(answer) if answer.status == 404 && method == Method::DELETE => return answer,
            Ok(answer) => assert!(answer.status >= 500, "{path}: {} {}", answer.status, answer.text),
            Err(_) => {}
        }
        sleep(Duration::from_millis(150)).await;
    }
}

/// Makes posts and takes each through five changes; gives their ids.
async fn write(owner: Client) -> Vec<String> {
    let mut ids = Vec::new();
    for _ in 0..POSTS {
        let body = json!({ "title": unique("Chaos") });
        let once = owner.with("idempotency-key", &unique("once"));
        let created = insist(&once, Method::POST, "/blog/admin/posts", Some(&body)).await;
        let path = format!("/blog/admin/posts/{}", created.at("/id"));
        insist(&owner, Method::POST, &format!("{path}/publish"), None).await;
        insist(&owner, Method::PUT, &path, Some(&json!({ "excerpt": unique("Changed") }))).await;
        insist(&owner, Method::POST, &format!("{path}/unpublish"), None).await;
        insist(&owner, Method::DELETE, &path, None).await;
        ids.push(created.at("/id").to_owned());
    }
    ids
}

/// Breaks something else every moment, for as long as it is polled.
async fn break_things(blog: &Cable, manager: &Cable, receiver: &Receiver, file: &StackFile, seed: u64) {
    let mut dice = StdRng::seed_from_u64(seed);
    let database = connect(&file.databases.blog.parse().unwrap()).await.unwrap();
    loop {
        sleep(Duration::from_millis(dice.gen_range(100..500))).await;
        let while_cut = Duration::from_millis(dice.gen_range(20..600));
        match dice.gen_range(0..4) {
            0 => {
                blog.cut();
                sleep(while_cut).await;
                blog.mend();
            }
            1 => {
                manager.cut();
                sleep(while_cut).await;
                manager.mend();
            }
            2 => {
                // What was sent is sent once more.
                let sql = "update outbox set due_at = now(), settled_at = null
                           where id in (select id from outbox where sends > 0 order by random() limit 20)";
                database.execute(sql, &[]).await.unwrap();
            }
            _ => {
                for _ in 0..dice.gen_range(1..10) {
                    receiver.will_answer("500 Internal Server Error", "");
                    receiver.will_answer("503 Service Unavailable", "retry-after: 1\r\n");
                }
            }
        }
    }
}

/// The cron, quickened.
async fn sweep(file: &StackFile) {
    let operator = Client::new(&file.gateway_url).unwrap().with("x-platform-key", &file.platform_secret);
    loop {
        for service in ["blog", "manager"] {
            let _ = operator.send(Method::POST, &format!("/{service}/platform/sweep"), None).await;
        }
        sleep(Duration::from_secs(1)).await;
    }
}

async fn ids(url: &str, sql: &str, tenant: &str) -> Vec<String> {
    let database = connect(&url.parse().unwrap()).await.unwrap();
    database.query(sql, &[&tenant]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

/// Every event of a tenant, as its change recorded it.
async fn recorded(file: &StackFile, tenant: &str) -> Vec<String> {
    ids(&file.databases.blog, "select id from outbox where tenant_id = $1", tenant).await
}

async fn unsettled(file: &StackFile, tenant: &str) -> usize {
    let sql = "select id from outbox where tenant_id = $1 and settled_at is null";
    ids(&file.databases.blog, sql, tenant).await.len()
}

/// Bodies by `webhook-id`, of one endpoint.
fn arrived(receiver: &Receiver, path: &str) -> BTreeMap<String, BTreeSet<Vec<u8>>> {
    let mut arrived: BTreeMap<String, BTreeSet<Vec<u8>>> = BTreeMap::new();
    for request in receiver.received().into_iter().filter(|request| request.path == path) {
        let id = request.headers["webhook-id"].to_str().unwrap().to_owned();
        arrived.entry(id).or_default().insert(request.body);
    }
    arrived
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_breaks_each_change_is_logged_once_and_reaches_every_endpoint() {
    let seed = rand::random();
    println!("the dice's seed is {seed}");
    let mut scene = Scene::new().await;
    let file = scene.file();
    let receiver = Receiver::start().await.unwrap();
    let told = [told(&file, &receiver).await, told(&file, &receiver).await];

    let mut kills = 0;
    let written = {
        let writers = (0..WRITERS).map(|number| tokio::spawn(write(told[number % 2].owner.clone())));
        let mut writers = futures_util::future::join_all(writers);
        let (blog, manager) = (scene.blog.clone(), scene.manager.clone());
        let breaking = break_things(&blog, &manager, &receiver, &file, seed);
        let (mut breaking, mut sweeping) = (Box::pin(breaking), Box::pin(sweep(&file)));
        loop {
            let lifetime = sleep(LIFETIME);
            tokio::select! {
                written = &mut writers => break written,
                () = &mut breaking => {}
                () = &mut sweeping => {}
                () = lifetime, if kills < KILLS => {
                    kills += 1;
                    scene.kill_and_restart().await;
                }
            }
        }
    };
    let written: BTreeSet<String> = written.into_iter().flat_map(Result::unwrap).collect();
    assert_eq!(written.len(), POSTS * WRITERS);
    assert!(kills >= 2, "the Workers were killed {kills} times while they worked");
    scene.kill_and_restart().await;
    scene.blog.mend();
    scene.manager.mend();

    // Nothing breaks any more. What is on its way arrives.
    let settled = async {
        for told in &told {
            eventually("everything is settled", Duration::from_mins(3), async || {
                unsettled(&file, &told.tenant).await == 0
            })
            .await;
            let events = recorded(&file, &told.tenant).await.len();
            for (path, _) in &told.endpoints {
                eventually("every endpoint is told of everything", Duration::from_mins(3), async || {
                    arrived(&receiver, path).len() >= events
                })
                .await;
            }
        }
    };
    tokio::select! { () = settled => {}, () = sweep(&file) => {} }

    let now = FixedRuntime::real_time().now();
    let (mut changes, mut requests) = (0, 0);
    for told in &told {
        let tenant = &told.tenant;
        let events = recorded(&file, tenant).await;
        changes += events.len();
        let expected: BTreeSet<String> = events.into_iter().collect();

        let sql = "select id from audit_log where tenant_id = $1 and action like 'blog.%'";
        let logged = ids(&file.databases.platform, sql, tenant).await;
        assert_eq!(logged.len(), expected.len(), "one row for each change");
        assert_eq!(logged.into_iter().collect::<BTreeSet<_>>(), expected);

        let secrets: BTreeMap<&str, &webhook::WebhookSecret> =
            told.endpoints.iter().map(|(path, secret)| (path.as_str(), secret)).collect();
        for (path, secret) in &secrets {
            let arrived = arrived(&receiver, path);
            assert_eq!(arrived.keys().cloned().collect::<BTreeSet<_>>(), expected, "{path}");
            assert!(arrived.values().all(|bodies| bodies.len() == 1), "a retry says the same, byte by byte");
            for request in receiver.received().iter().filter(|request| request.path == **path) {
                webhook::verify(std::slice::from_ref(*secret), &request.headers, &request.body, now).unwrap();
                requests += 1;
            }
        }
    }
    assert!(changes >= CHANGES, "{changes} changes");
    let sql = "select distinct subject from outbox where type = 'blog.post.created' and tenant_id = $1";
    let mut created = BTreeSet::new();
    for told in &told {
        created.extend(ids(&file.databases.blog, sql, &told.tenant).await);
    }
    assert_eq!(created, written, "no change without its event, and no event without its change");
    println!("{changes} changes, {requests} webhooks for {} deliveries, {} kills", changes * 2, kills + 1);
    scene.stack.stop().await.unwrap();
}
