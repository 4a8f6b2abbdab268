//! Signatures of webhooks, after Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`, by a secret that
//! sender and receiver share. The manager signs with it; a receiver in Rust verifies with it.
//!
//! ```
//! use http::HeaderMap;
//! use logicspike_shared::time::Timestamp;
//! use manager_worker::domain::webhook::{self, VerifyError, WebhookSecret};
//!
//! /// Gives the webhook's id. Whoever remembers it handles each event once, however often it arrives.
//! fn accept(
//!     secret: &WebhookSecret,
//!     headers: &HeaderMap,
//!     body: &[u8],
//!     now: Timestamp,
//! ) -> Result<String, VerifyError> {
//!     let verified = webhook::verify(std::slice::from_ref(secret), headers, body, now)?;
//!     Ok(verified.id.to_owned())
//! }
//! ```

#[cfg(test)]
mod tests;

use base64ct::{Base64, Encoding as _};
use hmac::{Hmac, Mac as _};
use http::HeaderMap;
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq as _};

use logicspike_shared::http::single_header;
use logicspike_shared::runtime::Runtime;
use logicspike_shared::time::Timestamp;

/// The header with the event's id: the same on every try and every replay.
pub const ID: &str = "webhook-id";
/// The header with the time of sending, in seconds since the Unix epoch.
pub const TIMESTAMP: &str = "webhook-timestamp";
/// The header with the signatures, separated by spaces: several while a secret is being changed.
pub const SIGNATURE: &str = "webhook-signature";

/// How far a receiver's clock may be from the timestamp, before or after, in seconds.
pub const TOLERANCE_SECONDS: i64 = 300;

/// What every secret begins with; secret scanners look for it.
const PREFIX: &str = "whsec_";
/// What the specification asks of a secret's length, in bytes.
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;
/// Random bytes of a secret of ours.
const OWN_SECRET_BYTES: usize = 32;
/// Bytes of a SHA-256 block: the size of key that HMAC takes as it is, and no secret is longer.
const BLOCK: usize = 64;
/// The scheme of these signatures; the specification has another one for asymmetric keys.
const SCHEME: &str = "v1,";

/// A secret that signs. It does not print.
#[derive(Clone)]
pub struct WebhookSecret(Vec<u8>);

impl std::fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WebhookSecret(…)")
    }
}

/// A text that is no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a webhook secret is `whsec_` and the base64 of 24 to 64 bytes")]
pub struct InvalidSecret;

impl WebhookSecret {
    /// A fresh secret.
    pub fn generate(runtime: &impl Runtime) -> Self {
        let mut bytes = vec![0; OWN_SECRET_BYTES];
        runtime.fill_random(&mut bytes);
        Self(bytes)
    }

    /// A secret of these bytes.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, InvalidSecret> {
        if SECRET_BYTES.contains(&bytes.len()) { Ok(Self(bytes)) } else { Err(InvalidSecret) }
    }

    /// Reads the form in which a secret is shown.
    pub fn parse(text: &str) -> Result<Self, InvalidSecret> {
        let encoded = text.strip_prefix(PREFIX).ok_or(InvalidSecret)?;
        Self::from_bytes(Base64::decode_vec(encoded).map_err(|_| InvalidSecret)?)
    }

    /// The secret itself, to show once.
    pub fn expose(&self) -> String {
        format!("{PREFIX}{}", Base64::encode_string(&self.0))
    }

    fn sign(&self, id: &str, seconds: &str, body: &[u8]) -> String {
        let mut block = [0; BLOCK];
        for (byte, secret) in block.iter_mut().zip(&self.0) {
            *byte = *secret;
        }
        let mut mac = Hmac::<Sha256>::new(&block.into());
        for part in [id.as_bytes(), b".", seconds.as_bytes(), b".", body] {
            mac.update(part);
        }
        format!("{SCHEME}{}", Base64::encode_string(&mac.finalize().into_bytes()))
    }
}

/// The headers of a webhook that is sent now.
pub fn headers<'a>(
    secrets: impl IntoIterator<Item = &'a WebhookSecret>,
    id: &str,
    body: &[u8],
    now: Timestamp,
) -> [(&'static str, String); 3] {
    let seconds = now.as_seconds().to_string();
    let signatures: Vec<String> = secrets.into_iter().map(|secret| secret.sign(id, &seconds, body)).collect();
    [(ID, id.to_owned()), (SIGNATURE, signatures.join(" ")), (TIMESTAMP, seconds)]
}

/// A webhook whose signature is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified<'a> {
    /// Its id.
    pub id: &'a str,
    /// When it was sent.
    pub sent_at: Timestamp,
}

/// Why a webhook is not to be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// A header is not there.
    #[error("the header {0} is missing")]
    Missing(&'static str),
    /// A header is there twice or not of its form.
    #[error("the header {0} is malformed")]
    Malformed(&'static str),
    /// It was sent too long ago: perhaps someone repeats what they overheard.
    #[error("the webhook is too old")]
    TooOld,
    /// It was sent in the future.
    #[error("the webhook is from the future")]
    TooNew,
    /// No signature is by one of the secrets over these bytes.
    #[error("no signature matches")]
    NoMatch,
}

/// Verifies a webhook against the receiver's secrets, two while one is being changed. The body must be the bytes as
/// they came, before any parsing.
pub fn verify<'a>(
    secrets: &[WebhookSecret],
    headers: &'a HeaderMap,
    body: &[u8],
    now: Timestamp,
) -> Result<Verified<'a>, VerifyError> {
    let id = header(headers, ID)?;
    let seconds = header(headers, TIMESTAMP)?;
    let signatures = header(headers, SIGNATURE)?;
    let sent_at = unix_seconds(seconds).ok_or(VerifyError::Malformed(TIMESTAMP))?;
    let age = now.as_seconds().saturating_sub(sent_at);
    if age > TOLERANCE_SECONDS {
        return Err(VerifyError::TooOld);
    }
    if age < -TOLERANCE_SECONDS {
        return Err(VerifyError::TooNew);
    }
    let mut matches = Choice::from(0);
    for secret in secrets {
        let expected = secret.sign(id, seconds, body);
        // All are compared, whichever matches: the time tells nothing.
        for presented in signatures.split(' ') {
            matches |= expected.as_bytes().ct_eq(presented.as_bytes());
        }
    }
    if bool::from(matches) {
        Ok(Verified { id, sent_at: Timestamp::from_seconds(sent_at) })
    } else {
        Err(VerifyError::NoMatch)
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a str, VerifyError> {
    let value = single_header(headers, name).map_err(|_| VerifyError::Malformed(name))?;
    value.filter(|value| !value.is_empty()).ok_or(VerifyError::Missing(name))
}

/// Digits only: what was signed and what is read must not be two forms of one number.
fn unix_seconds(text: &str) -> Option<i64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}
