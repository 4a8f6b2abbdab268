//! Categories and tags: two tables of one shape, but that categories have a description.

use logicspike_shared::error::AppError;
use logicspike_shared::input::Patch;
use logicspike_shared::row;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Database, Isolation, OnConstraint as _, Sql, Statement, Transport};

use super::authors::person;
use super::idempotency::{self, ANSWER, CLAIM, CreateOutcome, Idempotency};
use super::names::{self, Holder};
use super::posts::WantedSlug;
use super::{CHOSEN, Change, Versions, WriteOutcome, accepted_versions, lock_slug, usage};
use crate::api::TaxonomyDetail;
use crate::domain::taxonomy::Kind;
use crate::domain::{Quota, Slug};

/// What differs between the two.
struct Names {
    /// The table.
    table: &'static str,
    /// Its constraint on slugs.
    slug_unique: &'static str,
    /// How a description is read.
    description: &'static str,
    /// How one is given to a new row, `$12`: in the list of columns, and of values.
    given: [&'static str; 2],
    /// How one is changed, if `$12` says so, to `$13`.
    changed: &'static str,
    /// What its posts are counted as.
    counted: &'static str,
    /// The types of the events.
    created: &'static str,
    updated: &'static str,
    deleted: &'static str,
    /// What the locks on slugs begin with: writers of category and of tag slugs need not wait for each other.
    lock: &'static str,
    /// How many there may be, which is how many are listed.
    quota: Quota,
}

const CATEGORY: Names = Names {
    table: "categories",
    slug_unique: "categories_slug_unique",
    description: "description",
    given: [", description", ", $12"],
    changed: ",\n    description = CASE WHEN $12::boolean THEN $13 ELSE description END",
    counted: "'category' AND c.id = categories.id",
    created: "blog.category.created",
    updated: "blog.category.updated",
    deleted: "blog.category.deleted",
    lock: "category:",
    quota: Quota::Categories,
};

const TAG: Names = Names {
    table: "tags",
    slug_unique: "tags_slug_unique",
    description: "NULL::text AS description",
    given: ["", ""],
    changed: "",
    counted: "'tag' AND c.id = tags.id",
    created: "blog.tag.created",
    updated: "blog.tag.updated",
    deleted: "blog.tag.deleted",
    lock: "tag:",
    quota: Quota::Tags,
};

impl Kind {
    fn names(self) -> &'static Names {
        match self {
            Self::Category => &CATEGORY,
            Self::Tag => &TAG,
        }
    }
}

impl Names {
    fn lock(&self, scope: &TenantScope, slug: &Slug) -> Statement {
        lock_slug(scope, &format!("{}{}", self.lock, slug.stem()))
    }
}

/// A category or tag to be made.
#[derive(Debug)]
#[expect(missing_docs, reason = "the fields, checked")]
pub struct NewTaxonomy {
    pub id: String,
    pub name: String,
    pub slug: WantedSlug,
    pub description: Option<String>,
}

/// A change; absent leaves a value, `Null` clears it.
#[derive(Debug, Default)]
#[expect(missing_docs, reason = "the fields, checked")]
pub struct TaxonomyPatch {
    pub name: Option<String>,
    pub slug: Option<Slug>,
    pub description: Patch<String>,
}

/// Makes a category or tag with its event, in one statement; a repeated request changes nothing, and neither one beyond
/// the quota is made nor a second one of a name.
pub async fn create<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    kind: Kind,
    new: &NewTaxonomy,
    idempotency: Option<&Idempotency>,
) -> Result<CreateOutcome, AppError> {
    const TAKEN: &str = "
WITH taken AS MATERIALIZED (
  SELECT slug FROM ";
    const OF_STEM: &str = "
  WHERE tenant_id = $1 AND (slug = $3 OR (slug > $3 || '-' AND slug < $3 || '-:'))
),";
    const ANSWERED: &str = ",
answer AS (
  SELECT jsonb_build_object('id', $2::text, 'slug', slug) AS body,
    $10::text AS key, $11::text AS fingerprint, $6::timestamptz AS at
  FROM chosen WHERE NOT EXISTS (SELECT FROM ";
    const NAMED: &str = " WHERE tenant_id = $1 AND name_key = app.name_key($5))
),";
    const CREATED: &str = "
created AS (
  INSERT INTO ";
    const COLUMNS: &str = " (tenant_id, id, slug, name, created_at, updated_at, updated_by";
    const VALUES: &str = ")
  SELECT $1, $2, chosen.slug, $5, $6::timestamptz, $6::timestamptz, $8";
    const EVENT: &str = " FROM chosen, may_make
  RETURNING id, slug, name
),
evented AS (
  INSERT INTO outbox (id, tenant_id, type, subject, occurred_at, data)
  SELECT $7, $1, $9, id, $6::timestamptz,
    jsonb_build_object('id', id, 'slug', slug, 'name', name, 'actorId', $8::text)
  FROM created
)";
    let (slug, numbered) = match &new.slug {
        WantedSlug::Given(slug) => (slug, false),
        WantedSlug::Made(slug) => (slug, true),
    };
    let names = kind.names();
    let table = names.table;
    let [column, value] = names.given;
    let answered = [TAKEN, table, OF_STEM, CHOSEN, ANSWERED, table, NAMED, CLAIM];
    let made = [CREATED, table, COLUMNS, column, VALUES, value, EVENT, ANSWER];
    let create = Statement::scoped(change.scope, Sql::concat(&[answered, made].concat()))
        .bind(&new.id)
        .bind(slug)
        .bind(numbered)
        .bind(&new.name)
        .bind(change.now)
        .bind(&change.event)
        .bind(change.actor)
        .bind(names.created);
    let create = Idempotency::bind_to(idempotency, create);
    let create = match kind {
        Kind::Category => create.bind(new.description.as_deref()),
        Kind::Tag => create,
    };
    let within = usage::within(change, names.quota, &new.id);
    let mut batch = vec![names.lock(change.scope, slug), names::lock(change.scope, table, &new.name), create];
    batch.extend(idempotency.map(|idempotency| idempotency::earlier(change, idempotency)));
    batch.extend([names::holder(change.scope, table, &new.name, &new.id), within]);
    let written = db.write_all(batch, Isolation::ReadCommitted).await;
    if let Some(refusal) = written.as_ref().err().and_then(usage::refusal) {
        return Err(refusal);
    }
    let written = written.on_constraint(names.slug_unique, AppError::slug_in_use)?;
    let (created, earlier, holder) = match written.as_slice() {
        [.., created, earlier, holder, _] if idempotency.is_some() => (created, Some(earlier), holder),
        [.., created, holder, _] => (created, None, holder),
        _ => return Err(AppError::internal("a creation without results")),
    };
    if let Some(outcome) = idempotency::outcome(idempotency, created, earlier)? {
        return Ok(outcome);
    }
    Err(holder.one::<Holder>()?.refusal())
}

/// Who saved a category or tag last, as far as it is known; more columns follow.
const SAVED_BY: &str = concat!(person!("updated_by"), " AS updated_by, ");

/// A statement for what is shown of a category or tag; a condition or an order may follow.
fn select(scope: &TenantScope, names: &Names) -> Statement {
    const COUNT: &str = "(
  SELECT coalesce(sum(c.posts), 0)::bigint FROM post_counts AS c
  WHERE c.tenant_id = $1 AND c.status <> 'deleted' AND c.kind = ";
    Statement::scoped(scope, "SELECT id, name, slug, version, created_at, updated_at, ")
        .push(SAVED_BY)
        .push(COUNT)
        .push(names.counted)
        .push(") AS post_count, ")
        .push(names.description)
        .push(" FROM ")
        .push(names.table)
        .push(" WHERE tenant_id = $1")
}

/// Lists categories or tags by name, as many as there may be.
pub async fn list<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    kind: Kind,
) -> Result<Vec<TaxonomyDetail>, AppError> {
    let names = kind.names();
    let list = select(scope, names)
        .push(" ORDER BY name COLLATE app.by_letters, id LIMIT ")
        .push_bind(names.quota.default_bound());
    Ok(db.read(list.push("::bigint")).await?.all()?)
}

/// Finds a category or tag by its id.
pub async fn find<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    kind: Kind,
    id: &str,
) -> Result<Option<TaxonomyDetail>, AppError> {
    Ok(db.read(select(scope, kind.names()).push(" AND id = ").push_bind(id)).await?.optional()?)
}

row!(TaxonomyDetail {
    id,
    name,
    slug,
    description,
    post_count,
    version,
    created_at,
    updated_at,
    updated_by: json
});

fn lock_row(change: &Change<'_>, names: &Names, id: &str) -> Statement {
    let sql = Sql::concat(&["SELECT id FROM ", names.table, " WHERE tenant_id = $1 AND id = $2 FOR UPDATE"]);
    Statement::scoped(change.scope, sql).bind(id)
}

/// Goes on after the table: which of its rows is changed. `$3` are the versions that the caller accepts.
const ACCEPTED: &str = "
  WHERE tenant_id = $1 AND id = $2 AND ($3::integer[] IS NULL OR version = ANY ($3::integer[]))";
const CHANGED: &str = "
  RETURNING id, slug, name, version
),";

/// What a save came to.
struct Saved {
    versions: Versions,
    /// Nothing was saved because this one has the name.
    holder_id: Option<String>,
    holder_slug: Option<String>,
}

row!(Saved { versions: flatten, holder_id, holder_slug });

/// Saves a change with its event, in one statement; not a name that another one has.
pub async fn update<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    kind: Kind,
    id: &str,
    patch: &TaxonomyPatch,
    accepted: Option<&[i32]>,
) -> Result<WriteOutcome<i32>, AppError> {
    const HOLDER: &str = "
WITH holder AS (
  SELECT id, slug FROM ";
    const OLD: &str = "
),
old AS (
  SELECT version, updated_at, ";
    const TAKEN: &str =
        "($3::integer[] IS NULL OR version = ANY ($3::integer[])) AND name_key <> app.name_key($8)
    AND EXISTS (SELECT FROM holder) AS is_taken
  FROM ";
    const SAVED: &str = " WHERE tenant_id = $1 AND id = $2
),
saved AS (
  UPDATE ";
    const NOT_TAKEN: &str = " AND NOT (SELECT is_taken FROM old)";
    const SET: &str = " SET
    name = CASE WHEN $7::boolean THEN $8 ELSE name END,
    slug = CASE WHEN $9::boolean THEN $10 ELSE slug END,
    version = version + 1,
    updated_at = $4::timestamptz,
    updated_by = $5";
    const EVENT: &str = "
evented AS (
  INSERT INTO outbox (id, tenant_id, type, subject, occurred_at, data)
  SELECT $6, $1, $11, id, $4::timestamptz,
    jsonb_build_object('id', id, 'slug', slug, 'name', name, 'version', version, 'actorId', $5::text)
  FROM saved
)
SELECT versions.*, holder.id AS holder_id, holder.slug AS holder_slug
FROM (
  SELECT (SELECT version FROM old) AS old_version, (SELECT version FROM saved) AS new_version,
    (SELECT updated_at FROM old) AS old_updated_at, (SELECT updated_by FROM old) AS updated_by
) AS versions
LEFT JOIN holder ON (SELECT is_taken FROM old)";
    let names = kind.names();
    let table = names.table;
    let holder = [HOLDER, table, names::OTHERS, "$8", names::FIRST, OLD, SAVED_BY, TAKEN, table];
    let saved = [SAVED, table, SET, names.changed, ACCEPTED, NOT_TAKEN, CHANGED];
    let sql = Sql::concat(&[holder.as_slice(), &saved, &[EVENT]].concat());
    let update = Statement::scoped(change.scope, sql)
        .bind(id)
        .bind(accepted_versions(accepted))
        .bind(change.now)
        .bind(change.actor)
        .bind(&change.event)
        .bind(patch.name.is_some())
        .bind(patch.name.as_deref())
        .bind(patch.slug.is_some())
        .bind(patch.slug.as_ref())
        .bind(names.updated);
    let update = match kind {
        Kind::Category => update.bind(patch.description.is_present()).bind(patch.description.value()),
        Kind::Tag => update,
    };
    let slug = patch.slug.as_ref().map(|slug| names.lock(change.scope, slug));
    let name = patch.name.as_ref().map(|name| names::lock(change.scope, table, name));
    let before = slug.into_iter().chain(name).chain([lock_row(change, names, id)]);
    let written = db.write_after(before, update, Isolation::ReadCommitted).await;
    let saved = written.on_constraint(names.slug_unique, AppError::slug_in_use)?;
    let Saved { versions, holder_id, holder_slug } = saved.one()?;
    match (holder_id, holder_slug) {
        (Some(id), Some(slug)) => Err(Holder { id, slug }.refusal()),
        _ => Ok(versions.outcome()),
    }
}

/// Deletes a category or tag with its event: its posts lose it, and nothing else.
pub async fn delete<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    kind: Kind,
    id: &str,
    accepted: Option<&[i32]>,
) -> Result<WriteOutcome<i32>, AppError> {
    const OLD: &str = "
WITH old AS (
  SELECT version, ";
    const FROM: &str = "updated_at FROM ";
    const DELETED: &str = " WHERE tenant_id = $1 AND id = $2
),
deleted AS (
  DELETE FROM ";
    const EVENT: &str = "
evented AS (
  INSERT INTO outbox (id, tenant_id, type, subject, occurred_at, data)
  SELECT $6, $1, $7, id, $4::timestamptz,
    jsonb_build_object('id', id, 'slug', slug, 'name', name, 'actorId', $5::text)
  FROM deleted
)
SELECT (SELECT version FROM old) AS old_version, (SELECT version FROM deleted) AS new_version,
  (SELECT updated_at FROM old) AS old_updated_at, (SELECT updated_by FROM old) AS updated_by";
    let names = kind.names();
    let pieces = [OLD, SAVED_BY, FROM, names.table, DELETED, names.table, ACCEPTED, CHANGED, EVENT];
    let delete = Statement::scoped(change.scope, Sql::concat(&pieces))
        .bind(id)
        .bind(accepted_versions(accepted))
        .bind(change.now)
        .bind(change.actor)
        .bind(&change.event)
        .bind(names.deleted);
    let batch = [lock_row(change, names, id), delete];
    let [_, deleted] = db.write_batch(batch, Isolation::ReadCommitted).await?;
    Ok(deleted.one::<Versions>()?.outcome())
}
