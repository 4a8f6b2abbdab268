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

use logicspike_shared::edge::{
    self as runtime, Batch, BoundQueue, EdgeRuntime, Environment, EventFailed, Head, Worker,
};
use logicspike_shared::error::AppError;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::service;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::app::App;
use crate::config::Config;
use crate::dispatch::Aftermath;
use crate::edge::EdgeHost;

/// Where events go.
const EVENTS: BoundQueue = BoundQueue::new("EVENTS");
/// Where the blog service hears what concerns it.
const BLOG_INBOX: BoundQueue = BoundQueue::new("BLOG_INBOX");
/// What the name of a queue of dead letters ends with.
const DEAD_LETTERS: &str = "-dlq";

/// The service in the Workers runtime: plain data. Without a sound configuration it knows what is wrong.
struct Manager(Result<App<EdgeHost>, AppError>);

impl Worker for Manager {
    fn configure(environment: &Environment) -> Self {
        let config = Config::from_environment(environment).map_err(|faults| AppError::from(&faults));
        Self(config.and_then(|config| App::new(&EdgeHost, config)))
    }

    async fn fetch(&'static self, head: Head) {
        match &self.0 {
            Ok(app) => {
                let (request, response) = runtime::serve(app, head).await;
                let aftermath = Aftermath::of(&request, &response);
                runtime::reply(response);
                match aftermath {
                    Aftermath::Nothing => {}
                    Aftermath::Relay => {
                        sweep::relay(app, &EVENTS).await;
                    }
                    Aftermath::Send => {
                        if let Some(scope) = app.tenant_of(&request) {
                            courier::webhooks::deliver_due(app, &[scope]).await;
                        }
                    }
                    Aftermath::Sweep => sweep(app).await,
                }
            }
            Err(error) => runtime::reply(service::refuse_unconfigured::<App<EdgeHost>>(&EdgeRuntime, error)),
        }
    }

    /// Events of both services, and dead letters.
    async fn queue(&'static self, batch: Batch) -> Result<(), EventFailed> {
        // Without a sound configuration nothing is acknowledged.
        let app = self.0.as_ref().map_err(|error| EventFailed(error.log_text().to_owned()))?;
        if batch.queue.ends_with(DEAD_LETTERS) {
            runtime::judge(&consumer::bury(app, &batch.messages).await);
        } else {
            let outcome = consumer::consume(app, &BLOG_INBOX, &batch.messages).await;
            runtime::judge(&outcome.verdicts);
            // The queue need not wait for those who are called.
            courier::send(app, &outcome.tenants).await;
        }
        Ok(())
    }

    /// Every minute.
    async fn scheduled(&'static self) {
        match &self.0 {
            Ok(app) => sweep(app).await,
            // Nobody is there to answer: the log says why nothing is sent.
            Err(error) => EdgeRuntime.log(error.log_text()),
        }
    }
}

async fn sweep(app: &App<EdgeHost>) {
    sweep::run(app, &EVENTS).await;
    courier::sweep(app).await;
}

#[wasm_bindgen(start)]
fn start() {
    runtime::open::<Manager>();
}
