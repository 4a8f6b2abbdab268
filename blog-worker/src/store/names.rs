//! Names of categories and tags: one of each in a tenant, without regard to case and to white space around it.

use logicspike_shared::error::AppError;
use logicspike_shared::row;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::Statement;
use serde::Serialize;

/// Who has a name.
#[derive(Debug, Serialize)]
pub(super) struct Holder {
    pub(super) id: String,
    pub(super) slug: String,
}

row!(Holder { id: "holder_id", slug: "holder_slug" });

impl Holder {
    /// The refusal to give the name to another one too.
    pub(super) fn refusal(&self) -> AppError {
        AppError::name_in_use().with_current(self)
    }
}

/// Goes on after a table: the rows but `$2`. A condition on `name_key` and [`FIRST`] follow.
pub(super) const OTHERS: &str = " WHERE tenant_id = $1 AND id <> $2 AND name_key = app.name_key(";
/// Of doubles from before there was one of a name, the first has it.
pub(super) const FIRST: &str = ") ORDER BY created_at, id LIMIT 1";

/// Serialises those who give this name in a table, for the length of the transaction. The statements after it then see
/// whoever has it.
pub(super) fn lock(scope: &TenantScope, table: &'static str, name: &str) -> Statement {
    const LOCK: &str = "SELECT pg_advisory_xact_lock(hashtextextended($1 || '/' || $2 || '/name/' || app.name_key($3), 0))::text";
    Statement::scoped(scope, LOCK).bind(table).bind(name)
}

/// Who has the name, beside the one with this id.
pub(super) fn holder(scope: &TenantScope, table: &'static str, name: &str, id: &str) -> Statement {
    Statement::scoped(scope, "SELECT id AS holder_id, slug AS holder_slug FROM ")
        .bind(id)
        .push(table)
        .push(OTHERS)
        .push_bind(name)
        .push(FIRST)
}
