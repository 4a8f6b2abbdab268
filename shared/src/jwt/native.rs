//! RS256 by the `rsa` crate: for native tools and tests, where it also checks WebCrypto's verdicts.
//! Not for a Worker that holds a private key: its private-key operations are open to timing
//! (RUSTSEC-2023-0071).

use rsa::pkcs1v15::{Signature, SigningKey as RsaSigningKey, VerifyingKey};
use rsa::pkcs8::{DecodePrivateKey, DecodePublicKey};
use rsa::sha2::Sha256;
use rsa::signature::{SignatureEncoding, Signer as _, Verifier as _};
use rsa::{RsaPrivateKey, RsaPublicKey};

use super::{CryptoError, PublicKey, Signer, SigningKey, Verifier};

/// RS256 natively.
#[derive(Debug, Clone, Copy, Default)]
pub struct NativeRs256;

impl Verifier for NativeRs256 {
    async fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<bool, CryptoError> {
        let public =
            RsaPublicKey::from_public_key_der(key.spki_der()).map_err(|e| CryptoError(e.to_string()))?;
        let Ok(signature) = Signature::try_from(signature) else { return Ok(false) };
        Ok(VerifyingKey::<Sha256>::new(public).verify(message, &signature).is_ok())
    }
}

impl Signer for NativeRs256 {
    async fn sign(&self, key: &SigningKey, message: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let private =
            RsaPrivateKey::from_pkcs8_der(key.pkcs8_der()).map_err(|e| CryptoError(e.to_string()))?;
        Ok(RsaSigningKey::<Sha256>::new(private).sign(message).to_vec())
    }
}
