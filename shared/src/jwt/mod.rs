//! JSON Web Tokens, RS256 only, by the checklist of RFC 8725.
//!
//! `jwt-compact` reads and writes tokens and claims; the signature itself is behind [`Verifier`] and
//! [`Signer`], because RSA is done by WebCrypto in the Workers and by the `rsa` crate natively.

mod access;
mod keys;
#[cfg(feature = "native")]
mod native;
mod signature;
mod token;

pub use access::{
    AccessClaims, AccessPolicy, Lifetime, Times, VerifiedAccess, check_times, mint_access_token,
};
pub use keys::{InvalidKey, Jwk, JwkSet, KeySet, PublicKey, SigningKey};
#[cfg(feature = "native")]
pub use native::NativeRs256;
pub use signature::{CryptoError, Signer, Verifier};
pub use token::{MAX_TOKEN_BYTES, Refusal, Unverified};
