//! The document of the API and its reference page: files that lie beside the Worker, behind its doors.

use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH,
};
use http::{Method, StatusCode};
use logicspike_shared::error::AppError;
use logicspike_shared::reference::{File, SERVER};

use crate::host::{Body, Forward, Host, Read, Reply};
use crate::inbound::Inbound;
use crate::routes::Upstream;

/// No other host is asked for anything.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    connect-src 'self'; worker-src blob:; font-src 'self'";
/// A new deployment is seen after five minutes.
const KEPT: &str = "public, max-age=300";
/// The document is a third of a megabyte.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// Answers with a file.
///
/// # Errors
/// 503 if the files are not there.
pub async fn answer<H: Host>(host: &H, file: File, inbound: &Inbound) -> Result<Reply<H::Body>, AppError> {
    let failed = |cause: String| AppError::unavailable(format!("{}: {cause}", file.path()));
    let kept = host.call(&request(file, inbound)).await.map_err(|error| failed(error.0))?;
    if !matches!(kept.status, StatusCode::OK | StatusCode::NOT_MODIFIED) {
        return Err(failed(kept.status.to_string()));
    }
    let mut headers = HeaderMap::new();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(KEPT));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.media_type()));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.extend(kept.headers.get(ETAG).map(|tag| (ETAG, tag.clone())));
    let mut reply = Reply { status: kept.status, headers, body: kept.body };
    if file == File::Document && reply.status == StatusCode::OK && inbound.method == Method::GET {
        reply.body = match host.read(reply.body, MOST_BYTES).await.map_err(|error| failed(error.0))? {
            Read::Whole(bytes) => Body::Bytes(of_host(&bytes, &inbound.origin).into()),
            Read::Longer(body) => body,
        };
    }
    Ok(reply)
}

/// What is asked of the files. Of the client's headers they get none but the condition.
fn request(file: File, inbound: &Inbound) -> Forward {
    let mut headers = HeaderMap::new();
    headers.extend(inbound.headers.get(IF_NONE_MATCH).map(|tags| (IF_NONE_MATCH, tags.clone())));
    Forward {
        to: Upstream::Assets,
        origin: inbound.origin.clone(),
        method: inbound.method.clone(),
        target: file.path().to_owned(),
        headers,
    }
}

/// The document with the host that was asked as its server.
fn of_host(document: &[u8], origin: &str) -> Vec<u8> {
    let Some((begin, rest)) = SERVER.strip_suffix("/\"").zip(document.strip_prefix(SERVER.as_bytes())) else {
        return document.to_vec();
    };
    [begin.as_bytes(), origin.as_bytes(), b"\"", rest].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_names_the_host_that_was_asked() {
        let document = format!("{SERVER}}}],\"openapi\":\"3.1.0\"}}");
        let named = of_host(document.as_bytes(), "https://api.example.com");
        let expected = r#"{"servers":[{"url":"https://api.example.com"}],"openapi":"3.1.0"}"#;
        assert_eq!(String::from_utf8(named).unwrap(), expected);
        assert_eq!(of_host(b"{}", "https://api.example.com"), b"{}");
    }
}
