//! `fetch` for the driver, for small documents such as a JWK Set, and for calls to others.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use futures_util::StreamExt as _;
use worker::{
    AbortController, AbortSignal, Delay, Fetch, Headers, Method, RequestInit, RequestRedirect, Response,
};

use super::WorkerRuntime;
use crate::runtime::Runtime as _;
use crate::sql::{HttpRequest, HttpResponse, Transport, TransportError};

/// Sends the driver's requests with `fetch`.
#[derive(Debug, Clone, Copy, Default)]
pub struct FetchTransport;

impl Transport for FetchTransport {
    async fn post(&self, request: HttpRequest<'_>) -> Result<HttpResponse, TransportError> {
        let HttpRequest { timeout_ms, most_bytes, .. } = request;
        let headers = Headers::new();
        for (name, value) in &request.headers {
            headers.set(name, value).map_err(|_| TransportError::Unreachable("header refused".to_owned()))?;
        }
        let mut init = RequestInit::new();
        init.with_method(Method::Post).with_headers(headers).with_body(Some(request.body.into()));
        let url = request.url;
        within(timeout_ms, async move |signal: AbortSignal| {
            let failure = |error: worker::Error| TransportError::Unreachable(kind_of(&error));
            let request = worker::Request::new_with_init(url, &init).map_err(failure)?;
            let mut response = Fetch::Request(request).send_with_signal(&signal).await.map_err(failure)?;
            let body = whole(&mut response, most_bytes).await?;
            Ok(HttpResponse { status: response.status_code(), body })
        })
        .await
    }

    async fn pause(&self, milliseconds: u32) {
        WorkerRuntime.pause(milliseconds).await;
    }

    fn now_ms(&self) -> i64 {
        WorkerRuntime.now().as_millis()
    }
}

/// Fetches a small text document; `None` unless the answer is 200.
pub async fn fetch_text(url: &str, timeout_ms: u32) -> Result<Option<String>, TransportError> {
    within(timeout_ms, async move |signal: AbortSignal| {
        let failure = |error: worker::Error| TransportError::Unreachable(kind_of(&error));
        let request = worker::Request::new(url, Method::Get).map_err(failure)?;
        let mut response: Response =
            Fetch::Request(request).send_with_signal(&signal).await.map_err(failure)?;
        if response.status_code() == 200 {
            response.text().await.map(Some).map_err(failure)
        } else {
            Ok(None)
        }
    })
    .await
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

/// Posts JSON to somebody else. No redirect is followed, and of the answer no more is read than asked for.
pub async fn post_outside(
    url: &str,
    headers: &[(&'static str, String)],
    body: &str,
    timeout_ms: u32,
    most_bytes: usize,
) -> Result<OutsideAnswer, TransportError> {
    within(timeout_ms, async move |signal: AbortSignal| {
        let failure = |error: worker::Error| TransportError::Unreachable(kind_of(&error));
        let native = Headers::new();
        native.set("content-type", "application/json").map_err(failure)?;
        for (name, value) in headers {
            native.set(name, value).map_err(failure)?;
        }
        let mut init = RequestInit::new();
        init.with_method(Method::Post)
            .with_headers(native)
            .with_body(Some(body.into()))
            .with_redirect(RequestRedirect::Manual);
        let request = worker::Request::new_with_init(url, &init).map_err(failure)?;
        let mut response = Fetch::Request(request).send_with_signal(&signal).await.map_err(failure)?;
        let retry_after = response.headers().get("retry-after").map_err(failure)?;
        Ok(OutsideAnswer {
            status: response.status_code(),
            retry_after,
            body: beginning(&mut response, most_bytes).await,
        })
    })
    .await
}

/// A body that is not over a size; of a larger one nothing, and the rest is not read.
async fn whole(response: &mut Response, most_bytes: usize) -> Result<Vec<u8>, TransportError> {
    let mut body = Vec::new();
    // A body that is no stream is none at all.
    let Ok(mut stream) = response.stream() else { return Ok(body) };
    while let Some(chunk) = stream.next().await {
        body.extend_from_slice(&chunk.map_err(|error| TransportError::Unreachable(kind_of(&error)))?);
        if body.len() > most_bytes {
            return Err(TransportError::TooLarge(most_bytes));
        }
    }
    Ok(body)
}

/// The beginning of a body; where it breaks off, it ends. The status was the answer.
async fn beginning(response: &mut Response, most_bytes: usize) -> Vec<u8> {
    let mut body = Vec::new();
    let Ok(mut stream) = response.stream() else { return body };
    while body.len() < most_bytes {
        let Some(Ok(chunk)) = stream.next().await else { break };
        body.extend_from_slice(&chunk);
    }
    body.truncate(most_bytes);
    body
}

/// Runs a task, and aborts what it fetches when the time is over or too much came.
async fn within<T>(
    timeout_ms: u32,
    task: impl AsyncFnOnce(AbortSignal) -> Result<T, TransportError>,
) -> Result<T, TransportError> {
    let controller = AbortController::default();
    let mut work = pin!(task(controller.signal()));
    let mut timer = pin!(Delay::from(Duration::from_millis(u64::from(timeout_ms))));
    let outcome = std::future::poll_fn(|context| {
        if let std::task::Poll::Ready(outcome) = work.as_mut().poll(context) {
            return std::task::Poll::Ready(outcome);
        }
        timer.as_mut().poll(context).map(|()| Err(TransportError::TimedOut(timeout_ms)))
    })
    .await;
    if matches!(outcome, Err(TransportError::TimedOut(_) | TransportError::TooLarge(_))) {
        controller.abort();
    }
    outcome
}

/// An error's kind without its URL or payload: the text ends in logs.
fn kind_of(error: &worker::Error) -> String {
    match error {
        worker::Error::JsError(text) => text.split("http").next().unwrap_or_default().trim().to_owned(),
        _ => "fetch failed".to_owned(),
    }
}
