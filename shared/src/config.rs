//! Reading configuration: all faults together, variables by their row in the table, never a value.

use std::collections::BTreeMap;

use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::secret::{GATEWAY_SECRET_CHARS, GatewaySecrets, PLATFORM_SECRET_CHARS, Secret, are_long_enough};
use crate::sql::ConnectionString;
use crate::variables::{self, Absent, Variable, Worker};

/// Where variables and bindings come from.
pub trait Environment {
    /// A variable or secret; `None` if it is not set.
    fn var(&self, name: &str) -> Option<String>;
    /// Whether a service binding of this name exists.
    fn has_service(&self, name: &str) -> bool;
}

/// One fault of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFault {
    /// The variable or binding.
    pub name: &'static str,
    /// The public text.
    pub text: String,
}

/// Everything that is wrong with the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError(Vec<ConfigFault>);

impl ConfigError {
    /// The faults, in the order in which the variables are read.
    pub fn faults(&self) -> &[ConfigFault] {
        &self.0
    }
}

impl From<&ConfigError> for AppError {
    /// The response names the first fault; the log lists all.
    fn from(error: &ConfigError) -> Self {
        let text = error.0.first().map_or_else(String::new, |fault| fault.text.clone());
        let all: Vec<&str> = error.0.iter().map(|fault| fault.text.as_str()).collect();
        Self::new(http::StatusCode::INTERNAL_SERVER_ERROR, text, ErrorCode::ConfigurationError)
            .because(all.join("; "))
    }
}

/// Reads variables and collects what is wrong with them.
#[derive(Debug)]
pub struct ConfigReader<'a, E> {
    environment: &'a E,
    worker: Worker,
    asked: BTreeMap<&'static str, bool>,
    faults: Vec<ConfigFault>,
}

impl<'a, E: Environment> ConfigReader<'a, E> {
    /// A reader of a Worker's environment.
    pub fn new(environment: &'a E, worker: Worker) -> Self {
        Self { environment, worker, asked: BTreeMap::new(), faults: Vec::new() }
    }

    /// A variable that may be absent; an empty one counts as absent.
    pub fn optional(&mut self, variable: Variable) -> Option<String> {
        let name = variable.name;
        if !variable.workers.contains(&self.worker) {
            self.fault(name, format!("Configuration error: {name} is not the {}'s", self.worker.name()));
            return None;
        }
        let text = self.environment.var(name).filter(|value| !value.trim().is_empty());
        self.asked.insert(name, text.is_some());
        text
    }

    /// The variables that were asked for so far, and whether they are set.
    pub fn asked(&self) -> Vec<(&'static str, bool)> {
        self.asked.iter().map(|(name, is_set)| (*name, *is_set)).collect()
    }

    /// A variable that must be there and be understood.
    pub fn required<T>(&mut self, variable: Variable, parse: impl FnOnce(String) -> Option<T>) -> Option<T> {
        let name = variable.name;
        let Some(text) = self.optional(variable) else {
            self.fault(name, format!("Configuration error: {name} missing"));
            return None;
        };
        let parsed = parse(text);
        if parsed.is_none() {
            self.fault(name, format!("Configuration error: {name} invalid"));
        }
        parsed
    }

    /// A variable that may be absent but must be understood when it is there. The table's default stands in for it.
    pub fn optional_parsed<T>(
        &mut self,
        variable: Variable,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let default = match variable.absent {
            Absent::Default(text) => Some(text.to_owned()),
            Absent::Fault | Absent::Without => None,
        };
        let text = self.optional(variable).or(default)?;
        let name = variable.name;
        let parsed = parse(&text);
        if parsed.is_none() {
            self.fault(name, format!("Configuration error: {name} invalid"));
        }
        parsed
    }

    /// A database's connection string.
    pub fn database(&mut self, variable: Variable) -> Option<ConnectionString> {
        let name = variable.name;
        let Some(text) = self.optional(variable) else {
            self.fault(name, format!("{name} not configured"));
            return None;
        };
        let parsed = ConnectionString::parse(text.trim()).ok();
        if parsed.is_none() {
            self.fault(name, format!("Configuration error: {name} invalid"));
        }
        parsed
    }

    /// The gateway's shared secret: long enough that nobody finds it by trying.
    pub fn gateway_secrets(&mut self) -> Option<GatewaySecrets> {
        let name = variables::GATEWAY_SECRET.name;
        let text = self.required(variables::GATEWAY_SECRET, Some)?;
        if !are_long_enough(&text, GATEWAY_SECRET_CHARS) {
            self.fault(
                name,
                format!("Configuration error: {name} shorter than {GATEWAY_SECRET_CHARS} characters"),
            );
            return None;
        }
        self.optional_parsed(variables::GATEWAY_SECRET, GatewaySecrets::parse)
    }

    /// What operators show to see how the platform stands: long enough not to be guessed.
    pub fn platform_secret(&mut self) -> Option<Secret> {
        self.optional_parsed(variables::PLATFORM_SECRET, |text| {
            Some(text.trim()).filter(|text| are_long_enough(text, PLATFORM_SECRET_CHARS)).map(Secret::new)
        })
    }

    /// After how many seconds an event that was sent and not settled is sent again.
    pub fn event_resend_seconds(&mut self) -> u32 {
        self.optional_parsed(variables::EVENT_RESEND_SECONDS, |text| {
            text.trim().parse().ok().filter(|seconds| (1..=86_400).contains(seconds))
        })
        .unwrap_or_default()
    }

    /// `DEBUG=true` adds detail to logs and opens the debug routes.
    pub fn debug(&mut self) -> bool {
        self.optional(variables::DEBUG).is_some_and(|value| value.trim() == "true")
    }

    /// The override of where the driver sends SQL.
    pub fn sql_endpoint(&mut self) -> Option<String> {
        self.optional_parsed(variables::NEON_SQL_ENDPOINT, |text| {
            (text.starts_with("https://") || text.starts_with("http://")).then(|| text.to_owned())
        })
    }

    /// A service binding that must exist.
    pub fn service(&mut self, name: &'static str) {
        if !self.environment.has_service(name) {
            self.fault(name, format!("Configuration error: {name} binding missing"));
        }
    }

    fn fault(&mut self, name: &'static str, text: String) {
        self.faults.push(ConfigFault { name, text });
    }

    /// The configuration, or everything that is wrong with it.
    pub fn finish<T>(self, build: impl FnOnce() -> Option<T>) -> Result<T, ConfigError> {
        if self.faults.is_empty()
            && let Some(config) = build()
        {
            return Ok(config);
        }
        Err(ConfigError(self.faults))
    }
}

/// Environments for native tests.
#[cfg(any(test, feature = "native"))]
pub mod testing {
    use std::cell::RefCell;
    use std::collections::{BTreeMap, BTreeSet};

    use super::Environment;
    use crate::variables::{self, Worker};

    /// An environment without anything, that remembers what it was asked for.
    #[derive(Debug, Default)]
    pub struct Emptiness(RefCell<BTreeSet<String>>);

    impl Environment for Emptiness {
        fn var(&self, name: &str) -> Option<String> {
            self.0.borrow_mut().insert(name.to_owned());
            None
        }
        fn has_service(&self, _: &str) -> bool {
            false
        }
    }

    impl Emptiness {
        /// For a test of a Worker's configuration.
        ///
        /// # Panics
        /// Unless it was asked for exactly the variables that the table says the Worker reads.
        pub fn assert_asked_for_all_of(&self, worker: Worker) {
            let listed: BTreeSet<String> =
                variables::of(worker).map(|variable| variable.name.to_owned()).collect();
            assert_eq!(*self.0.borrow(), listed, "what the {} reads, and what the table says", worker.name());
        }
    }

    /// Variables and services from a list.
    #[derive(Debug, Clone, Default)]
    pub struct TestEnvironment {
        /// Variables by name.
        pub vars: BTreeMap<String, String>,
        /// Names of service bindings.
        pub services: Vec<String>,
    }

    impl Environment for TestEnvironment {
        fn var(&self, name: &str) -> Option<String> {
            self.vars.get(name).cloned()
        }
        fn has_service(&self, name: &str) -> bool {
            self.services.iter().any(|service| service == name)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::testing::TestEnvironment;
    use super::*;

    fn gateway_secret(value: &str) -> Result<GatewaySecrets, String> {
        let vars = [("GATEWAY_SECRET".to_owned(), value.to_owned())].into();
        let environment = TestEnvironment { vars, services: Vec::new() };
        let mut reader = ConfigReader::new(&environment, Worker::Blog);
        let secrets = reader.gateway_secrets();
        let text = |error: ConfigError| error.faults().iter().map(|fault| fault.text.clone()).collect();
        reader.finish(|| secrets).map_err(text)
    }

    #[test]
    fn a_worker_cannot_ask_for_what_the_table_says_is_anothers() {
        let vars = [("JWT_PRIVATE_KEY".to_owned(), "hunter2".to_owned())].into();
        let environment = TestEnvironment { vars, services: Vec::new() };
        let mut reader = ConfigReader::new(&environment, Worker::Blog);
        assert_eq!(reader.optional(variables::JWT_PRIVATE_KEY), None);
        let error = reader.finish(|| Some(())).unwrap_err();
        assert_eq!(error.faults()[0].text, "Configuration error: JWT_PRIVATE_KEY is not the blog's");
    }

    #[test]
    fn a_gateway_secret_that_could_be_guessed_is_refused_by_name_and_never_shown() {
        let long = "0123456789abcdef0123456789abcdef";
        assert!(gateway_secret(long).is_ok());
        assert!(gateway_secret(&format!("{long}, {long}x")).is_ok());
        let too_short = "Configuration error: GATEWAY_SECRET shorter than 32 characters";
        for value in ["short", &long[1..], &format!("{long},short")] {
            assert_eq!(gateway_secret(value).unwrap_err(), too_short, "{value}");
        }
        assert_eq!(gateway_secret(" ").unwrap_err(), "Configuration error: GATEWAY_SECRET missing");
        assert_eq!(gateway_secret(" , ").unwrap_err(), "Configuration error: GATEWAY_SECRET invalid");
    }
}
