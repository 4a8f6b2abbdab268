//! The table of routes: what answers, and who may call it.

use std::convert::Infallible;

use logicspike_shared::permission::Permission;
use logicspike_shared::route::RouteMethod::{DELETE, GET, POST, PUT};
use logicspike_shared::route::{self, Route};

/// What is behind the doors that ask for no tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is described by its handler")]
pub enum Open {
    Health,
    Debug,
    Jwks,
    SignInWithGoogle,
    Refresh,
    Logout,
    PlatformHealth,
    ListDeadLetters,
    ReplayDeadLetter,
    Sweep,
    SuspendTenant,
    ResumeTenant,
    SuspendPerson,
    ResumePerson,
    EndSessions,
}

/// What a tenant's people may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is described by its handler")]
pub enum Admin {
    SwitchTenant,
    Me,
    ListSessions,
    EndSession,
    EndOtherSessions,
    ListMembers,
    InviteMember,
    AcceptInvitation,
    ChangeMemberRole,
    RemoveMember,
    ListInvitations,
    WithdrawInvitation,
    ListRoles,
    CreateRole,
    UpdateRole,
    DeleteRole,
    ListApiKeys,
    CreateApiKey,
    RotateApiKey,
    RevokeApiKey,
    ListWebhooks,
    CreateWebhook,
    GetWebhook,
    UpdateWebhook,
    DeleteWebhook,
    RotateWebhookSecret,
    TestWebhook,
    ListDeliveries,
    GetDelivery,
    ReplayDelivery,
    GetTenant,
    RenameTenant,
    GetSubscription,
    ListAudit,
}

/// What a route leads to. Readers have no business here.
pub type Endpoint = route::Endpoint<Open, Infallible, Admin>;

/// The operators' way to a sweep.
pub(crate) const SWEEP: &str = "/manager/platform/sweep";

/// What a list in pages knows.
const PAGED: &[&str] = &["page", "limit"];

/// Where webhooks are.
pub(crate) const WEBHOOKS: &str = "/manager/webhooks";

/// Every route of the service.
pub const ROUTES: &[Route<Endpoint>] = &[
    Route::open(GET, "/health", Open::Health),
    Route::open(GET, "/debug", Open::Debug),
    Route::open(GET, "/.well-known/jwks.json", Open::Jwks),
    Route::open(POST, "/auth/google", Open::SignInWithGoogle),
    // The refresh token is the credential: the access token may have expired.
    Route::open(POST, "/auth/refresh", Open::Refresh),
    Route::open(POST, "/auth/logout", Open::Logout),
    Route::person(POST, "/auth/switch-tenant", Admin::SwitchTenant),
    Route::person(GET, "/auth/me", Admin::Me),
    Route::person(GET, "/auth/sessions", Admin::ListSessions),
    Route::person(DELETE, "/auth/sessions", Admin::EndOtherSessions),
    Route::person(DELETE, "/auth/sessions/{id}", Admin::EndSession),
    Route::admin(GET, "/manager/team/members", Permission::MembersRead, Admin::ListMembers).knowing(PAGED),
    Route::admin(POST, "/manager/team/members/invite", Permission::MembersInvite, Admin::InviteMember),
    // Who is invited holds nothing in the tenant yet.
    Route::person(POST, "/manager/team/members/accept", Admin::AcceptInvitation),
    Route::admin(PUT, "/manager/team/members/{id}", Permission::MembersUpdate, Admin::ChangeMemberRole),
    Route::admin(DELETE, "/manager/team/members/{id}", Permission::MembersRemove, Admin::RemoveMember),
    Route::admin(GET, "/manager/team/invitations", Permission::MembersRead, Admin::ListInvitations)
        .knowing(PAGED),
    Route::admin(
        DELETE,
        "/manager/team/invitations/{id}",
        Permission::MembersInvite,
        Admin::WithdrawInvitation,
    ),
    Route::admin(GET, "/manager/roles", Permission::RolesRead, Admin::ListRoles),
    Route::admin(POST, "/manager/roles", Permission::RolesManage, Admin::CreateRole),
    Route::admin(PUT, "/manager/roles/{id}", Permission::RolesManage, Admin::UpdateRole),
    Route::admin(DELETE, "/manager/roles/{id}", Permission::RolesManage, Admin::DeleteRole),
    Route::admin(GET, "/manager/api-keys", Permission::ApiKeysRead, Admin::ListApiKeys).knowing(PAGED),
    Route::admin(POST, "/manager/api-keys", Permission::ApiKeysManage, Admin::CreateApiKey),
    Route::admin(POST, "/manager/api-keys/{id}/rotate", Permission::ApiKeysManage, Admin::RotateApiKey),
    Route::admin(DELETE, "/manager/api-keys/{id}", Permission::ApiKeysManage, Admin::RevokeApiKey),
    Route::admin(GET, WEBHOOKS, Permission::WebhooksRead, Admin::ListWebhooks).knowing(PAGED),
    Route::admin(POST, WEBHOOKS, Permission::WebhooksManage, Admin::CreateWebhook),
    Route::admin(GET, "/manager/webhooks/{id}", Permission::WebhooksRead, Admin::GetWebhook),
    Route::admin(PUT, "/manager/webhooks/{id}", Permission::WebhooksManage, Admin::UpdateWebhook),
    Route::admin(DELETE, "/manager/webhooks/{id}", Permission::WebhooksManage, Admin::DeleteWebhook),
    Route::admin(
        POST,
        "/manager/webhooks/{id}/rotate-secret",
        Permission::WebhooksManage,
        Admin::RotateWebhookSecret,
    ),
    Route::admin(POST, "/manager/webhooks/{id}/test", Permission::WebhooksManage, Admin::TestWebhook),
    Route::admin(GET, "/manager/webhooks/{id}/deliveries", Permission::WebhooksRead, Admin::ListDeliveries)
        .knowing(PAGED),
    Route::admin(
        GET,
        "/manager/webhooks/{id}/deliveries/{delivery}",
        Permission::WebhooksRead,
        Admin::GetDelivery,
    ),
    Route::admin(
        POST,
        "/manager/webhooks/{id}/deliveries/{delivery}/replay",
        Permission::WebhooksManage,
        Admin::ReplayDelivery,
    ),
    Route::admin(GET, "/manager/tenant", Permission::TenantRead, Admin::GetTenant),
    Route::admin(PUT, "/manager/tenant", Permission::TenantUpdate, Admin::RenameTenant),
    Route::admin(GET, "/manager/subscription", Permission::TenantRead, Admin::GetSubscription),
    Route::admin(GET, "/manager/audit", Permission::AuditRead, Admin::ListAudit)
        .knowing(&["limit", "before"]),
    Route::operator(GET, "/manager/platform/health", Open::PlatformHealth),
    Route::operator(GET, "/manager/platform/dead-letters", Open::ListDeadLetters),
    Route::operator(POST, SWEEP, Open::Sweep),
    Route::operator(POST, "/manager/platform/dead-letters/{id}/replay", Open::ReplayDeadLetter),
    Route::operator(POST, "/manager/platform/tenants/{id}/suspend", Open::SuspendTenant),
    Route::operator(POST, "/manager/platform/tenants/{id}/resume", Open::ResumeTenant),
    Route::operator(POST, "/manager/platform/people/{id}/suspend", Open::SuspendPerson),
    Route::operator(POST, "/manager/platform/people/{id}/resume", Open::ResumePerson),
    Route::operator(POST, "/manager/platform/sessions/end", Open::EndSessions),
];
