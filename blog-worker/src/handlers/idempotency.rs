//! `Idempotency-Key`, which every creation honours, and the answer to a creation.

use http::StatusCode;
use http::header::LOCATION;
use logicspike_shared::error::AppError;
use logicspike_shared::error_code::ErrorCode;
use logicspike_shared::http::{Request, Response};
use sha2::{Digest, Sha256};

use crate::store::idempotency::{CreateOutcome, Idempotency};

/// The client's key for a request that it may repeat, with a digest of what it asks for.
pub(super) fn idempotency(request: &Request) -> Result<Option<Idempotency>, AppError> {
    of_content(request, &request.body)
}

/// The same, with a digest of what it brings.
pub(super) fn of_content(
    request: &Request,
    content: impl AsRef<[u8]>,
) -> Result<Option<Idempotency>, AppError> {
    let Some(value) = request.headers.get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().ok().filter(|key| (1..=255).contains(&key.len()));
    let Some(key) = key.filter(|_| request.headers.get_all("idempotency-key").iter().count() == 1) else {
        return Err(AppError::invalid_field("Idempotency-Key", "must be 1 to 255 visible ASCII characters"));
    };
    let digest = Sha256::new().chain_update(&request.path).chain_update([0]).chain_update(content).finalize();
    Ok(Some(Idempotency { key: key.to_owned(), fingerprint: format!("{digest:x}") }))
}

/// 422.
pub(super) fn key_reused() -> AppError {
    AppError::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "Idempotency-Key was used for another request",
        ErrorCode::IdempotencyKeyReused,
    )
}

/// 201 with the place of what was made below `path`, or 422.
pub(super) fn created(outcome: &CreateOutcome, path: &str) -> Result<Response, AppError> {
    match outcome {
        CreateOutcome::KeyReused => Err(key_reused()),
        CreateOutcome::Answer(created) => {
            let location = format!("/blog/admin/{path}/{}", created.id);
            Ok(Response::json(StatusCode::CREATED, created)?.with_header(LOCATION, &location))
        }
    }
}
