//! Lists of posts.

use logicspike_shared::error::AppError;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Database, DecodeError, FromRow, Param, Row, Sql, Statement, Transport};

use super::tag_ids;
use crate::api::ListItem;
use crate::domain::{ListOrder, ListSort, PostStatus};
use crate::store::Total;

/// What a list shows, in which order.
#[derive(Debug, Clone)]
pub struct ListQuery {
    /// The page, from 1.
    pub page: u32,
    /// Items on a page.
    pub limit: u32,
    /// Only posts in the category with this slug.
    pub category: Option<String>,
    /// Only posts with the tag of this slug.
    pub tag: Option<String>,
    /// Only posts in this status.
    pub status: Option<PostStatus>,
    /// Only posts that have these words; the last one may be the beginning of a word.
    pub search: Option<String>,
    /// What it is sorted by.
    pub sort: ListSort,
    /// The direction.
    pub order: ListOrder,
}

impl ListQuery {
    pub(in crate::store) fn offset(&self) -> i64 {
        i64::from(self.page - 1) * i64::from(self.limit)
    }

    pub(in crate::store) fn order_by(&self) -> &'static str {
        use ListOrder::{Ascending, Descending};
        match (self.sort, self.order) {
            (ListSort::PublishedAt, Ascending) => " ORDER BY p.published_at ASC NULLS LAST, p.id ASC",
            (ListSort::PublishedAt, Descending) => " ORDER BY p.published_at DESC NULLS LAST, p.id DESC",
            (ListSort::Title, Ascending) => " ORDER BY p.title ASC, p.id ASC",
            (ListSort::Title, Descending) => " ORDER BY p.title DESC, p.id DESC",
            (ListSort::CreatedAt, Ascending) => " ORDER BY p.created_at ASC, p.id ASC",
            (ListSort::CreatedAt, Descending) => " ORDER BY p.created_at DESC, p.id DESC",
            (ListSort::UpdatedAt, Ascending) => " ORDER BY p.updated_at ASC, p.id ASC",
            (ListSort::UpdatedAt, Descending) => " ORDER BY p.updated_at DESC, p.id DESC",
        }
    }

    /// The pieces of the filter, and their parameters from `$2` on. Only the filters that are asked for
    /// are part of the text, so that PostgreSQL plans for them alone.
    pub(in crate::store) fn filters(&self) -> (Vec<&'static str>, Vec<Param>) {
        let mut filter = Filter::default();
        if let Some(status) = self.status {
            filter.add(
                [" AND p.status = $2", " AND p.status = $2", " AND p.status = $2", " AND p.status = $2"],
                status,
            );
        }
        if let Some(slug) = self.category.as_deref() {
            filter.add(CATEGORY_FILTER, slug);
        }
        if let Some(slug) = self.tag.as_deref() {
            filter.add(TAG_FILTER, slug);
        }
        if let Some(search) = self.search.as_deref() {
            filter.add(SEARCH_FILTER, prefix_query(search));
        }
        (filter.pieces, filter.params)
    }
}

/// Filter texts by the number of their parameter: SQL stays program text, whatever the combination.
macro_rules! numbered {
    ($before:literal, $after:literal) => {
        [
            concat!($before, "$2", $after),
            concat!($before, "$3", $after),
            concat!($before, "$4", $after),
            concat!($before, "$5", $after),
        ]
    };
}

const CATEGORY_FILTER: [&str; 4] = numbered!(
    " AND p.category_id = (SELECT c.id FROM categories AS c WHERE c.tenant_id = $1 AND c.slug = ",
    ")"
);
const TAG_FILTER: [&str; 4] = numbered!(
    " AND EXISTS (
          SELECT FROM post_tags AS pt JOIN tags AS t ON t.tenant_id = pt.tenant_id AND t.id = pt.tag_id
          WHERE pt.tenant_id = $1 AND pt.post_id = p.id AND t.slug = ",
    ")"
);
const SEARCH_FILTER: [&str; 4] = numbered!(" AND p.id IN (SELECT app.matching_posts(", "))");

#[derive(Default)]
struct Filter {
    pieces: Vec<&'static str>,
    params: Vec<Param>,
}

impl Filter {
    fn add(&mut self, texts: [&'static str; 4], param: impl Into<Param>) {
        if let Some(text) = texts.get(self.params.len()) {
            self.pieces.push(text);
            self.params.push(param.into());
        }
    }
}

/// White space folded: the database function splits at spaces.
fn prefix_query(search: &str) -> String {
    search.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lists posts: a page of them, and how many there are.
pub async fn list<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    query: &ListQuery,
) -> Result<(Vec<ListItem>, i64), AppError> {
    let (filters, params) = query.filters();
    let bind_all = |statement: Statement| params.iter().cloned().fold(statement, Statement::bind);
    let count =
        [&["SELECT count(*) AS total FROM posts AS p WHERE p.tenant_id = $1"], filters.as_slice()].concat();
    let paging = match params.len() {
        0 => " LIMIT $2::bigint OFFSET $3::bigint",
        1 => " LIMIT $3::bigint OFFSET $4::bigint",
        2 => " LIMIT $4::bigint OFFSET $5::bigint",
        3 => " LIMIT $5::bigint OFFSET $6::bigint",
        _ => " LIMIT $6::bigint OFFSET $7::bigint",
    };
    let select = concat!(
        "
        SELECT p.id, p.title, p.slug, p.status, p.excerpt, p.seo_description, p.featured_image_url, p.author_id,
          p.category_id, ",
        tag_ids!(),
        " AS tags,
          p.scheduled_for, p.published_at, p.created_at, p.updated_at, p.version
        FROM posts AS p
        WHERE p.tenant_id = $1"
    );
    let page = [&[select], filters.as_slice(), &[query.order_by(), paging]].concat();
    let results = db
        .read_batch(vec![
            bind_all(Statement::scoped(scope, Sql::concat(&count))),
            bind_all(Statement::scoped(scope, Sql::concat(&page))).bind(query.limit).bind(query.offset()),
        ])
        .await?;
    let [total, items] = results.as_slice() else { return Err(AppError::internal("a list of two results")) };
    Ok((items.all()?, total.one::<Total>()?.0))
}

impl FromRow for ListItem {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            id: row.get("id")?,
            title: row.get("title")?,
            slug: row.get("slug")?,
            status: row.get("status")?,
            excerpt: row.get("excerpt")?,
            seo_description: row.get("seo_description")?,
            featured_image_url: row.get("featured_image_url")?,
            author_id: row.get("author_id")?,
            category_id: row.get("category_id")?,
            tags: row.get("tags")?,
            scheduled_for: row.get("scheduled_for")?,
            published_at: row.get("published_at")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
            version: row.get("version")?,
        })
    }
}
