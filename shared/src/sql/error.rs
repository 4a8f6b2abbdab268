//! What can go wrong with a query, by what the caller can do about it.

use std::fmt;

use serde::Deserialize;

use super::DecodeError;

/// A five-character SQLSTATE (PostgreSQL documentation, appendix A). Unknown codes are kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(transparent)]
pub struct SqlState(String);

impl SqlState {
    /// `unique_violation`.
    pub const UNIQUE_VIOLATION: &'static str = "23505";
    /// `foreign_key_violation`.
    pub const FOREIGN_KEY_VIOLATION: &'static str = "23503";
    /// `check_violation`.
    pub const CHECK_VIOLATION: &'static str = "23514";
    /// `not_null_violation`.
    pub const NOT_NULL_VIOLATION: &'static str = "23502";
    /// `serialization_failure`.
    pub const SERIALIZATION_FAILURE: &'static str = "40001";
    /// `lock_not_available`: a wait for somebody else's lock took too long.
    pub const LOCK_NOT_AVAILABLE: &'static str = "55P03";
    /// `query_canceled`: a statement took too long.
    pub const QUERY_CANCELED: &'static str = "57014";
    /// `invalid_password`.
    pub const INVALID_PASSWORD: &'static str = "28P01";
    /// `deadlock_detected`.
    pub const DEADLOCK_DETECTED: &'static str = "40P01";

    /// The code's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The server said that it cannot serve now: connection trouble (08), resources (53), shutdown
    /// and start-up (57P). A protocol violation (08P01) is the client's defect.
    fn is_unavailable(&self) -> bool {
        (self.0.starts_with("08") && self.0 != "08P01")
            || self.0.starts_with("53")
            || self.0.starts_with("57P")
    }

    /// The transaction was rolled back for a conflict with another; the same batch may be sent again.
    pub(super) fn is_retryable_conflict(&self) -> bool {
        matches!(self.as_str(), Self::SERIALIZATION_FAILURE | Self::DEADLOCK_DETECTED)
    }
}

/// An error that PostgreSQL reported. Its texts may quote data: for logs behind `DEBUG`, never for clients.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DatabaseError {
    /// The primary message.
    pub message: String,
    /// The SQLSTATE; empty where the endpoint speaks for itself.
    #[serde(default)]
    pub code: SqlState,
    /// The secondary message.
    #[serde(default)]
    pub detail: Option<String>,
    /// A hint.
    #[serde(default)]
    pub hint: Option<String>,
    /// The schema of the object concerned.
    #[serde(default)]
    pub schema: Option<String>,
    /// The table concerned.
    #[serde(default)]
    pub table: Option<String>,
    /// The column concerned.
    #[serde(default)]
    pub column: Option<String>,
    /// The constraint that was violated.
    #[serde(default)]
    pub constraint: Option<String>,
}

impl fmt::Display for DatabaseError {
    /// Code and names only: message and detail may quote the row.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SQLSTATE {}", self.code.as_str())?;
        if let Some(constraint) = &self.constraint {
            write!(f, ", constraint {constraint}")?;
        }
        Ok(())
    }
}

/// Why a query gave no rows.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SqlError {
    /// PostgreSQL refused the statement; the whole batch was rolled back.
    #[error("the database refused: {0}")]
    Database(Box<DatabaseError>),
    /// The database or its endpoint could not be reached, or did not answer in time. Whether the batch
    /// was carried out is unknown.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// A wait for another transaction, or a statement, took longer than the role may wait; the whole batch was rolled
    /// back.
    #[error("the database was busy for too long: {0}")]
    Busy(Box<DatabaseError>),
    /// The request is over the endpoint's limit.
    #[error("the request is over 10 MiB")]
    RequestTooLarge,
    /// The answer is over what the endpoint gives or the driver reads. It is as large when asked for again: a statement
    /// that has no bound.
    #[error("the answer is over 10 MiB")]
    AnswerTooLarge,
    /// The endpoint's answer is not of the protocol.
    #[error("unexpected answer from the SQL endpoint: {0}")]
    Protocol(String),
    /// The rows are not of the expected form.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// Statements of several tenants in one batch: a defect, refused before anything is sent.
    #[error("a batch holds statements of different scopes")]
    MixedScopes,
}

impl SqlError {
    /// A password that was changed is soon in place: until then it is as if the database were away.
    pub(super) fn password_refused() -> Self {
        Self::Unavailable("password refused".to_owned())
    }

    pub(super) fn from_database(error: DatabaseError) -> Self {
        if matches!(error.code.as_str(), SqlState::LOCK_NOT_AVAILABLE | SqlState::QUERY_CANCELED) {
            Self::Busy(Box::new(error))
        } else if error.code.as_str() == SqlState::INVALID_PASSWORD {
            Self::password_refused()
        } else if error.code.is_unavailable() {
            Self::Unavailable(error.to_string())
        } else {
            Self::Database(Box::new(error))
        }
    }

    /// The SQLSTATE, where PostgreSQL gave one.
    pub fn state(&self) -> Option<&str> {
        match self {
            Self::Database(error) | Self::Busy(error) => Some(error.code.as_str()),
            _ => None,
        }
    }

    /// The violated constraint, where there is one.
    pub fn constraint(&self) -> Option<&str> {
        match self {
            Self::Database(error) => error.constraint.as_deref(),
            _ => None,
        }
    }
}

/// Turns a violated constraint into the error that it means at the call site.
pub trait OnConstraint<T> {
    /// Maps a violation of the named constraint; every other outcome passes through.
    fn on_constraint<E: From<SqlError>>(self, name: &str, map: impl FnOnce() -> E) -> Result<T, E>;
}

impl<T> OnConstraint<T> for Result<T, SqlError> {
    fn on_constraint<E: From<SqlError>>(self, name: &str, map: impl FnOnce() -> E) -> Result<T, E> {
        self.map_err(|error| if error.constraint() == Some(name) { map() } else { error.into() })
    }
}
