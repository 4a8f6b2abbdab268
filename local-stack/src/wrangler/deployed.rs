//! The configurations that are deployed, and what must hold of them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail};
use toml::{Table, Value};

use crate::build::{WORKERS, Worker};
use crate::checkout::Checkout;

pub(super) fn read_configuration(checkout: &Checkout, worker: Worker) -> Result<Table> {
    let path = worker.wrangler_file(checkout);
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

/// Variables that open what only a developer's machine may have open.
const LOCAL_ONLY_VARS: [&str; 1] = ["WEBHOOKS_ALLOW_LOCAL"];

/// Nothing is deployed with a variable that is meant for a developer's machine, whatever its value.
pub fn check_deployable(checkout: &Checkout, worker: Worker) -> Result<()> {
    let path = worker.wrangler_file(checkout);
    match local_only_var(&read_configuration(checkout, worker)?) {
        Some(name) => bail!("{name} is for local work only; remove it from {}", path.display()),
        None => Ok(()),
    }
}

/// Such a variable of a configuration, or of one of its environments.
fn local_only_var(configuration: &Table) -> Option<&'static str> {
    let environments = configuration.get("env").and_then(Value::as_table).into_iter().flat_map(Table::values);
    let tables = std::iter::once(configuration).chain(environments.filter_map(Value::as_table));
    let vars: Vec<&Table> = tables.filter_map(|table| table.get("vars").and_then(Value::as_table)).collect();
    LOCAL_ONLY_VARS.into_iter().find(|name| vars.iter().any(|vars| vars.contains_key(*name)))
}

/// The variables and secrets that a Worker cannot do without.
pub fn required_vars(worker: Worker) -> &'static [&'static str] {
    match worker {
        Worker::Gateway => {
            &["JWT_PUBLIC_KEY", "JWT_ISSUER", "JWT_AUDIENCE", "GATEWAY_SECRET", "DATABASE_URL"]
        }
        Worker::Blog => &["BLOG_DATABASE_URL", "GATEWAY_SECRET"],
        Worker::Manager => &[
            "JWT_PRIVATE_KEY",
            "SESSION_SECRET",
            "JWT_ISSUER",
            "JWT_AUDIENCE",
            "DATABASE_URL",
            "GATEWAY_SECRET",
            "GOOGLE_CLIENT_ID",
            "GOOGLE_JWKS_URL",
        ],
    }
}

/// Whether the deployable configuration binds the gateway to both services.
pub fn has_bindings(checkout: &Checkout) -> Result<(), String> {
    let configuration =
        read_configuration(checkout, Worker::Gateway).map_err(|error| format!("{error:#}"))?;
    let services =
        configuration.get("services").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for wanted in ["BLOG_SERVICE", "MANAGER_SERVICE"] {
        if !services.iter().any(|service| service.get("binding").and_then(Value::as_str) == Some(wanted)) {
            return Err(format!("{wanted} binding missing"));
        }
    }
    Ok(())
}

/// Whether everything that one Worker sends to a queue is consumed by another, dead letters included, and both services
/// have a clock.
pub fn check_events(checkout: &Checkout) -> Result<(), String> {
    let mut sent = BTreeSet::new();
    let mut consumed = BTreeSet::new();
    for worker in WORKERS {
        let configuration = read_configuration(checkout, worker).map_err(|error| format!("{error:#}"))?;
        let queues = |section: &str, key: &str| -> BTreeSet<String> {
            let entries = configuration.get("queues").and_then(|queues| queues.get(section)?.as_array());
            let names = entries.into_iter().flatten().filter_map(|entry| entry.get(key)?.as_str());
            names.map(str::to_owned).collect()
        };
        sent.extend(queues("producers", "queue"));
        sent.extend(queues("consumers", "dead_letter_queue"));
        consumed.extend(queues("consumers", "queue"));
        if worker != Worker::Gateway && !configuration.contains_key("triggers") {
            return Err(format!("the {} has no cron trigger", worker.name()));
        }
    }
    match sent.symmetric_difference(&consumed).next() {
        Some(queue) => Err(format!("the queue {queue} has no sender or no consumer")),
        None => Ok(()),
    }
}

pub(super) fn vars_of(configuration: &Table) -> Result<BTreeMap<String, String>> {
    let vars = configuration.get("vars").and_then(Value::as_table).cloned().unwrap_or_default();
    let text = |(name, value): (String, Value)| match value {
        Value::String(value) => Ok((name, value)),
        _ => bail!("the variable {name} in a wrangler file must be a string"),
    };
    vars.into_iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_queue_has_a_sender_and_a_consumer() {
        assert_eq!(check_events(&Checkout::default()), Ok(()));
    }

    #[test]
    fn what_opens_a_developers_machine_is_not_deployed() {
        let found = |text: &str| local_only_var(&text.parse().unwrap());
        assert_eq!(found("name = 'x'\n[vars]\nDEBUG = 'false'\n[env.staging]\nname = 'y'"), None);
        let name = Some("WEBHOOKS_ALLOW_LOCAL");
        assert_eq!(found("[vars]\nWEBHOOKS_ALLOW_LOCAL = 'true'"), name);
        assert_eq!(found("[vars]\nWEBHOOKS_ALLOW_LOCAL = 'false'"), name);
        assert_eq!(found("[env.staging.vars]\nWEBHOOKS_ALLOW_LOCAL = 'true'"), name);
    }

    #[test]
    fn only_the_gateway_is_public_and_binds_the_others() {
        let checkout = Checkout::default();
        for worker in WORKERS {
            let configuration = read_configuration(&checkout, worker).unwrap();
            let flag = |name: &str| configuration.get(name).and_then(Value::as_bool);
            assert_eq!(flag("workers_dev"), Some(worker == Worker::Gateway), "{}", worker.name());
            assert_eq!(flag("preview_urls"), Some(false));
            assert!(configuration.get("route").is_none() && configuration.get("routes").is_none());
            vars_of(&configuration).unwrap();
        }
        let gateway = read_configuration(&checkout, Worker::Gateway).unwrap();
        let services = gateway.get("services").and_then(Value::as_array).unwrap();
        let bindings: Vec<_> =
            services.iter().filter_map(|service| service.get("binding")?.as_str()).collect();
        assert_eq!(bindings, ["BLOG_SERVICE", "MANAGER_SERVICE"]);
    }
}
