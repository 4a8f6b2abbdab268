//! The identity service: users, tenants, memberships, roles, API keys, and the private key that signs
//! access tokens.
//!
//! This file is the edge to the Workers runtime and nothing more. A request becomes a plain value, is
//! answered by [`app::App`] through the pipeline that every service runs, and the answer becomes a native
//! response. `handlers` call `domain` for rules and `store` for SQL; neither knows HTTP nor the runtime.

pub mod api;
pub mod app;
pub mod config;
pub mod consumer;
pub mod courier;
pub mod dispatch;
pub mod domain;
mod edge;
mod google_keys;
mod handlers;
pub mod host;
pub mod input;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod routes;
mod store;
pub mod sweep;

use std::sync::OnceLock;

use logicspike_shared::error::AppError;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::service;
use logicspike_shared::workerd::{
    BoundQueue, WorkerEnvironment, WorkerRuntime, consume, read_head, write_response,
};
use worker::{Context, Env, MessageBatch, Request, Response, ScheduleContext, ScheduledEvent, event};

use crate::app::App;
use crate::config::Config;
use crate::dispatch::Aftermath;
use crate::edge::WorkerHost;

/// Where events go.
const EVENTS: &str = "EVENTS";
/// Where the blog service hears what concerns it.
const BLOG_INBOX: &str = "BLOG_INBOX";
/// What the name of a queue of dead letters ends with.
const DEAD_LETTERS: &str = "-dlq";

/// Plain data, made by the first request that finds a sound configuration. A request never waits for what
/// another one began: two racing ones both build, and one is kept.
static APP: OnceLock<App<WorkerHost>> = OnceLock::new();

fn app(env: &Env) -> Result<&'static App<WorkerHost>, AppError> {
    if let Some(app) = APP.get() {
        return Ok(app);
    }
    let config =
        Config::from_environment(&WorkerEnvironment::new(env)).map_err(|faults| AppError::from(&faults))?;
    let app = App::new(&WorkerHost, config)?;
    Ok(APP.get_or_init(|| app))
}

#[event(start)]
fn start() {
    console_error_panic_hook::set_once();
}

#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> worker::Result<Response> {
    let response = match app(&env) {
        Ok(app) => match read_head(request) {
            Ok((request, body)) => {
                let response = service::handle_head(app, &request, body).await;
                match Aftermath::of(&request, &response) {
                    Aftermath::Nothing => {}
                    Aftermath::Relay => context.wait_until(async move {
                        sweep::relay(app, &BoundQueue::new(&env, EVENTS)).await;
                    }),
                    Aftermath::Send => context.wait_until(async move {
                        if let Some(scope) = app.tenant_of(&request) {
                            courier::webhooks::deliver_due(app, &[scope]).await;
                        }
                    }),
                    Aftermath::Sweep => context.wait_until(async move {
                        sweep::run(app, &BoundQueue::new(&env, EVENTS)).await;
                        courier::sweep(app).await;
                    }),
                }
                response
            }
            Err(refused) => {
                let (request, error) = *refused;
                service::refuse(app, &request, error)
            }
        },
        Err(error) => service::refuse_unconfigured::<App<WorkerHost>>(&WorkerRuntime, &error),
    };
    write_response(response)
}

/// Events of both services, and dead letters.
#[event(queue)]
async fn queue(batch: MessageBatch<String>, env: Env, context: Context) -> worker::Result<()> {
    // Without a sound configuration nothing is acknowledged: the queue hands the messages over again.
    let app = app(&env).map_err(|error| worker::Error::RustError(error.log_text().to_owned()))?;
    if batch.queue().ends_with(DEAD_LETTERS) {
        consume(&batch, async |messages| consumer::bury(app, messages).await).await;
    } else {
        let blog = BoundQueue::new(&env, BLOG_INBOX);
        let mut tenants = Vec::new();
        consume(&batch, async |messages| {
            let outcome = consumer::consume(app, &blog, messages).await;
            tenants = outcome.tenants;
            outcome.verdicts
        })
        .await;
        // The queue need not wait for those who are called.
        context.wait_until(async move { courier::send(app, &tenants).await });
    }
    Ok(())
}

/// Every minute.
#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    match app(&env) {
        Ok(app) => {
            sweep::run(app, &BoundQueue::new(&env, EVENTS)).await;
            courier::sweep(app).await;
        }
        // Nobody is there to answer: the log says why nothing is sent.
        Err(error) => WorkerRuntime.log(error.log_text()),
    }
}
