//! The header protocol between the gateway and the services: one module for both sides.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::http::single_header;
use crate::ids::{SessionId, TenantId, UserId};
use crate::permission::{Permission, PermissionSet};
use crate::scope::{Member, TenantScope, UserScope};
use crate::secret::GatewaySecrets;

/// The shared secret that proves a request came through the gateway.
pub const GATEWAY_KEY: HeaderName = HeaderName::from_static("x-gateway-key");
/// The tenant.
pub const TENANT_ID: HeaderName = HeaderName::from_static("x-tenant-id");
/// How much the tenant may keep by its plan: a JSON object of numbers by name.
pub const TENANT_QUOTAS: HeaderName = HeaderName::from_static("x-tenant-quotas");
/// The signed-in person.
pub const USER_ID: HeaderName = HeaderName::from_static("x-user-id");
/// The role's name in the token.
pub const USER_ROLE: HeaderName = HeaderName::from_static("x-user-role");
/// A JSON array of permissions.
pub const USER_PERMISSIONS: HeaderName = HeaderName::from_static("x-user-permissions");
/// The session that the token was made for.
pub const USER_SESSION: HeaderName = HeaderName::from_static("x-user-session");
/// An operator's key. It comes from the client itself: the gateway passes it on, the service checks it.
pub const PLATFORM_KEY: HeaderName = HeaderName::from_static("x-platform-key");
/// The request's id.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// W3C Trace Context.
pub const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// Whether a header of a client must not reach a service: everything the gateway sets itself, every
/// credential, and every name that could one day be trusted. `name` is in lower case.
pub fn is_stripped(name: &str) -> bool {
    matches!(name, "x-request-id" | "traceparent" | "authorization" | "x-api-key" | "cookie" | "host")
        || ["x-user-", "x-tenant-", "x-gateway-"].iter().any(|prefix| name.starts_with(prefix))
        // Some stacks take an underscore for a hyphen.
        || ["x_user_", "x_tenant_", "x_gateway_"].iter().any(|prefix| name.replace('-', "_").starts_with(prefix))
}

/// Who a forwarded request acts for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// Nobody yet: sign-in, public keys.
    Anonymous,
    /// A tenant's public pages, by API key.
    Tenant(TenantId),
    /// A signed-in person of a tenant.
    User {
        /// The tenant.
        tenant: TenantId,
        /// The person.
        user: UserId,
        /// The role's name.
        role: Option<String>,
        /// The permissions' texts.
        permissions: Vec<String>,
        /// The session that the token was made for.
        session: Option<SessionId>,
    },
}

impl Identity {
    /// The headers that carry it to a service.
    pub fn to_headers(&self) -> Result<Vec<(HeaderName, HeaderValue)>, AppError> {
        let value =
            |text: &str| HeaderValue::from_str(text).map_err(|error| AppError::internal(error.to_string()));
        Ok(match self {
            Self::Anonymous => Vec::new(),
            Self::Tenant(tenant) => vec![(TENANT_ID, value(tenant.as_str())?)],
            Self::User { tenant, user, role, permissions, session } => {
                let permissions = serde_json::to_string(permissions)
                    .map_err(|error| AppError::internal(error.to_string()))?;
                let mut headers = vec![
                    (TENANT_ID, value(tenant.as_str())?),
                    (USER_ID, value(user.as_str())?),
                    (USER_PERMISSIONS, value(&permissions)?),
                ];
                if let Some(role) = role {
                    headers.push((USER_ROLE, value(role)?));
                }
                if let Some(session) = session {
                    headers.push((USER_SESSION, value(session.as_str())?));
                }
                headers
            }
        })
    }
}

/// How much a tenant may keep by its plan, by name. Where a name is absent, the service has a bound of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quotas(BTreeMap<String, u64>);

impl Quotas {
    /// How many, or how much, of it.
    pub fn get(&self, name: &str) -> Option<u64> {
        self.0.get(name).copied()
    }
}

/// A signed-in person of a tenant, as a service sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    scope: TenantScope,
    user: UserScope,
    role: Option<String>,
    permissions: PermissionSet,
    session: Option<SessionId>,
    quotas: Quotas,
}

impl Actor {
    /// The tenant they act for.
    pub fn scope(&self) -> &TenantScope {
        &self.scope
    }

    /// The person.
    pub fn user(&self) -> &UserScope {
        &self.user
    }

    /// The role's name in the token.
    pub fn role(&self) -> Option<&str> {
        self.role.as_deref()
    }

    /// The permissions the token carries.
    pub fn permissions(&self) -> &PermissionSet {
        &self.permissions
    }

    /// The session that the token was made for, where it names one.
    pub fn session(&self) -> Option<&SessionId> {
        self.session.as_ref()
    }

    /// How much the tenant may keep.
    pub fn quotas(&self) -> &Quotas {
        &self.quotas
    }

    /// The same person for statements that ask the membership: of a route that needs a permission, or a membership alone.
    pub fn member(&self, needed: Option<Permission>) -> Member {
        let token = self.permissions.iter().collect();
        Member::new(self.scope.clone(), self.user.clone(), self.session.clone(), needed, token)
    }

    /// Refuses unless the token carries the permission.
    pub fn require(&self, permission: Permission) -> Result<(), AppError> {
        if self.permissions.allows(permission) {
            Ok(())
        } else {
            Err(AppError::missing_permission(permission))
        }
    }
}

/// Who a service is called for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// The gateway itself, for nobody.
    Gateway,
    /// A tenant's public door.
    Tenant(TenantScope),
    /// A signed-in person.
    User(Actor),
}

impl Caller {
    /// Reads the identity headers. They are trusted only together with the gateway's key, so that is
    /// checked first, and nothing else is read without it.
    pub fn from_headers(headers: &HeaderMap, secrets: &GatewaySecrets) -> Result<Self, AppError> {
        let key = single_header(headers, GATEWAY_KEY.as_str()).ok().flatten().unwrap_or_default();
        if !secrets.accept(key) {
            return Err(AppError::direct_access());
        }
        let Some(tenant) = read(headers, &TENANT_ID)? else { return Ok(Self::Gateway) };
        let tenant = TenantId::parse(tenant).map_err(|_| malformed(&TENANT_ID))?;
        let scope = TenantScope::of_verified(tenant);
        let Some(user) = read(headers, &USER_ID)? else { return Ok(Self::Tenant(scope)) };
        let user = UserId::parse(user).map_err(|_| malformed(&USER_ID))?;
        let session = read(headers, &USER_SESSION)?.map(SessionId::parse).transpose();
        let session = session.map_err(|_| malformed(&USER_SESSION))?;
        let permissions: Vec<String> = match read(headers, &USER_PERMISSIONS)? {
            None => Vec::new(),
            Some(json) => serde_json::from_str(json).map_err(|_| malformed(&USER_PERMISSIONS))?,
        };
        let quotas = match read(headers, &TENANT_QUOTAS)? {
            None => Quotas::default(),
            Some(json) => Quotas(serde_json::from_str(json).map_err(|_| malformed(&TENANT_QUOTAS))?),
        };
        Ok(Self::User(Actor {
            scope,
            user: UserScope::of_verified(user),
            role: read(headers, &USER_ROLE)?.map(str::to_owned),
            permissions: permissions.iter().filter_map(|text| Permission::parse(text)).collect(),
            session,
            quotas,
        }))
    }

    /// The tenant, if there is one.
    pub fn scope(&self) -> Option<&TenantScope> {
        match self {
            Self::Gateway => None,
            Self::Tenant(scope) => Some(scope),
            Self::User(actor) => Some(actor.scope()),
        }
    }
}

/// An empty header counts as absent; a repeated or non-ASCII one is refused, never guessed.
fn read<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, AppError> {
    let value = single_header(headers, name.as_str()).map_err(|_| malformed(name))?;
    Ok(value.filter(|text| !text.is_empty()))
}

fn malformed(name: &HeaderName) -> AppError {
    AppError::new(StatusCode::BAD_REQUEST, "Malformed identity", ErrorCode::MalformedIdentity)
        .because(name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets() -> GatewaySecrets {
        GatewaySecrets::parse("s3cret").unwrap()
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).unwrap())
            })
            .collect()
    }

    #[test]
    fn what_the_gateway_writes_the_service_reads() {
        let identity = Identity::User {
            tenant: TenantId::parse("tenant_1").unwrap(),
            user: UserId::parse("user_1").unwrap(),
            role: Some("editor".into()),
            permissions: vec!["blog:posts.read".into(), "something:else".into()],
            session: Some(SessionId::parse("session_1").unwrap()),
        };
        let mut map: HeaderMap = identity.to_headers().unwrap().into_iter().collect();
        map.insert(GATEWAY_KEY, HeaderValue::from_static("s3cret"));
        map.insert(TENANT_QUOTAS, HeaderValue::from_static(r#"{"posts":10,"other":0}"#));
        let Caller::User(actor) = Caller::from_headers(&map, &secrets()).unwrap() else { panic!("a user") };
        assert_eq!(actor.scope().tenant().as_str(), "tenant_1");
        assert_eq!(actor.permissions().iter().collect::<Vec<_>>(), [Permission::PostsRead]);
        assert_eq!(actor.role(), Some("editor"));
        assert_eq!((actor.quotas().get("posts"), actor.quotas().get("tags")), (Some(10), None));
        assert_eq!(actor.session().map(SessionId::as_str), Some("session_1"));
        assert_eq!(
            actor.require(Permission::PostsUpdate).unwrap_err().public_text(),
            "Missing required permission: blog:posts.update"
        );
    }

    #[test]
    fn without_the_key_nothing_is_read() {
        for key in [None, Some(""), Some("s3cre"), Some("s3cret2")] {
            let mut map = headers(&[("x-tenant-id", "tenant_1")]);
            if let Some(key) = key {
                map.insert(GATEWAY_KEY, HeaderValue::from_str(key).unwrap());
            }
            let refused = Caller::from_headers(&map, &secrets()).unwrap_err();
            assert_eq!(
                (refused.status().as_u16(), refused.public_text()),
                (403, "Direct access forbidden. Use the gateway.")
            );
        }
    }

    #[test]
    fn a_repeated_key_or_tenant_is_refused() {
        let mut map = headers(&[("x-gateway-key", "s3cret"), ("x-tenant-id", "tenant_1")]);
        map.append(TENANT_ID, HeaderValue::from_static("tenant_2"));
        assert_eq!(Caller::from_headers(&map, &secrets()).unwrap_err().status(), 400);
        map.append(GATEWAY_KEY, HeaderValue::from_static("s3cret"));
        assert_eq!(Caller::from_headers(&map, &secrets()).unwrap_err().status(), 403);
    }

    #[test]
    fn malformed_identity_is_refused() {
        for (name, value) in [
            ("x-tenant-id", "a b"),
            ("x-tenant-id", "é"),
            ("x-user-id", "a;b"),
            ("x-user-session", "a;b"),
            ("x-user-permissions", "blog:posts.read"),
            ("x-user-permissions", "{}"),
            ("x-tenant-quotas", "posts"),
            ("x-tenant-quotas", "[]"),
            ("x-tenant-quotas", r#"{"posts":-1}"#),
            ("x-tenant-quotas", r#"{"posts":"many"}"#),
            ("x-tenant-quotas", r#"{"posts":null}"#),
            ("x-tenant-quotas", r#"{"posts":1.5}"#),
        ] {
            let mut map =
                headers(&[("x-gateway-key", "s3cret"), ("x-tenant-id", "tenant_1"), ("x-user-id", "user_1")]);
            map.insert(HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).unwrap());
            assert_eq!(Caller::from_headers(&map, &secrets()).unwrap_err().status(), 400, "{name}: {value}");
        }
    }

    #[test]
    fn a_client_cannot_send_what_a_service_trusts() {
        for name in [
            "x-gateway-key",
            "x-gateway-debug",
            "x-tenant-id",
            "x-tenant-plan",
            "x-user-id",
            "x-user-anything",
            "authorization",
            "x-api-key",
            "cookie",
            "host",
            "x-request-id",
            "traceparent",
            "x_tenant_id",
            "x-user_id",
        ] {
            assert!(is_stripped(name), "{name}");
        }
        for name in ["accept", "content-type", "if-match", "idempotency-key", "user-agent"] {
            assert!(!is_stripped(name), "{name}");
        }
    }
}
