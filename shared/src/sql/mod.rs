//! A small driver for Neon's SQL-over-HTTP.
//!
//! One round trip per call: a tenant's statements travel as one batch, which is one transaction, and
//! whose first statement tells PostgreSQL the tenant (`set_config('app.tenant_id', …, true)`), so that
//! row-level security applies. Values travel as text in both directions: exact for every type.
//!
//! Who writes SQL: the `store` modules of the Workers. What this module leaves to others: HTTP itself,
//! which a [`Transport`] does (`fetch` in a Worker, an HTTP client natively).

mod array;
mod client;
mod connection;
mod error;
mod param;
mod protocol;
mod row;
mod sessions;
mod statement;
mod transport;
mod value;

#[cfg(feature = "native")]
mod native;
#[cfg(feature = "native")]
pub mod testing;

pub use client::Database;
pub use connection::{ConnectionString, InvalidConnectionString};
pub use error::{DatabaseError, OnConstraint, SqlError, SqlState};
pub use param::Param;
pub use protocol::Isolation;
pub use row::{DecodeError, Field, FromRow, Row, Rows};
pub use statement::{GlobalReason, Sql, Statement};
pub use transport::{HttpRequest, HttpResponse, Transport, TransportError};
pub use value::{FromSql, Json};

#[cfg(feature = "native")]
pub use native::NativeTransport;
