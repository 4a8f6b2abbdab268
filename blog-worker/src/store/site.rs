//! What a tenant says of its site.

use logicspike_shared::error::{AppError, FieldError};
use logicspike_shared::input::Patch;
use logicspike_shared::row;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Database, Isolation, Sql, Statement, Transport};
use serde_json::{Map, Value};

use super::authors::person;
use super::{Change, Versions, WriteOutcome, accepted_versions, lock_slug};
use crate::api::{Site, SiteDetail};

/// A change; absent leaves a value, `Null` clears it.
#[derive(Debug, Default)]
#[expect(missing_docs, reason = "the fields, checked")]
pub struct SitePatch {
    pub title: Patch<String>,
    pub description: Patch<String>,
    pub base_url: Patch<String>,
    pub post_path: Patch<String>,
    pub preview_path: Patch<String>,
    pub language: Patch<String>,
    pub time_zone: Patch<String>,
    pub default_image_url: Patch<String>,
}

impl SitePatch {
    /// The columns and what becomes of them.
    fn fields(&self) -> [(&'static str, &Patch<String>); 8] {
        [
            ("title", &self.title),
            ("description", &self.description),
            ("base_url", &self.base_url),
            ("post_path", &self.post_path),
            ("preview_path", &self.preview_path),
            ("language", &self.language),
            ("time_zone", &self.time_zone),
            ("default_image_url", &self.default_image_url),
        ]
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.fields().iter().all(|(_, patch)| !patch.is_present())
    }

    /// The columns that change, as JSON.
    fn columns(&self) -> Value {
        let changed = self.fields().into_iter().filter(|(_, patch)| patch.is_present());
        let value = |patch: &Patch<String>| patch.value().cloned().map_or(Value::Null, Value::String);
        Value::Object(changed.map(|(name, patch)| (name.to_owned(), value(patch))).collect::<Map<_, _>>())
    }
}

/// What readers are told.
const TOLD: &str = "
SELECT title, description, base_url, post_path, preview_path, language, time_zone, default_image_url";
/// Goes on after it.
const OF_TENANT: &str = "
FROM site_settings WHERE tenant_id = $1";

/// What the tenant says of its site, to be read beside something else: no row, if nobody said anything.
pub(super) fn told(scope: &TenantScope) -> Statement {
    Statement::scoped(scope, Sql::concat(&[TOLD, OF_TENANT]))
}

/// What readers are told of the site.
pub async fn read<T: Transport>(db: &Database<T>, scope: &TenantScope) -> Result<Site, AppError> {
    Ok(db.read(told(scope)).await?.optional()?.unwrap_or_default())
}

/// The settings, as editors see them.
pub async fn find<T: Transport>(db: &Database<T>, scope: &TenantScope) -> Result<SiteDetail, AppError> {
    const VERSION: &str = concat!(", version, updated_at, ", person!("updated_by"), " AS updated_by");
    let found =
        db.read(Statement::scoped(scope, Sql::concat(&[TOLD, VERSION, OF_TENANT]))).await?.optional()?;
    let nothing = || SiteDetail { site: Site::default(), version: 0, updated_at: None, updated_by: None };
    Ok(found.unwrap_or_else(nothing))
}

row!(Site { title, description, base_url, post_path, preview_path, language, time_zone, default_image_url });
row!(SiteDetail { site: flatten, version, updated_at, updated_by: json });

/// What a save came to.
struct Saved {
    versions: Versions,
    is_zone: bool,
}

row!(Saved { versions: flatten, is_zone });

/// Saves a change with its event, in one statement; the time zone must be one that the database knows. Nobody has saved
/// version 0.
pub async fn update<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    patch: &SitePatch,
    accepted: Option<&[i32]>,
) -> Result<WriteOutcome<i32>, AppError> {
    const UPDATE: [&str; 3] = ["
WITH old AS (
  SELECT settings.*, ", person!("settings.updated_by"), " AS saver FROM site_settings AS settings WHERE settings.tenant_id = $1
),
-- The names of the tz database, but for those that only machines use.
zone AS (
  SELECT $7::text IS NULL OR EXISTS (
    SELECT FROM pg_timezone_names AS zones
    WHERE zones.name = $7 AND zones.name !~ '^(posix|right)/|^(posixrules|localtime|Factory)$'
  ) AS is_known
),
new AS (
  SELECT said.* FROM jsonb_to_record(coalesce((SELECT to_jsonb(old) FROM old), '{}') || $6::jsonb) AS said (
    title text, description text, base_url text, post_path text, preview_path text, language text, time_zone text, default_image_url text
  )
),
saved AS (
  INSERT INTO site_settings AS settings (
    tenant_id, title, description, base_url, post_path, preview_path, language, time_zone, default_image_url,
    version, updated_at, updated_by
  )
  SELECT $1, new.title, new.description, new.base_url, new.post_path, new.preview_path, new.language, new.time_zone, new.default_image_url,
    coalesce((SELECT old.version FROM old), 0) + 1, $3::timestamptz, $4
  FROM new, zone
  WHERE zone.is_known
    AND ($2::integer[] IS NULL OR coalesce((SELECT old.version FROM old), 0) = ANY ($2::integer[]))
  ON CONFLICT (tenant_id) DO UPDATE SET
    title = excluded.title,
    description = excluded.description,
    base_url = excluded.base_url,
    post_path = excluded.post_path,
    preview_path = excluded.preview_path,
    language = excluded.language,
    time_zone = excluded.time_zone,
    default_image_url = excluded.default_image_url,
    version = excluded.version, updated_at = excluded.updated_at, updated_by = excluded.updated_by
  WHERE settings.tenant_id = $1
  RETURNING settings.version
),
evented AS (
  INSERT INTO outbox (id, tenant_id, type, subject, occurred_at, data)
  SELECT $5, $1, 'blog.site.updated', $1, $3::timestamptz, jsonb_build_object('version', version, 'actorId', $4::text)
  FROM saved
)
SELECT coalesce((SELECT version FROM old), 0) AS old_version, (SELECT version FROM saved) AS new_version,
  coalesce((SELECT updated_at FROM old), to_timestamp(0)) AS old_updated_at, (SELECT saver FROM old) AS updated_by,
  (SELECT is_known FROM zone) AS is_zone"];
    let update = Statement::scoped(change.scope, Sql::concat(&UPDATE))
        .bind(accepted_versions(accepted))
        .bind(change.now)
        .bind(change.actor)
        .bind(&change.event)
        .bind(patch.columns().to_string())
        .bind(patch.time_zone.value().map(String::as_str));
    // The first save finds no row to lock.
    let lock = lock_slug(change.scope, "site:settings");
    let saved = db.write_after([lock], update, Isolation::ReadCommitted).await?;
    let Saved { versions, is_zone } = saved.one()?;
    if !is_zone {
        let message = "must be the name of a time zone such as Europe/Berlin";
        return Err(AppError::validation(vec![FieldError::new("timeZone", message)]));
    }
    Ok(versions.outcome())
}
