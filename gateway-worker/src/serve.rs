//! From a request to its response, whatever happens: every refusal and failure becomes a JSON
//! response, every response gets its request id, every request its log line.

use http::Method;
use logicspike_shared::config::ConfigError;
use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::jwt::Verifier;
use logicspike_shared::runtime::Runtime;
use logicspike_shared::sql::Transport;

use crate::cors::{self, Origins};
use crate::exchange::Exchange;
use crate::gateway::{Decision, Gateway, alive};
use crate::host::{Body, Host, Reply};
use crate::inbound::Inbound;
use crate::routes::{self, Target};

/// Serves a request.
pub async fn serve<R: Runtime, T: Transport, V: Verifier, H: Host>(
    gateway: &Gateway<R, T, V>,
    inbound: &Inbound,
    host: &H,
) -> Reply<H::Body> {
    let mut exchange = Exchange::open(inbound, &gateway.runtime);
    let outcome = match gateway.decide(inbound, &mut exchange).await {
        Ok(Decision::Respond(response)) => Ok(response.into()),
        Ok(Decision::Forward(forward)) => {
            host.call(&forward).await.map_err(|error| AppError::unavailable(error.to_string()))
        }
        Err(error) => Err(error),
    };
    close(&exchange, outcome, inbound, &gateway.runtime, &gateway.config.origins)
}

/// Serves a request while the configuration has faults: `/health` says that the Worker runs, all else
/// which variable is missing.
pub fn serve_unconfigured<B>(fault: &ConfigError, inbound: &Inbound, runtime: &impl Runtime) -> Reply<B> {
    let mut exchange = Exchange::open(inbound, runtime);
    let outcome = match routes::find(&inbound.path, false) {
        Ok(route) if route.target == Target::Alive => {
            exchange.route = Some(route);
            route.admit_method(&inbound.method).and_then(|()| alive()).map(Reply::from)
        }
        _ => Err(AppError::from(fault)),
    };
    close(&exchange, outcome, inbound, runtime, &Origins::default())
}

fn close<B>(
    exchange: &Exchange,
    outcome: Result<Reply<B>, AppError>,
    inbound: &Inbound,
    runtime: &impl Runtime,
    origins: &Origins,
) -> Reply<B> {
    let (mut reply, error) = match outcome {
        Ok(reply) => (reply, None),
        Err(error) => (Response::from_error(&error, exchange.request_id.as_str()).into(), Some(error)),
    };
    exchange.complete(&mut reply.headers);
    cors::complete(&mut reply.headers, exchange.route.map(|route| route.door), inbound, origins);
    // What has no body by its nature must not be given one, not even an empty stream (Fetch standard).
    let bodyless = matches!(reply.status.as_u16(), 101 | 103 | 204 | 205 | 304);
    if inbound.method == Method::HEAD || bodyless {
        reply.body = Body::Empty;
    }
    exchange.log(runtime, reply.status, error.as_ref());
    reply
}
