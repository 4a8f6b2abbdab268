//! The gateway's routes, as one table: which door a path leads to, what the door asks for, and where
//! it goes from there.

use http::Method;
use logicspike_shared::error::AppError;
use logicspike_shared::reference::File;

/// A service behind the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upstream {
    /// The blog service.
    Blog,
    /// The manager.
    Manager,
    /// The files beside the gateway; no service of ours.
    Assets,
}

/// A door: requests through one are treated alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Liveness.
    Health,
    /// Public keys.
    Keys,
    /// Sign-in and sessions.
    Auth,
    /// Management of a tenant.
    Manager,
    /// Operation of the platform.
    Platform,
    /// A blog's authors.
    Admin,
    /// A blog's readers.
    Public,
    /// A blog's pictures.
    Media,
    /// The document of the API and its reference page.
    Docs,
    /// Diagnosis.
    Debug,
}

impl Door {
    /// The name in log lines.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Health => "health",
            Self::Keys => "keys",
            Self::Auth => "auth",
            Self::Manager => "manager",
            Self::Platform => "platform",
            Self::Admin => "admin",
            Self::Public => "public",
            Self::Media => "media",
            Self::Docs => "docs",
            Self::Debug => "debug",
        }
    }

    /// Whether any web site may call it from a browser. The others answer the configured sites only.
    pub fn is_open_to_all_origins(self) -> bool {
        matches!(self, Self::Health | Self::Keys | Self::Public | Self::Media | Self::Docs)
    }
}

/// What a request must show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// Nothing.
    None,
    /// Nothing; but the path names a tenant, and that one is not suspended.
    TenantInPath,
    /// An access token.
    Token,
    /// An access token of a tenant that has the blog in its plan and an active subscription.
    BlogToken,
    /// An API key with the scope `blog`.
    BlogKey,
}

/// Where a request goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// To a service, without the first part of the path.
    Forward {
        /// The service.
        to: Upstream,
        /// What is cut off the path's beginning.
        without: &'static str,
    },
    /// The gateway says that it is alive.
    Alive,
    /// The gateway writes a log line and says so.
    TestLog,
    /// A file that the gateway serves.
    File(File),
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// A path, or with `/*` at its end all paths below one. It is also the route's name in log lines.
    pub pattern: &'static str,
    /// The door.
    pub door: Door,
    /// What the request must show.
    pub credential: Credential,
    /// Where it goes.
    pub target: Target,
    /// Whether only GET and HEAD are served; other services answer 405 themselves.
    pub read_only: bool,
    /// Whether it exists with `DEBUG=true` only.
    pub debug_only: bool,
}

const fn forward(to: Upstream) -> Target {
    Target::Forward { to, without: "" }
}

/// Where pictures are; the name of a tenant follows.
pub const MEDIA: &str = "/media/";

const TO_BLOG: Target = Target::Forward { to: Upstream::Blog, without: "/blog" };

impl Route {
    const fn new(pattern: &'static str, door: Door, credential: Credential, target: Target) -> Self {
        Self { pattern, door, credential, target, read_only: false, debug_only: false }
    }

    const fn read_only(self) -> Self {
        Self { read_only: true, ..self }
    }

    const fn debug_only(self) -> Self {
        Self { debug_only: true, ..self }
    }

    fn matches(&self, path: &str) -> bool {
        match self.pattern.strip_suffix('*') {
            Some(prefix) => path.len() > prefix.len() && path.starts_with(prefix),
            None => path == self.pattern,
        }
    }

    /// Whether somebody without any credential asks for one here, or shows the operators' key.
    pub fn is_sign_in(&self) -> bool {
        self.pattern == SIGN_IN || self.door == Door::Platform
    }

    /// Refuses a method that the route does not have.
    ///
    /// # Errors
    /// 405 with `Allow`.
    pub fn admit_method(&self, method: &Method) -> Result<(), AppError> {
        if self.read_only && method != Method::GET && method != Method::HEAD {
            return Err(AppError::method_not_allowed("GET, HEAD"));
        }
        Ok(())
    }
}

/// Where people sign in.
const SIGN_IN: &str = "/auth/google";

/// The table; the first match wins.
pub const ROUTES: &[Route] = &[
    Route::new("/health", Door::Health, Credential::None, Target::Alive).read_only(),
    Route::new("/.well-known/jwks.json", Door::Keys, Credential::None, forward(Upstream::Manager))
        .read_only(),
    Route::new("/openapi.json", Door::Docs, Credential::None, Target::File(File::Document)).read_only(),
    Route::new("/docs", Door::Docs, Credential::None, Target::File(File::Page)).read_only(),
    Route::new("/docs/redoc.js", Door::Docs, Credential::None, Target::File(File::Redoc)).read_only(),
    Route::new("/docs/page.js", Door::Docs, Credential::None, Target::File(File::Script)).read_only(),
    Route::new("/auth/me", Door::Auth, Credential::Token, forward(Upstream::Manager)),
    Route::new("/auth/switch-tenant", Door::Auth, Credential::Token, forward(Upstream::Manager)),
    Route::new("/auth/sessions", Door::Auth, Credential::Token, forward(Upstream::Manager)),
    Route::new("/auth/sessions/*", Door::Auth, Credential::Token, forward(Upstream::Manager)),
    // These bring their credential in the body. There is nothing beside them that nobody is asked for.
    Route::new(SIGN_IN, Door::Auth, Credential::None, forward(Upstream::Manager)),
    Route::new("/auth/refresh", Door::Auth, Credential::None, forward(Upstream::Manager)),
    Route::new("/auth/logout", Door::Auth, Credential::None, forward(Upstream::Manager)),
    // The services check the operator's key themselves.
    Route::new("/manager/platform/*", Door::Platform, Credential::None, forward(Upstream::Manager)),
    Route::new("/blog/platform/*", Door::Platform, Credential::None, TO_BLOG),
    Route::new("/manager/*", Door::Manager, Credential::Token, forward(Upstream::Manager)),
    Route::new("/blog/debug", Door::Debug, Credential::None, TO_BLOG).read_only().debug_only(),
    Route::new("/blog/admin/test-log", Door::Debug, Credential::Token, Target::TestLog)
        .read_only()
        .debug_only(),
    Route::new("/blog/admin/*", Door::Admin, Credential::BlogToken, TO_BLOG),
    Route::new("/blog/public/*", Door::Public, Credential::BlogKey, TO_BLOG),
    Route::new("/media/*", Door::Media, Credential::TenantInPath, forward(Upstream::Blog)).read_only(),
];

/// Finds the route of a path.
///
/// # Errors
/// 404 for a path that no route has, and for a debug route without `DEBUG=true`.
pub fn find(path: &str, debug: bool) -> Result<&'static Route, AppError> {
    ROUTES
        .iter()
        .find(|route| route.matches(path))
        .filter(|route| debug || !route.debug_only)
        .ok_or_else(AppError::not_found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_has_one_door() {
        let lines: Vec<String> = [
            "/",
            "/health",
            "/health/",
            "/.well-known/jwks.json",
            "/.well-known/other",
            "/openapi.json",
            "/docs",
            "/docs/",
            "/docs/page.js",
            "/docs.html",
            "/auth",
            "/auth/",
            "/auth/google",
            "/auth/refresh",
            "/auth/other",
            "/auth/me",
            "/auth/me/",
            "/auth/logout",
            "/auth/sessions",
            "/auth/sessions/session_1",
            "/auth/switch-tenant",
            "/manager",
            "/manager/team/members",
            "/manager/platform",
            "/manager/platform/health",
            "/blog/platform/health",
            "/blog",
            "/blog/admin",
            "/blog/admin/posts",
            "/blog/adminx/posts",
            "/blog/Admin/posts",
            "/blog/admin/test-log",
            "/blog/admin/test-log/x",
            "/blog/public/posts",
            "/blog/debug",
            "/blog/debug/x",
            "/media",
            "/media/tenant_1/a.png",
            "/blog/media/tenant_1/a.png",
            "/admin/posts",
            "/public/posts",
            "/debug",
        ]
        .iter()
        .map(|path| match find(path, true) {
            Ok(route) => format!("{path} -> {} {:?}", route.door.as_str(), route.credential),
            Err(error) => format!("{path} -> {}", error.status().as_u16()),
        })
        .collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        / -> 404
        /health -> health None
        /health/ -> 404
        /.well-known/jwks.json -> keys None
        /.well-known/other -> 404
        /openapi.json -> docs None
        /docs -> docs None
        /docs/ -> 404
        /docs/page.js -> docs None
        /docs.html -> 404
        /auth -> 404
        /auth/ -> 404
        /auth/google -> auth None
        /auth/refresh -> auth None
        /auth/other -> 404
        /auth/me -> auth Token
        /auth/me/ -> 404
        /auth/logout -> auth None
        /auth/sessions -> auth Token
        /auth/sessions/session_1 -> auth Token
        /auth/switch-tenant -> auth Token
        /manager -> 404
        /manager/team/members -> manager Token
        /manager/platform -> manager Token
        /manager/platform/health -> platform None
        /blog/platform/health -> platform None
        /blog -> 404
        /blog/admin -> 404
        /blog/admin/posts -> admin BlogToken
        /blog/adminx/posts -> 404
        /blog/Admin/posts -> 404
        /blog/admin/test-log -> debug Token
        /blog/admin/test-log/x -> admin BlogToken
        /blog/public/posts -> public BlogKey
        /blog/debug -> debug None
        /blog/debug/x -> 404
        /media -> 404
        /media/tenant_1/a.png -> media TenantInPath
        /blog/media/tenant_1/a.png -> 404
        /admin/posts -> 404
        /public/posts -> 404
        /debug -> 404
        ");
    }

    #[test]
    fn the_debug_routes_do_not_exist_unless_debug_is_on() {
        for path in ["/blog/debug", "/blog/admin/test-log"] {
            assert_eq!(find(path, false).unwrap_err().status(), 404, "{path}");
            assert!(find(path, true).is_ok(), "{path}");
        }
    }

    #[test]
    fn read_only_routes_name_the_methods_they_have() {
        let health = find("/health", false).unwrap();
        assert!(health.admit_method(&Method::GET).is_ok() && health.admit_method(&Method::HEAD).is_ok());
        let refused = health.admit_method(&Method::POST).unwrap_err();
        assert_eq!((refused.status().as_u16(), refused.headers()[0].1.to_str().unwrap()), (405, "GET, HEAD"));
    }
}
