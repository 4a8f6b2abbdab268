//! The pipeline that every service behind the gateway runs, in this order: request log, gateway guard
//! (403), identity, route (404, 405), tenant (400), permission (403), query parameters (400), a place among what the
//! tenant has under way (503), body (413, 415), handler.

use std::borrow::Cow;
use std::future::Future;

use bytes::Bytes;
use http::Method;
use http::header::{CONTENT_ENCODING, HeaderMap, HeaderValue};

use crate::error::AppError;
use crate::http::{Request, Response, single_header};
use crate::identity::{self, Actor, Caller};
use crate::in_flight::{InFlight, UnderWay};
use crate::leases::Place;
use crate::permission::Permission;
use crate::route::{Access, Endpoint, PathParams, Route, Router};
use crate::runtime::Runtime;
use crate::scope::{Member, TenantScope};
use crate::secret::{GatewaySecrets, Secret};
use crate::telemetry::RequestLog;
use crate::trace::{RequestId, TraceParent};

/// One call of a route, ready for its handler. Whom it is for says the door that it came through.
#[derive(Debug)]
pub struct Call<'a, Who> {
    /// The request.
    pub request: &'a Request,
    /// The path's parameters.
    pub params: PathParams,
    /// The request's id.
    pub request_id: &'a RequestId,
    who: Who,
}

/// A call of whoever comes through the gateway: it is for nobody.
pub type OpenCall<'a> = Call<'a, ()>;
/// A call of a tenant's reader.
pub type TenantCall<'a> = Call<'a, &'a TenantScope>;
/// A call of one of a tenant's people.
pub type AdminCall<'a> = Call<'a, Person<'a>>;

/// One of a tenant's people, and the permission that the route asks for, if it is one.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    actor: &'a Actor,
    needed: Option<Permission>,
}

impl TenantCall<'_> {
    /// The tenant.
    pub fn scope(&self) -> &TenantScope {
        self.who
    }
}

impl AdminCall<'_> {
    /// The person.
    pub fn actor(&self) -> &Actor {
        self.who.actor
    }

    /// The tenant they act for.
    pub fn scope(&self) -> &TenantScope {
        self.who.actor.scope()
    }

    /// The person as a member of their tenant: what is done for them asks their membership too.
    pub fn member(&self) -> Member {
        self.who.actor.member(self.who.needed)
    }
}

/// A service behind the gateway.
pub trait Service {
    /// What is behind the doors that ask for no tenant.
    type Open: Copy + 'static;
    /// What a tenant's readers may ask for.
    type Public: Copy + 'static;
    /// What a tenant's people may ask for.
    type Admin: Copy + 'static;
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
    fn router(&self) -> &Router<EndpointOf<Self>>;
    /// Calls the handler of an open route.
    fn open(
        &self,
        endpoint: Self::Open,
        call: OpenCall<'_>,
    ) -> impl Future<Output = Result<Response, AppError>>;
    /// Calls the handler of a reader's route.
    fn public(
        &self,
        endpoint: Self::Public,
        call: TenantCall<'_>,
    ) -> impl Future<Output = Result<Response, AppError>>;
    /// Calls the handler of a person's route.
    fn admin(
        &self,
        endpoint: Self::Admin,
        call: AdminCall<'_>,
    ) -> impl Future<Output = Result<Response, AppError>>;
    /// Calls the handler of a person's route that takes a file. A service without such a route has none.
    fn upload(
        &self,
        _endpoint: Self::Admin,
        _call: AdminCall<'_>,
        _file: impl BodySource,
    ) -> impl Future<Output = Result<Response, AppError>> {
        std::future::ready(Err(AppError::not_found()))
    }
}

/// What the routes of a service lead to.
pub type EndpointOf<S> = Endpoint<<S as Service>::Open, <S as Service>::Public, <S as Service>::Admin>;

/// Bytes that come piece by piece, so that nobody holds all of them.
pub trait Pieces {
    /// The next ones; none when all have come.
    ///
    /// # Errors
    /// 400 if they break off.
    fn next(&mut self) -> impl Future<Output = Result<Option<Bytes>, AppError>>;
}

impl<P: Pieces> Pieces for &mut P {
    async fn next(&mut self) -> Result<Option<Bytes>, AppError> {
        (**self).next().await
    }
}

/// A request's body, which is read once it is known who sends it: whole, or, where it is a file, piece by piece.
pub trait BodySource: Pieces {
    /// Reads it whole.
    ///
    /// # Errors
    /// 413 if it has more bytes than the route takes, 400 if it breaks off.
    fn read(self, most_bytes: usize) -> impl Future<Output = Result<Bytes, AppError>>;
}

/// How much of a body that is there already makes a piece: what a network brings at once.
const PIECE_BYTES: usize = 16 * 1024;

/// A body that is there already.
impl Pieces for Bytes {
    async fn next(&mut self) -> Result<Option<Bytes>, AppError> {
        let piece = self.split_to(self.len().min(PIECE_BYTES));
        Ok(Some(piece).filter(|piece| !piece.is_empty()))
    }
}

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
                    let asked = Asked { request, params, request_id: &request_id, caller };
                    admit_and_call(service, route, asked, body).await
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
        response.native = None;
    }
    log.status = response.status.as_u16();
    if let Some(error) = &error {
        log.set_error(error);
    }
    log.duration_ms = runtime.now().as_millis() - started.as_millis();
    runtime.log(&log.to_line());
    response
}

/// A request that has found its route.
struct Asked<'a> {
    request: &'a Request,
    params: PathParams,
    request_id: &'a RequestId,
    caller: &'a Caller,
}

impl<'a> Asked<'a> {
    fn call<'b, Who>(self, request: &'b Request, who: Who) -> Call<'b, Who>
    where
        'a: 'b,
    {
        Call { request, params: self.params, request_id: self.request_id, who }
    }

    fn scope(&self) -> Result<&'a TenantScope, AppError> {
        self.caller.scope().ok_or_else(AppError::missing_tenant)
    }

    /// The signed-in person, with the permission that the route asks for.
    fn person(&self, access: Access) -> Result<Person<'a>, AppError> {
        self.scope()?;
        match (access, self.caller) {
            (Access::Permission(needed), Caller::User(actor)) => {
                actor.require(needed)?;
                Ok(Person { actor, needed: Some(needed) })
            }
            (Access::Permission(needed), _) => Err(AppError::missing_permission(needed)),
            (_, Caller::User(actor)) => Ok(Person { actor, needed: None }),
            _ => Err(AppError::access_denied()),
        }
    }
}

async fn admit_and_call<S: Service>(
    service: &S,
    route: &Route<EndpointOf<S>>,
    asked: Asked<'_>,
    body: impl BodySource,
) -> Result<Response, AppError> {
    match route.endpoint {
        Endpoint::Open(endpoint) => {
            if route.access == Access::Operator {
                admit_operator(service, asked.request)?;
            }
            let (_place, request) = prepare(service, route, &asked, body).await?;
            service.open(endpoint, asked.call(&request, ())).await
        }
        Endpoint::Public(endpoint) => {
            let scope = asked.scope()?;
            let (_place, request) = prepare(service, route, &asked, body).await?;
            service.public(endpoint, asked.call(&request, scope)).await
        }
        Endpoint::Admin(endpoint) => {
            let person = asked.person(route.access)?;
            if route.takes_file {
                let request = asked.request;
                let _place = enter(service, route, &asked).await?;
                return service.upload(endpoint, asked.call(request, person), body).await;
            }
            let (_place, request) = prepare(service, route, &asked, body).await?;
            service.admin(endpoint, asked.call(&request, person)).await
        }
    }
}

fn admit_operator(service: &impl Service, request: &Request) -> Result<(), AppError> {
    let secret = service.platform_secret().ok_or_else(AppError::not_found)?;
    let shown = single_header(&request.headers, identity::PLATFORM_KEY.as_str());
    let is_right = shown.ok().flatten().is_some_and(|shown| secret.matches(shown));
    if is_right { Ok(()) } else { Err(AppError::access_denied()) }
}

/// A place among what the tenant has under way, once the request is one that can be served. Nothing of its body is read.
async fn enter<'a, S: Service>(
    service: &'a S,
    route: &Route<EndpointOf<S>>,
    asked: &Asked<'a>,
) -> Result<Option<Place<'a, UnderWay>>, AppError> {
    let request = asked.request;
    request.admit_params(route.params)?;
    let reads = request.method.is_safe();
    // A tenant's load is its own: it waits here, with no body read, and not in the database.
    let place = match asked.caller.scope() {
        Some(scope) => Some(service.in_flight().enter(scope.tenant(), !reads, service.runtime()).await?),
        None => None,
    };
    // A small compressed body could become a large one.
    if !reads && !is_plain(&request.headers) {
        return Err(AppError::unsupported_media_type().because("the body is compressed"));
    }
    Ok(place)
}

/// The same, and the request with its body, if it has one.
async fn prepare<'a, S: Service>(
    service: &'a S,
    route: &Route<EndpointOf<S>>,
    asked: &Asked<'a>,
    body: impl BodySource,
) -> Result<(Option<Place<'a, UnderWay>>, Cow<'a, Request>), AppError> {
    let place = enter(service, route, asked).await?;
    let request = asked.request;
    if request.method.is_safe() {
        return Ok((place, Cow::Borrowed(request)));
    }
    let body = body.read(route.max_body).await?;
    Ok((place, Cow::Owned(Request { body, ..request.clone() })))
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
