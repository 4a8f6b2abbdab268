//! The generated secrets of a stack: made once, kept for the stack's next start.

use std::path::Path;

use anyhow::{Context as _, Result};
use logicspike_shared::api_key::ApiKey;
use logicspike_shared::runtime::testing::FixedRuntime;
use rand::distributions::{Alphanumeric, DistString as _};
use serde::{Deserialize, Serialize};

use crate::files;

/// How many tenants the seed data has, each with an API key.
pub(crate) const TENANTS: usize = 4;

#[derive(Serialize, Deserialize)]
pub(crate) struct Secrets {
    /// Of the superuser of the embedded PostgreSQL.
    pub(crate) postgres_password: String,
    /// Of the role `logicspike_gateway`; the other two likewise.
    pub(crate) gateway_password: String,
    pub(crate) blog_password: String,
    pub(crate) manager_password: String,
    /// What the gateway shows to the services.
    pub(crate) gateway_secret: String,
    /// What an operator shows to the platform's routes.
    #[serde(default = "secret")]
    pub(crate) platform_secret: String,
    /// One API key per seeded tenant.
    pub(crate) api_keys: Vec<String>,
}

/// Letters and digits only: such a password needs no escaping in URLs, SQL or files.
fn secret() -> String {
    Alphanumeric.sample_string(&mut rand::rngs::OsRng, 40)
}

impl Secrets {
    fn generate() -> Self {
        let runtime = FixedRuntime::real_time();
        Self {
            postgres_password: secret(),
            gateway_password: secret(),
            blog_password: secret(),
            manager_password: secret(),
            gateway_secret: secret(),
            platform_secret: secret(),
            api_keys: (0..TENANTS).map(|_| ApiKey::generate(&runtime).expose().to_owned()).collect(),
        }
    }

    /// The password of a Worker's role.
    pub(crate) fn password_of(&self, role: &str) -> &str {
        match role {
            "logicspike_gateway" => &self.gateway_password,
            "logicspike_manager" => &self.manager_password,
            _ => &self.blog_password,
        }
    }

    /// The secrets kept in a stack's folder; made when there are none.
    pub(crate) fn load_or_generate(folder: &Path) -> Result<Self> {
        let path = folder.join("secrets.json");
        match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).with_context(|| {
                format!("{} is damaged; remove {} to begin anew", path.display(), folder.display())
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let secrets = Self::generate();
                files::write_private_atomically(&path, serde_json::to_vec_pretty(&secrets)?)?;
                Ok(secrets)
            }
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }
}
