//! The gateway's SQL: it asks how a tenant stands and whose an API key is, appends to the request log, and does
//! nothing else.

use logicspike_shared::ids::{ApiKeyId, TenantId};
use logicspike_shared::jwt::VerifiedAccess;
use logicspike_shared::row;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{
    Database, DecodeError, FromRow, GlobalReason, Param, Row, SqlError, Statement, Transport,
};
use logicspike_shared::time::Timestamp;

use crate::log_entry::LogEntry;

/// What a tenant has bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    entitlements: Vec<String>,
    status: Status,
    period_end: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    /// `trialing` or `active`: in force until the period ends, and without an end if none is set.
    Running,
    /// `past_due` or `canceled`: what was paid for lasts until the period ends.
    Ending,
}

impl Plan {
    /// Whether the plan opens a service.
    pub fn includes(&self, service: &str) -> bool {
        self.entitlements.iter().any(|entitlement| entitlement == service)
    }

    /// Whether the subscription is in force.
    pub fn is_active(&self, now: Timestamp) -> bool {
        match (self.status, self.period_end) {
            (_, Some(end)) => now < end,
            (Status::Running, None) => true,
            (Status::Ending, None) => false,
        }
    }
}

/// How a tenant stands at the doors: what it has bought, and what ended early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    plan: Option<Plan>,
    suspended: bool,
    /// People whose tokens are void if they were made up to an instant, in milliseconds since 1970.
    ended_users: Vec<(String, i64)>,
    ended_sessions: Vec<String>,
    suspended_users: Vec<String>,
    quotas: Option<String>,
}

/// What became of a token before it expired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It is void: a right in it was taken away, or its session was ended.
    Void,
    /// The tenant or the person is suspended.
    Suspended,
}

impl Standing {
    /// What the tenant has bought; `None` if it has no subscription.
    pub fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }

    /// How much the tenant may keep, as JSON; `None` if its plan does not say.
    pub fn quotas(&self) -> Option<&str> {
        self.quotas.as_deref()
    }

    /// Whether a verified token has ended before its time.
    pub fn ended(&self, access: &VerifiedAccess) -> Option<Ended> {
        let claims = &access.claims;
        let user = claims.user.as_str();
        if self.suspended || self.suspended_users.iter().any(|suspended| suspended == user) {
            return Some(Ended::Suspended);
        }
        let is_void = self
            .ended_users
            .iter()
            .any(|(ended, at_ms)| ended == user && access.issued_at.as_millis() <= *at_ms)
            || claims
                .session
                .as_ref()
                .is_some_and(|session| self.ended_sessions.iter().any(|ended| ended == session.as_str()));
        is_void.then_some(Ended::Void)
    }
}

impl FromRow for Standing {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        let plan = match row.get::<Option<&str>>("status")? {
            None => None,
            Some(status) => Some(Plan {
                entitlements: row.get("entitlements")?,
                status: match status {
                    "trialing" | "active" => Status::Running,
                    // Also what a later version may add: it is not known to be in force.
                    _ => Status::Ending,
                },
                period_end: row.get("current_period_end")?,
            }),
        };
        let malformed = || DecodeError::Malformed { column: "ended_at_ms".to_owned(), wanted: "instants" };
        let users: Vec<String> = row.get("ended_users")?;
        let instants: Vec<String> = row.get("ended_at_ms")?;
        if users.len() != instants.len() {
            return Err(malformed());
        }
        let ended_users = users
            .into_iter()
            .zip(instants)
            .map(|(user, instant)| Ok((user, instant.parse().map_err(|_| malformed())?)))
            .collect::<Result<_, DecodeError>>()?;
        Ok(Self {
            plan,
            suspended: row.get("suspended")?,
            ended_users,
            ended_sessions: row.get("ended_sessions")?,
            suspended_users: row.get("suspended_users")?,
            quotas: row.get("quotas")?,
        })
    }
}

/// An API key's record. A revoked key has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRecord {
    /// The key's record.
    pub id: ApiKeyId,
    /// The tenant whose key it is.
    pub tenant: TenantId,
    scopes: Vec<String>,
    expires_at: Option<Timestamp>,
    /// Whether the tenant is suspended: its site is closed too.
    pub suspended: bool,
    /// Whether it is meant to be seen in a browser.
    pub publishable: bool,
    /// The sites it may be shown from; from anywhere, if it names none.
    pub allowed_origins: Vec<String>,
}

impl KeyRecord {
    /// Whether the key may be used for a service.
    pub fn reaches(&self, service: &str) -> bool {
        self.scopes.iter().any(|scope| scope == service)
    }

    /// Whether the key's time is not over.
    pub fn is_current(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }
}

row!(KeyRecord { id, tenant: "tenant_id", scopes, expires_at, suspended, publishable, allowed_origins });

/// Why a record could not be read.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The database refused or did not answer.
    #[error(transparent)]
    Sql(#[from] SqlError),
    /// The answer is not what this code expects.
    #[error(transparent)]
    Decode(#[from] DecodeError),
}

impl From<StoreError> for logicspike_shared::error::AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Sql(error) => error.into(),
            StoreError::Decode(error) => error.into(),
        }
    }
}

/// Reads how a tenant stands; `None` if there is no such tenant.
///
/// # Errors
/// See [`StoreError`].
pub async fn standing<T: Transport>(
    database: &Database<T>,
    scope: &TenantScope,
) -> Result<Option<Standing>, StoreError> {
    let statement = Statement::scoped(
        scope,
        "SELECT status, current_period_end, entitlements, suspended, ended_users, \
         ended_at_ms::text[] AS ended_at_ms, ended_sessions, suspended_users, quotas::text AS quotas \
         FROM app.tenant_standing() WHERE app.tenant_id() = $1",
    );
    Ok(database.read(statement).await?.optional()?)
}

/// Finds an API key that was not revoked, by its digest.
///
/// # Errors
/// See [`StoreError`].
pub async fn api_key<T: Transport>(
    database: &Database<T>,
    digest: &str,
) -> Result<Option<KeyRecord>, StoreError> {
    let statement = Statement::global(
        GlobalReason::CredentialLookup,
        "SELECT id, tenant_id, scopes, expires_at, suspended, publishable, allowed_origins \
         FROM app.api_key_by_digest($1)",
    )
    .bind(digest);
    Ok(database.read(statement).await?.optional()?)
}

/// Appends a row to the request log.
///
/// # Errors
/// See [`StoreError`].
pub async fn append<T: Transport>(database: &Database<T>, entry: &LogEntry) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO request_log \
        (tenant_id, occurred_at, request_id, user_id, api_key_id, door, method, route, status, duration_ms, code, reason) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let statement = match &entry.tenant {
        Some(tenant) => Statement::scoped(&TenantScope::of_verified(tenant.clone()), SQL),
        None => Statement::global(GlobalReason::Diagnosis, SQL).bind(Param::NULL),
    };
    let statement = statement
        .bind(entry.occurred_at)
        .bind(&entry.request_id)
        .bind(entry.user.as_ref())
        .bind(entry.api_key.as_ref())
        .bind(entry.door)
        .bind(&entry.method)
        .bind(entry.route)
        .bind(u32::from(entry.status.as_u16()))
        .bind(entry.duration_ms)
        .bind(entry.code)
        .bind(entry.reason.as_str());
    database.write(statement).await?;
    Ok(())
}
