//! The audit log.

use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::service::AdminCall;

use crate::api::audit::{Entries, EntriesMeta};
use crate::app::App;
use crate::host::Host;
use crate::input::audit::{AuditQuery, UNKNOWN_ENTRY};
use crate::store::audit;

/// `GET /manager/audit`: newest first; `before` goes on from an entry.
pub(crate) async fn list(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let query = AuditQuery::read(call.request)?;
    let found = audit::list(&app.database, &call.member(), &query).await?;
    let mut data = found.ok_or_else(|| AppError::invalid_field("before", UNKNOWN_ENTRY))?;
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let more = data.len() > limit;
    data.truncate(limit);
    let next_before = data.last().filter(|_| more).map(|entry| entry.id.clone());
    Response::ok(&Entries { data, meta: EntriesMeta { limit: query.limit, next_before } })
}
