//! The way out: to addresses that tenants named, and to the mail provider.

use std::future::Future;

use crate::domain::delivery::Answered;

/// A request to somebody else. It is always a POST with a JSON body. It does not print: a header may be a key.
pub struct Post<'a> {
    /// The address.
    pub url: &'a str,
    /// Headers beside `content-type`.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: &'a str,
    /// How long the answer may take, in milliseconds.
    pub patience_ms: u32,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Status and what else is judged.
    pub answered: Answered,
    /// The beginning of the body.
    pub text: String,
}

/// How much of an answer is read, in bytes; the rest stays where it is.
pub const MAX_REPLY_BYTES: usize = 4096;

/// Sends requests to others. A redirect is an answer like any other and is never followed: it would lead where nobody
/// has looked.
pub trait Outbound {
    /// Sends one; the error says why there is no answer, without the address.
    fn post(&self, post: &Post<'_>) -> impl Future<Output = Result<Reply, String>>;
}
