//! Health and diagnosis, for the gateway.

use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::runtime::Runtime;
use logicspike_shared::sql::Transport;
use serde::Serialize;

use crate::app::App;
use crate::store::system;

#[derive(Serialize)]
struct Health {
    status: &'static str,
}

/// `GET /health`: the database answers.
pub(crate) async fn health<R: Runtime, T: Transport>(app: &App<R, T>) -> Result<Response, AppError> {
    system::ping(&app.db).await?;
    Response::ok(&Health { status: "ok" })
}

#[derive(Serialize)]
struct Diagnosis {
    service: &'static str,
    version: &'static str,
    database: &'static str,
}

/// `GET /debug`: what an operator asks first; only with `DEBUG=true`.
pub(crate) async fn debug<R: Runtime, T: Transport>(app: &App<R, T>) -> Result<Response, AppError> {
    if !app.debug {
        return Err(AppError::not_found());
    }
    let database = if system::ping(&app.db).await.is_ok() { "reachable" } else { "unreachable" };
    Response::ok(&Diagnosis { service: "blog", version: env!("CARGO_PKG_VERSION"), database })
}
