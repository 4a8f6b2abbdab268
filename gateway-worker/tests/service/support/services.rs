//! Services that keep what they were sent.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use gateway_worker::host::{Body, Forward, Host, NoAnswer, Read, Reply};
use gateway_worker::limits::{Limit, Limits};
use http::{HeaderMap, HeaderValue, StatusCode};

/// The services behind the gateway.
#[derive(Debug, Default)]
pub(crate) struct Services {
    calls: Mutex<Vec<Forward>>,
    answer: Mutex<Option<Result<Reply<String>, NoAnswer>>>,
    cache: Arc<Mutex<BTreeMap<String, Reply<String>>>>,
    limits: Mutex<BTreeMap<Limit, u32>>,
    counted: Mutex<BTreeMap<(Limit, String), u32>>,
}

impl Services {
    /// Services of another gateway process on the same edge cache.
    pub(crate) fn beside(&self) -> Self {
        Self { cache: Arc::clone(&self.cache), ..Self::default() }
    }

    /// What was received so far.
    pub(crate) fn calls(&self) -> Vec<Forward> {
        self.calls.lock().unwrap().clone()
    }

    /// From now on every call is answered so.
    pub(crate) fn answer_with(&self, status: u16, headers: &[(&'static str, &str)], body: &str) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_str(value).unwrap());
        }
        let body = if body.is_empty() { Body::Empty } else { Body::Native(body.to_owned()) };
        let reply = Reply { status: StatusCode::from_u16(status).unwrap(), headers: map, body };
        *self.answer.lock().unwrap() = Some(Ok(reply));
    }

    /// From now on no call is answered.
    pub(crate) fn go_down(&self) {
        *self.answer.lock().unwrap() = Some(Err(NoAnswer("the script hung".to_owned())));
    }
}

impl Services {
    /// From now on so many requests of a kind are let through.
    pub(crate) fn limit(&self, limit: Limit, requests: u32) {
        self.limits.lock().unwrap().insert(limit, requests);
    }

    /// What was counted so far.
    pub(crate) fn counted(&self) -> BTreeMap<(Limit, String), u32> {
        self.counted.lock().unwrap().clone()
    }

    /// Empties the edge cache.
    pub(crate) fn drop_pages(&self) {
        self.cache.lock().unwrap().clear();
    }

    /// What is kept under a key.
    pub(crate) fn page(&self, key: &str) -> Reply<String> {
        self.cache.lock().unwrap()[key].clone()
    }

    /// Puts something into the edge cache, as another isolate does.
    pub(crate) fn put_page(&self, key: &str, page: Reply<String>) {
        self.cache.lock().unwrap().insert(key.to_owned(), page);
    }

    /// The keys under which pages are kept.
    pub(crate) fn kept_pages(&self) -> Vec<String> {
        self.cache.lock().unwrap().keys().cloned().collect()
    }
}

impl Limits for Services {
    async fn allow(&self, limit: Limit, key: &str) -> bool {
        let mut counted = self.counted.lock().unwrap();
        let count = counted.entry((limit, key.to_owned())).or_default();
        *count += 1;
        self.limits.lock().unwrap().get(&limit).is_none_or(|allowed| *count <= *allowed)
    }
}

impl Host for Services {
    type Body = String;

    async fn call(&self, forward: &Forward) -> Result<Reply<String>, NoAnswer> {
        self.calls.lock().unwrap().push(forward.clone());
        self.answer.lock().unwrap().clone().unwrap_or_else(|| {
            let body = Body::Native("{}".to_owned());
            Ok(Reply { status: StatusCode::OK, headers: HeaderMap::new(), body })
        })
    }

    async fn read(&self, body: Body<String>, most_bytes: usize) -> Result<Read<String>, NoAnswer> {
        Ok(match body {
            Body::Empty => Read::Whole(Bytes::new()),
            Body::Bytes(bytes) => Read::Whole(bytes),
            Body::Native(text) if text.len() > most_bytes => Read::Longer(Body::Native(text)),
            Body::Native(text) => Read::Whole(text.into()),
        })
    }

    async fn cached(&self, key: &str) -> Option<Reply<String>> {
        self.cache.lock().unwrap().get(key).cloned()
    }

    async fn keep(&self, key: &str, page: Reply<Infallible>) {
        let Body::Bytes(bytes) = page.body else { panic!("a page has a body") };
        // As the Cache API does: nothing without a lifetime, and marks of its own.
        assert!(page.headers.get("cache-control").unwrap().to_str().unwrap().contains("s-maxage"));
        let mut headers = page.headers;
        headers.insert("cf-cache-status", HeaderValue::from_static("HIT"));
        headers.insert("age", HeaderValue::from_static("7"));
        let body = Body::Native(String::from_utf8(bytes.to_vec()).unwrap());
        self.cache.lock().unwrap().insert(key.to_owned(), Reply { status: page.status, headers, body });
    }

    async fn forget(&self, key: &str) {
        self.cache.lock().unwrap().remove(key);
    }
}
