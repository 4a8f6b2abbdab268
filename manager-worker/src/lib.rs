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
use logicspike_shared::rt::{WorkerEnvironment, WorkerRuntime, read_request, write_response};
use logicspike_shared::service;
use worker::{Context, Env, Request, Response, event};

use crate::app::App;
use crate::config::Config;
use crate::worker_platform::WorkerPlatform;

/// Plain data, made by the first request that finds a sound configuration. A request never waits for what
/// another one began: two racing ones both build, and one is kept.
static APP: OnceLock<App<WorkerPlatform>> = OnceLock::new();

fn app(env: &Env) -> Result<&'static App<WorkerPlatform>, AppError> {
    if let Some(app) = APP.get() {
        return Ok(app);
    }
    let config =
        Config::from_environment(&WorkerEnvironment::new(env)).map_err(|faults| AppError::from(&faults))?;
    let app = App::new(&WorkerPlatform, config)?;
    Ok(APP.get_or_init(|| app))
}

#[event(start)]
fn start() {
    console_error_panic_hook::set_once();
}

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> worker::Result<Response> {
    let response = match app(&env) {
        Ok(app) => match read_request(request).await {
            Ok(request) => service::handle(app, &request).await,
            Err((request, error)) => service::refuse(app, &request, error),
        },
        Err(error) => service::refuse_unconfigured::<App<WorkerPlatform>>(&WorkerRuntime, &error),
    };
    write_response(response)
}
