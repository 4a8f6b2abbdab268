//! Lists of posts.

use logicspike_shared::error::AppError;
use logicspike_shared::row;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Database, DecodeError, FromRow, Row, Sql, Statement, Transport};

use super::TAG_IDS;
use crate::api::{ListItem, StatusCounts};
use crate::domain::search::TextQuery;
use crate::domain::{Door, ListOrder, ListSort, PostStatus};
use crate::store::counts;

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

    /// Whether the list is read in the order of its tag's posts.
    fn is_by_tag(&self) -> bool {
        self.tag.is_some() && self.search.is_none()
    }

    /// What the list is sorted by, in this door; of what answers a search equally well, too.
    fn key(&self, door: Door) -> &'static str {
        match (self.sort, self.order, door) {
            // Of what readers see, all was published.
            (ListSort::PublishedAt | ListSort::Rank, _, Door::Public) => {
                if self.is_by_tag() {
                    "pt.published_at"
                } else {
                    "p.published_at"
                }
            }
            // What was never published comes last.
            (ListSort::PublishedAt, ListOrder::Ascending, Door::Admin) => {
                "CASE WHEN p.published_at IS NULL THEN 'infinity'::timestamptz ELSE p.published_at END"
            }
            (ListSort::PublishedAt, ListOrder::Descending, Door::Admin) => {
                "CASE WHEN p.published_at IS NULL THEN '-infinity'::timestamptz ELSE p.published_at END"
            }
            (ListSort::Title, ..) => "p.title COLLATE app.by_letters",
            (ListSort::CreatedAt, ..) | (ListSort::Rank, _, Door::Admin) => {
                if self.is_by_tag() {
                    "pt.created_at"
                } else {
                    "p.created_at"
                }
            }
            (ListSort::UpdatedAt, ..) => "p.updated_at",
        }
    }

    /// Goes on with the posts `p` of the list, of which this condition is part, too. Only the filters that are asked for
    /// are part of the text, so that PostgreSQL plans for them alone.
    pub(in crate::store) fn from(
        &self,
        mut statement: Statement,
        door: Door,
        condition: &'static str,
    ) -> Statement {
        const TAGGED: &str = " JOIN post_tags AS pt ON pt.tenant_id = $1 AND pt.post_id = p.id";
        const CATEGORY: &str =
            " AND p.category_id = (SELECT c.id FROM categories AS c WHERE c.tenant_id = $1 AND c.slug = ";
        const TAG: &str = " AND pt.tag_id = (SELECT t.id FROM tags AS t WHERE t.tenant_id = $1 AND t.slug = ";
        statement = statement.push(" FROM posts AS p");
        if self.tag.is_some() {
            statement = statement.push(TAGGED);
        }
        statement = statement.push(" WHERE ").push(condition);
        if let Some(status) = self.status {
            statement = statement.push(" AND p.status = ").push_bind(status);
        }
        if let Some(slug) = self.category.as_deref() {
            statement = statement.push(CATEGORY).push_bind(slug).push(")");
        }
        if let Some(slug) = self.tag.as_deref() {
            statement = statement.push(TAG).push_bind(slug).push(")");
            if door == Door::Public {
                statement = statement.push(" AND pt.status = 'published'");
            }
        }
        if let Some(search) = &self.search {
            const FOUND: &str = " AND p.id IN (SELECT app.posts_with_words(";
            statement = statement.push(FOUND).push_bind(search).push("::tsquery))");
        }
        statement
    }

    /// Goes on with the order of the list.
    fn ordered(&self, statement: Statement, door: Door) -> Statement {
        let direction = match self.order {
            ListOrder::Ascending => " ASC",
            ListOrder::Descending => " DESC",
        };
        let mut ordered = statement.push(" ORDER BY ");
        if let (ListSort::Rank, Some(search)) = (self.sort, &self.search) {
            const RANK: &str = "ts_rank(p.search, ";
            ordered = ordered.push(RANK).push_bind(search).push("::tsquery)").push(direction).push(", ");
        }
        let id = if self.is_by_tag() { "pt.post_id" } else { "p.id" };
        ordered.push(self.key(door)).push(direction).push(", ").push(id).push(direction)
    }

    /// A page of a list, of posts `p` of which this is so. Its ids are found first, in an index, and nothing else is
    /// read of posts that the page does not show; `joined` goes on after `posts AS p` for those that it does.
    pub(in crate::store) fn page(
        &self,
        columns: Statement,
        door: Door,
        condition: &'static str,
        joined: &'static str,
    ) -> Statement {
        const IDS: &str = "
FROM (
  SELECT found.id, row_number() OVER () AS place
  FROM (SELECT p.id";
        const POSTS: &str = "::bigint) AS found
) AS page JOIN posts AS p ON p.tenant_id = $1 AND p.id = page.id";
        let offset = i64::from(self.page - 1) * i64::from(self.limit);
        let ids = self.from(columns.push(IDS), door, condition);
        let page = self.ordered(ids, door).push(" LIMIT ").push_bind(self.limit).push("::bigint OFFSET ");
        page.push_bind(offset).push(POSTS).push(joined).push(" ORDER BY page.place")
    }
}

/// Lists posts: a page of them, and how many there are in each status.
pub async fn list<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    query: &ListQuery,
) -> Result<(Vec<Listed<ListItem>>, StatusCounts), AppError> {
    const OWN: &str = "p.tenant_id = $1";
    const ITEM: &str = "
SELECT p.id, p.title, p.slug, p.status, p.excerpt, p.seo_description, p.featured_image_url, p.author_id, p.category_id,
  p.scheduled_for, p.published_at, p.created_at, p.updated_at, p.version, ";
    let columns = Sql::concat(&[ITEM, TAG_IDS, " AS tags", query.opening()]);
    let items = query.page(Statement::scoped(scope, columns), Door::Admin, OWN, "");
    let [counts, items] = db.read_batch([counts::by_status(scope, query), items]).await?;
    Ok((items.all()?, counts::read(&counts)?))
}

row! {
    ListItem {
        id, title, slug, status, excerpt, seo_description, featured_image_url, author_id, category_id, tags,
        scheduled_for, published_at, created_at, updated_at, version,
    }
}
