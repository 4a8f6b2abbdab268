//! Publish, unpublish, schedule, unschedule: each a conditional update with its event in one statement,
//! so that a repeated or overlapping one changes nothing and tells nobody.

use logicspike_shared::error::AppError;
use logicspike_shared::ids::PostId;
use logicspike_shared::sql::{Database, DecodeError, FromRow, Isolation, Row, Rows, Statement, Transport};
use logicspike_shared::time::Timestamp;

use super::Change;
use crate::api::Transition;

/// A step in a post's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Readers see it from now on. `publishedAt` is set once: to the schedule's time if that has passed.
    Publish,
    /// Back to draft; `publishedAt` stays, for a republish.
    Unpublish,
    /// Publish at a time; a published post is hidden until then.
    Schedule(Timestamp),
    /// Back to draft, without a time.
    Unschedule,
}

/// The update of each step differs in what it sets and on which condition; the event is alike.
macro_rules! step {
    ($set:literal, $condition:literal, $event:literal) => {
        concat!(
            "
        WITH changed AS (
          UPDATE posts
          SET ",
            $set,
            ", updated_at = $3::timestamptz
          WHERE tenant_id = $1 AND id = $2 AND ",
            $condition,
            "
          RETURNING id, slug, title, status, published_at, scheduled_for
        )
        INSERT INTO outbox (id, tenant_id, type, subject, occurred_at, data)
        SELECT $4, $1, '",
            $event,
            "', id, $3::timestamptz,
          jsonb_build_object(
            'id', id, 'slug', slug, 'status', status, 'title', title, 'publishedAt', published_at,
            'scheduledFor', scheduled_for, 'actorId', $5::text
          )
        FROM changed"
        )
    };
}

impl Step {
    fn sql(self) -> &'static str {
        match self {
            Self::Publish => step!(
                "status = 'published', scheduled_for = NULL,
            published_at = coalesce(published_at, least(scheduled_for, $3::timestamptz))",
                "status <> 'published'",
                "blog.post.published"
            ),
            Self::Unpublish => step!("status = 'draft'", "status = 'published'", "blog.post.unpublished"),
            Self::Schedule(_) => step!(
                "status = 'scheduled', scheduled_for = $6::timestamptz",
                "scheduled_for IS DISTINCT FROM $6::timestamptz",
                "blog.post.scheduled"
            ),
            Self::Unschedule => step!(
                "status = 'draft', scheduled_for = NULL",
                "status = 'scheduled'",
                "blog.post.unscheduled"
            ),
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
    let mut update = Statement::scoped(change.scope, step.sql())
        .bind(id)
        .bind(change.now)
        .bind(&change.event)
        .bind(change.actor);
    if let Step::Schedule(at) = step {
        update = update.bind(at);
    }
    // A statement of its own, so that it sees what a rival has just committed.
    let read = Statement::scoped(
        change.scope,
        "SELECT id, status, published_at, scheduled_for FROM posts WHERE tenant_id = $1 AND id = $2",
    )
    .bind(id);
    let written =
        db.write_batch(vec![super::lock_post(change, id), update, read], Isolation::ReadCommitted).await;
    let results = written.map_err(super::being_saved)?;
    Ok(results.last().map(Rows::optional).transpose()?.flatten())
}

impl FromRow for Transition {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            id: row.get("id")?,
            status: row.get("status")?,
            published_at: row.get("published_at")?,
            scheduled_for: row.get("scheduled_for")?,
        })
    }
}
