//! A platform database that speaks the driver's protocol from a few records, and counts its calls.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use logicspike_shared::api_key::ApiKey;
use logicspike_shared::runtime::testing::FixedRuntime;
use logicspike_shared::sql::testing::{Sent, statements};
use logicspike_shared::sql::{HttpRequest, HttpResponse, Transport, TransportError};
use serde_json::{Value, json};

const BOOL: u32 = 16;
const TEXT: u32 = 25;
const TEXT_ARRAY: u32 = 1009;
const TIMESTAMPTZ: u32 = 1184;

/// What every tenant may keep.
pub(crate) const QUOTAS: &str = r#"{"posts":10}"#;
/// The id of every key's record.
pub(crate) const KEY_ID: &str = "key_1";

type Row = Vec<Option<String>>;

#[derive(Debug, Default)]
struct State {
    plans: BTreeMap<String, Row>,
    ended: BTreeMap<String, EarlyEnds>,
    suspended: Vec<String>,
    keys: BTreeMap<String, Row>,
    calls: Vec<Value>,
    log: Vec<Vec<Option<String>>>,
    down: bool,
}

/// What ended early in a tenant.
#[derive(Debug, Clone, Default)]
struct EarlyEnds {
    users: Vec<(String, i64)>,
    sessions: Vec<String>,
    suspended_users: Vec<String>,
}

fn array(items: impl IntoIterator<Item = String>) -> String {
    format!("{{{}}}", items.into_iter().collect::<Vec<_>>().join(","))
}

/// The platform database.
#[derive(Debug, Clone)]
pub(crate) struct FakeDatabase(Arc<Mutex<State>>);

impl FakeDatabase {
    pub(crate) fn new() -> Self {
        let database = Self(Arc::default());
        database.set_plan("tenant_1", "active", None, "{blog}");
        database
    }

    /// Gives a tenant a subscription.
    pub(crate) fn set_plan(&self, tenant: &str, status: &str, period_end: Option<&str>, entitlements: &str) {
        let row = vec![Some(status.to_owned()), period_end.map(str::to_owned), Some(entitlements.to_owned())];
        self.0.lock().unwrap().plans.insert(tenant.to_owned(), row);
    }

    /// Voids the tokens of a person of `tenant_1` that were made up to an instant.
    pub(crate) fn end_user(&self, user: &str, at_ms: i64) {
        let mut state = self.0.lock().unwrap();
        state.ended.entry("tenant_1".to_owned()).or_default().users.push((user.to_owned(), at_ms));
    }

    /// Ends a session of `tenant_1`.
    pub(crate) fn end_session(&self, session: &str) {
        let mut state = self.0.lock().unwrap();
        state.ended.entry("tenant_1".to_owned()).or_default().sessions.push(session.to_owned());
    }

    /// Suspends a person of `tenant_1`.
    pub(crate) fn suspend_user(&self, user: &str) {
        let mut state = self.0.lock().unwrap();
        state.ended.entry("tenant_1".to_owned()).or_default().suspended_users.push(user.to_owned());
    }

    /// Suspends a tenant.
    pub(crate) fn suspend(&self, tenant: &str) {
        self.0.lock().unwrap().suspended.push(tenant.to_owned());
    }

    /// Lets a tenant go on.
    pub(crate) fn resume(&self, tenant: &str) {
        self.0.lock().unwrap().suspended.retain(|suspended| suspended != tenant);
    }

    /// Makes an API key.
    pub(crate) fn add_key(&self, tenant: &str, scopes: &str, expires_at: Option<&str>) -> ApiKey {
        let key = ApiKey::generate(&FixedRuntime::default());
        let expires_at = expires_at.map(str::to_owned);
        let row = vec![
            Some(KEY_ID.to_owned()),
            Some(tenant.to_owned()),
            Some(scopes.to_owned()),
            expires_at,
            Some("f".to_owned()),
            Some("{}".to_owned()),
        ];
        self.0.lock().unwrap().keys.insert(key.digest(), row);
        key
    }

    /// Makes a publishable API key for some sites, in PostgreSQL's notation.
    pub(crate) fn add_publishable_key(&self, origins: &str) -> ApiKey {
        let key = self.add_key("tenant_1", "{blog}", None);
        let mut state = self.0.lock().unwrap();
        let row = state.keys.get_mut(&key.digest()).unwrap();
        row.truncate(4);
        row.extend([Some("t".to_owned()), Some(origins.to_owned())]);
        key
    }

    /// Revokes an API key: a revoked one is not found.
    pub(crate) fn revoke(&self, key: &ApiKey) {
        self.0.lock().unwrap().keys.remove(&key.digest());
    }

    /// Makes the database unreachable, or reachable again.
    pub(crate) fn set_down(&self, down: bool) {
        self.0.lock().unwrap().down = down;
    }

    /// How often it was asked something.
    pub(crate) fn calls(&self) -> usize {
        self.0.lock().unwrap().calls.len()
    }

    /// The rows of the request log, in the order of the table's columns in the statement.
    pub(crate) fn log(&self) -> Vec<Vec<Option<String>>> {
        self.0.lock().unwrap().log.clone()
    }

    /// Everything it was ever asked, as text.
    pub(crate) fn transcript(&self) -> String {
        self.0.lock().unwrap().calls.iter().map(Value::to_string).collect()
    }
}

impl Transport for FakeDatabase {
    async fn pause(&self, milliseconds: u32) {
        tokio::time::sleep(std::time::Duration::from_millis(milliseconds.into())).await;
    }

    fn now_ms(&self) -> i64 {
        0
    }

    async fn post(&self, request: HttpRequest<'_>) -> Result<HttpResponse, TransportError> {
        let body: Value = serde_json::from_str(&request.body).unwrap();
        let mut state = self.0.lock().unwrap();
        let sent = statements(&request.body);
        let [Sent { tenant, text, params }] = sent.as_slice() else {
            panic!("one statement at a time: {body}")
        };
        let is_append = text.starts_with("INSERT INTO request_log");
        if !is_append {
            state.calls.push(body);
        }
        if state.down {
            return Err(TransportError::TimedOut(request.timeout_ms));
        }
        if is_append {
            assert_eq!(*tenant, params[0], "row-level security is told the tenant");
            state.log.push(params.clone());
            return Ok(answer(&json!([]), &[]));
        }
        let key = params[0].as_deref().unwrap();
        let (columns, row): (&[_], Option<Row>) = if text.contains("FROM app.tenant_standing()") {
            assert_eq!(tenant.as_deref(), Some(key), "row-level security is told the same tenant");
            let columns = &[
                ("status", TEXT),
                ("current_period_end", TIMESTAMPTZ),
                ("entitlements", TEXT_ARRAY),
                ("suspended", BOOL),
                ("ended_users", TEXT_ARRAY),
                ("ended_at_ms", TEXT_ARRAY),
                ("ended_sessions", TEXT_ARRAY),
                ("suspended_users", TEXT_ARRAY),
                ("quotas", TEXT),
            ];
            let ended = state.ended.get(key).cloned().unwrap_or_default();
            let is_suspended = state.suspended.iter().any(|tenant| tenant == key);
            let row = state.plans.get(key).map(|plan| {
                let mut row = plan.clone();
                row.extend([
                    Some(if is_suspended { "t" } else { "f" }.to_owned()),
                    Some(array(ended.users.iter().map(|(user, _)| user.clone()))),
                    Some(array(ended.users.iter().map(|(_, at)| at.to_string()))),
                    Some(array(ended.sessions)),
                    Some(array(ended.suspended_users)),
                    Some(QUOTAS.to_owned()),
                ]);
                row
            });
            (columns, row)
        } else if text.contains("FROM app.api_key_by_digest") {
            let columns = &[
                ("id", TEXT),
                ("tenant_id", TEXT),
                ("scopes", TEXT_ARRAY),
                ("expires_at", TIMESTAMPTZ),
                ("publishable", BOOL),
                ("allowed_origins", TEXT_ARRAY),
                ("suspended", BOOL),
            ];
            let row = state.keys.get(key).map(|row| {
                let is_suspended = state.suspended.iter().any(|tenant| row[1].as_ref() == Some(tenant));
                let mut row = row.clone();
                row.push(Some(if is_suspended { "t" } else { "f" }.to_owned()));
                row
            });
            (columns, row)
        } else {
            panic!("a query that no test expects: {text}");
        };
        let fields: Vec<Value> =
            columns.iter().map(|(name, oid)| json!({ "name": name, "dataTypeID": oid })).collect();
        let rows: Vec<&Row> = row.as_ref().into_iter().collect();
        Ok(answer(&Value::Array(fields), &rows))
    }
}

/// The endpoint's answer to one statement.
fn answer(fields: &Value, rows: &[&Row]) -> HttpResponse {
    let result = json!({ "command": "SELECT", "rowCount": rows.len(), "fields": fields, "rows": rows });
    HttpResponse { status: 200, body: result.to_string().into_bytes() }
}
