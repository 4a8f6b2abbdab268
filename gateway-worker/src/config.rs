//! The gateway's configuration: the one place that reads its variables and names its bindings.

use logicspike_shared::config::{ConfigError, ConfigReader, Environment};
use logicspike_shared::jwt::{AccessPolicy, KeySet};
use logicspike_shared::secret::GatewaySecrets;
use logicspike_shared::sql::ConnectionString;
use logicspike_shared::variables::{self, Worker};

use crate::cors::Origins;
use crate::limits::Limit;
use crate::routes::Upstream;

impl Upstream {
    /// The name of the service binding.
    pub fn binding(self) -> &'static str {
        match self {
            Self::Blog => "BLOG_SERVICE",
            Self::Manager => "MANAGER_SERVICE",
            Self::Assets => "ASSETS",
        }
    }
}

impl Limit {
    /// The name of the rate-limit binding.
    pub fn binding(self) -> &'static str {
        match self {
            Self::ApiKey => "LIMIT_PER_API_KEY",
            Self::User => "LIMIT_PER_USER",
            Self::Tenant => "LIMIT_PER_TENANT",
            Self::SignIn => "LIMIT_SIGN_IN",
            Self::Failures => "LIMIT_FAILURES",
            Self::Media => "LIMIT_MEDIA",
        }
    }
}

/// Everything that is fixed while an isolate lives. Bindings are not part of it: they belong to a request.
#[derive(Debug)]
pub struct Config {
    /// Which access tokens are accepted.
    pub access: AccessPolicy,
    /// The secret that proves to a service that a request came through here.
    pub secrets: GatewaySecrets,
    /// The platform database.
    pub database: ConnectionString,
    /// Where SQL is sent, if not to the database's own host.
    pub sql_endpoint: Option<String>,
    /// The web sites that may call the admin, auth and manager doors from a browser.
    pub origins: Origins,
    /// Whether the debug routes exist.
    pub debug: bool,
}

impl Config {
    /// Reads the configuration; on failure all faults are reported together.
    ///
    /// # Errors
    /// Every variable or binding that is missing or not understood.
    pub fn read(environment: &impl Environment) -> Result<Self, ConfigError> {
        let mut reader = ConfigReader::new(environment, Worker::Gateway);
        let keys = reader.required(variables::JWT_PUBLIC_KEY, |text| KeySet::from_pems(&text).ok());
        let issuer = reader.required(variables::JWT_ISSUER, |text| Some(text.trim().to_owned()));
        let audience = reader.required(variables::JWT_AUDIENCE, |text| Some(text.trim().to_owned()));
        let secrets = reader.gateway_secrets();
        let database = reader.database(variables::DATABASE_URL);
        let sql_endpoint = reader.sql_endpoint();
        let origins = reader.optional_parsed(variables::ALLOWED_ORIGINS, Origins::parse);
        let debug = reader.debug();
        reader.service(Upstream::Blog.binding());
        reader.service(Upstream::Manager.binding());
        reader.finish(|| {
            Some(Self {
                access: AccessPolicy { issuer: issuer?, audience: audience?, keys: keys? },
                secrets: secrets?,
                database: database?,
                sql_endpoint,
                origins: origins.unwrap_or_default(),
                debug,
            })
        })
    }
}
