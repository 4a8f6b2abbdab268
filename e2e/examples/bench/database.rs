//! The price of the second wall: a query as the Workers send it against the same query alone.

use anyhow::{Context as _, Result, ensure};
use local_stack::StackFile;
use logicspike_shared::ids::TenantId;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{ConnectionString, Database, NativeTransport, Statement};
use serde_json::{Value, json};

use crate::series::{Series, print};

const QUERY: &str =
    "SELECT id, title, slug, status FROM posts WHERE tenant_id = $1 ORDER BY created_at DESC LIMIT 10";
const ENTER: &str = "SELECT set_config('app.tenant_id', $1, true), set_config('app.user_id', '', true)";

pub(crate) async fn price_of_isolation(stack: &StackFile) -> Result<()> {
    let tenant = &stack.tenants.first().context("the stack has no tenants")?.id;
    let http = reqwest::Client::builder().no_proxy().build()?;
    let connection = ConnectionString::parse(stack.worker_databases.of(local_stack::Worker::Blog))
        .context("BLOG_DATABASE_URL")?;
    let driver = Database::new(NativeTransport::default(), connection, Some(stack.neon_url.clone()));
    let scope = TenantScope::of_verified(TenantId::parse(tenant)?);

    let query = json!({ "query": QUERY, "params": [tenant] });
    let batch = json!({ "queries": [{ "query": ENTER, "params": [tenant] }, query] });
    let mut plain = Series::new("the query alone, as a role that policies do not hold");
    let mut announced = Series::new("in a batch that announces the tenant, as that role");
    let mut confined = Series::new("as the Workers send it, under row-level security");
    for _ in 0..510 {
        let rows = plain.time(ask(&http, stack, &query)).await?;
        let rows_of_batch = announced.time(ask(&http, stack, &batch)).await?;
        let read = confined.time(driver.read(Statement::scoped(&scope, QUERY))).await?;
        let count = rows.pointer("/rows").and_then(Value::as_array).map(Vec::len);
        let count_of_batch = rows_of_batch.pointer("/results/1/rows").and_then(Value::as_array).map(Vec::len);
        ensure!(count == Some(read.rows.len()) && count_of_batch == count, "the three do not read the same");
    }
    print(
        "One query through the local SQL endpoint (native code, loopback)",
        &[&plain, &announced, &confined],
    );
    println!("\nrow-level security and its batch cost {:.3} ms", confined.median() - plain.median());
    Ok(())
}

/// As the owner of the tables, in the driver's form of request.
async fn ask(http: &reqwest::Client, stack: &StackFile, body: &Value) -> Result<Value> {
    let request = http
        .post(&stack.neon_url)
        .header("Neon-Connection-String", &stack.databases.blog)
        .header("Neon-Raw-Text-Output", "true")
        .header("Neon-Array-Mode", "true")
        .header("Neon-Batch-Read-Only", "true")
        .json(body);
    Ok(request.send().await?.error_for_status()?.json().await?)
}
