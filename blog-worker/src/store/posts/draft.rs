//! The working copy of a post: what somebody writes beside it, until it is applied in one save.

use logicspike_shared::error::AppError;
use logicspike_shared::ids::PostId;
use logicspike_shared::permission::Permission;
use logicspike_shared::row;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Database, Isolation, Sql, Statement, Transport};

use super::fields::{OVERLAID, PostFields, RECORD};
use super::save::{AND_ALL_ELSE, SAVED};
use super::{TAG_IDS, category_fault, map_constraints, tag_fault};
use crate::api::DraftDetail;
use crate::domain::Quota;
use crate::store::authors::person;
use crate::store::{Change, Versions, WriteOutcome, accepted_versions, being_saved, lock_post};

/// The post as it would be with its working copy, if it has one.
pub async fn find<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    id: &PostId,
) -> Result<Option<DraftDetail>, AppError> {
    const NEW: &str = "
WITH new AS (
  SELECT d.version, d.base_version, d.updated_at, d.updated_by, d.body, field.*, d.content
  FROM post_drafts AS d, ";
    const SELECT: &str = "
  WHERE d.tenant_id = $1 AND d.post_id = $2
)
SELECT ";
    const FROM: &str = concat!(
        " END AS tags,
  CASE WHEN body ? 'slug' THEN new.slug ELSE p.slug END AS slug,
  ARRAY(SELECT jsonb_object_keys(body)) AS changed,
  new.version, new.base_version, new.updated_at, ",
        person!("new.updated_by"),
        " AS updated_by
FROM posts AS p, new
WHERE p.tenant_id = $1 AND p.id = $2 AND p.status <> 'deleted'"
    );
    const TAGS: &str = "CASE WHEN body ? 'tags' THEN new.tags ELSE ";
    let sql = Sql::concat(&[NEW, RECORD, SELECT, OVERLAID, TAGS, TAG_IDS, FROM]);
    let mut found: Option<DraftDetail> = db.read(Statement::scoped(scope, sql).bind(id)).await?.optional()?;
    for name in found.iter_mut().flat_map(|draft| &mut draft.changed) {
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

/// The post, with how its working copy stands: version 0 is none, and it is the post that was changed then.
const THERE: &str = concat!(
    "
WITH there AS (
  SELECT p.id, p.version AS post_version, coalesce(d.version, 0) AS version,
    coalesce(d.updated_at, p.updated_at) AS updated_at, ",
    person!("coalesce(d.updated_by, p.updated_by, p.author_id)"),
    " AS saver
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
    lacks_category: bool,
    lacks_tags: bool,
}

row!(Kept { versions: flatten, lacks_category, lacks_tags });

/// Keeps a change beside the post, on top of what is kept there. With `accepted` versions given, of which 0 is none, any
/// other one refuses it.
pub async fn save<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    id: &PostId,
    fields: &PostFields,
    accepted: Option<&[i32]>,
) -> Result<WriteOutcome<i32>, AppError> {
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
saved AS (
  INSERT INTO post_drafts AS d (
    tenant_id, post_id, base_version, body, content, body_text, reading_time_minutes, words, updated_at, updated_by
  )
  SELECT $1, there.id, there.post_version, new.body, new.content, new.body_text, new.reading_time_minutes, new.words,
    $4::timestamptz, $5
  FROM there, new, lacks
  WHERE ($3::integer[] IS NULL OR there.version = ANY ($3::integer[])) AND NOT lacks.category AND NOT lacks.tags
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
  RETURNING version
)
SELECT (SELECT version FROM saved) AS new_version, (SELECT category FROM lacks) AS lacks_category,
  (SELECT tags FROM lacks) AS lacks_tags";
    let words = serde_json::to_string(&fields.words_by_weight());
    let words = words.map_err(|error| AppError::internal(error.to_string()))?;
    let keep = Statement::scoped(change.scope, Sql::concat(&[THERE, KEEP, STOOD]))
        .bind(id)
        .bind(accepted_versions(accepted))
        .bind(change.now)
        .bind(change.actor);
    let keep = fields.bind_to(keep)?.bind(words);
    let written = db.write_after([lock_post(change, id)], keep, Isolation::ReadCommitted).await;
    let kept: Kept = map_constraints(written, being_saved)?.one()?;
    match kept.versions.outcome() {
        WriteOutcome::VersionConflict(there)
            if accepted.is_none_or(|versions| versions.contains(&there.version)) =>
        {
            // The version was one of those, so what is named is not there.
            Err(if kept.lacks_tags && !kept.lacks_category { tag_fault() } else { category_fault() })
        }
        outcome => Ok(outcome),
    }
}

/// Gives a working copy up.
pub async fn discard<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    id: &PostId,
    accepted: Option<&[i32]>,
) -> Result<WriteOutcome<i32>, AppError> {
    const DISCARD: &str = ",
discarded AS (
  DELETE FROM post_drafts AS d USING there
  WHERE d.tenant_id = $1 AND d.post_id = there.id AND ($3::integer[] IS NULL OR d.version = ANY ($3::integer[]))
  RETURNING d.version
)
SELECT (SELECT version FROM discarded) AS new_version";
    let discard = Statement::scoped(change.scope, Sql::concat(&[THERE, DISCARD, STOOD]))
        .bind(id)
        .bind(accepted_versions(accepted));
    let written = db.write_after([lock_post(change, id)], discard, Isolation::ReadCommitted).await;
    Ok(of_one_that_is_there(written.map_err(being_saved)?.one()?, accepted))
}

/// Where there is no working copy and no version of one was asked for, there is nothing.
fn of_one_that_is_there(versions: Versions, accepted: Option<&[i32]>) -> WriteOutcome<i32> {
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
  FROM post_drafts AS d
  WHERE d.tenant_id = $1 AND d.post_id = $2 AND ($3::integer[] IS NULL OR d.version = ANY ($3::integer[]))
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
    accepted: Option<&[i32]>,
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
        .bind(accepted_versions(accepted))
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
