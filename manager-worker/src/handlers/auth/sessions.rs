//! A person's own sessions: what there are, and ending them.

use http::StatusCode;
use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::ids::SessionId;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::service::AdminCall;

use crate::api::page::Whole;
use crate::app::App;
use crate::host::Host;
use crate::store::sessions;

/// `GET /auth/sessions`: where the person is signed in.
pub(crate) async fn list(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let data = sessions::list(&app.database, &call.member(), app.runtime.now()).await?;
    Response::ok(&Whole { data })
}

/// `DELETE /auth/sessions/{id}`: ends one, be it the one that asks.
pub(crate) async fn end(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let id = SessionId::parse(call.params.get("id")).map_err(|_| AppError::not_found())?;
    if !sessions::end_one(&app.database, &call.member(), &id, app.runtime.now()).await? {
        return Err(AppError::not_found());
    }
    Ok(Response::empty(StatusCode::NO_CONTENT))
}

/// `DELETE /auth/sessions`: ends all but the one that asks.
pub(crate) async fn end_others(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    sessions::end_others(&app.database, &call.member(), app.runtime.now()).await?;
    Ok(Response::empty(StatusCode::NO_CONTENT))
}
