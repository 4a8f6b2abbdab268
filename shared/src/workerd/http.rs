//! Native requests and responses to and from plain values.

use ::http::{HeaderMap, HeaderName, HeaderValue, Method};
use bytes::Bytes;
use futures_util::StreamExt as _;
use web_sys::ReadableStream;
use worker::send::SendWrapper;

use crate::error::AppError;
use crate::http::{NativeBody, Request, Response};
use crate::service::{BodySource, Pieces};

/// Copies native headers. One that no header of ours can hold is left out.
pub fn read_headers(headers: &worker::Headers) -> HeaderMap {
    headers
        .entries()
        .filter_map(|(name, value)| {
            Some((HeaderName::try_from(name).ok()?, HeaderValue::from_bytes(value.as_bytes()).ok()?))
        })
        .collect()
}

/// The body of a native request, which nobody has read yet.
#[derive(Debug)]
pub struct UnreadBody {
    request: worker::Request,
    /// What is left of it, once it is being read.
    rest: Option<worker::ByteStream>,
}

/// Reads a native request's head.
///
/// # Errors
/// The head so far, and 404: what has no readable address has no route.
pub fn read_head(native: worker::Request) -> Result<(Request, UnreadBody), Box<(Request, AppError)>> {
    let mut request = Request {
        method: Method::from_bytes(native.inner().method().as_bytes()).unwrap_or_default(),
        origin: String::new(),
        path: String::new(),
        query: String::new(),
        headers: read_headers(native.headers()),
        body: Bytes::new(),
    };
    match native.url() {
        Ok(url) => {
            request.origin = url.origin().ascii_serialization();
            url.path().clone_into(&mut request.path);
            url.query().unwrap_or_default().clone_into(&mut request.query);
        }
        Err(error) => return Err(Box::new((request, AppError::not_found().because(error.to_string())))),
    }
    Ok((request, UnreadBody { request: native, rest: None }))
}

impl Pieces for UnreadBody {
    async fn next(&mut self) -> Result<Option<Bytes>, AppError> {
        let broken =
            |error: worker::Error| AppError::invalid_json().because(format!("body broke off: {error}"));
        if self.rest.is_none() {
            if self.request.inner().body().is_none() {
                return Ok(None);
            }
            self.rest = Some(self.request.stream().map_err(broken)?);
        }
        let Some(rest) = &mut self.rest else { return Ok(None) };
        rest.next().await.transpose().map(|piece| piece.map(Bytes::from)).map_err(broken)
    }
}

impl BodySource for UnreadBody {
    async fn read(mut self, most_bytes: usize) -> Result<Bytes, AppError> {
        let declared = self.request.headers().get("content-length").ok().flatten();
        if declared.and_then(|length| length.parse::<usize>().ok()).is_some_and(|length| length > most_bytes)
        {
            return Err(AppError::payload_too_large());
        }
        let mut body = Vec::new();
        while let Some(piece) = self.next().await? {
            if body.len() + piece.len() > most_bytes {
                return Err(AppError::payload_too_large());
            }
            body.extend_from_slice(&piece);
        }
        Ok(body.into())
    }
}

/// Makes native headers, repeated ones included.
pub fn write_headers(headers: &HeaderMap) -> worker::Result<worker::Headers> {
    let native = worker::Headers::new();
    for (name, value) in headers {
        native.append(name.as_str(), std::str::from_utf8(value.as_bytes()).unwrap_or_default())?;
    }
    Ok(native)
}

/// Makes the native response.
pub fn write_response(response: Response) -> worker::Result<worker::Response> {
    let headers = write_headers(&response.headers)?;
    let builder = worker::Response::builder().with_status(response.status.as_u16()).with_headers(headers);
    if let Some(stream) = response.native.and_then(NativeBody::downcast::<SendWrapper<ReadableStream>>) {
        return Ok(builder.body(worker::ResponseBody::Stream(stream.0.clone())));
    }
    // A null-body status must have none (Fetch standard).
    let native = if response.body.is_empty() { builder.empty() } else { builder.fixed(response.body.into()) };
    Ok(native)
}
