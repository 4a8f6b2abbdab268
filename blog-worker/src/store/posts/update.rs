//! Saving a change of a post.

use logicspike_shared::error::AppError;
use logicspike_shared::ids::PostId;
use logicspike_shared::row;
use logicspike_shared::sql::{Database, Isolation, Param, Sql, Statement, Transport};

use super::fields::{COLUMNS, DIFFER, NEW, OF_OLD, PostFields, SET};
use super::{TAG_IDS, hold_tags, map_constraints};
use crate::domain::Quota;
use crate::store::authors::SAVED_BY;
use crate::store::{Change, Versions, WriteOutcome, accepted_versions, being_saved, lock_post, lock_slug};

/// Words of fields that are not in the change are kept, by their weight.
const UPDATE: [&str; 15] = [
    "
WITH new AS (
  ",
    NEW,
    "
),
old AS (
  SELECT p.*, ",
    TAG_IDS,
    " AS tag_ids, ",
    SAVED_BY,
    " AS saver, p.status = 'published' AND new.scheduled_for IS NOT NULL AS would_vanish,
    -- Where it is found and when it is published, others hear of at once; of the text, once in a while.
    NOT $14::boolean OR coalesce(p.told_at <= $4::timestamptz - interval '5 minutes', true)
      OR (body ? 'slug' AND new.slug <> p.slug)
      OR (body ? 'scheduled_for' AND new.scheduled_for IS DISTINCT FROM p.scheduled_for) AS tells,
    CASE
      WHEN NOT p.autosaved THEN 'deliberate'
      WHEN NOT $14::boolean OR coalesce(p.updated_by, p.author_id) <> $5 THEN 'left'
      WHEN p.updated_at <= $4::timestamptz - interval '1 hour' THEN 'left'
      ELSE 'interim'
    END AS kind,
    EXISTS (
      SELECT FROM post_revisions AS r
      WHERE r.tenant_id = $1 AND r.post_id = $2 AND r.replaced_at >= $4::timestamptz - interval '10 minutes'
    ) AS was_kept_lately
  FROM posts AS p, new WHERE tenant_id = $1 AND id = $2
),
saved AS (
  UPDATE posts AS p
  SET ",
    SET,
    "slug = CASE WHEN body ? 'slug' THEN new.slug ELSE p.slug END,
    body_text = CASE WHEN body ? 'content' THEN new.body_text ELSE p.body_text END,
    reading_time_minutes =
      CASE WHEN body ? 'content' THEN new.reading_time_minutes ELSE p.reading_time_minutes END,
    scheduled_for = CASE WHEN body ? 'scheduled_for' THEN new.scheduled_for ELSE p.scheduled_for END,
    status = CASE
      WHEN body ? 'scheduled_for' AND new.scheduled_for IS NOT NULL THEN 'scheduled'
      WHEN body ? 'scheduled_for' AND p.status = 'scheduled' THEN 'draft'
      ELSE p.status
    END,
    search = CASE
      WHEN $12::text IS NULL THEN p.search
      ELSE (ts_filter(p.search, $13)::text || ' ' || $12)::tsvector
    END,
    version = p.version + 1,
    updated_at = $4::timestamptz,
    updated_by = $5,
    autosaved = $14::boolean,
    told_at = CASE WHEN (SELECT tells FROM old) THEN $4::timestamptz ELSE p.told_at END
  FROM new
  WHERE p.tenant_id = $1 AND p.id = $2 AND ($3::integer[] IS NULL OR p.version = ANY ($3::integer[]))
    AND NOT (SELECT would_vanish FROM old)
  RETURNING p.*
),
kept AS (
  INSERT INTO post_revisions (
    tenant_id, post_id, version, ",
    COLUMNS,
    "tag_ids, kind, saved_at, saved_by, replaced_at, replaced_by
  )
  SELECT
    $1, old.id, old.version, ",
    OF_OLD,
    "old.tag_ids, old.kind, old.updated_at, old.saver->>'id', $4::timestamptz, $5
  FROM old JOIN saved USING (id), new
  WHERE (old.kind <> 'interim' OR NOT old.was_kept_lately) AND (",
    DIFFER,
    "(body ? 'tags' AND old.tag_ids <> new.tags)
    -- Whoever saves what was saved while typing finds it among the versions.
    OR (old.autosaved AND NOT $14::boolean)
  )
  RETURNING bytes, kind
),
-- The one just kept is not seen by this statement: with 49 older ones it makes 50, and of an hour it is the one.
forgotten AS (
  DELETE FROM post_revisions AS r USING kept
  WHERE r.tenant_id = $1 AND r.post_id = $2 AND r.kind = kept.kind AND CASE kept.kind
    WHEN 'interim' THEN date_trunc('hour', r.replaced_at, 'UTC') = date_trunc('hour', $4::timestamptz, 'UTC')
    ELSE r.version IN (
      SELECT version FROM post_revisions
      WHERE tenant_id = $1 AND post_id = $2 AND kind = kept.kind ORDER BY version DESC OFFSET 49
    )
  END
),
-- Beyond the quota the tenant's oldest go, whatever post they are of; not the one just kept, so that no save is refused
-- for what was. What somebody else is at is left to them.
excess AS (
  SELECT usage.revision_bytes + kept.bytes - $11::bigint AS bytes
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
  INSERT INTO former_slugs (tenant_id, slug, post_id, since)
  SELECT $1, old.slug, old.id, $4::timestamptz FROM old JOIN saved USING (id)
  WHERE old.slug <> saved.slug AND old.published_at IS NOT NULL
  ON CONFLICT (tenant_id, slug, post_id) DO UPDATE SET since = excluded.since
),
-- Another post's stays: it leads there again when this one is hidden or gone.
unredirected AS (
  DELETE FROM former_slugs USING saved
  WHERE former_slugs.tenant_id = $1 AND former_slugs.slug = saved.slug AND former_slugs.post_id = saved.id
),
untagged AS (
  DELETE FROM post_tags USING saved, new
  WHERE post_tags.tenant_id = $1 AND post_tags.post_id = saved.id AND post_tags.tag_id <> ALL (new.tags)
),
tagged AS (
  INSERT INTO post_tags (tenant_id, post_id, tag_id, position)
  SELECT $1, saved.id, tag.id, tag.position
  FROM saved, new, unnest(new.tags) WITH ORDINALITY AS tag (id, position)
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
  WHERE old.tells
)
SELECT (SELECT version FROM old) AS old_version, (SELECT version FROM saved) AS new_version,
  (SELECT updated_at FROM old) AS old_updated_at, (SELECT saver FROM old) AS updated_by,
  EXISTS (
    SELECT FROM old WHERE would_vanish AND ($3::integer[] IS NULL OR version = ANY ($3::integer[]))
  ) AS would_vanish",
];

/// How a change comes to be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saving {
    /// Somebody saves it: what it replaces is kept, and others are told.
    Deliberate,
    /// It is saved while somebody types: what one person replaces of their own within minutes is kept now and then, and
    /// others are told now and then.
    WhileTyping,
}

/// What a save came to.
struct Saved {
    versions: Versions,
    /// Nothing was saved because readers see the post and would not any more.
    would_vanish: bool,
}

row!(Saved { versions: flatten, would_vanish });

/// Saves a change, keeps the replaced version, the former slug and the event, in one statement. With
/// `accepted` versions given, any other current version refuses the save and nothing is written.
///
/// Whatever was saved is the post's text or one of its versions, but for what one person has typed over within minutes
/// while it was saved by itself. Of versions that were saved deliberately, and of those that were left, the last 50 stay.
pub async fn update<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    id: &PostId,
    fields: &PostFields,
    accepted: Option<&[i32]>,
    saving: Saving,
) -> Result<WriteOutcome<i32>, AppError> {
    let update = Statement::scoped(change.scope, Sql::concat(&UPDATE))
        .bind(id)
        .bind(accepted_versions(accepted))
        .bind(change.now)
        .bind(change.actor)
        .bind(&change.event);
    let update = fields
        .bind_to(update)?
        .bind(Quota::RevisionBytes.bound(change.quotas))
        .bind(fields.words())
        .bind(Param::array(fields.kept_weights().iter().map(String::as_str)))
        .bind(saving == Saving::WhileTyping);

    let slug = fields.slug.value().map(|slug| lock_slug(change.scope, slug.stem()));
    let tags = fields.tags().map(|tags| hold_tags(change, tags));
    let before = slug.into_iter().chain([lock_post(change, id)]).chain(tags);
    let written = db.write_after(before, update, Isolation::ReadCommitted).await;
    let saved: Saved = map_constraints(written, being_saved)?.one()?;
    if saved.would_vanish { Err(AppError::post_is_published()) } else { Ok(saved.versions.outcome()) }
}
