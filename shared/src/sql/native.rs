//! The driver's transport for native programs.

use std::time::Duration;

use super::protocol::{HttpRequest, HttpResponse, Transport, TransportError};

/// An HTTP client with its connection pool.
#[derive(Debug, Clone, Default)]
pub struct NativeTransport {
    client: reqwest::Client,
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
        let response = builder.send().await.map_err(failure)?;
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(failure)?;
        Ok(HttpResponse { status, body: body.to_vec() })
    }
}
