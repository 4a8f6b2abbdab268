//! API keys.

use logicspike_shared::error::AppError;
use logicspike_shared::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::check::{self, Check};

/// How long a rotated key goes on working beside its successor unless asked otherwise, in seconds: a day.
const DEFAULT_OVERLAP_SECONDS: i64 = 24 * 60 * 60;
/// The longest overlap: a month.
const MAX_OVERLAP_SECONDS: i64 = 30 * 24 * 60 * 60;

/// `POST /manager/api-keys`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct KeyBody {
    name: Option<String>,
    scopes: Option<Vec<String>>,
    #[serde(default)]
    expires_at: Option<Timestamp>,
}

/// A key to make.
#[derive(Debug)]
pub struct NewKey {
    /// What it is called.
    pub name: String,
    /// What it opens.
    pub scopes: Vec<String>,
    /// When it ends, if it does.
    pub expires_at: Option<Timestamp>,
}

fn in_the_future(now: Timestamp) -> impl FnOnce(Timestamp) -> Result<Timestamp, String> {
    move |at| if at > now { Ok(at) } else { Err("must lie in the future".to_owned()) }
}

impl KeyBody {
    /// Every fault, or what was asked for.
    pub fn check(&self, now: Timestamp) -> Result<NewKey, AppError> {
        let mut check = Check::default();
        let name = check.required("name", self.name.as_deref(), check::name);
        let scopes = check.required("scopes", self.scopes.as_deref(), check::scopes);
        let expires_at = check.optional("expiresAt", self.expires_at, in_the_future(now));
        check.finish(|| Some(NewKey { name: name?, scopes: scopes?, expires_at }))
    }
}

/// `POST /manager/api-keys/{id}/rotate`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RotateBody {
    #[serde(default)]
    overlap_seconds: Option<i64>,
    #[serde(default)]
    expires_at: Option<Timestamp>,
}

/// How to rotate a key.
#[derive(Debug)]
pub struct Rotation {
    /// When the old key ends, unless it does so earlier.
    pub old_until: Timestamp,
    /// When the new key ends; `None` takes over the old one's.
    pub expires_at: Option<Timestamp>,
}

impl RotateBody {
    /// Every fault, or what was asked for.
    pub fn check(&self, now: Timestamp) -> Result<Rotation, AppError> {
        let mut check = Check::default();
        let overlap = check.optional("overlapSeconds", self.overlap_seconds, |seconds| {
            if (0..=MAX_OVERLAP_SECONDS).contains(&seconds) {
                Ok(seconds)
            } else {
                Err(format!("must be from 0 to {MAX_OVERLAP_SECONDS}"))
            }
        });
        let expires_at = check.optional("expiresAt", self.expires_at, in_the_future(now));
        let old_until = now.plus_seconds(overlap.unwrap_or(DEFAULT_OVERLAP_SECONDS));
        check.finish(|| Some(Rotation { old_until, expires_at }))
    }
}

/// Whether a key works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyStatus {
    /// It works.
    Active,
    /// Its time is over.
    Expired,
    /// Someone ended it.
    Revoked,
}

/// A key, without the key.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Key {
    /// `key_…`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Its first characters.
    pub hint: String,
    /// What it opens.
    pub scopes: Vec<String>,
    /// Whether it works.
    pub status: KeyStatus,
    /// Who made it.
    pub created_by: Option<String>,
    /// Since when.
    pub created_at: Timestamp,
    /// When it ends, if it does.
    pub expires_at: Option<Timestamp>,
    /// When it was used last, to within minutes.
    pub last_used_at: Option<Timestamp>,
    /// When it was ended.
    pub revoked_at: Option<Timestamp>,
}

/// The answer that shows a key, once.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShownKey<'a> {
    /// `key_…`.
    pub id: &'a str,
    /// The key itself. It cannot be shown again.
    pub key: &'a str,
    /// Its first characters.
    pub hint: &'a str,
    /// When it ends, if it does.
    pub expires_at: Option<Timestamp>,
    /// When the key it replaces ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_expires_at: Option<Timestamp>,
}
