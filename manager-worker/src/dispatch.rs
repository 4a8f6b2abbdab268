//! Which handler answers a route, and what is left to be done after the answer.

use http::StatusCode;
use logicspike_shared::error::AppError;
use logicspike_shared::http::{Request, Response};
use logicspike_shared::in_flight::InFlight;
use logicspike_shared::route::Router;
use logicspike_shared::runtime::Runtime;
use logicspike_shared::secret::{GatewaySecrets, Secret};
use logicspike_shared::service::{self, Call, Service};

use crate::app::App;
use crate::handlers::{
    api_keys, audit, auth, deliveries, platform, roles, suspension, system, team, tenant, webhooks,
};
use crate::host::Host;
use crate::routes::{Endpoint, SWEEP, WEBHOOKS};

impl<H: Host> Service for App<H> {
    type Endpoint = Endpoint;
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

    async fn call(&self, endpoint: Endpoint, call: Call<'_>) -> Result<Response, AppError> {
        match endpoint {
            Endpoint::Health => system::health(),
            Endpoint::Debug => system::debug(self),
            Endpoint::Jwks => system::jwks(self),
            Endpoint::SignInWithGoogle => auth::google::sign_in(self, &call).await,
            Endpoint::Refresh => auth::session::refresh(self, &call).await,
            Endpoint::Logout => auth::session::logout(self, &call).await,
            Endpoint::SwitchTenant => auth::session::switch_tenant(self, &call).await,
            Endpoint::Me => auth::me::me(self, &call).await,
            Endpoint::ListSessions => auth::sessions::list(self, &call).await,
            Endpoint::EndSession => auth::sessions::end(self, &call).await,
            Endpoint::EndOtherSessions => auth::sessions::end_others(self, &call).await,
            Endpoint::ListMembers => team::list(self, &call).await,
            Endpoint::InviteMember => team::invite(self, &call).await,
            Endpoint::AcceptInvitation => team::accept(self, &call).await,
            Endpoint::ChangeMemberRole => team::change_role(self, &call).await,
            Endpoint::RemoveMember => team::remove(self, &call).await,
            Endpoint::ListInvitations => team::list_invitations(self, &call).await,
            Endpoint::WithdrawInvitation => team::withdraw(self, &call).await,
            Endpoint::ListRoles => roles::list(self, &call).await,
            Endpoint::CreateRole => roles::create(self, &call).await,
            Endpoint::UpdateRole => roles::update(self, &call).await,
            Endpoint::DeleteRole => roles::delete(self, &call).await,
            Endpoint::ListApiKeys => api_keys::list(self, &call).await,
            Endpoint::CreateApiKey => api_keys::create(self, &call).await,
            Endpoint::RotateApiKey => api_keys::rotate(self, &call).await,
            Endpoint::RevokeApiKey => api_keys::revoke(self, &call).await,
            Endpoint::ListWebhooks => webhooks::list(self, &call).await,
            Endpoint::CreateWebhook => webhooks::create(self, &call).await,
            Endpoint::GetWebhook => webhooks::get(self, &call).await,
            Endpoint::UpdateWebhook => webhooks::update(self, &call).await,
            Endpoint::DeleteWebhook => webhooks::delete(self, &call).await,
            Endpoint::RotateWebhookSecret => webhooks::rotate_secret(self, &call).await,
            Endpoint::TestWebhook => deliveries::test(self, &call).await,
            Endpoint::ListDeliveries => deliveries::list(self, &call).await,
            Endpoint::GetDelivery => deliveries::get(self, &call).await,
            Endpoint::ReplayDelivery => deliveries::replay(self, &call).await,
            Endpoint::GetTenant => tenant::get(self, &call).await,
            Endpoint::RenameTenant => tenant::rename(self, &call).await,
            Endpoint::GetSubscription => tenant::subscription(self, &call).await,
            Endpoint::ListAudit => audit::list(self, &call).await,
            Endpoint::PlatformHealth => platform::health(self).await,
            Endpoint::ListDeadLetters => platform::list_dead_letters(self).await,
            Endpoint::Sweep => Ok(platform::sweep()),
            Endpoint::SuspendTenant => suspension::suspend_tenant(self, &call).await,
            Endpoint::ResumeTenant => suspension::resume_tenant(self, &call).await,
            Endpoint::SuspendPerson => suspension::suspend_person(self, &call).await,
            Endpoint::ResumePerson => suspension::resume_person(self, &call).await,
            Endpoint::EndSessions => suspension::end_sessions(self, &call).await,
            Endpoint::ReplayDeadLetter => platform::replay_dead_letter(self, &call).await,
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
