//! The working copy of a post: what somebody writes beside it, until it is applied in one save.

use logicspike_shared::error::AppError;
use logicspike_shared::ids::PostId;
use logicspike_shared::permission::Permission;
use logicspike_shared::row;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Database, Isolation, Param, Sql, Statement, Transport};

use super::fields::{OVERLAID, PostFields, RECORD};
use super::save::{AND_ALL_ELSE, SAVED};
use super::{TAG_IDS, category_fault, map_constraints, tag_fault};
use crate::api::DraftDetail;
use crate::domain::Quota;
use crate::store::authors::person;
use crate::store::{Change, Versions, WriteOutcome, being_saved, lock_post};

/// Which state of which of a post's working copies. Each one's versions count from 1.
#[derive(Debug, Clone, Copy)]
pub struct DraftVersion {
    /// How often it was saved.
    pub version: i32,
    /// Which of its post's it is, from 1.
    pub ordinal: i32,
}

/// A working copy, and which.
pub struct FoundDraft {
    /// The post as it would be.
    pub detail: DraftDetail,
    /// Which state of it that is.
    pub stands: DraftVersion,
}

row!(DraftVersion { version, ordinal });
row!(FoundDraft { detail: flatten, stands: flatten });

/// The post as it would be with its working copy, if it has one.
pub async fn find<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    id: &PostId,
) -> Result<Option<FoundDraft>, AppError> {
    const NEW: &str = "
WITH new AS (
  SELECT d.version, d.ordinal, d.base_version, d.updated_at, d.updated_by, d.body, field.*, d.content
  FROM post_drafts AS d, ";
    const SELECT: &str = "
  WHERE d.tenant_id = $1 AND d.post_id = $2
)
SELECT ";
    const FROM: &str = concat!(
        " END AS tags,
  CASE WHEN body ? 'slug' THEN new.slug ELSE p.slug END AS slug,
  ARRAY(SELECT jsonb_object_keys(body)) AS changed,
  new.version, new.ordinal, new.base_version, new.updated_at, ",
        person!("new.updated_by"),
        " AS updated_by
FROM posts AS p, new
WHERE p.tenant_id = $1 AND p.id = $2 AND p.status <> 'deleted'"
    );
    const TAGS: &str = "CASE WHEN body ? 'tags' THEN new.tags ELSE ";
    let sql = Sql::concat(&[NEW, RECORD, SELECT, OVERLAID, TAGS, TAG_IDS, FROM]);
    let mut found: Option<FoundDraft> = db.read(Statement::scoped(scope, sql).bind(id)).await?.optional()?;
    for name in found.iter_mut().flat_map(|draft| &mut draft.detail.changed) {
        *name = in_the_api(name);
    }
    Ok(found)
}

/// The name in the API of a column.
fn in_the_api(column: &str) -> String {
    let mut name = String::with_capacity(column.len());
    let mut begins_word = false;
    for letter in column.chars() {
        match letter {
            '_' => begins_word = true,
            letter if begins_word => {
                name.push(letter.to_ascii_uppercase());
                begins_word = false;
            }
            letter => name.push(letter),
        }
    }
    name
}

/// The post, with how its working copy stands: version 0 is none, and it is the post that was changed then. `$3` are the
/// tags that are accepted, if not any: of the working copy with or without which one it is, or of the post where there is
/// none.
const THERE: &str = concat!(
    "
WITH there AS (
  SELECT p.id, p.version AS post_version, coalesce(d.version, 0) AS version,
    coalesce(d.updated_at, p.updated_at) AS updated_at, ",
    person!("coalesce(d.updated_by, p.updated_by, p.author_id)"),
    " AS saver, p.drafts_begun,
    $3::text[] IS NULL OR $3::text[] && CASE
      WHEN d.version IS NULL THEN ARRAY['d0', p.version::text]
      ELSE ARRAY['d' || d.version, 'd' || d.version || '.' || d.ordinal]
    END AS is_accepted
  FROM posts AS p LEFT JOIN post_drafts AS d ON d.tenant_id = $1 AND d.post_id = p.id
  WHERE p.tenant_id = $1 AND p.id = $2 AND p.status <> 'deleted'
)"
);
/// Ends the statement: how it stood before.
const STOOD: &str = ",
  (SELECT version FROM there) AS old_version, (SELECT updated_at FROM there) AS old_updated_at,
  (SELECT saver FROM there) AS updated_by";

/// What a save of a working copy came to.
struct Kept {
    versions: Versions,
    ordinal: Option<i32>,
    is_accepted: bool,
    lacks_category: bool,
    lacks_tags: bool,
}

row!(Kept { versions: flatten, ordinal, is_accepted, lacks_category, lacks_tags });

/// Keeps a change beside the post, on top of what is kept there. With `accepted` tags given, any other one refuses it.
pub async fn save<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    id: &PostId,
    fields: &PostFields,
    accepted: Option<&[String]>,
) -> Result<WriteOutcome<DraftVersion>, AppError> {
    const KEEP: &str = ",
new AS (
  SELECT $6::jsonb AS body, $7::jsonb AS content, $8::text AS body_text, $9::integer AS reading_time_minutes,
    $10::jsonb AS words
),
lacks AS (
  SELECT
    body ->> 'category_id' IS NOT NULL AND NOT EXISTS (
      SELECT FROM categories AS c WHERE c.tenant_id = $1 AND c.id = body ->> 'category_id'
    ) AS category,
    EXISTS (
      SELECT FROM jsonb_array_elements_text(body -> 'tags') AS given (id)
      WHERE NOT EXISTS (SELECT FROM tags AS t WHERE t.tenant_id = $1 AND t.id = given.id)
    ) AS tags
  FROM new
),
begun AS (
  UPDATE posts AS p SET drafts_begun = there.drafts_begun + 1
  FROM there, lacks
  WHERE p.tenant_id = $1 AND p.id = there.id AND there.version = 0 AND there.is_accepted
    AND NOT lacks.category AND NOT lacks.tags
),
saved AS (
  INSERT INTO post_drafts AS d (
    tenant_id, post_id, ordinal, base_version, body, content, body_text, reading_time_minutes, words, updated_at,
    updated_by
  )
  SELECT $1, there.id, there.drafts_begun + 1, there.post_version, new.body, new.content, new.body_text,
    new.reading_time_minutes, new.words, $4::timestamptz, $5
  FROM there, new, lacks
  WHERE there.is_accepted AND NOT lacks.category AND NOT lacks.tags
  ON CONFLICT (tenant_id, post_id) DO UPDATE SET
    body = d.body || excluded.body,
    content = CASE WHEN excluded.body ? 'content' THEN excluded.content ELSE d.content END,
    body_text = CASE WHEN excluded.body ? 'content' THEN excluded.body_text ELSE d.body_text END,
    reading_time_minutes =
      CASE WHEN excluded.body ? 'content' THEN excluded.reading_time_minutes ELSE d.reading_time_minutes END,
    words = d.words || excluded.words,
    version = d.version + 1,
    updated_at = excluded.updated_at,
    updated_by = excluded.updated_by
  RETURNING version, ordinal
)
SELECT (SELECT version FROM saved) AS new_version, (SELECT ordinal FROM saved) AS ordinal,
  coalesce((SELECT is_accepted FROM there), false) AS is_accepted, (SELECT category FROM lacks) AS lacks_category,
  (SELECT tags FROM lacks) AS lacks_tags";
    let words = serde_json::to_string(&fields.words_by_weight());
    let words = words.map_err(|error| AppError::internal(error.to_string()))?;
    let keep = Statement::scoped(change.scope, Sql::concat(&[THERE, KEEP, STOOD]))
        .bind(id)
        .bind(accepted_tags(accepted))
        .bind(change.now)
        .bind(change.actor);
    let keep = fields.bind_to(keep)?.bind(words);
    let written = db.write_after([lock_post(change, id)], keep, Isolation::ReadCommitted).await;
    let kept: Kept = map_constraints(written, being_saved)?.one()?;
    match kept.versions.outcome() {
        WriteOutcome::VersionConflict(_) if kept.is_accepted => {
            // The version was one of those, so what is named is not there.
            Err(if kept.lacks_tags && !kept.lacks_category { tag_fault() } else { category_fault() })
        }
        outcome => Ok(outcome.map(|version| DraftVersion { version, ordinal: kept.ordinal.unwrap_or(1) })),
    }
}

/// An array of tags, or `NULL` if any will do.
fn accepted_tags(accepted: Option<&[String]>) -> Param {
    accepted.map_or(Param::NULL, |tags| Param::array(tags.iter().map(String::as_str)))
}

/// Gives a working copy up.
pub async fn discard<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    id: &PostId,
    accepted: Option<&[String]>,
) -> Result<WriteOutcome<i32>, AppError> {
    const DISCARD: &str = ",
discarded AS (
  DELETE FROM post_drafts AS d USING there
  WHERE d.tenant_id = $1 AND d.post_id = there.id AND there.is_accepted
  RETURNING d.version
)
SELECT (SELECT version FROM discarded) AS new_version";
    let discard = Statement::scoped(change.scope, Sql::concat(&[THERE, DISCARD, STOOD]))
        .bind(id)
        .bind(accepted_tags(accepted));
    let written = db.write_after([lock_post(change, id)], discard, Isolation::ReadCommitted).await;
    Ok(of_one_that_is_there(written.map_err(being_saved)?.one()?, accepted))
}

/// Where there is no working copy and no version of one was asked for, there is nothing.
fn of_one_that_is_there(versions: Versions, accepted: Option<&[String]>) -> WriteOutcome<i32> {
    match versions.outcome() {
        WriteOutcome::VersionConflict(there) if there.version == 0 && accepted.is_none() => {
            WriteOutcome::NotFound
        }
        outcome => outcome,
    }
}

/// The change that is kept, without a category or tags that are gone since. `$7` says whether it may be of a post that
/// readers see.
const KEPT: [&str; 3] = [
    ",
draft AS (
  SELECT d.content, d.body_text, d.reading_time_minutes, d.words, d.body
    || CASE
      WHEN NOT d.body ? 'category_id' OR EXISTS (
        SELECT FROM categories AS c WHERE c.tenant_id = $1 AND c.id = d.body ->> 'category_id'
      ) THEN '{}'::jsonb
      ELSE jsonb_build_object('category_id', NULL)
    END
    || CASE
      WHEN NOT d.body ? 'tags' THEN '{}'::jsonb
      ELSE jsonb_build_object('tags', ARRAY(
        SELECT t.id FROM jsonb_array_elements_text(d.body -> 'tags') WITH ORDINALITY AS given (id, position)
        JOIN tags AS t ON t.tenant_id = $1 AND t.id = given.id
        ORDER BY given.position
      ))
    END AS body
  FROM post_drafts AS d, there
  WHERE d.tenant_id = $1 AND d.post_id = $2 AND there.is_accepted
),
new AS (
  SELECT body, field.*, draft.content, draft.body_text, draft.reading_time_minutes, NULL::integer[] AS accepted,
    (SELECT string_agg(value, ' ') FROM jsonb_each_text(words)) AS words,
    ARRAY(SELECT weight FROM unnest('{A,B,C}'::\"char\"[]) AS weight WHERE NOT words ? weight::text) AS kept_weights,
    $7::boolean AS may_be_live, false AS while_typing
  FROM draft, ",
    RECORD,
    "
)",
];

/// What an application came to.
struct Applied {
    versions: Versions,
    needs_publish: bool,
}

row!(Applied { versions: flatten, needs_publish });

/// Makes the working copy one deliberate save of the post; gives the post's version. `may_publish` says whether the
/// person may change what readers see.
pub async fn apply<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    id: &PostId,
    accepted: Option<&[String]>,
    may_publish: bool,
) -> Result<WriteOutcome<i32>, AppError> {
    // Whoever takes a slug of this stem meanwhile waits, as for any other save.
    const LOCK_SLUG: &str = "
SELECT pg_advisory_xact_lock(
  hashtextextended($1 || '/' || regexp_replace(body ->> 'slug', '-[0-9]+$', ''), 0)
)::text
FROM post_drafts WHERE tenant_id = $1 AND post_id = $2 AND body ? 'slug'";
    const HOLD_TAGS: &str = "
SELECT t.id FROM tags AS t
WHERE t.tenant_id = $1 AND t.id IN (
  SELECT jsonb_array_elements_text(d.body -> 'tags') FROM post_drafts AS d WHERE d.tenant_id = $1 AND d.post_id = $2
)
ORDER BY t.id FOR KEY SHARE OF t";
    const OUTCOME: &str = ",
applied AS (
  DELETE FROM post_drafts AS d USING saved WHERE d.tenant_id = $1 AND d.post_id = saved.id
)
SELECT (SELECT version FROM saved) AS new_version, EXISTS (SELECT FROM old WHERE needs_publish) AS needs_publish";
    let scoped = |sql| Statement::scoped(change.scope, sql);
    let pieces: Vec<&str> = [THERE].iter().chain(&KEPT).chain(&SAVED).copied().collect();
    let apply = Statement::scoped(change.scope, Sql::concat(&pieces))
        .bind(id)
        .bind(accepted_tags(accepted))
        .bind(change.now)
        .bind(change.actor)
        .bind(&change.event)
        .bind(may_publish)
        .push_bind(Quota::RevisionBytes.bound(change.quotas))
        .push(AND_ALL_ELSE)
        .push(OUTCOME)
        .push(STOOD);
    let before = [scoped(LOCK_SLUG).bind(id), lock_post(change, id), scoped(HOLD_TAGS).bind(id)];
    let written = db.write_after(before, apply, Isolation::ReadCommitted).await;
    let applied: Applied = map_constraints(written, being_saved)?.one()?;
    if applied.needs_publish {
        return Err(AppError::missing_permission(Permission::PostsPublish));
    }
    Ok(of_one_that_is_there(applied.versions, accepted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_called_as_in_the_api() {
        for (column, name) in [
            ("title", "title"),
            ("seo_description", "seoDescription"),
            ("featured_image_url", "featuredImageUrl"),
        ] {
            assert_eq!(in_the_api(column), name);
        }
    }
}
