//! Categories and tags: two tables of one shape, but that categories have a description.

use logicspike_shared::error::AppError;
use logicspike_shared::http::Patch;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{
    Database, DecodeError, FromRow, Isolation, OnConstraint, Row, Rows, Sql, SqlError, Statement, Transport,
};

use super::posts::WantedSlug;
use super::{Change, Versions, WriteOutcome, accepted_versions, lock_slug, usage};
use crate::api::{Created, TaxonomyDetail};
use crate::domain::{Quota, Slug};

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Categories: a post has one at most.
    Category,
    /// Tags: a post has up to ten.
    Tag,
}

impl Kind {
    fn table(self) -> &'static str {
        match self {
            Self::Category => "categories",
            Self::Tag => "tags",
        }
    }

    fn constraint(self) -> &'static str {
        match self {
            Self::Category => "categories_slug_unique",
            Self::Tag => "tags_slug_unique",
        }
    }

    /// The prefix of the event types.
    fn event(self) -> &'static str {
        match self {
            Self::Category => "blog.category.",
            Self::Tag => "blog.tag.",
        }
    }

    /// How many there may be, which is how many are listed.
    fn quota(self) -> Quota {
        match self {
            Self::Category => Quota::Categories,
            Self::Tag => Quota::Tags,
        }
    }

    fn description(self) -> &'static str {
        match self {
            Self::Category => "description",
            Self::Tag => "NULL::text AS description",
        }
    }

    /// Writers of category and of tag slugs need not wait for each other.
    fn lock(self, scope: &TenantScope, slug: &Slug) -> Statement {
        let stem = match self {
            Self::Category => format!("category:{}", slug.stem()),
            Self::Tag => format!("tag:{}", slug.stem()),
        };
        lock_slug(scope, &stem)
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

fn slug_conflict(kind: Kind, outcome: Result<Vec<Rows>, SqlError>) -> Result<Vec<Rows>, AppError> {
    outcome.on_constraint(kind.constraint(), AppError::slug_in_use)
}

/// Makes a category or tag with its event, in one statement; not one beyond the quota.
pub async fn create<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    kind: Kind,
    new: &NewTaxonomy,
) -> Result<Created, AppError> {
    let (slug, numbered) = match &new.slug {
        WantedSlug::Given(slug) => (slug, false),
        WantedSlug::Made(slug) => (slug, true),
    };
    let (columns, values) = match kind {
        Kind::Category => (", description", ", $9"),
        Kind::Tag => ("", ""),
    };
    let create = Statement::scoped(
        change.scope,
        Sql::concat(&[
            "
        WITH taken AS MATERIALIZED (
          SELECT slug FROM ",
            kind.table(),
            "
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
        created AS (
          INSERT INTO ",
            kind.table(),
            " (tenant_id, id, slug, name, created_at, updated_at",
            columns,
            ")
          SELECT $1, $2, chosen.slug, $5, $6::timestamptz, $6::timestamptz",
            values,
            " FROM chosen
          RETURNING id, slug, name
        ),
        evented AS (
          INSERT INTO outbox (id, tenant_id, type, subject, occurred_at, data)
          SELECT $7, $1, '",
            kind.event(),
            "created', id, $6::timestamptz,
            jsonb_build_object('id', id, 'slug', slug, 'name', name, 'actorId', $8::text)
          FROM created
        )
        SELECT id, slug FROM created",
        ]),
    )
    .bind(&new.id)
    .bind(slug)
    .bind(numbered)
    .bind(&new.name)
    .bind(change.now)
    .bind(&change.event)
    .bind(change.actor);
    let create = match kind {
        Kind::Category => create.bind(new.description.as_deref()),
        Kind::Tag => create,
    };
    let within = usage::within(change, kind.quota(), &new.id);
    let batch = vec![kind.lock(change.scope, slug), create, within];
    let outcome = db.write_batch(batch, Isolation::ReadCommitted).await;
    if let Some(refusal) = outcome.as_ref().err().and_then(usage::refusal) {
        return Err(refusal);
    }
    let results = slug_conflict(kind, outcome)?;
    let [_locked, created, _within] = results.as_slice() else {
        return Err(AppError::internal("a batch of three results"));
    };
    Ok(created.one()?)
}

impl FromRow for Created {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self { id: row.get("id")?, slug: row.get("slug")?, status: None })
    }
}

fn columns(kind: Kind) -> [&'static str; 5] {
    [
        "SELECT id, name, slug, ",
        kind.description(),
        ", version, created_at, updated_at FROM ",
        kind.table(),
        " WHERE tenant_id = $1",
    ]
}

/// Lists categories or tags by name, as many as there may be.
pub async fn list<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    kind: Kind,
) -> Result<Vec<TaxonomyDetail>, AppError> {
    let sql = Sql::concat(&[columns(kind).as_slice(), &[" ORDER BY name, id LIMIT $2::bigint"]].concat());
    Ok(db.read(Statement::scoped(scope, sql).bind(kind.quota().default_bound())).await?.all()?)
}

/// Finds a category or tag by its id.
pub async fn find<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    kind: Kind,
    id: &str,
) -> Result<Option<TaxonomyDetail>, AppError> {
    let sql = Sql::concat(&[columns(kind).as_slice(), &[" AND id = $2"]].concat());
    Ok(db.read(Statement::scoped(scope, sql).bind(id)).await?.optional()?)
}

impl FromRow for TaxonomyDetail {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            id: row.get("id")?,
            name: row.get("name")?,
            slug: row.get("slug")?,
            description: row.get("description")?,
            version: row.get("version")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
        })
    }
}

fn lock_row(change: &Change<'_>, kind: Kind, id: &str) -> Statement {
    let sql = Sql::concat(&["SELECT id FROM ", kind.table(), " WHERE tenant_id = $1 AND id = $2 FOR UPDATE"]);
    Statement::scoped(change.scope, sql).bind(id)
}

/// Saves a change with its event, in one statement.
pub async fn update<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    kind: Kind,
    id: &str,
    patch: &TaxonomyPatch,
    accepted: Option<&[i32]>,
) -> Result<WriteOutcome<i32>, AppError> {
    let set_description = match kind {
        Kind::Category => "description = CASE WHEN $11::boolean THEN $12 ELSE description END,",
        Kind::Tag => "",
    };
    let update = Statement::scoped(
        change.scope,
        Sql::concat(&[
            "
        WITH old AS (
          SELECT version FROM ",
            kind.table(),
            " WHERE tenant_id = $1 AND id = $2
        ),
        saved AS (
          UPDATE ",
            kind.table(),
            "
          SET
            name = CASE WHEN $7::boolean THEN $8 ELSE name END,
            slug = CASE WHEN $9::boolean THEN $10 ELSE slug END,
            ",
            set_description,
            "
            version = version + 1,
            updated_at = $4::timestamptz
          WHERE tenant_id = $1 AND id = $2 AND ($3::integer[] IS NULL OR version = ANY ($3::integer[]))
          RETURNING id, slug, name, version
        ),
        evented AS (
          INSERT INTO outbox (id, tenant_id, type, subject, occurred_at, data)
          SELECT $6, $1, '",
            kind.event(),
            "updated', id, $4::timestamptz,
            jsonb_build_object('id', id, 'slug', slug, 'name', name, 'version', version, 'actorId', $5::text)
          FROM saved
        )
        SELECT (SELECT version FROM old) AS old_version, (SELECT version FROM saved) AS new_version",
        ]),
    )
    .bind(id)
    .bind(accepted_versions(accepted))
    .bind(change.now)
    .bind(change.actor)
    .bind(&change.event)
    .bind(patch.name.is_some())
    .bind(patch.name.as_deref())
    .bind(patch.slug.is_some())
    .bind(patch.slug.as_ref());
    let update = match kind {
        Kind::Category => update.bind(patch.description.is_present()).bind(patch.description.value()),
        Kind::Tag => update,
    };
    let mut batch = Vec::with_capacity(3);
    if let Some(slug) = &patch.slug {
        batch.push(kind.lock(change.scope, slug));
    }
    batch.extend([lock_row(change, kind, id), update]);
    let results = slug_conflict(kind, db.write_batch(batch, Isolation::ReadCommitted).await)?;
    Ok(results
        .last()
        .map(Rows::one::<Versions>)
        .transpose()?
        .map_or(WriteOutcome::NotFound, Versions::outcome))
}

/// Deletes a category or tag with its event: its posts lose it, and nothing else.
pub async fn delete<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    kind: Kind,
    id: &str,
    accepted: Option<&[i32]>,
) -> Result<WriteOutcome<i32>, AppError> {
    let delete = Statement::scoped(
        change.scope,
        Sql::concat(&[
            "
        WITH old AS (
          SELECT version FROM ",
            kind.table(),
            " WHERE tenant_id = $1 AND id = $2
        ),
        deleted AS (
          DELETE FROM ",
            kind.table(),
            "
          WHERE tenant_id = $1 AND id = $2 AND ($3::integer[] IS NULL OR version = ANY ($3::integer[]))
          RETURNING id, slug, name, version
        ),
        evented AS (
          INSERT INTO outbox (id, tenant_id, type, subject, occurred_at, data)
          SELECT $6, $1, '",
            kind.event(),
            "deleted', id, $4::timestamptz,
            jsonb_build_object('id', id, 'slug', slug, 'name', name, 'actorId', $5::text)
          FROM deleted
        )
        SELECT (SELECT version FROM old) AS old_version, (SELECT version FROM deleted) AS new_version",
        ]),
    )
    .bind(id)
    .bind(accepted_versions(accepted))
    .bind(change.now)
    .bind(change.actor)
    .bind(&change.event);
    let results = db.write_batch(vec![lock_row(change, kind, id), delete], Isolation::ReadCommitted).await?;
    Ok(results
        .last()
        .map(Rows::one::<Versions>)
        .transpose()?
        .map_or(WriteOutcome::NotFound, Versions::outcome))
}
