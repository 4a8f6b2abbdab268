//! All SQL of the service. Functions take a scope, never a bare tenant id.

mod all_tenants;
pub(crate) mod api_keys;
pub(crate) mod audit;
pub(crate) mod dead_letters;
pub(crate) mod deliveries;
pub(crate) mod dispatch;
pub(crate) mod inbox;
pub(crate) mod invitations;
pub(crate) mod mail;
pub(crate) mod members;
pub(crate) mod outcome;
mod record;
pub(crate) mod retention;
pub(crate) mod roles;
pub(crate) mod sessions;
pub(crate) mod sign_in;
pub(crate) mod suspension;
pub(crate) mod tenant;
pub(crate) mod webhooks;

pub(crate) use record::Record;

use logicspike_shared::sql::{DecodeError, Row, Rows, SqlError};

/// A list's length, as `count(*)` gives it.
struct Count(i64);

impl logicspike_shared::sql::FromRow for Count {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        row.get("count").map(Self)
    }
}

/// A number of rows, as a parameter.
fn count(rows: usize) -> i32 {
    i32::try_from(rows).unwrap_or(i32::MAX)
}

/// Reads an identifier; a stored one that is none is a defect.
fn id<T, E>(row: &Row<'_>, column: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Result<T, DecodeError> {
    parse(row.get(column)?)
        .map_err(|_| DecodeError::Malformed { column: column.to_owned(), wanted: "an identifier" })
}

/// The results of a batch of `N` statements.
fn exactly<const N: usize>(results: Vec<Rows>) -> Result<[Rows; N], SqlError> {
    results
        .try_into()
        .map_err(|results: Vec<Rows>| SqlError::Protocol(format!("{} results for {N}", results.len())))
}
