//! Posts in the admin door.

use http::StatusCode;
use http::header::ETAG;
use logicspike_shared::error::AppError;
use logicspike_shared::http::{Request, Response};
use logicspike_shared::identity::Actor;
use logicspike_shared::ids::PostId;
use logicspike_shared::input::{Check, Patch};
use logicspike_shared::permission::Permission;
use logicspike_shared::runtime::Runtime;
use logicspike_shared::service::AdminCall;
use logicspike_shared::time::Timestamp;

use super::fields;
use super::idempotency::{created, idempotency};
use super::list_query;
use super::{post_id, precondition};
use crate::api::{AdminList, PostBody, SaveAnswer};
use crate::app::App;
use crate::domain::{self, Door, Slug};
use crate::host::Host;
use crate::store::posts::{self as store, NewPost, PostFields, Saving, WantedSlug};
use crate::store::{Change, WriteOutcome};

/// `GET /admin/posts`
pub(crate) async fn list(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let query = list_query::parse(call.request, Door::Admin)?;
    let ((listed, next), counts) = store::list(&app.database, call.scope(), &query).await?;
    let data = list_query::found(&query, listed, |item| (&item.title, item.excerpt.as_deref()));
    Response::ok(&AdminList { data, meta: list_query::admin_meta(&query, counts, next) })
}

/// `GET /admin/posts/{id}`
pub(crate) async fn get(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let post =
        store::find(&app.database, call.scope(), &post_id(call)?).await?.ok_or_else(AppError::not_found)?;
    Ok(Response::ok(&post)?.with_header(ETAG, &precondition::etag(post.version)))
}

/// `POST /admin/posts`
pub(crate) async fn create(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let actor = call.actor();
    let idempotency = idempotency(call.request)?;
    let post = check_new(call.request.json()?, actor, &app.runtime, app.media_origin.as_deref())?;
    let change = Change::by(actor, &app.runtime);
    created(&store::create(&app.database, &change, &post, idempotency.as_ref()).await?, "posts")
}

fn check_new(
    mut body: PostBody,
    actor: &Actor,
    runtime: &impl Runtime,
    media_origin: Option<&str>,
) -> Result<NewPost, AppError> {
    let untitled = match body.title {
        Patch::Absent => Some("missing field `title`"),
        Patch::Null => Some("invalid type: null, expected a string"),
        Patch::Value(_) => None,
    };
    if let Some(message) = untitled {
        return Err(AppError::invalid_field("title", message));
    }
    // A new post has neither to be cleared.
    body.slug = body.slug.or_absent();
    body.scheduled_for = body.scheduled_for.or_absent();
    let fields = check(body, actor, runtime.now(), media_origin)?;
    let made = || Slug::from_title(fields.title.value().map_or("", String::as_str), "post");
    let slug = fields.slug.value().cloned().map_or_else(|| WantedSlug::Made(made()), WantedSlug::Given);
    Ok(NewPost { id: PostId::new(runtime), slug, fields })
}

/// `PUT /admin/posts/{id}`
pub(crate) async fn update(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let saving = saving(call.request)?;
    let actor = call.actor();
    let id = post_id(call)?;
    let accepted = precondition::accepted_versions(call.request);
    let fields = check(call.request.json()?, actor, app.runtime.now(), app.media_origin.as_deref())?;
    let change = Change::by(actor, &app.runtime);
    saved(store::update(&app.database, &change, &id, &fields, accepted.as_deref(), saving).await?)
}

/// Whether somebody saves, or their editor while they type.
fn saving(request: &Request) -> Result<Saving, AppError> {
    let pairs = request.query_pairs()?;
    match pairs.iter().find(|(name, _)| name == "autosave").map(|(_, value)| value.as_str()) {
        Some("true") => Ok(Saving::WhileTyping),
        None | Some("false") => Ok(Saving::Deliberate),
        Some(_) => Err(AppError::invalid_field("autosave", "must be true or false")),
    }
}

/// The answer to a save, with the `ETag` of what it made.
pub(super) fn saved(outcome: WriteOutcome<i32>) -> Result<Response, AppError> {
    let version = outcome.done()?;
    let answer = SaveAnswer { status: "saved".to_owned(), version };
    Ok(Response::ok(&answer)?.with_header(ETAG, &precondition::etag(version)))
}

/// Checks what is to become of a post's fields.
pub(super) fn check(
    body: PostBody,
    actor: &Actor,
    now: Timestamp,
    media_origin: Option<&str>,
) -> Result<PostFields, AppError> {
    if body.scheduled_for.is_present() {
        actor.require(Permission::PostsPublish)?;
    }
    let mut checked = Check::default();
    let fields = PostFields {
        title: checked.patch_required("title", body.title, |text| domain::line(&text, 255)),
        slug: checked.patch_required("slug", body.slug, |slug| fields::slug(&slug)),
        content: checked.patch("content", body.content, fields::content),
        excerpt: checked.patch("excerpt", body.excerpt, |text| domain::optional_text(&text, 1000)),
        seo_title: checked.patch("seoTitle", body.seo_title, |text| domain::optional_text(&text, 255)),
        seo_description: checked
            .patch("seoDescription", body.seo_description, |text| domain::optional_text(&text, 500)),
        featured_image_url: checked.patch("featuredImageUrl", body.featured_image_url, |url| {
            domain::picture_url(&url, media_origin)
        }),
        category_id: checked.patch("categoryId", body.category_id, fields::reference),
        tags: match checked.patch("tags", body.tags, fields::tags) {
            Patch::Null => Patch::Value(Vec::new()),
            tags => tags,
        },
        scheduled_for: checked
            .patch("scheduledFor", body.scheduled_for, |text| fields::future_time(&text, now)),
    };
    let fields = checked.finish(|| Some(fields))?;
    if fields.is_empty() {
        Err(AppError::invalid_field("", "must have at least one field"))
    } else {
        Ok(fields)
    }
}

/// `POST /admin/posts/{id}/undelete`
pub(crate) async fn undelete(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let change = Change::by(call.actor(), &app.runtime);
    let post = store::undelete(&app.database, &change, &post_id(call)?).await?;
    Response::ok(&post.ok_or_else(AppError::not_found)?)
}

/// `DELETE /admin/posts/{id}`
pub(crate) async fn delete(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let actor = call.actor();
    let accepted = precondition::accepted_versions(call.request);
    let change = Change::by(actor, &app.runtime);
    store::delete(&app.database, &change, &post_id(call)?, accepted.as_deref()).await?.done()?;
    Ok(Response::empty(StatusCode::NO_CONTENT))
}
