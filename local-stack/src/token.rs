//! Access tokens for a local stack, as the manager would mint them.

use std::path::Path;

use anyhow::{Context as _, Result};
use logicspike_shared::ids::{TenantId, UserId};
use logicspike_shared::jwt::{
    AccessClaims, AccessPolicy, KeySet, Lifetime, NativeRs256, SigningKey, mint_access_token,
};
use logicspike_shared::runtime::testing::FixedRuntime;
use logicspike_shared::time::Timestamp;

use crate::instant;
use crate::stack_file::StackFile;

/// What a token shall say.
#[derive(Debug, Clone)]
pub struct TokenRequest {
    /// `tenant_id`.
    pub tenant: String,
    /// `user_id` and `sub`.
    pub user: String,
    /// `permissions`.
    pub permissions: Vec<String>,
    /// `role`.
    pub role: Option<String>,
    /// Seconds until `exp`; negative for a token that has expired already.
    pub ttl_seconds: i64,
    /// `iss`.
    pub issuer: String,
    /// `aud`.
    pub audience: String,
}

/// Signs an access token with the private key in a PEM file.
pub async fn mint(request: &TokenRequest, private_key_file: &Path) -> Result<String> {
    let cannot_read = || format!("cannot read the private key {}", private_key_file.display());
    let pem = std::fs::read_to_string(private_key_file).with_context(cannot_read)?;
    let key = SigningKey::from_pem(&pem).with_context(cannot_read)?;
    let runtime = FixedRuntime::real_time();
    let claims = AccessClaims {
        tenant: TenantId::parse(&request.tenant).context("--tenant")?,
        user: UserId::parse(&request.user).context("--user")?,
        permissions: request.permissions.clone(),
        role: request.role.clone(),
        jti: Some(logicspike_shared::ids::uuid_v7(&runtime).to_string()),
        session: None,
    };
    let now = Timestamp::from_millis(instant::unix_seconds().saturating_mul(1000));
    // A token that has expired was issued before it did.
    let age = request.ttl_seconds.min(0).saturating_sub(1);
    let lifetime =
        Lifetime { issued_at: now.plus_seconds(age), ttl_seconds: request.ttl_seconds.saturating_sub(age) };
    let token =
        mint_access_token(&claims, &request.issuer, &request.audience, lifetime, &key, &NativeRs256).await;
    token.context("cannot sign the token")
}

/// Verifies a token as the gateway of a running stack does, but says why it is refused.
pub async fn check_token(token: &str, stack: &StackFile) -> Result<(), String> {
    let pem =
        std::fs::read_to_string(&stack.public_key_file).map_err(|error| format!("no public key: {error}"))?;
    let keys = KeySet::from_pems(&pem).map_err(|error| error.to_string())?;
    let policy =
        AccessPolicy { issuer: stack.jwt_issuer.clone(), audience: stack.jwt_audience.clone(), keys };
    let now = Timestamp::from_millis(instant::unix_seconds().saturating_mul(1000));
    policy.verify(token, &NativeRs256, now).await.map(drop).map_err(|refusal| refusal.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{self, KeyPair};

    #[tokio::test]
    async fn a_minted_token_is_accepted_by_the_policy_the_gateway_uses() {
        let folder = tempfile::tempdir().unwrap();
        let pair = KeyPair::load_or_generate(folder.path()).unwrap();
        let request = TokenRequest {
            tenant: "tenant_1".to_owned(),
            user: "user_1".to_owned(),
            permissions: vec!["blog:posts.read".to_owned()],
            role: Some("editor".to_owned()),
            ttl_seconds: 60,
            issuer: "https://issuer.example".to_owned(),
            audience: "logicspike".to_owned(),
        };
        let token = mint(&request, &keys::paths(folder.path()).0).await.unwrap();
        let policy = AccessPolicy {
            issuer: request.issuer.clone(),
            audience: request.audience.clone(),
            keys: KeySet::from_pems(&pair.public_pem).unwrap(),
        };
        let now = Timestamp::from_millis(instant::unix_seconds() * 1000);
        let verified = policy.verify(&token, &NativeRs256, now).await.unwrap();
        assert_eq!(verified.claims.tenant.as_str(), "tenant_1");
        assert_eq!(verified.claims.permissions, request.permissions);
        assert!(policy.verify(&token, &NativeRs256, now.plus_seconds(95)).await.is_err(), "it expires");
        let expired = TokenRequest { ttl_seconds: -60, ..request };
        let expired = mint(&expired, &keys::paths(folder.path()).0).await.unwrap();
        assert_eq!(
            policy.verify(&expired, &NativeRs256, now).await,
            Err(logicspike_shared::jwt::Refusal::Expired)
        );
    }

    #[test]
    fn the_key_pair_of_a_folder_stays_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let first = KeyPair::load_or_generate(folder.path()).unwrap();
        let second = KeyPair::load_or_generate(folder.path()).unwrap();
        assert_eq!(first.private_pem, second.private_pem);
        assert!(first.write(folder.path()).is_err(), "a key is never overwritten");
        assert!(!format!("{first:?}").contains("PRIVATE"));
    }
}
