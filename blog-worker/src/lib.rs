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

use logicspike_shared::edge::{
    self as runtime, Batch, BoundQueue, EdgeRuntime, Environment, EventFailed, FetchTransport, Head, Worker,
};
use logicspike_shared::error::AppError;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::service;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::dispatch::Aftermath;
use crate::edge::BoundBucket;

type App = app::App<(EdgeRuntime, FetchTransport, BoundBucket)>;

/// Where events go.
const EVENTS: BoundQueue = BoundQueue::new("EVENTS");

/// The service in the Workers runtime: plain data. Without a sound configuration it knows what is wrong.
struct Blog(Result<App, AppError>);

impl Worker for Blog {
    fn configure(environment: &Environment) -> Self {
        let config = config::Config::read(environment).map_err(|error| AppError::from(&error));
        Self(config.and_then(|config| {
            app::App::new(config, EdgeRuntime, FetchTransport, BoundBucket)
                .map_err(|error| AppError::internal(error.to_string()))
        }))
    }

    async fn fetch(&'static self, head: Head) {
        match &self.0 {
            Ok(app) => {
                let (request, response) = runtime::serve(app, head).await;
                let aftermath = app.aftermath(&request, &response);
                runtime::reply(response);
                match aftermath {
                    Aftermath::Nothing => {}
                    Aftermath::Relay(scope) => {
                        sweep::relay_tenant(app, &EVENTS, &scope).await;
                    }
                    Aftermath::Sweep => {
                        sweep::run(app, &EVENTS).await;
                    }
                }
            }
            Err(error) => runtime::reply(service::refuse_unconfigured::<App>(&EdgeRuntime, error)),
        }
    }

    /// What the manager has to say.
    async fn queue(&'static self, batch: Batch) -> Result<(), EventFailed> {
        // Without a sound configuration nothing is acknowledged.
        let app = self.0.as_ref().map_err(|error| EventFailed(error.log_text().to_owned()))?;
        runtime::judge(&consumer::consume(app, &EVENTS, &batch.messages).await);
        Ok(())
    }

    /// Every minute.
    async fn scheduled(&'static self) {
        match &self.0 {
            Ok(app) => {
                sweep::run(app, &EVENTS).await;
            }
            // Nobody is there to answer: the log says why nothing is published.
            Err(error) => EdgeRuntime.log(error.log_text()),
        }
    }
}

#[wasm_bindgen(start)]
fn start() {
    runtime::open::<Blog>();
}
