//! Categories and tags in the admin door.

use http::StatusCode;
use http::header::ETAG;
use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::ids::{CategoryId, TagId};
use logicspike_shared::input::Check;
use logicspike_shared::runtime::Runtime;
use logicspike_shared::service::AdminCall;

use super::fields;
use super::idempotency::{created, idempotency};
use super::posts::saved;
use super::precondition;
use crate::api::{CreateTaxonomy, DataList, UpdateTaxonomy};
use crate::app::App;
use crate::domain::taxonomy::Kind;
use crate::domain::{self, Slug};
use crate::host::Host;
use crate::store::Change;
use crate::store::posts::WantedSlug;
use crate::store::taxonomy::{self as store, NewTaxonomy, TaxonomyPatch};

impl Kind {
    fn max_name(self) -> usize {
        match self {
            Self::Category => 100,
            Self::Tag => 50,
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::Category => "categories",
            Self::Tag => "tags",
        }
    }

    fn fallback_slug(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Tag => "tag",
        }
    }

    fn new_id(self, runtime: &impl Runtime) -> String {
        match self {
            Self::Category => CategoryId::new(runtime).into(),
            Self::Tag => TagId::new(runtime).into(),
        }
    }
}

/// The id that the path names. What cannot be an id names nothing.
fn id<'a>(call: &'a AdminCall<'_>) -> Result<&'a str, AppError> {
    let id = call.params.get("id");
    CategoryId::parse(id).map(|_| id).map_err(|_| AppError::not_found())
}

/// `GET /admin/categories`, `GET /admin/tags`
pub(crate) async fn list(
    app: &App<impl Host>,
    call: &AdminCall<'_>,
    kind: Kind,
) -> Result<Response, AppError> {
    Response::ok(&DataList { data: store::list(&app.database, call.scope(), kind).await? })
}

/// `GET /admin/categories/{id}`, `GET /admin/tags/{id}`
pub(crate) async fn get(
    app: &App<impl Host>,
    call: &AdminCall<'_>,
    kind: Kind,
) -> Result<Response, AppError> {
    let found =
        store::find(&app.database, call.scope(), kind, id(call)?).await?.ok_or_else(AppError::not_found)?;
    Ok(Response::ok(&found)?.with_header(ETAG, &precondition::etag(found.version)))
}

/// `POST /admin/categories`, `POST /admin/tags`
pub(crate) async fn create(
    app: &App<impl Host>,
    call: &AdminCall<'_>,
    kind: Kind,
) -> Result<Response, AppError> {
    let actor = call.actor();
    let idempotency = idempotency(call.request)?;
    let body: CreateTaxonomy = call.request.json()?;
    let mut check = Check::default();
    let name = check.take("name", domain::line(&body.name, kind.max_name()));
    let slug = match body.slug {
        Some(slug) => check.take("slug", fields::slug(&slug)).map(WantedSlug::Given),
        None => Some(WantedSlug::Made(Slug::from_title(&body.name, kind.fallback_slug()))),
    };
    if kind == Kind::Tag && body.description.is_some() {
        check.fault("description", "is not a field of a tag");
    }
    let description =
        check.optional("description", body.description, |text| domain::optional_text(&text, 500));
    let new = check.finish(|| {
        Some(NewTaxonomy { id: kind.new_id(&app.runtime), name: name?, slug: slug?, description })
    })?;
    let change = Change::by(actor, &app.runtime);
    created(&store::create(&app.database, &change, kind, &new, idempotency.as_ref()).await?, kind.path())
}

/// `PUT /admin/categories/{id}`, `PUT /admin/tags/{id}`
pub(crate) async fn update(
    app: &App<impl Host>,
    call: &AdminCall<'_>,
    kind: Kind,
) -> Result<Response, AppError> {
    let actor = call.actor();
    let accepted = precondition::accepted_versions(call.request);
    let body: UpdateTaxonomy = call.request.json()?;
    let mut check = Check::default();
    if !(body.name.is_present() || body.slug.is_present() || body.description.is_present()) {
        check.fault("", "must have at least one field");
    }
    if kind == Kind::Tag && body.description.is_present() {
        check.fault("description", "is not a field of a tag");
    }
    let name = check.patch_required("name", body.name, |text| domain::line(&text, kind.max_name()));
    let slug = check.patch_required("slug", body.slug, |slug| fields::slug(&slug));
    let description = check.patch("description", body.description, |text| domain::optional_text(&text, 500));
    let patch = check
        .finish(|| Some(TaxonomyPatch { name: name.into_value(), slug: slug.into_value(), description }))?;
    let change = Change::by(actor, &app.runtime);
    saved(store::update(&app.database, &change, kind, id(call)?, &patch, accepted.as_deref()).await?)
}

/// `DELETE /admin/categories/{id}`, `DELETE /admin/tags/{id}`
pub(crate) async fn delete(
    app: &App<impl Host>,
    call: &AdminCall<'_>,
    kind: Kind,
) -> Result<Response, AppError> {
    let actor = call.actor();
    let accepted = precondition::accepted_versions(call.request);
    let change = Change::by(actor, &app.runtime);
    store::delete(&app.database, &change, kind, id(call)?, accepted.as_deref()).await?.done()?;
    Ok(Response::empty(StatusCode::NO_CONTENT))
}
