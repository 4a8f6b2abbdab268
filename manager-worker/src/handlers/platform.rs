//! Operation of the platform, for whoever holds its key.

use http::StatusCode;
use logicspike_shared::error::AppError;
use logicspike_shared::error_code::ErrorCode;
use logicspike_shared::events::{self, Message, Verdict};
use logicspike_shared::http::Response;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::service::OpenCall;
use logicspike_shared::time::Timestamp;

use crate::api::platform::{DeadLetters, MailHealth, OutboxHealth, PlatformHealth};
use crate::app::App;
use crate::consumer;
use crate::host::Host;
use crate::store::{dead_letters, mail};

/// Dead letters shown at once.
const MOST_LETTERS: i32 = 100;
/// An event that has waited this long, in seconds, has missed several sweeps.
const BEHIND_AFTER_SECONDS: i64 = 300;

/// `GET /manager/platform/health`: how far events and mail are behind, and what no consumer could apply.
pub(crate) async fn health(app: &App<impl Host>) -> Result<Response, AppError> {
    let outbox = events::figures(&app.database).await?;
    let dead_letters = dead_letters::count(&app.database).await?;
    let mail = mail::figures(&app.database).await?;
    let now = app.runtime.now().as_seconds();
    let age = |since: Option<Timestamp>| since.map_or(0, |since| (now - since.as_seconds()).max(0));
    let oldest_age_seconds = age(outbox.oldest);
    let behind = oldest_age_seconds > BEHIND_AFTER_SECONDS || dead_letters > 0;
    Response::ok(&PlatformHealth {
        status: if behind { "behind" } else { "ok" },
        outbox: OutboxHealth { waiting: outbox.waiting, oldest_age_seconds },
        mail: MailHealth {
            waiting: mail.waiting,
            oldest_age_seconds: age(mail.oldest),
            over_budget: mail.over_budget,
        },
        dead_letters,
    })
}

/// `GET /manager/platform/dead-letters`: the newest ones that were not replayed.
pub(crate) async fn list_dead_letters(app: &App<impl Host>) -> Result<Response, AppError> {
    Response::ok(&DeadLetters { data: dead_letters::list(&app.database, MOST_LETTERS).await? })
}

/// `POST /manager/platform/dead-letters/{id}/replay`: applies one after all, once its cause is mended.
pub(crate) async fn replay_dead_letter(
    app: &App<impl Host>,
    call: &OpenCall<'_>,
) -> Result<Response, AppError> {
    let id = call.params.get("id").parse().map_err(|_| AppError::not_found())?;
    let letter = dead_letters::find(&app.database, id).await?.ok_or_else(AppError::not_found)?;
    let message = Message { id: letter.id.to_string(), body: letter.body.clone(), age_seconds: 0 };
    let outcome = consumer::apply(app, &[message]).await;
    if outcome.verdicts != [Verdict::Acknowledge] {
        return Err(AppError::new(
            StatusCode::CONFLICT,
            "The message could not be applied",
            ErrorCode::DeadLetterNotApplied,
        ));
    }
    dead_letters::note_replay(&app.database, id, app.runtime.now()).await?;
    Response::ok(&dead_letters::find(&app.database, id).await?.ok_or_else(AppError::not_found)?)
}

/// `POST /manager/platform/sweep`: does after the answer what is done every minute.
pub(crate) fn sweep() -> Response {
    Response::empty(StatusCode::ACCEPTED)
}
