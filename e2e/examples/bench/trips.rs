//! How often a request goes to a database, and whose.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use e2e::{Answer, Cable, Client, TestTenant};
use local_stack::wrangler::{WranglerOptions, start_beside};
use local_stack::{StackFile, Worker};
use reqwest::Method;
use serde_json::{Value, json};

use crate::gateway::publish;

/// What is done after a response is done by then.
const SETTLED: Duration = Duration::from_millis(300);

pub(crate) async fn count(stack: &StackFile) -> Result<()> {
    let endpoint = &stack.neon_url;
    let (gateway, blog, manager) =
        (Cable::to(endpoint).await?, Cable::to(endpoint).await?, Cable::to(endpoint).await?);
    let name = "NEON_SQL_ENDPOINT";
    let options = WranglerOptions::new(Worker::Gateway)
        .with_var(Worker::Gateway, name, &gateway.url)
        .with_var(Worker::Blog, name, &blog.url)
        .with_var(Worker::Manager, name, &manager.url);
    let workers = start_beside(stack, &options).await?;
    let mut beside = stack.clone();
    beside.gateway_url.clone_from(&workers.url);
    let cables = [("gateway", gateway), ("blog", blog), ("manager", manager)];

    println!("\n## Round trips to the databases per request\n");
    println!("| request | first of a tenant | next ones |");
    println!("| --- | --- | --- |");
    // What an isolate asks once in its life is asked by this request, and not counted.
    let warm = TestTenant::new(&beside).await?;
    publish(&warm.owner().await?, 0).await?;

    for (method, pattern) in ROUTES {
        let tenant = TestTenant::new(stack).await?;
        // Made through the stack's own gateway: the one that is counted has not met the tenant yet.
        let slug = publish(&tenant.owner().await?, 0).await?;
        let list = tenant.owner().await?.get("/blog/admin/posts").await?;
        let path = pattern.replace("{id}", list.at("/data/0/id")).replace("{slug}", &slug);
        let caller = if path.starts_with("/blog/public") {
            Client::new(&beside.gateway_url)?.with("x-api-key", &tenant.api_key)
        } else if path.starts_with("/blog") {
            tenant.at(&beside).owner().await?
        } else {
            // A person whom the manager knows.
            Client::new(&beside.gateway_url)?.bearer(&stack.tenants.first().context("no tenants")?.token)
        };
        let mut cells = Vec::new();
        for _ in 0..2 {
            tokio::time::sleep(SETTLED).await;
            let before = counts(&cables);
            let answer = send(&caller, method, &path).await?;
            ensure!(answer.status < 300, "{path}: {}", answer.text);
            tokio::time::sleep(SETTLED).await;
            cells.push(cell(&cables, &before, &counts(&cables)));
        }
        println!("| `{method} {pattern}` | {} |", cells.join(" | "));
    }
    workers.stop().await
}

const ROUTES: [(&str, &str); 14] = [
    ("GET", "/health"),
    ("GET", "/blog/admin/posts"),
    ("GET", "/blog/admin/posts/{id}"),
    ("POST", "/blog/admin/posts"),
    ("PUT", "/blog/admin/posts/{id}"),
    ("POST", "/blog/admin/posts/{id}/publish"),
    ("GET", "/blog/admin/posts/{id}/revisions"),
    ("GET", "/blog/admin/categories"),
    ("GET", "/blog/public/posts"),
    ("GET", "/blog/public/posts/{slug}"),
    ("GET", "/blog/public/feed.xml"),
    ("GET", "/.well-known/jwks.json"),
    ("GET", "/auth/me"),
    ("GET", "/manager/team/members"),
];

async fn send(caller: &Client, method: &str, path: &str) -> Result<Answer> {
    let body = match method {
        "POST" if path.ends_with("/posts") => Some(json!({ "title": "Counted" })),
        "PUT" => Some(json!({ "title": "Counted again" })),
        _ => None,
    };
    caller.send(Method::from_bytes(method.as_bytes())?, path, body.as_ref().map(Value::to_string)).await
}

/// Round trips so far, by what they are for.
#[derive(Clone, Copy)]
struct Trips {
    all: usize,
    log_writes: usize,
    /// Sending events to the queue, after the answer.
    relays: usize,
    /// What the queue brings, a second later or more; it belongs to no request.
    consumers: usize,
}

/// What a round trip of a consumer has in it once.
const CONSUMERS: [&str; 4] =
    ["data ->> 'actorId'", "CROSS JOIN LATERAL (", "FROM outgoing_mail", "UPDATE outbox SET settled_at"];

fn counts(cables: &[(&str, Cable)]) -> Vec<Trips> {
    let trips = |cable: &Cable| {
        let transcript = cable.transcript();
        let with = |text: &str| transcript.matches(text).count();
        Trips {
            all: cable.requests(),
            log_writes: with("INSERT INTO request_log"),
            relays: with("hashtextextended('outbox/'"),
            consumers: CONSUMERS.map(with).iter().sum(),
        }
    };
    cables.iter().map(|(_, cable)| trips(cable)).collect()
}

fn cell(cables: &[(&str, Cable)], before: &[Trips], after: &[Trips]) -> String {
    let mut parts = Vec::new();
    for (((name, _), before), after) in cables.iter().zip(before).zip(after) {
        let log_writes = after.log_writes - before.log_writes;
        let relays = after.relays - before.relays;
        let consumers = after.consumers - before.consumers;
        let others = after.all - before.all - log_writes - relays - consumers;
        for (what, count) in [(*name, others), ("request log", log_writes), ("relay", relays)] {
            if count > 0 {
                parts.push(format!("{what} {count}"));
            }
        }
    }
    if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
}
