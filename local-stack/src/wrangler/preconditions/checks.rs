//! How each precondition is looked for. A fault says where; of a variable it says the name, never the value.

use std::collections::BTreeSet;

use logicspike_shared::variables::{self, Kind};
use toml::{Table, Value};

use super::super::deployed::{Deployment, Settings};
use super::hosts::names_local;
use crate::worker;

/// The gateway's rate-limit bindings.
pub(super) const RATE_LIMITS: [&str; 6] = [
    "LIMIT_PER_API_KEY",
    "LIMIT_PER_USER",
    "LIMIT_PER_TENANT",
    "LIMIT_SIGN_IN",
    "LIMIT_FAILURES",
    "LIMIT_MEDIA",
];
/// Seconds after which a limit counts anew: what `Retry-After` says.
const PERIOD_SECONDS: i64 = 60;

/// Every variable of every Worker to which something applies.
fn vars_where(deployment: &Deployment, wrong: impl Fn(&str, &str) -> bool, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for settings in deployment.workers() {
        let named = settings.vars().filter(|(name, value)| wrong(name, value));
        faults.extend(named.map(|(name, _)| format!("{}: {name} {text}", settings.place())));
    }
    faults
}

/// One fault for each Worker of which something is true.
fn workers_where<'a>(
    workers: impl IntoIterator<Item = &'a Settings>,
    wrong: impl Fn(&Settings) -> bool,
    text: &str,
) -> Vec<String> {
    let wrong = workers.into_iter().filter(|settings| wrong(settings));
    wrong.map(|settings| format!("{}: {text}", settings.place())).collect()
}

pub(super) fn debug(deployment: &Deployment) -> Vec<String> {
    vars_where(deployment, |name, value| name == "DEBUG" && value != "false", "is not \"false\"")
}

pub(super) fn plain_http(deployment: &Deployment) -> Vec<String> {
    let is_plain = |_: &str, value: &str| {
        let value = value.to_ascii_lowercase();
        value.contains("http://") || value.contains("ws://")
    };
    vars_where(deployment, is_plain, "is not https")
}

pub(super) fn local_addresses(deployment: &Deployment) -> Vec<String> {
    vars_where(deployment, |_, value| names_local(value), "names a local or private address")
}

pub(super) fn secrets(deployment: &Deployment) -> Vec<String> {
    let is_secret = |name: &str, value: &str| {
        let ends = ["_KEY", "_SECRET", "_TOKEN", "_PASSWORD", "DATABASE_URL"];
        let by_name = ends.iter().any(|end| name.ends_with(end)) && !name.ends_with("PUBLIC_KEY");
        by_name || value.contains("PRIVATE KEY-") || value.starts_with("postgres")
    };
    vars_where(deployment, is_secret, "is a secret")
}

pub(super) fn platform_hosts(deployment: &Deployment) -> Vec<String> {
    let manager = deployment.manager();
    let named = manager.var("PLATFORM_HOSTS").unwrap_or_default().to_ascii_lowercase();
    // A name stands for itself and all below it, however it is written.
    let stem = |name: &str| name.trim().trim_start_matches(['*', '.']).to_owned();
    let named: Vec<String> = named.split(',').map(stem).filter(|name| !name.is_empty()).collect();
    let has_webhooks = manager.vars().any(|(name, _)| name == WEBHOOK_KEY) || expects(manager, WEBHOOK_KEY);
    let mut faults = Vec::new();
    if has_webhooks && named.is_empty() {
        faults.push(format!("{}: {WEBHOOK_KEY} without PLATFORM_HOSTS", manager.place()));
    }
    for host in route_patterns(deployment.gateway()).iter().filter_map(|pattern| pattern.split('/').next()) {
        let asked = stem(host);
        if !named.iter().any(|name| asked == *name || asked.ends_with(&format!(".{name}"))) {
            faults.push(format!("{}: PLATFORM_HOSTS lacks {host}", manager.place()));
        }
    }
    faults
}

const WEBHOOK_KEY: &str = "WEBHOOK_SECRET_KEY";

/// Whether the file says that a secret of this name will be there.
fn expects(settings: &Settings, secret: &str) -> bool {
    let required = settings.at("secrets.required").and_then(Value::as_array);
    required.into_iter().flatten().any(|name| name.as_str() == Some(secret))
}

/// Where a Worker is reached, without scheme, in lower case.
fn route_patterns(settings: &Settings) -> Vec<String> {
    let several = settings.get("routes").and_then(Value::as_array).into_iter().flatten();
    let routes = settings.get("route").into_iter().chain(several);
    let patterns = routes.filter_map(|route| route.as_str().or_else(|| route.get("pattern")?.as_str()));
    let without_scheme =
        |pattern: &str| pattern.split_once("://").map_or(pattern, |(_, rest)| rest).to_ascii_lowercase();
    patterns.map(without_scheme).filter(|pattern| !pattern.is_empty()).collect()
}

pub(super) fn strictly_public(deployment: &Deployment) -> Vec<String> {
    let lacks = |settings: &Settings| {
        let flags = settings.get("compatibility_flags").and_then(Value::as_array);
        !flags.into_iter().flatten().any(|flag| flag.as_str() == Some("global_fetch_strictly_public"))
    };
    workers_where([deployment.manager()], lacks, "the flag global_fetch_strictly_public is missing")
}

pub(super) fn local_switches(deployment: &Deployment) -> Vec<String> {
    let is_switch = |name: &str, _: &str| {
        let listed = variables::ALL.iter().find(|variable| variable.name == name);
        listed.is_some_and(|variable| variable.kind == Kind::LocalOnly)
            || name.contains("ALLOW_LOCAL")
            || ["WRANGLER_", "MINIFLARE_"].iter().any(|start| name.starts_with(start))
    };
    vars_where(deployment, is_switch, "is for local work only")
}

pub(super) fn other_addresses(deployment: &Deployment) -> Vec<String> {
    let mut faults = Vec::new();
    for name in ["workers_dev", "preview_urls"] {
        let is_open = |settings: &Settings| settings.get(name) != Some(&Value::Boolean(false));
        faults.extend(workers_where(deployment.workers(), is_open, &format!("{name} is not false")));
    }
    let has_previews = |settings: &Settings| settings.get("previews").is_some();
    faults.extend(workers_where(deployment.workers(), has_previews, "there are previews"));
    faults
}

pub(super) fn service_routes(deployment: &Deployment) -> Vec<String> {
    let has_route = |settings: &Settings| settings.get("route").or_else(|| settings.get("routes")).is_some();
    workers_where(deployment.services().map(|(_, service)| service), has_route, "there is a route")
}

pub(super) fn gateway_route(deployment: &Deployment) -> Vec<String> {
    workers_where([deployment.gateway()], |gateway| route_patterns(gateway).is_empty(), "there is no route")
}

pub(super) fn rate_limits(deployment: &Deployment) -> Vec<String> {
    let gateway = deployment.gateway();
    let text =
        |limit: &Table, key: &str| limit.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut faults = Vec::new();
    let mut numbers = BTreeSet::new();
    for limit in gateway.list("ratelimits") {
        let name = text(limit, "name");
        if !numbers.insert(text(limit, "namespace_id")) {
            faults.push(format!("{}: {name} has the namespace_id of another limit", gateway.place()));
        }
        let period = limit.get("simple").and_then(|simple| simple.get("period")?.as_integer());
        if period != Some(PERIOD_SECONDS) {
            faults.push(format!("{}: the period of {name} is not {PERIOD_SECONDS}", gateway.place()));
        }
    }
    let bound: BTreeSet<String> = gateway.list("ratelimits").map(|limit| text(limit, "name")).collect();
    let missing = RATE_LIMITS.iter().filter(|name| !bound.contains(**name));
    faults.extend(missing.map(|name| format!("{}: the binding {name} is missing", gateway.place())));
    faults
}

pub(super) fn urls_in_logs(deployment: &Deployment) -> Vec<String> {
    let is = |path: &'static str, value: bool| {
        move |settings: &Settings| settings.at(path).and_then(Value::as_bool) == Some(value)
    };
    let off = is("observability.logs.invocation_logs", false);
    let workers = || deployment.workers();
    let mut faults = workers_where(workers(), |settings| !off(settings), "invocation_logs is not false");
    faults.extend(workers_where(workers(), is("logpush", true), "logpush is on"));
    faults.extend(workers_where(workers(), is("observability.traces.enabled", true), "traces are on"));
    let has_tail = |settings: &Settings| {
        settings.list("tail_consumers").chain(settings.list("streaming_tail_consumers")).next().is_some()
    };
    faults.extend(workers_where(workers(), has_tail, "there is a tail Worker"));
    faults
}

pub(super) fn bindings(deployment: &Deployment) -> Vec<String> {
    let gateway = deployment.gateway();
    let mut faults = Vec::new();
    for (binding, service) in deployment.services() {
        let bound = gateway
            .list("services")
            .find(|entry| entry.get("binding").and_then(Value::as_str) == Some(binding));
        match bound {
            None => faults.push(format!("{}: the binding {binding} is missing", gateway.place())),
            Some(bound) if bound.get("service") != service.get("name") => {
                faults.push(format!(
                    "{}: {binding} leads to another Worker than {}",
                    gateway.place(),
                    service.place()
                ));
            }
            Some(_) => {}
        }
    }
    faults
}

pub(super) fn buckets(deployment: &Deployment) -> Vec<String> {
    let mut faults = Vec::new();
    for settings in deployment.workers() {
        let Some(binding) = worker::row(settings.worker).bucket else { continue };
        let text = |entry: &Table, key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
        let bound =
            settings.list("r2_buckets").find(|entry| text(entry, "binding").as_deref() == Some(binding));
        if bound.and_then(|entry| text(entry, "bucket_name")).is_none_or(|name| name.is_empty()) {
            faults.push(format!("{}: the bucket {binding} is missing", settings.place()));
        }
    }
    faults
}

pub(super) fn events(deployment: &Deployment) -> Vec<String> {
    let queues = |section: &str, key: &str| -> BTreeSet<String> {
        let entries = deployment.workers().flat_map(|settings| settings.list(section));
        entries.filter_map(|entry| entry.get(key)?.as_str()).map(str::to_owned).collect()
    };
    let mut sent = queues("queues.producers", "queue");
    sent.extend(queues("queues.consumers", "dead_letter_queue"));
    let consumed = queues("queues.consumers", "queue");
    let faults = sent.symmetric_difference(&consumed);
    let mut faults: Vec<String> = faults
        .map(|queue| {
            format!("{}: the queue {queue} has no sender or no consumer", deployment.manager().place())
        })
        .collect();
    let has_no_clock = |settings: &Settings| {
        settings.at("triggers.crons").and_then(Value::as_array).is_none_or(Vec::is_empty)
    };
    let clocked = deployment.those(|worker| worker::row(worker).has_clock);
    faults.extend(workers_where(clocked, has_no_clock, "there is no cron trigger"));
    faults
}

pub(super) fn issuers(deployment: &Deployment) -> Vec<String> {
    let (gateway, manager) = (deployment.gateway(), deployment.manager());
    let differs = |name: &&str| gateway.var(name).is_none() || gateway.var(name) != manager.var(name);
    let fault = |name| format!("{}: {name} is not that of {}", manager.place(), gateway.place());
    ["JWT_ISSUER", "JWT_AUDIENCE"].into_iter().filter(differs).map(fault).collect()
}

pub(super) fn kept_vars(deployment: &Deployment) -> Vec<String> {
    let keeps = |settings: &Settings| settings.get("keep_vars").and_then(Value::as_bool) == Some(true);
    workers_where(deployment.workers(), keeps, "keep_vars is on")
}
