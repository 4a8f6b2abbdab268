//! What readers see: published posts whose time has come, nothing else.

use logicspike_shared::error::AppError;
use logicspike_shared::paging::Cursor;
use logicspike_shared::row;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Database, DecodeError, FromRow, Row, Sql, Statement, Transport};
use logicspike_shared::time::Timestamp;
use serde_json::value::RawValue;

use super::counts;
use super::posts::{IS_NOT_YET_PUBLIC, IS_PUBLIC, ListQuery, Listing, NEWEST_PUBLISHED};
use super::site;
use crate::api::{Neighbour, PublicListItem, Site, SlugEntry, Summary, TaxonomyCount};
use crate::domain::{self, Door, Quota};

/// Characters of the text that stand for an excerpt. The query gives one more, to see where a word ends.
const SUMMARY: usize = 200;

/// The columns of a list item, of post `p` with what [`BESIDE`] joins.
pub(super) const ITEM: &str = "
  p.id, p.title, p.slug, p.excerpt, p.featured_image_url, p.seo_title, p.seo_description, p.published_at, p.updated_at,
  p.reading_time_minutes, left(p.body_text, 201) AS beginning, tagged.tags,
  CASE WHEN c.id IS NOT NULL THEN json_build_object('id', c.id, 'name', c.name, 'slug', c.slug) END AS category,
  CASE WHEN a.user_id IS NOT NULL THEN json_build_object('name', a.name, 'avatarUrl', a.avatar_url) END AS author";

/// Goes on after `posts AS p`, whatever its rows are: what is shown beside a post.
pub(super) const BESIDE: &str = "
LEFT JOIN categories AS c ON c.tenant_id = $1 AND c.id = p.category_id
LEFT JOIN authors AS a ON a.tenant_id = $1 AND a.user_id = p.author_id
CROSS JOIN LATERAL (
  SELECT coalesce(
    json_agg(json_build_object('id', t.id, 'name', t.name, 'slug', t.slug) ORDER BY pt.position), '[]'
  ) AS tags
  FROM post_tags AS pt JOIN tags AS t ON t.tenant_id = pt.tenant_id AND t.id = pt.tag_id
  WHERE pt.tenant_id = $1 AND pt.post_id = p.id
) AS tagged";

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
pub enum Found<T> {
    /// A published post, or what belongs to it.
    Post(Box<T>),
    /// It once led to the post that now has this slug.
    Moved(String),
    /// Nothing that readers may see.
    Nothing,
}

/// Where the former slug `$3` leads to; a condition follows.
const MOVED: &str = "
SELECT p.slug FROM former_slugs AS f JOIN posts AS p ON p.tenant_id = f.tenant_id AND p.id = f.post_id
WHERE f.tenant_id = $1 AND f.slug = $3 AND ";
const LAST: &str = "
ORDER BY f.since DESC, f.post_id DESC LIMIT 1";

/// That post `p` is the one that `$3` names: no slug has the sign that every id has.
fn is_named(slug: &str) -> &'static str {
    if slug.contains('_') { " AND p.id = $3" } else { " AND p.slug = $3" }
}

/// Whether a row of what was asked for has something: it is there alone to say what is so without.
fn is_there(row: &Row<'_>) -> Result<bool, DecodeError> {
    Ok(row.get::<Option<&str>>("id")?.is_some())
}

/// Finds a published post by its slug or id, or where a former slug leads to.
pub async fn find<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    slug: &str,
    now: Timestamp,
) -> Result<Found<PublicRow>, AppError> {
    const POST: &str = "
SELECT post.*, CASE WHEN post.id IS NULL THEN (";
    const OTHERWISE: &str = "
) END AS moved
FROM (SELECT) AS asked LEFT JOIN (
SELECT";
    const WITH_NEIGHBOURS: &str = ", p.content,
  (
    SELECT json_build_object('title', q.title, 'slug', q.slug) FROM posts AS q
    WHERE q.tenant_id = $1 AND q.status = 'published' AND q.published_at <= $2::timestamptz
      AND (q.published_at, q.id) < (p.published_at, p.id)
    ORDER BY q.published_at DESC, q.id DESC LIMIT 1
  ) AS previous,
  (
    SELECT json_build_object('title', q.title, 'slug', q.slug) FROM posts AS q
    WHERE q.tenant_id = $1 AND q.status = 'published' AND q.published_at <= $2::timestamptz
      AND (q.published_at, q.id) > (p.published_at, p.id)
    ORDER BY q.published_at, q.id LIMIT 1
  ) AS next
FROM posts AS p";
    const IS_IT: &str = "
WHERE ";
    const OR_NONE: &str = "
) AS post ON true";
    let moved = [POST, MOVED, IS_PUBLIC, LAST, OTHERWISE];
    let post = [ITEM, WITH_NEIGHBOURS, BESIDE, IS_IT, IS_PUBLIC, is_named(slug), OR_NONE];
    let find = Statement::scoped(scope, Sql::concat(&[moved.as_slice(), &post].concat()));
    let found = db.read(find.bind(now).bind(slug)).await?;
    let row = found.row()?;
    if is_there(&row)? {
        return Ok(Found::Post(Box::new(PublicRow::from_row(&row)?)));
    }
    Ok(row.get::<Option<String>>("moved")?.map_or(Found::Nothing, Found::Moved))
}

/// How many of the newest posts of a tag, of the category and of all are looked at for related ones: what a post with
/// ten tags costs is bounded, however many posts have them.
const NEAR: u32 = 50;

/// Published posts that are like one: those with the most of its tags, then those of its category, then the newest.
pub async fn related<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    slug: &str,
    limit: u32,
    now: Timestamp,
) -> Result<Found<Vec<PublicListItem>>, AppError> {
    const ORIGIN: &str = "WITH origin AS MATERIALIZED (
  SELECT p.id, p.category_id FROM posts AS p WHERE ";
    const TAGGED: &str = "
),
its_tags AS MATERIALIZED (
  SELECT pt.tag_id FROM origin JOIN post_tags AS pt ON pt.tenant_id = $1 AND pt.post_id = origin.id
),
near AS (
  SELECT newest.id FROM its_tags CROSS JOIN LATERAL (
    SELECT pt.post_id AS id FROM post_tags AS pt
    WHERE pt.tenant_id = $1 AND pt.tag_id = its_tags.tag_id AND pt.status = 'published'
      AND pt.published_at <= $2::timestamptz
    ORDER BY pt.published_at DESC, pt.post_id DESC LIMIT $5::bigint
  ) AS newest
  UNION
  SELECT newest.id FROM origin CROSS JOIN LATERAL (
    SELECT p.id FROM posts AS p WHERE ";
    const OF_CATEGORY: &str = " AND p.category_id = origin.category_id
    ORDER BY p.published_at DESC, p.id DESC LIMIT $5::bigint
  ) AS newest
  UNION
  SELECT newest.id FROM origin CROSS JOIN LATERAL (
    SELECT p.id FROM posts AS p WHERE ";
    const NEWEST: &str = "
    ORDER BY p.published_at DESC, p.id DESC LIMIT $5::bigint
  ) AS newest
),
ranked AS (
  SELECT near.id, row_number() OVER (
    ORDER BY shared.tags DESC, coalesce(found.category_id = origin.category_id, false) DESC,
      found.published_at DESC, near.id DESC
  ) AS place
  FROM origin CROSS JOIN near
  -- One by one, by its id: joined, all posts of the tenant might be read.
  CROSS JOIN LATERAL (
    SELECT p.category_id, p.published_at FROM posts AS p WHERE p.tenant_id = $1 AND p.id = near.id LIMIT 1
  ) AS found
  CROSS JOIN LATERAL (
    SELECT count(*) AS tags FROM post_tags AS pt
    WHERE pt.tenant_id = $1 AND pt.post_id = near.id AND pt.tag_id IN (SELECT its_tags.tag_id FROM its_tags)
  ) AS shared
  WHERE near.id <> origin.id
  ORDER BY place LIMIT $4::bigint
)
SELECT item.*, origin.id AS origin, CASE WHEN origin.id IS NULL THEN (";
    const OTHERWISE: &str = "
) END AS moved
FROM (SELECT) AS asked LEFT JOIN origin ON true LEFT JOIN (
SELECT";
    const RANKED: &str = ", ranked.place
FROM ranked JOIN posts AS p ON p.tenant_id = $1 AND p.id = ranked.id";
    const IN_PLACE: &str = "
) AS item ON true
ORDER BY item.place";
    let near = [ORIGIN, IS_PUBLIC, is_named(slug), TAGGED, IS_PUBLIC, OF_CATEGORY, IS_PUBLIC, NEWEST];
    let shown = [MOVED, IS_PUBLIC, LAST, OTHERWISE, ITEM, RANKED, BESIDE, IN_PLACE];
    let related = Statement::scoped(scope, Sql::concat(&[near.as_slice(), &shown].concat()));
    let found = db.read(related.bind(now).bind(slug).bind(limit).bind(NEAR)).await?;
    let first = found.first()?;
    if first.get::<Option<&str>>("origin")?.is_none() {
        return Ok(first.get::<Option<String>>("moved")?.map_or(Found::Nothing, Found::Moved));
    }
    Ok(Found::Post(Box::new(found.those(is_there)?)))
}

/// Lists published posts: a page of them, and how many there are.
pub async fn list<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    query: &ListQuery,
    now: Timestamp,
) -> Result<(Listing<PublicListItem>, i64), AppError> {
    let counted = Statement::scoped(scope, "SELECT (").bind(now);
    let counted = counts::in_public(query, counted).push(") AS total");
    let page = query.page(counted, &[ITEM], Door::Public, IS_PUBLIC, BESIDE);
    let found = db.read(page).await?;
    Ok((query.cut(&found)?, found.first()?.get("total")?))
}

/// An address, with the post's place in the list.
struct Placed {
    entry: SlugEntry,
    published_at: Timestamp,
}

row!(SlugEntry { id, slug, updated_at });
row!(Placed { entry: flatten, published_at });

/// The order of [`slugs`], as cursors name it.
pub const SLUGS_ORDER: &str = NEWEST_PUBLISHED;

/// Addresses of published posts, newest first, after the last one that was seen; and how to go on.
pub async fn slugs<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    limit: u32,
    after: Option<&Cursor>,
    now: Timestamp,
) -> Result<(Vec<SlugEntry>, Option<Cursor>), AppError> {
    const SLUGS: &str = "SELECT p.id, p.slug, p.updated_at, p.published_at FROM posts AS p WHERE ";
    let mut slugs = Statement::scoped(scope, Sql::concat(&[SLUGS, IS_PUBLIC])).bind(now);
    if let Some(after) = after {
        let at = after.at.map_or_else(|| "-infinity".to_owned(), Timestamp::to_precise);
        slugs = slugs.push(" AND (p.published_at, p.id) < (").push_bind(at);
        slugs = slugs.push("::timestamptz, ").push_bind(after.id.as_str()).push(")");
    }
    let slugs = slugs.push(" ORDER BY p.published_at DESC, p.id DESC LIMIT ").push_bind(limit + 1);
    let mut rows: Vec<Placed> = db.read(slugs.push("::bigint")).await?.all()?;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let goes_on = rows.len() > shown;
    rows.truncate(shown);
    let next = rows.last().filter(|_| goes_on).map(|last| Cursor {
        order: SLUGS_ORDER.to_owned(),
        at: Some(last.published_at),
        id: last.entry.id.clone(),
        page: after.map_or(1, |after| after.page.saturating_add(1)),
    });
    Ok((rows.into_iter().map(|row| row.entry).collect(), next))
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
) -> Result<(Site, Vec<FeedRow>), AppError> {
    const NEWEST: &str = "
WITH newest AS (
  SELECT *, sum(octet_length(content::text)) OVER (ORDER BY published_at DESC, id DESC) AS document_bytes
  FROM (
    SELECT * FROM posts AS p
    WHERE ";
    const SELECT: &str = "
    ORDER BY p.published_at DESC, p.id DESC
    LIMIT $3::bigint
  ) AS posts
)
SELECT";
    const FROM: &str = ",
  CASE WHEN p.document_bytes <= $4::bigint THEN p.content END AS content,
  CASE WHEN p.document_bytes > $4::bigint THEN left(p.body_text, 1000) END AS opening
FROM newest AS p";
    const ORDER: &str = "
ORDER BY p.published_at DESC, p.id DESC";
    let sql = Sql::concat(&[NEWEST, IS_PUBLIC, SELECT, ITEM, FROM, BESIDE, ORDER]);
    let statement = Statement::scoped(scope, sql).bind(now).bind(limit).bind(document_bytes);
    let [site, posts] = db.read_batch([site::told(scope), statement]).await?;
    Ok((site.optional()?.unwrap_or_default(), posts.all()?))
}

/// A page in the sitemap.
#[derive(Debug)]
pub struct SitemapEntry {
    /// The post's slug.
    pub slug: String,
    /// When it last changed.
    pub updated_at: Timestamp,
}

row!(SitemapEntry { slug, updated_at });

/// Every published post, newest first, up to the limits of a sitemap: of pages, and of bytes of their slugs.
pub async fn sitemap<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    limit: u32,
    slug_bytes: u32,
    now: Timestamp,
) -> Result<(Site, Vec<SitemapEntry>), AppError> {
    const PAGES: &str = "
SELECT slug, updated_at
FROM (
  SELECT p.id, p.slug, p.updated_at, p.published_at,
    sum(octet_length(p.slug)) OVER (ORDER BY p.published_at DESC, p.id DESC) AS slug_bytes
  FROM posts AS p
  WHERE ";
    const WITHIN: &str = "
  ORDER BY p.published_at DESC, p.id DESC
  LIMIT $3::bigint
) AS pages
WHERE slug_bytes <= $4::bigint
ORDER BY published_at DESC, id DESC";
    let statement = Statement::scoped(scope, Sql::concat(&[PAGES, IS_PUBLIC, WITHIN]));
    let pages = statement.bind(now).bind(limit).bind(slug_bytes);
    let [site, pages] = db.read_batch([site::told(scope), pages]).await?;
    Ok((site.optional()?.unwrap_or_default(), pages.all()?))
}

/// Categories by name, with the number of their published posts.
pub async fn categories<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    now: Timestamp,
) -> Result<Vec<TaxonomyCount>, AppError> {
    const CATEGORIES: &str = "
SELECT c.id, c.name, c.slug, c.description, coalesce(counted.posts, 0) - coalesce(early.posts, 0) AS post_count
FROM categories AS c
LEFT JOIN (
  SELECT id, sum(posts)::bigint AS posts FROM post_counts
  WHERE tenant_id = $1 AND kind = 'category' AND status = 'published' GROUP BY id
) AS counted ON counted.id = c.id
LEFT JOIN (
  SELECT p.category_id, count(*) AS posts FROM posts AS p WHERE ";
    const LISTED: &str = " GROUP BY p.category_id
) AS early ON early.category_id = c.id
WHERE c.tenant_id = $1
ORDER BY c.name COLLATE app.by_letters, c.id
LIMIT $3::bigint";
    let statement = Statement::scoped(scope, Sql::concat(&[CATEGORIES, IS_NOT_YET_PUBLIC, LISTED]));
    Ok(db.read(statement.bind(now).bind(Quota::Categories.default_bound())).await?.all()?)
}

/// Tags that published posts have, by name, with their number. The others are words of drafts, and nobody's yet.
pub async fn tags<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    now: Timestamp,
) -> Result<Vec<TaxonomyCount>, AppError> {
    const TAGS: &str = "
SELECT t.id, t.name, t.slug, NULL::text AS description, counted.posts - coalesce(early.posts, 0) AS post_count
FROM (
  SELECT id, sum(posts)::bigint AS posts FROM post_counts
  WHERE tenant_id = $1 AND kind = 'tag' AND status = 'published' GROUP BY id
) AS counted
JOIN tags AS t ON t.tenant_id = $1 AND t.id = counted.id
LEFT JOIN (
  SELECT pt.tag_id, count(*) AS posts
  FROM posts AS p JOIN post_tags AS pt ON pt.tenant_id = $1 AND pt.post_id = p.id
  WHERE ";
    const LISTED: &str = " GROUP BY pt.tag_id
) AS early ON early.tag_id = t.id
WHERE counted.posts > coalesce(early.posts, 0)
ORDER BY t.name COLLATE app.by_letters, t.id
LIMIT $3::bigint";
    let statement = Statement::scoped(scope, Sql::concat(&[TAGS, IS_NOT_YET_PUBLIC, LISTED]));
    Ok(db.read(statement.bind(now).bind(Quota::Tags.default_bound())).await?.all()?)
}

impl FromRow for Summary {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        let excerpt = domain::first_filled([row.get("excerpt")?]);
        let beginning: &str = row.get("beginning")?;
        Ok(Self(excerpt.unwrap_or_else(|| domain::opening(beginning, SUMMARY).to_owned())))
    }
}

row! {
    PublicListItem {
        id, title, slug, excerpt, summary: flatten, featured_image_url, category: json, tags: json, author: json,
        seo_title, seo_description, published_at, updated_at, reading_time_minutes,
    }
}
row!(PublicRow { item: flatten, content, previous: json, next: json });
row!(FeedRow { item: flatten, content, opening });
row!(TaxonomyCount { id, name, slug, description, post_count });
