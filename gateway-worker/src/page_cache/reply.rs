//! A kept page and the responses made of it (RFC 9111, RFC 9110 §13).

use std::convert::Infallible;

use bytes::Bytes;
use http::StatusCode;
use http::header::{
    AGE, CACHE_CONTROL, CONNECTION, CONTENT_LENGTH, DATE, ETAG, EXPIRES, HeaderMap, HeaderName, HeaderValue,
    PRAGMA, SET_COOKIE, TRANSFER_ENCODING, VARY,
};
use logicspike_shared::identity::REQUEST_ID;
use logicspike_shared::time::Timestamp;
use sha2::{Digest, Sha256};

use crate::host::{Body, Reply};

/// The header of a kept page that says when it was asked for, in milliseconds since 1970.
const ASKED_AT: HeaderName = HeaderName::from_static("x-asked-at");
/// The header that tells where a response came from.
const X_CACHE: HeaderName = HeaderName::from_static("x-cache");

/// How long a page is kept to be served while the service is down.
const KEEP: HeaderValue = HeaderValue::from_static("public, s-maxage=86400");
/// What clients and caches between are told: 30 s fresh, 30 s more while fetching, counted from `Age`.
/// Browsers ask each time, which an `ETag` makes cheap.
const PUBLIC: HeaderValue =
    HeaderValue::from_static("public, max-age=0, s-maxage=30, stale-while-revalidate=30");
/// An old page is for this client, now.
const STALE: HeaderValue = HeaderValue::from_static("no-cache");
/// The same URL leads to another tenant's page for another key.
const BY_CREDENTIAL: HeaderValue = HeaderValue::from_static("authorization, x-api-key");

/// Headers of a service's answer that are not part of the page.
const NOT_KEPT: [HeaderName; 12] = [
    AGE,
    CACHE_CONTROL,
    CONNECTION,
    CONTENT_LENGTH,
    DATE,
    EXPIRES,
    PRAGMA,
    SET_COOKIE,
    TRANSFER_ENCODING,
    VARY,
    REQUEST_ID,
    X_CACHE,
];

/// Where a response came from, as `x-cache` tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The cache.
    Hit,
    /// The service.
    Miss,
    /// The service, because the client wanted nothing that was kept.
    Refresh,
    /// The cache, because the service failed or its content has changed and it failed.
    Stale,
}

/// A page without its body.
#[derive(Debug, Clone)]
pub struct Head {
    status: StatusCode,
    headers: HeaderMap,
    asked_at_ms: i64,
}

/// A page that was just fetched.
#[derive(Debug, Clone)]
pub struct Page {
    /// Status and headers.
    pub head: Head,
    /// The body.
    pub body: Bytes,
}

impl Page {
    /// A service's whole answer. It gets a strong `ETag` if it has none.
    pub fn new(mut head: Head, body: Bytes) -> Self {
        head.headers.entry(ETAG).or_insert_with(|| etag(&body));
        Self { head, body }
    }

    /// The form in which the Cache API keeps it.
    pub fn into_cache(self) -> Reply<Infallible> {
        let mut headers = self.head.headers;
        headers.insert(CACHE_CONTROL, KEEP);
        headers.insert(ASKED_AT, HeaderValue::from(self.head.asked_at_ms));
        Reply { status: self.head.status, headers, body: Body::Bytes(self.body) }
    }

    /// No page, but an instant that is kept as long as one.
    pub(super) fn of_instant(instant: Timestamp) -> Self {
        Self { head: Head::new(StatusCode::OK, HeaderMap::new(), instant), body: Bytes::from_static(b"-") }
    }
}

/// A SHA-256: two pages of one URL never have the same.
fn etag(body: &[u8]) -> HeaderValue {
    let digest = Sha256::digest(body);
    HeaderValue::try_from(format!("\"{digest:x}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

impl Head {
    /// The head of a service's answer to a request made at `asked_at`. A weak `ETag` is not kept.
    pub fn new(status: StatusCode, mut headers: HeaderMap, asked_at: Timestamp) -> Self {
        for name in NOT_KEPT {
            headers.remove(name);
        }
        if headers.get(ETAG).is_some_and(|etag| !etag.as_bytes().starts_with(b"\"")) {
            headers.remove(ETAG);
        }
        Self { status, headers, asked_at_ms: asked_at.as_millis() }
    }

    /// Reads what the Cache API kept; `None` if it is not of this form.
    pub fn from_cache<B>(kept: Reply<B>) -> Option<(Self, Body<B>)> {
        let mut headers = kept.headers;
        let asked_at_ms = headers.remove(ASKED_AT)?.to_str().ok()?.parse().ok()?;
        // What the cache itself adds.
        headers.remove("cf-cache-status");
        for name in NOT_KEPT {
            headers.remove(name);
        }
        Some((Self { status: kept.status, headers, asked_at_ms }, kept.body))
    }

    /// When the page was asked for, in milliseconds since 1970.
    pub fn asked_at_ms(&self) -> i64 {
        self.asked_at_ms
    }

    /// The response: the page, or 304 if the client has it.
    pub(super) fn into_reply<B>(
        self,
        body: Body<B>,
        source: Source,
        age_ms: i64,
        if_none_match: Option<&str>,
    ) -> Reply<B> {
        let Self { status, mut headers, .. } = self;
        let (cache_control, x_cache) = match source {
            Source::Hit => (PUBLIC, "HIT"),
            Source::Miss => (PUBLIC, "MISS"),
            Source::Refresh => (PUBLIC, "REFRESH"),
            Source::Stale => (STALE, "STALE"),
        };
        headers.insert(CACHE_CONTROL, cache_control);
        headers.insert(VARY, BY_CREDENTIAL);
        headers.insert(X_CACHE, HeaderValue::from_static(x_cache));
        // Rounded up: a cache between must not keep a page longer than it may.
        headers.insert(AGE, HeaderValue::from((age_ms.max(0) + 999) / 1000));
        let etag = headers.get(ETAG).and_then(|etag| etag.to_str().ok());
        let has_it = etag.zip(if_none_match).is_some_and(|(etag, wanted)| matches(wanted, etag));
        if status == StatusCode::OK && has_it {
            headers.remove(http::header::CONTENT_TYPE);
            return Reply { status: StatusCode::NOT_MODIFIED, headers, body: Body::Empty };
        }
        Reply { status, headers, body }
    }
}

/// `If-None-Match` (RFC 9110 §13.1.2): weak comparison with each listed tag.
fn matches(if_none_match: &str, etag: &str) -> bool {
    if_none_match.trim() == "*"
        || if_none_match.split(',').map(str::trim).any(|tag| tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_etag_matches_weakly_and_in_lists() {
        for wanted in ["\"a\"", "W/\"a\"", "*", "\"b\", W/\"a\"", " \"a\" "] {
            assert!(matches(wanted, "\"a\""), "{wanted}");
        }
        for wanted in ["", "\"b\"", "a", "\"a", "\"A\""] {
            assert!(!matches(wanted, "\"a\""), "{wanted}");
        }
    }

    #[test]
    fn a_page_survives_being_kept_and_takes_nothing_of_one_request_along() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("content-type", "application/json"),
            ("x-request-id", "r1"),
            ("set-cookie", "a=1"),
            ("vary", "*"),
            ("cache-control", "private"),
            ("etag", "W/\"weak\""),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        let head = Head::new(StatusCode::OK, headers, Timestamp::from_millis(5));
        let page = Page::new(head, Bytes::from_static(b"{}"));
        let kept = page.into_cache();
        assert_eq!(kept.headers.get("cache-control").unwrap(), "public, s-maxage=86400");
        for name in ["x-request-id", "set-cookie", "vary"] {
            assert!(!kept.headers.contains_key(name), "{name}");
        }
        let (head, body) = Head::from_cache(kept).unwrap();
        assert_eq!((head.asked_at_ms(), body), (5, Body::Bytes(Bytes::from_static(b"{}"))));
        assert_eq!(
            head.headers.get("etag").unwrap(),
            "\"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\""
        );
        assert_eq!(head.headers.len(), 2);
    }
}
