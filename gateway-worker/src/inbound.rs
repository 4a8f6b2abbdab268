//! A request as the gateway decides on it: everything but the body, which nobody here looks into.

use http::{HeaderMap, Method};
use logicspike_shared::edge::Head;
use logicspike_shared::http::single_header;

/// A request's head.
#[derive(Debug, Clone)]
pub struct Inbound {
    /// The method.
    pub method: Method,
    /// Scheme and authority that the client asked.
    pub origin: String,
    /// The path as the URL parser left it, percent-encoded.
    pub path: String,
    /// The query, without its `?`.
    pub query: Option<String>,
    /// The headers.
    pub headers: HeaderMap,
}

impl From<Head> for Inbound {
    fn from(head: Head) -> Self {
        let Head { method, origin, path, query, headers } = head;
        Self { method, origin, path, query, headers }
    }
}

impl Inbound {
    /// A header's value, if it is there once and is visible ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        single_header(&self.headers, name).ok().flatten()
    }
}
