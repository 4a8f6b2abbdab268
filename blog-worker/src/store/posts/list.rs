//! Lists of posts.

use logicspike_shared::error::AppError;
use logicspike_shared::row;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Database, DecodeError, FromRow, Row, Sql, Statement, Transport};

use super::TAG_IDS;
use crate::api::ListItem;
use crate::domain::search::TextQuery;
use crate::domain::{ListOrder, ListSort, PostStatus};

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
    /// Only posts that have these words.
    pub search: Option<TextQuery>,
    /// What it is sorted by.
    pub sort: ListSort,
    /// The direction.
    pub order: ListOrder,
}

/// An item of a list, and of a search how its text begins.
#[derive(Debug)]
pub struct Listed<T> {
    /// The item.
    pub item: T,
    /// As much of the text as is looked through for a passage.
    pub opening: Option<String>,
}

impl<T: FromRow> FromRow for Listed<T> {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self { item: T::from_row(row)?, opening: row.get("opening")? })
    }
}

impl ListQuery {
    /// The column beside those of an item.
    pub(in crate::store) fn opening(&self) -> &'static str {
        match self.search {
            Some(_) => ", left(p.body_text, 4000) AS opening",
            None => ", NULL::text AS opening",
        }
    }

    /// The order; of what answers a search equally well, too.
    fn order_by(&self) -> &'static str {
        use ListOrder::{Ascending, Descending};
        match (self.sort, self.order) {
            (ListSort::PublishedAt, Ascending) => " p.published_at ASC NULLS LAST, p.id ASC",
            (ListSort::PublishedAt, Descending) => " p.published_at DESC NULLS LAST, p.id DESC",
            (ListSort::Title, Ascending) => " p.title COLLATE app.by_letters ASC, p.id ASC",
            (ListSort::Title, Descending) => " p.title COLLATE app.by_letters DESC, p.id DESC",
            (ListSort::CreatedAt | ListSort::Rank, Ascending) => " p.created_at ASC, p.id ASC",
            (ListSort::CreatedAt | ListSort::Rank, Descending) => " p.created_at DESC, p.id DESC",
            (ListSort::UpdatedAt, Ascending) => " p.updated_at ASC, p.id ASC",
            (ListSort::UpdatedAt, Descending) => " p.updated_at DESC, p.id DESC",
        }
    }

    /// The order of published posts. None is without the time of its publication, so an index has it.
    pub(in crate::store) fn order_by_of_published(&self) -> &'static str {
        match (self.sort, self.order) {
            (ListSort::PublishedAt | ListSort::Rank, ListOrder::Descending) => {
                " p.published_at DESC, p.id DESC"
            }
            (ListSort::Rank, ListOrder::Ascending) => " p.published_at ASC, p.id ASC",
            _ => self.order_by(),
        }
    }

    /// Goes on with the filters that are asked for. Only they are part of the text, so that PostgreSQL plans for them
    /// alone.
    pub(in crate::store) fn filter(&self, mut statement: Statement) -> Statement {
        const CATEGORY: &str =
            " AND p.category_id = (SELECT c.id FROM categories AS c WHERE c.tenant_id = $1 AND c.slug = ";
        const TAG: &str = " AND EXISTS (
  SELECT FROM post_tags AS pt JOIN tags AS t ON t.tenant_id = pt.tenant_id AND t.id = pt.tag_id
  WHERE pt.tenant_id = $1 AND pt.post_id = p.id AND t.slug = ";
        if let Some(status) = self.status {
            statement = statement.push(" AND p.status = ").push_bind(status);
        }
        if let Some(slug) = self.category.as_deref() {
            statement = statement.push(CATEGORY).push_bind(slug).push(")");
        }
        if let Some(slug) = self.tag.as_deref() {
            statement = statement.push(TAG).push_bind(slug).push(")");
        }
        if let Some(search) = &self.search {
            const FOUND: &str = " AND p.id IN (SELECT app.posts_with_words(";
            statement = statement.push(FOUND).push_bind(search).push("::tsquery))");
        }
        statement
    }

    /// The same, and its page in this order.
    pub(in crate::store) fn page(&self, statement: Statement, order_by: &'static str) -> Statement {
        let offset = i64::from(self.page - 1) * i64::from(self.limit);
        let mut ordered = self.filter(statement).push(" ORDER BY");
        if let (ListSort::Rank, Some(search)) = (self.sort, &self.search) {
            let direction = match self.order {
                ListOrder::Ascending => "::tsquery) ASC,",
                ListOrder::Descending => "::tsquery) DESC,",
            };
            ordered = ordered.push(" ts_rank(p.search, ").push_bind(search).push(direction);
        }
        ordered
            .push(order_by)
            .push(" LIMIT ")
            .push_bind(self.limit)
            .push("::bigint OFFSET ")
            .push_bind(offset)
            .push("::bigint")
    }
}

/// Lists posts: a page of them, and how many there are.
pub async fn list<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    query: &ListQuery,
) -> Result<(Vec<Listed<ListItem>>, i64), AppError> {
    const COUNT: &str = "SELECT count(*) FROM posts AS p WHERE p.tenant_id = $1";
    const ITEM: &str = "
SELECT p.id, p.title, p.slug, p.status, p.excerpt, p.seo_description, p.featured_image_url, p.author_id, p.category_id,
  p.scheduled_for, p.published_at, p.created_at, p.updated_at, p.version, ";
    const FROM: &str = " FROM posts AS p WHERE p.tenant_id = $1";
    let total = query.filter(Statement::scoped(scope, COUNT));
    let items = query.page(
        Statement::scoped(scope, Sql::concat(&[ITEM, TAG_IDS, " AS tags", query.opening(), FROM])),
        query.order_by(),
    );
    let [total, items] = db.read_batch([total, items]).await?;
    Ok((items.all()?, total.scalar()?))
}

row! {
    ListItem {
        id, title, slug, status, excerpt, seo_description, featured_image_url, author_id, category_id, tags,
        scheduled_for, published_at, created_at, updated_at, version,
    }
}
