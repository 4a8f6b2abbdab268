//! The single ingress: it verifies who is asking, replaces the credential by trusted headers, and
//! hands the request to the service it is for.
//!
//! Everything but this file, [`config`] and `edge` is plain Rust over seams and is tested natively;
//! `edge` is the only module that knows the Workers runtime, `config` the only one that names bindings.

use std::sync::OnceLock;

use logicspike_shared::config::ConfigError;
use logicspike_shared::workerd::{FetchTransport, WebCrypto, WorkerEnvironment, WorkerRuntime};
use worker::{Context, Env, event, web_sys};

mod admission;
pub mod config;
pub mod cors;
pub mod credential;
pub mod decide;
mod edge;
pub mod exchange;
pub mod headers;
pub mod host;
pub mod inbound;
pub mod instants;
pub mod key_use;
pub mod limits;
pub mod log_entry;
pub mod lookup_cache;
pub mod lookups;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod page_cache;
pub mod path;
pub mod request_log;
pub mod routes;
pub mod serve;
pub mod store;
pub mod tokens;

use decide::Gateway;
use serve::{finish, serve, serve_unconfigured};

type App = Gateway<WorkerRuntime, FetchTransport, WebCrypto>;

/// Made by the isolate's first request. It holds plain data only: bindings belong to a request.
static APP: OnceLock<Result<App, ConfigError>> = OnceLock::new();

fn app(env: &Env) -> &'static Result<App, ConfigError> {
    APP.get_or_init(|| {
        let config = config::Config::read(&WorkerEnvironment::new(env))?;
        Ok(Gateway::new(config, WorkerRuntime, FetchTransport, WebCrypto))
    })
}

#[event(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// Never an error: the runtime's answer to one is plain text.
#[event(fetch)]
async fn fetch(request: web_sys::Request, env: Env, context: Context) -> worker::Result<web_sys::Response> {
    let inbound = edge::read_inbound(&request);
    let reply = match app(&env) {
        Ok(app) => {
            let host = edge::EdgeHost::new(env, request);
            let (reply, rest) = serve(app, &inbound, &host).await;
            if let Some(rest) = rest {
                context.wait_until(async move { finish(app, rest, &host).await });
            }
            reply
        }
        Err(fault) => serve_unconfigured(fault, &inbound, &WorkerRuntime),
    };
    Ok(edge::write_reply(reply))
}
