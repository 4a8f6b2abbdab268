//! Posts before readers see them: unsaved text, and links for those who are to have a look.

use http::StatusCode;
use http::header::{CACHE_CONTROL, LOCATION};
use logicspike_shared::error::AppError;
use logicspike_shared::hex;
use logicspike_shared::http::Response;
use logicspike_shared::ids::PreviewLinkId;
use logicspike_shared::input::{Check, Patch};
use logicspike_shared::runtime::Runtime;
use logicspike_shared::service::{AdminCall, TenantCall};
use sha2::{Digest, Sha256};
use tiptap_html::Document;

use super::post_id;
use super::public::{rendered, toc};
use crate::api::{CreatePreviewLink, DataList, NewPreviewLink, PostBody, Preview, PreviewedPost};
use crate::app::App;
use crate::host::Host;
use crate::store::{Change, previews as store};

/// A day, and a week: how long a link is good for, unless asked otherwise and at most.
const DEFAULT_SECONDS: u32 = 24 * 3600;
const MOST_SECONDS: u32 = 7 * 24 * 3600;

/// `POST /admin/preview`: what readers would see of this text. Nothing is kept.
pub(crate) fn render(call: &AdminCall<'_>) -> Result<Response, AppError> {
    let body: PostBody = call.request.json()?;
    let document = match &body.content {
        Patch::Absent => return Err(AppError::invalid_field("content", "missing field `content`")),
        Patch::Null => Document::default(),
        Patch::Value(json) => Document::parse(json.get())
            .map_err(|error| AppError::invalid_field("content", error.to_string()))?,
    };
    let page = tiptap_html::render(&document);
    let reading_time_minutes = tiptap_html::reading_time_minutes(&tiptap_html::plain_text(&document));
    Response::ok(&Preview { html: page.html, toc: toc(page.toc), reading_time_minutes })
}

/// `POST /admin/posts/{id}/preview-links`
pub(crate) async fn create(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let post = post_id(call)?;
    let body: CreatePreviewLink = call.request.json()?;
    let mut check = Check::default();
    let seconds = body.expires_in.unwrap_or(DEFAULT_SECONDS);
    if !(1..=MOST_SECONDS).contains(&seconds) {
        check.fault("expiresIn", "must be 1 to 604800 seconds");
    }
    check.finish(|| Some(()))?;
    let change = Change::by(call.actor(), &app.runtime);
    let (link, token) = (PreviewLinkId::new(&app.runtime), new_token(&app.runtime));
    let expires_at = change.now.plus_seconds(i64::from(seconds));
    if !store::create(&app.database, &change, &post, &link, &digest(&token), expires_at).await? {
        return Err(AppError::not_found());
    }
    let location = format!("/blog/admin/posts/{}/preview-links/{}", post.as_str(), link.as_str());
    let answer = NewPreviewLink { id: link.into(), token, expires_at };
    Ok(Response::json(StatusCode::CREATED, &answer)?.with_header(LOCATION, &location))
}

/// 256 random bits: there is nothing to guess, nor to find a digest by.
fn new_token(runtime: &impl Runtime) -> String {
    let mut bytes = [0; 32];
    runtime.fill_random(&mut bytes);
    hex::encode(&bytes)
}

/// What is kept of a token.
fn digest(token: &str) -> String {
    format!("{:x}", Sha256::digest(token))
}

/// `GET /admin/posts/{id}/preview-links`
pub(crate) async fn list(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let links = store::list(&app.database, call.scope(), &post_id(call)?, app.runtime.now()).await?;
    Response::ok(&DataList { data: links.ok_or_else(AppError::not_found)? })
}

/// `DELETE /admin/posts/{id}/preview-links/{link}`
pub(crate) async fn revoke(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let link = PreviewLinkId::parse(call.params.get("link")).map_err(|_| AppError::not_found())?;
    let change = Change::by(call.actor(), &app.runtime);
    let was_there = store::revoke(&app.database, &change, &post_id(call)?, &link).await?;
    if was_there { Ok(Response::empty(StatusCode::NO_CONTENT)) } else { Err(AppError::not_found()) }
}

/// `GET /public/preview/{token}`: kept nowhere, and in no search engine.
pub(crate) async fn show(app: &App<impl Host>, call: &TenantCall<'_>) -> Result<Response, AppError> {
    let digest = digest(call.params.get("token"));
    let row = store::find(&app.database, call.scope(), &digest, app.runtime.now()).await?;
    let row = row.ok_or_else(AppError::not_found)?;
    let answer = PreviewedPost { post: rendered(row.post), status: row.status };
    let response = Response::ok(&answer)?.with_header(CACHE_CONTROL, "no-store");
    Ok(response.with_header(http::HeaderName::from_static("x-robots-tag"), "noindex"))
}
