//! What operators take away, for whoever holds the platform's key: a tenant, a person, sessions.

use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::ids::{TenantId, UserId};
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::scope::{TenantScope, UserScope};
use logicspike_shared::service::OpenCall;

use crate::api::platform::{EndSessionsBody, SessionsEnded, Suspension};
use crate::app::App;
use crate::host::Host;
use crate::store::suspension;

/// `POST /manager/platform/tenants/{id}/suspend`: its doors are closed within half a minute, its site too.
pub(crate) async fn suspend_tenant(app: &App<impl Host>, call: &OpenCall<'_>) -> Result<Response, AppError> {
    tenant(app, call, true).await
}

/// `POST /manager/platform/tenants/{id}/resume`
pub(crate) async fn resume_tenant(app: &App<impl Host>, call: &OpenCall<'_>) -> Result<Response, AppError> {
    tenant(app, call, false).await
}

/// `POST /manager/platform/people/{id}/suspend`: ends their sessions; they cannot sign in.
pub(crate) async fn suspend_person(app: &App<impl Host>, call: &OpenCall<'_>) -> Result<Response, AppError> {
    person(app, call, true).await
}

/// `POST /manager/platform/people/{id}/resume`
pub(crate) async fn resume_person(app: &App<impl Host>, call: &OpenCall<'_>) -> Result<Response, AppError> {
    person(app, call, false).await
}

async fn tenant(app: &App<impl Host>, call: &OpenCall<'_>, suspend: bool) -> Result<Response, AppError> {
    let id = TenantId::parse(call.params.get("id")).map_err(|_| AppError::not_found())?;
    // An operator may act for any tenant.
    let scope = TenantScope::of_verified(id);
    let found = suspension::of_tenant(&app.database, &scope, suspend, app.runtime.now()).await?;
    answer(found)
}

async fn person(app: &App<impl Host>, call: &OpenCall<'_>, suspend: bool) -> Result<Response, AppError> {
    let id = UserId::parse(call.params.get("id")).map_err(|_| AppError::not_found())?;
    // An operator may act on any person.
    let scope = UserScope::of_verified(id);
    let found = suspension::of_person(&app.database, &scope, suspend, app.runtime.now()).await?;
    answer(found)
}

fn answer(found: Option<Suspension>) -> Result<Response, AppError> {
    Response::ok(&found.ok_or_else(AppError::not_found)?)
}

/// `POST /manager/platform/sessions/end`: everybody signs in again, or whoever has tokens by one key.
pub(crate) async fn end_sessions(app: &App<impl Host>, call: &OpenCall<'_>) -> Result<Response, AppError> {
    let body = if call.request.body.is_empty() { EndSessionsBody::default() } else { call.request.json()? };
    let ended = suspension::end_sessions(&app.database, body.key_id.as_deref()).await?;
    Response::ok(&SessionsEnded { ended })
}
