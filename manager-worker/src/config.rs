//! The variables of the service: read once per isolate, all faults reported together.

mod mail;
mod webhooks;

pub use mail::{MailConfig, MailProvider};
pub use webhooks::WebhookConfig;

use logicspike_shared::config::{ConfigError, ConfigReader, Environment};
use logicspike_shared::jwt::{JwkSet, KeySet, SigningKey};
use logicspike_shared::secret::{GatewaySecrets, SESSION_SECRET_CHARS, Secret, are_long_enough};
use logicspike_shared::sql::ConnectionString;
use logicspike_shared::variables::{self, Worker};

use crate::domain::google::GooglePolicy;

/// Shortest and longest accepted lifetime of access tokens, in seconds.
const ACCESS_TTL_SECONDS: std::ops::RangeInclusive<i64> = 60..=86_400;

/// The configuration.
#[derive(Debug)]
pub struct Config {
    /// Signs access tokens.
    pub signing_key: SigningKey,
    /// Keys to publish beside the signing key's public half: the next one before a rotation, the previous
    /// one after it.
    pub extra_keys: Option<KeySet>,
    /// What successors of refresh tokens are computed with.
    pub session_secret: Secret,
    /// `iss` of access tokens.
    pub issuer: String,
    /// `aud` of access tokens.
    pub audience: String,
    /// Lifetime of access tokens, in seconds.
    pub access_ttl_seconds: i64,
    /// The platform database.
    pub database: ConnectionString,
    /// Where SQL is sent, unless the connection string's host tells.
    pub sql_endpoint: Option<String>,
    /// What the gateway shows.
    pub gateway_secrets: GatewaySecrets,
    /// Which ID tokens are accepted.
    pub google: GooglePolicy,
    /// Google's public keys.
    pub google_jwks_url: String,
    /// What operators show.
    pub platform_secret: Option<Secret>,
    /// After how many seconds an event that was sent and not settled is sent again.
    pub event_resend_seconds: u32,
    /// How webhooks are sent.
    pub webhooks: WebhookConfig,
    /// How mail is sent.
    pub mail: MailConfig,
    /// Opens the debug route.
    pub debug: bool,
    /// Which variables are set.
    pub variables: Vec<(&'static str, bool)>,
}

fn http_url(text: String) -> Option<String> {
    (text.starts_with("https://") || text.starts_with("http://")).then_some(text)
}

impl Config {
    /// Reads the variables.
    pub fn from_environment(environment: &impl Environment) -> Result<Self, ConfigError> {
        let mut reader = ConfigReader::new(environment, Worker::Manager);
        let signing_key = reader.required(variables::JWT_PRIVATE_KEY, |pem| SigningKey::from_pem(&pem).ok());
        let extra_keys =
            reader.optional_parsed(variables::JWT_PUBLIC_KEY_EXTRA, |pems| KeySet::from_pems(pems).ok());
        let session_secret = reader.required(variables::SESSION_SECRET, |text| {
            Some(text.trim()).filter(|text| are_long_enough(text, SESSION_SECRET_CHARS)).map(Secret::new)
        });
        let issuer = reader.required(variables::JWT_ISSUER, Some);
        let audience = reader.required(variables::JWT_AUDIENCE, Some);
        let access_ttl_seconds = reader
            .optional_parsed(variables::ACCESS_TOKEN_TTL_SECONDS, |text| {
                text.trim().parse().ok().filter(|seconds| ACCESS_TTL_SECONDS.contains(seconds))
            })
            .unwrap_or_default();
        let database = reader.database(variables::MANAGER_DATABASE_URL);
        let sql_endpoint = reader.sql_endpoint();
        let gateway_secrets = reader.gateway_secrets();
        let client_id = reader.required(variables::GOOGLE_CLIENT_ID, Some);
        let google_issuer = reader
            .optional_parsed(variables::GOOGLE_ISSUER, |issuer| Some(issuer.to_owned()))
            .unwrap_or_default();
        let google_jwks_url = reader.required(variables::GOOGLE_JWKS_URL, http_url);
        let platform_secret = reader.platform_secret();
        let event_resend_seconds = reader.event_resend_seconds();
        let webhooks = WebhookConfig::read(&mut reader);
        let mail = MailConfig::read(&mut reader);
        let debug = reader.debug();
        let variables = reader.asked();
        reader.finish(|| {
            Some(Self {
                signing_key: signing_key?,
                extra_keys,
                session_secret: session_secret?,
                issuer: issuer?,
                audience: audience?,
                access_ttl_seconds,
                database: database?,
                sql_endpoint,
                gateway_secrets: gateway_secrets?,
                google: GooglePolicy::new(client_id?, google_issuer),
                google_jwks_url: google_jwks_url?,
                platform_secret,
                event_resend_seconds,
                webhooks,
                mail,
                debug,
                variables,
            })
        })
    }

    /// The public keys that access tokens may be checked with.
    pub fn published_keys(&self) -> JwkSet {
        let mut set = JwkSet { keys: vec![self.signing_key.public().jwk().clone()] };
        let extra = self.extra_keys.as_ref().map(KeySet::to_jwks).into_iter().flat_map(|extra| extra.keys);
        for key in extra {
            if !set.keys.contains(&key) {
                set.keys.push(key);
            }
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use local_stack::KeyPair;
    use logicspike_shared::config::testing::{Emptiness, TestEnvironment};

    use super::*;

    static KEY: LazyLock<KeyPair> = LazyLock::new(|| KeyPair::generate().unwrap());

    fn complete() -> TestEnvironment {
        let vars = [
            ("JWT_PRIVATE_KEY", KEY.private_pem.as_str()),
            ("SESSION_SECRET", "the-secret-that-refresh-tokens-are-computed-with"),
            ("JWT_ISSUER", "https://id.example"),
            ("JWT_AUDIENCE", "logicspike"),
            ("MANAGER_DATABASE_URL", "postgres://manager:hunter2@db.example/platform"),
            ("GATEWAY_SECRET", "a-s3cret-of-more-than-32-characters"),
            ("GOOGLE_CLIENT_ID", "client-1"),
            ("GOOGLE_JWKS_URL", "https://keys.example/jwks"),
        ];
        let vars = vars.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        TestEnvironment { vars, services: Vec::new() }
    }

    fn faults(environment: &TestEnvironment) -> Vec<String> {
        let error = Config::from_environment(environment).unwrap_err();
        error.faults().iter().map(|fault| fault.text.clone()).collect()
    }

    #[test]
    fn each_missing_variable_is_named_and_nothing_else() {
        for (name, text) in [
            ("JWT_PRIVATE_KEY", "Configuration error: JWT_PRIVATE_KEY missing"),
            ("SESSION_SECRET", "Configuration error: SESSION_SECRET missing"),
            ("JWT_ISSUER", "Configuration error: JWT_ISSUER missing"),
            ("JWT_AUDIENCE", "Configuration error: JWT_AUDIENCE missing"),
            ("MANAGER_DATABASE_URL", "MANAGER_DATABASE_URL not configured"),
            ("GATEWAY_SECRET", "Configuration error: GATEWAY_SECRET missing"),
            ("GOOGLE_CLIENT_ID", "Configuration error: GOOGLE_CLIENT_ID missing"),
            ("GOOGLE_JWKS_URL", "Configuration error: GOOGLE_JWKS_URL missing"),
        ] {
            let mut environment = complete();
            environment.vars.remove(name);
            assert_eq!(faults(&environment), [text]);
        }
    }

    #[test]
    fn it_reads_what_the_table_says_and_nothing_else() {
        let environment = Emptiness::default();
        assert!(Config::from_environment(&environment).is_err());
        environment.assert_asked_for_all_of(Worker::Manager);
    }

    #[test]
    fn all_faults_are_reported_together_and_no_value_is_shown() {
        let everything = faults(&TestEnvironment::default());
        assert_eq!(everything.len(), 8, "{everything:?}");
        let mut environment = complete();
        for (name, value) in [
            ("JWT_PRIVATE_KEY", "wrong-value"),
            ("JWT_PUBLIC_KEY_EXTRA", "wrong-value"),
            ("SESSION_SECRET", "wrong-value"),
            ("ACCESS_TOKEN_TTL_SECONDS", "59"),
            ("MANAGER_DATABASE_URL", "wrong-value"),
            ("NEON_SQL_ENDPOINT", "wrong-value"),
            ("GOOGLE_JWKS_URL", "wrong-value"),
            ("WEBHOOK_SECRET_KEY", "wrong-value"),
            ("WEBHOOK_RETRY_SECONDS", "wrong-value"),
            ("PLATFORM_HOSTS", "wrong-value/"),
            ("DASHBOARD_URL", "wrong-value"),
            ("MAIL_API_URL", "wrong-value"),
            ("MAIL_API_KEY", "wrong-value"),
            ("MAIL_FROM", "wrong-value"),
        ] {
            environment.vars.insert(name.to_owned(), value.to_owned());
        }
        let wrong = faults(&environment);
        assert_eq!(wrong.len(), 13, "{wrong:?}");
        assert!(wrong.iter().all(|text| text.ends_with(" invalid") && !text.contains("wrong-value")));
    }

    #[test]
    fn a_mail_provider_is_configured_whole_or_not_at_all() {
        let mut environment = complete();
        assert!(Config::from_environment(&environment).unwrap().mail.provider.is_none());
        environment.vars.insert("MAIL_API_KEY".to_owned(), "hunter2".to_owned());
        let missing = ["Configuration error: MAIL_API_URL missing", "Configuration error: MAIL_FROM missing"];
        assert_eq!(faults(&environment), missing);
        environment.vars.insert("MAIL_API_URL".to_owned(), "https://mail.example/emails".to_owned());
        environment.vars.insert("MAIL_FROM".to_owned(), "LogicSpike <hello@example.com>".to_owned());
        let config = Config::from_environment(&environment).unwrap();
        assert!(config.mail.provider.is_some() && !format!("{config:?}").contains("hunter2"));
    }

    #[test]
    fn webhooks_need_to_know_which_hosts_are_the_platforms_own() {
        let mut environment = complete();
        let key = "the-key-that-signing-secrets-are-computed-with";
        environment.vars.insert("WEBHOOK_SECRET_KEY".to_owned(), key.to_owned());
        assert_eq!(faults(&environment), ["Configuration error: PLATFORM_HOSTS missing"]);
        let mut own = |hosts: &str| {
            environment.vars.insert("PLATFORM_HOSTS".to_owned(), hosts.to_owned());
            Config::from_environment(&environment).map(|config| config.webhooks.targets.own_hosts)
        };
        let hosts = own("API.example.com, .blogs.example,*.example.org").unwrap();
        assert_eq!(hosts, ["api.example.com", "blogs.example", "example.org"]);
        for wrong in [
            ",",
            "a,,b",
            ".",
            "*",
            "*.",
            "..a",
            "a..b",
            "*a.b",
            "*.*.a",
            "a.",
            "a b",
            "https://a.b",
            "a.b:443",
        ] {
            assert!(own(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn defaults_hold_where_nothing_is_said() {
        let config = Config::from_environment(&complete()).unwrap();
        assert_eq!(config.access_ttl_seconds, 900);
        assert!(!config.debug && config.extra_keys.is_none() && config.sql_endpoint.is_none());
        assert!(config.variables.contains(&("JWT_PRIVATE_KEY", true)));
        assert!(config.variables.contains(&("DEBUG", false)));
        let printed = format!("{config:?}");
        assert!(!printed.contains("hunter2") && !printed.contains("s3cret"));
    }

    #[test]
    fn an_announced_key_is_published_once_beside_the_current_one() {
        let mut environment = complete();
        let current = SigningKey::from_pem(&KEY.private_pem).unwrap();
        let extra = KeyPair::generate().unwrap().public_pem;
        environment.vars.insert("JWT_PUBLIC_KEY_EXTRA".to_owned(), format!("{extra}\n{extra}"));
        let keys = Config::from_environment(&environment).unwrap().published_keys().keys;
        assert_eq!(keys.len(), 2);
        assert_eq!(keys[0].kid.as_deref(), Some(current.public().kid()));
        assert_ne!(keys[1].kid, keys[0].kid);
    }
}
