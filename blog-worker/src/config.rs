//! The Worker's configuration: the one file that reads variables.

use logicspike_shared::config::{ConfigError, ConfigReader, Environment};
use logicspike_shared::secret::{GatewaySecrets, Secret};
use logicspike_shared::sql::ConnectionString;
use logicspike_shared::variables::{self, Worker};

use crate::domain;

/// What the blog service needs to run.
#[derive(Debug, Clone)]
pub struct Config {
    /// The blog database, as a role that row-level security holds.
    pub database: ConnectionString,
    /// Where to send SQL, if not to the database host's own endpoint.
    pub sql_endpoint: Option<String>,
    /// What proves that a request came through the gateway.
    pub gateway_secrets: GatewaySecrets,
    /// What operators show.
    pub platform_secret: Option<Secret>,
    /// After how many seconds an event that was sent and not settled is sent again.
    pub event_resend_seconds: u32,
    /// Where pictures are read, if not where they were uploaded.
    pub media_origin: Option<String>,
    /// Opens the debug route.
    pub debug: bool,
}

impl Config {
    /// Reads and checks all variables; the error lists every fault.
    pub fn read(environment: &impl Environment) -> Result<Self, ConfigError> {
        let mut reader = ConfigReader::new(environment, Worker::Blog);
        let database = reader.database(variables::BLOG_DATABASE_URL);
        let gateway_secrets = reader.gateway_secrets();
        let sql_endpoint = reader.sql_endpoint();
        let platform_secret = reader.platform_secret();
        let event_resend_seconds = reader.event_resend_seconds();
        let media_origin = reader.optional_parsed(variables::MEDIA_ORIGIN, domain::origin);
        let debug = reader.debug();
        reader.finish(|| {
            Some(Self {
                database: database?,
                sql_endpoint,
                gateway_secrets: gateway_secrets?,
                platform_secret,
                event_resend_seconds,
                media_origin,
                debug,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use logicspike_shared::config::testing::{Emptiness, TestEnvironment};
    use logicspike_shared::error::AppError;

    use super::*;

    fn complete() -> TestEnvironment {
        let vars = [
            ("BLOG_DATABASE_URL", "postgres://u:p@host/db"),
            ("GATEWAY_SECRET", "a-secret-of-more-than-32-characters"),
        ];
        TestEnvironment {
            vars: vars.map(|(name, value)| (name.into(), value.into())).into(),
            services: vec![],
        }
    }

    fn text_without(names: &[&str]) -> String {
        let mut environment = complete();
        for name in names {
            environment.vars.remove(*name);
        }
        AppError::from(&Config::read(&environment).unwrap_err()).public_text().to_owned()
    }

    #[test]
    fn each_missing_variable_is_named() {
        assert_eq!(text_without(&["BLOG_DATABASE_URL"]), "BLOG_DATABASE_URL not configured");
        assert_eq!(text_without(&["GATEWAY_SECRET"]), "Configuration error: GATEWAY_SECRET missing");
        assert!(Config::read(&complete()).is_ok());
    }

    #[test]
    fn it_reads_what_the_table_says_and_nothing_else() {
        let environment = Emptiness::default();
        assert!(Config::read(&environment).is_err());
        environment.assert_asked_for_all_of(Worker::Blog);
    }

    #[test]
    fn all_faults_are_reported_together() {
        let mut environment = complete();
        environment.vars.clear();
        environment.vars.insert("NEON_SQL_ENDPOINT".into(), "ftp://x".into());
        let error = Config::read(&environment).unwrap_err();
        assert_eq!(error.faults().len(), 3);
        assert!(AppError::from(&error).internal_text().unwrap().contains("NEON_SQL_ENDPOINT invalid"));
    }
}
