//! The driver's transport for native programs.

use std::time::Duration;

use tokio::time::Instant;

use super::{HttpRequest, HttpResponse, Transport, TransportError};

/// An HTTP client with its connection pool.
#[derive(Debug, Clone)]
pub struct NativeTransport {
    client: reqwest::Client,
    began: Instant,
}

impl Default for NativeTransport {
    fn default() -> Self {
        Self { client: reqwest::Client::default(), began: Instant::now() }
    }
}

impl Transport for NativeTransport {
    async fn post(&self, request: HttpRequest<'_>) -> Result<HttpResponse, TransportError> {
        let timeout_ms = request.timeout_ms;
        let mut builder = self
            .client
            .post(request.url)
            .timeout(Duration::from_millis(u64::from(timeout_ms)))
            .body(request.body);
        for (name, value) in request.headers {
            builder = builder.header(name, value);
        }
        // `without_url`: the text ends in logs.
        let failure = |error: reqwest::Error| {
            if error.is_timeout() {
                TransportError::TimedOut(timeout_ms)
            } else {
                TransportError::Unreachable(error.without_url().to_string())
            }
        };
        let mut response = builder.send().await.map_err(failure)?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failure)? {
            body.extend_from_slice(&chunk);
            if body.len() > request.most_bytes {
                return Err(TransportError::TooLarge(request.most_bytes));
            }
        }
        Ok(HttpResponse { status: response.status().as_u16(), body })
    }

    async fn pause(&self, milliseconds: u32) {
        tokio::time::sleep(Duration::from_millis(u64::from(milliseconds))).await;
    }

    fn now_ms(&self) -> i64 {
        i64::try_from(self.began.elapsed().as_millis()).unwrap_or(i64::MAX)
    }
}
