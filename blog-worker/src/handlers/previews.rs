//! Posts before readers see them: unsaved text, and links for those who are to have a look.

use http::StatusCode;
use http::header::{CACHE_CONTROL, LOCATION};
use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::ids::PreviewLinkId;
use logicspike_shared::input::{Check, Patch};
use logicspike_shared::runtime::Runtime;
use logicspike_shared::service::{AdminCall, TenantCall};
use tiptap_html::Document;

use super::idempotency::{idempotency, key_reused};
use super::post_id;
use super::public::{rendered, toc};
use crate::api::{CreatePreviewLink, DataList, NewPreviewLink, PostBody, Preview, PreviewedPost};
use crate::app::App;
use crate::domain::preview;
use crate::host::Host;
use crate::store::Change;
use crate::store::idempotency::CreateOutcome;
use crate::store::previews::{self as store, Made, NewLink};

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
    let idempotency = idempotency(call.request)?;
    let change = Change::by(call.actor(), &app.runtime);
    let id = PreviewLinkId::new(&app.runtime);
    let key = idempotency.as_ref().map(|idempotency| idempotency.key.as_str());
    let token = match (key, app.gateway_secrets.all().next()) {
        (Some(key), Some(secret)) => {
            preview::repeatable_token(secret, call.scope().tenant(), id.as_str(), key)
        }
        _ => random_token(&app.runtime),
    };
    let expires_at = change.now.plus_seconds(i64::from(seconds));
    let link = NewLink { id, digest: preview::digest(&token), expires_at };
    let (outcome, site) = store::create(&app.database, &change, &post, &link, idempotency.as_ref()).await?;
    let made = match outcome.ok_or_else(AppError::not_found)? {
        CreateOutcome::Answer(made) => made,
        CreateOutcome::KeyReused => return Err(key_reused()),
    };
    let token = if made.digest == link.digest { token } else { token_again(app, call, &made, key)? };
    let location = format!("/blog/admin/posts/{}/preview-links/{}", post.as_str(), made.id);
    let url = preview::page(site.base_url.as_deref(), site.preview_path.as_deref(), &token);
    let answer = NewPreviewLink { id: made.id, token, url, expires_at: made.expires_at };
    Ok(Response::json(StatusCode::CREATED, &answer)?.with_header(LOCATION, &location))
}

fn random_token(runtime: &impl Runtime) -> String {
    let mut bits = [0; 32];
    runtime.fill_random(&mut bits);
    preview::random_token(&bits)
}

/// The token of a link that was made for the same key before. Once the secret that it was made by is no longer accepted,
/// nobody can tell it, and the key is as good as used for something else.
fn token_again(
    app: &App<impl Host>,
    call: &AdminCall<'_>,
    made: &Made,
    key: Option<&str>,
) -> Result<String, AppError> {
    let key = key.unwrap_or_default();
    let secrets = app.gateway_secrets.all();
    secrets
        .map(|secret| preview::repeatable_token(secret, call.scope().tenant(), &made.id, key))
        .find(|token| preview::digest(token) == made.digest)
        .ok_or_else(key_reused)
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
    let digest = preview::digest(call.params.get("token"));
    let row = store::find(&app.database, call.scope(), &digest, app.runtime.now()).await?;
    let row = row.ok_or_else(AppError::not_found)?;
    let answer = PreviewedPost { post: rendered(row.post), status: row.status };
    let response = Response::ok(&answer)?.with_header(CACHE_CONTROL, "no-store");
    Ok(response.with_header(http::HeaderName::from_static("x-robots-tag"), "noindex"))
}
