//! Saving a change of a post.

use logicspike_shared::error::AppError;
use logicspike_shared::http::Patch;
use logicspike_shared::ids::PostId;
use logicspike_shared::sql::{Database, Isolation, Param, Sql, Statement, Transport};
use logicspike_shared::time::Timestamp;

use super::{Content, TAG_IDS, hold_tags, map_constraints};
use crate::domain::search::{self, Field};
use crate::domain::{Quota, Slug};
use crate::store::{Change, Versions, WriteOutcome, accepted_versions, being_saved, lock_post, lock_slug};

/// A change of a post; absent leaves a value, `Null` clears it.
#[derive(Debug, Default)]
#[expect(missing_docs, reason = "the fields of a post, checked")]
pub struct PostPatch {
    pub title: Option<String>,
    pub slug: Option<Slug>,
    pub content: Patch<Content>,
    pub excerpt: Patch<String>,
    pub seo_title: Patch<String>,
    pub seo_description: Patch<String>,
    pub featured_image_url: Patch<String>,
    pub category_id: Patch<String>,
    pub tags: Option<Vec<String>>,
    pub scheduled_for: Patch<Timestamp>,
}

/// Binds whether the field is present, and its value.
fn bind_patch<V: Into<Param>>(statement: Statement, present: bool, value: Option<V>) -> Statement {
    statement.bind(present).bind(value.map_or(Param::NULL, Into::into))
}

/// Goes on after the post and its tags as they are. Each field comes as a pair: whether it is in the change, and its
/// value. Words of fields that stay are kept by their weight.
const UPDATE: &str = " AS tag_ids FROM posts AS p WHERE tenant_id = $1 AND id = $2
),
saved AS (
  UPDATE posts AS p
  SET
    title = CASE WHEN $7::boolean THEN $8 ELSE p.title END,
    slug = CASE WHEN $9::boolean THEN $10 ELSE p.slug END,
    content = CASE WHEN $11::boolean THEN $12::jsonb ELSE p.content END,
    body_text = CASE WHEN $11::boolean THEN $13 ELSE p.body_text END,
    reading_time_minutes = CASE WHEN $11::boolean THEN $14::integer ELSE p.reading_time_minutes END,
    excerpt = CASE WHEN $15::boolean THEN $16 ELSE p.excerpt END,
    seo_title = CASE WHEN $17::boolean THEN $18 ELSE p.seo_title END,
    seo_description = CASE WHEN $19::boolean THEN $20 ELSE p.seo_description END,
    featured_image_url = CASE WHEN $21::boolean THEN $22 ELSE p.featured_image_url END,
    category_id = CASE WHEN $23::boolean THEN $24 ELSE p.category_id END,
    scheduled_for = CASE WHEN $27::boolean THEN $28::timestamptz ELSE p.scheduled_for END,
    status = CASE
      WHEN $27::boolean AND $28::timestamptz IS NOT NULL THEN 'scheduled'
      WHEN $27::boolean AND p.status = 'scheduled' THEN 'draft'
      ELSE p.status
    END,
    search = CASE
      WHEN $30::text IS NULL THEN p.search
      ELSE (ts_filter(p.search, $31)::text || ' ' || $30)::tsvector
    END,
    version = p.version + 1,
    updated_at = $4::timestamptz
  WHERE p.tenant_id = $1 AND p.id = $2 AND ($3::integer[] IS NULL OR p.version = ANY ($3::integer[]))
  RETURNING p.*
),
kept AS (
  INSERT INTO post_revisions (
    tenant_id, post_id, version, title, content, excerpt, featured_image_url, seo_title, seo_description,
    category_id, tag_ids, saved_at, replaced_at, replaced_by
  )
  SELECT
    $1, old.id, old.version, old.title, old.content, old.excerpt, old.featured_image_url, old.seo_title,
    old.seo_description, old.category_id, old.tag_ids, old.updated_at, $4::timestamptz, $5
  FROM old JOIN saved USING (id)
  WHERE (
    old.title, old.content, old.excerpt, old.featured_image_url, old.seo_title, old.seo_description,
    old.category_id, old.tag_ids
  ) IS DISTINCT FROM (
    saved.title, saved.content, saved.excerpt, saved.featured_image_url, saved.seo_title, saved.seo_description,
    saved.category_id, CASE WHEN $25::boolean THEN $26::text[] ELSE old.tag_ids END
  )
  RETURNING bytes
),
-- The one just kept is not seen by this statement: with 49 older ones it makes 50.
forgotten AS (
  DELETE FROM post_revisions AS r USING kept
  WHERE r.tenant_id = $1 AND r.post_id = $2 AND r.version IN (
    SELECT version FROM post_revisions WHERE tenant_id = $1 AND post_id = $2 ORDER BY version DESC OFFSET 49
  )
),
-- Beyond the quota the tenant's oldest go, whatever post they are of; not the one just kept, so that no save is refused
-- for what was. What somebody else is at is left to them.
excess AS (
  SELECT usage.revision_bytes + kept.bytes - $29::bigint AS bytes
  FROM tenant_usage AS usage, kept WHERE usage.tenant_id = $1
),
oldest AS (
  SELECT r.post_id, r.version, sum(r.bytes) OVER (ORDER BY r.replaced_at, r.post_id, r.version) - r.bytes AS freed
  FROM excess, LATERAL (
    SELECT post_id, version, bytes, replaced_at FROM post_revisions WHERE tenant_id = $1 AND excess.bytes > 0
    ORDER BY replaced_at, post_id, version LIMIT 1000
  ) AS r
),
given_up AS (
  DELETE FROM post_revisions AS r USING (
    SELECT found.post_id, found.version
    FROM post_revisions AS found JOIN oldest USING (post_id, version), excess
    WHERE found.tenant_id = $1 AND oldest.freed < excess.bytes
    FOR UPDATE OF found SKIP LOCKED
  ) AS free
  WHERE r.tenant_id = $1 AND r.post_id = free.post_id AND r.version = free.version
),
redirected AS (
  INSERT INTO slug_redirects (tenant_id, slug, post_id)
  SELECT $1, old.slug, old.id FROM old JOIN saved USING (id)
  WHERE old.slug <> saved.slug AND old.published_at IS NOT NULL
  ON CONFLICT (tenant_id, slug) DO UPDATE SET post_id = excluded.post_id
),
unredirected AS (
  DELETE FROM slug_redirects USING old JOIN saved USING (id)
  WHERE slug_redirects.tenant_id = $1 AND slug_redirects.slug = saved.slug AND old.slug <> saved.slug
),
untagged AS (
  DELETE FROM post_tags USING saved
  WHERE $25::boolean AND post_tags.tenant_id = $1 AND post_tags.post_id = saved.id
    AND post_tags.tag_id <> ALL ($26::text[])
),
tagged AS (
  INSERT INTO post_tags (tenant_id, post_id, tag_id, position)
  SELECT $1, saved.id, tag.id, tag.position
  FROM saved, unnest($26::text[]) WITH ORDINALITY AS tag (id, position)
  WHERE $25::boolean
  ON CONFLICT (tenant_id, post_id, tag_id) DO UPDATE SET position = excluded.position
),
evented AS (
  INSERT INTO outbox (id, tenant_id, type, subject, occurred_at, data)
  SELECT $6, $1, 'blog.post.updated', saved.id, $4::timestamptz,
    jsonb_build_object(
      'id', saved.id, 'slug', saved.slug, 'previousSlug', nullif(old.slug, saved.slug), 'status', saved.status,
      'title', saved.title, 'version', saved.version, 'actorId', $5::text
    )
  FROM old JOIN saved USING (id)
)
SELECT (SELECT version FROM old) AS old_version, (SELECT version FROM saved) AS new_version";

/// What is searched of the fields in a change, and the weights of the others.
fn searched(patch: &PostPatch) -> (Vec<(Field, &str)>, Vec<String>) {
    let content = patch.content.value();
    let fields = [
        (Field::Title, patch.title.is_some(), patch.title.as_deref()),
        (Field::Excerpt, patch.excerpt.is_present(), patch.excerpt.value().map(String::as_str)),
        (Field::Body, patch.content.is_present(), content.map(|content| content.text.as_str())),
    ];
    let (changed, kept): (Vec<_>, Vec<_>) = fields.into_iter().partition(|(_, is_changed, _)| *is_changed);
    (
        changed.into_iter().map(|(field, _, text)| (field, text.unwrap_or(""))).collect(),
        kept.into_iter().map(|(field, ..)| field.weight().to_string()).collect(),
    )
}

/// Saves a change, keeps the replaced version, the former slug and the event, in one statement. With
/// `accepted` versions given, any other current version refuses the save and nothing is written.
pub async fn update<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    id: &PostId,
    patch: &PostPatch,
    accepted: Option<&[i32]>,
) -> Result<WriteOutcome<i32>, AppError> {
    let update =
        Statement::scoped(change.scope, Sql::concat(&["WITH old AS (SELECT p.*, ", TAG_IDS, UPDATE]))
            .bind(id)
            .bind(accepted_versions(accepted))
            .bind(change.now)
            .bind(change.actor)
            .bind(&change.event);
    let update = bind_patch(update, patch.title.is_some(), patch.title.as_deref());
    let update = bind_patch(update, patch.slug.is_some(), patch.slug.as_ref());
    let content = patch.content.value();
    let update =
        bind_patch(update, patch.content.is_present(), content.map(|content| Param::json(&content.json)))
            .bind(content.map_or("", |content| &content.text))
            .bind(content.map_or(1, |content| content.reading_time_minutes));
    let update = [
        &patch.excerpt,
        &patch.seo_title,
        &patch.seo_description,
        &patch.featured_image_url,
        &patch.category_id,
    ]
    .into_iter()
    .fold(update, |update, field| bind_patch(update, field.is_present(), field.value().map(String::as_str)));
    let tags = patch.tags.as_deref();
    let update =
        bind_patch(update, tags.is_some(), tags.map(|tags| Param::array(tags.iter().map(String::as_str))));
    let update = bind_patch(update, patch.scheduled_for.is_present(), patch.scheduled_for.value().copied())
        .bind(Quota::RevisionBytes.bound(change.quotas));
    let (changed, kept) = searched(patch);
    let words = (!changed.is_empty()).then(|| search::vector(changed));
    let update = update.bind(words).bind(Param::array(kept.iter().map(String::as_str)));

    let slug = patch.slug.as_ref().map(|slug| lock_slug(change.scope, slug.stem()));
    let tags = tags.map(|tags| hold_tags(change, tags));
    let before = slug.into_iter().chain([lock_post(change, id)]).chain(tags);
    let written = db.write_after(before, update, Isolation::ReadCommitted).await;
    Ok(map_constraints(written, being_saved)?.one::<Versions>()?.outcome())
}
