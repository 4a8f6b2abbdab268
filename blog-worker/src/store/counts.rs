//! How many posts a list has. Triggers count all of a tenant's, those in each category and those with each tag, by status;
//! what no counter has (a search, an author, a category and a tag at once) is counted when it is asked for.

use logicspike_shared::sql::{DecodeError, Json, Row, Statement};
use serde::Deserialize;

use super::posts::{IS_NOT_YET_PUBLIC, IS_PUBLIC, ListQuery};
use crate::api::StatusCounts;
use crate::domain::Door;

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
    query.search.is_none() && query.author.is_none() && (query.category.is_none() || query.tag.is_none())
}

/// Goes on with the posts of each status that a list has, whatever status it is filtered by, as JSON.
pub(super) fn by_status(query: &ListQuery, statement: Statement) -> Statement {
    const AS_JSON: &str = "(SELECT json_object_agg(counted.status, counted.posts) FROM (
  SELECT ";
    let asked = statement.push(AS_JSON);
    let counted = if has_counter(query) {
        counter(query, asked.push("c.status, sum(c.posts)::bigint AS posts")).push(" GROUP BY c.status")
    } else {
        let found = asked.push("p.status, count(*) AS posts");
        query.from(found, Door::Admin, "p.tenant_id = $1").push(" GROUP BY p.status")
    };
    counted.push(") AS counted)")
}

/// What [`by_status`] gives.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Counted {
    draft: i64,
    scheduled: i64,
    published: i64,
    deleted: i64,
}

/// The answer to [`by_status`], in the column `counts`. A tenant without posts has none.
pub(super) fn read(row: &Row<'_>) -> Result<StatusCounts, DecodeError> {
    let counted: Option<Json<Counted>> = row.get("counts")?;
    let Counted { draft, scheduled, published, deleted } =
        counted.map_or_else(Counted::default, |json| json.0);
    Ok(StatusCounts { all: draft + scheduled + published, draft, scheduled, published, deleted })
}

/// Goes on with how many posts a list of readers has. Those whose publication lies in the future are counted as
/// published, and taken off: by the clocks of the Workers there are none, or those of a moment.
pub(super) fn in_public(query: &ListQuery, statement: Statement) -> Statement {
    const PUBLISHED: &str = " AND c.status = 'published') - (SELECT count(*)";
    if !has_counter(query) {
        return query.from(statement.push("SELECT count(*)"), Door::Public, IS_PUBLIC);
    }
    let counted = statement.push("SELECT (SELECT coalesce(sum(c.posts), 0)::bigint");
    let counted = counter(query, counted).push(PUBLISHED);
    query.from(counted, Door::Public, IS_NOT_YET_PUBLIC).push(")")
}
