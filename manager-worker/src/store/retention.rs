//! What is forgotten, and when: events a week after they were settled, ended sessions and invitations after 30 days,
//! the gateway's request log and replayed dead letters likewise.

use logicspike_shared::sql::{Database, SqlError, Transport};

use super::all_tenants;

/// Forgets what is long done; gives the number of rows.
pub(crate) async fn forget<T: Transport>(database: &Database<T>) -> Result<i64, SqlError> {
    // The log's own policy lets old rows be seen and deleted, whoever's they are.
    const FORGET: &str = "
WITH requests AS (
  DELETE FROM request_log WHERE id IN (
    SELECT id FROM request_log WHERE occurred_at < now() - interval '30 days' ORDER BY occurred_at LIMIT 5000
  )
  RETURNING 1
), letters AS (
  DELETE FROM dead_letters WHERE id IN (
    SELECT id FROM dead_letters WHERE replayed_at < now() - interval '30 days' ORDER BY replayed_at LIMIT 5000
  )
  RETURNING 1
)
SELECT app.forget_the_past() + (SELECT count(*) FROM requests) + (SELECT count(*) FROM letters)";
    all_tenants::forget(database, FORGET).await
}
