//! The counts of posts that triggers keep in the blog's database, held against what is there.

use std::fmt;

use anyhow::{Context as _, Result};
use tokio_postgres::Client;

/// A count that is not what is there.
#[derive(Debug)]
pub struct Wrong {
    tenant: String,
    kind: String,
    id: String,
    status: String,
    counted: i64,
    there: i64,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tenant, kind, id, status, counted, there } = self;
        write!(f, "{tenant}: {kind} {id} {status}: {counted} counted, {there} there")
    }
}

/// What is wrong, whichever tenant's it is; `mend` puts it right.
///
/// # Errors
/// Those of the database, as whose owner the client is to be connected.
pub async fn wrong(client: &mut Client, mend: bool) -> Result<Vec<Wrong>> {
    let tenants = client.query("select app.tenants_with_posts()", &[]).await;
    let mut wrong = Vec::new();
    for row in tenants.context("connect as the owner of the tables")? {
        let tenant: String = row.get(0);
        let transaction = client.transaction().await?;
        transaction.execute("select set_config('app.tenant_id', $1, true)", &[&tenant]).await?;
        let rows =
            transaction.query("select kind, id, status, counted, there from app.mend_counts()", &[]).await?;
        if mend {
            transaction.commit().await?;
        }
        wrong.extend(rows.iter().map(|row| Wrong {
            tenant: tenant.clone(),
            kind: row.get(0),
            id: row.get(1),
            status: row.get(2),
            counted: row.get(3),
            there: row.get(4),
        }));
    }
    Ok(wrong)
}
