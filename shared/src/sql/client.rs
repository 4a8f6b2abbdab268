//! The driver's face: read, write, batch.

use std::sync::atomic::{AtomicBool, Ordering};

use super::gate;
use super::protocol::{Asked, MAX_BODY_BYTES, Query};
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

/// Says for whom a transaction runs, for that transaction only: pooled sessions are shared. The parameters of the scope
/// are numbered from `first` on. PostgreSQL evaluates the items in their order.
///
/// For a member it raises an error unless their token and membership allow the transaction; this comes before the
/// announcement, and announces the member's own tenant for itself. If the role was not yet seen to be `confined`, it
/// raises an error if row-level security would not hold it: asked in the first request of an isolate, at the price of no
/// round trip of its own.
fn announcing(scope: &Scope, confined: bool, first: usize) -> (Vec<String>, Vec<Param>) {
    let (tenant, user) = match &scope.subject {
        Subject::Tenant(scope) => (scope.tenant().as_str(), ""),
        Subject::User(scope) => ("", scope.user().as_str()),
        Subject::Global(_) => ("", ""),
    };
    let user = scope.person.as_ref().map_or(user, |person| person.user().as_str());
    let mut params: Vec<Param> = vec![tenant.into(), user.into(), scope.shown.join(" ").into()];
    let number = |position: usize| first + position;
    let mut items = Vec::new();
    if let Some(member) = &scope.member {
        let [tenant, person, session, needed, token] = [3, 4, 5, 6, 7].map(number);
        items.push(format!("app.admit(${tenant}, ${person}, ${session}, ${needed}, ${token}::text[])"));
        params.push(member.scope().tenant().into());
        params.push(member.user().user().into());
        params.push(member.session().into());
        params.push(member.needed().map(Permission::as_str).into());
        params.push(Param::array(member.token().iter().map(|permission| permission.as_str())));
    }
    for (position, setting) in ["tenant_id", "user_id", "shown"].into_iter().enumerate() {
        items.push(format!("set_config('app.{setting}', ${}, true)", number(position)));
    }
    if !confined {
        items.push("app.assert_confined()".to_owned());
    }
    (items, params)
}

/// Whatever follows in the transaction changes nothing.
const READ_ONLY: &str = "set_config('transaction_read_only', 'on', true)";

/// A statement behind the announcement of its scope, if it can stand there. A member's change cannot: it has to see what
/// those before it left, for whom the announcement may wait.
fn gated(statement: &Statement, confined: bool, read_only: bool) -> Option<(String, Vec<Param>)> {
    if statement.scope.member.is_some() && !read_only {
        return None;
    }
    let (items, more) = announcing(&statement.scope, confined, statement.params.len() + 1);
    let first = if read_only { [READ_ONLY, ", "].concat() } else { String::new() };
    let condition = format!("(SELECT ({first}{}) IS NOT NULL)", items.join(", "));
    let form = if read_only { gate::reading } else { gate::writing };
    let text = form(statement.sql.as_str(), &condition)?;
    Some((text, statement.params.iter().cloned().chain(more).collect()))
}

/// Whose batch it is: a tenant's, a person's, or nobody's.
fn whose(scope: &Scope) -> &str {
    match &scope.subject {
        Subject::Tenant(scope) => scope.tenant().as_str(),
        Subject::User(scope) => scope.user().as_str(),
        Subject::Global(_) => "",
    }
}

/// PostgreSQL rolled the transaction back for another one: it may be sent again.
fn is_conflict(error: &SqlError) -> bool {
    matches!(error, SqlError::Database(error) if error.code.is_retryable_conflict())
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
        self.send_one(statement, true).await
    }

    /// Runs statements that change nothing on one snapshot, in one round trip; gives the rows of each.
    pub async fn read_batch<const N: usize>(
        &self,
        statements: [Statement; N],
    ) -> Result<[Rows; N], SqlError> {
        exactly(self.send(&statements, Isolation::RepeatableRead, true).await?)
    }

    /// Runs one statement that may change data, as a transaction of its own.
    pub async fn write(&self, statement: Statement) -> Result<Rows, SqlError> {
        let mut tries = 1;
        loop {
            match self.send_one(statement.clone(), false).await {
                Err(error) if is_conflict(&error) && tries < MAX_CONFLICT_TRIES => tries += 1,
                outcome => return outcome,
            }
        }
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

    /// As [`Self::write_batch`], for as many statements as there are.
    pub async fn write_all(
        &self,
        statements: Vec<Statement>,
        isolation: Isolation,
    ) -> Result<Vec<Rows>, SqlError> {
        self.try_write(&statements, isolation).await
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
                Err(error) if is_conflict(&error) && tries < MAX_CONFLICT_TRIES => tries += 1,
                outcome => return outcome,
            }
        }
    }

    /// Sends one statement: alone if it can be, else as a batch of one.
    async fn send_one(&self, statement: Statement, read_only: bool) -> Result<Rows, SqlError> {
        let confined = self.confined.load(Ordering::Relaxed);
        let results = match gated(&statement, confined, read_only) {
            Some((text, params)) => {
                let asked = Asked::One(Query { query: &text, params: &params });
                self.ask(&asked, &statement.scope, Vec::new(), read_only).await?
            }
            None => self.send(std::slice::from_ref(&statement), Isolation::ReadCommitted, read_only).await?,
        };
        let [rows] = exactly(results)?;
        Ok(rows)
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
        let (items, scope_params) = announcing(&first.scope, self.confined.load(Ordering::Relaxed), 1);
        let enter = format!("SELECT {}", items.join(", "));
        let enter = Query { query: &enter, params: &scope_params };
        let queries = std::iter::once(enter)
            .chain(statements.iter().map(|s| Query { query: s.sql.as_str(), params: &s.params }));
        let batch = vec![
            ("Neon-Batch-Isolation-Level", isolation.header()),
            ("Neon-Batch-Read-Only", if read_only { "true" } else { "false" }),
        ];
        let asked = Asked::Batch { queries: queries.collect() };
        let mut results = self.ask(&asked, &first.scope, batch, read_only).await?;
        Ok(results.split_off(1))
    }

    /// One round trip. A read is sent a second time if the first try did not get through.
    async fn ask(
        &self,
        asked: &Asked<'_>,
        scope: &Scope,
        more: Vec<(&'static str, &str)>,
        read_only: bool,
    ) -> Result<Vec<Rows>, SqlError> {
        let body = asked.encode()?;
        let _session = self.sessions.enter(whose(scope), &self.transport).await?;
        let mut headers = vec![
            ("Content-Type", "application/json"),
            ("Neon-Connection-String", self.connection.expose()),
            ("Neon-Raw-Text-Output", "true"),
            ("Neon-Array-Mode", "true"),
        ];
        headers.extend(more);
        let request = |body| HttpRequest {
            url: &self.endpoint,
            headers: headers.clone(),
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
        let results = asked.decode(&response)?;
        self.confined.store(true, Ordering::Relaxed);
        Ok(results)
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
