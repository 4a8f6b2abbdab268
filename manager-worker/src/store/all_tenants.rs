//! What is asked about all tenants: which of them have something to be done, and how much of the past to forget. The
//! database answers with ids and numbers; what is done is done as each tenant.

use logicspike_shared::ids::TenantId;
use logicspike_shared::retention;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Database, GlobalReason, SqlError, Statement, Transport};
use logicspike_shared::time::Timestamp;

/// Tenants looked after in one sweep; those left over are due in the next one.
const MOST_TENANTS: i32 = 250;

/// A statement that asks which tenants have something that is due: at most `$1` of them, at the time `$2`.
pub(super) fn asking(sql: &'static str, now: Timestamp) -> Statement {
    Statement::global(GlobalReason::Sweep, sql).bind(MOST_TENANTS).bind(now)
}

/// The tenants that have something that is due, by a statement that asks for their ids.
pub(super) async fn due<T: Transport>(
    database: &Database<T>,
    asking: Statement,
) -> Result<Vec<TenantScope>, SqlError> {
    let tenants: Vec<TenantId> = database.read(asking).await?.scalars()?;
    // The id comes from rows that name their tenant.
    Ok(tenants.into_iter().map(TenantScope::of_verified).collect())
}

/// Forgets something of all tenants in parts: `sql` gives how many rows it has forgotten.
pub(super) async fn forget<T: Transport>(database: &Database<T>, sql: &'static str) -> Result<i64, SqlError> {
    retention::forget(database, &Statement::global(GlobalReason::Sweep, sql)).await
}
