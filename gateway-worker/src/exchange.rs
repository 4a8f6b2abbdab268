//! What is known of one request from its arrival to its log line.

use http::header::{CACHE_CONTROL, HeaderMap, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use http::{Method, StatusCode};
use logicspike_shared::error::AppError;
use logicspike_shared::identity;
use logicspike_shared::ids::{ApiKeyId, TenantId, UserId};
use logicspike_shared::runtime::Runtime;
use logicspike_shared::telemetry::RequestLog;
use logicspike_shared::time::Timestamp;
use logicspike_shared::trace::{RequestId, TraceParent};
use serde::Serialize;

use crate::inbound::Inbound;
use crate::routes::{Door, Route};
use crate::store::KeyRecord;

/// The Worker's name in log lines.
const SERVICE: &str = "gateway";

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
    /// The API key's record, once a key was verified.
    pub api_key: Option<ApiKeyId>,
    /// How much the tenant may keep, as JSON, where the service is to know it.
    pub quotas: Option<String>,
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
            api_key: None,
            quotas: None,
        }
    }

    /// Notes whose key was shown, as far as that is known.
    pub fn set_key(&mut self, record: Option<&KeyRecord>) {
        self.tenant = record.map(|record| record.tenant.clone());
        self.api_key = record.map(|record| record.id.clone());
    }

    /// The door, once the route was found.
    pub fn door(&self) -> Option<Door> {
        self.route.map(|route| route.door)
    }

    /// The route's name in logs.
    pub fn route_name(&self) -> &'static str {
        self.route.map_or("unmatched", |route| route.pattern)
    }

    /// Puts onto a response what every response has: the request's id, the word that its type is what it says, and no
    /// storing by others unless the service or the page cache said that they may. What a token or the operators' key
    /// opens is nobody else's to keep, nor to change: a proxy that compresses weakens its `ETag`.
    pub fn complete(&self, headers: &mut HeaderMap) {
        if let Ok(value) = HeaderValue::from_str(self.request_id.as_str()) {
            headers.insert(identity::REQUEST_ID, value);
        }
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if matches!(self.door(), Some(Door::Auth | Door::Manager | Door::Platform | Door::Admin)) {
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store, no-transform"));
        } else {
            headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        }
    }

    /// Writes the request's one log line.
    pub fn log(&self, runtime: &impl Runtime, status: StatusCode, error: Option<&AppError>) {
        let mut line = RequestLog {
            service: SERVICE,
            request_id: self.request_id.as_str(),
            trace_id: Some(self.trace.trace_id()),
            tenant_id: self.tenant.as_ref().map(TenantId::as_str),
            user_id: self.user.as_ref().map(UserId::as_str),
            door: self.door().map(Door::as_str),
            method: self.method.as_str(),
            route: self.route_name(),
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

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Note<'a> {
    level: &'static str,
    service: &'static str,
    request_id: &'a str,
    message: &'a str,
}

/// A log line beside the request's own.
pub fn note(level: &'static str, request_id: &str, message: &str) -> String {
    // Plain strings always serialise.
    serde_json::to_string(&Note { level, service: SERVICE, request_id, message }).unwrap_or_default()
}
