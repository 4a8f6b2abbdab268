//! The single ingress: it verifies who is asking, replaces the credential by trusted headers, and
//! hands the request to the service it is for.
//!
//! Everything but this file, [`config`] and `edge` is plain Rust over seams and is tested natively;
//! `edge` is the only module that knows the Workers runtime, `config` the only one that names bindings.

use logicspike_shared::config::ConfigError;
use logicspike_shared::edge::{EdgeRuntime, Environment, FetchTransport, Head, WebCrypto, Worker, open};
use wasm_bindgen::prelude::wasm_bindgen;

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
pub mod reference;
pub mod request_log;
pub mod routes;
pub mod serve;
pub mod store;
pub mod tokens;

use decide::Gateway;
use edge::EdgeHost;
use serve::{finish, serve, serve_unconfigured};

/// The gateway in the Workers runtime. It holds plain data only: bindings belong to a request.
struct Ingress(Result<Gateway<EdgeRuntime, FetchTransport, WebCrypto>, ConfigError>);

impl Worker for Ingress {
    fn configure(environment: &Environment) -> Self {
        let config = config::Config::read(environment);
        Self(config.map(|config| Gateway::new(config, EdgeRuntime, FetchTransport, WebCrypto)))
    }

    async fn fetch(&'static self, head: Head) {
        let inbound = inbound::Inbound::from(head);
        match &self.0 {
            Ok(gateway) => {
                let (reply, rest) = serve(gateway, &inbound, &EdgeHost).await;
                edge::write_reply(&reply);
                if let Some(rest) = rest {
                    finish(gateway, rest, &EdgeHost).await;
                }
            }
            Err(fault) => edge::write_reply(&serve_unconfigured(fault, &inbound, &EdgeRuntime)),
        }
    }
}

#[wasm_bindgen(start)]
fn start() {
    open::<Ingress>();
}
