//! Hiding a post, bringing it back, and removing it for good.

use logicspike_shared::error::AppError;
use logicspike_shared::ids::{PostId, TenantId};
use logicspike_shared::row;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Database, GlobalReason, Isolation, Sql, Statement, Transport};
use logicspike_shared::time::Timestamp;

use super::map_constraints;
use crate::api::Undeleted;
use crate::domain::Quota;
use crate::store::authors::SAVED_BY;
use crate::store::{Change, Versions, WriteOutcome, accepted_versions, being_saved, lock_post};

/// How long a deleted post can be brought back.
const HIDDEN_SECONDS: i64 = 30 * 24 * 3600;
/// Posts removed in one statement, with all that hangs on them.
const MOST_POSTS: u32 = 100;
/// Tenants looked after in one sweep; those left over are due in the next one.
const MOST_TENANTS: i32 = 500;

/// Hides a post, with its event; whether there was one. Of what is hidden a tenant keeps no more than it may have posts:
/// the oldest go.
pub async fn delete<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    id: &PostId,
    accepted: Option<&[i32]>,
) -> Result<WriteOutcome<()>, AppError> {
    const OLD: &str = "
WITH old AS (
  SELECT p.version, p.status, p.updated_at, ";
    const DELETED: &str = " AS saver
  FROM posts AS p WHERE p.tenant_id = $1 AND p.id = $2 AND p.status <> 'deleted'
),
deleted AS (
  UPDATE posts SET status = 'deleted', deleted_at = $4::timestamptz, scheduled_for = NULL
  WHERE tenant_id = $1 AND id = $2 AND ($3::integer[] IS NULL OR version = ANY ($3::integer[])) AND status <> 'deleted'
  RETURNING id, slug, title, version
),
evented AS (
  INSERT INTO outbox (id, tenant_id, type, subject, occurred_at, data)
  SELECT $6, $1, 'blog.post.deleted', id, $4::timestamptz,
    jsonb_build_object('id', id, 'slug', slug, 'status', old.status, 'title', title, 'actorId', $5::text)
  FROM deleted, old
),
-- The one just hidden is not seen by this statement.
given_up AS (
  DELETE FROM posts
  WHERE tenant_id = $1 AND EXISTS (SELECT FROM deleted) AND id = ANY (ARRAY(
    SELECT p.id FROM posts AS p
    WHERE p.tenant_id = $1 AND p.status = 'deleted'
    ORDER BY p.deleted_at
    LIMIT (
      SELECT least(10, greatest(0, coalesce(sum(c.posts), 0) + 1 - $7::bigint)) FROM post_counts AS c
      WHERE c.tenant_id = $1 AND c.kind = 'all' AND c.id = '' AND c.status = 'deleted'
    )
    FOR UPDATE OF p SKIP LOCKED
  ))
)
SELECT (SELECT version FROM old) AS old_version, (SELECT version FROM deleted) AS new_version,
  (SELECT updated_at FROM old) AS old_updated_at, (SELECT saver FROM old) AS updated_by";
    let delete = Statement::scoped(change.scope, Sql::concat(&[OLD, SAVED_BY, DELETED]))
        .bind(id)
        .bind(accepted_versions(accepted))
        .bind(change.now)
        .bind(change.actor)
        .bind(&change.event)
        .bind(Quota::Posts.bound(change.quotas));
    let written = db.write_batch([lock_post(change, id), delete], Isolation::ReadCommitted).await;
    let [_, deleted] = written.map_err(being_saved)?;
    Ok(match deleted.one::<Versions>()?.outcome() {
        WriteOutcome::Done(_) => WriteOutcome::Done(()),
        WriteOutcome::NotFound => WriteOutcome::NotFound,
        WriteOutcome::VersionConflict(current) => WriteOutcome::VersionConflict(current),
    })
}

/// Brings a hidden post back as a draft, with its event; one that is not hidden stays as it is. `None` if there is none.
pub async fn undelete<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    id: &PostId,
) -> Result<Option<Undeleted>, AppError> {
    // Whoever takes a slug of this stem meanwhile waits, as for a new post.
    const LOCK_SLUG: &str = "
SELECT pg_advisory_xact_lock(hashtextextended($1 || '/' || regexp_replace(slug, '-[0-9]+$', ''), 0))::text
FROM posts WHERE tenant_id = $1 AND id = $2 AND status = 'deleted'";
    const UNDELETE: &str = "
WITH old AS (
  SELECT id, slug, published_at, regexp_replace(slug, '-[0-9]+$', '') AS stem
  FROM posts WHERE tenant_id = $1 AND id = $2 AND status = 'deleted'
),
taken AS MATERIALIZED (
  SELECT p.slug, false AS formerly FROM posts AS p, old
  WHERE p.tenant_id = $1 AND (p.slug = old.stem OR (p.slug > old.stem || '-' AND p.slug < old.stem || '-:'))
    AND p.status <> 'deleted'
  UNION
  SELECT f.slug, true FROM old, former_slugs AS f JOIN posts AS p ON p.tenant_id = $1 AND p.id = f.post_id
  WHERE f.tenant_id = $1 AND f.slug > old.stem || '-' AND f.slug < old.stem || '-:'
    AND f.post_id <> $2 AND p.status <> 'deleted'
),
-- Its own, or the stem with the lowest free number; who has left it for another one does not hold it.
chosen AS (
  SELECT candidate.slug
  FROM old, generate_series(1, (SELECT count(*) + 2 FROM taken)) AS n,
    LATERAL (SELECT CASE n WHEN 1 THEN old.slug ELSE old.stem || '-' || n END AS slug) AS candidate
  WHERE candidate.slug NOT IN (SELECT slug FROM taken WHERE n > 1 OR NOT formerly)
  ORDER BY n
  LIMIT 1
),
undeleted AS (
  UPDATE posts AS p
  SET status = 'draft', deleted_at = NULL, slug = chosen.slug, updated_at = $3::timestamptz
  FROM chosen
  WHERE p.tenant_id = $1 AND p.id = $2 AND p.status = 'deleted'
  RETURNING p.id, p.slug, p.title, p.status
),
redirected AS (
  INSERT INTO former_slugs (tenant_id, slug, post_id, since)
  SELECT $1, old.slug, old.id, $3::timestamptz FROM old JOIN undeleted USING (id)
  WHERE old.slug <> undeleted.slug AND old.published_at IS NOT NULL
  ON CONFLICT (tenant_id, slug, post_id) DO UPDATE SET since = excluded.since
)
INSERT INTO outbox (id, tenant_id, type, subject, occurred_at, data)
SELECT $4, $1, 'blog.post.undeleted', id, $3::timestamptz,
  jsonb_build_object('id', id, 'slug', slug, 'status', status, 'title', title, 'actorId', $5::text)
FROM undeleted
RETURNING subject";
    const READ: &str = "
SELECT id, status, published_at, scheduled_for, slug FROM posts WHERE tenant_id = $1 AND id = $2 AND status <> 'deleted'";
    // A repeated request, which brings nothing back, is not refused.
    const WITHIN: &str = "
SELECT app.refuse_over_quota('posts')
FROM tenant_usage
WHERE tenant_id = $1 AND posts > $2::bigint
  AND EXISTS (SELECT FROM outbox WHERE tenant_id = $1 AND id = $3)";
    let scoped = |sql| Statement::scoped(change.scope, sql);
    let undelete = scoped(UNDELETE).bind(id).bind(change.now).bind(&change.event).bind(change.actor);
    let within = scoped(WITHIN).bind(Quota::Posts.bound(change.quotas)).bind(&change.event);
    let batch = [scoped(LOCK_SLUG).bind(id), lock_post(change, id), undelete, scoped(READ).bind(id), within];
    let written = db.write_batch(batch, Isolation::ReadCommitted).await;
    let [_, _, _, post, _] = map_constraints(written, being_saved)?;
    Ok(post.optional()?)
}

row!(Undeleted { post: flatten, slug });

/// Tenants that have posts whose time to be brought back is over.
pub async fn tenants_with_expired<T: Transport>(
    db: &Database<T>,
    now: Timestamp,
) -> Result<Vec<TenantScope>, AppError> {
    let statement = Statement::global(
        GlobalReason::Sweep,
        "SELECT tenant_id FROM app.tenants_with_posts_deleted_before($1::timestamptz, $2::integer) AS tenant_id",
    )
    .bind(now.plus_seconds(-HIDDEN_SECONDS))
    .bind(MOST_TENANTS);
    let tenants: Vec<TenantId> = db.read(statement).await?.scalars()?;
    // The id comes from a row that names its tenant.
    Ok(tenants.into_iter().map(TenantScope::of_verified).collect())
}

/// Removes some of a tenant's expired posts, with everything that hangs on them; gives their number. Nobody is told: they
/// were when the post was deleted.
pub async fn remove_expired<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    now: Timestamp,
) -> Result<usize, AppError> {
    let statement = Statement::scoped(
        scope,
        "
        DELETE FROM posts
        WHERE tenant_id = $1 AND id = ANY (ARRAY(
          SELECT id FROM posts
          WHERE tenant_id = $1 AND status = 'deleted' AND deleted_at < $2::timestamptz
          ORDER BY deleted_at
          LIMIT $3::bigint
          FOR UPDATE SKIP LOCKED
        ))
        RETURNING 1",
    )
    .bind(now.plus_seconds(-HIDDEN_SECONDS))
    .bind(MOST_POSTS);
    Ok(db.write(statement).await?.rows.len())
}
