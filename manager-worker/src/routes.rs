//! The table of routes: what answers, and who may call it.

use logicspike_shared::route::RouteMethod::GET;
use logicspike_shared::route::RouteMethod::POST;
use logicspike_shared::route::{Access, Route, RouteMethod};

/// What a route leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is described by its handler")]
pub enum Endpoint {
    Health,
    Debug,
    Jwks,
    SignInWithGoogle,
}

const fn route(
    method: RouteMethod,
    pattern: &'static str,
    access: Access,
    endpoint: Endpoint,
) -> Route<Endpoint> {
    Route { method, pattern, access, endpoint }
}

/// Every route of the service.
pub const ROUTES: &[Route<Endpoint>] = &[
    route(GET, "/health", Access::Gateway, Endpoint::Health),
    route(GET, "/debug", Access::Gateway, Endpoint::Debug),
    route(GET, "/.well-known/jwks.json", Access::Gateway, Endpoint::Jwks),
    route(POST, "/auth/google", Access::Gateway, Endpoint::SignInWithGoogle),
];
