//! Health and diagnosis, for the gateway.

use http::StatusCode;
use logicspike_shared::error::AppError;
use logicspike_shared::events;
use logicspike_shared::http::Response;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::time::Timestamp;
use serde::Serialize;

use crate::api::{OutboxHealth, PlatformHealth, ScheduleHealth};
use crate::app::App;
use crate::host::Host;
use crate::store::{schedule, system};

#[derive(Serialize)]
struct Health {
    status: &'static str,
}

/// `GET /health`: the database answers.
pub(crate) async fn health(app: &App<impl Host>) -> Result<Response, AppError> {
    system::ping(&app.database).await?;
    Response::ok(&Health { status: "ok" })
}

#[derive(Serialize)]
struct Diagnosis {
    service: &'static str,
    version: &'static str,
    database: &'static str,
}

/// `GET /debug`: what an operator asks first; only with `DEBUG=true`.
pub(crate) async fn debug(app: &App<impl Host>) -> Result<Response, AppError> {
    if !app.debug {
        return Err(AppError::not_found());
    }
    let database = if system::ping(&app.database).await.is_ok() { "reachable" } else { "unreachable" };
    Response::ok(&Diagnosis { service: "blog", version: env!("CARGO_PKG_VERSION"), database })
}

/// Events and posts that have waited this long, in seconds, have missed several sweeps.
const BEHIND_AFTER_SECONDS: i64 = 300;

/// `GET /platform/health`: how far events and scheduled posts are behind, for operators.
pub(crate) async fn platform_health(app: &App<impl Host>) -> Result<Response, AppError> {
    let now = app.runtime.now();
    let outbox = events::figures(&app.database).await?;
    let due = schedule::figures(&app.database, now).await?;
    let age =
        |since: Option<Timestamp>| since.map_or(0, |since| (now.as_seconds() - since.as_seconds()).max(0));
    let (oldest_age_seconds, lag_seconds) = (age(outbox.oldest), age(due.oldest));
    let behind = oldest_age_seconds.max(lag_seconds) > BEHIND_AFTER_SECONDS;
    Response::ok(&PlatformHealth {
        status: if behind { "behind" } else { "ok" },
        outbox: OutboxHealth { waiting: outbox.waiting, oldest_age_seconds },
        schedule: ScheduleHealth { overdue: due.overdue, lag_seconds },
    })
}

/// `POST /platform/sweep`: does after the answer what is done every minute.
pub(crate) fn sweep() -> Response {
    Response::empty(StatusCode::ACCEPTED)
}
