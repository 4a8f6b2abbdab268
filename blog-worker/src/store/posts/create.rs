//! Making a post.

use logicspike_shared::error::AppError;
use logicspike_shared::ids::PostId;
use logicspike_shared::sql::{Database, Isolation, Sql, Statement, Transport};

use super::fields::{COLUMNS, NEW, OF_NEW, PostFields};
use super::{WantedSlug, hold_tags, map_constraints};
use crate::domain::{PostStatus, Quota, search};
use crate::store::idempotency::{self, ANSWER, CLAIM, CreateOutcome, Idempotency};
use crate::store::{CHOSEN, Change, lock_slug, usage};

/// A post to be made.
#[derive(Debug)]
pub struct NewPost {
    /// Its id.
    pub id: PostId,
    /// The slug that it is to have.
    pub slug: WantedSlug,
    /// Everything else, with a title.
    pub fields: PostFields,
}

/// The slugs of one stem that are taken.
const TAKEN: &str = "
WITH taken AS MATERIALIZED (
  SELECT slug FROM posts
  WHERE tenant_id = $1 AND (slug = $3 OR (slug > $3 || '-' AND slug < $3 || '-:')) AND status <> 'deleted'
  UNION
  SELECT f.slug FROM former_slugs AS f JOIN posts AS p ON p.tenant_id = $1 AND p.id = f.post_id
  WHERE f.tenant_id = $1 AND (f.slug = $3 OR (f.slug > $3 || '-' AND f.slug < $3 || '-:')) AND p.status <> 'deleted'
),";

/// The answer is that of the claim on the idempotency key: without a claim nothing is made.
const CREATE: [&str; 12] = [
    TAKEN,
    CHOSEN,
    ",
new AS (
  ",
    NEW,
    "
),
answer AS (
  SELECT jsonb_build_object('id', $2::text, 'slug', slug, 'status', $12::text) AS body,
    $13::text AS key, $14::text AS fingerprint, $11::timestamptz AS at
  FROM chosen
),",
    CLAIM,
    "
created AS (
  INSERT INTO posts (
    tenant_id, id, slug, author_id, ",
    COLUMNS,
    "body_text, reading_time_minutes, scheduled_for, status, created_at, updated_at, search, search_version,
    updated_by
  )
  SELECT
    $1, $2, chosen.slug, $5, ",
    OF_NEW,
    "new.body_text, new.reading_time_minutes, new.scheduled_for,
    $12, $11::timestamptz, $11::timestamptz, $15::tsvector, $16::integer, $5
  FROM chosen, new, may_make
  RETURNING id, slug, status, title
),
tagged AS (
  INSERT INTO post_tags (tenant_id, post_id, tag_id, position)
  SELECT $1, created.id, tag.id, tag.position
  FROM created, new, unnest(new.tags) WITH ORDINALITY AS tag (id, position)
),
evented AS (
  INSERT INTO outbox (id, tenant_id, type, subject, occurred_at, data)
  SELECT $6, $1, 'blog.post.created', id, $11::timestamptz,
    jsonb_build_object('id', id, 'slug', slug, 'status', status, 'title', title, 'actorId', $5::text)
  FROM created
)",
    ANSWER,
];

/// Makes a post, its tags and its event in one statement; a repeated request changes nothing, and a post beyond the
/// quota is not made.
pub async fn create<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    post: &NewPost,
    idempotency: Option<&Idempotency>,
) -> Result<CreateOutcome, AppError> {
    let (slug, numbered) = match &post.slug {
        WantedSlug::Given(slug) => (slug, false),
        WantedSlug::Made(slug) => (slug, true),
    };
    let status =
        if post.fields.scheduled_for.is_present() { PostStatus::Scheduled } else { PostStatus::Draft };
    let create = Statement::scoped(change.scope, Sql::concat(&CREATE))
        .bind(&post.id)
        .bind(slug)
        .bind(numbered)
        .bind(change.actor)
        .bind(&change.event);
    let create = post.fields.bind_to(create)?.bind(change.now).bind(status);
    let create = Idempotency::bind_to(idempotency, create)
        .bind(post.fields.words().unwrap_or_default())
        .bind(search::VERSION);
    let mut batch = vec![lock_slug(change.scope, slug.stem())];
    batch.extend(post.fields.tags().filter(|tags| !tags.is_empty()).map(|tags| hold_tags(change, tags)));
    batch.push(create);
    batch.extend(idempotency.map(|idempotency| idempotency::earlier(change, idempotency)));
    batch.push(usage::within(change, Quota::Posts, post.id.as_str()));
    let written = map_constraints(db.write_all(batch, Isolation::ReadCommitted).await, AppError::from)?;
    let (created, earlier) = match written.as_slice() {
        [.., created, earlier, _] if idempotency.is_some() => (created, Some(earlier)),
        [.., created, _] => (created, None),
        _ => return Err(AppError::internal("a creation without results")),
    };
    let outcome = idempotency::outcome(idempotency, created, earlier)?;
    outcome.ok_or_else(|| AppError::internal("a creation without a row"))
}
