//! A platform database that speaks the driver's protocol from a few records, and counts its calls.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use logicspike_shared::api_key::ApiKey;
use logicspike_shared::runtime::testing::FixedRuntime;
use logicspike_shared::sql::{HttpRequest, HttpResponse, Transport, TransportError};
use serde_json::{Value, json};

const TEXT: u32 = 25;
const TEXT_ARRAY: u32 = 1009;
const TIMESTAMPTZ: u32 = 1184;

type Row = Vec<Option<String>>;

#[derive(Debug, Default)]
struct State {
    plans: BTreeMap<String, Row>,
    keys: BTreeMap<String, Row>,
    calls: Vec<Value>,
    down: bool,
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

    /// Makes an API key.
    pub(crate) fn add_key(&self, tenant: &str, scopes: &str, expires_at: Option<&str>) -> ApiKey {
        let key = ApiKey::generate(&FixedRuntime::default());
        let row = vec![Some(tenant.to_owned()), Some(scopes.to_owned()), expires_at.map(str::to_owned)];
        self.0.lock().unwrap().keys.insert(key.digest(), row);
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

    /// How often it was called.
    pub(crate) fn calls(&self) -> usize {
        self.0.lock().unwrap().calls.len()
    }

    /// Everything it was ever asked, as text.
    pub(crate) fn transcript(&self) -> String {
        self.0.lock().unwrap().calls.iter().map(Value::to_string).collect()
    }
}

impl Transport for FakeDatabase {
    async fn post(&self, request: HttpRequest<'_>) -> Result<HttpResponse, TransportError> {
        let body: Value = serde_json::from_str(&request.body).unwrap();
        let mut state = self.0.lock().unwrap();
        state.calls.push(body.clone());
        if state.down {
            return Err(TransportError::TimedOut(request.timeout_ms));
        }
        let query = &body["queries"][1];
        let (text, key) = (query["query"].as_str().unwrap(), query["params"][0].as_str().unwrap());
        let (columns, row) = if text.contains("FROM subscriptions") {
            let columns =
                [("status", TEXT), ("current_period_end", TIMESTAMPTZ), ("entitlements", TEXT_ARRAY)];
            assert_eq!(body["queries"][0]["params"][0], key, "row-level security is told the same tenant");
            (columns, state.plans.get(key))
        } else if text.contains("FROM api_keys") {
            ([("tenant_id", TEXT), ("scopes", TEXT_ARRAY), ("expires_at", TIMESTAMPTZ)], state.keys.get(key))
        } else {
            panic!("a query that no test expects: {text}");
        };
        let fields: Vec<Value> =
            columns.iter().map(|(name, oid)| json!({ "name": name, "dataTypeID": oid })).collect();
        let rows: Vec<&Row> = row.into_iter().collect();
        let answer = json!({ "results": [
            { "command": "SELECT", "rowCount": 1, "fields": [], "rows": [] },
            { "command": "SELECT", "rowCount": rows.len(), "fields": fields, "rows": rows },
        ]});
        Ok(HttpResponse { status: 200, body: answer.to_string().into_bytes() })
    }
}
