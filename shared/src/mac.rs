//! HMAC-SHA256 (RFC 2104) under keys of our own.

use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// Bytes of a key, and of what comes out.
pub const BYTES: usize = 32;
/// Bytes of a SHA-256 block: the size of key that HMAC takes as it is.
const BLOCK: usize = 64;

/// The code of a message.
pub fn hmac(key: &[u8; BYTES], message: &[u8]) -> [u8; BYTES] {
    let mut block = [0; BLOCK];
    for (byte, key) in block.iter_mut().zip(key) {
        *byte = *key;
    }
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(message);
    mac.finalize().into_bytes().into()
}
