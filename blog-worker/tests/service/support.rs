//! A blog service over a real PostgreSQL, with typed callers. Every test has a tenant of its own.

use std::sync::LazyLock;

use blog_worker::app::App;
use blog_worker::config::Config;

use crate::bucket::MemoryBucket;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use local_stack::StackFile;
use logicspike_shared::events::testing::MemoryQueue;
use logicspike_shared::http::{Request, Response};
use logicspike_shared::ids::TenantId;
use logicspike_shared::permission::Permission;
use logicspike_shared::runtime::testing::FixedRuntime;
use logicspike_shared::secret::{GatewaySecrets, Secret};
use logicspike_shared::service;
use logicspike_shared::sql::testing::Recording;
use logicspike_shared::sql::{ConnectionString, NativeTransport};
use serde_json::Value;

/// The service under test.
pub(crate) type Blog = App<(FixedRuntime, Recording<NativeTransport>, MemoryBucket)>;

/// Where the events of all tests go: any test's sweep may send any tenant's.
pub(crate) static QUEUE: LazyLock<MemoryQueue> = LazyLock::new(MemoryQueue::default);

pub(crate) const PLATFORM_SECRET: &str = "test-platform-secret";
const SECRET: &str = "test-gateway-secret";

/// A service and a fresh tenant.
pub(crate) struct TestBlog {
    pub(crate) app: Blog,
    pub(crate) tenant: TenantId,
    pub(crate) recording: Recording<NativeTransport>,
    pub(crate) bucket: MemoryBucket,
}

/// Whoever calls: the headers that the gateway would send.
#[derive(Clone)]
pub(crate) struct Caller<'a> {
    blog: &'a TestBlog,
    headers: HeaderMap,
}

/// An answer, with its body as JSON.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
    pub(crate) text: String,
}

pub(crate) fn stack() -> StackFile {
    StackFile::load().expect("these tests run under `cargo xtask test`, which starts PostgreSQL")
}

impl TestBlog {
    pub(crate) fn new() -> Self {
        Self::with_runtime(FixedRuntime::real_time())
    }

    pub(crate) fn with_runtime(runtime: FixedRuntime) -> Self {
        Self::at(stack().neon_url, runtime)
    }

    /// A service that asks this endpoint.
    pub(crate) fn at(sql_endpoint: String, runtime: FixedRuntime) -> Self {
        let stack = stack();
        let config = Config {
            database: ConnectionString::parse(stack.worker_databases.of(local_stack::Worker::Blog)).unwrap(),
            sql_endpoint: Some(sql_endpoint),
            gateway_secrets: GatewaySecrets::parse(SECRET).unwrap(),
            platform_secret: Some(Secret::new(PLATFORM_SECRET)),
            event_resend_seconds: 900,
            media_origin: None,
            debug: false,
        };
        let tenant = TenantId::new(&runtime);
        let recording = Recording::default();
        let bucket = MemoryBucket::default();
        let app = App::new(config, runtime, recording.clone(), bucket.clone()).unwrap();
        Self { app, tenant, recording, bucket }
    }

    /// Another tenant of the same service.
    pub(crate) fn other_tenant() -> TenantId {
        TenantId::new(&FixedRuntime::real_time())
    }

    /// Someone who comes without the gateway's key.
    pub(crate) fn direct(&self) -> Caller<'_> {
        Caller { blog: self, headers: HeaderMap::new() }
    }

    /// The gateway itself, for nobody.
    pub(crate) fn gateway(&self) -> Caller<'_> {
        self.direct().with("x-gateway-key", SECRET)
    }

    /// A reader, by API key.
    pub(crate) fn reader(&self) -> Caller<'_> {
        self.gateway().with("x-tenant-id", self.tenant.as_str())
    }

    /// A user with these permissions.
    pub(crate) fn user(&self, permissions: &[Permission]) -> Caller<'_> {
        let permissions = serde_json::to_string(permissions).unwrap();
        self.reader().with("x-user-id", "user_1").with("x-user-permissions", &permissions)
    }

    /// The owner.
    pub(crate) fn owner(&self) -> Caller<'_> {
        self.user(&[Permission::SystemOwner])
    }

    /// The owner of another tenant.
    pub(crate) fn owner_of(&self, tenant: &TenantId) -> Caller<'_> {
        self.owner().with("x-tenant-id", tenant.as_str())
    }
}

impl Caller<'_> {
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        self
    }

    pub(crate) async fn send(&self, method: Method, target: &str, body: Option<&str>) -> Answer {
        let mut request = Request::new(method, target);
        request.headers = self.headers.clone();
        if let Some(body) = body {
            request.headers.insert("content-type", HeaderValue::from_static("application/json"));
            request.body = body.to_owned().into();
        }
        let Response { status, headers, body, .. } = service::handle(&self.blog.app, &request).await;
        if status.is_server_error() {
            eprintln!("{}", self.blog.app.runtime().log_lines().pop().unwrap_or_default());
        }
        let text = String::from_utf8(body.to_vec()).unwrap();
        Answer {
            status: status.as_u16(),
            headers,
            body: serde_json::from_str(&text).unwrap_or(Value::Null),
            text,
        }
    }

    /// Uploads a file.
    pub(crate) async fn upload(&self, file: &[u8], name: &str) -> Answer {
        self.upload_declared(file, name, Some(file.len())).await
    }

    /// Uploads a file that is said to be so long.
    pub(crate) async fn upload_declared(&self, file: &[u8], name: &str, bytes: Option<usize>) -> Answer {
        let mut caller = self.clone().with("x-file-name", &encoded(name).replace('+', "%20"));
        caller.headers.insert("content-type", HeaderValue::from_static("image/jpeg"));
        if let Some(bytes) = bytes {
            caller.headers.insert("content-length", bytes.to_string().parse().unwrap());
        }
        let mut request = Request::new(Method::POST, "/admin/media");
        request.headers = caller.headers.clone();
        request.body = file.to_vec().into();
        let response = service::handle(&self.blog.app, &request).await;
        let text = String::from_utf8(response.body.to_vec()).unwrap();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer { status: response.status.as_u16(), headers: response.headers, body, text }
    }

    /// What a reader of a picture gets: status, headers and bytes.
    pub(crate) async fn picture(&self, method: Method, path: &str) -> Response {
        let mut request = Request::new(method, path);
        request.headers = self.headers.clone();
        service::handle(&self.blog.app, &request).await
    }

    pub(crate) async fn get(&self, target: &str) -> Answer {
        self.send(Method::GET, target, None).await
    }

    pub(crate) async fn post(&self, target: &str, body: Value) -> Answer {
        self.send(Method::POST, target, Some(&body.to_string())).await
    }

    pub(crate) async fn put(&self, target: &str, body: Value) -> Answer {
        self.send(Method::PUT, target, Some(&body.to_string())).await
    }

    pub(crate) async fn delete(&self, target: &str) -> Answer {
        self.send(Method::DELETE, target, None).await
    }

    /// Makes a post and gives its id.
    pub(crate) async fn create_post(&self, body: Value) -> String {
        let answer = self.post("/admin/posts", body).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.body["id"].as_str().unwrap().to_owned()
    }

    /// Makes and publishes a post, and gives its id.
    pub(crate) async fn publish_post(&self, body: Value) -> String {
        let id = self.create_post(body).await;
        let answer = self.post(&format!("/admin/posts/{id}/publish"), Value::Null).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        id
    }
}

impl Answer {
    /// Status and error text, for refusals.
    pub(crate) fn error(&self) -> (u16, &str) {
        (self.status, self.body["error"].as_str().unwrap_or_default())
    }

    /// The fields named in a failed validation.
    pub(crate) fn faulty_fields(&self) -> Vec<&str> {
        self.body["details"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|detail| detail["field"].as_str())
            .collect()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// A text as the value of a query parameter.
pub(crate) fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
