//! Sign-in, refresh, sign-out, change of tenant.

pub(crate) mod google;
pub(crate) mod me;
pub(crate) mod session;

use http::header::CACHE_CONTROL;
use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::ids::{UserId, uuid_v7};
use logicspike_shared::jwt::{AccessClaims, Lifetime, mint_access_token};
use logicspike_shared::runtime::Runtime as _;

use crate::api::auth::Tokens;
use crate::app::{App, Platform};
use crate::domain::refresh_token::RefreshToken;
use crate::store::sessions::Access;

/// Mints an access token for what the membership allows now, and answers with both tokens.
async fn answer_tokens<P: Platform>(
    app: &App<P>,
    user: &UserId,
    access: Access,
    refresh_token: &RefreshToken,
) -> Result<Response, AppError> {
    let claims = AccessClaims {
        tenant: access.tenant,
        user: user.clone(),
        permissions: access.permissions,
        role: Some(access.role),
        jti: Some(uuid_v7(&app.runtime).to_string()),
        session: None,
    };
    let config = &app.config;
    let lifetime = Lifetime { issued_at: app.runtime.now(), ttl_seconds: config.access_ttl_seconds };
    let (issuer, audience) = (&config.issuer, &config.audience);
    let token = mint_access_token(&claims, issuer, audience, lifetime, &config.signing_key, &app.crypto);
    let access_token = token.await.map_err(|error| AppError::internal(error.to_string()))?;
    let tokens = Tokens {
        access_token: &access_token,
        refresh_token: refresh_token.expose(),
        token_type: "Bearer",
        expires_in: config.access_ttl_seconds,
        tenant_id: claims.tenant.as_str(),
    };
    // RFC 6749 §5.1.
    Ok(Response::ok(&tokens)?.with_header(CACHE_CONTROL, "no-store"))
}
