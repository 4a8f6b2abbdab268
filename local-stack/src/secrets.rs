//! The generated secrets of a stack: made once, kept for the stack's next start.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use logicspike_shared::api_key::ApiKey;
use logicspike_shared::runtime::testing::FixedRuntime;
use rand::distributions::{Alphanumeric, DistString as _};
use serde::{Deserialize, Serialize};

use crate::files;
use crate::worker::{WORKERS, Worker};

/// Names that passwords are kept under: the superuser's, and the owner's of the databases.
const SUPERUSER: &str = "postgres";
const OWNER: &str = "owner";

/// How many tenants the seed data has, each with an API key.
pub(crate) const TENANTS: usize = 4;

#[derive(Serialize, Deserialize)]
pub(crate) struct Secrets {
    /// What the gateway shows to the services.
    pub(crate) gateway_secret: String,
    /// What an operator shows to the platform's routes.
    #[serde(default = "secret")]
    pub(crate) platform_secret: String,
    /// One API key per seeded tenant.
    pub(crate) api_keys: Vec<String>,
    /// Of the superuser of the embedded PostgreSQL, the owner of the databases there, and each Worker's role, under the
    /// name and `_password`.
    #[serde(flatten)]
    passwords: BTreeMap<String, String>,
}

/// Letters and digits only: such a password needs no escaping in URLs, SQL or files.
fn secret() -> String {
    Alphanumeric.sample_string(&mut rand::rngs::OsRng, 40)
}

impl Secrets {
    fn generate() -> Self {
        let runtime = FixedRuntime::real_time();
        Self {
            gateway_secret: secret(),
            platform_secret: secret(),
            api_keys: (0..TENANTS).map(|_| ApiKey::generate(&runtime).expose().to_owned()).collect(),
            passwords: BTreeMap::new(),
        }
    }

    /// Makes the passwords that are missing: all of new secrets, later those of a new Worker.
    fn complete(mut self) -> Self {
        let workers = WORKERS.into_iter().map(Worker::name);
        for name in [SUPERUSER, OWNER].into_iter().chain(workers) {
            self.passwords.entry(entry(name)).or_insert_with(secret);
        }
        self
    }

    fn password(&self, name: &str) -> &str {
        self.passwords.get(&entry(name)).map_or("", String::as_str)
    }

    /// The password of the superuser.
    pub(crate) fn of_superuser(&self) -> &str {
        self.password(SUPERUSER)
    }

    /// The password of the databases' owner.
    pub(crate) fn of_owner(&self) -> &str {
        self.password(OWNER)
    }

    /// The password of a Worker's role.
    pub(crate) fn of_worker(&self, worker: Worker) -> &str {
        self.password(worker.name())
    }

    /// The secrets kept in a stack's folder; made when there are none.
    pub(crate) fn load_or_generate(folder: &Path) -> Result<Self> {
        let path = folder.join("secrets.json");
        let secrets = match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).with_context(|| {
                format!("{} is damaged; remove {} to begin anew", path.display(), folder.display())
            })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::generate(),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        };
        let secrets = secrets.complete();
        files::write_private_atomically(&path, serde_json::to_vec_pretty(&secrets)?)?;
        Ok(secrets)
    }
}

/// Under which name a password is kept.
fn entry(name: &str) -> String {
    format!("{name}_password")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_stay_the_same_and_those_of_an_older_stack_are_completed() {
        let folder = tempfile::tempdir().unwrap();
        let first = Secrets::load_or_generate(folder.path()).unwrap();
        let again = Secrets::load_or_generate(folder.path()).unwrap();
        assert_eq!(again.of_worker(Worker::Blog), first.of_worker(Worker::Blog));
        assert!(!first.of_owner().is_empty() && first.of_owner() != first.of_superuser());

        let older = r#"{ "postgres_password": "p", "gateway_password": "g", "blog_password": "b",
                        "manager_password": "m", "gateway_secret": "s", "api_keys": [] }"#;
        std::fs::write(folder.path().join("secrets.json"), older).unwrap();
        let completed = Secrets::load_or_generate(folder.path()).unwrap();
        assert_eq!((completed.of_superuser(), completed.of_worker(Worker::Manager)), ("p", "m"));
        let again = Secrets::load_or_generate(folder.path()).unwrap();
        assert_eq!(again.of_owner(), completed.of_owner());
        assert_eq!(again.platform_secret, completed.platform_secret);
    }
}
