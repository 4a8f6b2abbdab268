//! Cross-origin calls from browsers (Fetch standard, "CORS protocol"). Preflights end here: no service
//! sees one. Credentials travel in headers that scripts set, never in cookies, so
//! `Access-Control-Allow-Credentials` is never sent.

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, ALLOW, HeaderMap,
    HeaderName, HeaderValue, ORIGIN, VARY,
};
use http::{Method, StatusCode};
use logicspike_shared::http::Response;

use crate::inbound::Inbound;
use crate::routes::Door;

const PUBLIC_METHODS: &str = "GET, HEAD, OPTIONS";
const ALL_METHODS: &str = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
/// For a client that does not say which it will send.
const PUBLIC_HEADERS: &str = "authorization, x-api-key, if-none-match, x-request-id, traceparent";
/// Longest list of headers that is answered, in bytes.
const MAX_ASKED_BYTES: usize = 1024;
const ALL_HEADERS: &str = "authorization, content-type, if-match, if-none-match, idempotency-key, x-file-name, x-request-id, traceparent";
const EXPOSED_HEADERS: &str = "etag, location, retry-after, x-request-id, x-cache";
/// A day: the answers change with a deployment only, and browsers ask again after two hours anyhow.
const MAX_AGE_SECONDS: &str = "86400";

/// The web sites that may call the doors which are not open to all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins(Vec<String>);

impl Origins {
    /// Reads a comma-separated list of origins such as `https://app.example.com`. `None` if one of them
    /// is no origin: a path, a trailing slash or `*` would never match what a browser sends.
    pub fn parse(text: &str) -> Option<Self> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| is_origin(part).then(|| part.to_ascii_lowercase())).collect::<Option<_>>().map(Self)
    }

    fn allows(&self, origin: &str) -> bool {
        self.0.iter().any(|allowed| allowed == origin)
    }
}

fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
    })
}

/// Lets the page that called read the response, if it may.
pub fn complete(headers: &mut HeaderMap, door: Option<Door>, inbound: &Inbound, origins: &Origins) {
    // Another answer of a service's would contradict this one.
    headers.remove(ACCESS_CONTROL_ALLOW_ORIGIN);
    let open = door.is_none_or(Door::is_open_to_all_origins);
    if !open {
        headers.append(VARY, HeaderValue::from_name(ORIGIN));
    }
    let origin = inbound.headers.get(ORIGIN);
    let allowed = if open {
        // Always: a cache between serves the answer to pages of other sites too.
        HeaderValue::from_static("*")
    } else if let Some(origin) = origin
        && origin.to_str().is_ok_and(|origin| origins.allows(origin))
    {
        origin.clone()
    } else {
        return;
    };
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED_HEADERS));
}

/// Answers `OPTIONS`: what the door allows, and to browsers whether their page may call it. Whether the
/// origin is one that may is said by [`complete`], as on every response.
pub fn preflight(door: Door, inbound: &Inbound, origins: &Origins) -> Response {
    let open = door.is_open_to_all_origins();
    let methods = if open { PUBLIC_METHODS } else { ALL_METHODS };
    let mut response = Response::empty(StatusCode::NO_CONTENT);
    let mut set = |name: HeaderName, value: &'static str| {
        response.headers.insert(name, HeaderValue::from_static(value));
    };
    set(ALLOW, methods);
    let may = open || inbound.header("origin").is_some_and(|origin| origins.allows(origin));
    if may && inbound.headers.contains_key("access-control-request-method") {
        set(ACCESS_CONTROL_ALLOW_METHODS, methods);
        set(ACCESS_CONTROL_ALLOW_HEADERS, if open { PUBLIC_HEADERS } else { ALL_HEADERS });
        set(ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS);
        if open {
            response.headers.append(VARY, HeaderValue::from_name(ACCESS_CONTROL_REQUEST_HEADERS));
            if let Some(asked) = asked_headers(inbound) {
                response.headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, asked);
            }
        }
    }
    response
}

/// The headers that a page wants to send, if each is a name. On the open door credentials are headers, so no header
/// gives a page more than its key does: whatever is asked for is allowed.
fn asked_headers(inbound: &Inbound) -> Option<HeaderValue> {
    let asked = inbound.headers.get(ACCESS_CONTROL_REQUEST_HEADERS)?;
    let text = asked.to_str().ok().filter(|text| text.len() <= MAX_ASKED_BYTES)?;
    let is_list = text.split(',').all(|name| HeaderName::try_from(name.trim()).is_ok());
    is_list.then(|| asked.clone())
}

/// Whether a request is one that ends here.
pub fn is_preflight(method: &Method) -> bool {
    method == Method::OPTIONS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_origins_make_up_the_list() {
        let origins = Origins::parse("https://App.example.com, http://localhost:3000,").unwrap();
        assert!(origins.allows("https://app.example.com") && origins.allows("http://localhost:3000"));
        assert!(!origins.allows("https://app.example.com.evil.test") && !origins.allows("null"));
        for text in ["*", "https://a.test/", "a.test", "https://", "https://a.test/path", "https://a b"] {
            assert_eq!(Origins::parse(text), None, "{text}");
        }
    }
}
