//! What must hold for requests to succeed, from the gateway inwards.

use std::time::Duration;

use anyhow::{Context as _, Result};
use local_stack::process::ProcessTable;
use local_stack::{
    Checkout, Database, StackFile, WORKERS, Worker, check_token, connect, counts, migrate, worker, wrangler,
};
use logicspike_shared::sql::{self, ConnectionString, GlobalReason, NativeTransport, Statement};
use reqwest::{Client, RequestBuilder};

use super::checks::Report;
use super::secrets::strong;

const RESTART: &str = "end the stack by `cargo xtask stop` and start it again by `cargo xtask dev`";

pub(super) async fn check(stack: &StackFile, token: Option<&str>, report: &mut Report) -> Result<()> {
    processes(stack, report);
    let client = Client::builder().no_proxy().timeout(Duration::from_secs(10)).build()?;
    let health = ask(client.get(format!("{}/health", stack.gateway_url))).await;
    report.check(
        &format!("the gateway answers at {}", stack.gateway_url),
        health,
        "see the log of wrangler in the stack's folder",
    );

    configuration(stack, report)?;
    databases(stack, report).await;
    let discovery = client.get(format!("{}/.well-known/openid-configuration", stack.google_issuer_url));
    report.check("the OpenID provider answers", ask(discovery).await, RESTART);

    if let Some(token) = token {
        let mend = "log in again, or mint one by `cargo xtask token`";
        report.check("the given token is accepted", check_token(token, stack).await, mend);
    }
    let tenant = stack.tenants.first().context("the stack has no example tenants")?;
    report.check("the example token is accepted", check_token(&tenant.token, stack).await, RESTART);
    let admin =
        client.get(format!("{}/blog/admin/posts?limit=1", stack.gateway_url)).bearer_auth(&tenant.token);
    report.check(
        "the admin door leads to the blog service and its database",
        ask(admin).await,
        "see the checks above, then the log",
    );
    let public = client
        .get(format!("{}/blog/public/posts?limit=1", stack.gateway_url))
        .header("x-api-key", &tenant.api_key);
    report.check(
        "the public door accepts the example API key",
        ask(public).await,
        "see the checks above, then the log",
    );
    for path in ["/openapi.json", "/docs", "/docs/redoc.js"] {
        let page = ask(client.get(format!("{}{path}", stack.gateway_url))).await;
        report.check(
            &format!("the gateway serves {path}"),
            page,
            "`cargo xtask build` makes the files of the reference",
        );
    }
    for service in worker::clocked().map(Worker::name) {
        let url = format!("{}/{service}/platform/health", stack.gateway_url);
        let request = client.get(url).header("x-platform-key", &stack.platform_secret);
        report.check(
            &format!("nothing of the {service} is behind"),
            not_behind(request).await,
            "see the lines \"sweep\" and \"messages\" in the log of wrangler, and `GET /manager/platform/dead-letters`",
        );
    }
    Ok(())
}

/// Whether events and scheduled posts are where they should be.
async fn not_behind(request: RequestBuilder) -> Result<(), String> {
    let response = request.send().await.map_err(|error| error.to_string())?;
    let text = response.text().await.unwrap_or_default();
    let health: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    match health.get("status").and_then(serde_json::Value::as_str) {
        Some("ok") => Ok(()),
        _ => Err(text.chars().take(200).collect()),
    }
}

fn processes(stack: &StackFile, report: &mut Report) {
    let table = ProcessTable::of_stack(&stack.folder);
    let expected = [
        ("supervisor", stack.pids.supervisor),
        ("wrangler", stack.pids.wrangler),
        ("postgres", stack.pids.postgres),
        ("neon", stack.pids.neon),
        ("openid", stack.pids.openid),
        ("mail", stack.pids.mail),
    ];
    for (name, pid) in expected {
        if let Some(pid) = pid {
            let running = table.running(name).map(drop).ok_or_else(|| format!("process {pid} has ended"));
            report.check(&format!("{name} runs"), running, RESTART);
        }
    }
}

/// The variables of the running Workers: there, not empty, and agreeing with each other.
fn configuration(stack: &StackFile, report: &mut Report) -> Result<()> {
    for worker in WORKERS {
        let vars = wrangler::running_vars(stack, worker)?;
        let mut missing = wrangler::required_vars(worker);
        missing.retain(|name| !vars.contains_key(*name));
        let result = if missing.is_empty() { Ok(()) } else { Err(format!("{} missing", missing.join(", "))) };
        report.check(&format!("the {} has its variables and secrets", worker.name()), result, RESTART);

        report.check(
            &format!("the secrets of the {} are long enough", worker.name()),
            strong(&vars),
            "give it longer ones: `cargo xtask dev --fresh` makes new ones",
        );

        let same = vars.get("GATEWAY_SECRET") == Some(&stack.gateway_secret);
        let result = same.then_some(()).ok_or_else(|| "it differs from the stack's".to_owned());
        report.check(&format!("the {} has the shared GATEWAY_SECRET", worker.name()), result, RESTART);
    }
    let public = wrangler::running_vars(stack, Worker::Gateway)?.remove("JWT_PUBLIC_KEY").unwrap_or_default();
    let private =
        wrangler::running_vars(stack, Worker::Manager)?.remove("JWT_PRIVATE_KEY").unwrap_or_default();
    let result = local_stack::keys_match(&public, &private)
        .then_some(())
        .ok_or_else(|| "tokens the manager signs are refused by the gateway".to_owned());
    report.check("JWT_PUBLIC_KEY belongs to JWT_PRIVATE_KEY", result, RESTART);
    Ok(())
}

async fn databases(stack: &StackFile, report: &mut Report) {
    for worker in WORKERS {
        report.check(
            &format!("the {} reaches its database as its own role", worker.name()),
            confined(stack.worker_databases.of(worker)).await,
            RESTART,
        );
        report.check(
            &format!("the SQL endpoint reaches the database of the {}", worker.name()),
            reached(&stack.neon_url, stack.worker_databases.of(worker)).await,
            RESTART,
        );
    }
    for database in Database::ALL {
        let what = format!("the migrations of the database {} are applied", database.name());
        report.check(&what, migrated(database, stack.owner_databases.of(database)).await, RESTART);
    }
    report.check(
        "posts are counted as they are",
        counted(stack.owner_databases.of(Database::Blog)).await,
        "mend them by `cargo xtask counts --mend`",
    );
}

/// Whether lists say how many posts there are.
async fn counted(url: &str) -> Result<(), String> {
    let check = async {
        let mut client = connect(&url.parse()?).await?;
        anyhow::Ok(counts::wrong(&mut client, false).await?.len())
    };
    match check.await {
        Ok(0) => Ok(()),
        Ok(wrong) => Err(format!("{wrong} counts are wrong")),
        Err(error) => Err(format!("{error:#}")),
    }
}

/// Connects as a Worker's role, which must not be able to bypass row-level security.
async fn confined(url: &str) -> Result<(), String> {
    let check = async {
        let client = connect(&url.parse()?).await?;
        client.query_one("select app.assert_confined()", &[]).await?;
        anyhow::Ok(())
    };
    check.await.map_err(|error| format!("{error:#}"))
}

/// Asks as the Worker does, by the same driver.
async fn reached(endpoint: &str, url: &str) -> Result<(), String> {
    let connection = ConnectionString::parse(url).map_err(|error| error.to_string())?;
    let driver = sql::Database::new(NativeTransport::default(), connection, Some(endpoint.to_owned()));
    let one = Statement::global(GlobalReason::Diagnosis, "select 1");
    driver.read(one).await.map(drop).map_err(|error| error.to_string())
}

async fn migrated(database: Database, owner: &str) -> Result<(), String> {
    let check = async {
        let migrations = migrate::load(&database.migrations(&Checkout::default()))?;
        migrate::check(&connect(&owner.parse()?).await?, &migrations).await
    };
    match check.await {
        Ok(0) => Ok(()),
        Ok(pending) => Err(format!("{pending} pending")),
        Err(error) => Err(format!("{error:#}")),
    }
}

/// Sends a request; an answer that is no success is explained by its body, which holds no secret.
async fn ask(request: RequestBuilder) -> Result<(), String> {
    // The error may quote the URL, which holds no secret either.
    let response = request.send().await.map_err(|error| error.to_string())?;
    let status = response.status();
    if status.is_success() {
        return Ok(());
    }
    let body = response.text().await.unwrap_or_default();
    Err(format!("status {}: {}", status.as_u16(), body.chars().take(200).collect::<String>()))
}
