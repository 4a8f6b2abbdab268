//! The pipeline of a service, and what it reads of a request before it knows who calls.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::cell::Cell;

use bytes::Bytes;
use futures_util::FutureExt as _;
use http::{HeaderName, HeaderValue, Method, StatusCode};
use logicspike_shared::error::AppError;
use logicspike_shared::http::{Request, Response};
use logicspike_shared::ids::TenantId;
use logicspike_shared::in_flight::InFlight;
use logicspike_shared::permission::Permission::PostsCreate;
use logicspike_shared::route::RouteMethod::POST;
use logicspike_shared::route::{DOCUMENT_BODY, Endpoint, Route, Router, SMALL_BODY};
use logicspike_shared::runtime::Runtime;
use logicspike_shared::runtime::testing::FixedRuntime;
use logicspike_shared::secret::{GatewaySecrets, Secret};
use logicspike_shared::service::{self, AdminCall, BodySource, OpenCall, Pieces, Service, TenantCall};

const KEY: (&str, &str) = ("x-gateway-key", "the-gateways");
const TENANT: (&str, &str) = ("x-tenant-id", "tenant_1");
const USER: (&str, &str) = ("x-user-id", "user_1");
const CREATES: (&str, &str) = ("x-user-permissions", "[\"blog:posts.create\"]");
const READS: (&str, &str) = ("x-user-permissions", "[\"blog:posts.read\"]");
/// All that the routes of an author ask for.
const AUTHOR: [(&str, &str); 4] = [KEY, TENANT, USER, CREATES];

type Units = Endpoint<(), (), ()>;

const ROUTES: &[Route<Units>] = &[
    Route::public("/open", ()),
    Route::open(POST, "/door", ()),
    Route::operator(POST, "/operate", ()),
    Route::person(POST, "/mine", ()),
    Route::admin(POST, "/fields", PostsCreate, ()).knowing(&["draft"]),
    Route::admin(POST, "/document", PostsCreate, ()).with_document(),
];

/// A service that tells how long a body its handler was given.
struct Measure {
    runtime: FixedRuntime,
    gateway: GatewaySecrets,
    platform: Secret,
    in_flight: InFlight,
    router: Router<Units>,
}

impl Measure {
    fn new() -> Self {
        Self {
            runtime: FixedRuntime::default(),
            gateway: GatewaySecrets::parse(KEY.1).unwrap(),
            platform: Secret::new("the-platforms"),
            in_flight: InFlight::default(),
            router: Router::new(ROUTES).unwrap(),
        }
    }

    /// The status, what the handler said, and whether anything of the body was read.
    async fn send(
        &self,
        (method, path): (Method, &str),
        headers: &[(&'static str, &str)],
        length: usize,
    ) -> (u16, String, bool) {
        let read = Cell::new(false);
        let body = Watched { read: &read, bytes: vec![b' '; length].into() };
        let answer = service::handle_head(self, &request(method, path, headers), body).await;
        let said = if answer.status == 200 { answer.body.to_vec() } else { Vec::new() };
        (answer.status.as_u16(), String::from_utf8(said).unwrap(), read.get())
    }

    async fn post(&self, path: &str, headers: &[(&'static str, &str)], length: usize) -> (u16, String, bool) {
        self.send((Method::POST, path), headers, length).await
    }
}

impl Service for Measure {
    type Open = ();
    type Public = ();
    type Admin = ();
    const NAME: &'static str = "measure";

    fn runtime(&self) -> &impl Runtime {
        &self.runtime
    }
    fn gateway_secrets(&self) -> &GatewaySecrets {
        &self.gateway
    }
    fn platform_secret(&self) -> Option<&Secret> {
        Some(&self.platform)
    }
    fn in_flight(&self) -> &InFlight {
        &self.in_flight
    }
    fn router(&self) -> &Router<Units> {
        &self.router
    }
    async fn open(&self, (): (), call: OpenCall<'_>) -> Result<Response, AppError> {
        Ok(told(call.request))
    }
    async fn public(&self, (): (), call: TenantCall<'_>) -> Result<Response, AppError> {
        Ok(told(call.request))
    }
    async fn admin(&self, (): (), call: AdminCall<'_>) -> Result<Response, AppError> {
        Ok(told(call.request))
    }
}

fn told(request: &Request) -> Response {
    Response::with_body(StatusCode::OK, "text/plain", request.body.len().to_string())
}

/// A body that tells whether anybody read it.
struct Watched<'a> {
    read: &'a Cell<bool>,
    bytes: Bytes,
}

impl Pieces for Watched<'_> {
    async fn next(&mut self) -> Result<Option<Bytes>, AppError> {
        self.read.set(true);
        self.bytes.next().await
    }
}

impl BodySource for Watched<'_> {
    async fn read(self, most_bytes: usize) -> Result<Bytes, AppError> {
        self.read.set(true);
        self.bytes.read(most_bytes).await
    }
}

fn request(method: Method, path: &str, headers: &[(&'static str, &str)]) -> Request {
    let mut request = Request::new(method, path);
    for (name, value) in headers {
        request.headers.append(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
    }
    request
}

fn refused(status: u16) -> (u16, String, bool) {
    (status, String::new(), false)
}

fn given(length: usize) -> (u16, String, bool) {
    (200, length.to_string(), true)
}

#[tokio::test]
async fn whoever_may_not_call_a_route_does_not_make_the_service_read_a_byte() {
    let service = Measure::new();
    for (path, headers, status) in [
        ("/fields", &[TENANT, USER, CREATES][..], 403),
        ("/fields", &[("x-gateway-key", "wrong"), TENANT, USER, CREATES], 403),
        ("/nowhere", &AUTHOR, 404),
        ("/open", &AUTHOR, 405),
        ("/fields", &[KEY], 400),
        ("/mine", &[KEY], 400),
        ("/mine", &[KEY, TENANT], 403),
        ("/fields", &[KEY, TENANT], 403),
        ("/fields", &[KEY, TENANT, USER, READS], 403),
        ("/document", &[KEY, TENANT, USER, READS], 403),
        ("/operate", &AUTHOR, 403),
        ("/operate", &[KEY, ("x-platform-key", "wrong")], 403),
    ] {
        assert_eq!(service.post(path, headers, 10).await, refused(status), "{path} {headers:?}");
    }
    for (path, headers) in [
        ("/door", &[KEY][..]),
        ("/operate", &[KEY, ("x-platform-key", "the-platforms")]),
        ("/mine", &[KEY, TENANT, USER]),
        ("/fields", &AUTHOR),
    ] {
        assert_eq!(service.post(path, headers, 10).await, given(10), "{path} {headers:?}");
    }
}

#[tokio::test]
async fn a_parameter_that_a_route_does_not_know_is_refused_unread_to_whoever_may_call_it() {
    let service = Measure::new();
    for (path, status) in [
        ("/fields?", 200),
        ("/fields?draft=1", 200),
        ("/fields?surprise=1", 400),
        ("/fields?draft=1&draft=2", 400),
        ("/fields?draft=%FF", 400),
        ("/fields?Draft=1", 400),
        ("/document?draft=1", 400),
    ] {
        let expected = if status == 200 { given(10) } else { refused(status) };
        assert_eq!(service.post(path, &AUTHOR, 10).await, expected, "{path}");
        assert_eq!(service.post(path, &[KEY, TENANT, USER, READS], 10).await, refused(403), "{path}");
    }
    let surprise = request(Method::POST, "/fields?a=1&draft=1&b", &AUTHOR);
    let answer = service::handle(&service, &surprise).await;
    let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    let details = ["a", "b"]
        .map(|name| serde_json::json!({ "field": name, "message": "is not a parameter of this route" }));
    assert_eq!((&body["error"], &body["details"]), (&"Validation failed".into(), &details.as_slice().into()));
}

#[tokio::test]
async fn a_route_reads_as_much_as_it_takes_and_no_more() {
    let service = Measure::new();
    for (path, most_bytes) in [("/fields", SMALL_BODY), ("/document", DOCUMENT_BODY)] {
        assert_eq!(service.post(path, &AUTHOR, most_bytes).await, given(most_bytes), "{path}");
        let beyond = service.post(path, &AUTHOR, most_bytes + 1).await;
        assert_eq!((beyond.0, beyond.1.as_str()), (413, ""), "{path}");
    }
    for method in [Method::GET, Method::HEAD] {
        let (status, _, read) = service.send((method, "/open"), &AUTHOR, 10).await;
        assert_eq!((status, read), (200, false), "a method without a body has none read");
    }
}

#[tokio::test]
async fn a_compressed_body_is_refused_unread() {
    let service = Measure::new();
    for (encoding, is_plain) in [
        ("gzip", false),
        ("br", false),
        ("identity, gzip", false),
        ("anything", false),
        ("identity", true),
        ("Identity", true),
    ] {
        let mut headers = AUTHOR.to_vec();
        headers.push(("content-encoding", encoding));
        let expected = if is_plain { given(2) } else { refused(415) };
        assert_eq!(service.post("/document", &headers, 2).await, expected, "{encoding}");
    }
    let mut headers = AUTHOR.to_vec();
    headers.extend([("content-encoding", "identity"), ("content-encoding", "gzip")]);
    assert_eq!(service.post("/document", &headers, 2).await, refused(415));
}

#[tokio::test]
async fn a_tenant_that_has_too_much_under_way_has_no_further_body_read_and_another_one_has() {
    let service = Measure::new();
    let tenant = TenantId::parse(TENANT.1).unwrap();
    let mut places = Vec::new();
    while let Some(Ok(place)) = service.in_flight.enter(&tenant, true, &service.runtime).now_or_never() {
        places.push(place);
    }
    let read = Cell::new(false);
    let waiting = request(Method::POST, "/document", &AUTHOR);
    let body = Watched { read: &read, bytes: Bytes::from_static(b"{}") };
    assert!(service::handle_head(&service, &waiting, body).now_or_never().is_none(), "it waits for a place");
    assert!(!read.get());
    let others = [KEY, ("x-tenant-id", "tenant_2"), USER, CREATES];
    assert_eq!(service.post("/document", &others, 2).await, given(2));
    drop(places);
    assert_eq!(service.post("/document", &AUTHOR, 2).await, given(2));
}
