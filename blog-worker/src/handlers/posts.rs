//! Posts in the admin door.

use http::StatusCode;
use http::header::{ETAG, LOCATION};
use logicspike_shared::error::AppError;
use logicspike_shared::http::{Patch, Request, Response};
use logicspike_shared::identity::Actor;
use logicspike_shared::ids::PostId;
use logicspike_shared::permission::Permission;
use logicspike_shared::runtime::Runtime;
use logicspike_shared::service::Call;
use logicspike_shared::sql::Transport;
use logicspike_shared::time::Timestamp;
use sha2::{Digest, Sha256};

use super::fields::{self, Faults};
use super::list_query::{self, Door};
use super::{post_id, precondition};
use crate::api::{CreatePost, Created, Page, SaveAnswer, UpdatePost};
use crate::app::App;
use crate::domain::{self, Slug};
use crate::store::posts::{self as store, CreateOutcome, Idempotency, NewPost, PostPatch, WantedSlug};
use crate::store::{Change, WriteOutcome};

/// `GET /admin/posts`
pub(crate) async fn list<R: Runtime, T: Transport>(
    app: &App<R, T>,
    call: &Call<'_>,
) -> Result<Response, AppError> {
    let query = list_query::parse(call.request, Door::Admin)?;
    let (listed, total) = store::list(&app.db, call.scope()?, &query).await?;
    let data = list_query::found(&query, listed, |item| (&item.title, item.excerpt.as_deref()));
    Response::ok(&Page { data, meta: list_query::meta(&query, total) })
}

/// `GET /admin/posts/{id}`
pub(crate) async fn get<R: Runtime, T: Transport>(
    app: &App<R, T>,
    call: &Call<'_>,
) -> Result<Response, AppError> {
    let post = store::find(&app.db, call.scope()?, &post_id(call)?).await?.ok_or_else(AppError::not_found)?;
    Ok(Response::ok(&post)?.with_header(ETAG, &precondition::etag(post.version)))
}

/// `POST /admin/posts`
pub(crate) async fn create<R: Runtime, T: Transport>(
    app: &App<R, T>,
    call: &Call<'_>,
) -> Result<Response, AppError> {
    let actor = call.actor()?;
    let idempotency = idempotency(call.request)?;
    let post = check_new(call.request.json()?, actor, &app.runtime)?;
    let change = Change::by(actor, &app.runtime);
    match store::create(&app.db, &change, &post, idempotency.as_ref()).await? {
        CreateOutcome::KeyReused => Err(AppError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "Idempotency-Key was used for another request",
            "idempotency_key_reused",
        )),
        CreateOutcome::Answer(answer) => {
            let created: Created =
                serde_json::from_str(answer.get()).map_err(|error| AppError::internal(error.to_string()))?;
            let location = format!("/blog/admin/posts/{}", created.id);
            Ok(Response::json(StatusCode::CREATED, &created)?.with_header(LOCATION, &location))
        }
    }
}

/// The client's key for a request that it may repeat, with a digest of what it asks for.
fn idempotency(request: &Request) -> Result<Option<Idempotency>, AppError> {
    let Some(value) = request.headers.get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().ok().filter(|key| (1..=255).contains(&key.len()));
    let Some(key) = key.filter(|_| request.headers.get_all("idempotency-key").iter().count() == 1) else {
        return Err(AppError::invalid_field("Idempotency-Key", "must be 1 to 255 visible ASCII characters"));
    };
    let digest =
        Sha256::new().chain_update(&request.path).chain_update([0]).chain_update(&request.body).finalize();
    Ok(Some(Idempotency { key: key.to_owned(), fingerprint: format!("{digest:x}") }))
}

fn check_new(body: CreatePost, actor: &Actor, runtime: &impl Runtime) -> Result<NewPost, AppError> {
    if body.scheduled_for.is_some() {
        actor.require(Permission::PostsPublish)?;
    }
    let now = runtime.now();
    let mut faults = Faults::default();
    let title = faults.check("title", domain::line(&body.title, 255));
    let slug = match body.slug {
        Some(slug) => faults.check("slug", fields::slug(&slug)).map(WantedSlug::Given),
        None => Some(WantedSlug::Made(Slug::from_title(&body.title, "post"))),
    };
    let content = faults.optional("content", body.content, fields::content);
    let excerpt = faults.optional("excerpt", body.excerpt, |text| domain::optional_text(&text, 1000));
    let seo_title = faults.optional("seoTitle", body.seo_title, |text| domain::optional_text(&text, 255));
    let seo_description =
        faults.optional("seoDescription", body.seo_description, |text| domain::optional_text(&text, 500));
    let featured_image_url =
        faults.optional("featuredImageUrl", body.featured_image_url, |url| domain::https_url(&url));
    let category_id = faults.optional("categoryId", body.category_id, fields::reference);
    let tags = faults.optional("tags", body.tags, fields::tags).unwrap_or_default();
    let scheduled_for =
        faults.optional("scheduledFor", body.scheduled_for, |text| fields::future_time(&text, now));
    faults.finish(|| {
        Some(NewPost {
            id: PostId::new(runtime),
            title: title?,
            slug: slug?,
            content,
            excerpt,
            seo_title,
            seo_description,
            featured_image_url,
            category_id,
            tags,
            scheduled_for,
        })
    })
}

/// `PUT /admin/posts/{id}`
pub(crate) async fn update<R: Runtime, T: Transport>(
    app: &App<R, T>,
    call: &Call<'_>,
) -> Result<Response, AppError> {
    let actor = call.actor()?;
    let id = post_id(call)?;
    let accepted = precondition::accepted_versions(call.request)?;
    let patch = check_patch(call.request.json()?, actor, app.runtime.now())?;
    let change = Change::by(actor, &app.runtime);
    saved(&store::update(&app.db, &change, &id, &patch, accepted.as_deref()).await?)
}

/// The answer to a save, with the `ETag` of what it made.
pub(super) fn saved(outcome: &WriteOutcome<i32>) -> Result<Response, AppError> {
    match outcome {
        WriteOutcome::Done(version) => {
            let answer = SaveAnswer { status: "saved".to_owned(), version: *version };
            Ok(Response::ok(&answer)?.with_header(ETAG, &precondition::etag(*version)))
        }
        WriteOutcome::NotFound => Err(AppError::not_found()),
        WriteOutcome::VersionConflict => Err(AppError::version_conflict()),
    }
}

fn check_patch(body: UpdatePost, actor: &Actor, now: Timestamp) -> Result<PostPatch, AppError> {
    if body.scheduled_for.is_present() {
        actor.require(Permission::PostsPublish)?;
    }
    let is_empty = !(body.title.is_present()
        || body.content.is_present()
        || body.slug.is_present()
        || body.excerpt.is_present()
        || body.seo_title.is_present()
        || body.seo_description.is_present()
        || body.featured_image_url.is_present()
        || body.category_id.is_present()
        || body.tags.is_present()
        || body.scheduled_for.is_present());
    let mut faults = Faults::default();
    if is_empty {
        faults.note("", "must have at least one field");
    }
    let title = faults.patch_required("title", body.title, |text| domain::line(&text, 255));
    let slug = faults.patch_required("slug", body.slug, |slug| fields::slug(&slug));
    let content = faults.patch("content", body.content, fields::content);
    let excerpt = faults.patch("excerpt", body.excerpt, |text| domain::optional_text(&text, 1000));
    let seo_title = faults.patch("seoTitle", body.seo_title, |text| domain::optional_text(&text, 255));
    let seo_description =
        faults.patch("seoDescription", body.seo_description, |text| domain::optional_text(&text, 500));
    let featured_image_url =
        faults.patch("featuredImageUrl", body.featured_image_url, |url| domain::https_url(&url));
    let category_id = faults.patch("categoryId", body.category_id, fields::reference);
    let tags = match faults.patch("tags", body.tags, fields::tags) {
        Patch::Absent => None,
        Patch::Null => Some(Vec::new()),
        Patch::Value(tags) => Some(tags),
    };
    let scheduled_for =
        faults.patch("scheduledFor", body.scheduled_for, |text| fields::future_time(&text, now));
    faults.finish(|| {
        Some(PostPatch {
            title,
            slug,
            content,
            excerpt,
            seo_title,
            seo_description,
            featured_image_url,
            category_id,
            tags,
            scheduled_for,
        })
    })
}

/// `DELETE /admin/posts/{id}`
pub(crate) async fn delete<R: Runtime, T: Transport>(
    app: &App<R, T>,
    call: &Call<'_>,
) -> Result<Response, AppError> {
    let actor = call.actor()?;
    let accepted = precondition::accepted_versions(call.request)?;
    let change = Change::by(actor, &app.runtime);
    match store::delete(&app.db, &change, &post_id(call)?, accepted.as_deref()).await? {
        WriteOutcome::Done(()) => Ok(Response::empty(StatusCode::NO_CONTENT)),
        WriteOutcome::NotFound => Err(AppError::not_found()),
        WriteOutcome::VersionConflict => Err(AppError::version_conflict()),
    }
}
