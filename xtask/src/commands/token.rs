//! `cargo xtask token --tenant … --user … --permissions a,b --ttl 3600`

use anyhow::{Context as _, Result};
use clap::Args;
use local_stack::{StackFile, TokenRequest, mint};

#[derive(Debug, Args)]
pub(crate) struct Token {
    /// `tenant_id`; the first example tenant when absent
    #[arg(long)]
    tenant: Option<String>,
    /// `user_id`; the owner of the first example tenant when absent
    #[arg(long)]
    user: Option<String>,
    /// `permissions`, separated by commas
    #[arg(long, value_delimiter = ',', default_value = "system:owner")]
    permissions: Vec<String>,
    /// `role`
    #[arg(long)]
    role: Option<String>,
    /// Seconds until it expires; a negative number makes one that has expired
    #[arg(long, default_value_t = 3600, allow_negative_numbers = true)]
    ttl: i64,
}

impl Token {
    pub(crate) async fn run(self) -> Result<()> {
        let stack = StackFile::load()?;
        let first = stack.tenants.first().context("the stack has no example tenants")?;
        let request = TokenRequest {
            tenant: self.tenant.unwrap_or_else(|| first.id.clone()),
            user: self.user.unwrap_or_else(|| first.owner_user_id.clone()),
            permissions: self.permissions.into_iter().filter(|permission| !permission.is_empty()).collect(),
            role: self.role,
            ttl_seconds: self.ttl,
            issuer: stack.jwt_issuer,
            audience: stack.jwt_audience,
        };
        println!("{}", mint(&request, &stack.private_key_file).await?);
        Ok(())
    }
}
