//! Sign-in with Google.

use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::ids::{TenantId, UserId};
use logicspike_shared::jwt::{Refusal, Unverified};
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::scope::{TenantScope, UserScope};
use logicspike_shared::service::OpenCall;
use logicspike_shared::sql::OnConstraint as _;
use logicspike_shared::time::Timestamp;

use crate::api::auth::GoogleSignIn;
use crate::app::App;
use crate::domain::google::{IdToken, Profile};
use crate::domain::refresh_token::RefreshToken;
use crate::handlers::auth::{answer_tokens, minting};
use crate::host::Host;
use crate::store::sessions::NewSession;
use crate::store::sign_in::{self, Entered, NewTenant};

/// Two sign-ins of a new person at once: the loser finds in its second round what the winner made. A third
/// is for one whose last membership ends in between.
const ROUNDS: u32 = 3;

/// `POST /auth/google`: tokens for the person whom Google's ID token names. The first sign-in makes the
/// person and a tenant of their own.
pub(crate) async fn sign_in(app: &App<impl Host>, call: &OpenCall<'_>) -> Result<Response, AppError> {
    let body: GoogleSignIn = call.request.json()?;
    let now = app.runtime.now();
    let (profile, id_token) = verify(app, &body.id_token, now).await?;
    let suspended = || AppError::access_denied().because("suspended");

    for _ in 0..ROUNDS {
        let person = sign_in::find(&app.database, &profile.subject).await?;
        if let Some(person) = &person {
            if person.suspended {
                return Err(suspended());
            }
            let scope = UserScope::of_verified(person.id.clone());
            let token = RefreshToken::generate(&app.runtime, &app.succession);
            let session = NewSession::begin(&app.runtime, &token, device(call), minting(app));
            let entered = sign_in::enter(&app.database, &scope, (&profile, &id_token), &session).await;
            let spent = || AppError::invalid_token().because("the ID token was used before");
            match entered.on_constraint("spent_id_tokens_pkey", spent)? {
                Entered::In(access) => {
                    return answer_tokens(app, (scope.user(), session.id), access, &token).await;
                }
                Entered::Suspended => return Err(suspended()),
                Entered::NoTenant => {}
            }
        }
        let scope = TenantScope::of_verified(TenantId::new(&app.runtime));
        let new = NewTenant {
            name: tenant_name(&profile),
            user: person.as_ref().map_or_else(|| UserId::new(&app.runtime), |person| person.id.clone()),
            seen_last_tenant: person.and_then(|person| person.last_tenant),
            now,
        };
        sign_in::create_tenant(&app.database, &scope, &new, &profile).await?;
    }
    Err(AppError::internal("a person's memberships kept vanishing during sign-in"))
}

async fn verify(
    app: &App<impl Host>,
    id_token: &str,
    now: Timestamp,
) -> Result<(Profile, IdToken), AppError> {
    let invalid = |refusal: Refusal| AppError::invalid_token().because(refusal.to_string());
    let token = Unverified::parse(id_token).map_err(invalid)?;
    let keys = app.google_keys.for_token(token.kid(), &app.documents, &app.config.google_jwks_url, now);
    let keys = keys
        .await
        .map_err(|cause| AppError::unavailable(format!("Google's keys are unavailable: {cause}")))?;
    app.config.google.verify(&token, &keys, &app.crypto, now).await.map_err(invalid)
}

/// Longest device hint, in characters.
const MAX_DEVICE_CHARS: usize = 200;

/// What the browser says of itself: a hint for the person's own list of sessions.
fn device(call: &OpenCall<'_>) -> Option<String> {
    let agent = call.request.header("user-agent")?;
    let hint: String = agent.trim().chars().take(MAX_DEVICE_CHARS).collect();
    (!hint.is_empty()).then_some(hint)
}

/// The first tenant is called by the person's name, else by the address' local part.
fn tenant_name(profile: &Profile) -> String {
    let local = profile.email.split('@').next().unwrap_or_default();
    profile.name.as_deref().unwrap_or(local).chars().take(100).collect()
}
