//! What answers each route: read the input, call `domain` and `store`, answer.

pub(crate) mod api_keys;
pub(crate) mod audit;
pub(crate) mod auth;
pub(crate) mod deliveries;
pub(crate) mod platform;
pub(crate) mod roles;
pub(crate) mod suspension;
pub(crate) mod system;
pub(crate) mod team;
pub(crate) mod tenant;
pub(crate) mod webhooks;

use http::StatusCode;
use http::header::LOCATION;
use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::service::AdminCall;
use serde::Serialize;

use crate::app::App;
use crate::host::Host;
use crate::input::fields::is_identifier;
use crate::store::Record;

/// Who changes something, and when.
fn record(app: &App<impl Host>, call: &AdminCall<'_>) -> Record {
    Record::by_member(call.member(), app.runtime.now())
}

/// 201 with the place of what was made.
fn created(location: &str, body: &impl Serialize) -> Result<Response, AppError> {
    Ok(Response::json(StatusCode::CREATED, body)?.with_header(LOCATION, location))
}

fn no_content() -> Response {
    Response::empty(StatusCode::NO_CONTENT)
}

/// An identifier in a path or body. What cannot be one is not looked up, and not found.
fn identifier(text: &str) -> Result<&str, AppError> {
    if is_identifier(text) { Ok(text) } else { Err(AppError::not_found()) }
}
