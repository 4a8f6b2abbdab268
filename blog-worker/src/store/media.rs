//! What is known of pictures. The files themselves are in the bucket: a row comes before its file, and goes with a note
//! that the file is to go; so whatever breaks off, the sweep finds it.
//!
//! Who makes, removes or sweeps pictures of a tenant waits for the others of the tenant, for the length of the
//! transaction: a file that is being removed is not stored anew meanwhile, and one that is stored is not removed.

use logicspike_shared::error::AppError;
use logicspike_shared::ids::{MediaId, TenantId};
use logicspike_shared::paging::{Cursor, Page};
use logicspike_shared::row;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Database, GlobalReason, Isolation, Param, Sql, Statement, Transport};
use logicspike_shared::time::Timestamp;

use super::idempotency::Idempotency;
use super::{Change, usage};
use crate::api::MediaUse;
use crate::domain::Quota;
use crate::domain::media::FileName;

/// Pictures as the table has them.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the columns")]
pub struct Kept {
    pub id: String,
    pub hash: String,
    pub extension: String,
    pub width: i32,
    pub height: i32,
    pub bytes: i32,
    pub name: String,
    pub alt: String,
    pub stored: bool,
    pub created_at: Timestamp,
}

row!(Kept { id, hash, extension, width, height, bytes, name, alt, stored, created_at });

const COLUMNS: &str = "id, hash, extension, width, height, bytes, name, alt, stored, created_at";

/// A file that has come.
#[derive(Debug)]
#[expect(missing_docs, reason = "what it is")]
pub struct NewMedia {
    pub id: MediaId,
    pub file: FileName,
    pub width: i32,
    pub height: i32,
    pub bytes: u32,
    pub name: String,
}

/// What an upload came to.
#[derive(Debug)]
pub enum Entered {
    /// It has a row: a new one, or that of the same file.
    Kept(Kept),
    /// The same file is being removed.
    BeingRemoved,
    /// The key was used for another request.
    KeyReused,
}

/// How long whoever removes a file is at it.
const CLAIM: &str = "interval '1 minute'";

fn lock(scope: &TenantScope) -> Statement {
    Statement::scoped(scope, "SELECT pg_advisory_xact_lock(hashtextextended($1 || '/media', 0))::text")
}

struct Verdict {
    may_make: bool,
}

row!(Verdict { may_make });

/// Enters a file, unless the tenant has it already or keeps as much as it may. The same file under the same
/// `Idempotency-Key` is the same request, another one is not.
pub async fn enter<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    new: &NewMedia,
    idempotency: Option<&Idempotency>,
) -> Result<Entered, AppError> {
    // What was to go and nobody is at yet, stays.
    const STAYS: &str =
        "DELETE FROM media_removals WHERE tenant_id = $1 AND hash = $2 AND claimed_until <= $3::timestamptz";
    const ENTER: &str = "
WITH claim AS (
  INSERT INTO idempotency_keys (tenant_id, key, fingerprint, response, created_at)
  SELECT $1, $10, $11, jsonb_build_object('id', $2::text), $9::timestamptz WHERE $10::text IS NOT NULL
  ON CONFLICT (tenant_id, key) DO UPDATE
  SET fingerprint = excluded.fingerprint, response = excluded.response,
    created_at = CASE
      WHEN idempotency_keys.fingerprint = excluded.fingerprint
        AND idempotency_keys.created_at > excluded.created_at - interval '24 hours'
      THEN idempotency_keys.created_at ELSE excluded.created_at
    END
  WHERE idempotency_keys.created_at <= excluded.created_at - interval '24 hours'
    OR idempotency_keys.fingerprint = excluded.fingerprint
  RETURNING 1
),
verdict AS (SELECT $10::text IS NULL OR EXISTS (SELECT FROM claim) AS may_make),
made AS (
  INSERT INTO media (tenant_id, id, hash, extension, width, height, bytes, name, created_at)
  SELECT $1, $2, $3, $4, $5::integer, $6::integer, $7::integer, $8, $9::timestamptz
  FROM verdict
  WHERE may_make AND NOT EXISTS (SELECT FROM media_removals WHERE tenant_id = $1 AND hash = $3)
  ON CONFLICT (tenant_id, hash) DO NOTHING
)
SELECT may_make FROM verdict";
    const WITHIN: &str = "
SELECT app.refuse_over_quota('mediaBytes') FROM tenant_usage
WHERE tenant_id = $1 AND media_bytes > $2::bigint
  AND EXISTS (SELECT FROM media WHERE tenant_id = $1 AND id = $3)";
    let stays = Statement::scoped(change.scope, STAYS).bind(new.file.hash()).bind(change.now);
    let enter = Statement::scoped(change.scope, ENTER)
        .bind(&new.id)
        .bind(new.file.hash())
        .bind(new.file.kind().extension())
        .bind(new.width)
        .bind(new.height)
        .bind(i64::from(new.bytes))
        .bind(&new.name)
        .bind(change.now);
    let enter = Idempotency::bind_to(idempotency, enter);
    let within =
        Statement::scoped(change.scope, WITHIN).bind(Quota::MediaBytes.bound(change.quotas)).bind(&new.id);
    let row = Sql::concat(&["SELECT ", COLUMNS, " FROM media WHERE tenant_id = $1 AND hash = $2"]);
    let row = Statement::scoped(change.scope, row).bind(new.file.hash());
    let batch = [lock(change.scope), stays, enter, within, row];
    let written = db.write_batch(batch, Isolation::ReadCommitted).await;
    if let Some(refusal) = written.as_ref().err().and_then(usage::refusal) {
        return Err(refusal);
    }
    let [_, _, entered, _, row] = written?;
    if !entered.one::<Verdict>()?.may_make {
        return Ok(Entered::KeyReused);
    }
    Ok(row.optional()?.map_or(Entered::BeingRemoved, Entered::Kept))
}

/// Notes that the file of a row is in the bucket; whether there is such a row.
pub async fn note_stored<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    id: &str,
) -> Result<bool, AppError> {
    const STORED: &str = "UPDATE media SET stored = true WHERE tenant_id = $1 AND id = $2 RETURNING id";
    Ok(!db.write(Statement::scoped(scope, STORED).bind(id)).await?.rows.is_empty())
}

/// A page of a list.
#[derive(Debug)]
pub struct ListQuery {
    /// Which page, of how many pictures.
    pub page: Page,
    /// In the page's place: what follows this picture.
    pub after: Option<Cursor>,
    /// Only pictures with this in their name or in what they show.
    pub search: Option<String>,
}

/// The order of the list, as cursors name it.
pub const NEWEST: &str = "createdAt.desc";

struct Figures {
    total: i64,
    bytes_used: i64,
}

row!(Figures { total, bytes_used });

/// A page of pictures, newest first, how many there are in all, and what all of the tenant's weigh.
pub async fn list<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    query: &ListQuery,
) -> Result<(Vec<Kept>, i64, i64), AppError> {
    const FIGURES: &str = "
SELECT (SELECT count(*) FROM media WHERE tenant_id = $1 AND stored
    AND ($2::text IS NULL OR strpos(lower(name || ' ' || alt), lower($2)) > 0)) AS total,
  coalesce((SELECT media_bytes FROM tenant_usage WHERE tenant_id = $1), 0) AS bytes_used";
    let figures = Statement::scoped(scope, FIGURES).bind(query.search.as_deref());
    let mut rows =
        Statement::scoped(scope, "SELECT ").push(COLUMNS).push(" FROM media WHERE tenant_id = $1 AND stored");
    if let Some(search) = &query.search {
        rows = rows
            .push(" AND strpos(lower(name || ' ' || alt), lower(")
            .push_bind(search.as_str())
            .push(")) > 0");
    }
    if let Some(after) = &query.after {
        let at = after.at.map(Timestamp::to_precise);
        rows = rows.push(" AND (created_at, id) < (").push_bind(at);
        rows = rows.push("::timestamptz, ").push_bind(after.id.as_str()).push(")");
    }
    // One more than is shown tells whether the list goes on.
    rows = rows.push(" ORDER BY created_at DESC, id DESC LIMIT ").push_bind(query.page.limit + 1);
    rows = rows.push("::bigint OFFSET ").push_bind(query.page.offset()).push("::bigint");
    let [rows, figures] = db.read_batch([rows, figures]).await?;
    let Figures { total, bytes_used } = figures.one()?;
    Ok((rows.all()?, total, bytes_used))
}

/// The posts that show the picture `$2`, or would with their working copies.
const USES: &str = "
SELECT DISTINCT p.id, p.title FROM media AS m
JOIN post_media AS shown ON shown.tenant_id = $1 AND shown.hash = m.hash
JOIN posts AS p ON p.tenant_id = $1 AND p.id = shown.post_id
WHERE m.tenant_id = $1 AND m.id = $2 AND m.stored
ORDER BY p.id LIMIT 100";

row!(MediaUse { id, title });

/// A picture by its id, and the posts that show it.
pub async fn find<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    id: &MediaId,
) -> Result<Option<(Kept, Vec<MediaUse>)>, AppError> {
    let row = Sql::concat(&["SELECT ", COLUMNS, " FROM media WHERE tenant_id = $1 AND id = $2 AND stored"]);
    let row = Statement::scoped(scope, row).bind(id);
    let [row, uses] = db.read_batch([row, Statement::scoped(scope, USES).bind(id)]).await?;
    match row.optional()? {
        Some(kept) => Ok(Some((kept, uses.all()?))),
        None => Ok(None),
    }
}

/// Changes what a picture is called and what is said that it shows; what is none, stays.
pub async fn update<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    id: &MediaId,
    name: Option<&str>,
    alt: Option<&str>,
) -> Result<Option<Kept>, AppError> {
    const UPDATE: &str = "
UPDATE media SET name = coalesce($3, name), alt = coalesce($4, alt) WHERE tenant_id = $1 AND id = $2 AND stored
RETURNING ";
    let update = Statement::scoped(scope, Sql::concat(&[UPDATE, COLUMNS])).bind(id).bind(name).bind(alt);
    Ok(db.write(update).await?.optional()?)
}

/// What a deletion came to.
#[derive(Debug)]
pub enum Deleted {
    /// The row is gone; the caller is to remove its file, and has a minute for it.
    Row(FileName),
    /// There is no such picture.
    NotFound,
    /// These posts show it.
    InUse(Vec<MediaUse>),
}

struct File {
    hash: String,
    extension: String,
}

row!(File { hash, extension });

impl File {
    fn name(&self) -> Result<FileName, AppError> {
        let text = format!("{}.{}", self.hash, self.extension);
        FileName::parse(&text).ok_or_else(|| AppError::internal(format!("{text} is no name of a file")))
    }
}

/// Deletes a picture that no post shows, or with `force` any.
pub async fn delete<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    id: &MediaId,
    now: Timestamp,
    force: bool,
) -> Result<Deleted, AppError> {
    const DELETE: &str = "
WITH gone AS (
  DELETE FROM media AS m WHERE m.tenant_id = $1 AND m.id = $2 AND m.stored
    AND ($4::boolean OR NOT EXISTS (SELECT FROM post_media AS s WHERE s.tenant_id = $1 AND s.hash = m.hash))
  RETURNING hash, extension
)
INSERT INTO media_removals (tenant_id, hash, extension, claimed_until)
SELECT $1, hash, extension, $3::timestamptz + ";
    const TO_GO: &str = " FROM gone
ON CONFLICT (tenant_id, hash) DO UPDATE SET claimed_until = excluded.claimed_until
RETURNING hash, extension";
    let delete =
        Statement::scoped(scope, Sql::concat(&[DELETE, CLAIM, TO_GO])).bind(id).bind(now).bind(force);
    let uses = Statement::scoped(scope, USES).bind(id);
    let [_, uses, deleted] = db.write_batch([lock(scope), uses, delete], Isolation::ReadCommitted).await?;
    if let Some(file) = deleted.optional::<File>()? {
        return Ok(Deleted::Row(file.name()?));
    }
    let uses: Vec<MediaUse> = uses.all()?;
    Ok(if uses.is_empty() { Deleted::NotFound } else { Deleted::InUse(uses) })
}

/// Notes that files are gone from the bucket.
pub async fn note_removed<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    files: &[FileName],
) -> Result<(), AppError> {
    const REMOVED: &str = "DELETE FROM media_removals WHERE tenant_id = $1 AND hash = ANY ($2::text[])";
    let hashes = Param::array(files.iter().map(FileName::hash));
    db.write(Statement::scoped(scope, REMOVED).bind(hashes)).await?;
    Ok(())
}

/// Tenants looked after in one sweep; those left over are due in the next one.
const MOST_TENANTS: i32 = 500;

/// Tenants that have files to remove, or rows whose file never came.
pub async fn tenants_to_sweep<T: Transport>(
    db: &Database<T>,
    now: Timestamp,
) -> Result<Vec<TenantScope>, AppError> {
    let statement = Statement::global(
        GlobalReason::Sweep,
        "SELECT tenant_id FROM app.tenants_with_media_to_remove($1::timestamptz, $2::integer) AS tenant_id",
    )
    .bind(now)
    .bind(MOST_TENANTS);
    let due: Vec<TenantId> = db.read(statement).await?.scalars()?;
    // The id comes from a row that names its tenant.
    Ok(due.into_iter().map(TenantScope::of_verified).collect())
}

/// Gives up rows whose file never came, and claims files that are to go, a hundred at most: the caller is to remove
/// them, and has a minute for it.
pub async fn claim_removals<T: Transport>(
    db: &Database<T>,
    scope: &TenantScope,
    now: Timestamp,
) -> Result<Vec<FileName>, AppError> {
    const GIVE_UP: &str = "
WITH gone AS (
  DELETE FROM media WHERE tenant_id = $1 AND NOT stored AND created_at <= $2::timestamptz - interval '1 hour'
  RETURNING hash, extension
)
INSERT INTO media_removals (tenant_id, hash, extension, claimed_until)
SELECT $1, hash, extension, $2::timestamptz FROM gone
ON CONFLICT (tenant_id, hash) DO NOTHING";
    const CLAIMED: &str = "
UPDATE media_removals SET claimed_until = $2::timestamptz + ";
    const DUE: &str = "
WHERE tenant_id = $1 AND hash IN (
  SELECT hash FROM media_removals WHERE tenant_id = $1 AND claimed_until <= $2::timestamptz LIMIT 100
)
RETURNING hash, extension";
    let give_up = Statement::scoped(scope, GIVE_UP).bind(now);
    let claim = Statement::scoped(scope, Sql::concat(&[CLAIMED, CLAIM, DUE])).bind(now);
    let [_, _, claimed] = db.write_batch([lock(scope), give_up, claim], Isolation::ReadCommitted).await?;
    claimed.all::<File>()?.iter().map(File::name).collect()
}
