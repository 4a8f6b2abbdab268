//! A transport that keeps what it passes on.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;

use crate::sql::{HttpRequest, HttpResponse, Transport, TransportError, gate};

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

/// The statements in the body of a request, without what announces and admits.
pub fn statements(body: &str) -> Vec<Sent> {
    serde_json::from_str(body).map(Asked::sent).unwrap_or_default()
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Asked {
    One(Query),
    Batch { queries: Vec<Query> },
}

impl Asked {
    /// The statements, each with the tenant that was announced.
    fn sent(self) -> Vec<Sent> {
        let told = |tenant: Option<String>| tenant.filter(|tenant| !tenant.is_empty());
        match self {
            // The parameters that say for whom it is come after those of the statement.
            Self::One(Query { query, mut params }) => {
                let Some((text, own)) = gate::inner(&query) else { return Vec::new() };
                let tenant = params.split_off(own.min(params.len())).into_iter().next().flatten();
                vec![Sent { tenant: told(tenant), text, params }]
            }
            Self::Batch { queries } => {
                let mut queries = queries.into_iter();
                // The driver's own first statement says for whom the batch is.
                let entering = queries.next().and_then(|query| query.params.into_iter().next().flatten());
                let tenant = told(entering);
                let sent = |Query { query: text, params }| Sent { tenant: tenant.clone(), text, params };
                queries.map(sent).collect()
            }
        }
    }
}

#[derive(Deserialize)]
struct Query {
    query: String,
    params: Vec<Option<String>>,
}

impl<T: Transport> Transport for Recording<T> {
    async fn post(&self, request: HttpRequest<'_>) -> Result<HttpResponse, TransportError> {
        {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            for sent in statements(&request.body) {
                kept.entry((sent.text.clone(), sent.tenant.is_some())).or_insert(sent);
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
