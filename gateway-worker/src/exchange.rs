//! What is known of one request from its arrival to its log line.

use http::header::{CACHE_CONTROL, HeaderMap, HeaderValue};
use http::{Method, StatusCode};
use logicspike_shared::error::AppError;
use logicspike_shared::identity;
use logicspike_shared::ids::{TenantId, UserId};
use logicspike_shared::runtime::Runtime;
use logicspike_shared::telemetry::RequestLog;
use logicspike_shared::time::Timestamp;
use logicspike_shared::trace::{RequestId, TraceParent};

use crate::inbound::Inbound;
use crate::routes::Route;

/// The Worker's name in log lines.
pub const SERVICE: &str = "gateway";

/// One request, as far as it got.
#[derive(Debug)]
pub struct Exchange {
    /// The request's id.
    pub request_id: RequestId,
    /// The trace that the service is to continue.
    pub trace: TraceParent,
    /// Whether the client's trace was continued.
    pub continues_trace: bool,
    /// The method.
    pub method: Method,
    /// When the request came.
    pub started: Timestamp,
    /// The route, once found.
    pub route: Option<&'static Route>,
    /// The tenant, once a credential was verified.
    pub tenant: Option<TenantId>,
    /// The person, once a token was verified.
    pub user: Option<UserId>,
}

impl Exchange {
    /// Begins with a request's arrival.
    pub fn open(inbound: &Inbound, runtime: &impl Runtime) -> Self {
        let presented = inbound.header(identity::TRACEPARENT.as_str());
        let trace = TraceParent::continue_or_new(presented, runtime);
        Self {
            request_id: RequestId::accept_or_new(inbound.header(identity::REQUEST_ID.as_str()), runtime),
            continues_trace: presented.is_some_and(|text| text.contains(trace.trace_id())),
            trace,
            method: inbound.method.clone(),
            started: runtime.now(),
            route: None,
            tenant: None,
            user: None,
        }
    }

    /// Puts onto a response what every response has: the request's id, and no storing by others unless
    /// the service or the page cache said that they may.
    pub fn complete(&self, headers: &mut HeaderMap) {
        if let Ok(value) = HeaderValue::from_str(self.request_id.as_str()) {
            headers.insert(identity::REQUEST_ID, value);
        }
        headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }

    /// Writes the request's one log line.
    pub fn log(&self, runtime: &impl Runtime, status: StatusCode, error: Option<&AppError>) {
        let mut line = RequestLog {
            service: SERVICE,
            request_id: self.request_id.as_str(),
            trace_id: Some(self.trace.trace_id()),
            tenant_id: self.tenant.as_ref().map(TenantId::as_str),
            user_id: self.user.as_ref().map(UserId::as_str),
            door: self.route.map(|route| route.door.as_str()),
            method: self.method.as_str(),
            route: self.route.map_or("unmatched", |route| route.pattern),
            status: status.as_u16(),
            duration_ms: runtime.now().as_millis() - self.started.as_millis(),
            ..RequestLog::default()
        };
        if let Some(error) = error {
            line.set_error(error);
        }
        runtime.log(&line.to_line());
    }
}
