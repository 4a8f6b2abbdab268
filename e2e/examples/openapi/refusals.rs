//! What an operation may be refused for: it follows from what the route is.

use std::collections::{BTreeMap, BTreeSet};

use gateway_worker::routes::Credential;
use logicspike_shared::error_code::ErrorCode::{
    self, AccessDenied, ConfigurationError, IdempotencyKeyReused, InternalError, InvalidApiKey, InvalidJson,
    InvalidToken, MethodNotAllowed, MissingPermission, MissingToken, NotFound, PayloadTooLarge,
    ServiceUnavailable, SubscriptionRequired, TooManyRequests, UnsupportedMediaType, ValidationFailed,
    VersionConflict,
};
use logicspike_shared::openapi::Operation;
use logicspike_shared::route::Access;
use serde_json::{Map, Value, json};

use crate::operations::Place;
use crate::schemas::reference;

/// Statuses and the codes with each.
type Refusals = BTreeMap<u16, BTreeSet<ErrorCode>>;

/// What any route may be refused for.
const ANY: &[(u16, &[ErrorCode])] = &[
    (405, &[MethodNotAllowed]),
    (429, &[TooManyRequests]),
    (500, &[InternalError, ConfigurationError]),
    (503, &[ServiceUnavailable]),
];

/// Everything that an operation may be refused for.
pub(crate) fn of(place: &Place, operation: &Operation) -> Refusals {
    let mut all = Refusals::new();
    let mut add = |status: u16, codes: &[ErrorCode]| all.entry(status).or_default().extend(codes);
    for (status, codes) in ANY {
        add(*status, codes);
    }
    match place.credential {
        Credential::None | Credential::TenantInPath => {}
        Credential::Token => {
            add(401, &[MissingToken, InvalidToken]);
            add(403, &[AccessDenied]);
        }
        Credential::BlogToken => {
            add(401, &[MissingToken, InvalidToken]);
            add(402, &[SubscriptionRequired]);
            add(403, &[AccessDenied]);
        }
        Credential::BlogKey => {
            add(401, &[InvalidApiKey]);
            add(403, &[AccessDenied]);
        }
    }
    if let Some(Access::Permission(_)) = place.access {
        add(403, &[MissingPermission]);
    }
    if place.path.contains('{') {
        add(404, &[NotFound]);
    }
    // At the doors that anybody reads through an unknown parameter is dropped; at the others it is refused.
    let drops_unknown = place.access.is_none() || place.access == Some(Access::Tenant) || place.is_keys;
    if !drops_unknown || !operation.params.is_empty() {
        add(400, &[ValidationFailed]);
    }
    if place.method != "get" {
        add(413, &[PayloadTooLarge]);
        add(415, &[UnsupportedMediaType]);
    }
    if operation.body.is_some() {
        add(400, &[ValidationFailed, InvalidJson]);
    }
    if operation.is_conditional {
        add(412, &[VersionConflict]);
    }
    if operation.is_idempotent {
        add(400, &[ValidationFailed]);
        add(422, &[IdempotencyKeyReused]);
    }
    for (status, codes) in &operation.refusals {
        add(status.as_u16(), codes);
    }
    all
}

/// The refusals of all operations, by name: many have the same.
#[derive(Debug, Default)]
pub(crate) struct Shared(BTreeMap<String, Value>);

impl Shared {
    /// A reference to a refusal.
    pub(crate) fn refer(&mut self, status: u16, codes: &BTreeSet<ErrorCode>) -> Value {
        let names: Vec<String> = codes.iter().map(|code| format!("{code:?}")).collect();
        let name = names.join("Or");
        self.0.entry(name.clone()).or_insert_with(|| response(status, codes));
        json!({ "$ref": format!("#/components/responses/{name}") })
    }

    /// All of them, for the components.
    pub(crate) fn finish(self) -> Value {
        json!(self.0)
    }
}

fn response(status: u16, codes: &BTreeSet<ErrorCode>) -> Value {
    let texts: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
    let listed = texts.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
    let mut headers = Map::new();
    headers.insert("x-request-id".to_owned(), header("RequestId"));
    let mut has = |name: &str, component: &str| headers.insert(name.to_owned(), header(component));
    match status {
        401 => has("WWW-Authenticate", "WwwAuthenticate"),
        405 => has("Allow", "Allow"),
        429 | 503 => has("Retry-After", "RetryAfter"),
        _ => None,
    };
    json!({
        "description": format!("{}: {listed}.", reason(status)),
        "headers": headers,
        "content": { "application/json": { "schema": reference("Error") } },
        "x-codes": texts,
    })
}

/// A header of the components.
pub(crate) fn header(component: &str) -> Value {
    json!({ "$ref": format!("#/components/headers/{component}") })
}

fn reason(status: u16) -> &'static str {
    http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Refused")
}
