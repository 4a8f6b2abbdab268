//! The identity service: users, tenants, memberships, roles, API keys, and the private key that signs
//! access tokens.
//!
//! This file is the edge to the Workers runtime and nothing more. A request becomes a plain value, is
//! answered by [`app::App`] through the pipeline that every service runs, and the answer becomes a native
//! response. `handlers` call `domain` for rules and `store` for SQL; neither knows HTTP nor the runtime.

pub mod api;
pub mod app;
pub mod config;
pub mod domain;
mod handlers;
pub mod routes;
mod store;
mod worker_platform;

use std::sync::OnceLock;

use logicspike_shared::error::AppError;
use logicspike_shared::http::{Request, Response};
use logicspike_shared::identity::Caller;
use logicspike_shared::rt::{WorkerEnvironment, WorkerRuntime, read_request, write_response};
use logicspike_shared::service::{self, Service};
use logicspike_shared::telemetry::RequestLog;
use logicspike_shared::trace::RequestId;

use crate::app::App;
use crate::config::Config;
use crate::worker_platform::WorkerPlatform;

/// Plain data, made once per isolate: a request must never wait for something that another one began.
static APP: OnceLock<Result<App<WorkerPlatform>, AppError>> = OnceLock::new();

#[worker::event(start)]
fn start() {
    console_error_panic_hook::set_once();
}

#[worker::event(fetch)]
async fn fetch(
    request: worker::Request,
    env: worker::Env,
    _context: worker::Context,
) -> worker::Result<worker::Response> {
    let app = APP.get_or_init(|| {
        let config = Config::from_environment(&WorkerEnvironment::new(&env));
        config.map_err(|faults| AppError::from(&faults)).and_then(|config| App::new(&WorkerPlatform, config))
    });
    let read = read_request(request).await;
    let response = match (app, read) {
        (Ok(app), Ok(request)) => service::handle(app, &request).await,
        (Ok(app), Err((request, error))) => {
            let trusted = Caller::from_headers(&request.headers, app.gateway_secrets());
            refuse(&request, &trusted.err().unwrap_or(error))
        }
        (Err(error), Ok(request) | Err((request, _))) => refuse(&request, error),
    };
    write_response(response)
}

/// Answers a request that does not reach the pipeline.
fn refuse(request: &Request, error: &AppError) -> Response {
    let request_id = RequestId::accept_or_new(None, &WorkerRuntime);
    let mut log = RequestLog {
        service: App::<WorkerPlatform>::NAME,
        request_id: request_id.as_str(),
        method: request.method.as_str(),
        route: "unmatched",
        ..RequestLog::default()
    };
    log.set_error(error);
    logicspike_shared::runtime::Runtime::log(&WorkerRuntime, &log.to_line());
    Response::from_error(error, request_id.as_str())
}
