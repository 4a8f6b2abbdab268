//! The service as a value: what handlers may use. Which of them answers a route is `dispatch`'s to know.

use logicspike_shared::in_flight::InFlight;
use logicspike_shared::route::{InvalidTable, Router};
use logicspike_shared::runtime::Runtime;
use logicspike_shared::secret::{GatewaySecrets, Secret};
use logicspike_shared::sql::{Database, Transport};

use crate::config::Config;
use crate::host::{Bucket, Host};
use crate::routes::{Endpoint, ROUTES};

/// The blog service on some host. Plain data: it lives as long as the isolate.
pub struct App<H: Host> {
    pub(crate) runtime: H::Runtime,
    pub(crate) database: Database<H::Transport>,
    pub(crate) bucket: H::Bucket,
    pub(crate) media_origin: Option<String>,
    pub(crate) debug: bool,
    pub(crate) event_resend_seconds: u32,
    pub(crate) platform_secret: Option<Secret>,
    pub(crate) gateway_secrets: GatewaySecrets,
    pub(crate) router: Router<Endpoint>,
    pub(crate) in_flight: InFlight,
}

impl<H: Host> std::fmt::Debug for App<H> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("debug", &self.debug).finish_non_exhaustive()
    }
}

impl<R: Runtime, T: Transport, B: Bucket> App<(R, T, B)> {
    /// Builds the service.
    pub fn new(config: Config, runtime: R, transport: T, bucket: B) -> Result<Self, InvalidTable> {
        Ok(Self {
            runtime,
            database: Database::new(transport, config.database, config.sql_endpoint),
            bucket,
            media_origin: config.media_origin,
            debug: config.debug,
            event_resend_seconds: config.event_resend_seconds,
            platform_secret: config.platform_secret,
            gateway_secrets: config.gateway_secrets,
            in_flight: InFlight::default(),
            router: Router::new(ROUTES)?,
        })
    }
}

impl<H: Host> App<H> {
    /// The host's clock and randomness, for tests that move the clock.
    pub fn runtime(&self) -> &H::Runtime {
        &self.runtime
    }
}
