//! The working copy of a post.

use http::StatusCode;
use http::header::ETAG;
use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::permission::Permission;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::service::AdminCall;

use super::posts::{check, saved};
use super::{post_id, precondition};
use crate::api::{PostBody, SaveAnswer};
use crate::app::App;
use crate::host::Host;
use crate::store::{Change, posts as store};

/// `GET /admin/posts/{id}/draft`
pub(crate) async fn get(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let draft = store::find_draft(&app.database, call.scope(), &post_id(call)?).await?;
    let draft = draft.ok_or_else(AppError::not_found)?;
    Ok(Response::ok(&draft.detail)?.with_header(ETAG, &precondition::draft_etag(draft.stands)))
}

/// `PUT /admin/posts/{id}/draft`
pub(crate) async fn save(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let actor = call.actor();
    let id = post_id(call)?;
    let accepted = precondition::accepted_drafts(call.request);
    let body: PostBody = call.request.json()?;
    if body.scheduled_for.is_present() {
        return Err(AppError::invalid_field("scheduledFor", "is not a field of a working copy"));
    }
    let fields = check(body, actor, app.runtime.now(), app.media_origin.as_deref())?;
    let change = Change::by(actor, &app.runtime);
    let outcome = store::save_draft(&app.database, &change, &id, &fields, accepted.as_deref()).await?;
    let draft = outcome.done()?;
    let answer = SaveAnswer { status: "saved".to_owned(), version: draft.version };
    Ok(Response::ok(&answer)?.with_header(ETAG, &precondition::draft_etag(draft)))
}

/// `DELETE /admin/posts/{id}/draft`
pub(crate) async fn discard(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let accepted = precondition::accepted_drafts(call.request);
    let change = Change::by(call.actor(), &app.runtime);
    store::discard(&app.database, &change, &post_id(call)?, accepted.as_deref()).await?.done()?;
    Ok(Response::empty(StatusCode::NO_CONTENT))
}

/// `POST /admin/posts/{id}/draft/apply`: one deliberate save of the post.
pub(crate) async fn apply(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let actor = call.actor();
    let accepted = precondition::accepted_drafts(call.request);
    let may_publish = actor.require(Permission::PostsPublish).is_ok();
    let change = Change::by(actor, &app.runtime);
    saved(store::apply(&app.database, &change, &post_id(call)?, accepted.as_deref(), may_publish).await?)
}
