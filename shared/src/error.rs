//! The one error of the request path, and the JSON body that clients see.
//!
//! Every error has two texts: a public one, which is part of the contract, and an internal one for the
//! log. Nothing internal is ever serialised.

use std::borrow::Cow;

use http::header::{ALLOW, RETRY_AFTER};
use http::{HeaderName, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error_code::ErrorCode;
use crate::permission::Permission;
use crate::sql::{DecodeError, SqlError};

/// What is wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct FieldError {
    /// The field's JSON name or query parameter; a path for nested values (`tags[3]`).
    pub field: String,
    /// What would be right.
    pub message: String,
}

impl FieldError {
    /// A fault of one field.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// The body of every error response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "Error"))]
#[serde(rename_all = "camelCase")]
pub struct ErrorBody {
    /// The text for people.
    pub error: Cow<'static, str>,
    /// The stable code for programs.
    pub code: ErrorCode,
    /// The request's id, to quote to support.
    pub request_id: String,
    /// The faults of a failed validation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<FieldError>,
    /// What stands in the way of a conflicting request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<Box<Value>>,
}

/// Seconds after which a client may try again when the database or a service is away.
const RETRY_AFTER_SECONDS: &str = "5";

/// A refused or failed request.
#[derive(Debug, Clone)]
pub struct AppError {
    status: StatusCode,
    public: Cow<'static, str>,
    code: ErrorCode,
    details: Vec<FieldError>,
    headers: Vec<(HeaderName, HeaderValue)>,
    current: Option<Box<Value>>,
    internal: Option<Box<str>>,
}

macro_rules! fixed {
    ($($(#[$doc:meta])* $name:ident = $status:ident, $text:literal, $code:ident;)*) => {
        $($(#[$doc])* pub fn $name() -> Self {
            Self::new(StatusCode::$status, $text, ErrorCode::$code)
        })*
    };
}

impl AppError {
    /// An error with a public text and code of its own.
    pub fn new(status: StatusCode, public: impl Into<Cow<'static, str>>, code: ErrorCode) -> Self {
        Self {
            status,
            public: public.into(),
            code,
            details: Vec::new(),
            headers: Vec::new(),
            current: None,
            internal: None,
        }
    }

    fixed! {
        /// 401: the admin door was called without a bearer token.
        missing_token = UNAUTHORIZED, "Missing token", MissingToken;
        /// 401: anything wrong with the token; the cause goes to the log.
        invalid_token = UNAUTHORIZED, "Invalid token", InvalidToken;
        /// 401: anything wrong with the API key.
        invalid_api_key = UNAUTHORIZED, "Invalid API key", InvalidApiKey;
        /// 403: the plan or the key does not reach this service.
        access_denied = FORBIDDEN, "Access denied", AccessDenied;
        /// 402: the tenant's subscription is not active.
        subscription_required = PAYMENT_REQUIRED, "Subscription required", SubscriptionRequired;
        /// 403: a service was called without the right gateway key.
        direct_access = FORBIDDEN, "Direct access forbidden. Use the gateway.", DirectAccessForbidden;
        /// 400: a service was called without a tenant.
        missing_tenant = BAD_REQUEST, "Missing tenant", MissingTenant;
        /// 400: the body is no JSON.
        invalid_json = BAD_REQUEST, "Invalid JSON", InvalidJson;
        /// 404: unknown route, unknown id, or another tenant's.
        not_found = NOT_FOUND, "Not found", NotFound;
        /// 409: another post, category or tag of this tenant has the slug.
        slug_in_use = CONFLICT, "Slug already in use", SlugInUse;
        /// 409: another category or tag of this tenant has the name.
        name_in_use = CONFLICT, "Name already in use", NameInUse;
        /// 409: readers see the post, and what was asked for would take it from them.
        post_is_published = CONFLICT, "Post is published", PostIsPublished;
        /// 409: posts show the picture.
        media_in_use = CONFLICT, "Media is in use", MediaInUse;
        /// 411: how long the file is, is not said.
        length_required = LENGTH_REQUIRED, "Length required", LengthRequired;
        /// 416: the file has no such part.
        range_not_satisfiable = RANGE_NOT_SATISFIABLE, "Range not satisfiable", RangeNotSatisfiable;
        /// 412: the version in `If-Match` is not the current one.
        version_conflict = PRECONDITION_FAILED, "Version conflict", VersionConflict;
        /// 413: the body is over the limit.
        payload_too_large = PAYLOAD_TOO_LARGE, "Payload too large", PayloadTooLarge;
        /// 415: a body that is not `application/json`.
        unsupported_media_type = UNSUPPORTED_MEDIA_TYPE, "Unsupported media type", UnsupportedMediaType;
    }

    /// 403: the caller's token lacks the permission.
    pub fn missing_permission(permission: Permission) -> Self {
        let text = format!("Missing required permission: {}", permission.as_str());
        Self::new(StatusCode::FORBIDDEN, text, ErrorCode::MissingPermission)
    }

    /// 400: the request is well-formed and wrong; every fault is listed.
    pub fn validation(details: Vec<FieldError>) -> Self {
        Self {
            details,
            ..Self::new(StatusCode::BAD_REQUEST, "Validation failed", ErrorCode::ValidationFailed)
        }
    }

    /// 400: one field is wrong.
    pub fn invalid_field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::validation(vec![FieldError::new(field, message)])
    }

    /// 409: the tenant keeps as many of these as its plan lets it.
    pub fn quota_exceeded(what: &str) -> Self {
        Self::new(StatusCode::CONFLICT, format!("Quota exceeded: {what}"), ErrorCode::QuotaExceeded)
    }

    /// 405, with the methods that the path has.
    pub fn method_not_allowed(allow: &str) -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed", ErrorCode::MethodNotAllowed)
            .with_header(ALLOW, allow)
    }

    /// 429, with the seconds to wait.
    pub fn too_many_requests(retry_after_seconds: u32) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "Too many requests", ErrorCode::TooManyRequests)
            .with_header(RETRY_AFTER, &retry_after_seconds.to_string())
    }

    /// 500: a defect. The cause is for the log.
    pub fn internal(cause: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal error", ErrorCode::InternalError)
            .because(cause)
    }

    /// 503: the database or a service cannot be reached. The cause is for the log.
    pub fn unavailable(cause: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "Service unavailable", ErrorCode::ServiceUnavailable)
            .with_header(RETRY_AFTER, RETRY_AFTER_SECONDS)
            .because(cause)
    }

    /// 503: somebody else has what this needs, and had it for longer than one waits. The cause is for the log.
    pub fn busy(cause: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "Service unavailable", ErrorCode::ServiceUnavailable)
            .because(cause)
    }

    /// Adds the cause that the log shows.
    #[must_use]
    pub fn because(mut self, cause: impl Into<String>) -> Self {
        self.internal = Some(cause.into().into_boxed_str());
        self
    }

    /// Adds what stands in the way.
    #[must_use]
    pub fn with_current(mut self, current: &impl Serialize) -> Self {
        self.current = serde_json::to_value(current).ok().map(Box::new);
        self
    }

    /// Adds a response header; a value that no header can hold is left out.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The public text.
    pub fn public_text(&self) -> &str {
        &self.public
    }

    /// The stable code.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// The faults of a failed validation.
    pub fn details(&self) -> &[FieldError] {
        &self.details
    }

    /// The cause for the log.
    pub fn internal_text(&self) -> Option<&str> {
        self.internal.as_deref()
    }

    /// What a log says of it: the cause, or what clients are told.
    pub fn log_text(&self) -> &str {
        self.internal_text().unwrap_or(self.public_text())
    }

    /// Headers that belong to the error.
    pub fn headers(&self) -> &[(HeaderName, HeaderValue)] {
        &self.headers
    }

    /// The response body.
    pub fn body(&self, request_id: &str) -> ErrorBody {
        ErrorBody {
            error: self.public.clone(),
            code: self.code,
            request_id: request_id.to_owned(),
            details: self.details.clone(),
            current: self.current.clone(),
        }
    }
}

impl From<SqlError> for AppError {
    fn from(error: SqlError) -> Self {
        match &error {
            SqlError::Unavailable(_) => Self::unavailable(error.to_string()),
            SqlError::Busy(_) => Self::busy(error.to_string()).with_header(RETRY_AFTER, "1"),
            SqlError::RequestTooLarge => Self::payload_too_large().because(error.to_string()),
            SqlError::Database(refusal) => match refusal.constraint.as_deref() {
                Some("caller_is_member") => {
                    Self::access_denied().because("the caller is no member, or suspended")
                }
                Some("session_is_open") => Self::invalid_token().because("the session was ended"),
                Some("caller_is_permitted") => {
                    let needed = refusal.detail.as_deref().and_then(Permission::parse);
                    needed.map_or_else(Self::access_denied, Self::missing_permission)
                }
                _ => Self::internal(error.to_string()),
            },
            _ => Self::internal(error.to_string()),
        }
    }
}

impl From<DecodeError> for AppError {
    fn from(error: DecodeError) -> Self {
        Self::internal(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fixed_texts_are_the_contracts() {
        let all = [
            AppError::missing_token(),
            AppError::invalid_token(),
            AppError::invalid_api_key(),
            AppError::access_denied(),
            AppError::subscription_required(),
            AppError::direct_access(),
            AppError::missing_tenant(),
            AppError::invalid_json(),
            AppError::not_found(),
            AppError::slug_in_use(),
            AppError::name_in_use(),
            AppError::post_is_published(),
            AppError::media_in_use(),
            AppError::length_required(),
            AppError::range_not_satisfiable(),
            AppError::version_conflict(),
            AppError::payload_too_large(),
            AppError::unsupported_media_type(),
            AppError::missing_permission(Permission::PostsUpdate),
            AppError::validation(vec![]),
            AppError::quota_exceeded("posts"),
            AppError::method_not_allowed("GET"),
            AppError::too_many_requests(1),
            AppError::internal("x"),
            AppError::unavailable("x"),
        ];
        let lines: Vec<String> = all
            .iter()
            .map(|e| format!("{} {} [{}]", e.status().as_u16(), e.public_text(), e.code().as_str()))
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        401 Missing token [missing_token]
        401 Invalid token [invalid_token]
        401 Invalid API key [invalid_api_key]
        403 Access denied [access_denied]
        402 Subscription required [subscription_required]
        403 Direct access forbidden. Use the gateway. [direct_access_forbidden]
        400 Missing tenant [missing_tenant]
        400 Invalid JSON [invalid_json]
        404 Not found [not_found]
        409 Slug already in use [slug_in_use]
        409 Name already in use [name_in_use]
        409 Post is published [post_is_published]
        409 Media is in use [media_in_use]
        411 Length required [length_required]
        416 Range not satisfiable [range_not_satisfiable]
        412 Version conflict [version_conflict]
        413 Payload too large [payload_too_large]
        415 Unsupported media type [unsupported_media_type]
        403 Missing required permission: blog:posts.update [missing_permission]
        400 Validation failed [validation_failed]
        409 Quota exceeded: posts [quota_exceeded]
        405 Method not allowed [method_not_allowed]
        429 Too many requests [too_many_requests]
        500 Internal error [internal_error]
        503 Service unavailable [service_unavailable]
        ");
    }

    #[test]
    fn the_cause_never_reaches_the_body() {
        let error = AppError::internal("relation \"posts\" does not exist");
        let body = serde_json::to_string(&error.body("req")).unwrap();
        assert_eq!(body, r#"{"error":"Internal error","code":"internal_error","requestId":"req"}"#);
    }
}
