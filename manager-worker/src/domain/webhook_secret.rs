//! Signing secrets of webhooks: computed, not stored. The database keeps a random seed for each endpoint; the secret
//! is the seed under a key that only this service has. Neither is of use without the other, so a copy of the
//! database signs nothing.

use super::webhook::WebhookSecret;
use base64ct::{Base64UrlUnpadded, Encoding as _};
use logicspike_shared::ids::{TenantId, WebhookId};
use logicspike_shared::mac::{BYTES, hmac};
use logicspike_shared::runtime::Runtime;
use logicspike_shared::secret::{WEBHOOK_SECRET_KEY_CHARS, are_long_enough};
use sha2::{Digest as _, Sha256};

/// Bytes of a key's name.
const NAME_BYTES: usize = 6;

/// The service's keys: the first makes new seeds, all know their own again. They do not print.
#[derive(Clone)]
pub struct WebhookKeys(Vec<[u8; BYTES]>);

impl std::fmt::Debug for WebhookKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WebhookKeys(…)")
    }
}

/// What a secret is computed from: the name of the key and random text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretSeed(String);

impl SecretSeed {
    /// The form in which it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a key is called in seeds. It tells nothing of the key.
fn name(key: &[u8; BYTES]) -> String {
    let digest = hmac(key, b"logicspike webhook key name 1");
    Base64UrlUnpadded::encode_string(digest.first_chunk::<NAME_BYTES>().unwrap_or(&[0; NAME_BYTES]))
}

impl WebhookKeys {
    /// Reads the variable's value: one key, or several separated by commas, the one for new secrets first.
    pub fn parse(text: &str) -> Option<Self> {
        let texts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        let sound = !texts.is_empty() && are_long_enough(text, WEBHOOK_SECRET_KEY_CHARS);
        sound.then(|| Self(texts.iter().map(|text| Sha256::digest(text).into()).collect()))
    }

    /// A fresh seed.
    pub fn seed(&self, runtime: &impl Runtime) -> SecretSeed {
        let mut random = [0; BYTES];
        runtime.fill_random(&mut random);
        let key = self.0.first().map(name).unwrap_or_default();
        SecretSeed(format!("{key}.{}", Base64UrlUnpadded::encode_string(&random)))
    }

    /// The secret of a seed; `None` if it is of a key that is no longer here. It belongs to one endpoint: the same
    /// seed elsewhere gives another secret.
    pub fn secret(&self, tenant: &TenantId, endpoint: &WebhookId, seed: &str) -> Option<WebhookSecret> {
        let (maker, _) = seed.split_once('.')?;
        let key = self.0.iter().find(|key| name(key) == maker)?;
        let message = format!("logicspike webhook secret 1\n{tenant}\n{endpoint}\n{seed}");
        WebhookSecret::from_bytes(hmac(key, message.as_bytes()).to_vec()).ok()
    }
}

#[cfg(test)]
mod tests {
    use logicspike_shared::runtime::testing::FixedRuntime;

    use super::*;

    const OLD: &str = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGH";
    const NEW: &str = "HGFEDCBAzyxwvutsrqponmlkjihgfedcba9876543210";

    fn keys(text: &str) -> WebhookKeys {
        WebhookKeys::parse(text).unwrap()
    }

    fn secret_of(keys: &WebhookKeys, tenant: &str, endpoint: &str, seed: &SecretSeed) -> Option<String> {
        let (tenant, endpoint) = (TenantId::parse(tenant).unwrap(), WebhookId::parse(endpoint).unwrap());
        keys.secret(&tenant, &endpoint, seed.as_str()).map(|secret| secret.expose())
    }

    #[test]
    fn a_secret_is_the_same_each_time_and_another_elsewhere() {
        let (runtime, keys) = (FixedRuntime::default(), keys(OLD));
        let seed = keys.seed(&runtime);
        let secret = secret_of(&keys, "tenant_1", "wh_1", &seed).unwrap();
        assert_eq!(secret_of(&keys, "tenant_1", "wh_1", &seed), Some(secret.clone()));
        assert!(secret.starts_with("whsec_") && !seed.as_str().contains(&secret[6..20]));
        let others = [
            secret_of(&keys, "tenant_2", "wh_1", &seed),
            secret_of(&keys, "tenant_1", "wh_2", &seed),
            secret_of(&keys, "tenant_1", "wh_1", &keys.seed(&runtime)),
        ];
        assert!(others.iter().all(|other| other.as_ref().is_some_and(|other| *other != secret)));
    }

    #[test]
    fn secrets_outlive_a_change_of_the_key_while_the_old_one_is_listed() {
        let runtime = FixedRuntime::default();
        let seed = keys(OLD).seed(&runtime);
        let secret = secret_of(&keys(OLD), "tenant_1", "wh_1", &seed);
        let both = keys(&format!("{NEW}, {OLD}"));
        assert_eq!(secret_of(&both, "tenant_1", "wh_1", &seed), secret);
        let newer = both.seed(&runtime);
        assert!(secret_of(&keys(NEW), "tenant_1", "wh_1", &newer).is_some());
        assert_eq!(secret_of(&keys(NEW), "tenant_1", "wh_1", &seed), None);
        for malformed in ["", "x", "."] {
            assert_eq!(secret_of(&both, "tenant_1", "wh_1", &SecretSeed(malformed.to_owned())), None);
        }
    }

    #[test]
    fn short_keys_are_refused_and_none_prints() {
        for bad in ["", " , ", "short", &format!("{OLD},short")] {
            assert!(WebhookKeys::parse(bad).is_none(), "{bad:?}");
        }
        assert_eq!(format!("{:?}", keys(OLD)), "WebhookKeys(…)");
    }
}
