//! What the service needs of its host: clock and randomness, the database, RSA, and the ways out.

use std::future::Future;

use logicspike_shared::jwt::{Signer, Verifier};
use logicspike_shared::runtime::Runtime;
use logicspike_shared::sql::Transport;

use crate::domain::delivery::Answered;

/// The host, as one type: handlers name one parameter instead of four.
pub trait Host {
    /// Clock, randomness, log.
    type Runtime: Runtime;
    /// The way to the SQL endpoint.
    type Transport: Transport;
    /// Whoever computes RSA.
    type Crypto: Signer + Verifier;
    /// The way to Google's keys.
    type Documents: Documents;
    /// The way to everybody else.
    type Outbound: Outbound;

    /// Clock, randomness, log.
    fn runtime(&self) -> Self::Runtime;
    /// The way to the SQL endpoint.
    fn transport(&self) -> Self::Transport;
    /// Whoever computes RSA.
    fn crypto(&self) -> Self::Crypto;
    /// The way to Google's keys.
    fn documents(&self) -> Self::Documents;
    /// The way to everybody else.
    fn outbound(&self) -> Self::Outbound;
}

/// Fetches small text documents.
pub trait Documents {
    /// The document's text; the error says why there is none, for the log.
    fn get(&self, url: &str) -> impl Future<Output = Result<String, String>>;
}

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
