//! The service: what handlers may use, and which handler answers which route.

use logicspike_shared::error::AppError;
use logicspike_shared::http::{Request, Response};
use logicspike_shared::identity::Caller;
use logicspike_shared::in_flight::InFlight;
use logicspike_shared::route::{InvalidTable, Router};
use logicspike_shared::runtime::Runtime;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::secret::{GatewaySecrets, Secret};
use logicspike_shared::service::{self, Call, Service};
use logicspike_shared::sql::{Database, Transport};

use crate::config::Config;
use crate::handlers::{feeds, posts, public, revisions, system, taxonomy, transitions};
use crate::routes::{Endpoint, ROUTES, SWEEP};

/// The blog service over some host and some transport to the database. Plain data: one per isolate.
#[derive(Debug)]
pub struct App<R, T> {
    pub(crate) runtime: R,
    pub(crate) db: Database<T>,
    pub(crate) debug: bool,
    pub(crate) event_resend_seconds: u32,
    platform_secret: Option<Secret>,
    gateway_secrets: GatewaySecrets,
    router: Router<Endpoint>,
    in_flight: InFlight,
}

impl<R: Runtime, T: Transport> App<R, T> {
    /// Builds the service.
    pub fn new(config: Config, runtime: R, transport: T) -> Result<Self, InvalidTable> {
        Ok(Self {
            runtime,
            db: Database::new(transport, config.database, config.sql_endpoint),
            debug: config.debug,
            event_resend_seconds: config.event_resend_seconds,
            platform_secret: config.platform_secret,
            gateway_secrets: config.gateway_secrets,
            in_flight: InFlight::default(),
            router: Router::new(ROUTES)?,
        })
    }

    /// The host, for tests that move its clock.
    pub fn runtime(&self) -> &R {
        &self.runtime
    }
}

impl<R: Runtime, T: Transport> Service for App<R, T> {
    type Endpoint = Endpoint;
    const NAME: &'static str = "blog";

    fn runtime(&self) -> &impl Runtime {
        &self.runtime
    }

    fn gateway_secrets(&self) -> &GatewaySecrets {
        &self.gateway_secrets
    }

    fn platform_secret(&self) -> Option<&Secret> {
        self.platform_secret.as_ref()
    }

    fn in_flight(&self) -> &InFlight {
        &self.in_flight
    }

    fn router(&self) -> &Router<Endpoint> {
        &self.router
    }

    async fn call(&self, endpoint: Endpoint, call: Call<'_>) -> Result<Response, AppError> {
        match endpoint {
            Endpoint::Health => system::health(self).await,
            Endpoint::PlatformHealth => system::platform_health(self).await,
            Endpoint::Sweep => Ok(system::sweep()),
            Endpoint::Debug => system::debug(self).await,
            Endpoint::ListPosts => posts::list(self, &call).await,
            Endpoint::CreatePost => posts::create(self, &call).await,
            Endpoint::GetPost => posts::get(self, &call).await,
            Endpoint::UpdatePost => posts::update(self, &call).await,
            Endpoint::DeletePost => posts::delete(self, &call).await,
            Endpoint::PublishPost => transitions::publish(self, &call).await,
            Endpoint::UnpublishPost => transitions::unpublish(self, &call).await,
            Endpoint::SchedulePost => transitions::schedule(self, &call).await,
            Endpoint::UnschedulePost => transitions::unschedule(self, &call).await,
            Endpoint::ListRevisions => revisions::list(self, &call).await,
            Endpoint::GetRevision => revisions::get(self, &call).await,
            Endpoint::RestoreRevision => revisions::restore(self, &call).await,
            Endpoint::ListTaxonomy(kind) => taxonomy::list(self, &call, kind).await,
            Endpoint::CreateTaxonomy(kind) => taxonomy::create(self, &call, kind).await,
            Endpoint::GetTaxonomy(kind) => taxonomy::get(self, &call, kind).await,
            Endpoint::UpdateTaxonomy(kind) => taxonomy::update(self, &call, kind).await,
            Endpoint::DeleteTaxonomy(kind) => taxonomy::delete(self, &call, kind).await,
            Endpoint::PublicListPosts => public::list(self, &call).await,
            Endpoint::PublicGetPost => public::get(self, &call).await,
            Endpoint::PublicCategories => public::categories(self, &call).await,
            Endpoint::Feed(form) => feeds::feed(self, &call, form).await,
            Endpoint::Sitemap => feeds::sitemap(self, &call).await,
            Endpoint::PublicTags => public::tags(self, &call).await,
        }
    }
}

/// What is left to be done once a request is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aftermath {
    /// Nothing.
    Nothing,
    /// The tenant's outbox may hold something.
    Relay(TenantScope),
    /// An operator asked for a sweep.
    Sweep,
}

impl<R: Runtime, T: Transport> App<R, T> {
    /// What is left to be done after a request with this response.
    pub fn aftermath(&self, request: &Request, response: &Response) -> Aftermath {
        if !service::may_have_changed(request, response) {
            return Aftermath::Nothing;
        }
        if request.path == SWEEP {
            return Aftermath::Sweep;
        }
        let caller = Caller::from_headers(&request.headers, &self.gateway_secrets).ok();
        caller.as_ref().and_then(Caller::scope).cloned().map_or(Aftermath::Nothing, Aftermath::Relay)
    }
}
