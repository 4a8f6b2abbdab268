//! A gateway with services, database and clock of the test's own, and a client.

mod database;
mod services;
mod tokens;

use gateway_worker::config::Config;
use gateway_worker::decide::Gateway;
use gateway_worker::host::{Body, Forward, Reply};
use gateway_worker::inbound::Inbound;
use gateway_worker::serve::{Rest, finish, serve};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use logicspike_shared::config::testing::TestEnvironment;
use logicspike_shared::jwt::NativeRs256;
use logicspike_shared::runtime::testing::FixedRuntime;
use logicspike_shared::sql::Transport;
use serde_json::Value;

pub(crate) use database::{FakeDatabase, KEY_ID, QUOTAS};
pub(crate) use services::Services;
pub(crate) use tokens::{Forgery, claims, mint, other_signing_key, public_pem, signing_key};

/// The secret that the gateway sends to services.
pub(crate) const GATEWAY_KEY: &str = "the-gateway-secret-of-the-gateways-tests";
/// The expected issuer of tokens.
pub(crate) const ISSUER: &str = "https://issuer.test";
/// The expected audience of tokens.
pub(crate) const AUDIENCE: &str = "logicspike";

/// Everything that a gateway needs to be configured.
pub(crate) fn environment() -> TestEnvironment {
    let vars = [
        ("JWT_PUBLIC_KEY", public_pem()),
        ("JWT_ISSUER", ISSUER),
        ("JWT_AUDIENCE", AUDIENCE),
        ("GATEWAY_SECRET", GATEWAY_KEY),
        ("DATABASE_URL", "postgres://gateway:hunter2@db.test/platform"),
        ("ALLOWED_ORIGINS", "https://app.example.com, http://localhost:3000"),
    ];
    TestEnvironment {
        vars: vars.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        services: vec!["BLOG_SERVICE".to_owned(), "MANAGER_SERVICE".to_owned()],
    }
}

/// A gateway under test, and the world around it.
pub(crate) struct World<T = FakeDatabase> {
    pub(crate) runtime: &'static FixedRuntime,
    pub(crate) database: T,
    pub(crate) services: Services,
    gateway: Gateway<&'static FixedRuntime, T, NativeRs256>,
}

impl World {
    /// A gateway in production: `tenant_1` has the blog and an active subscription.
    pub(crate) fn new() -> Self {
        Self::with(&environment(), FixedRuntime::default(), FakeDatabase::new())
    }

    /// The same with `DEBUG=true`.
    pub(crate) fn debugging() -> Self {
        let mut environment = environment();
        environment.vars.insert("DEBUG".to_owned(), "true".to_owned());
        Self::with(&environment, FixedRuntime::default(), FakeDatabase::new())
    }
}

impl<T: Transport + Clone> World<T> {
    /// A gateway of the given configuration.
    pub(crate) fn with(environment: &TestEnvironment, runtime: FixedRuntime, database: T) -> Self {
        let runtime: &'static FixedRuntime = Box::leak(Box::new(runtime));
        let config = Config::read(environment).unwrap();
        let gateway = Gateway::new(config, runtime, database.clone(), NativeRs256);
        Self { runtime, database, services: Services::default(), gateway }
    }

    /// Sends a request, and lets the gateway do what it leaves for after the response.
    pub(crate) async fn send(&self, call: &Call) -> Answer {
        let (answer, rest) = self.send_only(call).await;
        self.finish(rest).await;
        answer
    }

    /// Sends a request; what the gateway leaves for after the response is not done yet.
    pub(crate) async fn send_only(&self, call: &Call) -> (Answer, Option<Rest>) {
        let (reply, rest) = serve(&self.gateway, &call.0, &self.services).await;
        (Answer::new(reply), rest)
    }

    /// Does what was left.
    pub(crate) async fn finish(&self, rest: Option<Rest>) {
        if let Some(rest) = rest {
            finish(&self.gateway, rest, &self.services).await;
        }
    }

    /// Sends a request that a service is to get, whatever pages are kept, and returns what it got.
    pub(crate) async fn forwarded(&self, call: &Call) -> Forward {
        self.services.drop_pages();
        let before = self.services.calls().len();
        let answer = self.send(call).await;
        let calls = self.services.calls();
        assert_eq!(calls.len(), before + 1, "not forwarded: {answer:?}");
        calls.last().unwrap().clone()
    }

    /// Sends a request that is to be refused: no service gets it. Returns status and text.
    pub(crate) async fn refused(&self, call: &Call) -> String {
        let before = self.services.calls().len();
        let answer = self.send(call).await;
        assert_eq!(self.services.calls().len(), before, "reached a service: {call:?}");
        assert_eq!(answer.json()["requestId"], answer.header("x-request-id").unwrap());
        answer.refusal()
    }

    /// The last log line.
    pub(crate) fn last_log(&self) -> Value {
        serde_json::from_str(self.runtime.log_lines().last().unwrap()).unwrap()
    }
}

/// A request in the making.
#[derive(Debug, Clone)]
pub(crate) struct Call(Inbound);

impl Call {
    pub(crate) fn new(method: &str, target: &str) -> Self {
        let (path, query) =
            target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
        Self(Inbound {
            method: Method::from_bytes(method.as_bytes()).unwrap(),
            origin: "https://api.example.com".to_owned(),
            path: path.to_owned(),
            query: query.map(str::to_owned),
            headers: HeaderMap::new(),
        })
    }

    pub(crate) fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.0.headers.append(HeaderName::try_from(name).unwrap(), HeaderValue::from_str(value).unwrap());
        self
    }

    pub(crate) fn of_origin(mut self, origin: &str) -> Self {
        origin.clone_into(&mut self.0.origin);
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }
}

/// A response.
#[derive(Debug)]
pub(crate) struct Answer(Reply<String>);

impl Answer {
    pub(crate) fn new(reply: Reply<String>) -> Self {
        Self(reply)
    }

    pub(crate) fn status(&self) -> u16 {
        self.0.status.as_u16()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.0.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.0.headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
    }

    pub(crate) fn text(&self) -> String {
        match &self.0.body {
            Body::Empty => String::new(),
            Body::Bytes(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
            Body::Native(text) => text.clone(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text()).unwrap_or(Value::Null)
    }

    /// Status and error text, as the contract lists them.
    pub(crate) fn refusal(&self) -> String {
        format!("{} {}", self.status(), self.json()["error"].as_str().unwrap_or("(no error)"))
    }
}

/// A forwarded header.
pub(crate) fn sent<'a>(forward: &'a Forward, name: &str) -> Vec<&'a str> {
    forward.headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
}
