//! A running service, a gateway to call it through, and a Google to vouch for people.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use http::{HeaderValue, Method};
use local_stack::{DatabaseUrl, KeyPair, StackFile, connect};
use logicspike_shared::config::testing::TestEnvironment;
use logicspike_shared::events::catalogue;
use logicspike_shared::events::testing::MemoryQueue;
use logicspike_shared::http::{Request, Response};
use logicspike_shared::identity::{self, Identity};
use logicspike_shared::ids::uuid_v7;
use logicspike_shared::jwt::{
    AccessPolicy, JwkSet, KeySet, NativeRs256, Signer as _, SigningKey, VerifiedAccess,
};
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::runtime::testing::FixedRuntime;
use logicspike_shared::service;
use logicspike_shared::sql::NativeTransport;
use logicspike_shared::sql::testing::Recording;
use manager_worker::app::App;
use manager_worker::config::Config;
use manager_worker::host::{Documents, Host};
use serde_json::{Value, json};

use crate::outside::Outside;

pub(crate) const GATEWAY_SECRET: &str = "the-gateways-secret-of-the-managers-tests";
pub(crate) const PLATFORM_SECRET: &str = "the-platforms-secret";
pub(crate) const CLIENT_ID: &str = "client-1";
pub(crate) const WEBHOOK_KEY: &str = "the-key-that-signing-secrets-are-computed-with";
const ISSUER: &str = "https://id.example";
const AUDIENCE: &str = "logicspike";

/// The key that signs access tokens.
pub(crate) static SIGNING: LazyLock<KeyPair> = LazyLock::new(|| KeyPair::generate().unwrap());

/// Where the events of all tests go: any test's sweep may send any tenant's.
pub(crate) static QUEUE: LazyLock<MemoryQueue> = LazyLock::new(MemoryQueue::default);

/// The site with Google's keys.
#[derive(Default)]
pub(crate) struct KeySite {
    pub(crate) down: AtomicBool,
    pub(crate) calls: AtomicU32,
}

impl Documents for &'static KeySite {
    async fn get(&self, _url: &str) -> Result<String, String> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        if self.down.load(Ordering::Relaxed) {
            return Err("connection refused".to_owned());
        }
        let keys = JwkSet { keys: vec![google_key().public().jwk().clone()] };
        Ok(serde_json::to_string(&keys).unwrap())
    }
}

pub(crate) fn google_key() -> &'static SigningKey {
    static KEY: LazyLock<SigningKey> =
        LazyLock::new(|| SigningKey::from_pem(&KeyPair::generate().unwrap().private_pem).unwrap());
    &KEY
}

#[derive(Clone, Copy)]
pub(crate) struct TestHost {
    runtime: &'static FixedRuntime,
    recording: &'static Recording<NativeTransport>,
    keys: &'static KeySite,
    outside: &'static Outside,
}

impl Host for TestHost {
    type Runtime = &'static FixedRuntime;
    type Transport = Recording<NativeTransport>;
    type Crypto = NativeRs256;
    type Documents = &'static KeySite;
    type Outbound = &'static Outside;

    fn runtime(&self) -> &'static FixedRuntime {
        self.runtime
    }
    fn transport(&self) -> Recording<NativeTransport> {
        self.recording.clone()
    }
    fn crypto(&self) -> NativeRs256 {
        NativeRs256
    }
    fn documents(&self) -> &'static KeySite {
        self.keys
    }
    fn outbound(&self) -> &'static Outside {
        self.outside
    }
}

/// Someone with a Google account.
#[derive(Debug, Clone)]
pub(crate) struct Human {
    pub(crate) subject: String,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) picture: Option<String>,
}

/// Someone with a session.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) access_token: String,
    pub(crate) refresh_token: String,
    pub(crate) tenant: String,
    pub(crate) user: String,
    pub(crate) permissions: Vec<String>,
    pub(crate) role: String,
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) response: Response,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.response.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Status and error text.
    pub(crate) fn refusal(&self) -> (u16, &str) {
        (self.status, self.body["error"].as_str().unwrap_or_default())
    }

    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }
}

/// The service, in the middle of everything it talks to.
pub(crate) struct World {
    pub(crate) app: App<TestHost>,
    pub(crate) runtime: &'static FixedRuntime,
    pub(crate) recording: &'static Recording<NativeTransport>,
    pub(crate) keys: &'static KeySite,
    pub(crate) outside: &'static Outside,
    pub(crate) owner: tokio_postgres::Client,
}

pub(crate) fn environment(stack: &StackFile) -> TestEnvironment {
    let vars = [
        ("JWT_PRIVATE_KEY", SIGNING.private_pem.as_str()),
        ("SESSION_SECRET", "the-secret-that-refresh-tokens-are-computed-with"),
        ("JWT_ISSUER", ISSUER),
        ("JWT_AUDIENCE", AUDIENCE),
        ("MANAGER_DATABASE_URL", stack.worker_databases.of(local_stack::Worker::Manager)),
        ("NEON_SQL_ENDPOINT", &stack.neon_url),
        ("GATEWAY_SECRET", GATEWAY_SECRET),
        ("PLATFORM_SECRET", PLATFORM_SECRET),
        ("GOOGLE_CLIENT_ID", CLIENT_ID),
        ("GOOGLE_JWKS_URL", "https://keys.example/jwks"),
        ("WEBHOOK_SECRET_KEY", WEBHOOK_KEY),
        ("PLATFORM_HOSTS", "platform.example"),
    ];
    let vars = vars.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    TestEnvironment { vars, services: Vec::new() }
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|_| ()).await
    }

    /// A service whose variables differ.
    pub(crate) async fn with(change: impl FnOnce(&mut TestEnvironment)) -> Self {
        let stack = StackFile::load().unwrap();
        let mut environment = environment(&stack);
        change(&mut environment);
        let config = Config::from_environment(&environment).unwrap();
        // Leaked: the service wants them for as long as it lives, and so does the test.
        let runtime: &'static FixedRuntime = Box::leak(Box::new(FixedRuntime::real_time()));
        let recording: &'static Recording<NativeTransport> = Box::leak(Box::default());
        let keys: &'static KeySite = Box::leak(Box::default());
        let outside: &'static Outside = Box::leak(Box::default());
        let app = App::new(&TestHost { runtime, recording, keys, outside }, config).unwrap();
        let owner: DatabaseUrl = stack.databases.platform.parse().unwrap();
        Self { app, runtime, recording, keys, outside, owner: connect(&owner).await.unwrap() }
    }

    /// Someone nobody has seen before.
    pub(crate) fn human(&self, name: &str) -> Human {
        let id = uuid_v7(&self.runtime).simple().to_string();
        Human {
            email: format!("{}.{id}@example.com", name.to_lowercase().replace(' ', ".")),
            subject: id,
            name: name.to_owned(),
            picture: Some("https://pictures.example/1.png".to_owned()),
        }
    }

    /// Google's claims about them.
    pub(crate) fn claims(&self, human: &Human) -> Value {
        let now = self.runtime.now().as_seconds();
        json!({
            "iss": "https://accounts.google.com", "aud": CLIENT_ID, "azp": CLIENT_ID, "sub": human.subject,
            "email": human.email, "email_verified": true, "name": human.name, "picture": human.picture,
            "iat": now, "exp": now + 3600, "jti": uuid_v7(&self.runtime).to_string(),
        })
    }

    /// A token over any claims, by any key.
    pub(crate) async fn sign(&self, header: Value, claims: &Value, key: &SigningKey) -> String {
        let part = |value: &Value| Base64UrlUnpadded::encode_string(value.to_string().as_bytes());
        let message = format!("{}.{}", part(&header), part(claims));
        let signature = NativeRs256.sign(key, message.as_bytes()).await.unwrap();
        format!("{message}.{}", Base64UrlUnpadded::encode_string(&signature))
    }

    /// An ID token as Google makes it.
    pub(crate) async fn id_token(&self, claims: &Value) -> String {
        let key = google_key();
        let header = json!({ "alg": "RS256", "typ": "JWT", "kid": key.public().kid() });
        self.sign(header, claims, key).await
    }

    /// A request through the gateway, for nobody.
    pub(crate) async fn send(&self, method: &str, target: &str, body: Option<Value>) -> Answer {
        self.send_as(&Identity::Anonymous, method, target, body).await
    }

    /// A request through the gateway with this identity.
    pub(crate) async fn send_as(
        &self,
        identity: &Identity,
        method: &str,
        target: &str,
        body: Option<Value>,
    ) -> Answer {
        let mut request = Request::new(Method::from_bytes(method.as_bytes()).unwrap(), target);
        request.headers.extend(identity.to_headers().unwrap());
        request.headers.insert(identity::GATEWAY_KEY, HeaderValue::from_static(GATEWAY_SECRET));
        if let Some(body) = body {
            request.headers.insert("content-type", HeaderValue::from_static("application/json"));
            request.body = body.to_string().into();
        }
        self.answer(&request).await
    }

    /// A request as it is.
    pub(crate) async fn answer(&self, request: &Request) -> Answer {
        let response = service::handle(&self.app, request).await;
        let body = serde_json::from_slice(&response.body).unwrap_or(Value::Null);
        Answer { status: response.status.as_u16(), body, response }
    }

    /// A request with a bearer token, whose claims the gateway passes on after it verified them.
    pub(crate) async fn call(
        &self,
        session: &Session,
        method: &str,
        target: &str,
        body: Option<Value>,
    ) -> Answer {
        let claims = self.verify(&session.access_token).await.claims;
        let identity = Identity::User {
            tenant: claims.tenant,
            user: claims.user,
            role: claims.role,
            permissions: claims.permissions,
            session: claims.session,
        };
        self.send_as(&identity, method, target, body).await
    }

    /// Verifies an access token as the gateway does: by the published keys.
    pub(crate) async fn verify(&self, token: &str) -> VerifiedAccess {
        let published = self.send("GET", "/.well-known/jwks.json", None).await.expect(200).body;
        let keys = KeySet::from_jwks(&serde_json::from_value(published).unwrap());
        let policy = AccessPolicy { issuer: ISSUER.to_owned(), audience: AUDIENCE.to_owned(), keys };
        policy.verify(token, &NativeRs256, self.runtime.now()).await.unwrap()
    }

    /// What a token answer says.
    pub(crate) async fn session(&self, answer: &Answer) -> Session {
        assert_eq!(answer.status, 200, "{} {:?}", answer.body, self.runtime.log_lines());
        let text = |name: &str| answer.body[name].as_str().unwrap().to_owned();
        let claims = self.verify(&text("access_token")).await.claims;
        assert_eq!(claims.tenant.as_str(), text("tenant_id"));
        Session {
            access_token: text("access_token"),
            refresh_token: text("refresh_token"),
            tenant: text("tenant_id"),
            user: claims.user.to_string(),
            permissions: claims.permissions,
            role: claims.role.unwrap_or_default(),
        }
    }

    pub(crate) async fn try_sign_in(&self, human: &Human) -> Answer {
        let token = self.id_token(&self.claims(human)).await;
        self.send("POST", "/auth/google", Some(json!({ "id_token": token }))).await
    }

    pub(crate) async fn sign_in(&self, human: &Human) -> Session {
        let answer = self.try_sign_in(human).await;
        self.session(&answer).await
    }

    /// Someone whom an owner has invited, and who has joined with this role and switched to the tenant.
    pub(crate) async fn join(&self, owner: &Session, name: &str, role: &str) -> Session {
        self.join_as(owner, &self.human(name), role).await
    }

    /// The same for somebody who is known already.
    pub(crate) async fn join_as(&self, owner: &Session, human: &Human, role: &str) -> Session {
        let invitation = json!({ "email": human.email, "role": role });
        let invited =
            self.call(owner, "POST", "/manager/team/members/invite", Some(invitation)).await.expect(201);
        let alone = self.sign_in(human).await;
        // Lists are in the order of joining, and the clock stands still.
        self.runtime.advance_millis(1);
        let accept = json!({ "invitationId": invited.body["id"] });
        self.call(&alone, "POST", "/manager/team/members/accept", Some(accept)).await.expect(200);
        let switch = json!({ "tenant_id": owner.tenant, "refresh_token": alone.refresh_token });
        let answer = self.call(&alone, "POST", "/auth/switch-tenant", Some(switch)).await;
        self.session(&answer).await
    }

    /// Someone who has just signed in for the first time.
    pub(crate) async fn newcomer(&self, name: &str) -> Session {
        self.sign_in(&self.human(name)).await
    }

    pub(crate) async fn refresh(&self, refresh_token: &str) -> Answer {
        self.send("POST", "/auth/refresh", Some(json!({ "refresh_token": refresh_token }))).await
    }

    /// Actions in a tenant's audit log, by the log's own route, newest first.
    pub(crate) async fn audit(&self, owner: &Session) -> Vec<Value> {
        let answer = self.call(owner, "GET", "/manager/audit?limit=100", None).await.expect(200);
        answer.body["data"].as_array().unwrap().clone()
    }

    /// A count by the owner of the database, whom row-level security hides nothing from.
    pub(crate) async fn count(
        &self,
        sql: &str,
        params: &[&(dyn tokio_postgres::types::ToSql + Sync)],
    ) -> i64 {
        self.owner.query_one(sql, params).await.unwrap().get(0)
    }

    /// Event types and data of a tenant, oldest first.
    pub(crate) async fn events(&self, tenant: &str) -> Vec<(String, Value)> {
        let sql = "SELECT type, data::text FROM outbox WHERE tenant_id = $1 ORDER BY occurred_at, type";
        let rows = self.owner.query(sql, &[&tenant]).await.unwrap();
        let event = |row: &tokio_postgres::Row| {
            let kind: String = row.get(0);
            let data = serde_json::from_str(row.get(1)).unwrap();
            assert_eq!(catalogue::testing::misfit(&kind, &data), None);
            (kind, data)
        };
        rows.iter().map(event).collect()
    }
}
