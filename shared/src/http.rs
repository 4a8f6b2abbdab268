//! Requests and responses of the services, as plain values.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, Method, StatusCode};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::error::{AppError, FieldError};

/// A request whose body was read whole.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Scheme and authority that the client asked, such as `https://api.example.com`.
    pub origin: String,
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
            origin: "http://localhost".to_owned(),
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

    /// Refuses a query that is malformed, repeats a parameter or has one that is none of these; each is named.
    pub fn admit_params(&self, known: &[&str]) -> Result<(), AppError> {
        let pairs = self.query_pairs()?.into_iter();
        let unknown = pairs.filter(|(name, _)| !known.contains(&name.as_str()));
        let faults: Vec<FieldError> =
            unknown.map(|(name, _)| FieldError::new(name, "is not a parameter of this route")).collect();
        if faults.is_empty() { Ok(()) } else { Err(AppError::validation(faults)) }
    }

    /// Reads a JSON object: 415 if it is declared as something else, `Invalid JSON` if it is none, and
    /// `Validation failed` naming the field if it is not of the type's form. A byte order mark before it is skipped
    /// (RFC 8259 §8.1).
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, AppError> {
        if let Some(declared) = self.headers.get(CONTENT_TYPE) {
            let essence = declared.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
            if !essence.eq_ignore_ascii_case("application/json") {
                return Err(AppError::unsupported_media_type());
            }
        } else if !self.body.is_empty() {
            return Err(AppError::unsupported_media_type());
        }
        let text = self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.body);
        // A derived type would take an array too, and the order of its fields would be part of the API; of anything else
        // the deserialiser says which type of ours it wanted.
        if text.trim_ascii_start().first().is_some_and(|first| *first != b'{') {
            serde_json::from_slice::<IgnoredAny>(text)
                .map_err(|error| AppError::invalid_json().because(error.to_string()))?;
            return Err(AppError::invalid_field("", "must be an object"));
        }
        let mut reader = serde_json::Deserializer::from_slice(text);
        let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            if error.inner().is_data() {
                AppError::validation(vec![data_fault(&error)])
            } else {
                AppError::invalid_json().because(error.inner().to_string())
            }
        })?;
        reader.end().map_err(|error| AppError::invalid_json().because(error.to_string()))?;
        Ok(value)
    }
}

/// The field and what is wrong with it, without the position in the text.
fn data_fault(error: &serde_path_to_error::Error<serde_json::Error>) -> FieldError {
    let text = error.inner().to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message).to_owned();
    // A missing or unknown field is named in the message only: the path ends at the object around it.
    let named = ["unknown field `", "missing field `", "duplicate field `"]
        .iter()
        .find_map(|prefix| message.strip_prefix(prefix)?.split_once('`').map(|(field, _)| field.to_owned()));
    let path = error.path().to_string();
    let field = match (path.as_str(), named) {
        (".", Some(name)) => name,
        (".", None) => String::new(),
        (_, Some(name)) if path == name || path.ends_with(&format!(".{name}")) => path,
        (_, Some(name)) => format!("{path}.{name}"),
        (_, None) => path,
    };
    FieldError { field, message }
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

/// A body that the host has made and only it can read, such as a stream of the runtime's: handed through as it is.
#[derive(Clone)]
pub struct NativeBody(Arc<dyn Any + Send + Sync>);

impl NativeBody {
    /// A body of the host's.
    pub fn new(body: impl Any + Send + Sync) -> Self {
        Self(Arc::new(body))
    }

    /// The body, for the host that knows of which type it is.
    pub fn downcast<T: Any + Send + Sync>(self) -> Option<Arc<T>> {
        self.0.downcast().ok()
    }
}

impl fmt::Debug for NativeBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NativeBody")
    }
}

/// A response.
#[derive(Debug, Clone)]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// In its place: a body of the host's.
    pub native: Option<NativeBody>,
}

impl Response {
    /// An empty response.
    pub fn empty(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), body: Bytes::new(), native: None }
    }

    /// A JSON response.
    pub fn json(status: StatusCode, value: &impl Serialize) -> Result<Self, AppError> {
        let body = serde_json::to_vec(value).map_err(|error| AppError::internal(error.to_string()))?;
        Ok(Self::with_body(status, "application/json", body))
    }

    /// A response with a body of the given media type.
    pub fn with_body(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let mut response = Self { status, headers: HeaderMap::new(), body: body.into(), native: None };
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
        // A 401 names the scheme that would be accepted (RFC 9110 §15.5.2), whoever found the credential wrong.
        if error.status() == StatusCode::UNAUTHORIZED {
            response.headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        for (name, value) in error.headers() {
            response.headers.insert(name.clone(), value.clone());
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use serde_json::value::RawValue;

    use super::*;
    use crate::input::Patch;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        title: String,
        #[serde(default)]
        tags: Vec<String>,
        #[serde(default)]
        content: Patch<Box<RawValue>>,
    }

    fn parse(content_type: Option<&'static str>, body: &str) -> Result<Body, AppError> {
        let mut request = Request::new(Method::POST, "/");
        request.body = Bytes::copy_from_slice(body.as_bytes());
        if let Some(content_type) = content_type {
            request.headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        request.json()
    }

    #[test]
    fn a_json_body_is_read_and_raw_parts_stay_as_they_are() {
        let body =
            parse(Some("application/json; charset=utf-8"), r#"{"title":"T","content":{"a" : 1.0}}"#).unwrap();
        assert_eq!((body.title.as_str(), body.tags.len()), ("T", 0));
        assert_eq!(body.content.value().unwrap().get(), r#"{"a" : 1.0}"#);
        assert!(
            parse(Some("application/json"), r#"{"title":"T","content":null}"#).unwrap().content.is_present()
        );
    }

    #[test]
    fn each_fault_is_named_by_its_field() {
        for (body, field) in [
            ("{}", "title"),
            (r#"{"title":1}"#, "title"),
            (r#"{"title":null}"#, "title"),
            (r#"{"title":"T","tags":["a",2]}"#, "tags[1]"),
            (r#"{"title":"T","other":2}"#, "other"),
            (r#"{"title":"T","title":"U"}"#, "title"),
        ] {
            let error = parse(Some("application/json"), body).unwrap_err();
            assert_eq!(
                (error.status().as_u16(), error.details()[0].field.as_str()),
                (400, field),
                "{body}: {:?}",
                error.details()
            );
        }
    }

    #[test]
    fn whatever_stands_for_the_object_the_answer_names_no_type_of_ours() {
        for body in ["[\"T\"]", "[]", "null", "\"T\"", "1", "true"] {
            let error = parse(Some("application/json"), body).unwrap_err();
            let messages: Vec<&str> = error.details().iter().map(|fault| fault.message.as_str()).collect();
            assert_eq!(
                (error.public_text(), messages.as_slice()),
                ("Validation failed", &["must be an object"][..])
            );
        }
    }

    #[test]
    fn a_wrong_credential_is_told_what_would_be_taken_whoever_found_it_wrong() {
        for error in [AppError::missing_token(), AppError::invalid_token(), AppError::invalid_api_key()] {
            assert_eq!(Response::from_error(&error, "r1").headers[WWW_AUTHENTICATE], "Bearer");
        }
        let denied = Response::from_error(&AppError::access_denied(), "r1");
        assert!(!denied.headers.contains_key(WWW_AUTHENTICATE));
    }

    #[test]
    fn what_is_no_json_is_said_to_be_so() {
        for body in ["", "{", "{\"title\":\"T\"} x", "{\"title\":\"\\ud800\"}"] {
            assert_eq!(
                parse(Some("application/json"), body).unwrap_err().public_text(),
                "Invalid JSON",
                "{body}"
            );
        }
        for body in ["[", "[\"T\"] x", "T"] {
            assert_eq!(parse(Some("application/json"), body).unwrap_err().public_text(), "Invalid JSON");
        }
        assert_eq!(parse(Some("text/plain"), "{}").unwrap_err().status(), 415);
        assert_eq!(parse(None, "{}").unwrap_err().status(), 415);
    }
}
