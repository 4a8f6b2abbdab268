//! Reading a compact JWS (RFC 7515 §3.1) without trusting it, and verifying its signature.

use jwt_compact::{Claims, UntrustedToken};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer};

use super::{KeySet, Verifier};

/// Longest accepted token, in bytes.
pub const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// Why a token is not accepted. For the log: clients get one text for all causes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Over [`MAX_TOKEN_BYTES`].
    #[error("token is too long")]
    TooLong,
    /// Not three canonical base64url parts, or a header that is no proper JSON object.
    #[error("token is malformed")]
    Malformed,
    /// `alg` is not `RS256`.
    #[error("alg is not RS256")]
    Algorithm,
    /// The header carries what would let the sender choose the key, or extensions we do not know.
    #[error("forbidden header parameter")]
    ForbiddenHeader,
    /// `typ` names another kind of token.
    #[error("typ is not an access token's")]
    Type,
    /// `kid` names none of the configured keys.
    #[error("unknown kid")]
    UnknownKey,
    /// The signature is wrong.
    #[error("bad signature")]
    Signature,
    /// The signature could not be checked.
    #[error("{0}")]
    Crypto(String),
    /// A claim is missing or not of its type.
    #[error("claims are malformed: {0}")]
    Claims(String),
    /// The named claim has a value that is not accepted.
    #[error("claim {0} is not accepted")]
    Claim(&'static str),
    /// `exp` has passed.
    #[error("expired")]
    Expired,
    /// `nbf` or `iat` lies in the future.
    #[error("not yet valid")]
    NotYetValid,
}

/// Header parameters whose mere presence refuses the token (RFC 8725 §3.10, RFC 7515 §4.1.11).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Forbidden {
    jwk: Present,
    x5c: Present,
    crit: Present,
    b64: Present,
    zip: Present,
    enc: Present,
}

/// Whether a parameter is there, with whatever value: `null` is one.
#[derive(Debug, Clone, Copy, Default)]
struct Present(bool);

impl<'de> Deserialize<'de> for Present {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self(true))
    }
}

impl Forbidden {
    fn any(&self) -> bool {
        [&self.jwk, &self.x5c, &self.crit, &self.b64, &self.zip, &self.enc].iter().any(|field| field.0)
    }
}

/// A well-formed RS256 token whose signature has not been checked.
pub struct Unverified<'a> {
    token: UntrustedToken<'a, Forbidden>,
    message: &'a [u8],
}

impl<'a> Unverified<'a> {
    /// Reads the token and applies every rule on its header.
    pub fn parse(text: &'a str) -> Result<Self, Refusal> {
        if text.len() > MAX_TOKEN_BYTES {
            return Err(Refusal::TooLong);
        }
        let token: UntrustedToken<'a, Forbidden> =
            UntrustedToken::try_from(text).map_err(|_| Refusal::Malformed)?;
        let header = token.header();
        if token.algorithm() != "RS256" {
            return Err(Refusal::Algorithm);
        }
        if header.other_fields.any()
            || header.key_set_url.is_some()
            || header.certificate_url.is_some()
            || header.certificate_sha1_thumbprint.is_some()
            || header.certificate_thumbprint.is_some()
        {
            return Err(Refusal::ForbiddenHeader);
        }
        let (message, _) = text.rsplit_once('.').ok_or(Refusal::Malformed)?;
        Ok(Self { token, message: message.as_bytes() })
    }

    /// What is signed: header and claims. Two tokens with the same are the same.
    pub fn message(&self) -> &[u8] {
        self.message
    }

    /// The `typ` header.
    pub fn token_type(&self) -> Option<&str> {
        self.token.header().token_type.as_deref()
    }

    /// The `kid` header.
    pub fn kid(&self) -> Option<&str> {
        self.token.header().key_id.as_deref()
    }

    /// Checks the signature against the configured keys, then hands out the claims.
    pub async fn verify<T: DeserializeOwned>(
        &self,
        keys: &KeySet,
        verifier: &impl Verifier,
    ) -> Result<Claims<T>, Refusal> {
        let mut refusal = Refusal::UnknownKey;
        for key in keys.candidates(self.kid()) {
            match verifier.verify(key, self.message, self.token.signature_bytes()).await {
                Ok(true) => {
                    return self
                        .token
                        .deserialize_claims_unchecked()
                        .map_err(|error| Refusal::Claims(error.to_string()));
                }
                Ok(false) => refusal = Refusal::Signature,
                Err(error) => refusal = Refusal::Crypto(error.to_string()),
            }
        }
        Err(refusal)
    }
}
