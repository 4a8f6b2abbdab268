//! The tenant and its subscription.

use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::service::AdminCall;

use super::record;
use crate::api::tenant::TenantBody;
use crate::app::App;
use crate::host::Host;
use crate::store::tenant;

/// `GET /manager/tenant`
pub(crate) async fn get(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let found = tenant::get(&app.database, &call.member()).await?;
    Response::ok(&found.ok_or_else(AppError::not_found)?)
}

/// `PUT /manager/tenant`
pub(crate) async fn rename(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let name = call.request.json::<TenantBody>()?.check()?;
    let renamed = tenant::rename(&app.database, &record(app, call), &name).await?;
    Response::ok(&renamed.ok_or_else(AppError::not_found)?)
}

/// `GET /manager/subscription`
pub(crate) async fn subscription(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let found = tenant::subscription(&app.database, &call.member(), app.runtime.now()).await?;
    Response::ok(&found.ok_or_else(AppError::not_found)?)
}
