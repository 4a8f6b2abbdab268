//! The wire format: bytes in and out, no I/O. (Neon's `@neondatabase/serverless`, `httpQuery`.)

use std::future::Future;

use serde::{Deserialize, Serialize};

use super::{DatabaseError, Param, Rows, SqlError};

/// The endpoint's limit for a request and for a response.
pub(super) const MAX_BODY_BYTES: usize = 10 * 1024 * 1024;

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
}

/// Sends one HTTP request. The future need not be `Send`: a Worker has one thread.
pub trait Transport {
    /// Sends the request and reads the whole answer.
    fn post(&self, request: HttpRequest<'_>) -> impl Future<Output = Result<HttpResponse, TransportError>>;
}

#[derive(Serialize)]
pub(super) struct Query<'a> {
    pub(super) query: &'a str,
    pub(super) params: &'a [Param],
}

#[derive(Serialize)]
struct Batch<'a> {
    queries: &'a [Query<'a>],
}

/// Encodes statements as one batch.
pub(super) fn encode(queries: &[Query<'_>]) -> Result<String, SqlError> {
    let size: usize =
        queries.iter().map(|q| q.query.len() + q.params.iter().map(Param::len).sum::<usize>()).sum();
    if size > MAX_BODY_BYTES {
        return Err(SqlError::TooLarge("request"));
    }
    let body =
        serde_json::to_string(&Batch { queries }).map_err(|error| SqlError::Protocol(error.to_string()))?;
    if body.len() > MAX_BODY_BYTES { Err(SqlError::TooLarge("request")) } else { Ok(body) }
}

/// Transaction isolation of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Isolation {
    /// PostgreSQL's default; right for single statements.
    #[default]
    ReadCommitted,
    /// One snapshot for all statements of the batch.
    RepeatableRead,
    /// As if batches ran one after the other.
    Serializable,
}

impl Isolation {
    pub(super) fn header(self) -> &'static str {
        match self {
            Self::ReadCommitted => "ReadCommitted",
            Self::RepeatableRead => "RepeatableRead",
            Self::Serializable => "Serializable",
        }
    }
}

#[derive(Deserialize)]
struct BatchResults {
    results: Vec<Rows>,
}

/// Decodes the answer to a batch of `expected` statements.
pub(super) fn decode(response: &HttpResponse, expected: usize) -> Result<Vec<Rows>, SqlError> {
    match response.status {
        200 => {
            let decoded: BatchResults = serde_json::from_slice(&response.body).map_err(|error| {
                SqlError::Protocol(format!("unreadable result at column {}", error.column()))
            })?;
            if decoded.results.len() == expected {
                Ok(decoded.results)
            } else {
                Err(SqlError::Protocol(format!(
                    "{} results for {expected} statements",
                    decoded.results.len()
                )))
            }
        }
        413 => Err(SqlError::TooLarge("request")),
        507 => Err(SqlError::TooLarge("response")),
        status => Err(decode_failure(status, &response.body)),
    }
}

/// PostgreSQL's own errors carry a SQLSTATE, whatever the status; all else is the endpoint's trouble.
fn decode_failure(status: u16, body: &[u8]) -> SqlError {
    if let Ok(error) = serde_json::from_slice::<DatabaseError>(body)
        && error.code.as_str().len() == 5
    {
        return SqlError::from_database(error);
    }
    if status == 429 || status >= 500 {
        SqlError::Unavailable(format!("the SQL endpoint answered {status}"))
    } else {
        SqlError::Protocol(format!("the SQL endpoint answered {status}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(body: &str, expected: usize) -> Result<usize, SqlError> {
        let response = HttpResponse { status: 200, body: body.as_bytes().to_vec() };
        decode(&response, expected).map(|results| results.len())
    }

    #[test]
    fn an_answer_that_lacks_its_rows_is_a_defect_and_does_not_mean_that_there_are_none() {
        let whole = r#"{ "command": "SELECT", "rowCount": 0, "fields": [], "rows": [] }"#;
        assert!(matches!(decoded(&format!(r#"{{ "results": [{whole}] }}"#), 1), Ok(1)));
        for (answer, expected) in [
            (r#"{ "results": [{}] }"#, 1),
            (r#"{ "results": [{ "fields": [] }] }"#, 1),
            (r#"{ "results": [{ "command": "SELECT", "rows": [] }] }"#, 1),
            (r#"{ "results": [] }"#, 1),
            (&format!(r#"{{ "results": [{whole}, {whole}] }}"#), 1),
            (&format!(r#"{{ "results": [{whole}] }}"#), 2),
            ("{}", 1),
        ] {
            assert!(matches!(decoded(answer, expected), Err(SqlError::Protocol(_))), "{answer}");
        }
    }
}
