//! The seam to whoever computes RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2, RFC 7518 §3.3).

use std::future::Future;

use super::{PublicKey, SigningKey};

/// The computation itself failed: neither a yes nor a no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cryptography failed: {0}")]
pub struct CryptoError(pub String);

/// Verifies RS256 signatures.
pub trait Verifier {
    /// Whether `signature` is the key's signature of `message`.
    fn verify(
        &self,
        key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> impl Future<Output = Result<bool, CryptoError>>;
}

/// Makes RS256 signatures.
pub trait Signer {
    /// Signs the message.
    fn sign(&self, key: &SigningKey, message: &[u8]) -> impl Future<Output = Result<Vec<u8>, CryptoError>>;
}
