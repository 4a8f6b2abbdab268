//! A key to make, and how to rotate one.

use logicspike_shared::error::AppError;
use logicspike_shared::input::Check;
use logicspike_shared::time::Timestamp;

use super::fields;
use crate::api::api_keys::{KeyBody, KeyKind, RotateBody};

/// A key to make.
#[derive(Debug)]
pub struct NewKey {
    /// What it is called.
    pub name: String,
    /// What it opens.
    pub scopes: Vec<String>,
    /// When it ends, if it does.
    pub expires_at: Option<Timestamp>,
    /// Who may see it.
    pub kind: KeyKind,
    /// The sites that browsers may show it from.
    pub allowed_origins: Vec<String>,
}

fn in_the_future(now: Timestamp) -> impl FnOnce(Timestamp) -> Result<Timestamp, String> {
    move |at| if at > now { Ok(at) } else { Err("must lie in the future".to_owned()) }
}

impl KeyBody {
    /// Every fault, or what was asked for.
    pub fn check(&self, now: Timestamp) -> Result<NewKey, AppError> {
        let mut check = Check::default();
        let name = check.required("name", self.name.as_deref(), fields::name);
        let scopes = check.required("scopes", self.scopes.as_deref(), fields::scopes);
        let expires_at = check.optional("expiresAt", self.expires_at, in_the_future(now));
        let allowed_origins = check.take("allowedOrigins", fields::origins(&self.allowed_origins));
        check.finish(|| {
            let kind = self.kind;
            Some(NewKey { name: name?, scopes: scopes?, expires_at, kind, allowed_origins: allowed_origins? })
        })
    }
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
        let old_until = fields::overlap_until(&mut check, self.overlap_seconds, now);
        let expires_at = check.optional("expiresAt", self.expires_at, in_the_future(now));
        check.finish(|| Some(Rotation { old_until: old_until?, expires_at }))
    }
}
