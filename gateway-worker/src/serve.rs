//! From a request to its response, whatever happens: every refusal and failure becomes a JSON
//! response, every response gets its request id, every request its log line.

use http::{Method, StatusCode};
use logicspike_shared::config::ConfigError;
use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::jwt::Verifier;
use logicspike_shared::runtime::Runtime;
use logicspike_shared::sql::Transport;

use crate::cors::{self, Origins};
use crate::decide::{Decision, Gateway, alive};
use crate::exchange::{Exchange, note};
use crate::host::{Body, Forward, Host, Reply};
use crate::inbound::Inbound;
use crate::limits;
use crate::log_entry::LogEntry;
use crate::page_cache::{Effect, PageWork};
use crate::reference;
use crate::routes::{self, Door, Route, Target};

/// What is left to do after the response.
#[derive(Debug, Default)]
pub struct Rest {
    page: Option<PageWork>,
    entry: Option<LogEntry>,
}

impl Rest {
    fn is_empty(&self) -> bool {
        self.page.is_none() && self.entry.is_none()
    }
}

/// Serves a request. What it leaves to do is for [`finish`], after the response.
pub async fn serve<R: Runtime, T: Transport, V: Verifier, H: Host>(
    gateway: &Gateway<R, T, V>,
    inbound: &Inbound,
    host: &H,
) -> (Reply<H::Body>, Option<Rest>) {
    let mut exchange = Exchange::open(inbound, &gateway.runtime);
    let mut rest = Rest::default();
    let outcome = match gateway.decide(inbound, &mut exchange, host).await {
        Ok(Decision::Respond(response)) => Ok(response.into()),
        Ok(Decision::Forward(forward)) => {
            let outcome = host.call(&forward).await.map_err(|error| AppError::unavailable(error.to_string()));
            let status = outcome.as_ref().ok().map(|reply| reply.status);
            if let Some(route) = exchange.route.filter(|route| is_refused(route, status)) {
                limits::refused_by_service(host, &gateway.failures, route, inbound, gateway.runtime.now())
                    .await;
            }
            rest.page = note_change(gateway, host, &forward, status, &exchange).await;
            outcome
        }
        Ok(Decision::File(file)) => reference::answer(host, file, inbound).await,
        Ok(Decision::Page(request)) => {
            let answer = gateway.pages.answer(host, request, gateway.runtime.now()).await;
            answer.map(|(reply, work)| {
                rest.page = work;
                reply
            })
        }
        Err(error) => Err(error),
    };
    let (reply, error) = close(&exchange, outcome, inbound, &gateway.runtime, &gateway.config.origins);
    rest.entry = gateway.journal.consider(&exchange, reply.status, error.as_ref(), &gateway.runtime);
    (reply, Some(rest).filter(|rest| !rest.is_empty()))
}

/// Does what a request left to do.
pub async fn finish<R: Runtime, T: Transport, V: Verifier, H: Host>(
    gateway: &Gateway<R, T, V>,
    rest: Rest,
    host: &H,
) {
    if let Some(work) = rest.page {
        gateway.pages.work(host, work, gateway.runtime.now()).await;
    }
    if let Some(entry) = rest.entry {
        match gateway.accounts.append(&entry).await {
            Ok(()) => gateway.journal.written(&entry),
            Err(error) => {
                gateway.runtime.log(&note("warn", &entry.request_id, &format!("request_log: {error}")));
            }
        }
    }
}

/// Whether a service refused what it checks itself and others could guess at: an ID token, the operators' key.
fn is_refused(route: &Route, status: Option<StatusCode>) -> bool {
    let refusal = if route.door == Door::Platform { StatusCode::FORBIDDEN } else { StatusCode::UNAUTHORIZED };
    route.is_sign_in() && status == Some(refusal)
}

/// After a write through the admin door this isolate knows that the tenant's pages are old, also when the answer got
/// lost: it may have taken effect. A withdrawal is told to the other isolates before the client hears of it.
async fn note_change<R: Runtime, T, V, H: Host>(
    gateway: &Gateway<R, T, V>,
    host: &H,
    forward: &Forward,
    status: Option<StatusCode>,
    exchange: &Exchange,
) -> Option<PageWork> {
    let (Some(Door::Admin), Some(tenant)) = (exchange.door(), &exchange.tenant) else { return None };
    let effect = Effect::of(forward, status);
    gateway.pages.changed(host, tenant, effect, gateway.runtime.now()).await
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
    close(&exchange, outcome, inbound, runtime, &Origins::default()).0
}

fn close<B>(
    exchange: &Exchange,
    outcome: Result<Reply<B>, AppError>,
    inbound: &Inbound,
    runtime: &impl Runtime,
    origins: &Origins,
) -> (Reply<B>, Option<AppError>) {
    let (mut reply, error) = match outcome {
        Ok(reply) => (reply, None),
        Err(error) => (Response::from_error(&error, exchange.request_id.as_str()).into(), Some(error)),
    };
    exchange.complete(&mut reply.headers);
    cors::complete(&mut reply.headers, exchange.door(), inbound, origins);
    // What has no body by its nature must not be given one, not even an empty stream (Fetch standard).
    let bodyless = matches!(reply.status.as_u16(), 101 | 103 | 204 | 205 | 304);
    if inbound.method == Method::HEAD || bodyless {
        reply.body = Body::Empty;
    }
    exchange.log(runtime, reply.status, error.as_ref());
    (reply, error)
}
