//! The decision on a request: who is asking, may they, and what exactly goes to which service. All of
//! it is plain Rust over three seams: clock and randomness, SQL transport, signature verification.

use http::Method;
use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::jwt::Verifier;
use logicspike_shared::public_params;
use logicspike_shared::reference::File;
use logicspike_shared::runtime::Runtime;
use logicspike_shared::sql::{Database, Transport};
use serde::Serialize;

use crate::config::Config;
use crate::cors;
use crate::exchange::{Exchange, note};
use crate::headers;
use crate::host::Forward;
use crate::inbound::Inbound;
use crate::limits::{self, Failures, Limits};
use crate::lookups::Accounts;
use crate::page_cache::{PageKey, PageRequest, Pages};
use crate::path;
use crate::request_log::Journal;
use crate::routes::{self, Door, Route, Target};
use crate::tokens::Tokens;

/// How long a look into the platform database may take, in milliseconds: a client waits for it.
const DATABASE_TIMEOUT_MS: u32 = 5_000;

/// What to do with a request.
#[derive(Debug)]
pub enum Decision {
    /// Send it to a service.
    Forward(Forward),
    /// Answer with a public page, kept or fetched.
    Page(PageRequest),
    /// Answer with a file.
    File(File),
    /// Answer it here.
    Respond(Response),
}

/// The gateway of an isolate: configuration and plain data, nothing that belongs to a request.
#[derive(Debug)]
pub struct Gateway<R, T, V> {
    pub(crate) config: Config,
    pub(crate) runtime: R,
    pub(crate) verifier: V,
    pub(crate) accounts: Accounts<T>,
    pub(crate) tokens: Tokens,
    pub(crate) failures: Failures,
    pub(crate) pages: Pages,
    pub(crate) journal: Journal,
}

/// The gateway runs.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "Health"))]
pub(crate) struct Alive {
    /// `ok`.
    #[cfg_attr(feature = "openapi", schemars(extend("const" = "ok")))]
    status: &'static str,
}

/// The answer of `/health`: the Worker runs. Nothing else is asked.
pub(crate) fn alive() -> Result<Response, AppError> {
    Response::ok(&Alive { status: "ok" })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TestLog<'a> {
    status: &'static str,
    request_id: &'a str,
}

impl<R: Runtime, T: Transport, V: Verifier> Gateway<R, T, V> {
    /// A gateway over the given seams.
    pub fn new(config: Config, runtime: R, transport: T, verifier: V) -> Self {
        let database = Database::new(transport, config.database.clone(), config.sql_endpoint.clone())
            .with_timeout_ms(DATABASE_TIMEOUT_MS);
        Self {
            config,
            runtime,
            verifier,
            accounts: Accounts::new(database),
            tokens: Tokens::default(),
            failures: Failures::default(),
            pages: Pages::default(),
            journal: Journal::default(),
        }
    }

    /// Decides on a request, and notes in `exchange` what was found out on the way.
    ///
    /// # Errors
    /// Every refusal.
    pub async fn decide(
        &self,
        inbound: &Inbound,
        exchange: &mut Exchange,
        limits: &impl Limits,
    ) -> Result<Decision, AppError> {
        if !path::is_unambiguous(&inbound.path) {
            return Err(AppError::not_found().because("ambiguous path"));
        }
        let route = routes::find(&inbound.path, self.config.debug)?;
        exchange.route = Some(route);
        if cors::is_preflight(&inbound.method) {
            return Ok(Decision::Respond(cors::preflight(route.door, inbound, &self.config.origins)));
        }
        route.admit_method(&inbound.method)?;
        limits::before_credentials(limits, &self.failures, route, inbound, self.runtime.now()).await?;
        let identity = match self.admit(route, inbound, exchange, limits).await {
            Ok(identity) => identity,
            Err(refusal) => {
                let now = self.runtime.now();
                return Err(limits::wrong_credential(
                    limits,
                    &self.failures,
                    refusal,
                    exchange,
                    inbound,
                    now,
                )
                .await);
            }
        };
        match route.target {
            Target::Alive => alive().map(Decision::Respond),
            Target::TestLog => self.test_log(exchange).map(Decision::Respond),
            Target::File(file) => Ok(Decision::File(file)),
            Target::Forward { to, without } => {
                let path = inbound.path.strip_prefix(without).unwrap_or(&inbound.path);
                let target = target(route.door, path, inbound.query.as_deref());
                let headers = headers::outgoing(inbound, &identity, self.config.secrets.current(), exchange)?;
                let (origin, method) = (inbound.origin.clone(), inbound.method.clone());
                let forward = Forward { to, origin, method, target, headers };
                Ok(page_request(route, &forward, exchange)
                    .map_or_else(|| Decision::Forward(forward), Decision::Page))
            }
        }
    }

    fn test_log(&self, exchange: &Exchange) -> Result<Response, AppError> {
        let request_id = exchange.request_id.as_str();
        self.runtime.log(&note("info", request_id, "test log line"));
        Response::ok(&TestLog { status: "logged", request_id })
    }
}

/// What a service is asked for. At the doors that anybody reads through, a parameter that the route does not know makes no
/// other page of it; at the others the service refuses it.
fn target(door: Door, path: &str, query: Option<&str>) -> String {
    match query {
        // A picture is what its name says, whatever is asked beside it.
        _ if door == Door::Media => path.to_owned(),
        Some(query) if matches!(door, Door::Public | Door::Keys) && !query.is_empty() => {
            match public_params::without_unknown(path, query) {
                query if query.is_empty() => path.to_owned(),
                query => format!("{path}?{query}"),
            }
        }
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    }
}

/// A request for a page of the public door that may come from the cache.
fn page_request(route: &Route, forward: &Forward, exchange: &Exchange) -> Option<PageRequest> {
    if route.door != Door::Public || forward.carries_body() {
        return None;
    }
    let tenant = exchange.tenant.clone()?;
    let (path, query) = match forward.target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (forward.target.as_str(), None),
    };
    let key = PageKey::new(&tenant, &forward.origin, path, query)?;
    // HEAD is answered from the page too.
    let mut forward = Forward { method: Method::GET, ..forward.clone() };
    let if_none_match = headers::take_conditions(&mut forward.headers);
    let anew = headers::wants_anew(&forward.headers);
    Some(PageRequest { key, tenant, forward, if_none_match, anew })
}
