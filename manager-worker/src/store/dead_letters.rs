//! Messages that no consumer could apply. They belong to no tenant: a message may be too broken to name one.

use logicspike_shared::events::Message;
use logicspike_shared::row;
use logicspike_shared::sql::{Database, GlobalReason, Param, SqlError, Statement, Transport};
use logicspike_shared::time::Timestamp;

use crate::api::platform::DeadLetter;

row!(DeadLetter { id, received_at, body, replayed_at });

/// Keeps messages; one that is there already is left as it is.
pub(crate) async fn keep<T: Transport>(
    database: &Database<T>,
    messages: &[Message],
    now: Timestamp,
) -> Result<(), SqlError> {
    const KEEP: &str = "
INSERT INTO dead_letters (message_id, received_at, body)
SELECT message_id, $3, body FROM unnest($1::text[], $2::text[]) AS message (message_id, body)
ON CONFLICT (message_id) DO NOTHING";
    let statement = Statement::global(GlobalReason::Sweep, KEEP)
        .bind(Param::array(messages.iter().map(|message| message.id.as_str())))
        .bind(Param::array(messages.iter().map(|message| message.body.as_str())))
        .bind(now);
    database.write(statement).await.map(drop)
}

/// The newest ones that were not replayed.
pub(crate) async fn list<T: Transport>(
    database: &Database<T>,
    most: i32,
) -> Result<Vec<DeadLetter>, SqlError> {
    const LIST: &str = "
SELECT id, received_at, body, replayed_at FROM dead_letters
WHERE replayed_at IS NULL
ORDER BY id DESC
LIMIT $1";
    Ok(database.read(Statement::global(GlobalReason::Diagnosis, LIST).bind(most)).await?.all()?)
}

/// One of them.
pub(crate) async fn find<T: Transport>(
    database: &Database<T>,
    id: i64,
) -> Result<Option<DeadLetter>, SqlError> {
    const FIND: &str = "SELECT id, received_at, body, replayed_at FROM dead_letters WHERE id = $1";
    Ok(database.read(Statement::global(GlobalReason::Diagnosis, FIND).bind(id)).await?.optional()?)
}

/// Notes that one was applied after all.
pub(crate) async fn note_replay<T: Transport>(
    database: &Database<T>,
    id: i64,
    now: Timestamp,
) -> Result<(), SqlError> {
    const NOTE: &str = "UPDATE dead_letters SET replayed_at = $2 WHERE id = $1";
    database.write(Statement::global(GlobalReason::Sweep, NOTE).bind(id).bind(now)).await.map(drop)
}

/// How many wait for somebody to look at them.
pub(crate) async fn count<T: Transport>(database: &Database<T>) -> Result<i64, SqlError> {
    const COUNT: &str = "SELECT count(*) FROM dead_letters WHERE replayed_at IS NULL";
    Ok(database.read(Statement::global(GlobalReason::Diagnosis, COUNT)).await?.scalar()?)
}
