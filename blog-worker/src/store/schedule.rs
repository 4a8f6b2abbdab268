//! What the clock publishes.

use logicspike_shared::error::AppError;
use logicspike_shared::ids::{EventId, TenantId};
use logicspike_shared::row;
use logicspike_shared::runtime::Runtime;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Database, GlobalReason, Param, Statement, Transport};
use logicspike_shared::time::Timestamp;

/// Posts published in one statement: bounds its time and its events.
const MOST_POSTS: usize = 100;
/// Tenants looked after in one sweep; those left over are due in the next one.
const MOST_TENANTS: i32 = 500;

/// How far the schedule is behind, for operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScheduleFigures {
    /// Posts that should have been published by now.
    pub overdue: i64,
    /// When the oldest of them should have been.
    pub oldest: Option<Timestamp>,
}

row!(ScheduleFigures { overdue, oldest });

/// The figures over all tenants.
pub async fn figures<T: Transport>(db: &Database<T>, now: Timestamp) -> Result<ScheduleFigures, AppError> {
    let statement = Statement::global(
        GlobalReason::Diagnosis,
        "SELECT overdue, oldest FROM app.schedule_figures($1::timestamptz)",
    )
    .bind(now);
    Ok(db.read(statement).await?.one()?)
}

/// Tenants that have a scheduled post whose time has come.
pub async fn tenants_with_due_posts<T: Transport>(
    db: &Database<T>,
    now: Timestamp,
) -> Result<Vec<TenantScope>, AppError> {
    let statement = Statement::global(
        GlobalReason::Sweep,
        "SELECT tenant_id FROM app.tenants_with_due_posts($1::timestamptz, $2::integer) AS tenant_id",
    )
    .bind(now)
    .bind(MOST_TENANTS);
    let due: Vec<TenantId> = db.read(statement).await?.scalars()?;
    // The id comes from a row that names its tenant.
    Ok(due.into_iter().map(TenantScope::of_verified).collect())
}

/// Publishes a tenant's due posts with their events, in one statement. Rows that an overlapping sweep holds
/// are left to it. Gives the number published; if it is [`MOST_POSTS`] there may be more.
async fn publish_some<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    runtime: &impl Runtime,
) -> Result<usize, AppError> {
    let events: Vec<EventId> = (0..MOST_POSTS).map(|_| EventId::new(runtime)).collect();
    let statement = Statement::scoped(
        scope,
        "
        WITH due AS (
          SELECT id, scheduled_for FROM posts
          WHERE tenant_id = $1 AND status = 'scheduled' AND scheduled_for <= $2::timestamptz
          ORDER BY scheduled_for, id
          LIMIT cardinality($3::text[])
          FOR UPDATE SKIP LOCKED
        ),
        published AS (
          UPDATE posts AS p
          SET status = 'published', published_at = coalesce(p.published_at, due.scheduled_for), scheduled_for = NULL,
            updated_at = $2::timestamptz, autosaved = false
          FROM due
          WHERE p.tenant_id = $1 AND p.id = due.id
          RETURNING p.id, p.slug, p.title, p.published_at
        ),
        numbered AS (
          SELECT *, row_number() OVER (ORDER BY published_at, id) AS n FROM published
        )
        INSERT INTO outbox (id, tenant_id, type, subject, occurred_at, data)
        SELECT event.id, $1, 'blog.post.published', numbered.id, $2::timestamptz,
          jsonb_build_object(
            'id', numbered.id, 'slug', slug, 'status', 'published', 'title', title, 'publishedAt', published_at,
            'scheduledFor', NULL, 'actorId', NULL
          )
        FROM numbered JOIN unnest($3::text[]) WITH ORDINALITY AS event (id, n) USING (n)
        RETURNING 1",
    )
    .bind(runtime.now())
    .bind(Param::array(events.iter()));
    Ok(db.write(statement).await?.rows.len())
}

/// Publishes all of a tenant's due posts; gives their number.
pub async fn publish_due<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    runtime: &impl Runtime,
) -> Result<usize, AppError> {
    let mut total = 0;
    loop {
        let published = publish_some(db, scope, runtime).await?;
        total += published;
        if published < MOST_POSTS {
            return Ok(total);
        }
    }
}
