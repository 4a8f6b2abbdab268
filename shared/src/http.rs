//! Requests and responses of the services, as plain values.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap};
use http::{HeaderName, HeaderValue, Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{AppError, FieldError};

/// Largest request body a service reads: a document of 1 MB with every character escaped, and room
/// for the other fields.
pub const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;

/// A request whose body was read whole.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path, percent-encoded as it came.
    pub path: String,
    /// The query string without its `?`; empty if there is none.
    pub query: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Request {
    /// A request without a body, for tests and callers that build one piece by piece.
    pub fn new(method: Method, target: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Self {
            method,
            path: path.to_owned(),
            query: query.to_owned(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
        }
    }

    /// A header's value, if it is there once and is visible ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        single_header(&self.headers, name).ok().flatten()
    }

    /// The query's parameters in order, decoded. A malformed escape or a repeated name is an error.
    pub fn query_pairs(&self) -> Result<Vec<(String, String)>, AppError> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(self.query.as_bytes()) {
            if name.contains('\u{fffd}') || value.contains('\u{fffd}') || value.contains('\0') {
                return Err(AppError::invalid_field(name, "is not valid UTF-8 text"));
            }
            if pairs.iter().any(|(seen, _)| *seen == name) {
                return Err(AppError::invalid_field(name, "may be given once"));
            }
            pairs.push((name.into_owned(), value.into_owned()));
        }
        Ok(pairs)
    }

    /// Reads a JSON body: 415 if it is declared as something else, `Invalid JSON` if it is none, and
    /// `Validation failed` naming the field if it is not of the type's form.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, AppError> {
        if let Some(declared) = self.headers.get(CONTENT_TYPE) {
            let essence = declared.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
            if !essence.eq_ignore_ascii_case("application/json") {
                return Err(AppError::unsupported_media_type());
            }
        } else if !self.body.is_empty() {
            return Err(AppError::unsupported_media_type());
        }
        serde_json::from_slice(&self.body).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => AppError::validation(vec![data_fault(&error)]),
            _ => AppError::invalid_json().because(error.to_string()),
        })
    }
}

/// serde names the field in its messages (``unknown field `x`, expected …``); the client gets it as a field.
fn data_fault(error: &serde_json::Error) -> FieldError {
    let text = error.to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message).to_owned();
    let named = ["unknown field `", "missing field `", "duplicate field `"]
        .iter()
        .find_map(|prefix| message.strip_prefix(prefix)?.split_once('`').map(|(field, _)| field.to_owned()));
    FieldError { field: named.unwrap_or_default(), message }
}

/// A header that is repeated, or not visible ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MalformedHeader;

/// A header that may appear once at most.
pub fn single_header<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, MalformedHeader> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| MalformedHeader),
        _ => Err(MalformedHeader),
    }
}

/// A response whose body is known.
#[derive(Debug, Clone)]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Response {
    /// An empty response.
    pub fn empty(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), body: Bytes::new() }
    }

    /// A JSON response.
    pub fn json(status: StatusCode, value: &impl Serialize) -> Result<Self, AppError> {
        let body = serde_json::to_vec(value).map_err(|error| AppError::internal(error.to_string()))?;
        Ok(Self::with_body(status, "application/json", body))
    }

    /// A response with a body of the given media type.
    pub fn with_body(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let mut response = Self { status, headers: HeaderMap::new(), body: body.into() };
        response.headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        response
    }

    /// 200 with JSON.
    pub fn ok(value: &impl Serialize) -> Result<Self, AppError> {
        Self::json(StatusCode::OK, value)
    }

    /// Adds a header; a value that no header can hold is left out.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    /// The JSON response of an error.
    pub fn from_error(error: &AppError, request_id: &str) -> Self {
        // The body is plain strings, which always serialise.
        let body = serde_json::to_vec(&error.body(request_id)).unwrap_or_default();
        let mut response = Self::with_body(error.status(), "application/json", body);
        for (name, value) in error.headers() {
            response.headers.insert(name.clone(), value.clone());
        }
        response
    }
}
