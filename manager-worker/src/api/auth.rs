//! Sign-in and tokens. Token bodies are in snake_case, as OAuth has them.

use logicspike_shared::time::Timestamp;
use serde::{Deserialize, Serialize};

/// `POST /auth/google`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GoogleSignIn {
    /// Google's ID token.
    pub id_token: String,
}

/// `POST /auth/refresh`, `POST /auth/logout`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "RefreshToken"))]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    /// The refresh token.
    pub refresh_token: String,
}

/// `POST /auth/switch-tenant`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SwitchTenant {
    /// The tenant to act for.
    pub tenant_id: String,
    /// The refresh token of the session that is to act for it, which is spent by that.
    pub refresh_token: String,
}

/// The answer to everything that makes tokens (RFC 6749 §5.1).
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Tokens<'a> {
    /// The access token.
    pub access_token: &'a str,
    /// The token to refresh with, once.
    pub refresh_token: &'a str,
    /// `Bearer`.
    #[cfg_attr(feature = "openapi", schemars(extend("const" = "Bearer")))]
    pub token_type: &'static str,
    /// Seconds until the access token expires.
    pub expires_in: i64,
    /// The tenant that the tokens act for.
    pub tenant_id: &'a str,
}

/// `GET /auth/me`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// The person.
    pub user: Profile,
    /// The tenant the token acts for.
    pub tenant_id: String,
    /// The role's name in the token.
    pub role: Option<String>,
    /// The permissions in the token.
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<logicspike_shared::permission::Permission>"))]
    pub permissions: Vec<&'static str>,
    /// The tenants the person belongs to now.
    pub memberships: Vec<Membership>,
    /// Open invitations to the person's address.
    pub invitations: Vec<Invitation>,
}

/// A person, as they see themselves.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// `user_…`.
    pub id: String,
    /// The address.
    pub email: String,
    /// The name.
    pub name: Option<String>,
    /// A picture.
    pub avatar_url: Option<String>,
}

/// A tenant the person belongs to.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Membership {
    /// The tenant.
    pub tenant_id: String,
    /// Its name.
    pub tenant_name: String,
    /// The role's name.
    pub role: String,
}

/// An invitation to a tenant.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "ReceivedInvitation"))]
#[serde(rename_all = "camelCase")]
pub struct Invitation {
    /// What to accept it by.
    pub id: String,
    /// The tenant.
    pub tenant_id: String,
    /// Its name.
    pub tenant_name: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A session of the person's.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// `session_…`.
    pub id: String,
    /// The tenant that it acts for.
    pub tenant_id: String,
    /// Its name.
    pub tenant_name: String,
    /// What the browser said of itself at the sign-in.
    pub device: Option<String>,
    /// When the person signed in.
    pub begun_at: Timestamp,
    /// When it was last refreshed.
    pub last_used_at: Timestamp,
    /// When it ends, however often it is refreshed.
    pub ends_at: Timestamp,
    /// Whether the request was made by it.
    pub current: bool,
}
