//! What is asked of an outbox. The table is alike in both databases.

use crate::ids::EventId;
use crate::row;
use crate::scope::TenantScope;
use crate::sql::{Database, GlobalReason, Param, SqlError, Statement, Transport};
use crate::time::Timestamp;

/// Marks events as applied: they are not sent again.
pub fn settle<'a>(scope: &TenantScope, ids: impl IntoIterator<Item = &'a EventId>) -> Statement {
    Statement::scoped(
        scope,
        "
        UPDATE outbox SET settled_at = now(), leased_until = NULL
        WHERE tenant_id = $1 AND id = ANY ($2::text[]) AND settled_at IS NULL",
    )
    .bind(Param::array(ids))
}

/// How an outbox stands, for operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxFigures {
    /// Events that are not settled.
    pub waiting: i64,
    /// When the oldest of them happened.
    pub oldest: Option<Timestamp>,
}

row!(OutboxFigures { waiting, oldest });

/// The figures over all tenants.
pub async fn figures<T: Transport>(database: &Database<T>) -> Result<OutboxFigures, SqlError> {
    let statement =
        Statement::global(GlobalReason::Diagnosis, "SELECT waiting, oldest FROM app.outbox_figures()");
    Ok(database.read(statement).await?.one()?)
}
