//! Pictures as anybody may read them, by an address that is as long as what it names. No database is asked.

use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    HeaderName, IF_NONE_MATCH, IF_RANGE, RANGE,
};
use http::{Method, StatusCode};
use logicspike_shared::error::AppError;
use logicspike_shared::http::{Request, Response};
use logicspike_shared::ids::TenantId;
use logicspike_shared::service::OpenCall;

use crate::app::App;
use crate::domain::media::{FileName, Part, Wanted};
use crate::host::{Bucket, Content, Host};

/// The name says what is in it, so it never changes.
const FOR_A_YEAR: &str = "public, max-age=31536000, immutable";
/// Opened by itself, a file is a picture and can do nothing.
const NOTHING_RUNS: &str = "default-src 'none'; sandbox";

/// `GET /media/{tenant}/{file}`
pub(crate) async fn get<H: Host>(app: &App<H>, call: &OpenCall<'_>) -> Result<Response, AppError> {
    let tenant = TenantId::parse(call.params.get("tenant")).map_err(|_| AppError::not_found())?;
    let file = FileName::parse(call.params.get("file")).ok_or_else(AppError::not_found)?;
    let (key, etag, request) = (file.key(&tenant), format!("\"{}\"", file.hash()), call.request);
    let is_whole = request.method == Method::GET
        && !request.headers.contains_key(RANGE)
        && !request.headers.contains_key(IF_NONE_MATCH);
    if is_whole {
        let (bytes, content) = app.bucket.get(&key, None).await?.ok_or_else(AppError::not_found)?;
        return Ok(filled(head(StatusCode::OK, &file, &etag), bytes, content));
    }
    let bytes = app.bucket.size(&key).await?.ok_or_else(AppError::not_found)?;
    if is_known(request, &etag) {
        return Ok(head(StatusCode::NOT_MODIFIED, &file, &etag));
    }
    match wanted(request, &etag, bytes) {
        _ if request.method == Method::HEAD => {
            Ok(head(StatusCode::OK, &file, &etag).with_header(CONTENT_LENGTH, &bytes.to_string()))
        }
        Wanted::Nothing => {
            Err(AppError::range_not_satisfiable().with_header(CONTENT_RANGE, &format!("bytes */{bytes}")))
        }
        Wanted::Whole => {
            let (bytes, content) = app.bucket.get(&key, None).await?.ok_or_else(AppError::not_found)?;
            Ok(filled(head(StatusCode::OK, &file, &etag), bytes, content))
        }
        Wanted::Part(part) => {
            let (_, content) = app.bucket.get(&key, Some(part)).await?.ok_or_else(AppError::not_found)?;
            let Part { offset, length } = part;
            let range = format!("bytes {offset}-{}/{bytes}", offset + length - 1);
            let head = head(StatusCode::PARTIAL_CONTENT, &file, &etag).with_header(CONTENT_RANGE, &range);
            Ok(filled(head, length, content))
        }
    }
}

/// Whether the client has the file: there is one version of it. (RFC 9110 §13.1.2)
fn is_known(request: &Request, etag: &str) -> bool {
    let lists = request.headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    lists
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag)
}

/// What of it the client wants; all of it, if what it has a part of is something else (RFC 9110 §13.1.5).
fn wanted(request: &Request, etag: &str, bytes: u64) -> Wanted {
    let is_of_this = request.headers.get(IF_RANGE).is_none_or(|tag| tag.as_bytes() == etag.as_bytes());
    match request.header(RANGE.as_str()) {
        Some(range) if is_of_this => Wanted::parse(range, bytes),
        _ => Wanted::Whole,
    }
}

fn head(status: StatusCode, file: &FileName, etag: &str) -> Response {
    const EMBEDDED: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
    Response::empty(status)
        .with_header(CONTENT_TYPE, file.kind().content_type())
        .with_header(CACHE_CONTROL, FOR_A_YEAR)
        .with_header(ETAG, etag)
        .with_header(ACCEPT_RANGES, "bytes")
        .with_header(CONTENT_SECURITY_POLICY, NOTHING_RUNS)
        // On any site.
        .with_header(EMBEDDED, "cross-origin")
}

fn filled(head: Response, bytes: u64, content: Content) -> Response {
    let head = head.with_header(CONTENT_LENGTH, &bytes.to_string());
    match content {
        Content::Bytes(body) => Response { body, ..head },
        Content::Native(stream) => Response { native: Some(stream), ..head },
    }
}
