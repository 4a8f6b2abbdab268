//! `fetch` for the driver, for small documents such as a JWK Set, and for calls to others.

use super::runtime::EdgeRuntime;
use super::tasks::{Answer, ask};
use crate::runtime::Runtime as _;
use crate::sql::{HttpRequest, HttpResponse, Transport, TransportError};

/// The largest document that [`fetch_text`] reads, in bytes.
const MOST_DOCUMENT_BYTES: usize = 1024 * 1024;

/// Instead of a status: the time was over.
const TIMED_OUT: i32 = 1;
/// Instead of a status: the body was longer than asked for.
const TOO_LARGE: i32 = 2;

/// What is fetched, and how much of the answer is wanted.
struct Fetch<'a> {
    method: &'a str,
    url: &'a str,
    headers: &'a [(&'a str, &'a str)],
    body: Option<&'a str>,
    timeout_ms: u32,
    most_bytes: usize,
}

impl Fetch<'_> {
    /// Asks for it; gives the status and what came with it.
    async fn ask(self, what: &str) -> Result<(u16, Vec<u8>), TransportError> {
        let answer = ask(what, |step| {
            step.line(self.method).line(self.url).number(self.timeout_ms.into()).size(self.most_bytes);
            match self.body {
                Some(body) => step.line("bytes").bytes(body.as_bytes()),
                None => step.line("none"),
            };
            let headers = self.headers.iter();
            headers.fold(step.size(self.headers.len() * 2), |step, (name, value)| step.line(name).line(value))
        })
        .await;
        match answer.code {
            TIMED_OUT => Err(TransportError::TimedOut(self.timeout_ms)),
            TOO_LARGE => Err(TransportError::TooLarge(self.most_bytes)),
            Answer::FAILED => Err(TransportError::Unreachable(kind_of(&answer.into_text()))),
            status => Ok((u16::try_from(status).unwrap_or_default(), answer.payload)),
        }
    }
}

/// Sends the driver's requests with `fetch`.
#[derive(Debug, Clone, Copy, Default)]
pub struct FetchTransport;

impl Transport for FetchTransport {
    async fn post(&self, request: HttpRequest<'_>) -> Result<HttpResponse, TransportError> {
        let HttpRequest { url, timeout_ms, most_bytes, .. } = request;
        let fetch = Fetch {
            method: "POST",
            url,
            headers: &request.headers,
            body: Some(&request.body),
            timeout_ms,
            most_bytes,
        };
        let (status, body) = fetch.ask("fetch").await?;
        Ok(HttpResponse { status, body })
    }

    async fn pause(&self, milliseconds: u32) {
        EdgeRuntime.pause(milliseconds).await;
    }

    fn now_ms(&self) -> i64 {
        EdgeRuntime.now().as_millis()
    }
}

/// Fetches a small text document; `None` unless the answer is 200.
pub async fn fetch_text(url: &str, timeout_ms: u32) -> Result<Option<String>, TransportError> {
    let fetch =
        Fetch { method: "GET", url, headers: &[], body: None, timeout_ms, most_bytes: MOST_DOCUMENT_BYTES };
    let (status, body) = fetch.ask("fetch").await?;
    Ok((status == 200).then(|| String::from_utf8_lossy(&body).into_owned()))
}

/// What somebody else answered.
#[derive(Debug)]
pub struct OutsideAnswer {
    /// The status.
    pub status: u16,
    /// The header `Retry-After`.
    pub retry_after: Option<String>,
    /// The beginning of the body.
    pub body: Vec<u8>,
}

impl OutsideAnswer {
    /// Reads what JavaScript tells: a line with `Retry-After`, then the body.
    fn read(status: u16, mut told: Vec<u8>) -> Self {
        let end = told.iter().position(|byte| *byte == b'\n').unwrap_or(told.len());
        let body = told.split_off((end + 1).min(told.len()));
        told.truncate(end);
        let retry_after = Some(String::from_utf8_lossy(&told).into_owned()).filter(|value| !value.is_empty());
        Self { status, retry_after, body }
    }
}

/// Posts JSON to somebody else. No redirect is followed, and of the answer no more is read than asked for.
pub async fn post_outside(
    url: &str,
    headers: &[(&'static str, String)],
    body: &str,
    timeout_ms: u32,
    most_bytes: usize,
) -> Result<OutsideAnswer, TransportError> {
    let own = [("content-type", "application/json")];
    let all: Vec<(&str, &str)> =
        own.into_iter().chain(headers.iter().map(|(name, value)| (*name, value.as_str()))).collect();
    let fetch = Fetch { method: "POST", url, headers: &all, body: Some(body), timeout_ms, most_bytes };
    let (status, told) = fetch.ask("call").await?;
    Ok(OutsideAnswer::read(status, told))
}

/// An error's kind without its URL or payload: the text ends in logs.
fn kind_of(error: &str) -> String {
    error.split("http").next().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(told: &[u8]) -> (Option<String>, Vec<u8>) {
        let answer = OutsideAnswer::read(429, told.to_vec());
        (answer.retry_after, answer.body)
    }

    #[test]
    fn what_others_answer_is_a_line_and_bytes() {
        assert_eq!(read(b"120\none\ntwo"), (Some("120".to_owned()), b"one\ntwo".to_vec()));
        assert_eq!(read(b"\n\xff"), (None, b"\xff".to_vec()));
        assert_eq!(read(b"\n"), (None, Vec::new()));
        assert_eq!(read(b""), (None, Vec::new()));
    }

    #[test]
    fn an_error_is_told_without_the_address() {
        assert_eq!(kind_of("Error: refused by https://user:pw@db.test/sql"), "Error: refused by");
    }
}
