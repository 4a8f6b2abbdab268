//! Replaced versions of a post, and their restore.

use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::service::AdminCall;

use super::posts::saved;
use super::{fields, post_id, precondition};
use crate::api::DataList;
use crate::app::App;
use crate::host::Host;
use crate::store::posts::{self, PostFields, Saving};
use crate::store::{Change, revisions as store};

/// `GET /admin/posts/{id}/revisions`
pub(crate) async fn list(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let data =
        store::list(&app.database, call.scope(), &post_id(call)?).await?.ok_or_else(AppError::not_found)?;
    Response::ok(&DataList { data })
}

/// `GET /admin/posts/{id}/revisions/{revision}`
pub(crate) async fn get(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let revision = store::find(&app.database, call.scope(), &post_id(call)?, version(call)?).await?;
    Response::ok(&revision.ok_or_else(AppError::not_found)?)
}

/// `POST /admin/posts/{id}/revisions/{revision}/restore`: saves the old content as a new version; what it
/// replaces becomes a revision itself. Slug and status stay.
pub(crate) async fn restore(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let actor = call.actor();
    let id = post_id(call)?;
    let accepted = precondition::accepted_versions(call.request);
    // A revision never changes, so reading it before the save is no race.
    let revision = store::find_restorable(&app.database, actor.scope(), &id, version(call)?).await?;
    let mut revision = revision.ok_or_else(AppError::not_found)?;
    let content = revision.content.take().map(fields::content).transpose();
    let content = content.map_err(|error| AppError::invalid_field("content", error.to_string()))?;
    let fields = PostFields::restoring(revision, content);
    let change = Change::by(actor, &app.runtime);
    let deliberate = Saving::Deliberate;
    saved(posts::update(&app.database, &change, &id, &fields, accepted.as_deref(), deliberate).await?)
}

fn version(call: &AdminCall<'_>) -> Result<i32, AppError> {
    let text = call.params.get("revision");
    let number = text.parse::<i32>().ok().filter(|number| *number > 0 && !text.starts_with('+'));
    number.ok_or_else(AppError::not_found)
}
