//! Webhook endpoints.

use http::StatusCode;
use http::header::CACHE_CONTROL;
use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::ids::WebhookId;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::service::AdminCall;

use super::{created, no_content, record};
use crate::api::webhooks::{RotateSecretBody, ShownSecret, WebhookBody};
use crate::app::App;
use crate::domain::webhook_secret::SecretSeed;
use crate::host::Host;
use crate::input::page;
use crate::store::webhooks;

/// `GET /manager/webhooks`
pub(crate) async fn list(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let page = page::read(call.request)?;
    let (rows, total) = webhooks::list(&app.database, &call.member(), page, app.runtime.now()).await?;
    Response::ok(&page.list(rows, total))
}

/// `POST /manager/webhooks`: a new endpoint, whose secret is shown in this answer and never again.
pub(crate) async fn create(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let new = call.request.json::<WebhookBody>()?.check_new(&app.config.webhooks.targets)?;
    let (id, seed) = (WebhookId::new(&app.runtime), app.config.webhooks.keys()?.seed(&app.runtime));
    webhooks::create(&app.database, &record(app, call), &id, &seed, &new).await?;
    let secret = secret(app, call, &id, &seed)?;
    let shown = ShownSecret { id: id.as_str(), secret: &secret, previous_secret_expires_at: None };
    let response = created(&format!("/manager/webhooks/{id}"), &shown)?;
    Ok(response.with_header(CACHE_CONTROL, "no-store"))
}

/// `GET /manager/webhooks/{id}`
pub(crate) async fn get(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let found = webhooks::get(&app.database, &call.member(), &webhook_of(call)?, app.runtime.now()).await?;
    Response::ok(&found.ok_or_else(AppError::not_found)?)
}

/// `PUT /manager/webhooks/{id}`: another address, other events; enabling it again forgives its failures.
pub(crate) async fn update(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let change = call.request.json::<WebhookBody>()?.check_change(&app.config.webhooks.targets)?;
    let id = webhook_of(call)?;
    Response::ok(&webhooks::update(&app.database, &record(app, call), &id, &change).await?)
}

/// `DELETE /manager/webhooks/{id}`: the endpoint with its log.
pub(crate) async fn delete(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    if !webhooks::delete(&app.database, &record(app, call), &webhook_of(call)?).await? {
        return Err(AppError::not_found());
    }
    Ok(no_content())
}

/// `POST /manager/webhooks/{id}/rotate-secret`: a new secret; the one before signs too for a while. The body may be
/// left out.
pub(crate) async fn rotate_secret(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let record = record(app, call);
    let body =
        if call.request.body.is_empty() { RotateSecretBody::default() } else { call.request.json()? };
    let previous_until = body.check(record.now)?;
    let (id, seed) = (webhook_of(call)?, app.config.webhooks.keys()?.seed(&app.runtime));
    if !webhooks::rotate_secret(&app.database, &record, &id, &seed, previous_until).await? {
        return Err(AppError::not_found());
    }
    let secret = secret(app, call, &id, &seed)?;
    let shown =
        ShownSecret { id: id.as_str(), secret: &secret, previous_secret_expires_at: Some(previous_until) };
    Ok(Response::json(StatusCode::OK, &shown)?.with_header(CACHE_CONTROL, "no-store"))
}

fn secret(
    app: &App<impl Host>,
    call: &AdminCall<'_>,
    id: &WebhookId,
    seed: &SecretSeed,
) -> Result<String, AppError> {
    let secret = app.config.webhooks.keys()?.secret(call.scope().tenant(), id, seed.as_str());
    Ok(secret.ok_or_else(|| AppError::internal("a fresh seed gives no secret"))?.expose())
}

/// The endpoint in the path.
pub(super) fn webhook_of(call: &AdminCall<'_>) -> Result<WebhookId, AppError> {
    WebhookId::parse(call.params.get("id")).map_err(|_| AppError::not_found())
}
