//! The databases of a stack: the server, the roles, the example data, the SQL endpoint.

use anyhow::{Context as _, Result, bail, ensure};

use super::{LOCAL_CLIENT_ID, Stack, owner};
use crate::database::{Database, DatabaseUrl, connect};
use crate::keys::{self, KeyPair};
use crate::postgres::Cluster;
use crate::process::own_pid;
use crate::secrets::Secrets;
use crate::stack_file::{Databases, Pids, StackFile, StackTenant, WorkerDatabases};
use crate::token::{TokenRequest, mint};
use crate::worker::{self, WORKERS, Worker};
use crate::{migrate, node, seed, wrangler};

/// The tokens in `stack.json` outlive a day of work; they are made anew at each start.
const TOKEN_TTL_SECONDS: i64 = 7 * 24 * 3600;

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

impl Stack {
    /// Starts PostgreSQL and the SQL endpoint, applies migrations and example data, writes `stack.json`.
    pub async fn start_databases(&mut self, external: Option<ExternalDatabases>) -> Result<()> {
        let secrets = Secrets::load_or_generate(&self.folder)?;
        KeyPair::load_or_generate(&self.folder)?;
        let (private_key_file, public_key_file) = keys::paths(&self.folder);
        let mut pids = Pids { supervisor: Some(own_pid()), ..Pids::default() };

        let endpoint = external.as_ref().and_then(|external| external.endpoint.clone());
        let (databases, owner_databases) = match external {
            Some(external) => {
                let places = [external.platform.place(), external.blog.place()].join(" and ");
                self.progress.step(format!("using your databases at {places}; no embedded PostgreSQL"));
                let databases = Databases {
                    platform: external.platform.expose().to_owned(),
                    blog: external.blog.expose().to_owned(),
                };
                (databases.clone(), databases)
            }
            None => self.start_postgres(&secrets, &mut pids).await?,
        };
        let (platform, blog) = (owner_databases.platform.parse()?, owner_databases.blog.parse()?);
        let worker_databases = self.fill(&platform, &blog, &secrets).await?;

        let neon_url = match endpoint {
            Some(url) => url,
            None => self.start_endpoint(&[&platform, &blog], &mut pids).await?,
        };
        let (jwt_issuer, jwt_audience) = wrangler::issuer_and_audience(&self.checkout)?;
        let mut file = StackFile {
            gateway_url: String::new(),
            neon_url,
            databases,
            owner_databases,
            worker_databases,
            private_key_file,
            public_key_file,
            gateway_secret: secrets.gateway_secret,
            platform_secret: secrets.platform_secret,
            google_issuer_url: String::new(),
            google_client_id: LOCAL_CLIENT_ID.to_owned(),
            mail_url: String::new(),
            dashboard_url: None,
            site_url: None,
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

    async fn start_postgres(&mut self, secrets: &Secrets, pids: &mut Pids) -> Result<(Databases, Databases)> {
        self.progress.step("starting PostgreSQL");
        let cluster =
            Cluster::prepare(&self.checkout, &self.folder, !self.temporary, secrets.of_superuser())?;
        // Remembered before it runs, so that its data are removed even if it fails to start.
        self.cluster = Some(cluster.clone());
        let maintenance = cluster.url(secrets.of_superuser(), "postgres")?;
        let (child, record) = cluster.start(&self.table, &maintenance).await?;
        self.watch(child, &record);
        pids.postgres = Some(record.pid);

        let client = connect(&maintenance).await?;
        owner::make(&client, secrets.of_owner()).await?;
        let url = |database: Database| cluster.url(secrets.of_superuser(), database.name());
        for database in Database::ALL {
            let name = database.name();
            if client.query_opt("select from pg_database where datname = $1", &[&name]).await?.is_none() {
                client.batch_execute(&format!("create database {name} owner {}", owner::OWNER)).await?;
            } else {
                owner::hand_over(&connect(&url(database)?).await?).await?;
            }
        }
        let owned = |database: Database| url(database)?.with_login(owner::OWNER, secrets.of_owner());
        let of = |url: &dyn Fn(Database) -> Result<DatabaseUrl>| {
            anyhow::Ok(Databases {
                platform: url(Database::Platform)?.expose().to_owned(),
                blog: url(Database::Blog)?.expose().to_owned(),
            })
        };
        Ok((of(&url)?, of(&owned)?))
    }

    /// Migrations, logins of the Workers' roles, example data.
    async fn fill(
        &self,
        platform: &DatabaseUrl,
        blog: &DatabaseUrl,
        secrets: &Secrets,
    ) -> Result<WorkerDatabases> {
        let mut logins = Vec::new();
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
            for worker in WORKERS.into_iter().filter(|worker| worker::row(*worker).database == database) {
                let (role, password) = (worker::row(worker).role, secrets.of_worker(worker));
                self.let_in(&client, url, role, password).await?;
                logins.push((worker, url.with_login(role, password)?.expose().to_owned()));
            }
        }
        let workers: WorkerDatabases = logins.into_iter().collect();
        // Written as the Workers themselves: what they could not have written is not among it.
        seed::platform(&mut connect(&workers.of(Worker::Manager).parse()?).await?, &secrets.api_keys)
            .await
            .context("example data in the database platform")?;
        seed::blog(&mut connect(&workers.of(Worker::Blog).parse()?).await?)
            .await
            .context("example data in the database blog")?;
        Ok(workers)
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
