//! Saving a change of a post: what all saves have in common, as SQL.

use super::TAG_IDS;
use super::fields::{COLUMNS, DIFFER, OF_OLD, SET};
use crate::store::authors::SAVED_BY;

/// Goes on after `new`, the change: which versions of the post it accepts, whether it is saved while typing, whether it may
/// be of a post that readers see; the words of what is searched in it, and the weights of those that stay. The quota of
/// bytes follows.
pub(super) const SAVED: [&str; 13] = [
    ",
old AS (
  SELECT p.*, ",
    TAG_IDS,
    " AS tag_ids, ",
    SAVED_BY,
    " AS saver, p.status = 'published' AND new.scheduled_for IS NOT NULL AS would_vanish,
    p.status = 'published' AND NOT new.may_be_live AS needs_publish,
    new.accepted IS NULL OR p.version = ANY (new.accepted) AS is_accepted,
    -- Where it is found and when it is published, others hear of at once; of the text, once in a while.
    NOT new.while_typing OR coalesce(p.told_at <= $4::timestamptz - interval '5 minutes', true)
      OR (body ? 'slug' AND new.slug <> p.slug)
      OR (body ? 'scheduled_for' AND new.scheduled_for IS DISTINCT FROM p.scheduled_for) AS tells,
    CASE
      WHEN NOT p.autosaved THEN 'deliberate'
      WHEN NOT new.while_typing OR coalesce(p.updated_by, p.author_id) <> $5 THEN 'left'
      WHEN p.updated_at <= $4::timestamptz - interval '1 hour' THEN 'left'
      ELSE 'interim'
    END AS kind,
    EXISTS (
      SELECT FROM post_revisions AS r
      WHERE r.tenant_id = $1 AND r.post_id = $2 AND r.replaced_at >= $4::timestamptz - interval '10 minutes'
    ) AS was_kept_lately
  FROM posts AS p, new WHERE tenant_id = $1 AND id = $2 AND status <> 'deleted'
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
      WHEN new.words IS NULL THEN p.search
      -- Those of fields that are not in the change are kept, by their weight.
      ELSE (ts_filter(p.search, new.kept_weights)::text || ' ' || new.words)::tsvector
    END,
    version = p.version + 1,
    updated_at = $4::timestamptz,
    updated_by = $5,
    autosaved = new.while_typing,
    told_at = CASE WHEN (SELECT tells FROM old) THEN $4::timestamptz ELSE p.told_at END
  FROM new
  WHERE p.tenant_id = $1 AND p.id = $2 AND (SELECT is_accepted AND NOT would_vanish AND NOT needs_publish FROM old)
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
    OR (old.autosaved AND NOT new.while_typing)
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
  SELECT usage.revision_bytes + kept.bytes - ",
];

/// Goes on after the quota: what is forgotten, redirected, tagged and told. A `SELECT` from `old` and `saved` follows.
pub(super) const AND_ALL_ELSE: &str = "::bigint AS bytes
  FROM tenant_usage AS usage, kept WHERE usage.tenant_id = $1
),
oldest AS (
  SELECT r.post_id, r.version, sum(r.bytes) OVER (ORDER BY r.replaced_at, r.post_id, r.version) - r.bytes AS freed
  FROM excess, LATERAL (
    SELECT post_id, version, bytes, replaced_at FROM post_revisions AS any_of
    WHERE tenant_id = $1 AND excess.bytes > 0
      -- Those of a deleted post do not count, and are there if it is brought back.
      AND NOT EXISTS (
        SELECT FROM posts AS hidden
        WHERE hidden.tenant_id = $1 AND hidden.id = any_of.post_id AND hidden.status = 'deleted'
      )
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
";
