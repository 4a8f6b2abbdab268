//! The edge to the Workers runtime: native requests in, native responses out. Bodies stay streams of
//! the runtime: they are handed on without being copied through this Worker's memory.

use std::convert::Infallible;
use std::future::ready;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::header::{CACHE_CONTROL, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use http::{Method, StatusCode};
use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::identity::REQUEST_ID;
use logicspike_shared::workerd::{read_headers, write_headers};
use worker::js_sys::Uint8Array;
use worker::wasm_bindgen::JsValue;
use worker::web_sys::{self, ReadableStream, RequestInit, RequestRedirect, ResponseInit};
use worker::{ByteStream, Cache, Env, Headers, ResponseBody, Url};

use crate::exchange::note;
use crate::host::{Body, Forward, Host, NoAnswer, Read, Reply};
use crate::inbound::Inbound;
use crate::limits::{Limit, Limits, Missing};

/// The rate limits that this isolate looked for and did not find.
static MISSING: Missing = Missing::new();

/// Reads a request's head. The URL is parsed here, once; what cannot be parsed has no route.
pub(crate) fn read_inbound(native: &web_sys::Request) -> Inbound {
    let url = Url::parse(&native.url()).ok();
    Inbound {
        method: Method::from_bytes(native.method().as_bytes()).unwrap_or_default(),
        origin: url.as_ref().map_or_else(String::new, |url| url.origin().ascii_serialization()),
        path: url.as_ref().map_or_else(String::new, |url| url.path().to_owned()),
        query: url.as_ref().and_then(Url::query).map(str::to_owned),
        headers: read_headers(&Headers(native.headers())),
    }
}

/// The runtime, for one request.
#[derive(Debug)]
pub(crate) struct EdgeHost {
    env: Env,
    request: web_sys::Request,
}

impl EdgeHost {
    pub(crate) fn new(env: Env, request: web_sys::Request) -> Self {
        Self { env, request }
    }

    fn native_request(&self, forward: &Forward) -> Result<web_sys::Request, JsValue> {
        let init = RequestInit::new();
        init.set_method(forward.method.as_str());
        init.set_headers(write_headers(&forward.headers)?.0.as_ref());
        // A redirect is an answer to the client, not to the gateway.
        init.set_redirect(RequestRedirect::Manual);
        if forward.carries_body()
            && let Some(body) = self.request.body()
        {
            init.set_body(&body);
        }
        web_sys::Request::new_with_str_and_init(&forward.url(), &init)
    }
}

impl Limits for EdgeHost {
    async fn allow(&self, limit: Limit, key: &str) -> bool {
        // A deployment without the binding has no limit, and is told so; a limiter that fails must not close the door.
        let Ok(limiter) = self.env.rate_limiter(limit.binding()) else {
            if MISSING.note(limit) {
                let message = format!("{} binding missing: nothing is limited by it", limit.binding());
                worker::console_warn!("{}", note("warn", "", &message));
            }
            return true;
        };
        match limiter.limit(key.to_owned()).await {
            Ok(outcome) => outcome.success,
            Err(error) => {
                worker::console_warn!("rate limiter: {error}");
                true
            }
        }
    }
}

impl Host for EdgeHost {
    type Body = ReadableStream;

    #[expect(clippy::disallowed_methods, reason = "the binding's name comes from the configuration module")]
    async fn call(&self, forward: &Forward) -> Result<Reply<ReadableStream>, NoAnswer> {
        let failed = |error: worker::Error| NoAnswer(error.to_string());
        let request = self.native_request(forward).map_err(|error| failed(error.into()))?;
        let service = self.env.service(forward.to.binding()).map_err(failed)?;
        let response = service.fetch_request(worker::Request::from(request)).await.map_err(failed)?;
        read_reply(response).ok_or_else(|| NoAnswer("answered with a status that is no final one".to_owned()))
    }

    async fn read(
        &self,
        body: Body<ReadableStream>,
        most_bytes: usize,
    ) -> Result<Read<ReadableStream>, NoAnswer> {
        let stream = match body {
            Body::Empty => return Ok(Read::Whole(Bytes::new())),
            Body::Bytes(bytes) => return Ok(Read::Whole(bytes)),
            Body::Native(stream) => stream,
        };
        let broke_off = |error: worker::Error| NoAnswer(format!("its answer broke off: {error}"));
        let mut chunks = ByteStream::from(stream);
        let mut begun = Vec::new();
        while let Some(chunk) = chunks.next().await {
            begun.append(&mut chunk.map_err(broke_off)?);
            if begun.len() > most_bytes {
                let whole = stream::once(ready(Ok(begun))).chain(chunks);
                let response = worker::Response::from_stream(whole).map_err(broke_off)?;
                return Ok(Read::Longer(read_body(response.into_parts().1)));
            }
        }
        Ok(Read::Whole(begun.into()))
    }

    async fn cached(&self, key: &str) -> Option<Reply<ReadableStream>> {
        Cache::default().get(key, false).await.ok().flatten().and_then(read_reply)
    }

    async fn keep(&self, key: &str, page: Reply<Infallible>) {
        let body = match page.body {
            Body::Empty => Bytes::new(),
            Body::Bytes(bytes) => bytes,
            Body::Native(never) => match never {},
        };
        if let Ok(headers) = write_headers(&page.headers) {
            let response = worker::Response::builder()
                .with_status(page.status.as_u16())
                .with_headers(headers)
                .fixed(body.into());
            if let Err(error) = Cache::default().put(key, response).await {
                worker::console_warn!("page cache: {error}");
            }
        }
    }

    async fn forget(&self, key: &str) {
        if let Err(error) = Cache::default().delete(key, false).await {
            worker::console_warn!("page cache: {error}");
        }
    }
}

/// A native response with its body unread; `None` for a status that cannot be handed on, such as 101.
fn read_reply(native: worker::Response) -> Option<Reply<ReadableStream>> {
    let status =
        StatusCode::from_u16(native.status_code()).ok().filter(|status| !status.is_informational())?;
    let headers = read_headers(native.headers());
    Some(Reply { status, headers, body: read_body(native.into_parts().1) })
}

fn read_body(native: ResponseBody) -> Body<ReadableStream> {
    match native {
        ResponseBody::Stream(stream) => Body::Native(stream),
        ResponseBody::Body(bytes) => Body::Bytes(bytes.into()),
        ResponseBody::Empty => Body::Empty,
    }
}

/// Makes the native response.
pub(crate) fn write_reply(reply: Reply<ReadableStream>) -> web_sys::Response {
    let request_id =
        reply.headers.get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned();
    try_write_reply(reply)
        .or_else(|_| {
            // A header that the runtime refuses, from a service: the gateway's own are plain.
            let error = AppError::internal("the response has no native form");
            let mut plain: Reply<_> = Response::from_error(&error, &request_id).into();
            plain.headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
            plain.headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            try_write_reply(plain)
        })
        .unwrap_or_else(|_| web_sys::Response::error())
}

fn try_write_reply(reply: Reply<ReadableStream>) -> Result<web_sys::Response, JsValue> {
    let init = ResponseInit::new();
    init.set_status(reply.status.as_u16());
    init.set_headers(write_headers(&reply.headers)?.0.as_ref());
    match reply.body {
        Body::Empty => web_sys::Response::new_with_opt_str_and_init(None, &init),
        Body::Bytes(bytes) => {
            let array = Uint8Array::from(bytes.as_ref());
            web_sys::Response::new_with_opt_buffer_source_and_init(Some(&array), &init)
        }
        Body::Native(stream) => {
            web_sys::Response::new_with_opt_readable_stream_and_init(Some(&stream), &init)
        }
    }
}
