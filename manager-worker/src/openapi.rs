//! What each route of the manager takes and gives, for `openapi.json`.

use http::StatusCode;
use logicspike_shared::error_code::ErrorCode;
use logicspike_shared::jwt::JwkSet;
use logicspike_shared::openapi::{Operation, Param};
use logicspike_shared::paging::List;

use crate::api::api_keys::{Key, KeyBody, RotateBody, ShownKey};
use crate::api::audit::Entries;
use crate::api::auth::{GoogleSignIn, Me, Refresh, Session, SwitchTenant, Tokens};
use crate::api::deliveries::{Delivery, DeliveryDetail, Queued};
use crate::api::page::Whole;
use crate::api::roles::{Role, RoleBody};
use crate::api::team::{
    AcceptBody, Invitation, InviteBody, Invited, Joined, Member, RoleBody as MemberRole, RoleChanged,
};
use crate::api::tenant::{Subscription, Tenant, TenantBody};
use crate::api::webhooks::{RotateSecretBody, ShownSecret, Webhook, WebhookBody};
use crate::routes::{Admin, Endpoint, Open};

/// What an endpoint takes and gives; none for those that are nobody's but ours.
pub fn describe(endpoint: Endpoint) -> Option<Operation> {
    match endpoint {
        Endpoint::Open(endpoint) => open(endpoint),
        Endpoint::Public(never) => match never {},
        Endpoint::Admin(endpoint) => Some(admin(endpoint)),
    }
}

const SESSIONS: &str = "Sessions";
const TEAM: &str = "Team";
const ROLES: &str = "Roles";
const KEYS: &str = "API keys";
const WEBHOOKS: &str = "Webhooks";
const TENANT: &str = "Tenant";

/// A credential in the body that opens nothing.
const INVALID_TOKEN: &[ErrorCode] = &[ErrorCode::InvalidToken];
/// A person or tenant that is suspended, or a membership that has ended.
const DENIED: &[ErrorCode] = &[ErrorCode::AccessDenied];

fn open(endpoint: Open) -> Option<Operation> {
    Some(match endpoint {
        Open::Jwks => {
            Operation::new("getPublicKeys", SESSIONS, "Reads the keys that access tokens are verified with.")
                .ok::<JwkSet>("The keys.")
        }
        Open::SignInWithGoogle => {
            Operation::new("signInWithGoogle", SESSIONS, "Signs in with an ID token of Google's.")
                .takes::<GoogleSignIn>()
                .ok::<Tokens<'_>>("Tokens of a new session.")
                .refuses(StatusCode::UNAUTHORIZED, INVALID_TOKEN)
                .refuses(StatusCode::FORBIDDEN, DENIED)
        }
        Open::Refresh => Operation::new("refreshSession", SESSIONS, "Spends a refresh token on new tokens.")
            .takes::<Refresh>()
            .ok::<Tokens<'_>>("The next tokens of the session.")
            .refuses(StatusCode::UNAUTHORIZED, INVALID_TOKEN)
            .refuses(StatusCode::FORBIDDEN, DENIED),
        Open::Logout => Operation::new("logout", SESSIONS, "Ends the session of a refresh token.")
            .takes::<Refresh>()
            .done("There is no such session any more."),
        Open::Health
        | Open::Debug
        | Open::PlatformHealth
        | Open::ListDeadLetters
        | Open::ReplayDeadLetter
        | Open::Sweep
        | Open::SuspendTenant
        | Open::ResumeTenant
        | Open::SuspendPerson
        | Open::ResumePerson
        | Open::EndSessions => return None,
    })
}

#[expect(clippy::too_many_lines, reason = "one arm for each endpoint")]
fn admin(endpoint: Admin) -> Operation {
    match endpoint {
        Admin::SwitchTenant => {
            Operation::new("switchTenant", SESSIONS, "Has the session act for another tenant.")
                .takes::<SwitchTenant>()
                .ok::<Tokens<'_>>("Tokens for that tenant.")
                .refuses(StatusCode::NOT_FOUND, &[ErrorCode::NotFound])
        }
        Admin::Me => Operation::new(
            "getMe",
            SESSIONS,
            "Reads who is signed in, where they belong and who invites them.",
        )
        .ok::<Me>("The person.")
        .refuses(StatusCode::NOT_FOUND, &[ErrorCode::NotFound]),
        Admin::ListSessions => {
            Operation::new("listSessions", SESSIONS, "Lists where the person is signed in.")
                .ok::<Whole<Session>>("The sessions.")
        }
        Admin::EndSession => {
            Operation::new("endSession", SESSIONS, "Ends a session.").done("The session has ended.")
        }
        Admin::EndOtherSessions => {
            Operation::new("endOtherSessions", SESSIONS, "Ends all sessions but the one that asks.")
                .done("The others have ended.")
        }
        Admin::ListMembers => Operation::new("listMembers", TEAM, "Lists the members of the team.")
            .knows(paged())
            .ok::<List<Member>>("A page of members."),
        Admin::InviteMember => Operation::new("inviteMember", TEAM, "Invites an address to the team.")
            .takes::<InviteBody>()
            .gives::<Invited<'_>>(StatusCode::CREATED, "The invitation.")
            .conflicts(&[ErrorCode::AlreadyMember, ErrorCode::AlreadyInvited, ErrorCode::QuotaExceeded]),
        Admin::AcceptInvitation => {
            Operation::new("acceptInvitation", TEAM, "Joins the tenant that invited one's address.")
                .takes::<AcceptBody>()
                .ok::<Joined>("The tenant joined.")
                .refuses(StatusCode::NOT_FOUND, &[ErrorCode::NotFound])
                .conflicts(&[ErrorCode::AlreadyMember, ErrorCode::QuotaExceeded])
        }
        Admin::ChangeMemberRole => Operation::new("changeMemberRole", TEAM, "Gives a member another role.")
            .takes::<MemberRole>()
            .ok::<RoleChanged<'_>>("The role was changed.")
            .conflicts(&[ErrorCode::LastOwner]),
        Admin::RemoveMember => Operation::new("removeMember", TEAM, "Ends a membership and its sessions.")
            .done("The membership has ended.")
            .conflicts(&[ErrorCode::LastOwner]),
        Admin::ListInvitations => Operation::new("listInvitations", TEAM, "Lists the open invitations.")
            .knows(paged())
            .ok::<List<Invitation>>("A page of invitations."),
        Admin::WithdrawInvitation => Operation::new("withdrawInvitation", TEAM, "Withdraws an invitation.")
            .done("The invitation cannot be accepted any more."),
        Admin::ListRoles => {
            Operation::new("listRoles", ROLES, "Lists the roles, built-in ones and the tenant's own.")
                .ok::<Whole<Role>>("The roles.")
        }
        Admin::CreateRole => Operation::new("createRole", ROLES, "Creates a role.")
            .takes::<RoleBody>()
            .as_named("CreateRole", &["name", "permissions"])
            .created::<Role>("The role was created.")
            .conflicts(&[ErrorCode::RoleNameInUse, ErrorCode::QuotaExceeded]),
        Admin::UpdateRole => Operation::new("updateRole", ROLES, "Changes a role of the tenant's own.")
            .takes::<RoleBody>()
            .as_named("UpdateRole", &[])
            .done("The role was changed.")
            .conflicts(&[ErrorCode::BuiltInRole, ErrorCode::RoleNameInUse]),
        Admin::DeleteRole => Operation::new("deleteRole", ROLES, "Deletes a role that nobody has.")
            .done("The role was deleted.")
            .conflicts(&[ErrorCode::BuiltInRole, ErrorCode::RoleInUse]),
        Admin::ListApiKeys => Operation::new("listApiKeys", KEYS, "Lists the API keys, without the keys.")
            .knows(paged())
            .ok::<List<Key>>("A page of keys."),
        Admin::CreateApiKey => {
            Operation::new("createApiKey", KEYS, "Creates an API key, which is shown once.")
                .takes::<KeyBody>()
                .created::<ShownKey<'_>>("The key. It cannot be shown again.")
                .conflicts(&[ErrorCode::QuotaExceeded])
        }
        Admin::RotateApiKey => {
            Operation::new("rotateApiKey", KEYS, "Puts a new key in the place of an active one.")
                .may_take::<RotateBody>()
                .created::<ShownKey<'_>>("The new key. It cannot be shown again.")
                .conflicts(&[ErrorCode::ApiKeyNotActive, ErrorCode::QuotaExceeded])
        }
        Admin::RevokeApiKey => {
            Operation::new("revokeApiKey", KEYS, "Ends an API key.").done("The key opens nothing any more.")
        }
        Admin::ListWebhooks => Operation::new("listWebhooks", WEBHOOKS, "Lists the webhook endpoints.")
            .knows(paged())
            .ok::<List<Webhook>>("A page of endpoints."),
        Admin::CreateWebhook => {
            Operation::new("createWebhook", WEBHOOKS, "Creates an endpoint, whose secret is shown once.")
                .takes::<WebhookBody>()
                .as_named("CreateWebhook", &["url"])
                .without(&["enabled"])
                .created::<ShownSecret<'_>>("The secret. It cannot be shown again.")
                .conflicts(&[ErrorCode::TooManyWebhooks])
        }
        Admin::GetWebhook => {
            Operation::new("getWebhook", WEBHOOKS, "Reads an endpoint.").ok::<Webhook>("The endpoint.")
        }
        Admin::UpdateWebhook => Operation::new("updateWebhook", WEBHOOKS, "Changes an endpoint.")
            .takes::<WebhookBody>()
            .as_named("UpdateWebhook", &[])
            .ok::<Webhook>("The endpoint."),
        Admin::DeleteWebhook => {
            Operation::new("deleteWebhook", WEBHOOKS, "Deletes an endpoint with its log.")
                .done("The endpoint is called no more.")
        }
        Admin::RotateWebhookSecret => {
            Operation::new("rotateWebhookSecret", WEBHOOKS, "Puts a new secret in the place of the old one.")
                .may_take::<RotateSecretBody>()
                .ok::<ShownSecret<'_>>("The secret. It cannot be shown again.")
        }
        Admin::TestWebhook => {
            Operation::new("testWebhook", WEBHOOKS, "Sends an event to this endpoint alone.")
                .gives::<Queued<'_>>(StatusCode::ACCEPTED, "The delivery.")
                .conflicts(&[ErrorCode::WebhookDisabled])
        }
        Admin::ListDeliveries => {
            Operation::new("listDeliveries", WEBHOOKS, "Lists what was sent to an endpoint.")
                .knows(paged())
                .ok::<List<Delivery>>("A page of deliveries.")
        }
        Admin::GetDelivery => Operation::new("getDelivery", WEBHOOKS, "Reads a delivery with every try.")
            .ok::<DeliveryDetail>("The delivery."),
        Admin::ReplayDelivery => Operation::new("replayDelivery", WEBHOOKS, "Sends an event once more.")
            .gives::<Queued<'_>>(StatusCode::ACCEPTED, "The new delivery.")
            .conflicts(&[ErrorCode::WebhookDisabled, ErrorCode::DeliveryPending]),
        Admin::GetTenant => Operation::new("getTenant", TENANT, "Reads the tenant.")
            .ok::<Tenant>("The tenant.")
            .refuses(StatusCode::NOT_FOUND, &[ErrorCode::NotFound]),
        Admin::RenameTenant => Operation::new("renameTenant", TENANT, "Gives the tenant another name.")
            .takes::<TenantBody>()
            .ok::<Tenant>("The tenant.")
            .refuses(StatusCode::NOT_FOUND, &[ErrorCode::NotFound]),
        Admin::GetSubscription => {
            Operation::new("getSubscription", TENANT, "Reads what the tenant pays for.")
                .ok::<Subscription>("The subscription.")
                .refuses(StatusCode::NOT_FOUND, &[ErrorCode::NotFound])
        }
        Admin::ListAudit => Operation::new("listAudit", "Audit log", "Lists what was done, newest first.")
            .knows([
                Param::whole("limit", 100, 50, "Entries in an answer."),
                Param::text("before", "Only entries older than the one with this id."),
            ])
            .ok::<Entries>("A part of the log."),
    }
}

fn paged() -> [Param; 2] {
    [
        Param::whole("page", 1_000_000, 1, "Which page, from 1."),
        Param::whole("limit", 100, 50, "Rows on a page."),
    ]
}
