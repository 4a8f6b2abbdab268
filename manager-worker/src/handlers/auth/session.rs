//! What happens to a session after sign-in.

use http::StatusCode;
use logicspike_shared::error::AppError;
use logicspike_shared::fixed_windows::PERIOD_SECONDS;
use logicspike_shared::http::Response;
use logicspike_shared::ids::TenantId;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::scope::UserScope;
use logicspike_shared::service::{AdminCall, OpenCall};

use crate::api::auth::{Refresh, SwitchTenant};
use crate::app::App;
use crate::domain::refresh_token::{RefreshToken, Verdict, judge};
use crate::handlers::auth::{answer_tokens, minting};
use crate::host::Host;
use crate::store::sessions::{self, Holder, Switched};

fn refused(cause: &'static str) -> AppError {
    AppError::invalid_token().because(cause)
}

fn parse(text: &str) -> Result<RefreshToken, AppError> {
    RefreshToken::parse(text).ok_or_else(|| refused("malformed refresh token"))
}

/// Counts one showing of a token, before the database is asked for it.
fn admit(app: &App<impl Host>, token: &RefreshToken) -> Result<(), AppError> {
    if app.refreshes.allow(token, &app.succession, app.runtime.now()) {
        return Ok(());
    }
    Err(AppError::too_many_requests(PERIOD_SECONDS))
}

/// `POST /auth/refresh`: new tokens for a refresh token, which is spent by that.
pub(crate) async fn refresh(app: &App<impl Host>, call: &OpenCall<'_>) -> Result<Response, AppError> {
    let token = parse(&call.request.json::<Refresh>()?.refresh_token)?;
    admit(app, &token)?;
    let successor = token.successor(&app.succession);
    let rotated = sessions::rotate(&app.database, &token, &successor, &minting(app)).await?;
    let (holder, refresh_token) = match rotated {
        Some(holder) => (holder, successor),
        None => follow(app, &token).await?,
    };
    let scope = UserScope::of_verified(holder.user);
    let access = sessions::access(&app.database, &scope, &holder.tenant).await?;
    let access = access.ok_or_else(|| AppError::access_denied().because("no member, or suspended"))?;
    answer_tokens(app, (scope.user(), holder.session), access, &refresh_token).await
}

/// The token to go on with, for one that another call has just spent.
async fn follow(app: &App<impl Host>, token: &RefreshToken) -> Result<(Holder, RefreshToken), AppError> {
    let now = app.runtime.now();
    let chain = token.chain(&app.succession);
    let stored = sessions::find_chain(&app.database, &chain, now).await?;
    let stored = stored.ok_or_else(|| refused("unknown refresh token"))?;
    match judge(&stored.tokens, now) {
        Verdict::Follow(place) => {
            let next = chain.get(place).ok_or_else(|| refused("too many successors"))?;
            Ok((stored.holder, next.clone()))
        }
        Verdict::Reused => {
            sessions::revoke_reused(&app.database, &stored.holder, now).await?;
            Err(refused("a spent refresh token was used again; its session is ended"))
        }
        Verdict::Refuse(cause) => Err(refused(cause)),
    }
}

/// `POST /auth/logout`: ends the session of a refresh token. Answers the same whether there was one.
pub(crate) async fn logout(app: &App<impl Host>, call: &OpenCall<'_>) -> Result<Response, AppError> {
    let body: Refresh = call.request.json()?;
    if let Some(token) = RefreshToken::parse(&body.refresh_token) {
        admit(app, &token)?;
        sessions::end(&app.database, &token, app.runtime.now()).await?;
    }
    Ok(Response::empty(StatusCode::NO_CONTENT))
}

/// Calls that may overtake one change of tenant: each spends the token that the next try goes on with.
const MOST_OVERTAKINGS: u32 = 4;

/// `POST /auth/switch-tenant`: the session of a refresh token, which is spent by that, acts for another tenant of the
/// same person.
pub(crate) async fn switch_tenant(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let body: SwitchTenant = call.request.json()?;
    let person = call.member();
    let tenant = TenantId::parse(&body.tenant_id).map_err(|_| AppError::not_found())?;
    let mut token = parse(&body.refresh_token)?;
    for _ in 0..MOST_OVERTAKINGS {
        let successor = token.successor(&app.succession);
        let tokens = (&token, &successor);
        match sessions::switch(&app.database, &person, &tenant, tokens, &minting(app)).await? {
            Switched::Done(session, access) => {
                return answer_tokens(app, (person.user().user(), session), access, &successor).await;
            }
            Switched::NoMember => return Err(AppError::not_found()),
            Switched::NotSpent => {
                let (holder, next) = follow(app, &token).await?;
                if holder.user != *person.user().user() {
                    return Err(refused("another person's refresh token"));
                }
                token = next;
            }
        }
    }
    Err(refused("too many successors"))
}
