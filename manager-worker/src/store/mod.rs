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

/// A number of rows, as a parameter.
fn count(rows: usize) -> i32 {
    i32::try_from(rows).unwrap_or(i32::MAX)
}
