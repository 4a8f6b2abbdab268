//! The platform's access tokens: what they claim, when they are accepted, how they are made.

use std::borrow::Cow;

use base64ct::{Base64UrlUnpadded, Encoding};
use jwt_compact::{Algorithm, AlgorithmExt, AlgorithmSignature, Claims, Header};
use serde::{Deserialize, Serialize};

use super::token::{Refusal, Unverified};
use super::{CryptoError, KeySet, Signer, SigningKey, Verifier};
use crate::ids::{SessionId, TenantId, UserId};
use crate::time::Timestamp;

/// How far clocks may differ, in seconds.
const LEEWAY_SECONDS: i64 = 30;
/// Most permissions in a token, and the longest of them: what fits a header comfortably.
const MAX_PERMISSIONS: usize = 100;
const MAX_PERMISSION_BYTES: usize = 64;

/// `typ` of access tokens (RFC 9068 §2.1).
const TOKEN_TYPE: &str = "at+jwt";

/// `aud`: one audience or several (RFC 7519 §4.1.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn contains(&self, wanted: &str) -> bool {
        match self {
            Self::One(audience) => audience == wanted,
            Self::Many(audiences) => audiences.iter().any(|audience| audience == wanted),
        }
    }
}

/// The custom claims as they stand in the token.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct RawClaims {
    iss: String,
    aud: Audience,
    tenant_id: String,
    user_id: String,
    permissions: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    jti: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
}

/// What an access token says about its bearer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessClaims {
    /// The tenant the token acts for.
    pub tenant: TenantId,
    /// The person.
    pub user: UserId,
    /// The permissions' texts, frozen when the token was made.
    pub permissions: Vec<String>,
    /// The role's name.
    pub role: Option<String>,
    /// The token's id.
    pub jti: Option<String>,
    /// The session that the token was made for (`sid`, OpenID Connect Front-Channel Logout 1.0 §3).
    pub session: Option<SessionId>,
}

/// A verified token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedAccess {
    /// Its claims.
    pub claims: AccessClaims,
    /// When it was made: `iat`.
    pub issued_at: Timestamp,
    /// When it stops being accepted: `exp` plus leeway.
    pub accepted_until: Timestamp,
}

/// Who must have made a token, and for whom.
#[derive(Debug, Clone)]
pub struct AccessPolicy {
    /// The expected `iss`.
    pub issuer: String,
    /// The expected `aud`.
    pub audience: String,
    /// The keys that may have signed.
    pub keys: KeySet,
}

fn is_permission(text: &str) -> bool {
    (1..=MAX_PERMISSION_BYTES).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'.' | b'_' | b'-' | b'*'))
}

fn is_plain_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':'))
}

impl AccessPolicy {
    /// Verifies a token without any I/O but the verifier's.
    pub async fn verify(
        &self,
        token: &str,
        verifier: &impl Verifier,
        now: Timestamp,
    ) -> Result<VerifiedAccess, Refusal> {
        let unverified = Unverified::parse(token)?;
        // RFC 8725 §3.11: other kinds of tokens (ID tokens, logout tokens) name themselves.
        let is_access_type = unverified.token_type().is_none_or(|typ| {
            ["JWT", TOKEN_TYPE, "application/at+jwt"]
                .iter()
                .any(|accepted| typ.eq_ignore_ascii_case(accepted))
        });
        if !is_access_type {
            return Err(Refusal::Type);
        }
        let claims: Claims<RawClaims> = unverified.verify(&self.keys, verifier).await?;
        let Times { issued_at, accepted_until } = check_times(&claims, now)?;
        Ok(VerifiedAccess { claims: self.check_claims(claims.custom)?, issued_at, accepted_until })
    }

    fn check_claims(&self, raw: RawClaims) -> Result<AccessClaims, Refusal> {
        if raw.iss != self.issuer {
            return Err(Refusal::Claim("iss"));
        }
        if !raw.aud.contains(&self.audience) {
            return Err(Refusal::Claim("aud"));
        }
        let tenant = TenantId::parse(&raw.tenant_id).map_err(|_| Refusal::Claim("tenant_id"))?;
        let user = UserId::parse(&raw.user_id).map_err(|_| Refusal::Claim("user_id"))?;
        if raw.permissions.len() > MAX_PERMISSIONS || !raw.permissions.iter().all(|text| is_permission(text))
        {
            return Err(Refusal::Claim("permissions"));
        }
        if raw.sub.is_some_and(|sub| sub != user.as_str()) {
            return Err(Refusal::Claim("sub"));
        }
        if raw.role.as_deref().is_some_and(|role| !is_plain_name(role)) {
            return Err(Refusal::Claim("role"));
        }
        if raw.jti.as_deref().is_some_and(|jti| !is_plain_name(jti)) {
            return Err(Refusal::Claim("jti"));
        }
        let session =
            raw.sid.as_deref().map(SessionId::parse).transpose().map_err(|_| Refusal::Claim("sid"))?;
        Ok(AccessClaims { tenant, user, permissions: raw.permissions, role: raw.role, jti: raw.jti, session })
    }
}

/// The times of a token that is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// When it was made: `iat`.
    pub issued_at: Timestamp,
    /// When it stops being accepted: `exp` plus leeway.
    pub accepted_until: Timestamp,
}

/// The times of any token: `exp` and `iat` are required, `nbf` counts when present, clocks may differ by
/// 30 seconds.
pub fn check_times<T>(claims: &Claims<T>, now: Timestamp) -> Result<Times, Refusal> {
    let now = now.as_seconds();
    let expires = claims.expiration.ok_or(Refusal::Claim("exp"))?.timestamp();
    let issued = claims.issued_at.ok_or(Refusal::Claim("iat"))?.timestamp();
    if issued > expires {
        return Err(Refusal::Claim("iat"));
    }
    let accepted_until = expires.saturating_add(LEEWAY_SECONDS);
    if now >= accepted_until {
        return Err(Refusal::Expired);
    }
    let latest_start = now.saturating_add(LEEWAY_SECONDS);
    if issued > latest_start || claims.not_before.is_some_and(|start| start.timestamp() > latest_start) {
        return Err(Refusal::NotYetValid);
    }
    let instant = |seconds: i64| Timestamp::from_millis(seconds.saturating_mul(1000));
    Ok(Times { issued_at: instant(issued), accepted_until: instant(accepted_until) })
}

/// When a token is made and how long it lasts.
#[derive(Debug, Clone, Copy)]
pub struct Lifetime {
    /// Now.
    pub issued_at: Timestamp,
    /// Seconds until `exp`.
    pub ttl_seconds: i64,
}

/// `jwt-compact` signs synchronously, WebCrypto does not: this algorithm leaves the signature empty, so
/// that the library writes the signing input and we append the signature.
struct DeferredRs256;

struct NoSignature;

impl AlgorithmSignature for NoSignature {
    fn try_from_slice(slice: &[u8]) -> anyhow::Result<Self> {
        let _ = slice;
        Ok(Self)
    }
    fn as_bytes(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&[])
    }
}

impl Algorithm for DeferredRs256 {
    type SigningKey = ();
    type VerifyingKey = ();
    type Signature = NoSignature;

    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("RS256")
    }
    fn sign(&self, (): &(), _message: &[u8]) -> NoSignature {
        NoSignature
    }
    fn verify_signature(&self, _signature: &NoSignature, (): &(), _message: &[u8]) -> bool {
        false
    }
}

/// Makes an access token signed by `key`.
pub async fn mint_access_token(
    claims: &AccessClaims,
    issuer: &str,
    audience: &str,
    lifetime: Lifetime,
    key: &SigningKey,
    signer: &impl Signer,
) -> Result<String, CryptoError> {
    let raw = RawClaims {
        iss: issuer.to_owned(),
        aud: Audience::One(audience.to_owned()),
        tenant_id: claims.tenant.to_string(),
        user_id: claims.user.to_string(),
        permissions: claims.permissions.clone(),
        role: claims.role.clone(),
        sub: Some(claims.user.to_string()),
        jti: claims.jti.clone(),
        sid: claims.session.as_ref().map(SessionId::to_string),
    };
    let second = |timestamp: Timestamp| chrono::DateTime::from_timestamp(timestamp.as_seconds(), 0);
    let mut all = Claims::new(raw);
    all.issued_at = second(lifetime.issued_at);
    all.expiration = second(lifetime.issued_at.plus_seconds(lifetime.ttl_seconds));
    let header = Header::empty().with_token_type(TOKEN_TYPE).with_key_id(key.public().kid());
    let mut token =
        DeferredRs256.token(&header, &all, &()).map_err(|error| CryptoError(error.to_string()))?;
    let message_length = token.len() - 1;
    let signature = signer.sign(key, token.as_bytes().get(..message_length).unwrap_or_default()).await?;
    token.push_str(&Base64UrlUnpadded::encode_string(&signature));
    Ok(token)
}
