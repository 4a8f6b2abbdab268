//! What a tenant says of its site, in both doors.

use http::header::ETAG;
use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::input::Check;
use logicspike_shared::service::{AdminCall, TenantCall};

use super::posts::saved;
use super::precondition;
use crate::api::SiteBody;
use crate::app::App;
use crate::domain::{
    self,
    site::{self, Reach},
};
use crate::host::Host;
use crate::store::Change;
use crate::store::site::{self as store, SitePatch};

/// `GET /public/site`
pub(crate) async fn read(app: &App<impl Host>, call: &TenantCall<'_>) -> Result<Response, AppError> {
    Response::ok(&store::read(&app.database, call.scope()).await?)
}

/// `GET /admin/site`
pub(crate) async fn get(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let found = store::find(&app.database, call.scope()).await?;
    Ok(Response::ok(&found)?.with_header(ETAG, &precondition::etag(found.version)))
}

/// `PUT /admin/site`
pub(crate) async fn update(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let accepted = precondition::accepted_versions(call.request);
    let body: SiteBody = call.request.json()?;
    // Where debugging is allowed, nobody else's site is shown.
    let reach = if app.debug { Reach::Local } else { Reach::Public };
    let mut check = Check::default();
    let patch = SitePatch {
        title: check.patch("title", body.title, |text| domain::line(&text, 255)),
        description: check.patch("description", body.description, |text| domain::optional_text(&text, 500)),
        base_url: check.patch("baseUrl", body.base_url, |text| site::site_url(&text, reach)),
        post_path: check.patch("postPath", body.post_path, |text| site::site_path(&text)),
        preview_path: check.patch("previewPath", body.preview_path, |text| site::site_path(&text)),
        language: check.patch("language", body.language, |text| site::language(&text)),
        time_zone: check.patch("timeZone", body.time_zone, |text| site::time_zone(&text)),
        default_image_url: check
            .patch("defaultImageUrl", body.default_image_url, |text| domain::https_url(&text)),
    };
    let patch = check.finish(|| Some(patch))?;
    if patch.is_empty() {
        let mut check = Check::default();
        check.fault("", "must have at least one field");
        return check.finish(|| None);
    }
    let change = Change::by(call.actor(), &app.runtime);
    saved(store::update(&app.database, &change, &patch, accepted.as_deref()).await?)
}
