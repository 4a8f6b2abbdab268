//! How many posts a list has. Triggers count all of a tenant's, those in each category and those with each tag, by status;
//! what no counter has (a search, a category and a tag at once) is counted when it is asked for.

use logicspike_shared::row;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{DecodeError, Rows, Statement};
use logicspike_shared::time::Timestamp;

use super::posts::{IS_NOT_YET_PUBLIC, IS_PUBLIC, ListQuery};
use crate::api::StatusCounts;
use crate::domain::{Door, PostStatus};

/// Of all posts.
const OF_ALL: &str = " FROM post_counts AS c WHERE c.tenant_id = $1 AND c.kind = 'all' AND c.id = ''";
/// Of those in the category with a slug, which follows.
const IN_CATEGORY: &str = " FROM post_counts AS c WHERE c.tenant_id = $1 AND c.kind = 'category' AND c.id = (
  SELECT category.id FROM categories AS category WHERE category.tenant_id = $1 AND category.slug = ";
/// Of those with the tag of a slug, which follows.
const WITH_TAG: &str = " FROM post_counts AS c WHERE c.tenant_id = $1 AND c.kind = 'tag' AND c.id = (
  SELECT tag.id FROM tags AS tag WHERE tag.tenant_id = $1 AND tag.slug = ";

/// Goes on with the counter that has what the list is filtered by, but for its status.
fn counter(query: &ListQuery, statement: Statement) -> Statement {
    match (&query.category, &query.tag) {
        (Some(slug), _) => statement.push(IN_CATEGORY).push_bind(slug.as_str()).push(")"),
        (_, Some(slug)) => statement.push(WITH_TAG).push_bind(slug.as_str()).push(")"),
        (None, None) => statement.push(OF_ALL),
    }
}

/// Whether there is such a counter.
fn has_counter(query: &ListQuery) -> bool {
    query.search.is_none() && (query.category.is_none() || query.tag.is_none())
}

/// Asks for the posts of each status that a list has, whatever status it is filtered by.
pub(super) fn by_status(scope: &TenantScope, query: &ListQuery) -> Statement {
    if has_counter(query) {
        let counted = Statement::scoped(scope, "SELECT c.status, sum(c.posts)::bigint AS posts");
        return counter(query, counted).push(" GROUP BY c.status");
    }
    let found = Statement::scoped(scope, "SELECT p.status, count(*) AS posts");
    query.from(found, Door::Admin, "p.tenant_id = $1").push(" GROUP BY p.status")
}

struct Counted {
    status: PostStatus,
    posts: i64,
}

row!(Counted { status, posts });

/// The answer to [`by_status`].
pub(super) fn read(rows: &Rows) -> Result<StatusCounts, DecodeError> {
    let mut counts = StatusCounts::default();
    for Counted { status, posts } in rows.all()? {
        match status {
            PostStatus::Draft => counts.draft += posts,
            PostStatus::Scheduled => counts.scheduled += posts,
            PostStatus::Published => counts.published += posts,
            PostStatus::Deleted => counts.deleted += posts,
        }
    }
    counts.all = counts.draft + counts.scheduled + counts.published;
    Ok(counts)
}

/// Asks how many posts a list of readers has. Those whose publication lies in the future are counted as published, and
/// taken off: by the clocks of the Workers there are none, or those of a moment.
pub(super) fn in_public(scope: &TenantScope, query: &ListQuery, now: Timestamp) -> Statement {
    const PUBLISHED: &str = " AND c.status = 'published') - (SELECT count(*)";
    if !has_counter(query) {
        return query.from(Statement::scoped(scope, "SELECT count(*)").bind(now), Door::Public, IS_PUBLIC);
    }
    let counted = Statement::scoped(scope, "SELECT (SELECT coalesce(sum(c.posts), 0)::bigint").bind(now);
    let counted = counter(query, counted).push(PUBLISHED);
    query.from(counted, Door::Public, IS_NOT_YET_PUBLIC).push(")")
}
