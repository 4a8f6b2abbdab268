//! A whole stack: a folder, its processes, its description.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use rustix::process::Signal;
use tokio::process::Child;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

use crate::build::{self, WORKERS, Worker};
use crate::checkout::Checkout;
use crate::database::{Database, DatabaseUrl, connect};
use crate::keys::{self, KeyPair};
use crate::postgres::{self, Cluster};
use crate::process::{self, Exit, ProcessRecord, ProcessTable, own_pid};
use crate::progress::Progress;
use crate::secrets::Secrets;
use crate::stack_file::{Databases, Pids, StackFile, StackTenant, WorkerDatabases};
use crate::token::{TokenRequest, mint};
use crate::tool::tail;
use crate::wrangler::{self, WranglerOptions};
use crate::{cron, files, migrate, node, seed};

/// The stack of `cargo xtask dev`.
const DEV: &str = "dev";
/// What the folders of test stacks begin with; the rest is the id of the process that runs them.
const TEST_PREFIX: &str = "test-";
/// The name that the Workers' runtime is written down under.
const WRANGLER: &str = "wrangler";
/// The name that the supervising command is written down under.
const SUPERVISOR: &str = "supervisor";
/// The tokens in `stack.json` outlive a day of work; they are made anew at each start.
const TOKEN_TTL_SECONDS: i64 = 7 * 24 * 3600;
/// How long the supervisor may take to end everything before it is ended itself.
const STOP_LIMIT: Duration = Duration::from_mins(1);
/// Our client id at the local OpenID provider.
const LOCAL_CLIENT_ID: &str = "logicspike-local";

/// Databases of the operator's, to use instead of the embedded server.
#[derive(Debug, Clone)]
pub struct ExternalDatabases {
    /// From `DATABASE_URL`, as the database's owner.
    pub platform: DatabaseUrl,
    /// From `BLOG_DATABASE_URL`, as the database's owner.
    pub blog: DatabaseUrl,
    /// From `NEON_SQL_ENDPOINT`: where SQL goes over HTTP; the local endpoint when absent.
    pub endpoint: Option<String>,
}

impl ExternalDatabases {
    /// What the environment names, if it does.
    pub fn from_env() -> Result<Option<Self>> {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        match (variable("DATABASE_URL"), variable("BLOG_DATABASE_URL")) {
            (None, None) => Ok(None),
            (Some(platform), Some(blog)) => Ok(Some(Self {
                platform: platform.trim().parse().context("DATABASE_URL")?,
                blog: blog.trim().parse().context("BLOG_DATABASE_URL")?,
                endpoint: variable("NEON_SQL_ENDPOINT"),
            })),
            _ => bail!("set both DATABASE_URL and BLOG_DATABASE_URL, or neither"),
        }
    }
}

/// A stack that this process runs.
#[derive(Debug)]
pub struct Stack {
    checkout: Checkout,
    progress: Progress,
    folder: PathBuf,
    table: ProcessTable,
    temporary: bool,
    cluster: Option<Cluster>,
    file: Option<StackFile>,
    exits: (UnboundedSender<Exit>, UnboundedReceiver<Exit>),
    /// Ended when the stack is dropped.
    crons: JoinSet<()>,
}

/// Where the description of the stack in `folder` lies: the developer's at the agreed place, others in their folder.
pub(crate) fn file_of(folder: &Path) -> PathBuf {
    let is_dev = folder.file_name().is_some_and(|name| name == DEV);
    if is_dev { folder.with_file_name("stack.json") } else { folder.join("stack.json") }
}

/// The process that supervises the developer's stack, if it runs.
pub fn dev_supervisor(checkout: &Checkout) -> Option<ProcessRecord> {
    ProcessTable::of_stack(&checkout.local(DEV)).running(SUPERVISOR)
}

/// Ends the developer's stack; says whether there was one.
pub async fn stop_dev(checkout: &Checkout) -> Result<bool> {
    let supervisor = dev_supervisor(checkout);
    if let Some(supervisor) = &supervisor {
        supervisor.ask_to_end();
        process::wait_until(STOP_LIMIT, || !supervisor.is_running()).await;
    }
    let left_behind = !ProcessTable::of_stack(&checkout.local(DEV)).records().is_empty();
    clear_dev(checkout).await?;
    Ok(supervisor.is_some() || left_behind)
}

/// Ends whatever an earlier stack of the developer's left behind.
pub async fn clear_dev(checkout: &Checkout) -> Result<()> {
    let folder = checkout.local(DEV);
    let table = ProcessTable::of_stack(&folder);
    table.stop_all().await?;
    for record in table.records() {
        table.remove(&record)?;
    }
    files::remove(&file_of(&folder))
}

/// Removes the developer's databases, keys and logs. No stack may run.
pub fn forget_dev(checkout: &Checkout) -> Result<()> {
    postgres::remove_leftover_data(checkout, &checkout.local(DEV))?;
    files::remove(&checkout.local(DEV))
}

/// Ends and removes what crashed test runs left behind.
pub async fn clear_crashed_tests(checkout: &Checkout) -> Result<()> {
    for entry in std::fs::read_dir(checkout.local("")).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let pid =
            name.to_str().and_then(|name| name.strip_prefix(TEST_PREFIX)).and_then(|pid| pid.parse().ok());
        if let Some(pid) = pid
            && ProcessRecord::of(SUPERVISOR, pid).is_none()
        {
            ProcessTable::of_stack(&entry.path()).stop_all().await?;
            postgres::remove_leftover_data(checkout, &entry.path())?;
            files::remove(&entry.path())?;
        }
    }
    Ok(())
}

impl Stack {
    /// The developer's stack: one per checkout, its data kept.
    pub async fn dev(checkout: &Checkout, progress: Progress) -> Result<Self> {
        if let Some(running) = dev_supervisor(checkout) {
            bail!("a stack runs already (process {}); end it by `cargo xtask stop`", running.pid);
        }
        clear_dev(checkout).await?;
        Self::claim(checkout, progress, DEV, false)
    }

    /// A stack of this process's own, on free ports, its data removed at the end.
    pub async fn temporary(checkout: &Checkout, progress: Progress) -> Result<Self> {
        clear_crashed_tests(checkout).await?;
        let name = format!("{TEST_PREFIX}{}", own_pid());
        files::remove(&checkout.local(&name))?;
        Self::claim(checkout, progress, &name, true)
    }

    fn claim(checkout: &Checkout, progress: Progress, name: &str, temporary: bool) -> Result<Self> {
        let folder = checkout.local(name);
        files::private_folder(&folder)?;
        let table = ProcessTable::of_stack(&folder);
        table.add(&ProcessRecord::of(SUPERVISOR, own_pid()).context("cannot see this very process")?)?;
        let checkout = checkout.clone();
        let exits = unbounded_channel();
        Ok(Self {
            checkout,
            progress,
            folder,
            table,
            temporary,
            cluster: None,
            file: None,
            exits,
            crons: JoinSet::new(),
        })
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where its description lies.
    pub fn file_path(&self) -> PathBuf {
        file_of(&self.folder)
    }

    /// Its description; absent until the databases run.
    pub fn file(&self) -> Option<&StackFile> {
        self.file.as_ref()
    }

    fn watch(&self, child: Child, record: &ProcessRecord) {
        process::watch(child, record.clone(), Some(self.exits.0.clone()));
    }

    /// Starts PostgreSQL and the SQL endpoint, applies migrations and example data, writes `stack.json`.
    pub async fn start_databases(&mut self, external: Option<ExternalDatabases>) -> Result<()> {
        let secrets = Secrets::load_or_generate(&self.folder)?;
        KeyPair::load_or_generate(&self.folder)?;
        let (private_key_file, public_key_file) = keys::paths(&self.folder);
        let mut pids = Pids { supervisor: Some(own_pid()), ..Pids::default() };

        let endpoint = external.as_ref().and_then(|external| external.endpoint.clone());
        let (platform, blog) = match external {
            Some(external) => {
                let places = [external.platform.place(), external.blog.place()].join(" and ");
                self.progress.step(format!("using your databases at {places}; no embedded PostgreSQL"));
                (external.platform, external.blog)
            }
            None => self.start_postgres(&secrets, &mut pids).await?,
        };
        let worker_databases = self.fill(&platform, &blog, &secrets).await?;

        let neon_url = match endpoint {
            Some(url) => url,
            None => self.start_endpoint(&[&platform, &blog], &mut pids).await?,
        };
        let (jwt_issuer, jwt_audience) = wrangler::issuer_and_audience(&self.checkout)?;
        let mut file = StackFile {
            gateway_url: String::new(),
            neon_url,
            databases: Databases { platform: platform.expose().to_owned(), blog: blog.expose().to_owned() },
            worker_databases,
            private_key_file,
            public_key_file,
            gateway_secret: secrets.gateway_secret,
            platform_secret: secrets.platform_secret,
            google_issuer_url: String::new(),
            google_client_id: LOCAL_CLIENT_ID.to_owned(),
            mail_url: String::new(),
            jwt_issuer,
            jwt_audience,
            tenants: Vec::new(),
            pids,
            folder: self.folder.clone(),
            postgres: self.cluster.clone(),
        };
        file.tenants = tenants(&file, &secrets.api_keys).await?;
        file.write(&self.file_path())?;
        self.file = Some(file);
        Ok(())
    }

    async fn start_postgres(
        &mut self,
        secrets: &Secrets,
        pids: &mut Pids,
    ) -> Result<(DatabaseUrl, DatabaseUrl)> {
        self.progress.step("starting PostgreSQL");
        let cluster =
            Cluster::prepare(&self.checkout, &self.folder, !self.temporary, &secrets.postgres_password)?;
        // Remembered before it runs, so that its data are removed even if it fails to start.
        self.cluster = Some(cluster.clone());
        let maintenance = cluster.url(&secrets.postgres_password, "postgres")?;
        let (child, record) = cluster.start(&self.table, &maintenance).await?;
        self.watch(child, &record);
        pids.postgres = Some(record.pid);

        let client = connect(&maintenance).await?;
        for database in [Database::Platform, Database::Blog] {
            let name = database.name();
            if client.query_opt("select from pg_database where datname = $1", &[&name]).await?.is_none() {
                client.batch_execute(&format!("create database {name}")).await?;
            }
        }
        let url = |database: Database| cluster.url(&secrets.postgres_password, database.name());
        Ok((url(Database::Platform)?, url(Database::Blog)?))
    }

    /// Migrations, logins of the Workers' roles, example data.
    async fn fill(
        &self,
        platform: &DatabaseUrl,
        blog: &DatabaseUrl,
        secrets: &Secrets,
    ) -> Result<WorkerDatabases> {
        for (database, url) in [(Database::Platform, platform), (Database::Blog, blog)] {
            let mut client = connect(url).await?;
            let migrations = migrate::load(&database.migrations(&self.checkout))?;
            let applied = migrate::apply(&mut client, &migrations, |name| {
                if !self.temporary {
                    self.progress.step(format!("migration {}/{name}", database.name()));
                }
            });
            let advice = if self.cluster.is_some() {
                " (`cargo xtask dev --fresh` begins with empty databases)"
            } else {
                ""
            };
            applied.await.with_context(|| format!("database {}{advice}", database.name()))?;
            for role in database.worker_roles() {
                self.let_in(&client, url, role, secrets.password_of(role)).await?;
            }
            match database {
                Database::Platform => seed::platform(&mut client, &secrets.api_keys).await,
                Database::Blog => seed::blog(&mut client).await,
            }
            .with_context(|| format!("example data in the database {}", database.name()))?;
        }
        let login = |url: &DatabaseUrl, role| {
            Ok::<_, anyhow::Error>(url.with_login(role, secrets.password_of(role))?.expose().to_owned())
        };
        Ok(WorkerDatabases {
            gateway: login(platform, "logicspike_gateway")?,
            blog: login(blog, "logicspike_blog")?,
            manager: login(platform, "logicspike_manager")?,
        })
    }

    /// Gives a role our generated password; on a server of the operator's only if it has none yet, because
    /// a deployed Worker may be using it.
    async fn let_in(
        &self,
        owner: &tokio_postgres::Client,
        url: &DatabaseUrl,
        role: &str,
        password: &str,
    ) -> Result<()> {
        if self.cluster.is_none() {
            if connect(&url.with_login(role, password)?).await.is_ok() {
                return Ok(());
            }
            let row =
                owner.query_one("select rolcanlogin from pg_roles where rolname = $1", &[&role]).await?;
            ensure!(
                !row.get::<_, bool>(0),
                "the role {role} at {} has a password already, which another deployment may be using; \
                 use a database (or a Neon branch) of its own for local work",
                url.place()
            );
        }
        let statement = migrate::login_statement(owner, role, password).await?;
        owner
            .batch_execute(&statement)
            .await
            .map_err(|_| anyhow::anyhow!("cannot give the role {role} a password"))
    }

    async fn start_endpoint(&self, databases: &[&DatabaseUrl], pids: &mut Pids) -> Result<String> {
        let mut args = vec!["--port".to_owned(), "0".to_owned()];
        for host in databases.iter().filter_map(|url| url.remote_host()) {
            args.extend(["--allow-host".to_owned(), host]);
        }
        let tool = node::start(&self.checkout, "neon", "neon-endpoint.mjs", args, &self.folder).await?;
        let url = format!("http://127.0.0.1:{}/sql", node::port(&tool.ready)?);
        pids.neon = Some(tool.record.pid);
        self.watch(tool.child, &tool.record);
        Ok(url)
    }

    /// Starts the stand-ins for Google and the mail provider, and the Workers; `stack.json` then says where the gateway listens.
    pub async fn start_workers(&mut self, gateway_port: u16) -> Result<()> {
        let mut file = self.file.clone().context("the databases come first")?;
        self.progress.step("starting the OpenID provider and the mail sink");
        let data = self.folder.join("openid");
        files::private_folder(&data)?;
        let args = [
            "--port".into(),
            "0".into(),
            "--client-id".into(),
            LOCAL_CLIENT_ID.into(),
            "--data".into(),
            data.into_os_string(),
        ];
        let tool = node::start(&self.checkout, "openid", "openid-provider.mjs", args, &self.folder).await?;
        let issuer = tool
            .ready
            .get("issuer")
            .and_then(|issuer| issuer.as_str())
            .context("the ready line names no issuer")?;
        file.google_issuer_url = issuer.to_owned();
        file.pids.openid = Some(tool.record.pid);
        self.watch(tool.child, &tool.record);

        let args = ["--port".to_owned(), "0".to_owned()];
        let tool = node::start(&self.checkout, "mail", "mail-sink.mjs", args, &self.folder).await?;
        file.mail_url = format!("http://127.0.0.1:{}", node::port(&tool.ready)?);
        file.pids.mail = Some(tool.record.pid);
        self.watch(tool.child, &tool.record);

        self.file = Some(file);

        build::snapshot(&self.checkout, &WORKERS, &self.folder)?;
        let options = WranglerOptions { port: Some(gateway_port), ..WranglerOptions::new(Worker::Gateway) };
        self.run_workers(&options).await
    }

    /// Runs the Workers, after [`Stack::crash_workers`] once more.
    pub async fn run_workers(&mut self, options: &WranglerOptions) -> Result<()> {
        let mut file = self.file.clone().context("the databases come first")?;
        self.progress.step("starting the Workers (wrangler dev)");
        let (child, wrangler) = wrangler::start(&self.checkout, &file, &WORKERS, options, WRANGLER).await?;
        self.watch(child, &wrangler.record);
        file.gateway_url.clone_from(&wrangler.url);
        file.pids.wrangler = Some(wrangler.record.pid);
        // From here on the table of processes is responsible for it.
        wrangler.leave_running();
        file.write(&self.file_path())?;
        self.crons.spawn(cron::run(file.clone()));
        self.file = Some(file);
        Ok(())
    }

    /// Kills the Workers at once, with everything that is in their memory; the rest of the stack goes on.
    pub async fn crash_workers(&mut self) -> Result<()> {
        self.crons.shutdown().await;
        if let Some(record) = self.table.running(WRANGLER) {
            record.stop(Signal::KILL).await?;
            self.table.remove(&record)?;
        }
        Ok(())
    }

    /// Prints the ends of the processes' logs, for a person who wants to know why a test failed.
    pub fn show_logs(&self) {
        for name in ["wrangler", "neon", "postgres"] {
            let log = std::fs::read_to_string(self.folder.join(format!("{name}.log"))).unwrap_or_default();
            if !log.trim().is_empty() {
                eprintln!("--- the end of the log of {name}:\n{}", tail(&log));
            }
        }
    }

    /// Waits for one of the processes to end unasked.
    pub async fn next_exit(&mut self) -> Exit {
        loop {
            if let Some(exit) = self.exits.1.recv().await {
                return exit;
            }
        }
    }

    /// Ends all processes and removes what is not to be kept.
    pub async fn stop(mut self) -> Result<()> {
        self.crons.abort_all();
        files::remove(&self.file_path())?;
        self.table.stop_all().await?;
        if self.temporary {
            if let Some(cluster) = &self.cluster {
                cluster.remove_data()?;
            }
            return files::remove(&self.folder);
        }
        for record in self.table.records() {
            self.table.remove(&record)?;
        }
        Ok(())
    }
}

/// The seeded tenants with a fresh token each.
async fn tenants(file: &StackFile, api_keys: &[String]) -> Result<Vec<StackTenant>> {
    let mut tenants = Vec::new();
    for (tenant, api_key) in seed::TENANTS_SEEDED.iter().zip(api_keys) {
        let request = TokenRequest {
            tenant: tenant.id(),
            user: tenant.owner_id(),
            permissions: vec!["system:owner".to_owned()],
            role: Some("owner".to_owned()),
            ttl_seconds: TOKEN_TTL_SECONDS,
            issuer: file.jwt_issuer.clone(),
            audience: file.jwt_audience.clone(),
        };
        tenants.push(StackTenant {
            id: tenant.id(),
            name: tenant.name.to_owned(),
            status: tenant.status.to_owned(),
            owner_user_id: tenant.owner_id(),
            token: mint(&request, &file.private_key_file).await?,
            api_key: api_key.clone(),
        });
    }
    Ok(tenants)
}
