//! A transport that keeps what it passes on.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;

use crate::sql::{HttpRequest, HttpResponse, Transport, TransportError};

/// A statement as it went to the endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The tenant that PostgreSQL was told of; `None` for a person's statement and for one of nobody's.
    pub tenant: Option<String>,
    /// The SQL text.
    pub text: String,
    /// The parameters in PostgreSQL's text form, from `$1` on.
    pub params: Vec<Option<String>>,
}

/// By text, and by whether a tenant was announced.
type Kept = BTreeMap<(String, bool), Sent>;

/// Passes every batch on to another transport, and keeps each statement once, as it was first sent.
#[derive(Debug, Clone, Default)]
pub struct Recording<T> {
    inner: T,
    kept: Arc<Mutex<Kept>>,
}

impl<T> Recording<T> {
    /// Keeps what goes through `inner`. Clones keep in one place.
    pub fn new(inner: T) -> Self {
        Self { inner, kept: Arc::default() }
    }

    /// What was sent so far, without the statements that announce and admit.
    pub fn sent(&self) -> Vec<Sent> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }
}

#[derive(Deserialize)]
struct Batch {
    queries: Vec<Query>,
}

#[derive(Deserialize)]
struct Query {
    query: String,
    params: Vec<Option<String>>,
}

impl<T: Transport> Transport for Recording<T> {
    async fn post(&self, request: HttpRequest<'_>) -> Result<HttpResponse, TransportError> {
        let batch: Result<Batch, _> = serde_json::from_str(&request.body);
        if let Ok(Batch { queries }) = batch {
            let mut queries = queries.into_iter();
            // The driver's own first statement says for whom the batch is.
            let entering = queries.next().and_then(|query| query.params.into_iter().next().flatten());
            let tenant = entering.filter(|tenant| !tenant.is_empty());
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            for Query { query: text, params } in queries {
                let key = (text.clone(), tenant.is_some());
                kept.entry(key).or_insert_with(|| Sent { tenant: tenant.clone(), text, params });
            }
        }
        self.inner.post(request).await
    }

    async fn pause(&self, milliseconds: u32) {
        self.inner.pause(milliseconds).await;
    }

    fn now_ms(&self) -> i64 {
        self.inner.now_ms()
    }
}
