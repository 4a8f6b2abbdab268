//! Members and invitations.

use http::StatusCode;
use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::ids::{UserId, uuid_v7};
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::service::AdminCall;

use super::{identifier, no_content, record};
use crate::api::team::{AcceptBody, InviteBody, Invited, RoleBody, RoleChanged};
use crate::app::App;
use crate::host::Host;
use crate::input::page;
use crate::store::invitations::{self, NewInvitation};
use crate::store::members;

/// How long an invitation can be accepted, in seconds: a week.
const INVITATION_SECONDS: i64 = 7 * 24 * 60 * 60;

/// `GET /manager/team/members`
pub(crate) async fn list(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let page = page::read(call.request)?;
    let (rows, total) = members::list(&app.database, &call.member(), page).await?;
    Response::ok(&page.list(rows, total))
}

/// `POST /manager/team/members/invite`: invites an address, with a role that holds no more than the caller.
pub(crate) async fn invite(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let invite = call.request.json::<InviteBody>()?.check()?;
    let record = record(app, call);
    let new = NewInvitation {
        id: format!("inv_{}", uuid_v7(&app.runtime)),
        invite,
        expires_at: record.now.plus_seconds(INVITATION_SECONDS),
    };
    invitations::create(&app.database, &record, &new).await?;
    let body = Invited { id: &new.id, email: &new.invite.email, expires_at: new.expires_at };
    Response::json(StatusCode::CREATED, &body)
}

/// `POST /manager/team/members/accept`: the caller joins the tenant that invited their address.
pub(crate) async fn accept(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let body: AcceptBody = call.request.json()?;
    let id = identifier(&body.invitation_id)?;
    let person = call.member();
    let now = app.runtime.now();
    let scope = invitations::inviting_tenant(&app.database, &person, id, now).await?;
    let scope = scope.ok_or_else(AppError::not_found)?;
    let joined = invitations::accept(&app.database, &scope, person.user(), id, now).await?;
    Response::ok(&joined.ok_or_else(AppError::not_found)?)
}

/// `PUT /manager/team/members/{id}`: another role, within what the caller holds. A tenant keeps an owner.
pub(crate) async fn change_role(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let role = call.request.json::<RoleBody>()?.check()?;
    let member = member_of(call)?;
    let record = record(app, call);
    members::change_role(&app.database, &record, &member, &role).await?;
    Response::ok(&RoleChanged { user_id: member.as_str(), role: &role })
}

/// `DELETE /manager/team/members/{id}`: ends a membership and its sessions. A tenant keeps an owner.
pub(crate) async fn remove(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let member = member_of(call)?;
    let record = record(app, call);
    members::remove(&app.database, &record, &member).await?;
    Ok(no_content())
}

fn member_of(call: &AdminCall<'_>) -> Result<UserId, AppError> {
    UserId::parse(call.params.get("id")).map_err(|_| AppError::not_found())
}

/// `GET /manager/team/invitations`
pub(crate) async fn list_invitations(
    app: &App<impl Host>,
    call: &AdminCall<'_>,
) -> Result<Response, AppError> {
    let page = page::read(call.request)?;
    let (rows, total) = invitations::list(&app.database, &call.member(), page).await?;
    Response::ok(&page.list(rows, total))
}

/// `DELETE /manager/team/invitations/{id}`
pub(crate) async fn withdraw(app: &App<impl Host>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let record = record(app, call);
    let id = identifier(call.params.get("id"))?;
    invitations::withdraw(&app.database, &record, id).await?;
    Ok(no_content())
}
