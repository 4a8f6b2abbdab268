//! Who is signed in.

use http::header::CACHE_CONTROL;
use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::permission::Permission;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::service::AdminCall;

use crate::api::auth::Me;
use crate::app::App;
use crate::host::Host;
use crate::store::sign_in;

/// `GET /auth/me`: the person, what their token says, where else they belong, and who invites them.
pub(crate) async fn me(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let actor = call.actor();
    let person = sign_in::describe(&app.database, &call.member(), app.runtime.now()).await?;
    let person = person.ok_or_else(AppError::not_found)?;
    let me = Me {
        user: person.profile,
        tenant_id: actor.scope().tenant().to_string(),
        role: actor.role().map(str::to_owned),
        permissions: actor.permissions().iter().map(Permission::as_str).collect(),
        memberships: person.memberships,
        invitations: person.invitations,
    };
    Ok(Response::ok(&me)?.with_header(CACHE_CONTROL, "no-store"))
}
