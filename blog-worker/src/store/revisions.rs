//! Replaced versions of posts.

use logicspike_shared::error::AppError;
use logicspike_shared::ids::PostId;
use logicspike_shared::row;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Database, Sql, Statement, Transport};

use super::posts::COLUMNS;
use crate::api::{Revision, RevisionDetail};

/// Lists a post's replaced versions, newest first; `None` if there is no such post.
pub async fn list<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    post: &PostId,
) -> Result<Option<Vec<Revision>>, AppError> {
    let exists = Statement::scoped(scope, "SELECT id FROM posts WHERE tenant_id = $1 AND id = $2").bind(post);
    let revisions = Statement::scoped(
        scope,
        "
        SELECT version, title, saved_at, replaced_at, replaced_by
        FROM post_revisions
        WHERE tenant_id = $1 AND post_id = $2
        ORDER BY version DESC",
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
    const REVISION: &str = "tag_ids, version, saved_at, replaced_at, replaced_by
FROM post_revisions
WHERE tenant_id = $1 AND post_id = $2 AND version = $3::integer";
    let sql = Sql::concat(&["SELECT ", COLUMNS, REVISION]);
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
    const REVISION: &str = "version, saved_at, replaced_at, replaced_by,
  EXISTS (SELECT FROM categories AS c WHERE c.tenant_id = $1 AND c.id = r.category_id) AS has_category,
  ARRAY(
    SELECT t.id FROM unnest(r.tag_ids) WITH ORDINALITY AS kept (id, position)
    JOIN tags AS t ON t.tenant_id = $1 AND t.id = kept.id
    ORDER BY kept.position
  ) AS tag_ids
FROM post_revisions AS r
WHERE r.tenant_id = $1 AND r.post_id = $2 AND r.version = $3::integer";
    let sql = Sql::concat(&["SELECT ", COLUMNS, REVISION]);
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

row!(Revision { version, title, saved_at, replaced_at, replaced_by });
