//! What the driver asks of its host: HTTP requests, a clock, and pauses.

use std::future::Future;

/// A `POST` to the SQL endpoint.
#[derive(Debug)]
pub struct HttpRequest<'a> {
    /// The endpoint.
    pub url: &'a str,
    /// Header names and values. `Neon-Connection-String` among them is secret.
    pub headers: Vec<(&'static str, &'a str)>,
    /// JSON text.
    pub body: String,
    /// How long to wait for the whole answer, in milliseconds.
    pub timeout_ms: u32,
    /// How much of the answer's body to read, in bytes.
    pub most_bytes: usize,
}

/// The endpoint's answer.
#[derive(Debug, Clone)]
pub struct HttpResponse {
    /// The HTTP status.
    pub status: u16,
    /// The body, as it came.
    pub body: Vec<u8>,
}

/// Why there was no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No connection, or it broke.
    #[error("not reachable: {0}")]
    Unreachable(String),
    /// No complete answer in time.
    #[error("no answer within {0} ms")]
    TimedOut(u32),
    /// More than was to be read; the rest was left unread.
    #[error("an answer of more than {0} bytes")]
    TooLarge(usize),
}

/// The host. Its futures need not be `Send`: a Worker has one thread.
pub trait Transport {
    /// Sends the request and reads the whole answer.
    fn post(&self, request: HttpRequest<'_>) -> impl Future<Output = Result<HttpResponse, TransportError>>;
    /// Ends after so many milliseconds.
    fn pause(&self, milliseconds: u32) -> impl Future<Output = ()>;
    /// A clock in milliseconds, from any beginning.
    fn now_ms(&self) -> i64;
}
