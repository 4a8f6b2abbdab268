//! One table of routes per service: it drives routing, permissions, documentation and the tests that
//! call every route as the wrong caller.

use http::Method;

use crate::error::AppError;
use crate::permission::Permission;

/// Who may call a route, after the gateway's key matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Whoever comes through the gateway: health, diagnosis, sign-in, public keys.
    Gateway,
    /// An operator of the platform, by the platform's key.
    Operator,
    /// Any request for a tenant: the public door.
    Tenant,
    /// A signed-in user of a tenant, whatever the permissions.
    User,
    /// A signed-in user whose token has the permission.
    Permission(Permission),
}

/// One route.
#[derive(Debug, Clone, Copy)]
pub struct Route<E> {
    /// The method. `GET` answers `HEAD` too.
    pub method: RouteMethod,
    /// The pattern, such as `/admin/posts/{id}`.
    pub pattern: &'static str,
    /// Who may call it.
    pub access: Access,
    /// What answers.
    pub endpoint: E,
    /// The longest body that is read, in bytes. Methods without one are never read.
    pub max_body: usize,
    /// Whether its body is a file, which the handler reads piece by piece.
    pub takes_file: bool,
    /// The query parameters that it knows; any other one is refused before the handler runs.
    pub params: &'static [&'static str],
}

/// The longest body of a route that takes a few fields, in bytes.
pub const SMALL_BODY: usize = 64 * 1024;
/// The longest body of a route that takes a document, in bytes: 1 MB with every character escaped, and room for the other
/// fields.
pub const DOCUMENT_BODY: usize = 4 * 1024 * 1024;

/// The longest file, in bytes.
pub const FILE_BODY: usize = 10 * 1024 * 1024;

/// What a route leads to, by the door that leads there: what is behind one door cannot be put behind another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint<Open, Public, Admin> {
    /// For whoever comes through the gateway, and for operators.
    Open(Open),
    /// For a tenant's readers.
    Public(Public),
    /// For a tenant's people.
    Admin(Admin),
}

impl<Open: Copy, Public: Copy, Admin: Copy> Route<Endpoint<Open, Public, Admin>> {
    /// A route for whoever comes through the gateway.
    pub const fn open(method: RouteMethod, pattern: &'static str, endpoint: Open) -> Self {
        Self::new(method, pattern, Access::Gateway, Endpoint::Open(endpoint))
    }

    /// A route for operators.
    pub const fn operator(method: RouteMethod, pattern: &'static str, endpoint: Open) -> Self {
        Self::new(method, pattern, Access::Operator, Endpoint::Open(endpoint))
    }

    /// A page for a tenant's readers.
    pub const fn public(pattern: &'static str, endpoint: Public) -> Self {
        Self::new(RouteMethod::GET, pattern, Access::Tenant, Endpoint::Public(endpoint))
    }

    /// A route for any of a tenant's people.
    pub const fn person(method: RouteMethod, pattern: &'static str, endpoint: Admin) -> Self {
        Self::new(method, pattern, Access::User, Endpoint::Admin(endpoint))
    }

    /// A route for those of a tenant's people who have a permission.
    pub const fn admin(
        method: RouteMethod,
        pattern: &'static str,
        permission: Permission,
        endpoint: Admin,
    ) -> Self {
        Self::new(method, pattern, Access::Permission(permission), Endpoint::Admin(endpoint))
    }
}

impl<E: Copy> Route<E> {
    /// A route that takes a few fields and no query parameters.
    const fn new(method: RouteMethod, pattern: &'static str, access: Access, endpoint: E) -> Self {
        Self { method, pattern, access, endpoint, max_body: SMALL_BODY, takes_file: false, params: &[] }
    }

    /// The same route with a document in its body.
    #[must_use]
    pub const fn with_document(self) -> Self {
        Self { max_body: DOCUMENT_BODY, ..self }
    }

    /// The same route with a file as its body.
    #[must_use]
    pub const fn with_file(self) -> Self {
        Self { max_body: FILE_BODY, takes_file: true, ..self }
    }

    /// The same route with query parameters that it knows.
    #[must_use]
    pub const fn knowing(self, params: &'static [&'static str]) -> Self {
        Self { params, ..self }
    }
}

/// The methods that routes use: `http::Method` cannot stand in a constant table that is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the methods' names (RFC 9110)")]
pub enum RouteMethod {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE,
}

impl RouteMethod {
    /// The method's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GET => "GET",
            Self::POST => "POST",
            Self::PUT => "PUT",
            Self::PATCH => "PATCH",
            Self::DELETE => "DELETE",
        }
    }

    fn answers(self, method: &Method) -> bool {
        self.as_str() == method.as_str() || (self == Self::GET && method == Method::HEAD)
    }
}

/// The path's parameters, percent-decoded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PathParams(Vec<(String, String)>);

impl PathParams {
    /// The named parameter; a name the pattern does not have reads as empty, which no parser accepts.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

/// A table made ready for matching.
#[derive(Debug)]
pub struct Router<E: 'static> {
    routes: &'static [Route<E>],
    matcher: matchit::Router<Vec<usize>>,
}

/// A table that contradicts itself.
#[derive(Debug, thiserror::Error)]
#[error("route table: {0}")]
pub struct InvalidTable(String);

impl<E: Copy> Router<E> {
    /// Prepares the table.
    pub fn new(routes: &'static [Route<E>]) -> Result<Self, InvalidTable> {
        let mut patterns: Vec<(&'static str, Vec<usize>)> = Vec::new();
        for (index, route) in routes.iter().enumerate() {
            match patterns.iter_mut().find(|(pattern, _)| *pattern == route.pattern) {
                Some((_, indices)) => indices.push(index),
                None => patterns.push((route.pattern, vec![index])),
            }
        }
        let mut matcher = matchit::Router::new();
        for (pattern, indices) in patterns {
            matcher.insert(pattern, indices).map_err(|error| InvalidTable(error.to_string()))?;
        }
        Ok(Self { routes, matcher })
    }

    /// Finds the route: 404 for an unknown path, 405 with `Allow` for an unknown method.
    pub fn find(&self, method: &Method, path: &str) -> Result<(&'static Route<E>, PathParams), AppError> {
        let found = self.matcher.at(path).map_err(|_| AppError::not_found())?;
        let candidates = || found.value.iter().filter_map(|index| self.routes.get(*index));
        let Some(route) = candidates().find(|route| route.method.answers(method)) else {
            let mut allow: Vec<&str> = candidates().map(|route| route.method.as_str()).collect();
            if allow.contains(&"GET") {
                allow.push("HEAD");
            }
            return Err(AppError::method_not_allowed(&allow.join(", ")));
        };
        let params = found
            .params
            .iter()
            .map(|(name, value)| {
                let decoded = percent_encoding::percent_decode_str(value)
                    .decode_utf8()
                    .map_err(|_| AppError::not_found())?;
                Ok((name.to_owned(), decoded.into_owned()))
            })
            .collect::<Result<_, AppError>>()?;
        Ok((route, PathParams(params)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[Route<u8>] = &[
        Route::new(RouteMethod::GET, "/posts", Access::Tenant, 1),
        Route::new(RouteMethod::POST, "/posts", Access::User, 2),
        Route::new(RouteMethod::GET, "/posts/{id}", Access::Tenant, 3),
    ];

    #[test]
    fn paths_and_methods_find_their_route() {
        let router = Router::new(TABLE).unwrap();
        let find = |method: Method, path: &str| {
            router.find(&method, path).map(|(route, params)| (route.endpoint, params.get("id").to_owned()))
        };
        assert_eq!(find(Method::GET, "/posts").unwrap().0, 1);
        assert_eq!(find(Method::HEAD, "/posts").unwrap().0, 1);
        assert_eq!(find(Method::POST, "/posts").unwrap().0, 2);
        assert_eq!(find(Method::GET, "/posts/caf%C3%A9").unwrap(), (3, "café".to_owned()));
    }

    #[test]
    fn unknown_paths_are_404_and_unknown_methods_405() {
        let router = Router::new(TABLE).unwrap();
        for path in ["/", "", "/posts/", "//posts", "/posts/a/b", "/Posts", "/posts/%FF"] {
            assert_eq!(router.find(&Method::GET, path).unwrap_err().status(), 404, "{path}");
        }
        let refused = router.find(&Method::DELETE, "/posts").unwrap_err();
        assert_eq!(refused.status(), 405);
        assert_eq!(refused.headers()[0].1, "GET, POST, HEAD");
    }
}
