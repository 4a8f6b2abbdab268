//! Posts in the admin door.

mod create;
mod delete;
mod draft;
mod fields;
mod list;
mod query;
mod save;
mod update;

pub use create::{NewPost, create};
pub use delete::{delete, remove_expired, tenants_with_expired, undelete};
pub use draft::{DraftVersion, apply, discard, find as find_draft, save as save_draft};
pub(super) use fields::{COLUMNS, OVERLAID, RECORD};
pub use fields::{Content, PostFields};
pub use list::list;
pub(super) use query::{IS_NOT_YET_PUBLIC, IS_PUBLIC, NEWEST_PUBLISHED};
pub use query::{ListQuery, Listed, Listing};
pub use update::{Saving, update};

use logicspike_shared::error::AppError;
use logicspike_shared::ids::PostId;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Database, Param, Sql, SqlError, Statement, Transport};

use super::authors::{SAVED_BY, person};
use super::{Change, usage};
use crate::api::PostDetail;
use crate::domain::Slug;

/// The slug of a new post.
#[derive(Debug, Clone)]
pub enum WantedSlug {
    /// Exactly this one, or a conflict.
    Given(Slug),
    /// This one, or it with the lowest free number.
    Made(Slug),
}

fn tag_fault() -> AppError {
    AppError::invalid_field("tags", "must be tags of this tenant")
}

fn category_fault() -> AppError {
    AppError::invalid_field("categoryId", "must be a category of this tenant")
}

/// What JSON may say and `jsonb` cannot hold: U+0000 (22P05), numbers of more than 131,072 digits (22003).
const UNSTORABLE_JSON: [&str; 2] = ["22P05", "22003"];

/// Names the field behind a violated foreign key or slug constraint, or behind a value that cannot be stored, or the
/// quota; `other` says what any other error is.
fn map_constraints<T>(outcome: Result<T, SqlError>, other: fn(SqlError) -> AppError) -> Result<T, AppError> {
    if outcome.as_ref().err().and_then(SqlError::state).is_some_and(|state| UNSTORABLE_JSON.contains(&state))
    {
        return Err(AppError::invalid_field(
            "content",
            "holds the character U+0000 or a number too large to be stored",
        ));
    }
    if let Some(refusal) = outcome.as_ref().err().and_then(usage::refusal) {
        return Err(refusal);
    }
    match outcome.as_ref().err().and_then(SqlError::constraint) {
        Some("posts_category") => Err(category_fault()),
        Some("post_tags_tag") => Err(tag_fault()),
        Some("posts_slug_unique") => Err(AppError::slug_in_use()),
        _ => outcome.map_err(other),
    }
}

/// The ids of a post's tags in their order; `p` is the post.
pub(super) const TAG_IDS: &str = "ARRAY(
    SELECT pt.tag_id FROM post_tags AS pt
    WHERE pt.tenant_id = p.tenant_id AND pt.post_id = p.id ORDER BY pt.position
  )";

/// Holds the tags that a post is to have. It comes before the post is written: whoever waits for a tag that is being
/// deleted has not counted yet, and keeps nobody else of the tenant waiting.
fn hold_tags(change: &Change<'_>, tags: &[String]) -> Statement {
    Statement::scoped(
        change.scope,
        "SELECT id FROM tags WHERE tenant_id = $1 AND id = ANY ($2::text[]) ORDER BY id FOR KEY SHARE",
    )
    .bind(Param::array(tags.iter().map(String::as_str)))
}

/// Finds a post by its id.
pub async fn find<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    id: &PostId,
) -> Result<Option<PostDetail>, AppError> {
    const POST: &str = "
SELECT id, tenant_id, author_id, slug, status, scheduled_for, published_at, created_at, updated_at, version,
  reading_time_minutes, ";
    const PERSONS: &str = concat!(person!("p.author_id"), " AS author, ");
    const SAVER: &str = " AS updated_by, ";
    const DRAFT: &str = concat!(
        "(
    SELECT json_build_object('version', d.version, 'updatedAt', d.updated_at, 'updatedBy', ",
        person!("d.updated_by"),
        ") FROM post_drafts AS d WHERE d.tenant_id = $1 AND d.post_id = p.id
  ) AS draft, "
    );
    const FROM: &str = " AS tags FROM posts AS p WHERE tenant_id = $1 AND id = $2 AND status <> 'deleted'";
    let statement = Statement::scoped(
        scope,
        Sql::concat(&[POST, PERSONS, SAVED_BY, SAVER, DRAFT, COLUMNS, TAG_IDS, FROM]),
    )
    .bind(id);
    Ok(db.read(statement).await?.optional()?)
}
