//! The Workers as they are built, deployed and run on this machine: one row each, which every list is made of.

use std::path::PathBuf;

pub use logicspike_shared::variables::Worker;
use logicspike_shared::variables::{self, Variable};

use crate::checkout::Checkout;
use crate::database::Database;

/// All Workers, the public one first.
pub const WORKERS: [Worker; Worker::ALL.len()] = Worker::ALL;

/// What the tools need to know of a Worker.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The database that it connects to.
    pub database: Database,
    /// The role that it connects as, made by that database's migrations.
    pub role: &'static str,
    /// The variable that says so.
    pub database_url: Variable,
    /// The gateway's Service Binding to it; `None` for the gateway, which has the public address.
    pub binding: Option<&'static str>,
    /// The binding of the bucket that it keeps files in.
    pub bucket: Option<&'static str>,
    /// Whether a cron trigger wakes it every minute; then it has a route `/platform/sweep` that does the same.
    pub has_clock: bool,
    /// The most it may weigh compressed, in KiB. Size is cold-start time; the platform's own limit is far above. Whoever
    /// raises a number says why in the same commit.
    pub budget_kib: u64,
}

/// A Worker's row.
pub const fn row(worker: Worker) -> Row {
    match worker {
        Worker::Gateway => Row {
            database: Database::Platform,
            role: "logicspike_gateway",
            database_url: variables::DATABASE_URL,
            binding: None,
            bucket: None,
            has_clock: false,
            budget_kib: 292,
        },
        Worker::Blog => Row {
            database: Database::Blog,
            role: "logicspike_blog",
            database_url: variables::BLOG_DATABASE_URL,
            binding: Some("BLOG_SERVICE"),
            bucket: Some("MEDIA"),
            has_clock: true,
            budget_kib: 990, // the HTML sanitiser, and tables: of transliteration, and of Unicode for search
        },
        Worker::Manager => Row {
            database: Database::Platform,
            role: "logicspike_manager",
            database_url: variables::MANAGER_DATABASE_URL,
            binding: Some("MANAGER_SERVICE"),
            bucket: None,
            has_clock: true,
            budget_kib: 520, // signing, sessions, authority in the database and lanes for webhooks
        },
    }
}

/// The Workers behind the gateway.
pub fn services() -> impl Iterator<Item = Worker> {
    WORKERS.into_iter().filter(|worker| row(*worker).binding.is_some())
}

/// The Workers that do something every minute.
pub fn clocked() -> impl Iterator<Item = Worker> {
    WORKERS.into_iter().filter(|worker| row(*worker).has_clock)
}

/// The order of deployment: a service must exist before a binding can name it, so the gateway comes last.
pub fn binding_order() -> Vec<Worker> {
    let mut workers = WORKERS.to_vec();
    workers.sort_by_key(|worker| row(*worker).binding.is_none());
    workers
}

/// Where a Worker's parts lie.
impl Checkout {
    /// The folder of its crate.
    pub fn worker_folder(&self, worker: Worker) -> PathBuf {
        self.path(format!("{}-worker", worker.name()))
    }

    /// What is deployed: the folder with `index.js` and the WebAssembly module.
    pub fn build_folder(&self, worker: Worker) -> PathBuf {
        self.worker_folder(worker).join("build")
    }

    /// Its deployable configuration.
    pub fn wrangler_file(&self, worker: Worker) -> PathBuf {
        self.path(format!("wrangler.{}.toml", worker.name()))
    }
}

/// The roles that Workers connect to a database as, made by its migrations without the right to log in.
pub fn roles_in(database: Database) -> impl Iterator<Item = &'static str> {
    WORKERS.into_iter().map(row).filter(move |row| row.database == database).map(|row| row.role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gateway_is_deployed_when_everything_that_it_is_bound_to_is_there() {
        assert_eq!(binding_order(), [Worker::Blog, Worker::Manager, Worker::Gateway]);
    }

    #[test]
    fn every_worker_has_a_variable_of_its_own_for_its_own_role() {
        for worker in WORKERS {
            let row = row(worker);
            assert_eq!(row.database_url.workers, [worker]);
            assert!(row.database_url.meaning.contains(row.role), "{}", row.role);
            let folder = row.database.migrations(&Checkout::default());
            let made = crate::migrate::load(&folder)
                .unwrap()
                .iter()
                .any(|migration| migration.sql.contains(&format!("CREATE ROLE {} ", row.role)));
            assert!(made, "no migration makes {}", row.role);
        }
    }
}
