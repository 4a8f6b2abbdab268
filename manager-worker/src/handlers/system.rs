//! Health, diagnosis, public keys.

use std::collections::BTreeMap;

use http::StatusCode;
use http::header::CACHE_CONTROL;
use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use serde::Serialize;

use crate::app::App;
use crate::host::Host;

#[derive(Serialize)]
struct Health {
    status: &'static str,
}

/// `GET /health`: the Worker runs. No I/O.
pub(crate) fn health() -> Result<Response, AppError> {
    Response::ok(&Health { status: "ok" })
}

#[derive(Serialize)]
struct Diagnosis<'a> {
    service: &'static str,
    variables: BTreeMap<&'a str, bool>,
}

/// `GET /debug`: which variables are set, by name. Not there unless `DEBUG` is `true`.
pub(crate) fn debug(app: &App<impl Host>) -> Result<Response, AppError> {
    if !app.config.debug {
        return Err(AppError::not_found());
    }
    let variables = app.config.variables.iter().copied().collect();
    Ok(Response::ok(&Diagnosis { service: "manager", variables })?.with_header(CACHE_CONTROL, "no-store"))
}

/// `GET /.well-known/jwks.json`: the public keys. Cached for five minutes: a key is announced at least that
/// long before it signs.
pub(crate) fn jwks(app: &App<impl Host>) -> Result<Response, AppError> {
    let response = Response::json(StatusCode::OK, &app.published_keys)?;
    Ok(response.with_header(CACHE_CONTROL, "public, max-age=300"))
}
