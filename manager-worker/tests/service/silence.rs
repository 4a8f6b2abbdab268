//! Receivers that accept a connection and say nothing, at real sockets.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::{Either, join, select};
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::runtime::testing::FixedRuntime;
use logicspike_shared::scope::TenantScope;
use manager_worker::courier;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep};

use crate::mail::{invite, with_provider};
use crate::outside::scope;
use crate::receiver::{PUBLISHED, hook, later};
use crate::webhooks::make;
use crate::world::{Session, World};

/// Tenants whose receivers are silent, and receivers of each.
const TENANTS: usize = 3;
const RECEIVERS: usize = 20;
/// How long a receiver that answers takes: so long that the machine's own moods weigh little beside it.
const PACE: Duration = Duration::from_millis(700);

/// How long somebody is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// Accepts, reads, and never says anything.
async fn silent() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move { while stream.read_u8().await.is_ok() {} });
        }
    });
    url
}

/// Answers 200 at its pace, and keeps the paths that it was called by.
async fn answering() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let paths = Arc::new(Mutex::new(Vec::new()));
    let called = Arc::clone(&paths);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let called = Arc::clone(&called);
            tokio::spawn(async move {
                let mut head = [0; 64];
                let length = stream.read(&mut head).await.unwrap();
                let head = String::from_utf8_lossy(&head[..length]).into_owned();
                sleep(PACE).await;
                let answer = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
                stream.write_all(answer).await.unwrap();
                called.lock().unwrap().push(head.split(' ').nth(1).unwrap().to_owned());
            });
        }
    });
    (url, paths)
}

/// A service with a quiet tenant, whose one receiver answers, and others whose receivers never do.
struct Scene {
    world: World,
    answered: Arc<Mutex<Vec<String>>>,
    quiet: Session,
    noisy: Vec<Session>,
}

impl Scene {
    async fn new() -> Self {
        let (url, answered) = answering().await;
        let provider = format!("{url}/mail");
        let world = World::with(|environment| {
            for (name, value) in [
                ("WEBHOOKS_ALLOW_LOCAL", "true"),
                ("MAIL_API_URL", provider.as_str()),
                ("MAIL_API_KEY", "k"),
                ("MAIL_FROM", "LogicSpike <hello@example.com>"),
            ] {
                environment.vars.insert(name.to_owned(), value.to_owned());
            }
        })
        .await;
        let quiet = world.newcomer("Quiet").await;
        make(&world, &quiet, json!({ "url": format!("{url}/hook"), "events": ["blog.*"] })).await;
        let (trap, mut noisy) = (silent().await, Vec::new());
        for number in 0..TENANTS {
            let owner = world.newcomer(&format!("Noisy {number}")).await;
            for _ in 0..RECEIVERS {
                make(&world, &owner, json!({ "url": trap, "events": ["blog.*"] })).await;
            }
            noisy.push(owner);
        }
        Self { world, answered, quiet, noisy }
    }

    /// The tenants, the quiet one last.
    fn tenants(&self) -> Vec<TenantScope> {
        let noisy = self.noisy.iter().map(scope);
        noisy.chain([scope(&self.quiet)]).collect()
    }

    async fn something_happens(&self, noise: bool) {
        for owner in self.noisy.iter().filter(|_| noise) {
            self.world.happens(owner, PUBLISHED, &json!({})).await;
        }
        self.world.happens(&self.quiet, PUBLISHED, &json!({})).await;
        let guest = self.world.human("Guest").email;
        invite(&self.world, &self.quiet, &guest).await;
    }

    /// How long it takes until the quiet tenant's webhook and mail have arrived, while everything else that there is to
    /// send goes on. It ends when they have, or, if asked, when nothing is left to send.
    async fn latency(&self, tenants: &[TenantScope], to_the_end: bool) -> Duration {
        self.answered.lock().unwrap().clear();
        let started = Instant::now();
        let arrival = async {
            let both = || {
                let paths = self.answered.lock().unwrap();
                ["/hook", "/mail"].iter().all(|path| paths.iter().any(|called| called == path))
            };
            // Whoever is left out arrives never.
            while !both() && started.elapsed() < PATIENCE {
                sleep(Duration::from_millis(5)).await;
            }
            started.elapsed()
        };
        let sending = courier::send(&self.world.app, tenants);
        if to_the_end {
            return join(arrival, sending).await.0;
        }
        match select(pin!(arrival), pin!(sending)).await {
            Either::Left((elapsed, _)) => elapsed,
            Either::Right(((), arrival)) => arrival.await,
        }
    }

    /// How many receivers of a tenant are known to take their time.
    async fn known_to_be_slow(&self, owner: &Session) -> i64 {
        let sql = "SELECT count(*) FROM webhook_endpoints WHERE tenant_id = $1 AND slow_until > now()";
        self.world.count(sql, &[&owner.tenant]).await
    }

    /// The service's clock shows the real time from now on, which native tests otherwise move by hand.
    fn follow_the_clock(&self) {
        let runtime = self.world.runtime;
        tokio::spawn(async move {
            loop {
                let behind = FixedRuntime::real_time().now().as_millis() - runtime.now().as_millis();
                runtime.advance_millis(behind.max(0));
                sleep(Duration::from_millis(10)).await;
            }
        });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_never_answers_delays_nobody_elses_webhooks_and_mail() {
    let scene = Scene::new().await;
    scene.follow_the_clock();
    scene.something_happens(false).await;
    let alone = scene.latency(&[scope(&scene.quiet)], true).await;

    // Nobody knows these receivers yet.
    scene.something_happens(true).await;
    let at_first = scene.latency(&scene.tenants(), true).await;
    assert!(at_first < alone * 2, "{at_first:?} beside receivers that nobody knows, {alone:?} alone");
    for owner in &scene.noisy {
        assert!(scene.known_to_be_slow(owner).await >= 1);
    }

    // Those that were tried are tried apart.
    for _ in 0..2 {
        scene.something_happens(true).await;
        let beside = scene.latency(&scene.tenants(), false).await;
        assert!(beside < alone * 2, "{beside:?} beside silent receivers, {alone:?} alone");
    }
    assert_eq!(scene.known_to_be_slow(&scene.quiet).await, 0);
}

#[tokio::test]
async fn a_receiver_that_takes_its_time_is_given_more_of_it_apart_until_it_answers_quickly_again() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let (target, _) = hook(&world, &owner).await;
    let patience = async |answer_ms: i64| {
        world.outside.takes(world.runtime, answer_ms);
        world.happens(&owner, PUBLISHED, &json!({})).await;
        let sent = world.send_webhooks(&owner).await;
        assert_eq!(sent.len(), 1);
        sent[0].patience_ms
    };
    assert_eq!(patience(6_000).await, 5_000);
    assert_eq!(patience(100).await, 15_000, "it was late");
    world.runtime.advance_millis(601_000);
    assert_eq!(patience(100).await, 5_000, "ten minutes later");
    assert_eq!(patience(4_600).await, 5_000);
    world.outside.will_be_silent();
    assert_eq!(patience(0).await, 15_000);
    world.runtime.advance_millis(1_000_000);
    // What failed is due again, too.
    world.outside.will_say(&[500, 500]);
    world.happens(&owner, PUBLISHED, &json!({})).await;
    let sent = world.send_webhooks(&owner).await;
    assert_eq!(sent.iter().map(|sent| sent.patience_ms).collect::<Vec<_>>(), [15_000; 2], "it still fails");

    let owner = later(&world, &owner, 0).await;
    world.call(&owner, "PUT", &target, Some(json!({ "enabled": true }))).await.expect(200);
    world.happens(&owner, PUBLISHED, &json!({})).await;
    assert_eq!(world.send_webhooks(&owner).await[0].patience_ms, 5_000, "who enables it again forgives");
}

#[tokio::test]
async fn nothing_is_sent_for_a_suspended_tenant_until_it_goes_on() {
    let world = with_provider().await;
    let owner = world.newcomer("Ada").await;
    make(&world, &owner, json!({ "url": "https://hooks.example.com/in", "events": ["blog.*"] })).await;
    world.happens(&owner, PUBLISHED, &json!({})).await;
    invite(&world, &owner, &world.human("Guest").email).await;
    let suspend = async |at: &str| {
        let sql = format!("UPDATE tenants SET suspended_at = {at} WHERE id = $1");
        world.owner.execute(&sql, &[&owner.tenant]).await.unwrap();
    };
    // Due at a time of its own, so that no other test has anything due.
    for table in ["webhook_deliveries", "outgoing_mail"] {
        let sql = format!("UPDATE {table} SET due_at = '1999-01-01' WHERE tenant_id = $1");
        world.owner.execute(&sql, &[&owner.tenant]).await.unwrap();
    }
    let then = with_provider().await;
    let year_1999 = 915_148_800_000 + 3_600_000;
    then.runtime.advance_millis(year_1999 - then.runtime.now().as_millis());
    suspend("now()").await;
    courier::sweep(&then.app).await;
    courier::send(&world.app, &[scope(&owner)]).await;
    assert_eq!((then.outside.calls(), world.outside.calls()), (0, 0));
    suspend("NULL").await;
    courier::sweep(&then.app).await;
    let mut urls: Vec<String> = then.outside.take().into_iter().map(|sent| sent.url).collect();
    urls.sort_unstable();
    assert_eq!(urls, ["https://hooks.example.com/in", "https://mail.example.com/emails"]);
}
