//! What happens to a session after sign-in.

use http::StatusCode;
use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::ids::TenantId;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::scope::{TenantScope, UserScope};
use logicspike_shared::service::Call;

use crate::api::auth::{Refresh, SwitchTenant};
use crate::app::{App, Platform};
use crate::domain::refresh_token::{RefreshToken, Verdict, judge};
use crate::handlers::auth::answer_tokens;
use crate::store::sessions::{self, Holder, NewSession};

fn refused(cause: &'static str) -> AppError {
    AppError::invalid_token().because(cause)
}

/// `POST /auth/refresh`: new tokens for a refresh token, which is spent by that.
pub(crate) async fn refresh<P: Platform>(app: &App<P>, call: &Call<'_>) -> Result<Response, AppError> {
    let body: Refresh = call.request.json()?;
    let token = RefreshToken::parse(&body.refresh_token).ok_or_else(|| refused("malformed refresh token"))?;
    let successor = token.successor(&app.succession);
    let rotated = sessions::rotate(&app.database, &token, &successor, app.runtime.now()).await?;
    let (holder, refresh_token) = match rotated {
        Some(holder) => (holder, successor),
        None => follow(app, &token).await?,
    };
    let scope = UserScope::of_verified(holder.user);
    let access = sessions::access(&app.database, &scope, &holder.tenant).await?;
    let access = access.ok_or_else(|| refused("no longer a member"))?;
    answer_tokens(app, scope.user(), access, &refresh_token).await
}

/// The token to go on with, for one that another call has just spent.
async fn follow<P: Platform>(app: &App<P>, token: &RefreshToken) -> Result<(Holder, RefreshToken), AppError> {
    let now = app.runtime.now();
    let chain = token.chain(&app.succession);
    let stored = sessions::find_chain(&app.database, &chain).await?;
    let stored = stored.ok_or_else(|| refused("unknown refresh token"))?;
    match judge(&stored.tokens, now) {
        Verdict::Follow(place) => {
            let next = chain.get(place).ok_or_else(|| refused("too many successors"))?;
            Ok((stored.holder, next.clone()))
        }
        Verdict::Reused => {
            let scope = TenantScope::of_verified(stored.holder.tenant);
            sessions::revoke_reused(&app.database, &scope, &stored.family, now).await?;
            Err(refused("a spent refresh token was used again; its session is ended"))
        }
        Verdict::Refuse(cause) => Err(refused(cause)),
    }
}

/// `POST /auth/logout`: ends the session of a refresh token. Answers the same whether there was one.
pub(crate) async fn logout<P: Platform>(app: &App<P>, call: &Call<'_>) -> Result<Response, AppError> {
    let body: Refresh = call.request.json()?;
    if let Some(token) = RefreshToken::parse(&body.refresh_token) {
        sessions::end(&app.database, &token, app.runtime.now()).await?;
    }
    Ok(Response::empty(StatusCode::NO_CONTENT))
}

/// `POST /auth/switch-tenant`: tokens for another tenant of the same person.
pub(crate) async fn switch_tenant<P: Platform>(app: &App<P>, call: &Call<'_>) -> Result<Response, AppError> {
    let body: SwitchTenant = call.request.json()?;
    let scope = call.actor()?.user();
    let tenant = TenantId::parse(&body.tenant_id).map_err(|_| AppError::not_found())?;
    let ended = body.refresh_token.as_deref().and_then(RefreshToken::parse);
    let token = RefreshToken::generate(&app.runtime);
    let session = NewSession::begin(&app.runtime, &token);
    let access = sessions::switch(&app.database, scope, &tenant, &session, ended.as_ref()).await?;
    answer_tokens(app, scope.user(), access.ok_or_else(AppError::not_found)?, &token).await
}
