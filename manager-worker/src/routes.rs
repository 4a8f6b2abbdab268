//! The table of routes: what answers, and who may call it.

use logicspike_shared::permission::Permission;
use logicspike_shared::route::RouteMethod::{DELETE, GET, POST, PUT};
use logicspike_shared::route::{Access, Route, RouteMethod};

/// What a route leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is described by its handler")]
pub enum Endpoint {
    Health,
    Debug,
    Jwks,
    SignInWithGoogle,
    Refresh,
    Logout,
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

const fn route(
    method: RouteMethod,
    pattern: &'static str,
    access: Access,
    endpoint: Endpoint,
) -> Route<Endpoint> {
    Route::new(method, pattern, access, endpoint)
}

const fn permitted(
    method: RouteMethod,
    pattern: &'static str,
    permission: Permission,
    endpoint: Endpoint,
) -> Route<Endpoint> {
    route(method, pattern, Access::Permission(permission), endpoint)
}

/// The operators' way to a sweep.
pub(crate) const SWEEP: &str = "/manager/platform/sweep";

/// What a list in pages knows.
const PAGED: &[&str] = &["page", "limit"];

/// Where webhooks are.
pub(crate) const WEBHOOKS: &str = "/manager/webhooks";

/// Every route of the service.
pub const ROUTES: &[Route<Endpoint>] = &[
    route(GET, "/health", Access::Gateway, Endpoint::Health),
    route(GET, "/debug", Access::Gateway, Endpoint::Debug),
    route(GET, "/.well-known/jwks.json", Access::Gateway, Endpoint::Jwks),
    route(POST, "/auth/google", Access::Gateway, Endpoint::SignInWithGoogle),
    // The refresh token is the credential: the access token may have expired.
    route(POST, "/auth/refresh", Access::Gateway, Endpoint::Refresh),
    route(POST, "/auth/logout", Access::Gateway, Endpoint::Logout),
    route(POST, "/auth/switch-tenant", Access::User, Endpoint::SwitchTenant),
    route(GET, "/auth/me", Access::User, Endpoint::Me),
    route(GET, "/auth/sessions", Access::User, Endpoint::ListSessions),
    route(DELETE, "/auth/sessions", Access::User, Endpoint::EndOtherSessions),
    route(DELETE, "/auth/sessions/{id}", Access::User, Endpoint::EndSession),
    permitted(GET, "/manager/team/members", Permission::MembersRead, Endpoint::ListMembers).knowing(PAGED),
    permitted(POST, "/manager/team/members/invite", Permission::MembersInvite, Endpoint::InviteMember),
    // Who is invited holds nothing in the tenant yet.
    route(POST, "/manager/team/members/accept", Access::User, Endpoint::AcceptInvitation),
    permitted(PUT, "/manager/team/members/{id}", Permission::MembersUpdate, Endpoint::ChangeMemberRole),
    permitted(DELETE, "/manager/team/members/{id}", Permission::MembersRemove, Endpoint::RemoveMember),
    permitted(GET, "/manager/team/invitations", Permission::MembersRead, Endpoint::ListInvitations)
        .knowing(PAGED),
    permitted(
        DELETE,
        "/manager/team/invitations/{id}",
        Permission::MembersInvite,
        Endpoint::WithdrawInvitation,
    ),
    permitted(GET, "/manager/roles", Permission::RolesRead, Endpoint::ListRoles),
    permitted(POST, "/manager/roles", Permission::RolesManage, Endpoint::CreateRole),
    permitted(PUT, "/manager/roles/{id}", Permission::RolesManage, Endpoint::UpdateRole),
    permitted(DELETE, "/manager/roles/{id}", Permission::RolesManage, Endpoint::DeleteRole),
    permitted(GET, "/manager/api-keys", Permission::ApiKeysRead, Endpoint::ListApiKeys).knowing(PAGED),
    permitted(POST, "/manager/api-keys", Permission::ApiKeysManage, Endpoint::CreateApiKey),
    permitted(POST, "/manager/api-keys/{id}/rotate", Permission::ApiKeysManage, Endpoint::RotateApiKey),
    permitted(DELETE, "/manager/api-keys/{id}", Permission::ApiKeysManage, Endpoint::RevokeApiKey),
    permitted(GET, WEBHOOKS, Permission::WebhooksRead, Endpoint::ListWebhooks).knowing(PAGED),
    permitted(POST, WEBHOOKS, Permission::WebhooksManage, Endpoint::CreateWebhook),
    permitted(GET, "/manager/webhooks/{id}", Permission::WebhooksRead, Endpoint::GetWebhook),
    permitted(PUT, "/manager/webhooks/{id}", Permission::WebhooksManage, Endpoint::UpdateWebhook),
    permitted(DELETE, "/manager/webhooks/{id}", Permission::WebhooksManage, Endpoint::DeleteWebhook),
    permitted(
        POST,
        "/manager/webhooks/{id}/rotate-secret",
        Permission::WebhooksManage,
        Endpoint::RotateWebhookSecret,
    ),
    permitted(POST, "/manager/webhooks/{id}/test", Permission::WebhooksManage, Endpoint::TestWebhook),
    permitted(GET, "/manager/webhooks/{id}/deliveries", Permission::WebhooksRead, Endpoint::ListDeliveries)
        .knowing(PAGED),
    permitted(
        GET,
        "/manager/webhooks/{id}/deliveries/{delivery}",
        Permission::WebhooksRead,
        Endpoint::GetDelivery,
    ),
    permitted(
        POST,
        "/manager/webhooks/{id}/deliveries/{delivery}/replay",
        Permission::WebhooksManage,
        Endpoint::ReplayDelivery,
    ),
    permitted(GET, "/manager/tenant", Permission::TenantRead, Endpoint::GetTenant),
    permitted(PUT, "/manager/tenant", Permission::TenantUpdate, Endpoint::RenameTenant),
    permitted(GET, "/manager/subscription", Permission::TenantRead, Endpoint::GetSubscription),
    permitted(GET, "/manager/audit", Permission::AuditRead, Endpoint::ListAudit)
        .knowing(&["limit", "before"]),
    route(GET, "/manager/platform/health", Access::Operator, Endpoint::PlatformHealth),
    route(GET, "/manager/platform/dead-letters", Access::Operator, Endpoint::ListDeadLetters),
    route(POST, SWEEP, Access::Operator, Endpoint::Sweep),
    route(POST, "/manager/platform/dead-letters/{id}/replay", Access::Operator, Endpoint::ReplayDeadLetter),
    route(POST, "/manager/platform/tenants/{id}/suspend", Access::Operator, Endpoint::SuspendTenant),
    route(POST, "/manager/platform/tenants/{id}/resume", Access::Operator, Endpoint::ResumeTenant),
    route(POST, "/manager/platform/people/{id}/suspend", Access::Operator, Endpoint::SuspendPerson),
    route(POST, "/manager/platform/people/{id}/resume", Access::Operator, Endpoint::ResumePerson),
    route(POST, "/manager/platform/sessions/end", Access::Operator, Endpoint::EndSessions),
];
