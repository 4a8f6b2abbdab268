//! The blog service: single source of truth for blog data. Owns the blog database, enforces
//! permissions, renders TipTap to HTML. Reached through the gateway only.
//!
//! This file is the edge to the Workers runtime; everything behind [`app::App`] is plain Rust.

pub mod api;
pub mod app;
pub mod config;
pub mod consumer;
pub mod dispatch;
pub mod domain;
mod edge;
pub mod feed;
mod handlers;
pub mod host;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod routes;
pub mod store;
pub mod sweep;

use std::sync::OnceLock;

use logicspike_shared::error::AppError;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::service;
use logicspike_shared::workerd::{self, BoundQueue, FetchTransport, WorkerEnvironment, WorkerRuntime};
use worker::{Context, Env, MessageBatch, Request, Response, Result, ScheduleContext, ScheduledEvent, event};

use crate::dispatch::Aftermath;
use crate::edge::BoundBucket;

type WorkerApp = app::App<(WorkerRuntime, FetchTransport, BoundBucket)>;

/// Where events go.
const EVENTS: &str = "EVENTS";

/// Built by the first request that finds a sound configuration; two racing ones both build, one is kept.
static APP: OnceLock<WorkerApp> = OnceLock::new();

fn app(env: &Env) -> std::result::Result<&'static WorkerApp, AppError> {
    let bucket = BoundBucket::new(env);
    if let Some(app) = APP.get() {
        return Ok(app);
    }
    let config =
        config::Config::read(&WorkerEnvironment::new(env)).map_err(|error| AppError::from(&error))?;
    let app = app::App::new(config, WorkerRuntime, FetchTransport, bucket)
        .map_err(|error| AppError::internal(error.to_string()))?;
    Ok(APP.get_or_init(|| app))
}

#[event(start)]
fn start() {
    console_error_panic_hook::set_once();
}

#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> Result<Response> {
    let response = match app(&env) {
        Ok(app) => match workerd::read_head(request) {
            Ok((request, body)) => {
                let response = service::handle_head(app, &request, body).await;
                match app.aftermath(&request, &response) {
                    Aftermath::Nothing => {}
                    Aftermath::Relay(scope) => {
                        context.wait_until(async move {
                            sweep::relay_tenant(app, &BoundQueue::new(&env, EVENTS), &scope).await;
                        });
                    }
                    Aftermath::Sweep => context.wait_until(async move {
                        sweep::run(app, &BoundQueue::new(&env, EVENTS)).await;
                    }),
                }
                response
            }
            Err(refused) => {
                let (request, error) = *refused;
                service::refuse(app, &request, error)
            }
        },
        Err(error) => service::refuse_unconfigured::<WorkerApp>(&WorkerRuntime, &error),
    };
    workerd::write_response(response)
}

/// Every minute.
#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    match app(&env) {
        Ok(app) => {
            sweep::run(app, &BoundQueue::new(&env, EVENTS)).await;
        }
        // Nobody is there to answer: the log says why nothing is published.
        Err(error) => WorkerRuntime.log(error.log_text()),
    }
}

/// What the manager has to say.
#[event(queue)]
async fn queue(batch: MessageBatch<String>, env: Env, _context: Context) -> Result<()> {
    // Without a sound configuration nothing is acknowledged: the queue hands the messages over again.
    let app = app(&env).map_err(|error| worker::Error::RustError(error.log_text().to_owned()))?;
    let events = BoundQueue::new(&env, EVENTS);
    workerd::consume(&batch, async |messages| consumer::consume(app, &events, messages).await).await;
    Ok(())
}
