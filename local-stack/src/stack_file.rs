//! `stack.json`: what a running stack tells to tools and tests.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use crate::checkout::Checkout;
use crate::database::Database;
use crate::files;
use crate::postgres::Cluster;
use crate::worker::Worker;

/// The variable that names another file than `.local/stack.json`; `cargo xtask test` sets it for the suites.
pub const STACK_VARIABLE: &str = "LOGICSPIKE_STACK";

/// A running stack. It holds secrets, so it does not print.
#[derive(Clone, Serialize, Deserialize)]
pub struct StackFile {
    /// Where the gateway listens, without a slash at the end; empty while only the databases run.
    pub gateway_url: String,
    /// The SQL-over-HTTP endpoint.
    pub neon_url: String,
    /// As whoever row-level security does not hold, the server's superuser: for tools and tests that look at all tenants.
    pub databases: Databases,
    /// As the owner, who applies migrations and is held by row-level security like everybody.
    pub owner_databases: Databases,
    /// Each Worker's own URL, with the least rights.
    pub worker_databases: WorkerDatabases,
    /// PKCS#8 PEM that signs access tokens.
    pub private_key_file: PathBuf,
    /// SPKI PEM that verifies them.
    pub public_key_file: PathBuf,
    /// What the gateway shows to the services.
    pub gateway_secret: String,
    /// What an operator shows to the platform's routes.
    pub platform_secret: String,
    /// The OpenID provider in Google's place; empty while only the databases run.
    pub google_issuer_url: String,
    /// Our client id there.
    pub google_client_id: String,
    /// The stand-in for the mail provider, which shows what was sent; empty while only the databases run.
    #[serde(default)]
    pub mail_url: String,
    /// Where the seller dashboard listens, if it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dashboard_url: Option<String>,
    /// Where the example site listens, if it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site_url: Option<String>,
    /// `iss` of access tokens.
    pub jwt_issuer: String,
    /// `aud` of access tokens.
    pub jwt_audience: String,
    /// The seeded tenants: two active ones, a lapsed one, one whose plan lacks the blog.
    pub tenants: Vec<StackTenant>,
    /// Process ids.
    pub pids: Pids,
    /// The stack's own folder: logs, keys, configurations.
    pub folder: PathBuf,
    /// The embedded PostgreSQL; absent when the stack uses another server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postgres: Option<Cluster>,
}

/// URLs of the databases, both as the same user.
#[derive(Clone, Serialize, Deserialize)]
pub struct Databases {
    /// The manager's database.
    pub platform: String,
    /// The blog service's database.
    pub blog: String,
}

/// The URL of each Worker's database, as that Worker's role.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct WorkerDatabases(BTreeMap<Worker, String>);

impl WorkerDatabases {
    /// The URL of one Worker's.
    pub fn of(&self, worker: Worker) -> &str {
        self.0.get(&worker).map_or("", String::as_str)
    }
}

impl FromIterator<(Worker, String)> for WorkerDatabases {
    fn from_iter<I: IntoIterator<Item = (Worker, String)>>(urls: I) -> Self {
        Self(urls.into_iter().collect())
    }
}

impl Databases {
    /// The URL of one of them.
    pub fn of(&self, database: Database) -> &str {
        match database {
            Database::Platform => &self.platform,
            Database::Blog => &self.blog,
        }
    }
}

/// A seeded tenant.
#[derive(Clone, Serialize, Deserialize)]
pub struct StackTenant {
    /// `tenant_…`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// `active`, `lapsed` or `no_blog`.
    pub status: String,
    /// `user_…` of its owner.
    pub owner_user_id: String,
    /// An access token of the owner, with `system:owner`.
    pub token: String,
    /// An API key with the scope `blog`.
    pub api_key: String,
}

/// Process ids; a process that another server stands in for has none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pids {
    /// The command that supervises the rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supervisor: Option<i32>,
    /// `wrangler dev`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrangler: Option<i32>,
    /// The postmaster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postgres: Option<i32>,
    /// The SQL-over-HTTP endpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub neon: Option<i32>,
    /// The OpenID provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub openid: Option<i32>,
    /// The stand-in for the mail provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<i32>,
    /// The seller dashboard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dashboard: Option<i32>,
    /// The example site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<i32>,
}

impl std::fmt::Debug for StackFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StackFile")
            .field("gateway_url", &self.gateway_url)
            .field("folder", &self.folder)
            .field("pids", &self.pids)
            .finish_non_exhaustive()
    }
}

impl StackFile {
    /// Where the file lies: `LOGICSPIKE_STACK`, or `.local/stack.json`.
    pub fn path() -> PathBuf {
        std::env::var_os(STACK_VARIABLE)
            .map_or_else(|| Checkout::default().local("stack.json"), PathBuf::from)
    }

    /// The stack that [`Self::path`] describes.
    pub fn load() -> Result<Self> {
        Self::read(&Self::path())
    }

    /// The stack that a file describes.
    pub fn read(path: &Path) -> Result<Self> {
        let advice = "no stack runs: start one by `cargo xtask dev`, or run the suites by `cargo xtask test`";
        let text =
            std::fs::read(path).with_context(|| format!("cannot read {} ({advice})", path.display()))?;
        serde_json::from_slice(&text).with_context(|| format!("{} is damaged", path.display()))
    }

    /// Writes the file, readable by its owner only.
    pub fn write(&self, path: &Path) -> Result<()> {
        files::write_private_atomically(path, serde_json::to_vec_pretty(self)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_other_tools_read_is_under_the_agreed_names() {
        let file = StackFile {
            gateway_url: "http://127.0.0.1:8788".to_owned(),
            neon_url: "http://127.0.0.1:1/sql".to_owned(),
            databases: Databases { platform: "postgres://p".to_owned(), blog: "postgres://b".to_owned() },
            owner_databases: Databases { platform: String::new(), blog: String::new() },
            worker_databases: [(Worker::Blog, "postgres://w".to_owned())].into_iter().collect(),
            private_key_file: "key.pem".into(),
            public_key_file: "public.pem".into(),
            gateway_secret: "hunter2".to_owned(),
            platform_secret: "p".to_owned(),
            google_issuer_url: "http://127.0.0.1:2".to_owned(),
            google_client_id: "client".to_owned(),
            mail_url: "http://127.0.0.1:3".to_owned(),
            dashboard_url: None,
            site_url: None,
            jwt_issuer: "iss".to_owned(),
            jwt_audience: "aud".to_owned(),
            tenants: Vec::new(),
            pids: Pids { wrangler: Some(1), postgres: Some(2), neon: Some(3), ..Pids::default() },
            folder: "folder".into(),
            postgres: None,
        };
        let json = serde_json::to_value(&file).unwrap();
        for pointer in [
            "/gateway_url",
            "/neon_url",
            "/databases/platform",
            "/databases/blog",
            "/worker_databases/blog",
            "/private_key_file",
            "/gateway_secret",
            "/google_issuer_url",
            "/tenants",
            "/pids/wrangler",
            "/pids/postgres",
            "/pids/neon",
        ] {
            assert!(json.pointer(pointer).is_some(), "{pointer}");
        }
        assert!(!format!("{file:?}").contains("hunter2"));
        let folder = tempfile::tempdir().unwrap();
        file.write(&folder.path().join("stack.json")).unwrap();
        assert_eq!(StackFile::read(&folder.path().join("stack.json")).unwrap().pids, file.pids);
    }
}
