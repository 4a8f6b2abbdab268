//! Making a post.

use logicspike_shared::error::AppError;
use logicspike_shared::ids::PostId;
use logicspike_shared::row;
use logicspike_shared::sql::{Database, Isolation, Param, Sql, Statement, Transport};
use logicspike_shared::time::Timestamp;
use serde_json::value::RawValue;

use super::{Content, WantedSlug, hold_tags, map_constraints};
use crate::domain::search::{self, Field};
use crate::domain::{PostStatus, Quota};
use crate::store::{CHOSEN, Change, lock_slug, usage};

/// A post to be made.
#[derive(Debug)]
#[expect(missing_docs, reason = "the fields of a post, checked")]
pub struct NewPost {
    pub id: PostId,
    pub title: String,
    pub slug: WantedSlug,
    pub content: Option<Content>,
    pub excerpt: Option<String>,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub featured_image_url: Option<String>,
    pub category_id: Option<String>,
    pub tags: Vec<String>,
    pub scheduled_for: Option<Timestamp>,
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
const CREATE: &str = ",
answer AS (
  SELECT jsonb_build_object('id', $2::text, 'slug', slug, 'status', $17::text) AS body FROM chosen
),
claim AS (
  INSERT INTO idempotency_keys (tenant_id, key, fingerprint, response, created_at)
  SELECT $1, $18, $19, body, $15::timestamptz FROM answer WHERE $18::text IS NOT NULL
  ON CONFLICT (tenant_id, key) DO UPDATE
  SET fingerprint = excluded.fingerprint, response = excluded.response, created_at = excluded.created_at
  WHERE idempotency_keys.created_at <= excluded.created_at - interval '24 hours'
  RETURNING 1
),
created AS (
  INSERT INTO posts (
    tenant_id, id, slug, author_id, title, content, body_text, reading_time_minutes, excerpt, seo_title,
    seo_description, featured_image_url, category_id, scheduled_for, status, created_at, updated_at, search,
    search_version
  )
  SELECT
    $1, $2, chosen.slug, $5, $6, $7::jsonb, $8, $9::integer, $10, $11,
    $12, $13, $14, $16::timestamptz, $17, $15::timestamptz, $15::timestamptz, $22::tsvector,
    $23::integer
  FROM chosen
  WHERE $18::text IS NULL OR EXISTS (SELECT FROM claim)
  RETURNING id, slug, status
),
unredirected AS (
  DELETE FROM slug_redirects USING created
  WHERE slug_redirects.tenant_id = $1 AND slug_redirects.slug = created.slug
),
tagged AS (
  INSERT INTO post_tags (tenant_id, post_id, tag_id, position)
  SELECT $1, created.id, tag.id, tag.position
  FROM created, unnest($20::text[]) WITH ORDINALITY AS tag (id, position)
),
evented AS (
  INSERT INTO outbox (id, tenant_id, type, subject, occurred_at, data)
  SELECT $21, $1, 'blog.post.created', id, $15::timestamptz,
    jsonb_build_object('id', id, 'slug', slug, 'status', status, 'title', $6::text, 'actorId', $5::text)
  FROM created
)
SELECT answer.body AS response, $19::text AS fingerprint FROM answer WHERE EXISTS (SELECT FROM created)";

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
    let content = post.content.as_ref();
    let text = content.map_or("", |content| &content.text);
    let excerpt = post.excerpt.as_deref();
    let searched =
        [(Field::Title, post.title.as_str()), (Field::Excerpt, excerpt.unwrap_or("")), (Field::Body, text)];
    let create = Statement::scoped(change.scope, Sql::concat(&[TAKEN, CHOSEN, CREATE]))
        .bind(&post.id)
        .bind(slug)
        .bind(numbered)
        .bind(change.actor)
        .bind(&post.title)
        .bind(content.map_or(Param::NULL, |content| Param::json(&content.json)))
        .bind(text)
        .bind(content.map_or(1, |content| content.reading_time_minutes))
        .bind(excerpt)
        .bind(post.seo_title.as_deref())
        .bind(post.seo_description.as_deref())
        .bind(post.featured_image_url.as_deref())
        .bind(post.category_id.as_deref())
        .bind(change.now)
        .bind(post.scheduled_for)
        .bind(if post.scheduled_for.is_some() { PostStatus::Scheduled } else { PostStatus::Draft })
        .bind(idempotency.map(|idempotency| idempotency.key.as_str()))
        .bind(idempotency.map(|idempotency| idempotency.fingerprint.as_str()))
        .bind(Param::array(post.tags.iter().map(String::as_str)))
        .bind(&change.event)
        .bind(search::vector(searched))
        .bind(search::VERSION);
    // A statement of its own, so that it sees what a rival with the same key has just committed.
    let earlier = Statement::scoped(
        change.scope,
        "SELECT response, fingerprint FROM idempotency_keys WHERE tenant_id = $1 AND key = $2",
    )
    .bind(idempotency.map(|idempotency| idempotency.key.as_str()));

    let within = usage::within(change, Quota::Posts, post.id.as_str());
    let (lock, tags) = (lock_slug(change.scope, slug.stem()), hold_tags(change, &post.tags));
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
