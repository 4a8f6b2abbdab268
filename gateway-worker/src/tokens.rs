//! Access tokens that this isolate has verified: the next request with the same token costs a digest
//! instead of a signature check.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use logicspike_shared::jwt::{AccessPolicy, MAX_TOKEN_BYTES, Refusal, VerifiedAccess, Verifier};
use logicspike_shared::time::Timestamp;
use sha2::{Digest, Sha256};

/// Tokens in memory: about a kilobyte each with many permissions.
const CAPACITY: usize = 512;

type TokenDigest = [u8; 32];

#[derive(Debug, Default)]
struct Verified {
    by_digest: BTreeMap<TokenDigest, VerifiedAccess>,
    /// Oldest first.
    order: VecDeque<TokenDigest>,
}

/// The verified tokens of an isolate, by digest: the tokens themselves are not kept.
#[derive(Debug, Default)]
pub struct Tokens(Mutex<Verified>);

impl Tokens {
    /// Verifies a token, or remembers that it was verified. A token is remembered until it expires.
    ///
    /// # Errors
    /// Why the token is not accepted.
    pub async fn verify(
        &self,
        policy: &AccessPolicy,
        verifier: &impl Verifier,
        token: &str,
        now: Timestamp,
    ) -> Result<VerifiedAccess, Refusal> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(Refusal::TooLong);
        }
        let digest: TokenDigest = Sha256::digest(token).into();
        if let Some(access) = self.recall(&digest, now) {
            return Ok(access);
        }
        let access = policy.verify(token, verifier, now).await?;
        self.remember(digest, access.clone());
        Ok(access)
    }

    fn recall(&self, digest: &TokenDigest, now: Timestamp) -> Option<VerifiedAccess> {
        let verified = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        verified.by_digest.get(digest).filter(|access| now < access.accepted_until).cloned()
    }

    fn remember(&self, digest: TokenDigest, access: VerifiedAccess) {
        let mut verified = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if verified.by_digest.insert(digest, access).is_some() {
            return;
        }
        verified.order.push_back(digest);
        if verified.order.len() > CAPACITY
            && let Some(oldest) = verified.order.pop_front()
        {
            verified.by_digest.remove(&oldest);
        }
    }
}
