//! Sign-in, refresh, sign-out, change of tenant.

pub(crate) mod google;
pub(crate) mod me;
pub(crate) mod session;
pub(crate) mod sessions;

use http::header::CACHE_CONTROL;
use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::ids::{SessionId, UserId, uuid_v7};
use logicspike_shared::jwt::{AccessClaims, Lifetime, mint_access_token};
use logicspike_shared::runtime::Runtime as _;

use crate::api::auth::Tokens;
use crate::app::App;
use crate::domain::refresh_token::RefreshToken;
use crate::host::Host;
use crate::store::sessions::{Access, Minting};

/// Beyond its lifetime a token is accepted for as long as clocks may differ, in seconds.
const LEEWAY_SECONDS: i64 = 30;

/// How access tokens are made now.
fn minting(app: &App<impl Host>) -> Minting {
    let now = app.runtime.now();
    Minting {
        key_id: app.config.signing_key.public().kid().to_owned(),
        tokens_until: now.plus_seconds(app.config.access_ttl_seconds + LEEWAY_SECONDS),
        now,
    }
}

/// Mints an access token for what the membership allows now, and answers with both tokens.
async fn answer_tokens(
    app: &App<impl Host>,
    (user, session): (&UserId, SessionId),
    access: Access,
    refresh_token: &RefreshToken,
) -> Result<Response, AppError> {
    let claims = AccessClaims {
        tenant: access.tenant,
        user: user.clone(),
        permissions: access.permissions,
        role: Some(access.role),
        jti: Some(uuid_v7(&app.runtime).to_string()),
        session: Some(session),
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
