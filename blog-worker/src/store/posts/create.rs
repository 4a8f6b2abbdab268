//! Making a post.

use logicspike_shared::error::AppError;
use logicspike_shared::ids::PostId;
use logicspike_shared::row;
use logicspike_shared::sql::{Database, Isolation, Sql, Statement, Transport};
use serde_json::value::RawValue;

use super::fields::{COLUMNS, NEW, OF_NEW, PostFields};
use super::{WantedSlug, hold_tags, map_constraints};
use crate::domain::{PostStatus, Quota, search};
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

/// A repeated request is recognised by its key; the fingerprint tells whether it is the same request.
#[derive(Debug, Clone)]
pub struct Idempotency {
    /// The client's key.
    pub key: String,
    /// Digest of the request.
    pub fingerprint: String,
}

/// What a creation came to.
#[derive(Debug)]
pub enum CreateOutcome {
    /// The answer: of this request, or of the first one with the same key.
    Answer(Box<RawValue>),
    /// The key was used for another request.
    KeyReused,
}

/// The slugs of one stem that are taken.
const TAKEN: &str = "
WITH taken AS MATERIALIZED (
  SELECT slug FROM posts
  WHERE tenant_id = $1 AND (slug = $3 OR (slug > $3 || '-' AND slug < $3 || '-:'))
  UNION
  SELECT slug FROM slug_redirects
  WHERE tenant_id = $1 AND (slug = $3 OR (slug > $3 || '-' AND slug < $3 || '-:'))
),";

/// The answer is that of the claim on the idempotency key: without a claim nothing is made.
const CREATE: [&str; 9] = [
    TAKEN,
    CHOSEN,
    ",
new AS (
  ",
    NEW,
    "
),
answer AS (
  SELECT jsonb_build_object('id', $2::text, 'slug', slug, 'status', $12::text) AS body FROM chosen
),
claim AS (
  INSERT INTO idempotency_keys (tenant_id, key, fingerprint, response, created_at)
  SELECT $1, $13, $14, body, $11::timestamptz FROM answer WHERE $13::text IS NOT NULL
  ON CONFLICT (tenant_id, key) DO UPDATE
  SET fingerprint = excluded.fingerprint, response = excluded.response, created_at = excluded.created_at
  WHERE idempotency_keys.created_at <= excluded.created_at - interval '24 hours'
  RETURNING 1
),
created AS (
  INSERT INTO posts (
    tenant_id, id, slug, author_id, ",
    COLUMNS,
    "body_text, reading_time_minutes, scheduled_for, status, created_at, updated_at, search, search_version
  )
  SELECT
    $1, $2, chosen.slug, $5, ",
    OF_NEW,
    "new.body_text, new.reading_time_minutes, new.scheduled_for,
    $12, $11::timestamptz, $11::timestamptz, $15::tsvector, $16::integer
  FROM chosen, new
  WHERE $13::text IS NULL OR EXISTS (SELECT FROM claim)
  RETURNING id, slug, status, title
),
unredirected AS (
  DELETE FROM slug_redirects USING created
  WHERE slug_redirects.tenant_id = $1 AND slug_redirects.slug = created.slug
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
)
SELECT answer.body AS response, $14::text AS fingerprint FROM answer WHERE EXISTS (SELECT FROM created)",
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
    let create = post
        .fields
        .bind_to(create)?
        .bind(change.now)
        .bind(status)
        .bind(idempotency.map(|idempotency| idempotency.key.as_str()))
        .bind(idempotency.map(|idempotency| idempotency.fingerprint.as_str()))
        .bind(post.fields.words().unwrap_or_default())
        .bind(search::VERSION);
    // A statement of its own, so that it sees what a rival with the same key has just committed.
    let earlier = Statement::scoped(
        change.scope,
        "SELECT response, fingerprint FROM idempotency_keys WHERE tenant_id = $1 AND key = $2",
    )
    .bind(idempotency.map(|idempotency| idempotency.key.as_str()));

    let within = usage::within(change, Quota::Posts, post.id.as_str());
    let (lock, tags) =
        (lock_slug(change.scope, slug.stem()), hold_tags(change, post.fields.tags().unwrap_or_default()));
    let batch = [lock, tags, create, earlier, within];
    let written = db.write_batch(batch, Isolation::ReadCommitted).await;
    let [_, _, created, earlier, _] = map_constraints(written, AppError::from)?;
    for answers in [created, earlier] {
        if let Some(answer) = answers.optional::<Answer>()? {
            let same = idempotency
                .is_none_or(|idempotency| Some(&idempotency.fingerprint) == answer.fingerprint.as_ref());
            return Ok(if same { CreateOutcome::Answer(answer.response) } else { CreateOutcome::KeyReused });
        }
    }
    Err(AppError::internal("a creation without a row"))
}

struct Answer {
    response: Box<RawValue>,
    fingerprint: Option<String>,
}

row!(Answer { response, fingerprint });
