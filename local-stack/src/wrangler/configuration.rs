//! The configuration of each Worker: what is deployed, and the local form that is derived from it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use toml::{Table, Value};

use super::WranglerOptions;
use crate::build::{self, Worker};
use crate::checkout::Checkout;
use crate::files;
use crate::stack_file::StackFile;

/// The local queue lives in the memory of the process: what was in it when it ended is soon sent again.
const EVENT_RESEND_SECONDS: &str = "20";
/// Locally a message that cannot be applied becomes a dead letter within seconds.
const MOST_RETRIES: i64 = 4;

fn read_configuration(checkout: &Checkout, worker: Worker) -> Result<Table> {
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

/// The variables that a Worker of a running stack was given, as they stand in its file; empty ones left out.
pub fn running_vars(stack: &StackFile, worker: Worker) -> Result<BTreeMap<String, String>> {
    let path = stack.folder.join("wrangler").join(worker.name()).join(".dev.vars");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut vars = parse_dev_vars(&text);
    vars.retain(|_, value| !value.trim().is_empty());
    Ok(vars)
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

fn vars_of(configuration: &Table) -> Result<BTreeMap<String, String>> {
    let vars = configuration.get("vars").and_then(Value::as_table).cloned().unwrap_or_default();
    let text = |(name, value): (String, Value)| match value {
        Value::String(value) => Ok((name, value)),
        _ => bail!("the variable {name} in a wrangler file must be a string"),
    };
    vars.into_iter().map(text).collect()
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

/// The local form of a deployable configuration: built already, all variables in a file of their own.
fn derive(mut configuration: Table, main: &Path, without_services: &[String]) -> Result<Table> {
    configuration.remove("build");
    configuration.remove("vars");
    configuration.insert("main".to_owned(), Value::String(main.to_string_lossy().into_owned()));
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
fn local_vars(stack: &StackFile, worker: Worker) -> Result<BTreeMap<String, String>> {
    let mut vars = BTreeMap::from([
        ("GATEWAY_SECRET".to_owned(), stack.gateway_secret.clone()),
        ("NEON_SQL_ENDPOINT".to_owned(), stack.neon_url.clone()),
        ("DEBUG".to_owned(), "true".to_owned()),
    ]);
    let pem = |path: &Path| {
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
    };
    let own: Vec<(&str, String)> = match worker {
        Worker::Gateway => vec![
            ("JWT_PUBLIC_KEY", pem(&stack.public_key_file)?),
            ("JWT_ISSUER", stack.jwt_issuer.clone()),
            ("JWT_AUDIENCE", stack.jwt_audience.clone()),
            ("DATABASE_URL", stack.worker_databases.gateway.clone()),
        ],
        Worker::Blog => vec![
            ("BLOG_DATABASE_URL", stack.worker_databases.blog.clone()),
            ("PLATFORM_SECRET", stack.platform_secret.clone()),
            ("EVENT_RESEND_SECONDS", EVENT_RESEND_SECONDS.to_owned()),
        ],
        Worker::Manager => vec![
            ("JWT_PRIVATE_KEY", pem(&stack.private_key_file)?),
            ("JWT_ISSUER", stack.jwt_issuer.clone()),
            ("JWT_AUDIENCE", stack.jwt_audience.clone()),
            ("DATABASE_URL", stack.worker_databases.manager.clone()),
            ("GOOGLE_CLIENT_ID", stack.google_client_id.clone()),
            ("GOOGLE_JWKS_URL", format!("{}/jwks", stack.google_issuer_url)),
            ("GOOGLE_ISSUER", stack.google_issuer_url.clone()),
            ("PLATFORM_SECRET", stack.platform_secret.clone()),
            ("EVENT_RESEND_SECONDS", EVENT_RESEND_SECONDS.to_owned()),
            // Kept with the stack, so that webhooks outlive a restart as the database does.
            ("WEBHOOK_SECRET_KEY", format!("webhooks-{}", stack.gateway_secret)),
            ("WEBHOOKS_ALLOW_LOCAL", "true".to_owned()),
            ("MAIL_API_URL", format!("{}/emails", stack.mail_url)),
            ("MAIL_API_KEY", "local".to_owned()),
            ("MAIL_FROM", "LogicSpike <invitations@localhost>".to_owned()),
            // Where a dashboard usually runs while it is being written.
            ("DASHBOARD_URL", "http://localhost:3000".to_owned()),
        ],
    };
    vars.extend(own.into_iter().map(|(name, value)| (name.to_owned(), value)));
    Ok(vars)
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
    use crate::build::WORKERS;

    #[test]
    fn the_local_configuration_keeps_every_section_but_build_and_variables() {
        let deployed: Table = "name = 'x'\nmain = 'a'\n[vars]\nA = '1'\n[build]\ncommand = 'c'\n[triggers]\ncrons = ['* * * * *']\n\
            [[services]]\nbinding = 'ONE'\nservice = 'one'\n[[services]]\nbinding = 'TWO'\nservice = 'two'\n"
            .parse()
            .unwrap();
        let local = derive(deployed.clone(), Path::new("/built/index.js"), &["ONE".to_owned()]).unwrap();
        assert_eq!(local.get("main").and_then(Value::as_str), Some("/built/index.js"));
        assert!(local.get("build").is_none() && local.get("vars").is_none());
        assert_eq!(local.get("triggers"), deployed.get("triggers"));
        assert_eq!(local.get("services").and_then(Value::as_array).map(Vec::len), Some(1));
        assert!(
            derive(deployed, Path::new("x"), &["THREE".to_owned()]).is_err(),
            "a typing error in a test is noticed"
        );
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
