//! Roles.

use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::ids::RoleId;
use logicspike_shared::service::AdminCall;

use super::{created, identifier, no_content, record};
use crate::api::page::Whole;
use crate::api::roles::{Role, RoleBody};
use crate::app::App;
use crate::host::Host;
use crate::store::roles;

/// `GET /manager/roles`
pub(crate) async fn list(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    Response::ok(&Whole { data: roles::list(&app.database, &call.member()).await? })
}

/// `POST /manager/roles`: a role of the tenant's own, with permissions that the caller holds.
pub(crate) async fn create(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let new = call.request.json::<RoleBody>()?.check_new()?;
    let id = RoleId::new(&app.runtime);
    roles::create(&app.database, &record(app, call), &id, &new).await?;
    let permissions = new.permissions.iter().map(|permission| permission.as_str().to_owned()).collect();
    let body = Role { id: id.to_string(), name: new.name, built_in: false, permissions };
    created(&format!("/manager/roles/{id}"), &body)
}

/// `PUT /manager/roles/{id}`: another name, other permissions; the caller must hold the old and the new ones.
pub(crate) async fn update(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let change = call.request.json::<RoleBody>()?.check_change()?;
    let id = identifier(call.params.get("id"))?;
    roles::update(&app.database, &record(app, call), id, &change).await?;
    Ok(no_content())
}

/// `DELETE /manager/roles/{id}`: a role that nobody has.
pub(crate) async fn delete(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let id = identifier(call.params.get("id"))?;
    roles::delete(&app.database, &record(app, call), id).await?;
    Ok(no_content())
}
