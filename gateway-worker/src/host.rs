//! What the host does for the gateway beside clock, database and cryptography. The Workers runtime
//! implements it at the edge; tests do with services of their own.

use std::convert::Infallible;
use std::future::Future;

use bytes::Bytes;
use http::header::HeaderMap;
use http::{Method, StatusCode};
use logicspike_shared::http::Response;

use crate::limits::Limits;
use crate::routes::Upstream;

/// A request as a service gets it. Its body is the inbound one, which only the host holds.
#[derive(Debug, Clone)]
pub struct Forward {
    /// The service.
    pub to: Upstream,
    /// Scheme and authority that the client asked: what a service makes absolute links from. The binding decides
    /// who receives the request.
    pub origin: String,
    /// The method.
    pub method: Method,
    /// Path and query, as they were decided on.
    pub target: String,
    /// All headers of the request.
    pub headers: HeaderMap,
}

impl Forward {
    /// The absolute URL.
    pub fn url(&self) -> String {
        format!("{}{}", self.origin, self.target)
    }

    /// Whether the inbound body goes with it. GET and HEAD have none (Fetch standard).
    pub fn carries_body(&self) -> bool {
        self.method != Method::GET && self.method != Method::HEAD
    }
}

/// A response's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body<B> {
    /// None.
    Empty,
    /// Bytes that the gateway made.
    Bytes(Bytes),
    /// A stream of the host, handed through unread.
    Native(B),
}

/// What came of reading a body up to a bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read<B> {
    /// All of it.
    Whole(Bytes),
    /// It is longer: the body as it was, from its beginning.
    Longer(Body<B>),
}

/// A response on its way to the client.
#[derive(Debug, Clone)]
pub struct Reply<B> {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body<B>,
}

impl<B> From<Response> for Reply<B> {
    fn from(response: Response) -> Self {
        let body = if response.body.is_empty() { Body::Empty } else { Body::Bytes(response.body) };
        Self { status: response.status, headers: response.headers, body }
    }
}

/// A service did not answer: its binding raised an exception.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("service did not answer: {0}")]
pub struct NoAnswer(pub String);

/// The host, for one request.
pub trait Host: Limits {
    /// A body that only the host can read.
    type Body;

    /// Calls a service with the inbound request's body.
    fn call(&self, forward: &Forward) -> impl Future<Output = Result<Reply<Self::Body>, NoAnswer>>;

    /// Reads a body whole if it has at most so many bytes, and otherwise hands it on as a stream.
    fn read(
        &self,
        body: Body<Self::Body>,
        most_bytes: usize,
    ) -> impl Future<Output = Result<Read<Self::Body>, NoAnswer>>;

    /// What the edge cache keeps under a key.
    fn cached(&self, key: &str) -> impl Future<Output = Option<Reply<Self::Body>>>;

    /// Puts a response into the edge cache. A cache that fails is a cache that is empty.
    fn keep(&self, key: &str, page: Reply<Infallible>) -> impl Future<Output = ()>;

    /// Removes a response from the edge cache.
    fn forget(&self, key: &str) -> impl Future<Output = ()>;
}
