//! API keys.

use http::header::CACHE_CONTROL;
use logicspike_shared::api_key::ApiKey;
use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::ids::ApiKeyId;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::service::AdminCall;

use super::{created, no_content, record};
use crate::api::api_keys::{KeyBody, RotateBody, ShownKey};
use crate::app::App;
use crate::host::Host;
use crate::input::page;
use crate::store::api_keys;

/// `GET /manager/api-keys`
pub(crate) async fn list(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let page = page::read(call.request)?;
    let (rows, total) = api_keys::list(&app.database, &call.member(), page, app.runtime.now()).await?;
    Response::ok(&page.list(rows, total))
}

/// `POST /manager/api-keys`: a new key, shown in this answer and never again.
pub(crate) async fn create(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let record = record(app, call);
    let new = call.request.json::<KeyBody>()?.check(record.now)?;
    let (id, key) = (ApiKeyId::new(&app.runtime), ApiKey::generate(&app.runtime));
    api_keys::create(&app.database, &record, &id, &key, &new).await?;
    let shown = ShownKey {
        id: id.as_str(),
        key: key.expose(),
        hint: &key.hint(),
        expires_at: new.expires_at,
        previous_expires_at: None,
    };
    show(&shown)
}

/// `POST /manager/api-keys/{id}/rotate`: a new key in the place of an active one, which goes on working for a
/// while. The body may be left out.
pub(crate) async fn rotate(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let record = record(app, call);
    let body = if call.request.body.is_empty() { RotateBody::default() } else { call.request.json()? };
    let rotation = body.check(record.now)?;
    let old = key_of(call)?;
    let (id, key) = (ApiKeyId::new(&app.runtime), ApiKey::generate(&app.runtime));
    let rotated = api_keys::rotate(&app.database, &record, &old, (&id, &key), &rotation).await?;
    let shown = ShownKey {
        id: id.as_str(),
        key: key.expose(),
        hint: &key.hint(),
        expires_at: rotated.expires_at,
        previous_expires_at: Some(rotated.previous_expires_at),
    };
    show(&shown)
}

fn show(key: &ShownKey<'_>) -> Result<Response, AppError> {
    let response = created(&format!("/manager/api-keys/{}", key.id), key)?;
    Ok(response.with_header(CACHE_CONTROL, "no-store"))
}

/// `DELETE /manager/api-keys/{id}`: ends a key; within half a minute it opens nothing anywhere.
pub(crate) async fn revoke(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    if !api_keys::revoke(&app.database, &record(app, call), &key_of(call)?).await? {
        return Err(AppError::not_found());
    }
    Ok(no_content())
}

fn key_of(call: &AdminCall<'_>) -> Result<ApiKeyId, AppError> {
    ApiKeyId::parse(call.params.get("id")).map_err(|_| AppError::not_found())
}
