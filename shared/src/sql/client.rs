//! The driver's face: read, write, batch.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};

use super::protocol::{self, MAX_BODY_BYTES, Query};
use super::sessions::Sessions;
use super::statement::{Scope, Subject};
use super::{
    ConnectionString, HttpRequest, Isolation, Param, Rows, SqlError, Statement, Transport, TransportError,
};
use crate::permission::Permission;

/// How long one round trip may take, in milliseconds. Above any healthy query, below the patience of
/// a person and of the platform's limit for a sub-request.
const TIMEOUT_MS: u32 = 10_000;

/// Tries of a batch that PostgreSQL rolled back for a conflict, the first one included.
const MAX_CONFLICT_TRIES: u32 = 3;

/// A database behind a SQL-over-HTTP endpoint. Plain data: it may live as long as the isolate.
#[derive(Debug)]
pub struct Database<T> {
    transport: T,
    connection: ConnectionString,
    endpoint: String,
    timeout_ms: u32,
    /// Whether this role was seen not to be able to bypass row-level security.
    confined: AtomicBool,
    sessions: Sessions,
}

/// For whom a transaction runs is announced for that transaction only: pooled sessions are shared.
const ANNOUNCE: &str = "SELECT set_config('app.tenant_id', $1, true), set_config('app.user_id', $2, true), \
set_config('app.shown', $3, true)";
/// PostgreSQL raises an error unless the member's token and membership allow the transaction. This comes before the
/// announcement in the row, and announces the member's own tenant for itself.
const ADMIT: &str = "SELECT app.admit($4, $5, $6, $7, $8::text[]), set_config('app.tenant_id', $1, true), \
set_config('app.user_id', $2, true), set_config('app.shown', $3, true)";
/// PostgreSQL raises an error if the role could bypass row-level security. Asked in the first batch of an isolate, at
/// the price of no round trip of its own.
const CHECK: &str = ", app.assert_confined()";

/// Whose batch it is: a tenant's, a person's, or nobody's.
fn whose(scope: &Scope) -> &str {
    match &scope.subject {
        Subject::Tenant(scope) => scope.tenant().as_str(),
        Subject::User(scope) => scope.user().as_str(),
        Subject::Global(_) => "",
    }
}

/// The first statement of a batch.
fn entering(scope: &Scope, confined: bool) -> (Cow<'static, str>, Vec<Param>) {
    let (tenant, user) = match &scope.subject {
        Subject::Tenant(scope) => (scope.tenant().as_str(), ""),
        Subject::User(scope) => ("", scope.user().as_str()),
        Subject::Global(_) => ("", ""),
    };
    let user = scope.person.as_ref().map_or(user, |person| person.user().as_str());
    let mut params = vec![tenant.into(), user.into(), scope.shown.join(" ").into()];
    let text = match &scope.member {
        None => ANNOUNCE,
        Some(member) => {
            params.push(member.scope().tenant().into());
            params.push(member.user().user().into());
            params.push(member.session().into());
            params.push(member.needed().map(Permission::as_str).into());
            params.push(Param::array(member.token().iter().map(|permission| permission.as_str())));
            ADMIT
        }
    };
    (if confined { text.into() } else { format!("{text}{CHECK}").into() }, params)
}

/// A batch has as many results as it has statements, and the call site names each.
fn exactly<const N: usize>(results: Vec<Rows>) -> Result<[Rows; N], SqlError> {
    results
        .try_into()
        .map_err(|results: Vec<Rows>| SqlError::Protocol(format!("{} results for {N}", results.len())))
}

impl<T: Transport> Database<T> {
    /// A database. Without `endpoint` the one of the connection string's host is taken.
    pub fn new(transport: T, connection: ConnectionString, endpoint: Option<String>) -> Self {
        let endpoint = endpoint.unwrap_or_else(|| connection.default_endpoint());
        Self {
            transport,
            connection,
            endpoint,
            timeout_ms: TIMEOUT_MS,
            confined: AtomicBool::new(false),
            sessions: Sessions::default(),
        }
    }

    /// The same database with another patience, in milliseconds.
    #[must_use]
    pub fn with_timeout_ms(mut self, timeout_ms: u32) -> Self {
        self.timeout_ms = timeout_ms;
        self
    }

    /// Runs one statement that changes nothing, in a read-only transaction. Sent a second time if the
    /// first try did not get through.
    pub async fn read(&self, statement: Statement) -> Result<Rows, SqlError> {
        let [rows] = self.read_batch([statement]).await?;
        Ok(rows)
    }

    /// Runs statements that change nothing on one snapshot, in one round trip; gives the rows of each.
    pub async fn read_batch<const N: usize>(
        &self,
        statements: [Statement; N],
    ) -> Result<[Rows; N], SqlError> {
        // One statement has one snapshot anyhow.
        let isolation = if N > 1 { Isolation::RepeatableRead } else { Isolation::ReadCommitted };
        exactly(self.send(&statements, isolation, true).await?)
    }

    /// Runs one statement that may change data, as a transaction of its own.
    pub async fn write(&self, statement: Statement) -> Result<Rows, SqlError> {
        let [rows] = self.write_batch([statement], Isolation::ReadCommitted).await?;
        Ok(rows)
    }

    /// Runs statements as one transaction, rolled back whole at the first error; gives the rows of each. Sent again
    /// only when PostgreSQL says that it was rolled back for a conflict.
    pub async fn write_batch<const N: usize>(
        &self,
        statements: [Statement; N],
        isolation: Isolation,
    ) -> Result<[Rows; N], SqlError> {
        exactly(self.try_write(&statements, isolation).await?)
    }

    /// As [`Self::write_batch`], for a statement that others may have to come before; gives its rows alone.
    pub async fn write_after(
        &self,
        before: impl IntoIterator<Item = Statement>,
        last: Statement,
        isolation: Isolation,
    ) -> Result<Rows, SqlError> {
        let statements: Vec<Statement> = before.into_iter().chain([last]).collect();
        let rows = self.try_write(&statements, isolation).await?.pop();
        rows.ok_or_else(|| SqlError::Protocol("no results".to_owned()))
    }

    async fn try_write(&self, statements: &[Statement], isolation: Isolation) -> Result<Vec<Rows>, SqlError> {
        let mut tries = 1;
        loop {
            match self.send(statements, isolation, false).await {
                Err(SqlError::Database(error))
                    if error.code.is_retryable_conflict() && tries < MAX_CONFLICT_TRIES =>
                {
                    tries += 1;
                }
                outcome => return outcome,
            }
        }
    }

    async fn send(
        &self,
        statements: &[Statement],
        isolation: Isolation,
        read_only: bool,
    ) -> Result<Vec<Rows>, SqlError> {
        let Some(first) = statements.first() else { return Ok(Vec::new()) };
        if statements.iter().any(|statement| statement.scope != first.scope) {
            return Err(SqlError::MixedScopes);
        }
        let confined = self.confined.load(Ordering::Relaxed);
        let (enter, scope_params) = entering(&first.scope, confined);
        let enter = Query { query: &enter, params: &scope_params };
        let queries: Vec<Query<'_>> = std::iter::once(enter)
            .chain(statements.iter().map(|s| Query { query: s.sql.as_str(), params: &s.params }))
            .collect();

        let body = protocol::encode(&queries)?;
        let _session = self.sessions.enter(whose(&first.scope), &self.transport).await?;
        let request = |body| HttpRequest {
            url: &self.endpoint,
            headers: vec![
                ("Content-Type", "application/json"),
                ("Neon-Connection-String", self.connection.expose()),
                ("Neon-Raw-Text-Output", "true"),
                ("Neon-Array-Mode", "true"),
                ("Neon-Batch-Isolation-Level", isolation.header()),
                ("Neon-Batch-Read-Only", if read_only { "true" } else { "false" }),
            ],
            body,
            timeout_ms: self.timeout_ms,
            most_bytes: MAX_BODY_BYTES,
        };
        let answer = if read_only {
            // A connection that the endpoint has just closed is no outage, and reading twice does no harm.
            match self.transport.post(request(body.clone())).await {
                Err(TransportError::Unreachable(_)) => self.transport.post(request(body)).await,
                outcome => outcome,
            }
        } else {
            self.transport.post(request(body)).await
        };
        let response = answer.map_err(|error| match error {
            TransportError::TooLarge(_) => SqlError::AnswerTooLarge,
            error => SqlError::Unavailable(error.to_string()),
        })?;
        let mut results = protocol::decode(&response, queries.len())?;
        self.confined.store(true, Ordering::Relaxed);
        Ok(results.split_off(1))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;
    use crate::sql::{GlobalReason, HttpResponse};

    /// Gives one answer always, and counts how often it was asked.
    struct Counting {
        answer: Result<HttpResponse, TransportError>,
        asked: AtomicUsize,
    }

    impl Transport for Counting {
        async fn post(&self, _: HttpRequest<'_>) -> Result<HttpResponse, TransportError> {
            self.asked.fetch_add(1, Ordering::Relaxed);
            self.answer.clone()
        }
        async fn pause(&self, _: u32) {}
        fn now_ms(&self) -> i64 {
            0
        }
    }

    #[tokio::test]
    async fn a_server_that_refuses_or_is_silent_is_asked_once_and_a_broken_line_is_tried_again_for_a_read() {
        let refused = HttpResponse { status: 500, body: b"{}".to_vec() };
        for (answer, reads, writes) in [
            (Ok(refused), 1, 1),
            (Err(TransportError::TimedOut(1)), 1, 1),
            (Err(TransportError::TooLarge(1)), 1, 1),
            (Err(TransportError::Unreachable("broke".to_owned())), 2, 1),
        ] {
            let connection = ConnectionString::parse("postgres://u:p@h/d").unwrap();
            let transport = Counting { answer, asked: AtomicUsize::new(0) };
            let database = Database::new(transport, connection, None);
            let statement = || Statement::global(GlobalReason::Diagnosis, "SELECT 1");
            assert!(database.read(statement()).await.is_err());
            assert_eq!(database.transport.asked.swap(0, Ordering::Relaxed), reads);
            assert!(database.write(statement()).await.is_err());
            assert_eq!(database.transport.asked.load(Ordering::Relaxed), writes);
        }
    }
}
