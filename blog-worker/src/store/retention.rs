//! What is forgotten, and when: events a week after they were settled, idempotency keys after two days.

use logicspike_shared::retention;
use logicspike_shared::sql::{Database, GlobalReason, SqlError, Statement, Transport};

/// Forgets what is long done; gives the number of rows.
pub async fn forget<T: Transport>(db: &Database<T>) -> Result<i64, SqlError> {
    let part = Statement::global(GlobalReason::Sweep, "SELECT app.forget_the_past()");
    retention::forget(db, &part).await
}
