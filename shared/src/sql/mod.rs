//! A small driver for Neon's SQL-over-HTTP.
//!
//! One round trip and one transaction per call. PostgreSQL is told the tenant in it
//! (`set_config('app.tenant_id', …, true)`), so that row-level security applies: a single statement says so in a condition
//! that comes before it ([`gate`]), several travel as a batch whose first statement does. Values travel as text in both
//! directions: exact for every type.
//!
//! Who writes SQL: the `store` modules of the Workers. What this module leaves to others: HTTP and
//! the clock, which a [`Transport`] has (`fetch` in a Worker, an HTTP client natively).

mod array;
mod client;
mod connection;
mod error;
mod gate;
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
