//! Requests that a client may repeat: whatever is made is made once for a key, and the first answer given again.

use logicspike_shared::error::AppError;
use logicspike_shared::row;
use logicspike_shared::sql::{Rows, Statement};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::Change;
use crate::api::Created;

/// A repeated request is recognised by its key; the fingerprint tells whether it is the same request.
#[derive(Debug, Clone)]
pub struct Idempotency {
    /// The client's key.
    pub key: String,
    /// Digest of the request.
    pub fingerprint: String,
}

impl Idempotency {
    /// Binds key and fingerprint, null both if there is no key.
    pub(super) fn bind_to(idempotency: Option<&Self>, statement: Statement) -> Statement {
        statement
            .bind(idempotency.map(|idempotency| idempotency.key.as_str()))
            .bind(idempotency.map(|idempotency| idempotency.fingerprint.as_str()))
    }
}

/// What a creation came to.
#[derive(Debug)]
pub enum CreateOutcome<T = Created> {
    /// The answer: of this request, or of the first one with the same key.
    Answer(T),
    /// The key was used for another request.
    KeyReused,
}

/// Goes on after `answer`, the `body` of the answer, key, fingerprint and now (`at`): the claim on the key. What follows
/// makes something only if there is an answer without a key, or a claim.
pub(super) const CLAIM: &str = "
claim AS (
  INSERT INTO idempotency_keys (tenant_id, key, fingerprint, response, created_at)
  SELECT $1, key, fingerprint, body, at FROM answer WHERE key IS NOT NULL
  ON CONFLICT (tenant_id, key) DO UPDATE
  SET fingerprint = excluded.fingerprint, response = excluded.response, created_at = excluded.created_at
  WHERE idempotency_keys.created_at <= excluded.created_at - interval '24 hours'
  RETURNING 1
),
may_make AS (
  SELECT FROM answer WHERE key IS NULL OR EXISTS (SELECT FROM claim)
),";

/// Ends the statement: the answer, if something was made.
pub(super) const ANSWER: &str = "
SELECT body AS response, fingerprint FROM answer WHERE EXISTS (SELECT FROM created)";

/// The answer that was given for the key before. A statement of its own, so that it sees what a rival with the same key
/// has just committed.
pub(super) fn earlier(change: &Change<'_>, idempotency: &Idempotency) -> Statement {
    const EARLIER: &str = "
SELECT response, fingerprint FROM idempotency_keys
WHERE tenant_id = $1 AND key = $2 AND created_at > $3::timestamptz - interval '24 hours'";
    Statement::scoped(change.scope, EARLIER).bind(idempotency.key.as_str()).bind(change.now)
}

/// What a creation came to, by the row of what it made and, if there is a key, the one of an earlier answer; `None` if
/// there is neither.
pub(super) fn outcome<T: DeserializeOwned>(
    idempotency: Option<&Idempotency>,
    made: &Rows,
    earlier: Option<&Rows>,
) -> Result<Option<CreateOutcome<T>>, AppError> {
    let answer: Option<Answer> = match made.optional()? {
        Some(answer) => Some(answer),
        None => earlier.map(Rows::optional).transpose()?.flatten(),
    };
    let Some(answer) = answer else { return Ok(None) };
    let fingerprint = idempotency.map(|idempotency| &idempotency.fingerprint);
    if fingerprint.is_some() && fingerprint != answer.fingerprint.as_ref() {
        return Ok(Some(CreateOutcome::KeyReused));
    }
    let created = serde_json::from_str(answer.response.get());
    created
        .map(|created| Some(CreateOutcome::Answer(created)))
        .map_err(|error| AppError::internal(error.to_string()))
}

struct Answer {
    response: Box<RawValue>,
    fingerprint: Option<String>,
}

row!(Answer { response, fingerprint });
