//! Links to previews of posts, and what they show.

use logicspike_shared::error::AppError;
use logicspike_shared::ids::{PostId, PreviewLinkId};
use logicspike_shared::row;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Database, Isolation, Sql, Statement, Transport};
use logicspike_shared::time::Timestamp;
use serde::Deserialize;

use super::authors::person;
use super::idempotency::{self, ANSWER, CLAIM, CreateOutcome, Idempotency};
use super::posts::{OVERLAID, RECORD, TAG_IDS};
use super::public::{ITEM, PublicRow};
use super::{Change, site};
use crate::api::{PreviewLink, Site};
use crate::domain::PostStatus;

/// Links that a post has at once. The oldest ends where one more is made.
const MOST_LINKS: u32 = 20;

/// A link to be made.
#[derive(Debug)]
pub struct NewLink {
    /// Its id.
    pub id: PreviewLinkId,
    /// What is kept of its token.
    pub digest: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A link that was made, by this request or by the first one with the same key.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Made {
    /// Its id.
    pub id: String,
    /// What is kept of its token.
    pub digest: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Makes a link, and reads what the tenant says of the site that is to show it; no outcome if there is no such post. Those
/// of the post that have ended go.
pub async fn create<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    post: &PostId,
    link: &NewLink,
    idempotency: Option<&Idempotency>,
) -> Result<(Option<CreateOutcome<Made>>, Site), AppError> {
    const ANSWERED: &str = "
WITH answer AS (
  SELECT jsonb_build_object('id', $3::text, 'digest', $4::text, 'expiresAt', $6::text) AS body,
    $9::text AS key, $10::text AS fingerprint, $5::timestamptz AS at
  FROM posts WHERE tenant_id = $1 AND id = $2 AND status <> 'deleted'
),";
    const CREATED: &str = "
created AS (
  INSERT INTO preview_links (tenant_id, id, post_id, digest, created_at, created_by, expires_at)
  SELECT $1, $3, $2, $4, $5::timestamptz, $7, ($6::text)::timestamptz FROM may_make
  RETURNING post_id
),
-- The one just made is not seen by this statement.
ended AS (
  DELETE FROM preview_links AS l USING created
  WHERE l.tenant_id = $1 AND l.post_id = created.post_id AND (
    l.expires_at <= $5::timestamptz OR l.id IN (
      SELECT id FROM preview_links WHERE tenant_id = $1 AND post_id = $2 ORDER BY created_at DESC, id DESC OFFSET $8::bigint
    )
  )
)";
    let create = Statement::scoped(change.scope, Sql::concat(&[ANSWERED, CLAIM, CREATED, ANSWER]))
        .bind(post)
        .bind(&link.id)
        .bind(&link.digest)
        .bind(change.now)
        .bind(link.expires_at.to_string())
        .bind(change.actor)
        .bind(MOST_LINKS - 1);
    let create = Idempotency::bind_to(idempotency, create);
    let mut batch = vec![create, site::told(change.scope)];
    batch.extend(idempotency.map(|idempotency| idempotency::earlier(change, idempotency)));
    let written = db.write_all(batch, Isolation::ReadCommitted).await?;
    let [made, told, earlier @ ..] = written.as_slice() else {
        return Err(AppError::internal("a creation without results"));
    };
    Ok((idempotency::outcome(idempotency, made, earlier.first())?, told.optional()?.unwrap_or_default()))
}

/// The links of a post that have not ended, newest first; `None` if there is no such post.
pub async fn list<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    post: &PostId,
    now: Timestamp,
) -> Result<Option<Vec<PreviewLink>>, AppError> {
    const THERE: &str = "SELECT id FROM posts WHERE tenant_id = $1 AND id = $2 AND status <> 'deleted'";
    const LINKS: &str = concat!(
        "SELECT l.id, l.created_at, l.expires_at, ",
        person!("l.created_by"),
        " AS created_by FROM preview_links AS l
WHERE l.tenant_id = $1 AND l.post_id = $2 AND l.expires_at > $3::timestamptz
ORDER BY l.created_at DESC, l.id DESC"
    );
    let there = Statement::scoped(scope, THERE).bind(post);
    let links = Statement::scoped(scope, LINKS).bind(post).bind(now);
    let [there, links] = db.read_batch([there, links]).await?;
    if there.rows.is_empty() { Ok(None) } else { Ok(Some(links.all()?)) }
}

row!(PreviewLink { id, created_at, created_by: json, expires_at });

/// Ends a link; whether there was one.
pub async fn revoke<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    post: &PostId,
    link: &PreviewLinkId,
) -> Result<bool, AppError> {
    const REVOKE: &str = "
DELETE FROM preview_links AS l USING posts AS p
WHERE l.tenant_id = $1 AND l.post_id = $2 AND l.id = $3
  AND p.tenant_id = $1 AND p.id = l.post_id AND p.status <> 'deleted'
RETURNING 1";
    let revoke = Statement::scoped(change.scope, REVOKE).bind(post).bind(link);
    Ok(!db.write(revoke).await?.rows.is_empty())
}

/// A post as its link shows it.
#[derive(Debug)]
pub struct PreviewRow {
    /// As readers would see it.
    pub post: PublicRow,
    /// Where it is in its life.
    pub status: PostStatus,
}

row!(PreviewRow { post: flatten, status });

/// The post behind a token, by its digest, with its working copy, if it has one.
pub async fn find<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    digest: &str,
    now: Timestamp,
) -> Result<Option<PreviewRow>, AppError> {
    const NEW: &str = "
WITH new AS (
  SELECT kept.*, field.*
  FROM (
    SELECT l.post_id, coalesce(d.body, '{}') AS body, d.content, d.body_text, d.reading_time_minutes, d.updated_at
    FROM preview_links AS l LEFT JOIN post_drafts AS d ON d.tenant_id = $1 AND d.post_id = l.post_id
    WHERE l.tenant_id = $1 AND l.digest = $2 AND l.expires_at > $3::timestamptz
  ) AS kept, ";
    const SHOWN: &str = "
),
shown AS (
  SELECT ";
    const TAGS: &str = "CASE WHEN body ? 'tags' THEN new.tags ELSE ";
    const REST: &str = " END AS tag_ids, p.id, p.author_id, p.status,
    CASE WHEN body ? 'slug' THEN new.slug ELSE p.slug END AS slug,
    CASE WHEN body ? 'content' THEN new.body_text ELSE p.body_text END AS body_text,
    CASE WHEN body ? 'content' THEN new.reading_time_minutes ELSE p.reading_time_minutes END AS reading_time_minutes,
    coalesce(p.published_at, p.scheduled_for, $3::timestamptz) AS published_at,
    coalesce(new.updated_at, p.updated_at) AS updated_at
  FROM new JOIN posts AS p ON p.tenant_id = $1 AND p.id = new.post_id AND p.status <> 'deleted'
)
SELECT";
    const FROM: &str = ", p.content, p.status, NULL::json AS previous, NULL::json AS next
FROM shown AS p
LEFT JOIN categories AS c ON c.tenant_id = $1 AND c.id = p.category_id
LEFT JOIN authors AS a ON a.tenant_id = $1 AND a.user_id = p.author_id
CROSS JOIN LATERAL (
  SELECT coalesce(
    json_agg(json_build_object('id', t.id, 'name', t.name, 'slug', t.slug) ORDER BY given.position), '[]'
  ) AS tags
  FROM unnest(p.tag_ids) WITH ORDINALITY AS given (id, position) JOIN tags AS t ON t.tenant_id = $1 AND t.id = given.id
) AS tagged";
    let sql = Sql::concat(&[NEW, RECORD, SHOWN, OVERLAID, TAGS, TAG_IDS, REST, ITEM, FROM]);
    let statement = Statement::scoped(scope, sql).bind(digest).bind(now);
    Ok(db.read(statement).await?.optional()?)
}
