//! The service as a value: what handlers may use. Which of them answers a route is `dispatch`'s to know.

use logicspike_shared::error::AppError;
use logicspike_shared::http::Request;
use logicspike_shared::identity::Caller;
use logicspike_shared::in_flight::InFlight;
use logicspike_shared::jwt::JwkSet;
use logicspike_shared::route::Router;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::Database;

use crate::config::Config;
use crate::domain::refresh_token::SuccessionKey;
use crate::domain::refreshes::Refreshes;
use crate::google_keys::GoogleKeys;
use crate::host::Host;
use crate::routes::{Endpoint, ROUTES};

/// The service. Plain data: it lives as long as the isolate.
pub struct App<H: Host> {
    pub(crate) runtime: H::Runtime,
    pub(crate) database: Database<H::Transport>,
    pub(crate) crypto: H::Crypto,
    pub(crate) documents: H::Documents,
    pub(crate) outbound: H::Outbound,
    pub(crate) config: Config,
    pub(crate) published_keys: JwkSet,
    pub(crate) google_keys: GoogleKeys,
    pub(crate) succession: SuccessionKey,
    pub(crate) refreshes: Refreshes,
    pub(crate) router: Router<Endpoint>,
    pub(crate) in_flight: InFlight,
}

impl<H: Host> std::fmt::Debug for App<H> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("config", &self.config).finish_non_exhaustive()
    }
}

impl<H: Host> App<H> {
    /// The service on a host.
    pub fn new(host: &H, config: Config) -> Result<Self, AppError> {
        Ok(Self {
            runtime: host.runtime(),
            database: Database::new(host.transport(), config.database.clone(), config.sql_endpoint.clone()),
            crypto: host.crypto(),
            documents: host.documents(),
            outbound: host.outbound(),
            published_keys: config.published_keys(),
            google_keys: GoogleKeys::default(),
            succession: SuccessionKey::derive(&config.session_secret),
            refreshes: Refreshes::default(),
            in_flight: InFlight::default(),
            router: Router::new(ROUTES).map_err(|error| AppError::internal(error.to_string()))?,
            config,
        })
    }

    /// The tenant that a request was made for.
    pub fn tenant_of(&self, request: &Request) -> Option<TenantScope> {
        let caller = Caller::from_headers(&request.headers, &self.config.gateway_secrets).ok()?;
        caller.scope().cloned()
    }
}
