//! Tenants of a test's own: nothing of them is cached, and no other test writes into them.

use anyhow::{Context as _, Result};
use local_stack::{StackFile, TokenRequest, connect, mint};
use logicspike_shared::api_key::ApiKey;
use logicspike_shared::ids::{ApiKeyId, TenantId, UserId};
use logicspike_shared::permission::Permission;
use logicspike_shared::runtime::testing::FixedRuntime;

use crate::Client;

/// A tenant with an active subscription, an owner and two API keys.
#[derive(Clone)]
pub struct TestTenant {
    /// `tenant_…`.
    pub id: String,
    /// An API key for the blog.
    pub api_key: String,
    /// An API key for nothing.
    pub api_key_without_scope: String,
    stack: StackFile,
}

impl std::fmt::Debug for TestTenant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestTenant").field("id", &self.id).finish_non_exhaustive()
    }
}

impl TestTenant {
    /// Makes one, as the owner of the platform database.
    pub async fn new(stack: &StackFile) -> Result<Self> {
        let runtime = FixedRuntime::real_time();
        let (id, owner) = (TenantId::new(&runtime), UserId::new(&runtime));
        let (id, owner) = (id.as_str(), owner.as_str());
        let mut client = connect(&stack.databases.platform.parse()?).await?;
        let transaction = client.transaction().await?;
        // The owner of the tables is confined by row-level security as well, unless it is a superuser.
        transaction.execute("select set_config('app.tenant_id', $1, true)", &[&id]).await?;
        let sql = "insert into users (id, google_subject, email) values ($1, $1, $1 || '@example.com')";
        transaction.execute(sql, &[&owner]).await?;
        transaction.execute("insert into tenants (id, name) values ($1, $1)", &[&id]).await?;
        let sql = "insert into memberships (tenant_id, user_id, builtin_role) values ($1, $2, 'owner')";
        transaction.execute(sql, &[&id, &owner]).await?;
        let sql = "insert into subscriptions (tenant_id, plan_id, status) values ($1, 'pro', 'active')";
        transaction.execute(sql, &[&id]).await?;
        let mut keys = Vec::new();
        for scopes in [vec!["blog"], vec![]] {
            let key = ApiKey::generate(&runtime);
            let sql = "insert into api_keys (tenant_id, id, name, digest, hint, scopes) values ($1, $2, 'Test', $3, $4, $5)";
            let key_id = ApiKeyId::new(&runtime);
            transaction.execute(sql, &[&id, &key_id.as_str(), &key.digest(), &key.hint(), &scopes]).await?;
            keys.push(key.expose().to_owned());
        }
        transaction.commit().await?;
        let (without, with) = keys.pop().zip(keys.pop()).context("two keys were made")?;
        Ok(Self { id: id.to_owned(), api_key: with, api_key_without_scope: without, stack: stack.clone() })
    }

    /// The same tenant behind another gateway on the same databases.
    #[must_use]
    pub fn at(&self, stack: &StackFile) -> Self {
        Self { stack: stack.clone(), ..self.clone() }
    }

    /// A caller whose token has these permissions, each time another person: limits per person do not add up.
    pub async fn user(&self, permissions: &[Permission]) -> Result<Client> {
        Ok(self.anyone()?.bearer(&self.token(permissions).await?))
    }

    /// A token of another person with these permissions.
    pub async fn token(&self, permissions: &[Permission]) -> Result<String> {
        let request = TokenRequest {
            tenant: self.id.clone(),
            user: UserId::new(&FixedRuntime::real_time()).to_string(),
            permissions: permissions.iter().map(|permission| permission.as_str().to_owned()).collect(),
            role: None,
            ttl_seconds: 600,
            issuer: self.stack.jwt_issuer.clone(),
            audience: self.stack.jwt_audience.clone(),
        };
        mint(&request, &self.stack.private_key_file).await
    }

    /// A caller who may do everything in the tenant.
    pub async fn owner(&self) -> Result<Client> {
        self.user(&[Permission::SystemOwner]).await
    }

    /// A reader, by API key.
    pub fn reader(&self) -> Result<Client> {
        Ok(self.anyone()?.with("x-api-key", &self.api_key))
    }

    /// A caller of the gateway without a credential.
    pub fn anyone(&self) -> Result<Client> {
        Client::new(&self.stack.gateway_url)
    }
}
