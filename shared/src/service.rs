//! The pipeline that every service behind the gateway runs, in this order: request log, gateway guard
//! (403), identity, route (404, 405), tenant (400), permission (403), query parameters (400), a place among what the
//! tenant has under way (503), body (413, 415), handler.

use std::future::Future;

use bytes::Bytes;
use http::Method;
use http::header::{CONTENT_ENCODING, HeaderMap, HeaderValue};

use crate::error::AppError;
use crate::http::{Request, Response, single_header};
use crate::identity::{self, Actor, Caller};
use crate::in_flight::InFlight;
use crate::route::{Access, PathParams, Route, Router};
use crate::runtime::Runtime;
use crate::scope::{Member, TenantScope};
use crate::secret::{GatewaySecrets, Secret};
use crate::telemetry::RequestLog;
use crate::trace::{RequestId, TraceParent};

/// One call of a route, ready for its handler.
#[derive(Debug)]
pub struct Call<'a> {
    /// The request.
    pub request: &'a Request,
    /// The path's parameters.
    pub params: PathParams,
    /// The request's id.
    pub request_id: &'a RequestId,
    /// Who calls.
    pub caller: &'a Caller,
    /// What the route asks of them.
    pub access: Access,
}

impl Call<'_> {
    /// The signed-in person as a member of their tenant: what is done for them asks their membership too.
    pub fn member(&self) -> Result<Member, AppError> {
        let needed = match self.access {
            Access::Permission(permission) => Some(permission),
            Access::Gateway | Access::Operator | Access::Tenant | Access::User => None,
        };
        Ok(self.actor()?.member(needed))
    }

    /// The signed-in person. The pipeline let nobody else through to a handler that asks.
    pub fn actor(&self) -> Result<&Actor, AppError> {
        match self.caller {
            Caller::User(actor) => Ok(actor),
            Caller::Gateway | Caller::Tenant(_) => Err(AppError::access_denied()),
        }
    }

    /// The tenant. The pipeline let no request without one through to a handler that asks.
    pub fn scope(&self) -> Result<&TenantScope, AppError> {
        self.caller.scope().ok_or_else(AppError::missing_tenant)
    }
}

/// A service behind the gateway.
pub trait Service {
    /// What a route leads to.
    type Endpoint: Copy + 'static;
    /// The Worker's name in log lines.
    const NAME: &'static str;

    /// The host.
    fn runtime(&self) -> &impl Runtime;
    /// The gateway's secrets.
    fn gateway_secrets(&self) -> &GatewaySecrets;
    /// What operators show; without it the service has no routes for them.
    fn platform_secret(&self) -> Option<&Secret>;
    /// What tenants have under way here.
    fn in_flight(&self) -> &InFlight;
    /// The route table.
    fn router(&self) -> &Router<Self::Endpoint>;
    /// Calls the handler.
    fn call(
        &self,
        endpoint: Self::Endpoint,
        call: Call<'_>,
    ) -> impl Future<Output = Result<Response, AppError>>;
}

/// A request's body, which is read once it is known who sends it.
pub trait BodySource {
    /// Reads it whole.
    ///
    /// # Errors
    /// 413 if it has more bytes than the route takes, 400 if it breaks off.
    fn read(self, most_bytes: usize) -> impl Future<Output = Result<Bytes, AppError>>;
}

/// A body that is there already.
impl BodySource for Bytes {
    async fn read(self, most_bytes: usize) -> Result<Bytes, AppError> {
        if self.len() > most_bytes { Err(AppError::payload_too_large()) } else { Ok(self) }
    }
}

/// Answers a request that is there whole. Never fails: every error becomes a JSON response.
pub async fn handle<S: Service>(service: &S, request: &Request) -> Response {
    let body = request.body.clone();
    handle_head(service, &Request { body: Bytes::new(), ..request.clone() }, body).await
}

/// Answers a request whose body is still to be read: nothing of it is before key, route and permission are known to be
/// right. Never fails: every error becomes a JSON response.
pub async fn handle_head<S: Service>(service: &S, request: &Request, body: impl BodySource) -> Response {
    let runtime = service.runtime();
    let started = runtime.now();
    let caller = Caller::from_headers(&request.headers, service.gateway_secrets());
    // Ids of others are kept only when the gateway vouches for them.
    let vouched =
        |name: &str| caller.as_ref().ok().and_then(|_| single_header(&request.headers, name).ok().flatten());
    let request_id = RequestId::accept_or_new(vouched(identity::REQUEST_ID.as_str()), runtime);
    let trace = TraceParent::continue_or_new(vouched(identity::TRACEPARENT.as_str()), runtime);

    let mut log = RequestLog {
        service: S::NAME,
        request_id: request_id.as_str(),
        trace_id: Some(trace.trace_id()),
        method: request.method.as_str(),
        route: "unmatched",
        ..RequestLog::default()
    };
    let outcome = match &caller {
        Err(refusal) => Err(refusal.clone()),
        Ok(caller) => {
            log.tenant_id = caller.scope().map(|scope| scope.tenant().as_str());
            if let Caller::User(actor) = caller {
                log.user_id = Some(actor.user().user().as_str());
            }
            match service.router().find(&request.method, &request.path) {
                Err(error) => Err(error),
                Ok((route, params)) => {
                    log.route = route.pattern;
                    let call =
                        Call { request, params, request_id: &request_id, caller, access: route.access };
                    admit_and_call(service, route, call, body).await
                }
            }
        }
    };

    let error = outcome.as_ref().err().cloned();
    let mut response = outcome.unwrap_or_else(|error| Response::from_error(&error, request_id.as_str()));
    if let Ok(value) = HeaderValue::from_str(request_id.as_str()) {
        response.headers.insert(identity::REQUEST_ID, value);
    }
    if request.method == Method::HEAD {
        response.body.clear();
    }
    log.status = response.status.as_u16();
    if let Some(error) = &error {
        log.set_error(error);
    }
    log.duration_ms = runtime.now().as_millis() - started.as_millis();
    runtime.log(&log.to_line());
    response
}

async fn admit_and_call<S: Service>(
    service: &S,
    route: &Route<S::Endpoint>,
    call: Call<'_>,
    body: impl BodySource,
) -> Result<Response, AppError> {
    match route.access {
        Access::Gateway => {}
        Access::Operator => {
            let secret = service.platform_secret().ok_or_else(AppError::not_found)?;
            let shown = single_header(&call.request.headers, identity::PLATFORM_KEY.as_str());
            if !shown.ok().flatten().is_some_and(|shown| secret.matches(shown)) {
                return Err(AppError::access_denied());
            }
        }
        Access::Tenant => {
            call.scope()?;
        }
        Access::User => {
            call.scope()?;
            call.actor()?;
        }
        Access::Permission(permission) => {
            call.scope()?;
            match call.caller {
                Caller::User(actor) => actor.require(permission)?,
                Caller::Gateway | Caller::Tenant(_) => return Err(AppError::missing_permission(permission)),
            }
        }
    }
    call.request.admit_params(route.params)?;
    // A tenant's load is its own: it waits here, with no body read, and not in the database.
    let _place = match call.caller.scope() {
        Some(scope) => {
            let writes = !call.request.method.is_safe();
            Some(service.in_flight().enter(scope.tenant(), writes, service.runtime()).await?)
        }
        None => None,
    };
    if call.request.method.is_safe() {
        return service.call(route.endpoint, call).await;
    }
    // A small compressed body could become a large one.
    if !is_plain(&call.request.headers) {
        return Err(AppError::unsupported_media_type().because("the body is compressed"));
    }
    let body = body.read(route.max_body).await?;
    let request = &Request { body, ..call.request.clone() };
    service.call(route.endpoint, Call { request, ..call }).await
}

/// Whether a body comes as it is, without a content coding.
fn is_plain(headers: &HeaderMap) -> bool {
    let mut codings = headers.get_all(CONTENT_ENCODING).iter().map(HeaderValue::as_bytes);
    codings.all(|coding| coding.is_empty() || coding.eq_ignore_ascii_case(b"identity"))
}

/// Whether a request may have changed something that others are to be told of.
pub fn may_have_changed(request: &Request, response: &Response) -> bool {
    !request.method.is_safe() && response.status.is_success()
}

/// Answers a request whose head could not be read as the pipeline would: to whoever does not come through the gateway,
/// nothing but that is said.
pub fn refuse<S: Service>(service: &S, request: &Request, error: AppError) -> Response {
    let error = match Caller::from_headers(&request.headers, service.gateway_secrets()) {
        Ok(_) => error,
        Err(refusal) => refusal,
    };
    answer_without_call(S::NAME, service.runtime(), &error)
}

/// Answers a request to a service whose configuration is not sound.
pub fn refuse_unconfigured<S: Service>(runtime: &impl Runtime, error: &AppError) -> Response {
    answer_without_call(S::NAME, runtime, error)
}

fn answer_without_call(service: &'static str, runtime: &impl Runtime, error: &AppError) -> Response {
    let request_id = RequestId::accept_or_new(None, runtime);
    let mut log =
        RequestLog { service, request_id: request_id.as_str(), route: "unmatched", ..RequestLog::default() };
    log.set_error(error);
    runtime.log(&log.to_line());
    Response::from_error(error, request_id.as_str()).with_header(identity::REQUEST_ID, request_id.as_str())
}
