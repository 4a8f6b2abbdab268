//! Tokens put together by hand, with the platform's own key and with one that it does not know.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use local_stack::{KeyPair, StackFile};
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::runtime::testing::FixedRuntime;
use rsa::RsaPrivateKey;
use rsa::pkcs1v15;
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::sha2::{Sha256, Sha384, Sha512};
use rsa::signature::{RandomizedSigner as _, SignatureEncoding as _, Signer as _};
use serde_json::{Value, json};

/// A token, and what is wrong with it.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) token: String,
}

/// A row of a table.
pub(crate) fn row(name: impl Into<String>, token: String) -> Row {
    Row { name: name.into(), token }
}

/// base64url without padding, as a part of a token.
pub(crate) fn part(bytes: impl AsRef<[u8]>) -> String {
    Base64UrlUnpadded::encode_string(bytes.as_ref())
}

/// Seconds since 1970.
pub(crate) fn now() -> i64 {
    FixedRuntime::real_time().now().as_seconds()
}

/// Signs right, whatever it is given.
pub(crate) struct Forger {
    /// The platform's public key, as an attacker may know it.
    pub(crate) public_pem: String,
    /// The key id of the platform's key.
    pub(crate) kid: String,
    /// A key that nobody trusts.
    pub(crate) foreign: KeyPair,
    ours: RsaPrivateKey,
    foreign_key: RsaPrivateKey,
    good: Value,
}

impl Forger {
    pub(crate) fn new(stack: &StackFile) -> Self {
        let read = |path| std::fs::read_to_string(path).unwrap();
        let pair =
            KeyPair { private_pem: read(&stack.private_key_file), public_pem: read(&stack.public_key_file) };
        let foreign = KeyPair::generate().unwrap();
        let tenant = &stack.tenants[0];
        let good = json!({
            "iss": stack.jwt_issuer, "aud": stack.jwt_audience, "tenant_id": tenant.id,
            "user_id": tenant.owner_user_id, "sub": tenant.owner_user_id, "permissions": ["system:owner"],
            "iat": now() - 7200, "exp": now() + 600,
        });
        Self {
            kid: pair.kid().unwrap(),
            ours: RsaPrivateKey::from_pkcs8_pem(&pair.private_pem).unwrap(),
            foreign_key: RsaPrivateKey::from_pkcs8_pem(&foreign.private_pem).unwrap(),
            public_pem: pair.public_pem,
            foreign,
            good,
        }
    }

    /// Claims that are accepted: each row spoils one thing.
    pub(crate) fn claims(&self) -> String {
        self.good.to_string()
    }

    /// The same with one claim set, or removed if `value` is `None`.
    pub(crate) fn claims_with(&self, name: &str, value: Option<Value>) -> String {
        let mut claims = self.good.clone();
        match value {
            Some(value) => claims[name] = value,
            None => drop(claims.as_object_mut().unwrap().remove(name)),
        }
        claims.to_string()
    }

    /// A header that is accepted.
    pub(crate) fn header(&self) -> String {
        json!({ "alg": "RS256", "typ": "at+jwt", "kid": self.kid }).to_string()
    }

    /// What is signed: header and claims.
    pub(crate) fn message(&self, header: &str) -> String {
        format!("{}.{}", part(header), part(self.claims()))
    }

    /// Signed by the platform's key, with RS256.
    pub(crate) fn sign(&self, header: impl AsRef<[u8]>, claims: impl AsRef<[u8]>) -> String {
        self.sign_message(&format!("{}.{}", part(header), part(claims)))
    }

    /// The same over a message that need not be canonical.
    pub(crate) fn sign_message(&self, message: &str) -> String {
        let key = pkcs1v15::SigningKey::<Sha256>::new(self.ours.clone());
        with_signature(message, &key.sign(message.as_bytes()).to_bytes())
    }

    /// Signed by the key that nobody trusts.
    pub(crate) fn sign_by_stranger(&self, header: &str) -> String {
        let message = self.message(header);
        let key = pkcs1v15::SigningKey::<Sha256>::new(self.foreign_key.clone());
        with_signature(&message, &key.sign(message.as_bytes()).to_bytes())
    }

    /// Signed by the platform's key, with another of its algorithms.
    pub(crate) fn rs384(&self, header: &str) -> String {
        let message = self.message(header);
        let key = pkcs1v15::SigningKey::<Sha384>::new(self.ours.clone());
        with_signature(&message, &key.sign(message.as_bytes()).to_bytes())
    }

    pub(crate) fn rs512(&self, header: &str) -> String {
        let message = self.message(header);
        let key = pkcs1v15::SigningKey::<Sha512>::new(self.ours.clone());
        with_signature(&message, &key.sign(message.as_bytes()).to_bytes())
    }

    pub(crate) fn ps256(&self, header: &str) -> String {
        let message = self.message(header);
        let key = rsa::pss::SigningKey::<Sha256>::new(self.ours.clone());
        let signature = key.sign_with_rng(&mut rand::rngs::OsRng, message.as_bytes());
        with_signature(&message, &signature.to_bytes())
    }
}

/// A message and its signature.
pub(crate) fn with_signature(message: &str, signature: &[u8]) -> String {
    format!("{message}.{}", part(signature))
}
