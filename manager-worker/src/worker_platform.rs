//! What the Workers runtime gives the service.

use logicspike_shared::rt::{FetchTransport, WebCrypto, WorkerRuntime, fetch_text};

use crate::app::{Documents, Platform};

/// How long a JWK Set may take, in milliseconds: someone waits at the sign-in page.
const DOCUMENT_TIMEOUT_MS: u32 = 5_000;

/// The Workers runtime.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WorkerPlatform;

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

impl Platform for WorkerPlatform {
    type Runtime = WorkerRuntime;
    type Transport = FetchTransport;
    type Crypto = WebCrypto;
    type Documents = FetchDocuments;

    fn runtime(&self) -> WorkerRuntime {
        WorkerRuntime
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
}
