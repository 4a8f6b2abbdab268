//! The steps of a post's life. Each may be repeated without effect.

use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::runtime::Runtime;
use logicspike_shared::service::Call;
use logicspike_shared::sql::Transport;

use super::fields::{self, Faults};
use super::post_id;
use crate::api::SchedulePost;
use crate::app::App;
use crate::store::Change;
use crate::store::transitions::{self as store, Step};

/// `POST /admin/posts/{id}/publish`
pub(crate) async fn publish<R: Runtime, T: Transport>(
    app: &App<R, T>,
    call: &Call<'_>,
) -> Result<Response, AppError> {
    take(app, call, Step::Publish).await
}

/// `POST /admin/posts/{id}/unpublish`
pub(crate) async fn unpublish<R: Runtime, T: Transport>(
    app: &App<R, T>,
    call: &Call<'_>,
) -> Result<Response, AppError> {
    take(app, call, Step::Unpublish).await
}

/// `POST /admin/posts/{id}/schedule`
pub(crate) async fn schedule<R: Runtime, T: Transport>(
    app: &App<R, T>,
    call: &Call<'_>,
) -> Result<Response, AppError> {
    let body: SchedulePost = call.request.json()?;
    let mut faults = Faults::default();
    let at = faults.check("scheduledFor", fields::future_time(&body.scheduled_for, app.runtime.now()));
    let at = faults.finish(|| at)?;
    take(app, call, Step::Schedule(at)).await
}

/// `POST /admin/posts/{id}/unschedule`
pub(crate) async fn unschedule<R: Runtime, T: Transport>(
    app: &App<R, T>,
    call: &Call<'_>,
) -> Result<Response, AppError> {
    take(app, call, Step::Unschedule).await
}

async fn take<R: Runtime, T: Transport>(
    app: &App<R, T>,
    call: &Call<'_>,
    step: Step,
) -> Result<Response, AppError> {
    let actor = call.actor()?;
    let change = Change::by(actor, &app.runtime);
    let post = store::take(&app.db, &change, &post_id(call)?, step).await?.ok_or_else(AppError::not_found)?;
    Response::ok(&post)
}
