//! `wrangler dev`: the three Workers in one local runtime, with real Service Bindings between them.
//!
//! The configurations at the top of the repository are what is deployed. For local use each Worker gets
//! one derived from it, in a folder of its own, with its own variables next to it and nobody else's.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use rustix::process::Signal;
use tokio::process::{Child, Command};
use toml::{Table, Value};

use crate::build::{self, WORKERS, Worker};
use crate::checkout::Checkout;
use crate::files;
use crate::process::{self, ProcessRecord, ProcessTable, own_pid};
use crate::stack_file::StackFile;
use crate::tool::tail;

/// How long the runtime may take to answer its first request.
const START_LIMIT: Duration = Duration::from_secs(90);

/// What to run, and what to leave out or change: tests see what a misconfigured deployment does.
#[derive(Debug, Clone)]
pub struct WranglerOptions {
    /// The Worker that gets the port. Only the gateway has a public address in production; tests of the
    /// other two call them directly.
    pub primary: Worker,
    /// The port; a free one when absent.
    pub port: Option<u16>,
    /// Variables to leave out.
    pub without_vars: Vec<(Worker, String)>,
    /// Service Bindings to leave out, by name; the gateway alone has any.
    pub without_services: Vec<String>,
    /// Variables to set or replace.
    pub overrides: Vec<(Worker, String, String)>,
    /// Whether rate limits are as deployed. On one machine all callers have one address, so that by default
    /// ten times as much is let through.
    pub deployed_limits: bool,
}

impl WranglerOptions {
    /// Everything as it should be, with this Worker at the port.
    pub fn new(primary: Worker) -> Self {
        Self {
            primary,
            port: None,
            without_vars: Vec::new(),
            without_services: Vec::new(),
            overrides: Vec::new(),
            deployed_limits: false,
        }
    }

    /// Leaves a variable out.
    #[must_use]
    pub fn without_var(mut self, worker: Worker, name: &str) -> Self {
        self.without_vars.push((worker, name.to_owned()));
        self
    }

    /// Leaves one of the gateway's Service Bindings out.
    #[must_use]
    pub fn without_service(mut self, binding: &str) -> Self {
        self.without_services.push(binding.to_owned());
        self
    }

    /// Limits rates as the deployed gateway does.
    #[must_use]
    pub fn with_deployed_limits(mut self) -> Self {
        self.deployed_limits = true;
        self
    }

    /// Sets or replaces a variable.
    #[must_use]
    pub fn with_var(mut self, worker: Worker, name: &str, value: &str) -> Self {
        self.overrides.push((worker, name.to_owned(), value.to_owned()));
        self
    }
}

/// A running `wrangler dev`. Dropping it ends it.
#[derive(Debug)]
pub struct Wrangler {
    /// Where the primary Worker listens, without a slash at the end.
    pub url: String,
    /// Its log, with the Workers' log lines.
    pub log: PathBuf,
    pub(crate) record: ProcessRecord,
    table: ProcessTable,
    folder: PathBuf,
    owned: bool,
}

impl Wrangler {
    /// Ends it, and removes its configuration.
    pub async fn stop(self) -> Result<()> {
        self.record.stop(Signal::TERM).await
    }

    /// Hands the responsibility for its end to the stack's table of processes.
    pub(crate) fn leave_running(mut self) {
        self.owned = false;
    }
}

impl Drop for Wrangler {
    fn drop(&mut self) {
        if self.owned {
            self.record.kill_now();
            // What cannot be removed now goes with the stack's folder.
            let _ = self.table.remove(&self.record);
            let _ = files::remove(&self.folder);
        }
    }
}

/// Starts one more `wrangler dev` beside that of a running stack, on the same databases.
pub async fn start_beside(stack: &StackFile, options: &WranglerOptions) -> Result<Wrangler> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("wrangler-{}-{}", own_pid(), COUNT.fetch_add(1, Ordering::Relaxed));
    let (child, wrangler) = start(&Checkout::default(), stack, &WORKERS, options, &name).await?;
    process::watch(child, wrangler.record.clone(), None);
    Ok(wrangler)
}

/// Starts `wrangler dev` with some of the Workers and waits until it answers.
pub(crate) async fn start(
    checkout: &Checkout,
    stack: &StackFile,
    workers: &[Worker],
    options: &WranglerOptions,
    name: &str,
) -> Result<(Child, Wrangler)> {
    let folder = stack.folder.join(name);
    files::remove(&folder)?;
    let port = options.port.map_or_else(process::free_port, Ok)?;
    let mut command = Command::new("node");
    // What `node_modules/.bin/wrangler` does, without the process between that does not pass signals on.
    command.args(["--no-warnings", "--experimental-vm-modules"]);
    command.arg(checkout.path("node_modules/wrangler/wrangler-dist/cli.js")).arg("dev");
    let mut ordered: Vec<Worker> = workers.to_vec();
    ordered.sort_by_key(|worker| *worker != options.primary);
    for worker in ordered {
        command.arg("-c").arg(configure(checkout, stack, worker, options, &folder)?);
    }
    command.args(["--ip", "127.0.0.1", "--port", &port.to_string()]);
    command.args(["--inspector-port", &process::free_port()?.to_string()]);
    command.args(["--show-interactive-dev-session", "false", "--log-level", "log"]);
    command.arg("--persist-to").arg(stack.folder.join("workers-state").join(name));
    command.envs(environment(&folder)).current_dir(&folder);
    for name in ["NODE_OPTIONS", "CLOUDFLARE_ENV", "CLOUDFLARE_INCLUDE_PROCESS_ENV", "CLOUDFLARE_API_TOKEN"] {
        command.env_remove(name);
    }

    let table = ProcessTable::of_stack(&stack.folder);
    let log = stack.folder.join(format!("{name}.log"));
    files::write_private(&log, "")?;
    let (child, record) = process::spawn(name, &mut command, &log, &table, false)?;
    let wrangler =
        Wrangler { url: format!("http://127.0.0.1:{port}"), log, record, table, folder, owned: true };
    wait_until_ready(&wrangler).await?;
    Ok((child, wrangler))
}

/// Variables of wrangler itself: no questions, no reports, no requests to anywhere but this machine.
fn environment(folder: &Path) -> Vec<(&'static str, PathBuf)> {
    let text = PathBuf::from;
    vec![
        ("CI", text("true")),
        ("WRANGLER_SEND_METRICS", text("false")),
        ("WRANGLER_SEND_ERROR_REPORTS", text("false")),
        ("WRANGLER_HIDE_BANNER", text("true")),
        ("CLOUDFLARE_CF_FETCH_ENABLED", text("false")),
        ("NO_COLOR", text("1")),
        // Two stacks have Workers of the same names: each has a registry of its own.
        ("WRANGLER_REGISTRY_PATH", folder.join("registry")),
        ("WRANGLER_LOG_PATH", folder.join("logs")),
        ("WRANGLER_CACHE_DIR", folder.join("cache")),
    ]
}

async fn wait_until_ready(wrangler: &Wrangler) -> Result<()> {
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10)).build()?;
    let url = format!("{}/health", wrangler.url);
    let end = tokio::time::Instant::now() + START_LIMIT;
    // Any answer will do: a Worker that is called past the gateway, or lacks a variable, refuses properly.
    while client.get(&url).send().await.is_err() {
        if !wrangler.record.is_running() || tokio::time::Instant::now() >= end {
            let log = std::fs::read_to_string(&wrangler.log).unwrap_or_default();
            bail!(
                "wrangler dev did not become ready; the end of {}:\n{}",
                wrangler.log.display(),
                tail(&log)
            );
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

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
fn configure(
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
        Worker::Blog => vec![("BLOG_DATABASE_URL", stack.worker_databases.blog.clone())],
        Worker::Manager => vec![
            ("JWT_PRIVATE_KEY", pem(&stack.private_key_file)?),
            ("JWT_ISSUER", stack.jwt_issuer.clone()),
            ("JWT_AUDIENCE", stack.jwt_audience.clone()),
            ("DATABASE_URL", stack.worker_databases.manager.clone()),
            ("GOOGLE_CLIENT_ID", stack.google_client_id.clone()),
            ("GOOGLE_JWKS_URL", format!("{}/jwks", stack.google_issuer_url)),
            ("GOOGLE_ISSUER", stack.google_issuer_url.clone()),
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
