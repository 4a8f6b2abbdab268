//! Reading the audit log. Writing it is part of every change.

use logicspike_shared::ids::EventId;
use logicspike_shared::row;
use logicspike_shared::scope::Member;
use logicspike_shared::sql::{Database, SqlError, Statement, Transport};

use crate::api::audit::Entry;
use crate::input::audit::AuditQuery;

row!(Entry { id, occurred_at, actor_id, action, subject, data });

/// Entries from newest to oldest, one more than asked for if there are more; `None` if `before` names none.
/// The place is found by the entry itself, so entries that are added meanwhile shift nothing.
pub(crate) async fn list<T: Transport>(
    database: &Database<T>,
    member: &Member,
    query: &AuditQuery,
) -> Result<Option<Vec<Entry>>, SqlError> {
    const LIST: &str = "
SELECT id, occurred_at, actor_id, action, subject, data FROM audit_log
WHERE tenant_id = $1
  AND ($2::text IS NULL
    OR (occurred_at, id) < (SELECT occurred_at, id FROM audit_log WHERE tenant_id = $1 AND id = $2))
ORDER BY occurred_at DESC, id DESC
LIMIT $3";
    const KNOWN: &str = "SELECT id FROM audit_log WHERE tenant_id = $1 AND id = $2";
    let before = query.before.as_ref().map(EventId::as_str);
    let statements = [
        Statement::by_member(member, LIST).bind(before).bind(query.limit + 1),
        Statement::by_member(member, KNOWN).bind(before),
    ];
    let [entries, known] = database.read_batch(statements).await?;
    if before.is_some() && known.rows.is_empty() {
        return Ok(None);
    }
    entries.all().map(Some).map_err(SqlError::from)
}
