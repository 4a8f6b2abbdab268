//! What is asked about all tenants: which of them have something to be done, and how much of the past to forget. The
//! database answers with ids and numbers; what is done is done as each tenant.

use logicspike_shared::ids::TenantId;
use logicspike_shared::retention;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{
    Database, DecodeError, FromRow, GlobalReason, Row, SqlError, Statement, Transport,
};
use logicspike_shared::time::Timestamp;

/// Tenants looked after in one sweep; those left over are due in the next one.
const MOST_TENANTS: i32 = 250;

struct TenantRow(TenantId);

impl FromRow for TenantRow {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        super::id(row, "tenant_id", TenantId::parse).map(Self)
    }
}

/// Tenants with something that is due: `sql` gives their `tenant_id`, at most `$1` of them, at the time `$2`.
pub(super) async fn due<T: Transport>(
    database: &Database<T>,
    sql: &'static str,
    now: Timestamp,
) -> Result<Vec<TenantScope>, SqlError> {
    let statement = Statement::global(GlobalReason::Sweep, sql).bind(MOST_TENANTS).bind(now);
    let tenants: Vec<TenantRow> = database.read(statement).await?.all()?;
    // The id comes from rows that name their tenant.
    Ok(tenants.into_iter().map(|row| TenantScope::of_verified(row.0)).collect())
}

/// Forgets something of all tenants in parts: `sql` gives how many rows were `forgotten`.
pub(super) async fn forget<T: Transport>(database: &Database<T>, sql: &'static str) -> Result<i64, SqlError> {
    retention::forget(database, &Statement::global(GlobalReason::Sweep, sql)).await
}
