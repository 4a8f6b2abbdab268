//! Publish, unpublish, schedule, unschedule: each a conditional update with its event in one statement,
//! so that a repeated or overlapping one changes nothing and tells nobody.

use logicspike_shared::error::AppError;
use logicspike_shared::ids::PostId;
use logicspike_shared::row;
use logicspike_shared::sql::{Database, Isolation, Sql, Statement, Transport};
use logicspike_shared::time::Timestamp;

use super::Change;
use crate::api::Transition;
use crate::domain::PostStatus;

/// A step in a post's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Readers see it from now on. `publishedAt` is set once: to the schedule's time if that has passed.
    Publish,
    /// Back to draft; `publishedAt` stays, for a republish.
    Unpublish,
    /// Publish at a time; not a published post, which would vanish until then.
    Schedule(Timestamp),
    /// Back to draft, without a time.
    Unschedule,
}

impl Step {
    /// What the step sets, and on which condition.
    fn update(self) -> (&'static str, &'static str) {
        match self {
            Self::Publish => (
                "status = 'published', scheduled_for = NULL, \
                 published_at = coalesce(published_at, least(scheduled_for, $3::timestamptz))",
                "status <> 'published'",
            ),
            Self::Unpublish => ("status = 'draft'", "status = 'published'"),
            Self::Schedule(_) => (
                "status = 'scheduled', scheduled_for = $7::timestamptz",
                "status <> 'published' AND scheduled_for IS DISTINCT FROM $7::timestamptz",
            ),
            Self::Unschedule => ("status = 'draft', scheduled_for = NULL", "status = 'scheduled'"),
        }
    }

    /// The type of its event.
    fn event(self) -> &'static str {
        match self {
            Self::Publish => "blog.post.published",
            Self::Unpublish => "blog.post.unpublished",
            Self::Schedule(_) => "blog.post.scheduled",
            Self::Unschedule => "blog.post.unscheduled",
        }
    }
}

/// Takes the step if it is not taken already; the post as it is afterwards, or `None` if there is none.
pub async fn take<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    id: &PostId,
    step: Step,
) -> Result<Option<Transition>, AppError> {
    const UPDATE: &str = "
WITH changed AS (
  UPDATE posts SET updated_at = $3::timestamptz, autosaved = false, ";
    const WHERE: &str = "
  WHERE tenant_id = $1 AND id = $2 AND status <> 'deleted' AND ";
    const EVENT: &str = "
  RETURNING id, slug, title, status, published_at, scheduled_for
)
INSERT INTO outbox (id, tenant_id, type, subject, occurred_at, data)
SELECT $4, $1, $6, id, $3::timestamptz,
  jsonb_build_object(
    'id', id, 'slug', slug, 'status', status, 'title', title, 'publishedAt', published_at,
    'scheduledFor', scheduled_for, 'actorId', $5::text
  )
FROM changed";
    const READ: &str = "SELECT id, status, published_at, scheduled_for FROM posts WHERE tenant_id = $1 AND id = $2 AND status <> 'deleted'";
    let (set, condition) = step.update();
    let mut update = Statement::scoped(change.scope, Sql::concat(&[UPDATE, set, WHERE, condition, EVENT]))
        .bind(id)
        .bind(change.now)
        .bind(&change.event)
        .bind(change.actor)
        .bind(step.event());
    if let Step::Schedule(at) = step {
        update = update.bind(at);
    }
    // A statement of its own, so that it sees what a rival has just committed.
    let read = Statement::scoped(change.scope, READ).bind(id);
    let batch = [super::lock_post(change, id), update, read];
    let written = db.write_batch(batch, Isolation::ReadCommitted).await;
    let [_, _, post] = written.map_err(super::being_saved)?;
    let post: Option<Transition> = post.optional()?;
    let is_published = post.as_ref().is_some_and(|post| post.status == PostStatus::Published);
    if is_published && matches!(step, Step::Schedule(_)) {
        return Err(AppError::post_is_published());
    }
    Ok(post)
}

row!(Transition { id, status, published_at, scheduled_for });
