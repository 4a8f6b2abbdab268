//! RSA keys: PEM and JWK forms, key ids.

use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey};
use rsa::traits::PublicKeyParts;
use rsa::{BigUint, RsaPrivateKey, RsaPublicKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Smallest modulus, in bits (RFC 7518 §3.3).
const MIN_BITS: usize = 2048;
/// Largest modulus, in bits: beyond it a verification costs more than it is worth to an attacker only.
const MAX_BITS: usize = 8192;
/// Keys in use at a time: a rotation needs two, a slow one three.
const MAX_KEYS: usize = 8;

/// A text that is not a usable RSA key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a usable RSA key: {0}")]
pub struct InvalidKey(&'static str);

/// A public key as a JWK (RFC 7517, RFC 7518 §6.3.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Jwk {
    /// Key type; `RSA`.
    pub kty: String,
    /// Modulus, base64url.
    #[serde(default)]
    pub n: String,
    /// Exponent, base64url.
    #[serde(default)]
    pub e: String,
    /// Key id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// Algorithm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// Intended use.
    #[serde(rename = "use", default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<String>,
}

/// A JWK Set (RFC 7517 §5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct JwkSet {
    /// The keys.
    pub keys: Vec<Jwk>,
}

/// An RSA public key that is fit for RS256.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    kid: String,
    spki_der: Vec<u8>,
    jwk: Jwk,
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.kid)
    }
}

/// The JWK thumbprint with SHA-256 (RFC 7638): members in lexical order, no white space.
fn thumbprint(n: &str, e: &str) -> String {
    let digest = Sha256::digest(format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#));
    Base64UrlUnpadded::encode_string(&digest)
}

impl PublicKey {
    fn from_rsa(key: &RsaPublicKey, kid: Option<String>) -> Result<Self, InvalidKey> {
        let bits = key.n().bits();
        if !(MIN_BITS..=MAX_BITS).contains(&bits) {
            return Err(InvalidKey("the modulus is not of 2048 to 8192 bits"));
        }
        let n = Base64UrlUnpadded::encode_string(&key.n().to_bytes_be());
        let e = Base64UrlUnpadded::encode_string(&key.e().to_bytes_be());
        let kid = kid.unwrap_or_else(|| thumbprint(&n, &e));
        let spki = key.to_public_key_der().map_err(|_| InvalidKey("cannot be encoded"))?;
        let jwk = Jwk {
            kty: "RSA".to_owned(),
            n,
            e,
            kid: Some(kid.clone()),
            alg: Some("RS256".to_owned()),
            usage: Some("sig".to_owned()),
        };
        Ok(Self { kid, spki_der: spki.as_bytes().to_vec(), jwk })
    }

    /// Reads an SPKI PEM (`BEGIN PUBLIC KEY`). The key id is the thumbprint.
    pub fn from_pem(pem: &str) -> Result<Self, InvalidKey> {
        let key = RsaPublicKey::from_public_key_pem(pem)
            .map_err(|_| InvalidKey("not an SPKI PEM of an RSA key"))?;
        Self::from_rsa(&key, None)
    }

    /// Reads a JWK, keeping its key id.
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, InvalidKey> {
        if jwk.kty != "RSA"
            || jwk.alg.as_deref().is_some_and(|alg| alg != "RS256")
            || jwk.usage.as_deref().is_some_and(|usage| usage != "sig")
        {
            return Err(InvalidKey("not an RS256 signing key"));
        }
        let number = |text: &str| {
            Base64UrlUnpadded::decode_vec(text)
                .map(|bytes| BigUint::from_bytes_be(&bytes))
                .map_err(|_| InvalidKey("malformed number"))
        };
        let key = RsaPublicKey::new_with_max_size(number(&jwk.n)?, number(&jwk.e)?, MAX_BITS)
            .map_err(|_| InvalidKey("not an RSA public key"))?;
        Self::from_rsa(&key, jwk.kid.clone())
    }

    /// The key id.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// SubjectPublicKeyInfo, DER.
    pub fn spki_der(&self) -> &[u8] {
        &self.spki_der
    }

    /// The JWK form, for publication.
    pub fn jwk(&self) -> &Jwk {
        &self.jwk
    }
}

/// The keys that signatures are checked against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySet(Vec<PublicKey>);

impl KeySet {
    /// Reads one or several SPKI PEMs, one after the other. `\n` written as two characters is accepted,
    /// as environment files have it.
    pub fn from_pems(text: &str) -> Result<Self, InvalidKey> {
        const END: &str = "-----END PUBLIC KEY-----";
        let text = text.replace("\\n", "\n");
        let mut keys: Vec<PublicKey> = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let length = rest.find(END).ok_or(InvalidKey("not a series of SPKI PEMs"))? + END.len();
            let (pem, tail) = rest.split_at(length);
            let key = PublicKey::from_pem(pem)?;
            if !keys.contains(&key) {
                keys.push(key);
            }
            rest = tail.trim_start();
        }
        if keys.is_empty() || keys.len() > MAX_KEYS {
            return Err(InvalidKey("one to eight keys are needed"));
        }
        Ok(Self(keys))
    }

    /// Takes the usable keys of a JWK Set; others in it are for other purposes.
    pub fn from_jwks(set: &JwkSet) -> Self {
        Self(set.keys.iter().filter_map(|jwk| PublicKey::from_jwk(jwk).ok()).take(MAX_KEYS).collect())
    }

    /// The keys that may have signed: the one named, or all if none is named.
    pub fn candidates(&self, kid: Option<&str>) -> impl Iterator<Item = &PublicKey> {
        self.0.iter().filter(move |key| kid.is_none_or(|kid| key.kid() == kid))
    }

    /// Whether a key of this id is among them.
    pub fn contains(&self, kid: &str) -> bool {
        self.0.iter().any(|key| key.kid() == kid)
    }

    /// The JWK Set form, for publication.
    pub fn to_jwks(&self) -> JwkSet {
        JwkSet { keys: self.0.iter().map(|key| key.jwk().clone()).collect() }
    }
}

/// An RSA private key. It does not print.
#[derive(Clone)]
pub struct SigningKey {
    pkcs8_der: Vec<u8>,
    public: PublicKey,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, …)", self.public.kid)
    }
}

impl SigningKey {
    /// Reads a PKCS#8 (`BEGIN PRIVATE KEY`) or PKCS#1 (`BEGIN RSA PRIVATE KEY`) PEM.
    pub fn from_pem(pem: &str) -> Result<Self, InvalidKey> {
        let pem = pem.replace("\\n", "\n");
        let key = RsaPrivateKey::from_pkcs8_pem(&pem)
            .or_else(|_| RsaPrivateKey::from_pkcs1_pem(&pem).map_err(|_| ()))
            .map_err(|()| InvalidKey("not a PKCS#8 PEM of an RSA key"))?;
        let public = PublicKey::from_rsa(&key.to_public_key(), None)?;
        let der = key.to_pkcs8_der().map_err(|_| InvalidKey("cannot be encoded"))?;
        Ok(Self { pkcs8_der: der.as_bytes().to_vec(), public })
    }

    /// The public half.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// PKCS#8, DER: for the signer only.
    pub fn pkcs8_der(&self) -> &[u8] {
        &self.pkcs8_der
    }
}
