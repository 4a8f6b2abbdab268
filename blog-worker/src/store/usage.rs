//! Quotas: what a creation may not go beyond. Triggers count what a tenant keeps, in `tenant_usage`.

use logicspike_shared::error::AppError;
use logicspike_shared::sql::{Sql, SqlError, Statement};

use super::Change;
use crate::domain::Quota;

/// Ends the transaction if what it made, a row with this id, is more than the tenant may keep. It comes after the
/// creation: that has counted, and until the transaction ends nobody else of the tenant counts. A repeated request that
/// made nothing is not refused.
pub(super) fn within(change: &Change<'_>, quota: Quota, made: &str) -> Statement {
    let name = quota.name();
    Statement::scoped(
        change.scope,
        Sql::concat(&[
            "
        SELECT app.refuse_over_quota('",
            name,
            "')
        FROM tenant_usage
        WHERE tenant_id = $1 AND ",
            name,
            " > $2::bigint AND EXISTS (SELECT FROM ",
            name,
            " WHERE tenant_id = $1 AND id = $3)",
        ]),
    )
    .bind(quota.bound(change.quotas))
    .bind(made)
}

/// The refusal, if that is what ended the transaction.
pub(super) fn refusal(error: &SqlError) -> Option<AppError> {
    error.constraint().and_then(|name| name.strip_prefix("quota_")).map(AppError::quota_exceeded)
}
