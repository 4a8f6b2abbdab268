//! `fetch` for the driver.

use super::runtime::EdgeRuntime;
use super::tasks::{Answer, ask};
use crate::runtime::Runtime as _;
use crate::sql::{HttpRequest, HttpResponse, Transport, TransportError};

/// Instead of a status: the time was over.
const TIMED_OUT: i32 = 1;
/// Instead of a status: the body was longer than asked for.
const TOO_LARGE: i32 = 2;

/// Sends the driver's requests with `fetch`.
#[derive(Debug, Clone, Copy, Default)]
pub struct FetchTransport;

impl Transport for FetchTransport {
    async fn post(&self, request: HttpRequest<'_>) -> Result<HttpResponse, TransportError> {
        let HttpRequest { timeout_ms, most_bytes, .. } = request;
        let answer = ask("post", |step| {
            step.line(request.url).number(timeout_ms.into()).size(most_bytes).bytes(request.body.as_bytes());
            step.size(request.headers.len() * 2);
            for (name, value) in &request.headers {
                step.line(name).line(value);
            }
            step
        })
        .await;
        match answer.code {
            TIMED_OUT => Err(TransportError::TimedOut(timeout_ms)),
            TOO_LARGE => Err(TransportError::TooLarge(most_bytes)),
            Answer::FAILED => Err(TransportError::Unreachable(kind_of(&answer.into_text()))),
            status => {
                Ok(HttpResponse { status: u16::try_from(status).unwrap_or_default(), body: answer.payload })
            }
        }
    }

    async fn pause(&self, milliseconds: u32) {
        EdgeRuntime.pause(milliseconds).await;
    }

    fn now_ms(&self) -> i64 {
        EdgeRuntime.now().as_millis()
    }
}

/// An error's kind without its URL or payload: the text ends in logs.
fn kind_of(error: &str) -> String {
    error.split("http").next().unwrap_or_default().trim().to_owned()
}
