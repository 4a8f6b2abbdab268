//! The only place with SQL. Every function takes a scope; every statement names the tenant.

pub mod authors;
mod counts;
pub mod idempotency;
pub mod media;
mod names;
pub mod posts;
pub mod previews;
pub mod public;
pub mod retention;
pub mod revisions;
pub mod schedule;
pub mod search;
pub mod site;
pub mod system;
pub mod taxonomy;
pub mod transitions;
mod usage;

use http::StatusCode;
use http::header::RETRY_AFTER;
use logicspike_shared::error::AppError;
use logicspike_shared::error_code::ErrorCode;
use logicspike_shared::identity::{Actor, Quotas};
use logicspike_shared::ids::{EventId, PostId};
use logicspike_shared::row;
use logicspike_shared::runtime::Runtime;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Param, SqlError, Statement};
use logicspike_shared::time::Timestamp;

use crate::api::{Current, Person};

/// What a write needs to record itself: when, by whom, and the id of its event.
#[derive(Debug, Clone)]
pub struct Change<'a> {
    /// The tenant and the time.
    pub scope: &'a TenantScope,
    /// Now.
    pub now: Timestamp,
    /// The person.
    pub actor: &'a str,
    /// The id of the event, should there be one.
    pub event: EventId,
    /// How much the tenant may keep.
    pub quotas: &'a Quotas,
}

impl<'a> Change<'a> {
    /// A change that a person makes now.
    pub fn by(actor: &'a Actor, runtime: &impl Runtime) -> Self {
        Self {
            scope: actor.scope(),
            now: runtime.now(),
            actor: actor.user().user().as_str(),
            event: EventId::new(runtime),
            quotas: actor.quotas(),
        }
    }
}

/// What a write with a precondition came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteOutcome<T> {
    /// Done.
    Done(T),
    /// There is no such row for this tenant.
    NotFound,
    /// The row is there, but its version is not one of those the caller accepts.
    VersionConflict(Current),
}

impl<T> WriteOutcome<T> {
    /// What was done, or the refusal.
    pub fn done(self) -> Result<T, AppError> {
        match self {
            Self::Done(done) => Ok(done),
            Self::NotFound => Err(AppError::not_found()),
            Self::VersionConflict(current) => Err(AppError::version_conflict().with_current(&current)),
        }
    }

    /// The same outcome of something else.
    fn map<U>(self, to: impl FnOnce(T) -> U) -> WriteOutcome<U> {
        match self {
            Self::Done(done) => WriteOutcome::Done(to(done)),
            Self::NotFound => WriteOutcome::NotFound,
            Self::VersionConflict(current) => WriteOutcome::VersionConflict(current),
        }
    }
}

/// Serialises writers of slugs with one stem within a tenant, for the length of the transaction. The
/// statement after it then sees every slug that is taken.
fn lock_slug(scope: &TenantScope, stem: &str) -> Statement {
    Statement::scoped(scope, "SELECT pg_advisory_xact_lock(hashtextextended($1 || '/' || $2, 0))::text")
        .bind(stem)
}

/// Goes on after `taken`, the slugs that are: `chosen` is the slug `$3`, or, if `$4` says that it may be numbered, it with
/// the lowest free number.
const CHOSEN: &str = "
chosen AS (
  SELECT candidate.slug
  FROM generate_series(1, CASE WHEN $4::boolean THEN (SELECT count(*) + 1 FROM taken) ELSE 1 END) AS n,
    LATERAL (SELECT CASE n WHEN 1 THEN $3 ELSE $3 || '-' || n END AS slug) AS candidate
  WHERE NOT $4::boolean OR candidate.slug NOT IN (SELECT slug FROM taken)
  ORDER BY n
  LIMIT 1
)";

/// Locks a post: the statement that follows then works on what is current, and on nothing older. A wait for it that
/// takes too long is told from every other one.
fn lock_post(change: &Change<'_>, id: &PostId) -> Statement {
    Statement::scoped(change.scope, "SELECT app.lock_post($1, $2)").bind(id)
}

/// A post that somebody else goes on saving, for longer than one waits, is not saved behind their back: the client is
/// told so and may come back.
fn being_saved(error: SqlError) -> AppError {
    match error {
        SqlError::Busy(cause) if cause.constraint.as_deref() == Some("post_is_free") => {
            AppError::new(StatusCode::CONFLICT, "Post is being saved", ErrorCode::PostBeingSaved)
                .with_header(RETRY_AFTER, "1")
                .because(cause.to_string())
        }
        error => error.into(),
    }
}

/// The versions a writer accepts, as a parameter; null accepts all.
fn accepted_versions(accepted: Option<&[i32]>) -> Param {
    accepted.map_or(Param::NULL, |versions| Param::array(versions.iter().copied()))
}

/// The version before and after a conditional save, and how what it found came about.
struct Versions {
    old: Option<i32>,
    new: Option<i32>,
    updated_at: Option<Timestamp>,
    updated_by: Option<Person>,
}

impl Versions {
    fn outcome(self) -> WriteOutcome<i32> {
        let (Some(version), Some(updated_at)) = (self.old, self.updated_at) else {
            return WriteOutcome::NotFound;
        };
        let current = || Current { version, updated_at, updated_by: self.updated_by };
        self.new.map_or_else(|| WriteOutcome::VersionConflict(current()), WriteOutcome::Done)
    }
}

row!(Versions { old: "old_version", new: "new_version", updated_at: "old_updated_at", updated_by: json });
