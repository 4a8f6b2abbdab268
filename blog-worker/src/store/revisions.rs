//! Replaced versions of posts.

use logicspike_shared::error::AppError;
use logicspike_shared::ids::PostId;
use logicspike_shared::row;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Database, Sql, Statement, Transport};

use super::authors::person;
use super::posts::COLUMNS;
use crate::api::{Revision, RevisionDetail};

/// When and by whom a version `r` was saved and replaced.
const SAVED: &str = concat!(
    "r.saved_at, r.replaced_at, ",
    person!("r.saved_by"),
    " AS saved_by, ",
    person!("r.replaced_by"),
    " AS replaced_by"
);
/// Goes on with the versions of a post, and of them with one.
const OF_POST: &str = " FROM post_revisions AS r WHERE r.tenant_id = $1 AND r.post_id = $2";
const OF_ONE_THAT_IS_THERE: &str = " AND EXISTS (
  SELECT FROM posts AS p WHERE p.tenant_id = $1 AND p.id = $2 AND p.status <> 'deleted'
)";
const OF_VERSION: &str = " AND r.version = $3::integer";

/// Lists a post's replaced versions, newest first; `None` if there is no such post.
pub async fn list<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    post: &PostId,
) -> Result<Option<Vec<Revision>>, AppError> {
    let exists = Statement::scoped(
        scope,
        "SELECT id FROM posts WHERE tenant_id = $1 AND id = $2 AND status <> 'deleted'",
    )
    .bind(post);
    let revisions = Statement::scoped(
        scope,
        Sql::concat(&[
            "SELECT r.version, r.title, r.kind <> 'deliberate' AS autosaved, ",
            SAVED,
            OF_POST,
            " ORDER BY r.version DESC",
        ]),
    )
    .bind(post);
    let [exists, revisions] = db.read_batch([exists, revisions]).await?;
    if exists.rows.is_empty() { Ok(None) } else { Ok(Some(revisions.all()?)) }
}

/// Finds one replaced version.
pub async fn find<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    post: &PostId,
    version: i32,
) -> Result<Option<RevisionDetail>, AppError> {
    let sql = Sql::concat(&[
        "SELECT ",
        COLUMNS,
        "r.tag_ids, r.version, ",
        SAVED,
        OF_POST,
        OF_ONE_THAT_IS_THERE,
        OF_VERSION,
    ]);
    let statement = Statement::scoped(scope, sql).bind(post).bind(version);
    Ok(db.read(statement).await?.optional()?)
}

/// The version's content for a restore. A category or tag that is gone since is left out.
pub async fn find_restorable<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    post: &PostId,
    version: i32,
) -> Result<Option<RevisionDetail>, AppError> {
    const STILL_THERE: &str = "r.version,
  EXISTS (SELECT FROM categories AS c WHERE c.tenant_id = $1 AND c.id = r.category_id) AS has_category,
  ARRAY(
    SELECT t.id FROM unnest(r.tag_ids) WITH ORDINALITY AS kept (id, position)
    JOIN tags AS t ON t.tenant_id = $1 AND t.id = kept.id
    ORDER BY kept.position
  ) AS tag_ids, ";
    let sql =
        Sql::concat(&["SELECT ", COLUMNS, STILL_THERE, SAVED, OF_POST, OF_ONE_THAT_IS_THERE, OF_VERSION]);
    let statement = Statement::scoped(scope, sql).bind(post).bind(version);
    let found = db.read(statement).await?.optional::<Restorable>()?;
    Ok(found.map(|Restorable { mut revision, has_category }| {
        revision.category_id = revision.category_id.filter(|_| has_category);
        revision
    }))
}

/// A version, and whether its category is still there.
struct Restorable {
    revision: RevisionDetail,
    has_category: bool,
}

row!(Restorable { revision: flatten, has_category });

row!(Revision { version, title, autosaved, saved_at, saved_by: json, replaced_at, replaced_by: json });
