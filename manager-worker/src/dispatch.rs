//! Which handler answers a route, and what is left to be done after the answer.

use std::convert::Infallible;

use http::StatusCode;
use logicspike_shared::error::AppError;
use logicspike_shared::http::{Request, Response};
use logicspike_shared::in_flight::InFlight;
use logicspike_shared::route::Router;
use logicspike_shared::runtime::Runtime;
use logicspike_shared::secret::{GatewaySecrets, Secret};
use logicspike_shared::service::{self, AdminCall, OpenCall, Service, TenantCall};

use crate::app::App;
use crate::handlers::{
    api_keys, audit, auth, deliveries, platform, roles, suspension, system, team, tenant, webhooks,
};
use crate::host::Host;
use crate::routes::{Admin, Endpoint, Open, SWEEP, WEBHOOKS};

impl<H: Host> Service for App<H> {
    type Open = Open;
    type Public = Infallible;
    type Admin = Admin;
    const NAME: &'static str = "manager";

    fn runtime(&self) -> &impl Runtime {
        &self.runtime
    }

    fn gateway_secrets(&self) -> &GatewaySecrets {
        &self.config.gateway_secrets
    }

    fn platform_secret(&self) -> Option<&Secret> {
        self.config.platform_secret.as_ref()
    }

    fn in_flight(&self) -> &InFlight {
        &self.in_flight
    }

    fn router(&self) -> &Router<Endpoint> {
        &self.router
    }

    async fn open(&self, endpoint: Open, call: OpenCall<'_>) -> Result<Response, AppError> {
        match endpoint {
            Open::Health => system::health(),
            Open::Debug => system::debug(self),
            Open::Jwks => system::jwks(self),
            Open::SignInWithGoogle => auth::google::sign_in(self, &call).await,
            Open::Refresh => auth::session::refresh(self, &call).await,
            Open::Logout => auth::session::logout(self, &call).await,
            Open::PlatformHealth => platform::health(self).await,
            Open::ListDeadLetters => platform::list_dead_letters(self).await,
            Open::Sweep => Ok(platform::sweep()),
            Open::SuspendTenant => suspension::suspend_tenant(self, &call).await,
            Open::ResumeTenant => suspension::resume_tenant(self, &call).await,
            Open::SuspendPerson => suspension::suspend_person(self, &call).await,
            Open::ResumePerson => suspension::resume_person(self, &call).await,
            Open::EndSessions => suspension::end_sessions(self, &call).await,
            Open::ReplayDeadLetter => platform::replay_dead_letter(self, &call).await,
        }
    }

    async fn public(&self, endpoint: Infallible, _call: TenantCall<'_>) -> Result<Response, AppError> {
        match endpoint {}
    }

    async fn admin(&self, endpoint: Admin, call: AdminCall<'_>) -> Result<Response, AppError> {
        match endpoint {
            Admin::SwitchTenant => auth::session::switch_tenant(self, &call).await,
            Admin::Me => auth::me::me(self, &call).await,
            Admin::ListSessions => auth::sessions::list(self, &call).await,
            Admin::EndSession => auth::sessions::end(self, &call).await,
            Admin::EndOtherSessions => auth::sessions::end_others(self, &call).await,
            Admin::ListMembers => team::list(self, &call).await,
            Admin::InviteMember => team::invite(self, &call).await,
            Admin::AcceptInvitation => team::accept(self, &call).await,
            Admin::ChangeMemberRole => team::change_role(self, &call).await,
            Admin::RemoveMember => team::remove(self, &call).await,
            Admin::ListInvitations => team::list_invitations(self, &call).await,
            Admin::WithdrawInvitation => team::withdraw(self, &call).await,
            Admin::ListRoles => roles::list(self, &call).await,
            Admin::CreateRole => roles::create(self, &call).await,
            Admin::UpdateRole => roles::update(self, &call).await,
            Admin::DeleteRole => roles::delete(self, &call).await,
            Admin::ListApiKeys => api_keys::list(self, &call).await,
            Admin::CreateApiKey => api_keys::create(self, &call).await,
            Admin::RotateApiKey => api_keys::rotate(self, &call).await,
            Admin::RevokeApiKey => api_keys::revoke(self, &call).await,
            Admin::ListWebhooks => webhooks::list(self, &call).await,
            Admin::CreateWebhook => webhooks::create(self, &call).await,
            Admin::GetWebhook => webhooks::get(self, &call).await,
            Admin::UpdateWebhook => webhooks::update(self, &call).await,
            Admin::DeleteWebhook => webhooks::delete(self, &call).await,
            Admin::RotateWebhookSecret => webhooks::rotate_secret(self, &call).await,
            Admin::TestWebhook => deliveries::test(self, &call).await,
            Admin::ListDeliveries => deliveries::list(self, &call).await,
            Admin::GetDelivery => deliveries::get(self, &call).await,
            Admin::ReplayDelivery => deliveries::replay(self, &call).await,
            Admin::GetTenant => tenant::get(self, &call).await,
            Admin::RenameTenant => tenant::rename(self, &call).await,
            Admin::GetSubscription => tenant::subscription(self, &call).await,
            Admin::ListAudit => audit::list(self, &call).await,
        }
    }
}

/// Refreshing and leaving are frequent, and nobody's business.
const QUIET: &[&str] = &["/auth/refresh", "/auth/logout"];

/// What is left to be done once a request is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aftermath {
    /// Nothing.
    Nothing,
    /// Outboxes may hold something. A change may concern other tenants than the caller's: whoever accepts an
    /// invitation is not there yet.
    Relay,
    /// Someone asked for a webhook to be sent.
    Send,
    /// An operator asked for a sweep.
    Sweep,
}

impl Aftermath {
    /// What is left to be done after a request with this response.
    pub fn of(request: &Request, response: &Response) -> Self {
        match request.path.as_str() {
            _ if !service::may_have_changed(request, response) => Self::Nothing,
            path if QUIET.contains(&path) => Self::Nothing,
            SWEEP => Self::Sweep,
            path if path.starts_with(WEBHOOKS) && response.status == StatusCode::ACCEPTED => Self::Send,
            _ => Self::Relay,
        }
    }
}
