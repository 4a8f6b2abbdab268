//! The wire format: bytes in and out, no I/O. (Neon's `@neondatabase/serverless`, `httpQuery`.)

use serde::{Deserialize, Serialize};

use super::{DatabaseError, HttpResponse, Param, Rows, SqlError};

/// The endpoint's limit for a request, and what the driver reads of an answer at most: the endpoint looks at an answer's
/// size before each row, so that the last one may be of any size.
pub(super) const MAX_BODY_BYTES: usize = 10 * 1024 * 1024;

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

#[derive(Clone, Copy, Serialize)]
pub(super) struct Query<'a> {
    pub(super) query: &'a str,
    pub(super) params: &'a [Param],
}

/// What is asked of the endpoint in one request.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Asked<'a> {
    /// One statement, which is its own transaction.
    One(Query<'a>),
    /// Statements that are one transaction.
    Batch {
        /// The statements, in their order.
        queries: Vec<Query<'a>>,
    },
}

impl Asked<'_> {
    fn queries(&self) -> &[Query<'_>] {
        match self {
            Self::One(query) => std::slice::from_ref(query),
            Self::Batch { queries } => queries,
        }
    }

    /// The request's body.
    pub(super) fn encode(&self) -> Result<String, SqlError> {
        let size = |query: &Query<'_>| query.query.len() + query.params.iter().map(Param::len).sum::<usize>();
        if self.queries().iter().map(size).sum::<usize>() > MAX_BODY_BYTES {
            return Err(SqlError::RequestTooLarge);
        }
        let body = serde_json::to_string(self).map_err(|error| SqlError::Protocol(error.to_string()))?;
        if body.len() > MAX_BODY_BYTES { Err(SqlError::RequestTooLarge) } else { Ok(body) }
    }

    /// The results of its statements.
    pub(super) fn decode(&self, response: &HttpResponse) -> Result<Vec<Rows>, SqlError> {
        match (response.status, self) {
            (200, Self::One(_)) => parse(&response.body).map(|rows| vec![rows]),
            (200, Self::Batch { queries }) => {
                let BatchResults { results } = parse(&response.body)?;
                if results.len() == queries.len() {
                    Ok(results)
                } else {
                    let (given, asked) = (results.len(), queries.len());
                    Err(SqlError::Protocol(format!("{given} results for {asked} statements")))
                }
            }
            (413, _) => Err(SqlError::RequestTooLarge),
            (507, _) => Err(SqlError::AnswerTooLarge),
            (status, _) => Err(decode_failure(status, &response.body)),
        }
    }
}

fn parse<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, SqlError> {
    serde_json::from_slice(body)
        .map_err(|error| SqlError::Protocol(format!("unreadable result at column {}", error.column())))
}

#[derive(Deserialize)]
struct BatchResults {
    results: Vec<Rows>,
}

/// How the endpoint begins to say that the password is wrong, which it finds out itself.
const PASSWORD_REFUSED: &str = "password authentication failed";

/// PostgreSQL's own errors carry a SQLSTATE, whatever the status; all else is the endpoint's trouble.
fn decode_failure(status: u16, body: &[u8]) -> SqlError {
    if let Ok(error) = serde_json::from_slice::<DatabaseError>(body) {
        if error.code.as_str().len() == 5 {
            return SqlError::from_database(error);
        }
        if error.message.starts_with(PASSWORD_REFUSED) {
            return SqlError::password_refused();
        }
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

    const QUERY: Query<'static> = Query { query: "SELECT 1", params: &[] };

    fn decoded(body: &str, expected: usize) -> Result<usize, SqlError> {
        let response = HttpResponse { status: 200, body: body.as_bytes().to_vec() };
        Asked::Batch { queries: vec![QUERY; expected] }.decode(&response).map(|results| results.len())
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
        let one = |body: &str| {
            Asked::One(QUERY).decode(&HttpResponse { status: 200, body: body.as_bytes().to_vec() })
        };
        assert_eq!(one(whole).map(|results| results.len()).ok(), Some(1));
        for answer in ["{}", r#"{ "fields": [] }"#, &format!(r#"{{ "results": [{whole}] }}"#)] {
            assert!(matches!(one(answer), Err(SqlError::Protocol(_))), "{answer}");
        }
    }

    fn failed(status: u16, body: &str) -> String {
        let response = HttpResponse { status, body: body.as_bytes().to_vec() };
        Asked::Batch { queries: vec![QUERY] }.decode(&response).unwrap_err().to_string()
    }

    #[test]
    fn a_wrong_password_is_said_to_be_one_whoever_found_out() {
        let refused = "the database is unavailable: password refused";
        let by_endpoint = r#"{ "message": "password authentication failed for user 'blog'", "code": "" }"#;
        assert_eq!(failed(400, by_endpoint), refused);
        let without_code = r#"{ "message": "password authentication failed for user 'blog'" }"#;
        assert_eq!(failed(400, without_code), refused);
        let by_postgres =
            r#"{ "message": "password authentication failed for user \"blog\"", "code": "28P01" }"#;
        assert_eq!(failed(400, by_postgres), refused);
        assert_eq!(
            failed(400, r#"{ "message": "?" }"#),
            "unexpected answer from the SQL endpoint: the SQL endpoint answered 400"
        );
    }

    #[test]
    fn a_role_without_a_session_left_is_unavailable() {
        let full = r#"{ "message": "too many connections for role \"blog\"", "code": "53300" }"#;
        assert_eq!(failed(500, full), "the database is unavailable: SQLSTATE 53300");
    }

    #[test]
    fn what_is_too_large_is_no_defect_of_the_protocol() {
        assert_eq!(failed(413, ""), "the request is over 10 MiB");
        assert_eq!(failed(507, ""), "the answer is over 10 MiB");
    }
}
