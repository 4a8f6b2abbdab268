//! The local form of each Worker's configuration, derived from the deployed one, and its variables.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use logicspike_shared::variables::{self, Variable};
use toml::{Table, Value};

use super::deployed::{read_configuration, vars_of};
use super::options::WranglerOptions;
use crate::build;
use crate::checkout::Checkout;
use crate::files;
use crate::stack_file::StackFile;
use crate::worker::{self, WORKERS, Worker};

/// Where a dashboard usually runs while it is being written.
const LOCAL_DASHBOARD: &str = "http://localhost:3000";
/// The local queue lives in the memory of the process: what was in it when it ended is soon sent again.
const EVENT_RESEND_SECONDS: &str = "20";
/// Locally a message that cannot be applied becomes a dead letter within seconds.
const MOST_RETRIES: i64 = 4;

/// The variables that a Worker of a running stack was given, as they stand in its file; empty ones left out.
pub fn running_vars(stack: &StackFile, worker: Worker) -> Result<BTreeMap<String, String>> {
    read_vars(&stack.folder.join("wrangler").join(worker.name()).join(".dev.vars"))
}

/// The variables in a `.dev.vars` file; empty ones left out.
pub fn read_vars(path: &Path) -> Result<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut vars = parse_dev_vars(&text);
    vars.retain(|_, value| !value.trim().is_empty());
    Ok(vars)
}

/// Writes one Worker's local configuration and variables; returns the configuration's path.
pub(super) fn configure(
    checkout: &Checkout,
    stack: &StackFile,
    worker: Worker,
    options: &WranglerOptions,
    folder: &Path,
) -> Result<PathBuf> {
    let deployed = read_configuration(checkout, worker)?;
    let mut vars = vars_of(&deployed)?;
    vars.extend(local_vars(stack, worker)?);
    if let (Worker::Blog, Some(port)) = (worker, options.port) {
        // There is no https on this machine: what is named may do without.
        vars.insert(variables::MEDIA_ORIGIN.name.to_owned(), format!("http://127.0.0.1:{port}"));
    }
    for (_, name, value) in options.overrides.iter().filter(|(of, ..)| *of == worker) {
        vars.insert(name.clone(), value.clone());
    }
    for (_, name) in options.without_vars.iter().filter(|(of, _)| *of == worker) {
        ensure!(vars.remove(name).is_some(), "the {} has no variable {name}", worker.name());
    }
    let without_services = if worker == Worker::Gateway { options.without_services.as_slice() } else { &[] };
    let main = build::snapshot_folder(&stack.folder, worker).join("index.js");

    let folder = folder.join(worker.name());
    files::private_folder(&folder)?;
    let path = folder.join("wrangler.toml");
    let mut local = derive(deployed, &main, without_services)?;
    if !options.deployed_limits {
        widen_limits(&mut local);
    }
    hasten_dead_letters(&mut local);
    files::write_private(&path, local.to_string())?;
    files::write_private(&folder.join(".dev.vars"), dev_vars(&vars)?)?;
    Ok(path)
}

/// The local form of a deployable configuration: built already, all variables in a file of their own, and without
/// routes, whose host `wrangler dev` would put into every request's URL.
fn derive(mut configuration: Table, main: &Path, without_services: &[String]) -> Result<Table> {
    for key in ["build", "vars", "route", "routes"] {
        configuration.remove(key);
    }
    configuration.insert("main".to_owned(), Value::String(main.to_string_lossy().into_owned()));
    // The files that a Worker serves lie beside it, there as here.
    if let Some(folder) = configuration.get_mut("assets").and_then(|assets| assets.get_mut("directory")) {
        let name = folder.as_str().and_then(|folder| folder.rsplit('/').next()).unwrap_or_default();
        *folder = Value::String(main.with_file_name(name).to_string_lossy().into_owned());
    }
    for without in without_services {
        let services = configuration.get_mut("services").and_then(Value::as_array_mut);
        let services = services.with_context(|| format!("there is no Service Binding {without}"))?;
        let before = services.len();
        services.retain(|service| service.get("binding").and_then(Value::as_str) != Some(without));
        ensure!(services.len() < before, "there is no Service Binding {without}");
    }
    Ok(configuration)
}

/// Lets ten times as many requests through: on one machine all callers have one address.
fn widen_limits(configuration: &mut Table) {
    let limiters = configuration.get_mut("ratelimits").and_then(Value::as_array_mut);
    for limiter in limiters.into_iter().flatten() {
        if let Some(Value::Integer(limit)) =
            limiter.get_mut("simple").and_then(|simple| simple.get_mut("limit"))
        {
            *limit *= 10;
        }
    }
}

fn hasten_dead_letters(configuration: &mut Table) {
    let queues = configuration.get_mut("queues").and_then(Value::as_table_mut);
    let consumers = queues.and_then(|queues| queues.get_mut("consumers")).and_then(Value::as_array_mut);
    for consumer in consumers.into_iter().flatten().filter_map(Value::as_table_mut) {
        if consumer.contains_key("dead_letter_queue") {
            consumer.insert("max_retries".to_owned(), Value::Integer(MOST_RETRIES));
        }
    }
}

/// Each Worker's own variables, and no others.
pub(super) fn local_vars(stack: &StackFile, worker: Worker) -> Result<BTreeMap<String, String>> {
    let mut values = local_values(stack)?;
    values.retain(|(variable, _)| variable.workers.contains(&worker));
    Ok(values.into_iter().map(|(variable, value)| (variable.name.to_owned(), value)).collect())
}

/// What each variable is in a stack; those that are absent here are as deployed.
fn local_values(stack: &StackFile) -> Result<Vec<(Variable, String)>> {
    let pem = |path: &Path| {
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
    };
    let mut values = vec![
        (variables::GATEWAY_SECRET, stack.gateway_secret.clone()),
        (variables::PLATFORM_SECRET, stack.platform_secret.clone()),
        (variables::NEON_SQL_ENDPOINT, stack.neon_url.clone()),
        (variables::DEBUG, "true".to_owned()),
        (variables::EVENT_RESEND_SECONDS, EVENT_RESEND_SECONDS.to_owned()),
        (variables::ALLOWED_ORIGINS, LOCAL_DASHBOARD.to_owned()),
        (variables::JWT_PUBLIC_KEY, pem(&stack.public_key_file)?),
        (variables::JWT_PRIVATE_KEY, pem(&stack.private_key_file)?),
        (variables::JWT_ISSUER, stack.jwt_issuer.clone()),
        (variables::JWT_AUDIENCE, stack.jwt_audience.clone()),
        (variables::GOOGLE_CLIENT_ID, stack.google_client_id.clone()),
        (variables::GOOGLE_JWKS_URL, format!("{}/jwks", stack.google_issuer_url)),
        (variables::GOOGLE_ISSUER, stack.google_issuer_url.clone()),
        // Kept with the stack, so that webhooks outlive a restart as the database does.
        (variables::SESSION_SECRET, format!("sessions-{}", stack.gateway_secret)),
        (variables::WEBHOOK_SECRET_KEY, format!("webhooks-{}", stack.gateway_secret)),
        (variables::PLATFORM_HOSTS, "logicspike.example".to_owned()),
        (variables::WEBHOOKS_ALLOW_LOCAL, "true".to_owned()),
        (variables::MAIL_API_URL, format!("{}/emails", stack.mail_url)),
        (variables::MAIL_API_KEY, "local".to_owned()),
        (variables::MAIL_FROM, "LogicSpike <invitations@localhost>".to_owned()),
        (variables::DASHBOARD_URL, LOCAL_DASHBOARD.to_owned()),
    ];
    values.extend(
        WORKERS
            .into_iter()
            .map(|worker| (worker::row(worker).database_url, stack.worker_databases.of(worker).to_owned())),
    );
    Ok(values)
}

/// The text of a `.dev.vars` file. Quoted values may hold line breaks, which PEM texts do.
fn dev_vars(vars: &BTreeMap<String, String>) -> Result<String> {
    let mut text = String::new();
    for (name, value) in vars {
        let quote = ['\'', '`', '"'].into_iter().find(|quote| !value.contains(*quote));
        let quote = quote.with_context(|| format!("the value of {name} holds all three kinds of quotes"))?;
        // Between double quotes a backslash would be read as an escape.
        ensure!(quote != '"' || !value.contains('\\'), "the value of {name} cannot be quoted");
        writeln!(text, "{name}={quote}{value}{quote}")?;
    }
    Ok(text)
}

/// Reads such a file again; a person may have edited it and left quotes away.
fn parse_dev_vars(text: &str) -> BTreeMap<String, String> {
    let mut vars = BTreeMap::new();
    let mut rest = text;
    while let Some((name, after)) = rest.split_once('=') {
        let quote = after.chars().next().filter(|first| matches!(first, '\'' | '`' | '"'));
        let quoted = quote.and_then(|quote| after.get(1..)?.split_once(quote));
        let (value, after) = quoted.or_else(|| after.split_once('\n')).unwrap_or((after, ""));
        vars.insert(name.trim().to_owned(), value.to_owned());
        rest = after;
    }
    vars
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_local_configuration_keeps_every_section_but_build_variables_and_routes() {
        let deployed: Table = "name = 'x'\nmain = 'a'\nroutes = ['a.example/*']\n[vars]\nA = '1'\n[build]\ncommand = 'c'\n[triggers]\ncrons = ['* * * * *']\n\
            [[services]]\nbinding = 'ONE'\nservice = 'one'\n[[services]]\nbinding = 'TWO'\nservice = 'two'\n"
            .parse()
            .unwrap();
        let local = derive(deployed.clone(), Path::new("/built/index.js"), &["ONE".to_owned()]).unwrap();
        assert_eq!(local.get("main").and_then(Value::as_str), Some("/built/index.js"));
        assert!(["build", "vars", "routes"].iter().all(|key| local.get(*key).is_none()));
        assert_eq!(local.get("triggers"), deployed.get("triggers"));
        assert_eq!(local.get("services").and_then(Value::as_array).map(Vec::len), Some(1));
        assert!(
            derive(deployed, Path::new("x"), &["THREE".to_owned()]).is_err(),
            "a typing error in a test is noticed"
        );
    }

    #[test]
    fn the_files_of_a_worker_are_those_beside_what_runs() {
        let deployed: Table = "[assets]\ndirectory = 'a/build/assets'\nbinding = 'A'\n".parse().unwrap();
        let local = derive(deployed, Path::new("/built/gateway/index.js"), &[]).unwrap();
        assert_eq!(local["assets"]["directory"].as_str(), Some("/built/gateway/assets"));
    }

    #[test]
    fn variables_are_quoted_so_that_line_breaks_survive() {
        let vars = BTreeMap::from([
            ("PEM".to_owned(), "-----BEGIN-----\nabc\n-----END-----\n".to_owned()),
            ("QUOTED".to_owned(), "it's".to_owned()),
        ]);
        assert_eq!(dev_vars(&vars).unwrap(), "PEM='-----BEGIN-----\nabc\n-----END-----\n'\nQUOTED=`it's`\n");
        assert_eq!(parse_dev_vars(&dev_vars(&vars).unwrap()), vars);
        let edited = BTreeMap::from([("A".to_owned(), "b c".to_owned()), ("D".to_owned(), String::new())]);
        assert_eq!(parse_dev_vars("A=b c\nD=\n"), edited);
        assert!(dev_vars(&BTreeMap::from([("A".to_owned(), "'`\"".to_owned())])).is_err());
    }
}
