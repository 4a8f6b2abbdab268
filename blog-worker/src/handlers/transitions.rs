//! The steps of a post's life. Each may be repeated without effect.

use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::input::Check;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::service::AdminCall;

use super::fields::{self};
use super::post_id;
use crate::api::SchedulePost;
use crate::app::App;
use crate::host::Host;
use crate::store::Change;
use crate::store::transitions::{self as store, Step};

/// `POST /admin/posts/{id}/publish`
pub(crate) async fn publish(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    take(app, call, Step::Publish).await
}

/// `POST /admin/posts/{id}/unpublish`
pub(crate) async fn unpublish(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    take(app, call, Step::Unpublish).await
}

/// `POST /admin/posts/{id}/schedule`
pub(crate) async fn schedule(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let body: SchedulePost = call.request.json()?;
    let mut check = Check::default();
    let at = check.take("scheduledFor", fields::future_time(&body.scheduled_for, app.runtime.now()));
    let at = check.finish(|| at)?;
    take(app, call, Step::Schedule(at)).await
}

/// `POST /admin/posts/{id}/unschedule`
pub(crate) async fn unschedule(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    take(app, call, Step::Unschedule).await
}

async fn take(app: &App<impl Host>, call: &AdminCall<'_>, step: Step) -> Result<Response, AppError> {
    let actor = call.actor();
    let change = Change::by(actor, &app.runtime);
    let post =
        store::take(&app.database, &change, &post_id(call)?, step).await?.ok_or_else(AppError::not_found)?;
    Response::ok(&post)
}
