//! Forgetting what is long past, of all tenants.

use crate::sql::{Database, SqlError, Statement, Transport};
use crate::time::Timestamp;

/// The minute of each hour in which the past is forgotten.
const MINUTE: i64 = 17;

/// Whether the sweep of this minute forgets: one an hour does.
pub fn is_due(now: Timestamp) -> bool {
    now.as_seconds() / 60 % 60 == MINUTE
}

/// Parts of the past that are forgotten at once; what is left over is forgotten by the next sweep.
const MOST_PARTS: usize = 40;

/// Forgets part by part, each within the time that a statement may take; gives the number of rows. The statement
/// forgets a part and says how many rows that were, none when nothing is left.
///
/// # Errors
/// Those of the database; the parts before stay forgotten.
pub async fn forget<T: Transport>(database: &Database<T>, part: &Statement) -> Result<i64, SqlError> {
    let mut total = 0;
    for _ in 0..MOST_PARTS {
        let rows: i64 = database.write(part.clone()).await?.scalar()?;
        if rows == 0 {
            break;
        }
        total += rows;
    }
    Ok(total)
}
