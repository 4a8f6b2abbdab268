//! What is forgotten, and when: events a week after they were settled, ended sessions and invitations after 30 days.

use logicspike_shared::sql::{
    Database, DecodeError, FromRow, GlobalReason, Row, SqlError, Statement, Transport,
};

struct Forgotten(i64);

impl FromRow for Forgotten {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        row.get("forgotten").map(Self)
    }
}

/// Forgets what is long done; gives the number of rows.
pub(crate) async fn forget<T: Transport>(database: &Database<T>) -> Result<i64, SqlError> {
    const FORGET: &str = "SELECT app.forget_the_past() AS forgotten";
    // The log's own policy lets old rows be seen and deleted, whoever's they are.
    const FORGET_LOG: &str = "DELETE FROM request_log WHERE occurred_at < now() - interval '30 days'";
    let statements = vec![
        Statement::global(GlobalReason::Sweep, FORGET),
        Statement::global(GlobalReason::Sweep, FORGET_LOG),
    ];
    let [forgotten, log] = super::exactly(
        database.write_batch(statements, logicspike_shared::sql::Isolation::ReadCommitted).await?,
    )?;
    let requests = i64::try_from(log.row_count.unwrap_or_default()).unwrap_or(i64::MAX);
    Ok(forgotten.one::<Forgotten>()?.0 + requests)
}
