//! What a list of posts shows, and its SQL: filters, order, pages and cursors.

use logicspike_shared::paging::{Cursor, Page};
use logicspike_shared::sql::{DecodeError, FromRow, Row, Rows, Statement};
use logicspike_shared::time::Timestamp;

use crate::domain::search::TextQuery;
use crate::domain::{Door, ListOrder, ListSort, PostStatus};

/// What is public of post `p` at the time `$2`.
pub(in crate::store) const IS_PUBLIC: &str =
    "p.tenant_id = $1 AND p.status = 'published' AND p.published_at <= $2::timestamptz";

/// What is published of it, and will be public.
pub(in crate::store) const IS_NOT_YET_PUBLIC: &str =
    "p.tenant_id = $1 AND p.status = 'published' AND p.published_at > $2::timestamptz";

/// The order of readers' lists and of the list of slugs.
pub(in crate::store) const NEWEST_PUBLISHED: &str = "publishedAt.desc";

/// What a list shows, in which order.
#[derive(Debug, Clone)]
pub struct ListQuery {
    /// Which page, of how many items.
    pub page: Page,
    /// In the page's place: what follows this item.
    pub after: Option<Cursor>,
    /// Only posts in the category with this slug.
    pub category: Option<String>,
    /// Only posts with the tag of this slug.
    pub tag: Option<String>,
    /// Only posts of the person with this id.
    pub author: Option<String>,
    /// Only posts in this status; else those that are not deleted.
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
    /// The time by which the list is sorted, if it is.
    sorted_at: Option<Timestamp>,
    id: String,
}

impl<T: FromRow> FromRow for Listed<T> {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        let (opening, sorted_at) = (row.get("opening")?, row.get("sorted_at")?);
        Ok(Self { item: T::from_row(row)?, opening, sorted_at, id: row.get("id")? })
    }
}

/// A page of a list, and how to go on.
pub type Listing<T> = (Vec<Listed<T>>, Option<Cursor>);

impl ListQuery {
    /// The columns beside those of an item.
    fn beside(&self) -> [&'static str; 2] {
        let opening = match self.search {
            Some(_) => ", left(p.body_text, 4000) AS opening",
            None => ", NULL::text AS opening",
        };
        let sorted_at = match self.sort {
            ListSort::PublishedAt => ", p.published_at AS sorted_at",
            ListSort::CreatedAt => ", p.created_at AS sorted_at",
            ListSort::UpdatedAt => ", p.updated_at AS sorted_at",
            ListSort::Title | ListSort::Rank => ", NULL::timestamptz AS sorted_at",
        };
        [opening, sorted_at]
    }

    /// The order, as cursors name it; `None` if it is none of time.
    pub fn cursor_order(&self) -> Option<&'static str> {
        use ListOrder::{Ascending, Descending};
        Some(match (self.sort, self.order) {
            (ListSort::PublishedAt, Ascending) => "publishedAt.asc",
            (ListSort::PublishedAt, Descending) => NEWEST_PUBLISHED,
            (ListSort::CreatedAt, Ascending) => "createdAt.asc",
            (ListSort::CreatedAt, Descending) => "createdAt.desc",
            (ListSort::UpdatedAt, Ascending) => "updatedAt.asc",
            (ListSort::UpdatedAt, Descending) => "updatedAt.desc",
            (ListSort::Title | ListSort::Rank, _) => return None,
        })
    }

    /// Which page it is; after a cursor, the one that follows.
    pub fn number(&self) -> u32 {
        self.after.as_ref().map_or(self.page.page, |after| after.page.saturating_add(1))
    }

    /// How many rows are asked for: one more than is shown tells whether the list goes on.
    fn rows(&self) -> u32 {
        self.page.limit + u32::from(self.cursor_order().is_some())
    }

    /// Of the rows of [`Self::page`] those that are shown, and how to go on.
    pub(in crate::store) fn cut<T: FromRow>(&self, found: &Rows) -> Result<Listing<T>, DecodeError> {
        let mut rows: Vec<Listed<T>> = found.those(|row| Ok(row.get::<Option<&str>>("id")?.is_some()))?;
        let shown = usize::try_from(self.page.limit).unwrap_or(usize::MAX);
        let goes_on = rows.len() > shown;
        rows.truncate(shown);
        let last = rows.last().filter(|_| goes_on).zip(self.cursor_order());
        let next = last.map(|(last, order)| Cursor {
            order: order.to_owned(),
            at: last.sorted_at,
            id: last.id.clone(),
            page: self.number(),
        });
        Ok((rows, next))
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

    /// Goes on with the posts `p` of the list in whatever status, of which this condition is part, too. Only the filters that are asked for
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
        if let Some(slug) = self.category.as_deref() {
            statement = statement.push(CATEGORY).push_bind(slug).push(")");
        }
        if let Some(slug) = self.tag.as_deref() {
            statement = statement.push(TAG).push_bind(slug).push(")");
            if door == Door::Public {
                statement = statement.push(" AND pt.status = 'published'");
            }
        }
        if let Some(author) = self.author.as_deref() {
            statement = statement.push(" AND p.author_id = ").push_bind(author);
        }
        if let Some(search) = &self.search {
            const FOUND: &str = " AND p.id IN (SELECT app.posts_with_words(";
            statement = statement.push(FOUND).push_bind(search).push("::tsquery))");
        }
        statement
    }

    /// Goes on with the status of the list. Of readers' lists the condition has it.
    fn in_status(&self, statement: Statement, door: Door) -> Statement {
        match (door, self.status) {
            (Door::Public, _) => statement,
            (Door::Admin, Some(status)) => statement.push(" AND p.status = ").push_bind(status),
            (Door::Admin, None) => statement.push(" AND p.status <> 'deleted'"),
        }
    }

    /// The column of ids, in the index that has the order.
    fn id(&self) -> &'static str {
        if self.is_by_tag() { "pt.post_id" } else { "p.id" }
    }

    /// Goes on with what follows the cursor, if there is one. What was never published is as if it were last.
    fn following(&self, statement: Statement, door: Door) -> Statement {
        let Some(cursor) = &self.after else { return statement };
        let (follows, last) = match self.order {
            ListOrder::Ascending => (") > (", "infinity"),
            ListOrder::Descending => (") < (", "-infinity"),
        };
        let at = cursor.at.map_or_else(|| last.to_owned(), Timestamp::to_precise);
        let row = statement.push(" AND (").push(self.key(door)).push(", ").push(self.id()).push(follows);
        row.push_bind(at).push("::timestamptz, ").push_bind(cursor.id.as_str()).push(")")
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
        ordered.push(self.key(door)).push(direction).push(", ").push(self.id()).push(direction)
    }

    /// Goes on, after columns of the list as a whole, with a page of it, of posts `p` of which this is so. Its ids are
    /// found first, in an index, and nothing else is read of posts that the page does not show; `joined` goes on after
    /// `posts AS p` for those that it does. A page that shows nothing is one row without an id.
    pub(in crate::store) fn page(
        &self,
        whole: Statement,
        columns: &[&'static str],
        door: Door,
        condition: &'static str,
        joined: &'static str,
    ) -> Statement {
        const ITEMS: &str = ", item.*
FROM (SELECT) AS asked LEFT JOIN (
SELECT";
        const IDS: &str = ", page.place
FROM (
  SELECT found.id, row_number() OVER () AS place
  FROM (SELECT p.id";
        const POSTS: &str = "::bigint) AS found
) AS page JOIN posts AS p ON p.tenant_id = $1 AND p.id = page.id";
        const OR_NONE: &str = "
) AS item ON true
ORDER BY item.place";
        let item = columns.iter().copied().chain(self.beside());
        let columns = item.fold(whole.push(ITEMS), Statement::push);
        let found = self.from(columns.push(IDS), door, condition);
        let ids = self.following(self.in_status(found, door), door);
        let page = self.ordered(ids, door).push(" LIMIT ").push_bind(self.rows()).push("::bigint OFFSET ");
        page.push_bind(self.page.offset()).push(POSTS).push(joined).push(OR_NONE)
    }
}
