//! Lists of posts in the admin door.

use logicspike_shared::error::AppError;
use logicspike_shared::row;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Database, Statement, Transport};

use super::query::{ListQuery, Listing};
use crate::api::{ListItem, StatusCounts};
use crate::domain::Door;
use crate::store::authors::{SAVED_BY, person};
use crate::store::counts;
use crate::store::public::BESIDE;

/// Lists posts: a page of them, and how many there are in each status.
pub async fn list<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    query: &ListQuery,
) -> Result<(Listing<ListItem>, StatusCounts), AppError> {
    const OWN: &str = "p.tenant_id = $1";
    const ITEM: &str = "
  p.id, p.title, p.slug, p.status, p.excerpt, p.seo_description, p.featured_image_url, p.author_id, p.category_id,
  p.scheduled_for, p.published_at, p.created_at, p.updated_at, p.deleted_at, p.version, tagged.tags,
  EXISTS (SELECT FROM post_drafts AS d WHERE d.tenant_id = $1 AND d.post_id = p.id) AS has_draft, ";
    const PERSONS: &str = concat!(person!("p.author_id"), " AS author, ");
    const SAVER: &str = " AS updated_by, ";
    const CATEGORY: &str = "CASE WHEN c.id IS NOT NULL THEN json_build_object('id', c.id, 'name', c.name, 'slug', c.slug) END AS category";
    let counted = counts::by_status(query, Statement::scoped(scope, "SELECT ")).push(" AS counts");
    let columns = [ITEM, PERSONS, SAVED_BY, SAVER, CATEGORY];
    let found = db.read(query.page(counted, &columns, Door::Admin, OWN, BESIDE)).await?;
    Ok((query.cut(&found)?, counts::read(&found.first()?)?))
}

row! {
    ListItem {
        id, title, slug, status, excerpt, seo_description, featured_image_url, author_id, author: json,
        updated_by: json, category_id, category: json, tags: json, scheduled_for, published_at, created_at, updated_at,
        deleted_at, version, has_draft,
    }
}
