//! Tokens, honest and forged.

use std::sync::OnceLock;

use base64ct::{Base64UrlUnpadded, Encoding};
use jwt_compact::AlgorithmExt as _;
use logicspike_shared::ids::{TenantId, UserId};
use logicspike_shared::jwt::{
    AccessClaims, Lifetime, NativeRs256, Signer as _, SigningKey, mint_access_token,
};
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::runtime::testing::FixedRuntime;
use rsa::RsaPrivateKey;
use rsa::pkcs8::{EncodePrivateKey as _, EncodePublicKey as _, LineEnding};
use serde_json::{Value, json};

use super::{AUDIENCE, ISSUER};

struct Pair {
    signing: SigningKey,
    public_pem: String,
}

fn generate() -> Pair {
    let key = RsaPrivateKey::new(&mut rand::thread_rng(), 2048).unwrap();
    Pair {
        signing: SigningKey::from_pem(&key.to_pkcs8_pem(LineEnding::LF).unwrap()).unwrap(),
        public_pem: key.to_public_key().to_public_key_pem(LineEnding::LF).unwrap(),
    }
}

fn configured() -> &'static Pair {
    static PAIR: OnceLock<Pair> = OnceLock::new();
    PAIR.get_or_init(generate)
}

/// The key whose public half the gateway has.
pub(crate) fn signing_key() -> &'static SigningKey {
    &configured().signing
}

/// A key that the gateway does not know.
pub(crate) fn other_signing_key() -> &'static SigningKey {
    static PAIR: OnceLock<Pair> = OnceLock::new();
    &PAIR.get_or_init(generate).signing
}

/// The public half of the gateway's key.
pub(crate) fn public_pem() -> &'static str {
    &configured().public_pem
}

/// A token for a tenant's owner, as the manager makes it.
pub(crate) async fn mint(tenant: &str) -> String {
    let claims = AccessClaims {
        tenant: TenantId::parse(tenant).unwrap(),
        user: UserId::parse("user_1").unwrap(),
        permissions: vec!["system:owner".to_owned(), "blog:posts.update".to_owned()],
        role: Some("owner".to_owned()),
        jti: Some("token-1".to_owned()),
        session: None,
    };
    let lifetime = Lifetime { issued_at: FixedRuntime::default().now(), ttl_seconds: 900 };
    mint_access_token(&claims, ISSUER, AUDIENCE, lifetime, signing_key(), &NativeRs256).await.unwrap()
}

/// Acceptable claims, to be changed.
pub(crate) fn claims() -> Value {
    let now = FixedRuntime::default().now().as_seconds();
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "tenant_id": "tenant_1", "user_id": "user_1",
        "permissions": ["blog:posts.read"], "iat": now, "exp": now + 900,
    })
}

/// A token put together by hand.
pub(crate) struct Forgery {
    /// The header's JSON text.
    pub(crate) header: String,
    /// The claims' JSON text.
    pub(crate) claims: String,
}

impl Forgery {
    /// An acceptable token: each test spoils one thing.
    pub(crate) fn new() -> Self {
        Self { header: r#"{"alg":"RS256","typ":"at+jwt"}"#.to_owned(), claims: claims().to_string() }
    }

    pub(crate) fn header(mut self, header: &str) -> Self {
        header.clone_into(&mut self.header);
        self
    }

    pub(crate) fn claims(mut self, claims: &str) -> Self {
        claims.clone_into(&mut self.claims);
        self
    }

    /// The same with one claim set, or removed if `value` is null.
    pub(crate) fn claim(self, name: &str, value: Value) -> Self {
        let mut claims: Value = serde_json::from_str(&self.claims).unwrap();
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value;
        }
        Self { claims: claims.to_string(), ..self }
    }

    fn message(&self) -> String {
        let encode = |text: &str| Base64UrlUnpadded::encode_string(text.as_bytes());
        format!("{}.{}", encode(&self.header), encode(&self.claims))
    }

    /// Signs with the gateway's key.
    pub(crate) async fn sign(&self) -> String {
        self.sign_with(signing_key()).await
    }

    pub(crate) async fn sign_with(&self, key: &SigningKey) -> String {
        let message = self.message();
        let signature = NativeRs256.sign(key, message.as_bytes()).await.unwrap();
        format!("{message}.{}", Base64UrlUnpadded::encode_string(&signature))
    }

    /// Leaves the signature empty.
    pub(crate) fn unsigned(&self) -> String {
        format!("{}.", self.message())
    }

    /// An HS256 token whose secret is the public key's text: what a verifier accepts that lets the token
    /// choose the algorithm.
    pub(crate) fn hs256_with_public_key() -> String {
        use jwt_compact::alg::{Hs256, Hs256Key};
        let claims = jwt_compact::Claims::new(claims());
        let key = Hs256Key::new(public_pem().as_bytes());
        Hs256.token(&jwt_compact::Header::empty(), &claims, &key).unwrap()
    }
}
