//! Whether the credential that a request shows opens the door: what is decided without asking anybody comes first, then
//! the limits, then the platform database.

use std::sync::Arc;

use logicspike_shared::api_key::ApiKey;
use logicspike_shared::error::AppError;
use logicspike_shared::identity::Identity;
use logicspike_shared::ids::TenantId;
use logicspike_shared::jwt::{VerifiedAccess, Verifier};
use logicspike_shared::runtime::Runtime;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::Transport;

use crate::credential;
use crate::decide::Gateway;
use crate::exchange::Exchange;
use crate::inbound::Inbound;
use crate::key_use;
use crate::limits::{self, Limits};
use crate::routes::{Credential, MEDIA, Route};
use crate::store::{Ended, KeyRecord, Standing};

/// The entitlement of plans and the scope of API keys that open the blog.
const BLOG: &str = "blog";

impl<R: Runtime, T: Transport, V: Verifier> Gateway<R, T, V> {
    /// Checks the credential that the route asks for.
    pub(crate) async fn admit(
        &self,
        route: &Route,
        inbound: &Inbound,
        exchange: &mut Exchange,
        limits: &impl Limits,
    ) -> Result<Identity, AppError> {
        match route.credential {
            Credential::None => Ok(Identity::Anonymous),
            Credential::TenantInPath => self.admit_reader_of(inbound).await,
            Credential::Token => Ok(self.admit_token(inbound, exchange, limits).await?.0),
            Credential::BlogToken => {
                let (identity, standing) = self.admit_token(inbound, exchange, limits).await?;
                self.admit_plan(standing.as_deref())?;
                exchange.quotas = standing.and_then(|standing| standing.quotas().map(str::to_owned));
                Ok(identity)
            }
            Credential::BlogKey => self.admit_key(route, inbound, exchange, limits).await,
        }
    }

    /// Checks that the tenant whose picture is asked for is there and not suspended.
    async fn admit_reader_of(&self, inbound: &Inbound) -> Result<Identity, AppError> {
        let tenant = inbound.path.strip_prefix(MEDIA).and_then(|rest| rest.split('/').next());
        let tenant =
            tenant.and_then(|tenant| TenantId::parse(tenant).ok()).ok_or_else(AppError::not_found)?;
        let scope = TenantScope::of_verified(tenant);
        match self.accounts.standing(&scope, self.runtime.now()).await? {
            None => Err(AppError::not_found().because("no such tenant")),
            Some(standing) if standing.is_suspended() => Err(AppError::access_denied().because("suspended")),
            Some(_) => Ok(Identity::Anonymous),
        }
    }

    /// Verifies the access token, without the database, and then asks whether it ended before its time.
    async fn admit_token(
        &self,
        inbound: &Inbound,
        exchange: &mut Exchange,
        limits: &impl Limits,
    ) -> Result<(Identity, Option<Arc<Standing>>), AppError> {
        let refused = |cause: String| AppError::invalid_token().because(cause);
        let token = credential::bearer(&inbound.headers)
            .map_err(|cause| refused(cause.to_string()))?
            .ok_or_else(AppError::missing_token)?;
        let access = self
            .tokens
            .verify(&self.config.access, &self.verifier, token, self.runtime.now())
            .await
            .map_err(|refusal| refused(refusal.to_string()))?;
        exchange.tenant = Some(access.claims.tenant.clone());
        exchange.user = Some(access.claims.user.clone());
        let scope = TenantScope::of_verified(access.claims.tenant.clone());
        let refuse_ended = |standing: Option<&Arc<Standing>>| match standing?.ended(&access)? {
            Ended::Void => Some(refused("ended before its time".to_owned())),
            Ended::Suspended => Some(AppError::access_denied().because("suspended")),
        };
        // What has ended, as far as is known without asking, takes nothing from the limits of those who may go on.
        if let Some(refusal) = refuse_ended(self.accounts.fresh_standing(&scope, self.runtime.now()).as_ref())
        {
            return Err(refusal);
        }
        limits::after_credentials(limits, exchange).await?;
        let standing = self.accounts.standing(&scope, self.runtime.now()).await?;
        if let Some(refusal) = refuse_ended(standing.as_ref()) {
            return Err(refusal);
        }
        let VerifiedAccess { claims, .. } = access;
        let identity = Identity::User {
            tenant: claims.tenant,
            user: claims.user,
            role: claims.role,
            permissions: claims.permissions,
            session: claims.session,
        };
        Ok((identity, standing))
    }

    /// Checks that the tenant of the verified token has bought the blog and pays for it.
    fn admit_plan(&self, standing: Option<&Standing>) -> Result<(), AppError> {
        let plan = standing
            .and_then(Standing::plan)
            .filter(|plan| plan.includes(BLOG))
            .ok_or_else(|| AppError::access_denied().because("the plan does not include the blog"))?;
        if !plan.is_active(self.runtime.now()) {
            return Err(AppError::subscription_required());
        }
        Ok(())
    }

    /// Checks the API key. A malformed one costs no query.
    async fn admit_key(
        &self,
        route: &Route,
        inbound: &Inbound,
        exchange: &mut Exchange,
        limits: &impl Limits,
    ) -> Result<Identity, AppError> {
        let refused = |cause: &str| AppError::invalid_api_key().because(cause);
        let presented = credential::api_key(&inbound.headers)
            .map_err(|cause| refused(&cause.to_string()))?
            .ok_or_else(|| refused("absent"))?;
        let key = ApiKey::parse(presented).ok_or_else(|| refused("malformed"))?;
        let (digest, now) = (key.digest(), self.runtime.now());
        let known = self.accounts.known_key(&digest, now);
        exchange.set_key(known.as_ref());
        if let Some(fresh) = self.accounts.fresh_key(&digest, now) {
            self.admit_record(&fresh, inbound)?;
        }
        match &known {
            Some(_) => limits::after_credentials(limits, exchange).await?,
            None => limits::before_look_up(&self.failures, route, inbound, now)?,
        }
        let record = self.accounts.api_key(&digest, now).await?;
        exchange.set_key(record.as_ref());
        let record = record.ok_or_else(|| refused("unknown or revoked"))?;
        if known.is_none() {
            limits::after_credentials(limits, exchange).await?;
        }
        self.admit_record(&record, inbound)?;
        Ok(Identity::Tenant(record.tenant))
    }

    /// Checks that a key opens the blog now, for what is asked for and from where.
    fn admit_record(&self, record: &KeyRecord, inbound: &Inbound) -> Result<(), AppError> {
        if !record.is_current(self.runtime.now()) {
            return Err(AppError::invalid_api_key().because("expired"));
        }
        if record.suspended {
            return Err(AppError::access_denied().because("suspended"));
        }
        if !record.reaches(BLOG) {
            return Err(AppError::access_denied().because("the key lacks the scope"));
        }
        if let Some(cause) = key_use::refusal(record, inbound) {
            return Err(AppError::access_denied().because(cause));
        }
        Ok(())
    }
}
