//! What is forgotten, and when: events a week after they were settled, idempotency keys after two days.

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
pub async fn forget<T: Transport>(db: &Database<T>) -> Result<i64, SqlError> {
    let statement = Statement::global(GlobalReason::Sweep, "SELECT app.forget_the_past() AS forgotten");
    Ok(db.write(statement).await?.one::<Forgotten>()?.0)
}
