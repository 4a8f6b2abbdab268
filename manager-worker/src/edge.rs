//! What the Workers runtime gives the service.

use logicspike_shared::edge::{EdgeRuntime, FetchTransport, WebCrypto, fetch_text, post_outside};

use crate::domain::delivery::Answered;
use crate::host::{Documents, Host, MAX_REPLY_BYTES, Outbound, Post, Reply};

/// How long a JWK Set may take, in milliseconds: someone waits at the sign-in page.
const DOCUMENT_TIMEOUT_MS: u32 = 5_000;

/// The Workers runtime.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EdgeHost;

/// Documents by `fetch`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FetchDocuments;

impl Documents for FetchDocuments {
    async fn get(&self, url: &str) -> Result<String, String> {
        match fetch_text(url, DOCUMENT_TIMEOUT_MS).await {
            Ok(Some(text)) => Ok(text),
            Ok(None) => Err("the answer is not 200".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// Requests to others by `fetch`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FetchOutbound;

impl Outbound for FetchOutbound {
    async fn post(&self, post: &Post<'_>) -> Result<Reply, String> {
        let answer =
            post_outside(post.url, &post.headers, post.body, post.patience_ms, MAX_REPLY_BYTES).await;
        let answer = answer.map_err(|error| error.to_string())?;
        Ok(Reply {
            answered: Answered { status: answer.status, retry_after: answer.retry_after },
            text: String::from_utf8_lossy(&answer.body).into_owned(),
        })
    }
}

impl Host for EdgeHost {
    type Runtime = EdgeRuntime;
    type Transport = FetchTransport;
    type Crypto = WebCrypto;
    type Documents = FetchDocuments;
    type Outbound = FetchOutbound;

    fn runtime(&self) -> EdgeRuntime {
        EdgeRuntime
    }
    fn transport(&self) -> FetchTransport {
        FetchTransport
    }
    fn crypto(&self) -> WebCrypto {
        WebCrypto
    }
    fn documents(&self) -> FetchDocuments {
        FetchDocuments
    }
    fn outbound(&self) -> FetchOutbound {
        FetchOutbound
    }
}
