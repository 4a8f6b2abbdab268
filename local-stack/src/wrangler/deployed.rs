//! The configurations that are deployed, as wrangler reads them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail};
use logicspike_shared::variables;
use toml::{Table, Value};

use crate::checkout::Checkout;
use crate::worker::{self, WORKERS, Worker};

pub(super) fn read_configuration(checkout: &Checkout, worker: Worker) -> Result<Table> {
    let path = checkout.wrangler_file(worker);
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    text.parse().with_context(|| format!("{} is no TOML", path.display()))
}

/// `JWT_ISSUER` and `JWT_AUDIENCE` as the gateway is deployed with.
pub(crate) fn issuer_and_audience(checkout: &Checkout) -> Result<(String, String)> {
    let vars = vars_of(&read_configuration(checkout, Worker::Gateway)?)?;
    let var =
        |name: &str| vars.get(name).cloned().with_context(|| format!("wrangler.gateway.toml lacks {name}"));
    Ok((var("JWT_ISSUER")?, var("JWT_AUDIENCE")?))
}

/// The variables and secrets that a Worker cannot do without.
pub fn required_vars(worker: Worker) -> Vec<&'static str> {
    variables::of(worker).filter(|variable| variable.is_required()).map(|variable| variable.name).collect()
}

pub(super) fn vars_of(configuration: &Table) -> Result<BTreeMap<String, String>> {
    let vars = configuration.get("vars").and_then(Value::as_table).cloned().unwrap_or_default();
    let text = |(name, value): (String, Value)| match value {
        Value::String(value) => Ok((name, value)),
        _ => bail!("the variable {name} in a wrangler file must be a string"),
    };
    vars.into_iter().map(text).collect()
}

/// What a named environment takes over from the top of the file. Variables and bindings it does not.
const INHERITED: [&str; 12] = [
    "assets",
    "compatibility_date",
    "compatibility_flags",
    "keep_vars",
    "logpush",
    "observability",
    "preview_urls",
    "previews",
    "route",
    "routes",
    "triggers",
    "workers_dev",
];

/// One Worker's settings in one environment.
#[derive(Debug)]
pub(super) struct Settings {
    /// Whose they are.
    pub(super) worker: Worker,
    /// The environment whose table was read; `None` for the top of the file.
    environment: Option<String>,
    table: Table,
}

impl Settings {
    /// As wrangler reads them: an environment that the file does not name gets what stands at its top.
    fn of(worker: Worker, configuration: &Table, environment: Option<&str>) -> Self {
        let own =
            environment.and_then(|name| Some((name, environments(configuration)?.get(name)?.as_table()?)));
        let Some((name, own)) = own else {
            return Self { worker, environment: None, table: configuration.clone() };
        };
        let mut table = own.clone();
        for key in INHERITED {
            if let (false, Some(value)) = (table.contains_key(key), configuration.get(key)) {
                table.insert(key.to_owned(), value.clone());
            }
        }
        let top_name = configuration.get("name").and_then(Value::as_str);
        if let (false, Some(top_name)) = (table.contains_key("name"), top_name) {
            table.insert("name".to_owned(), Value::String(format!("{top_name}-{name}")));
        }
        Self { worker, environment: Some(name.to_owned()), table }
    }

    /// Where a person finds them.
    pub(super) fn place(&self) -> String {
        let file = format!("wrangler.{}.toml", self.worker.name());
        self.environment.as_ref().map_or_else(|| file.clone(), |name| format!("{file} [env.{name}]"))
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.table.get(key)
    }

    /// A setting below others, such as `observability.logs.enabled`.
    pub(super) fn at(&self, path: &str) -> Option<&Value> {
        let mut keys = path.split('.');
        let first = keys.next().and_then(|key| self.table.get(key));
        keys.fold(first, |value, key| value?.get(key))
    }

    /// The tables of a list, such as `services` or `queues.consumers`.
    pub(super) fn list(&self, path: &str) -> impl Iterator<Item = &Table> {
        self.at(path).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table)
    }

    /// Its variables. What is no text is written as TOML does.
    pub(super) fn vars(&self) -> impl Iterator<Item = (&str, String)> {
        let vars = self.get("vars").and_then(Value::as_table).into_iter().flatten();
        vars.map(|(name, value)| {
            (name.as_str(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        })
    }

    /// A variable that is not blank.
    pub(super) fn var(&self, wanted: &str) -> Option<String> {
        self.vars()
            .find(|(name, _)| *name == wanted)
            .map(|(_, value)| value)
            .filter(|value| !value.trim().is_empty())
    }
}

/// What one deployment puts out: the Workers' settings in one environment.
#[derive(Debug)]
pub struct Deployment([Settings; WORKERS.len()]);

impl Deployment {
    /// The deployments that the files describe: first that without an environment, then one for each that a file names.
    pub fn all(checkout: &Checkout) -> Result<Vec<Self>> {
        let read = |worker| Ok((worker, read_configuration(checkout, worker)?));
        Ok(Self::of(&WORKERS.into_iter().map(read).collect::<Result<_>>()?))
    }

    pub(super) fn of(configurations: &BTreeMap<Worker, Table>) -> Vec<Self> {
        let empty = Table::new();
        let configuration = |worker| configurations.get(&worker).unwrap_or(&empty);
        let named: BTreeSet<&str> = configurations
            .values()
            .filter_map(environments)
            .flat_map(|environments| environments.keys().map(String::as_str))
            .collect();
        let settings = |worker, environment| Settings::of(worker, configuration(worker), environment);
        let all = std::iter::once(None).chain(named.into_iter().map(Some));
        all.map(|environment| Self(WORKERS.map(|worker| settings(worker, environment)))).collect()
    }

    /// All of them.
    pub(super) fn workers(&self) -> impl Iterator<Item = &Settings> {
        self.0.iter()
    }

    /// Those of the Workers to which something applies.
    pub(super) fn those(&self, wanted: impl Fn(Worker) -> bool) -> impl Iterator<Item = &Settings> {
        self.workers().filter(move |settings| wanted(settings.worker))
    }

    /// Those of the Workers behind the gateway, with the binding that leads there.
    pub(super) fn services(&self) -> impl Iterator<Item = (&'static str, &Settings)> {
        self.workers().filter_map(|settings| Some((worker::row(settings.worker).binding?, settings)))
    }

    #[expect(clippy::indexing_slicing, reason = "there is one for each Worker, in their order")]
    fn of_worker(&self, worker: Worker) -> &Settings {
        &self.0[worker as usize]
    }

    pub(super) fn gateway(&self) -> &Settings {
        self.of_worker(Worker::Gateway)
    }

    pub(super) fn manager(&self) -> &Settings {
        self.of_worker(Worker::Manager)
    }
}

fn environments(configuration: &Table) -> Option<&Table> {
    configuration.get("env").and_then(Value::as_table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_environment_takes_over_what_wrangler_lets_it_and_no_variables() {
        let configuration: Table = "name = 'x'\nworkers_dev = false\nlogpush = true\n[vars]\nA = '1'\n\
             [env.staging]\nlogpush = false\n[env.staging.vars]\nB = '2'"
            .parse()
            .unwrap();
        let staging = Settings::of(Worker::Blog, &configuration, Some("staging"));
        assert_eq!(staging.place(), "wrangler.blog.toml [env.staging]");
        assert_eq!(staging.get("name").and_then(Value::as_str), Some("x-staging"));
        assert_eq!(staging.get("workers_dev"), Some(&Value::Boolean(false)));
        assert_eq!(staging.get("logpush"), Some(&Value::Boolean(false)));
        assert_eq!(staging.vars().collect::<Vec<_>>(), [("B", "2".to_owned())]);
        let unnamed = Settings::of(Worker::Blog, &configuration, Some("other"));
        assert_eq!(
            (unnamed.place().as_str(), unnamed.var("A").as_deref()),
            ("wrangler.blog.toml", Some("1"))
        );
    }
}
