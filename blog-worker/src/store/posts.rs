//! Posts in the admin door: create, read, list, save, delete.

use logicspike_shared::error::AppError;
use logicspike_shared::http::Patch;
use logicspike_shared::ids::PostId;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{
    Database, DecodeError, FromRow, Isolation, OnConstraint, Param, Row, Rows, Sql, SqlError, Statement,
    Transport,
};
use logicspike_shared::time::Timestamp;
use serde_json::value::RawValue;

use super::{Change, Total, WriteOutcome, lock_slug};
use crate::api::{ListItem, PostDetail};
use crate::domain::{ListOrder, ListSort, PostStatus, Slug};

/// The slug of a new post.
#[derive(Debug, Clone)]
pub enum WantedSlug {
    /// Exactly this one, or a conflict.
    Given(Slug),
    /// This one, or it with the lowest free number.
    Made(Slug),
}

/// A document with what is derived from it when it is saved.
#[derive(Debug)]
pub struct Content {
    /// The TipTap document.
    pub json: Box<RawValue>,
    /// Its words, for search.
    pub text: String,
    /// Minutes to read it.
    pub reading_time_minutes: u32,
}

/// A post to be made.
#[derive(Debug)]
#[expect(missing_docs, reason = "the fields of a post, checked")]
pub struct NewPost {
    pub id: PostId,
    pub title: String,
    pub slug: WantedSlug,
    pub content: Option<Content>,
    pub excerpt: Option<String>,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub featured_image_url: Option<String>,
    pub category_id: Option<String>,
    pub tags: Vec<String>,
    pub scheduled_for: Option<Timestamp>,
}

/// A repeated request is recognised by its key; the fingerprint tells whether it is the same request.
#[derive(Debug, Clone)]
pub struct Idempotency {
    /// The client's key.
    pub key: String,
    /// Digest of the request.
    pub fingerprint: String,
}

/// What a creation came to.
#[derive(Debug)]
pub enum CreateOutcome {
    /// The answer: of this request, or of the first one with the same key.
    Answer(Box<RawValue>),
    /// The key was used for another request.
    KeyReused,
}

fn tag_fault() -> AppError {
    AppError::invalid_field("tags", "must be tags of this tenant")
}

fn category_fault() -> AppError {
    AppError::invalid_field("categoryId", "must be a category of this tenant")
}

/// Names the field behind a violated foreign key or slug constraint.
fn map_constraints(outcome: Result<Vec<Rows>, SqlError>) -> Result<Vec<Rows>, AppError> {
    match outcome.as_ref().err().and_then(SqlError::constraint) {
        Some("posts_category") => Err(category_fault()),
        Some("post_tags_tag") => Err(tag_fault()),
        _ => outcome.on_constraint("posts_slug_unique", AppError::slug_in_use),
    }
}

/// Makes a post, its tags and its event in one statement; a repeated request changes nothing.
pub async fn create<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    post: &NewPost,
    idempotency: Option<&Idempotency>,
) -> Result<CreateOutcome, AppError> {
    let (slug, numbered) = match &post.slug {
        WantedSlug::Given(slug) => (slug, false),
        WantedSlug::Made(slug) => (slug, true),
    };
    let content = post.content.as_ref();
    let create = Statement::scoped(
        change.scope,
        "
        WITH taken AS MATERIALIZED (
          SELECT slug FROM posts
          WHERE tenant_id = $1 AND (slug = $3 OR (slug > $3 || '-' AND slug < $3 || '-:'))
          UNION
          SELECT slug FROM slug_redirects
          WHERE tenant_id = $1 AND (slug = $3 OR (slug > $3 || '-' AND slug < $3 || '-:'))
        ),
        chosen AS (
          SELECT candidate.slug
          FROM generate_series(1, CASE WHEN $4::boolean THEN (SELECT count(*) + 1 FROM taken) ELSE 1 END) AS n,
            LATERAL (SELECT CASE n WHEN 1 THEN $3 ELSE $3 || '-' || n END AS slug) AS candidate
          WHERE NOT $4::boolean OR candidate.slug NOT IN (SELECT slug FROM taken)
          ORDER BY n
          LIMIT 1
        ),
        answer AS (
          SELECT jsonb_build_object('id', $2::text, 'slug', slug, 'status', $17::text) AS body FROM chosen
        ),
        claim AS (
          INSERT INTO idempotency_keys (tenant_id, key, fingerprint, response, created_at)
          SELECT $1, $18, $19, body, $15::timestamptz FROM answer WHERE $18::text IS NOT NULL
          ON CONFLICT (tenant_id, key) DO UPDATE
          SET fingerprint = excluded.fingerprint, response = excluded.response, created_at = excluded.created_at
          WHERE idempotency_keys.created_at <= excluded.created_at - interval '24 hours'
          RETURNING 1
        ),
        created AS (
          INSERT INTO posts (
            tenant_id, id, slug, author_id, title, content, body_text, reading_time_minutes, excerpt, seo_title,
            seo_description, featured_image_url, category_id, scheduled_for, status, created_at, updated_at
          )
          SELECT
            $1, $2, chosen.slug, $5, $6, $7::jsonb, $8, $9::integer, $10, $11,
            $12, $13, $14, $16::timestamptz, $17, $15::timestamptz, $15::timestamptz
          FROM chosen
          WHERE $18::text IS NULL OR EXISTS (SELECT FROM claim)
          RETURNING id, slug, status
        ),
        unredirected AS (
          DELETE FROM slug_redirects USING created
          WHERE slug_redirects.tenant_id = $1 AND slug_redirects.slug = created.slug
        ),
        tagged AS (
          INSERT INTO post_tags (tenant_id, post_id, tag_id, position)
          SELECT $1, created.id, tag.id, tag.position
          FROM created, unnest($20::text[]) WITH ORDINALITY AS tag (id, position)
        ),
        evented AS (
          INSERT INTO outbox (id, tenant_id, type, subject, occurred_at, data)
          SELECT $21, $1, 'blog.post.created', id, $15::timestamptz,
            jsonb_build_object('id', id, 'slug', slug, 'status', status, 'title', $6::text, 'actorId', $5::text)
          FROM created
        )
        SELECT answer.body AS response, $19::text AS fingerprint FROM answer WHERE EXISTS (SELECT FROM created)",
    )
    .bind(&post.id)
    .bind(slug)
    .bind(numbered)
    .bind(change.actor)
    .bind(&post.title)
    .bind(content.map(|content| Param::json(&content.json)).unwrap_or(Param::NULL))
    .bind(content.map_or("", |content| &content.text))
    .bind(content.map_or(1, |content| content.reading_time_minutes))
    .bind(post.excerpt.as_deref())
    .bind(post.seo_title.as_deref())
    .bind(post.seo_description.as_deref())
    .bind(post.featured_image_url.as_deref())
    .bind(post.category_id.as_deref())
    .bind(change.now)
    .bind(post.scheduled_for)
    .bind(if post.scheduled_for.is_some() { PostStatus::Scheduled } else { PostStatus::Draft })
    .bind(idempotency.map(|idempotency| idempotency.key.as_str()))
    .bind(idempotency.map(|idempotency| idempotency.fingerprint.as_str()))
    .bind(Param::array(post.tags.iter().map(String::as_str)))
    .bind(&change.event);
    // A statement of its own, so that it sees what a rival with the same key has just committed.
    let earlier = Statement::scoped(
        change.scope,
        "SELECT response, fingerprint FROM idempotency_keys WHERE tenant_id = $1 AND key = $2",
    )
    .bind(idempotency.map(|idempotency| idempotency.key.as_str()));

    let batch = vec![lock_slug(change.scope, slug.stem()), create, earlier];
    let results = map_constraints(db.write_batch(batch, Isolation::ReadCommitted).await)?;
    let answers = results.iter().skip(1).map(Rows::optional::<Answer>);
    for answer in answers {
        if let Some(answer) = answer? {
            let same = idempotency
                .is_none_or(|idempotency| Some(&idempotency.fingerprint) == answer.fingerprint.as_ref());
            return Ok(if same { CreateOutcome::Answer(answer.response) } else { CreateOutcome::KeyReused });
        }
    }
    Err(AppError::internal("a creation without a row"))
}

struct Answer {
    response: Box<RawValue>,
    fingerprint: Option<String>,
}

impl FromRow for Answer {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self { response: row.get("response")?, fingerprint: row.get("fingerprint")? })
    }
}

/// The ids of a post's tags in their order; `p` is the post.
macro_rules! tag_ids {
    () => {
        "ARRAY(
            SELECT pt.tag_id FROM post_tags AS pt
            WHERE pt.tenant_id = p.tenant_id AND pt.post_id = p.id ORDER BY pt.position
          )"
    };
}

/// Finds a post by its id.
pub async fn find<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    id: &PostId,
) -> Result<Option<PostDetail>, AppError> {
    let statement = Statement::scoped(
        scope,
        concat!(
            "
        SELECT id, tenant_id, author_id, title, slug, content, excerpt, featured_image_url, status, category_id,
          ",
            tag_ids!(),
            " AS tags,
          seo_title, seo_description, scheduled_for, published_at, created_at, updated_at, version, reading_time_minutes
        FROM posts AS p
        WHERE tenant_id = $1 AND id = $2"
        ),
    )
    .bind(id);
    Ok(db.read(statement).await?.optional()?)
}

impl FromRow for PostDetail {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            id: row.get("id")?,
            tenant_id: row.get("tenant_id")?,
            author_id: row.get("author_id")?,
            title: row.get("title")?,
            slug: row.get("slug")?,
            content: row.get("content")?,
            excerpt: row.get("excerpt")?,
            featured_image_url: row.get("featured_image_url")?,
            status: row.get("status")?,
            category_id: row.get("category_id")?,
            tags: row.get("tags")?,
            seo_title: row.get("seo_title")?,
            seo_description: row.get("seo_description")?,
            scheduled_for: row.get("scheduled_for")?,
            published_at: row.get("published_at")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
            version: row.get("version")?,
            reading_time_minutes: row.get("reading_time_minutes")?,
        })
    }
}

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
    pub(super) fn offset(&self) -> i64 {
        i64::from(self.page - 1) * i64::from(self.limit)
    }

    pub(super) fn order_by(&self) -> &'static str {
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
    pub(super) fn filters(&self) -> (Vec<&'static str>, Vec<Param>) {
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
const SEARCH_FILTER: [&str; 4] = numbered!(" AND p.search @@ app.prefix_query(", ")");

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

/// A change of a post; absent leaves a value, `Null` clears it.
#[derive(Debug, Default)]
#[expect(missing_docs, reason = "the fields of a post, checked")]
pub struct PostPatch {
    pub title: Option<String>,
    pub slug: Option<Slug>,
    pub content: Patch<Content>,
    pub excerpt: Patch<String>,
    pub seo_title: Patch<String>,
    pub seo_description: Patch<String>,
    pub featured_image_url: Patch<String>,
    pub category_id: Patch<String>,
    pub tags: Option<Vec<String>>,
    pub scheduled_for: Patch<Timestamp>,
}

/// Binds whether the field is present, and its value.
fn bind_patch<V: Into<Param>>(statement: Statement, present: bool, value: Option<V>) -> Statement {
    statement.bind(present).bind(value.map_or(Param::NULL, Into::into))
}

/// Saves a change, keeps the replaced version, the former slug and the event, in one statement. With
/// `accepted` versions given, any other current version refuses the save and nothing is written.
pub async fn update<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    id: &PostId,
    patch: &PostPatch,
    accepted: Option<&[i32]>,
) -> Result<WriteOutcome<i32>, AppError> {
    // Locked first: the statement that follows then works on what is current, and on nothing older.
    let lock =
        Statement::scoped(change.scope, "SELECT id FROM posts WHERE tenant_id = $1 AND id = $2 FOR UPDATE")
            .bind(id);
    let update = Statement::scoped(
        change.scope,
        concat!(
            "
        WITH old AS (
          SELECT p.*, ",
            tag_ids!(),
            " AS tag_ids FROM posts AS p WHERE tenant_id = $1 AND id = $2
        ),
        saved AS (
          UPDATE posts AS p
          SET
            title = CASE WHEN $7::boolean THEN $8 ELSE p.title END,
            slug = CASE WHEN $9::boolean THEN $10 ELSE p.slug END,
            content = CASE WHEN $11::boolean THEN $12::jsonb ELSE p.content END,
            body_text = CASE WHEN $11::boolean THEN $13 ELSE p.body_text END,
            reading_time_minutes = CASE WHEN $11::boolean THEN $14::integer ELSE p.reading_time_minutes END,
            excerpt = CASE WHEN $15::boolean THEN $16 ELSE p.excerpt END,
            seo_title = CASE WHEN $17::boolean THEN $18 ELSE p.seo_title END,
            seo_description = CASE WHEN $19::boolean THEN $20 ELSE p.seo_description END,
            featured_image_url = CASE WHEN $21::boolean THEN $22 ELSE p.featured_image_url END,
            category_id = CASE WHEN $23::boolean THEN $24 ELSE p.category_id END,
            scheduled_for = CASE WHEN $27::boolean THEN $28::timestamptz ELSE p.scheduled_for END,
            status = CASE
              WHEN $27::boolean AND $28::timestamptz IS NOT NULL THEN 'scheduled'
              WHEN $27::boolean AND p.status = 'scheduled' THEN 'draft'
              ELSE p.status
            END,
            version = p.version + 1,
            updated_at = $4::timestamptz
          WHERE p.tenant_id = $1 AND p.id = $2 AND ($3::integer[] IS NULL OR p.version = ANY ($3::integer[]))
          RETURNING p.*
        ),
        kept AS (
          INSERT INTO post_revisions (
            tenant_id, post_id, version, title, content, excerpt, featured_image_url, seo_title, seo_description,
            category_id, tag_ids, saved_at, replaced_at, replaced_by
          )
          SELECT
            $1, old.id, old.version, old.title, old.content, old.excerpt, old.featured_image_url, old.seo_title,
            old.seo_description, old.category_id, old.tag_ids, old.updated_at, $4::timestamptz, $5
          FROM old JOIN saved USING (id)
          WHERE (
            old.title, old.content, old.excerpt, old.featured_image_url, old.seo_title, old.seo_description,
            old.category_id, old.tag_ids
          ) IS DISTINCT FROM (
            saved.title, saved.content, saved.excerpt, saved.featured_image_url, saved.seo_title, saved.seo_description,
            saved.category_id, CASE WHEN $25::boolean THEN $26::text[] ELSE old.tag_ids END
          )
          RETURNING version
        ),
        -- The one just kept is not seen by this statement: with 49 older ones it makes 50.
        forgotten AS (
          DELETE FROM post_revisions AS r USING kept
          WHERE r.tenant_id = $1 AND r.post_id = $2 AND r.version IN (
            SELECT version FROM post_revisions WHERE tenant_id = $1 AND post_id = $2 ORDER BY version DESC OFFSET 49
          )
        ),
        redirected AS (
          INSERT INTO slug_redirects (tenant_id, slug, post_id)
          SELECT $1, old.slug, old.id FROM old JOIN saved USING (id)
          WHERE old.slug <> saved.slug AND old.published_at IS NOT NULL
          ON CONFLICT (tenant_id, slug) DO UPDATE SET post_id = excluded.post_id
        ),
        unredirected AS (
          DELETE FROM slug_redirects USING old JOIN saved USING (id)
          WHERE slug_redirects.tenant_id = $1 AND slug_redirects.slug = saved.slug AND old.slug <> saved.slug
        ),
        untagged AS (
          DELETE FROM post_tags USING saved
          WHERE $25::boolean AND post_tags.tenant_id = $1 AND post_tags.post_id = saved.id
            AND post_tags.tag_id <> ALL ($26::text[])
        ),
        tagged AS (
          INSERT INTO post_tags (tenant_id, post_id, tag_id, position)
          SELECT $1, saved.id, tag.id, tag.position
          FROM saved, unnest($26::text[]) WITH ORDINALITY AS tag (id, position)
          WHERE $25::boolean
          ON CONFLICT (tenant_id, post_id, tag_id) DO UPDATE SET position = excluded.position
        ),
        evented AS (
          INSERT INTO outbox (id, tenant_id, type, subject, occurred_at, data)
          SELECT $6, $1, 'blog.post.updated', saved.id, $4::timestamptz,
            jsonb_build_object(
              'id', saved.id, 'slug', saved.slug, 'previousSlug', nullif(old.slug, saved.slug), 'status', saved.status,
              'title', saved.title, 'version', saved.version, 'actorId', $5::text
            )
          FROM old JOIN saved USING (id)
        )
        SELECT (SELECT version FROM old) AS old_version, (SELECT version FROM saved) AS new_version"
        ),
    )
    .bind(id)
    .bind(accepted.map_or(Param::NULL, |versions| Param::array(versions.iter().copied())))
    .bind(change.now)
    .bind(change.actor)
    .bind(&change.event);
    let update = bind_patch(update, patch.title.is_some(), patch.title.as_deref());
    let update = bind_patch(update, patch.slug.is_some(), patch.slug.as_ref());
    let content = patch.content.value();
    let update =
        bind_patch(update, patch.content.is_present(), content.map(|content| Param::json(&content.json)))
            .bind(content.map_or("", |content| &content.text))
            .bind(content.map_or(1, |content| content.reading_time_minutes));
    let update = [
        &patch.excerpt,
        &patch.seo_title,
        &patch.seo_description,
        &patch.featured_image_url,
        &patch.category_id,
    ]
    .into_iter()
    .fold(update, |update, field| bind_patch(update, field.is_present(), field.value().map(String::as_str)));
    let tags = patch.tags.as_deref();
    let update =
        bind_patch(update, tags.is_some(), tags.map(|tags| Param::array(tags.iter().map(String::as_str))));
    let update = bind_patch(update, patch.scheduled_for.is_present(), patch.scheduled_for.value().copied());

    let mut batch = Vec::with_capacity(3);
    if let Some(slug) = &patch.slug {
        batch.push(lock_slug(change.scope, slug.stem()));
    }
    batch.extend([lock, update]);
    let results = map_constraints(db.write_batch(batch, Isolation::ReadCommitted).await)?;
    Ok(results
        .last()
        .map(Rows::one::<Versions>)
        .transpose()?
        .map_or(WriteOutcome::NotFound, Versions::outcome))
}

/// The version before and after a conditional save.
pub(super) struct Versions {
    old: Option<i32>,
    new: Option<i32>,
}

impl Versions {
    pub(super) fn outcome(self) -> WriteOutcome<i32> {
        match (self.old, self.new) {
            (None, _) => WriteOutcome::NotFound,
            (Some(_), None) => WriteOutcome::VersionConflict,
            (Some(_), Some(version)) => WriteOutcome::Done(version),
        }
    }
}

impl FromRow for Versions {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self { old: row.get("old_version")?, new: row.get("new_version")? })
    }
}

/// Deletes a post with everything that hangs on it; whether there was one.
pub async fn delete<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    id: &PostId,
    accepted: Option<&[i32]>,
) -> Result<WriteOutcome<()>, AppError> {
    let lock =
        Statement::scoped(change.scope, "SELECT id FROM posts WHERE tenant_id = $1 AND id = $2 FOR UPDATE")
            .bind(id);
    let delete = Statement::scoped(
        change.scope,
        "
        WITH old AS (
          SELECT version FROM posts WHERE tenant_id = $1 AND id = $2
        ),
        deleted AS (
          DELETE FROM posts
          WHERE tenant_id = $1 AND id = $2 AND ($3::integer[] IS NULL OR version = ANY ($3::integer[]))
          RETURNING id, slug, title, status, version
        ),
        evented AS (
          INSERT INTO outbox (id, tenant_id, type, subject, occurred_at, data)
          SELECT $6, $1, 'blog.post.deleted', id, $4::timestamptz,
            jsonb_build_object('id', id, 'slug', slug, 'status', status, 'title', title, 'actorId', $5::text)
          FROM deleted
        )
        SELECT (SELECT version FROM old) AS old_version, (SELECT version FROM deleted) AS new_version",
    )
    .bind(id)
    .bind(accepted.map_or(Param::NULL, |versions| Param::array(versions.iter().copied())))
    .bind(change.now)
    .bind(change.actor)
    .bind(&change.event);
    let results = db.write_batch(vec![lock, delete], Isolation::ReadCommitted).await?;
    let outcome = results
        .last()
        .map(Rows::one::<Versions>)
        .transpose()?
        .map_or(WriteOutcome::NotFound, Versions::outcome);
    Ok(match outcome {
        WriteOutcome::Done(_) => WriteOutcome::Done(()),
        WriteOutcome::NotFound => WriteOutcome::NotFound,
        WriteOutcome::VersionConflict => WriteOutcome::VersionConflict,
    })
}
