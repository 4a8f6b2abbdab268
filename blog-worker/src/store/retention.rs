//! What is forgotten, and when: events a week after they were settled, idempotency keys after two days.

use logicspike_shared::sql::{
    Database, DecodeError, FromRow, GlobalReason, Row, SqlError, Statement, Transport,
};

/// Parts of the past that are forgotten at once; what is left over is forgotten an hour later.
const MOST_PARTS: usize = 40;

struct Forgotten(i64);

impl FromRow for Forgotten {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        row.get("forgotten").map(Self)
    }
}

/// Forgets what is long done, part by part; gives the number of rows.
pub async fn forget<T: Transport>(db: &Database<T>) -> Result<i64, SqlError> {
    let mut total = 0;
    for _ in 0..MOST_PARTS {
        let statement = Statement::global(GlobalReason::Sweep, "SELECT app.forget_the_past() AS forgotten");
        let Forgotten(rows) = db.write(statement).await?.one()?;
        total += rows;
        if rows == 0 {
            break;
        }
    }
    Ok(total)
}
