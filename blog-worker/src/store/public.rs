//! What readers see: published posts whose time has come, nothing else.

use logicspike_shared::error::AppError;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Database, DecodeError, FromRow, JsonText, Row, Sql, Statement, Transport};
use logicspike_shared::time::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::Total;
use super::posts::ListQuery;
use crate::api::{Neighbour, PublicListItem, TaxonomyCount};
use crate::domain::Quota;

/// What is public of post `p`, by the clock in the parameter.
macro_rules! is_public {
    ($now:literal) => {
        concat!("p.tenant_id = $1 AND p.status = 'published' AND p.published_at <= ", $now, "::timestamptz")
    };
}

/// The columns of a list item.
macro_rules! item_columns {
    () => {
        "p.id, p.title, p.slug, p.excerpt, p.featured_image_url, p.seo_title, p.seo_description, p.published_at,
          p.updated_at, p.reading_time_minutes,
          (
            SELECT json_build_object('id', c.id, 'name', c.name, 'slug', c.slug) FROM categories AS c
            WHERE c.tenant_id = p.tenant_id AND c.id = p.category_id
          ) AS category,
          (
            SELECT coalesce(json_agg(json_build_object('id', t.id, 'name', t.name, 'slug', t.slug) ORDER BY pt.position), '[]')
            FROM post_tags AS pt JOIN tags AS t ON t.tenant_id = pt.tenant_id AND t.id = pt.tag_id
            WHERE pt.tenant_id = p.tenant_id AND pt.post_id = p.id
          ) AS tags,
          (
            SELECT json_build_object('name', a.name, 'avatarUrl', a.avatar_url) FROM authors AS a
            WHERE a.tenant_id = p.tenant_id AND a.user_id = p.author_id
          ) AS author"
    };
}

/// A neighbour in the order of publication.
macro_rules! neighbour {
    ($comparison:literal, $order:literal) => {
        concat!(
            "(
            SELECT json_build_object('title', q.title, 'slug', q.slug) FROM posts AS q
            WHERE q.tenant_id = $1 AND q.status = 'published' AND q.published_at <= $3::timestamptz
              AND (q.published_at, q.id) ",
            $comparison,
            " (p.published_at, p.id)
            ORDER BY q.published_at ",
            $order,
            ", q.id ",
            $order,
            " LIMIT 1
          )"
        )
    };
}

/// A published post with its document.
#[derive(Debug)]
pub struct PublicRow {
    /// What a list shows of it.
    pub item: PublicListItem,
    /// The TipTap document.
    pub content: Option<Box<RawValue>>,
    /// The post published before it.
    pub previous: Option<Neighbour>,
    /// The post published after it.
    pub next: Option<Neighbour>,
}

/// What a slug leads to.
#[derive(Debug)]
pub enum Found {
    /// A published post.
    Post(Box<PublicRow>),
    /// It once led to the post that now has this slug.
    Moved(String),
    /// Nothing that readers may see.
    Nothing,
}

/// Finds a published post by its slug, or where a former slug leads to.
pub async fn find<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    slug: &str,
    now: Timestamp,
) -> Result<Found, AppError> {
    let post = Statement::scoped(
        scope,
        concat!(
            "
        SELECT ",
            item_columns!(),
            ", p.content,
          ",
            neighbour!("<", "DESC"),
            " AS previous,
          ",
            neighbour!(">", "ASC"),
            " AS next
        FROM posts AS p
        WHERE ",
            is_public!("$3"),
            " AND p.slug = $2"
        ),
    )
    .bind(slug)
    .bind(now);
    let moved = Statement::scoped(
        scope,
        concat!(
            "
        SELECT p.slug FROM slug_redirects AS r JOIN posts AS p ON p.tenant_id = r.tenant_id AND p.id = r.post_id
        WHERE r.tenant_id = $1 AND r.slug = $2 AND ",
            is_public!("$3")
        ),
    )
    .bind(slug)
    .bind(now);
    let results = db.read_batch(vec![post, moved]).await?;
    let [post, moved] = results.as_slice() else { return Err(AppError::internal("a batch of two results")) };
    if let Some(post) = post.optional()? {
        return Ok(Found::Post(Box::new(post)));
    }
    Ok(moved.optional::<MovedTo>()?.map_or(Found::Nothing, |moved| Found::Moved(moved.0)))
}

struct MovedTo(String);

impl FromRow for MovedTo {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self(row.get("slug")?))
    }
}

/// Lists published posts: a page of them, and how many there are.
pub async fn list<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    query: &ListQuery,
    now: Timestamp,
) -> Result<(Vec<PublicListItem>, i64), AppError> {
    let (filters, params) = query.filters();
    let bind_all = |statement: Statement| params.iter().cloned().fold(statement, Statement::bind);
    let (until, paging) = match params.len() {
        0 => (is_public!("$2"), " LIMIT $3::bigint OFFSET $4::bigint"),
        1 => (is_public!("$3"), " LIMIT $4::bigint OFFSET $5::bigint"),
        2 => (is_public!("$4"), " LIMIT $5::bigint OFFSET $6::bigint"),
        3 => (is_public!("$5"), " LIMIT $6::bigint OFFSET $7::bigint"),
        _ => (is_public!("$6"), " LIMIT $7::bigint OFFSET $8::bigint"),
    };
    let count = [&["SELECT count(*) AS total FROM posts AS p WHERE ", until], filters.as_slice()].concat();
    let select = concat!("SELECT ", item_columns!(), " FROM posts AS p WHERE ");
    let page = [&[select, until], filters.as_slice(), &[query.order_by(), paging]].concat();
    let results = db
        .read_batch(vec![
            bind_all(Statement::scoped(scope, Sql::concat(&count))).bind(now),
            bind_all(Statement::scoped(scope, Sql::concat(&page)))
                .bind(now)
                .bind(query.limit)
                .bind(query.offset()),
        ])
        .await?;
    let [total, items] = results.as_slice() else { return Err(AppError::internal("a batch of two results")) };
    Ok((items.all()?, total.one::<Total>()?.0))
}

/// A published post for a feed.
#[derive(Debug)]
pub struct FeedRow {
    /// What a list shows of it.
    pub item: PublicListItem,
    /// The TipTap document, unless it and the newer ones are more than a feed has room for.
    pub content: Option<Box<RawValue>>,
    /// How its text begins, if the document is left out.
    pub opening: Option<String>,
}

/// The newest published posts for feeds. Documents are given as long as they have no more than `document_bytes` in
/// all: what a feed has no room for is not fetched, and no number of large posts is more than an answer may hold.
pub async fn newest<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    limit: u32,
    document_bytes: u32,
    now: Timestamp,
) -> Result<Vec<FeedRow>, AppError> {
    let statement = Statement::scoped(
        scope,
        concat!(
            "
        WITH newest AS (
          SELECT *, sum(octet_length(content::text)) OVER (ORDER BY published_at DESC, id DESC) AS document_bytes
          FROM (
            SELECT * FROM posts AS p
            WHERE ",
            is_public!("$2"),
            "
            ORDER BY p.published_at DESC, p.id DESC
            LIMIT $3::bigint
          ) AS posts
        )
        SELECT ",
            item_columns!(),
            ",
          CASE WHEN p.document_bytes <= $4::bigint THEN p.content END AS content,
          CASE WHEN p.document_bytes > $4::bigint THEN left(p.body_text, 1000) END AS opening
        FROM newest AS p
        ORDER BY p.published_at DESC, p.id DESC"
        ),
    )
    .bind(now)
    .bind(limit)
    .bind(document_bytes);
    Ok(db.read(statement).await?.all()?)
}

/// A page in the sitemap.
#[derive(Debug)]
pub struct SitemapEntry {
    /// The post's slug.
    pub slug: String,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl FromRow for SitemapEntry {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self { slug: row.get("slug")?, updated_at: row.get("updated_at")? })
    }
}

/// Every published post, newest first, up to the limits of a sitemap: of pages, and of bytes of their slugs.
pub async fn sitemap<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    limit: u32,
    slug_bytes: u32,
    now: Timestamp,
) -> Result<Vec<SitemapEntry>, AppError> {
    let statement = Statement::scoped(
        scope,
        concat!(
            "
        SELECT slug, updated_at
        FROM (
          SELECT p.id, p.slug, p.updated_at, p.published_at,
            sum(octet_length(p.slug)) OVER (ORDER BY p.published_at DESC, p.id DESC) AS slug_bytes
          FROM posts AS p
          WHERE ",
            is_public!("$2"),
            "
          ORDER BY p.published_at DESC, p.id DESC
          LIMIT $3::bigint
        ) AS pages
        WHERE slug_bytes <= $4::bigint
        ORDER BY published_at DESC, id DESC"
        ),
    )
    .bind(now)
    .bind(limit)
    .bind(slug_bytes);
    Ok(db.read(statement).await?.all()?)
}

/// Categories by name, with the number of their published posts.
pub async fn categories<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    now: Timestamp,
) -> Result<Vec<TaxonomyCount>, AppError> {
    let statement = Statement::scoped(
        scope,
        concat!(
            "
        SELECT c.id, c.name, c.slug, c.description,
          (SELECT count(*) FROM posts AS p WHERE ",
            is_public!("$2"),
            " AND p.category_id = c.id) AS post_count
        FROM categories AS c
        WHERE c.tenant_id = $1
        ORDER BY c.name, c.id
        LIMIT $3::bigint"
        ),
    )
    .bind(now)
    .bind(Quota::Categories.default_bound());
    Ok(db.read(statement).await?.all()?)
}

/// Tags by name, with the number of their published posts.
pub async fn tags<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    now: Timestamp,
) -> Result<Vec<TaxonomyCount>, AppError> {
    let statement = Statement::scoped(
        scope,
        concat!(
            "
        SELECT t.id, t.name, t.slug, NULL::text AS description,
          (
            SELECT count(*) FROM post_tags AS pt JOIN posts AS p ON p.tenant_id = pt.tenant_id AND p.id = pt.post_id
            WHERE pt.tenant_id = $1 AND pt.tag_id = t.id AND ",
            is_public!("$2"),
            "
          ) AS post_count
        FROM tags AS t
        WHERE t.tenant_id = $1
        ORDER BY t.name, t.id
        LIMIT $3::bigint"
        ),
    )
    .bind(now)
    .bind(Quota::Tags.default_bound());
    Ok(db.read(statement).await?.all()?)
}

/// Reads a JSON column that the query itself built.
fn json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> Result<Option<T>, DecodeError> {
    let Some(JsonText(text)) = row.get(column)? else { return Ok(None) };
    serde_json::from_str(text)
        .map(Some)
        .map_err(|_| DecodeError::Malformed { column: column.to_owned(), wanted: std::any::type_name::<T>() })
}

impl FromRow for PublicListItem {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            id: row.get("id")?,
            title: row.get("title")?,
            slug: row.get("slug")?,
            excerpt: row.get("excerpt")?,
            featured_image_url: row.get("featured_image_url")?,
            category: json(row, "category")?,
            tags: json(row, "tags")?.unwrap_or_default(),
            author: json(row, "author")?,
            seo_title: row.get("seo_title")?,
            seo_description: row.get("seo_description")?,
            published_at: row.get("published_at")?,
            updated_at: row.get("updated_at")?,
            reading_time_minutes: row.get("reading_time_minutes")?,
        })
    }
}

impl FromRow for PublicRow {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            item: PublicListItem::from_row(row)?,
            content: row.get("content")?,
            previous: json(row, "previous")?,
            next: json(row, "next")?,
        })
    }
}

impl FromRow for FeedRow {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            item: PublicListItem::from_row(row)?,
            content: row.get("content")?,
            opening: row.get("opening")?,
        })
    }
}

impl FromRow for TaxonomyCount {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            id: row.get("id")?,
            name: row.get("name")?,
            slug: row.get("slug")?,
            description: row.get("description")?,
            post_count: row.get("post_count")?,
        })
    }
}
