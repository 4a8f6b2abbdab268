//! API keys: `ls_live_` + 30 random characters + 6 characters of checksum. The checksum lets a typing
//! error be refused without any I/O; the database keeps the SHA-256 digest only. A plain digest is
//! enough because the key is 178 random bits: there is nothing to guess from it.

use sha2::{Digest, Sha256};

use crate::hex;
use crate::runtime::Runtime;
use crate::secret::Secret;

/// What every key begins with; secret scanners look for it.
pub const PREFIX: &str = "ls_live_";
const RANDOM_LEN: usize = 30;
const CHECKSUM_LEN: usize = 6;
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A well-formed API key. It does not print.
#[derive(Debug, Clone)]
pub struct ApiKey(Secret);

impl ApiKey {
    /// A fresh key.
    pub fn generate(runtime: &impl Runtime) -> Self {
        let mut body = String::with_capacity(PREFIX.len() + RANDOM_LEN + CHECKSUM_LEN);
        body.push_str(PREFIX);
        let mut buffer = [0_u8; 64];
        while body.len() < PREFIX.len() + RANDOM_LEN {
            runtime.fill_random(&mut buffer);
            // Bytes of 248 and above would make some characters likelier than others.
            for byte in buffer.iter().filter(|byte| **byte < 248).take(PREFIX.len() + RANDOM_LEN - body.len())
            {
                body.push(char::from(ALPHABET.get(usize::from(*byte % 62)).copied().unwrap_or(b'0')));
            }
        }
        let checksum = checksum(&body);
        body.push_str(&checksum);
        Self(Secret::new(body))
    }

    /// Reads a presented key; `None` unless prefix, length, alphabet and checksum are right.
    pub fn parse(text: &str) -> Option<Self> {
        let body_length = PREFIX.len() + RANDOM_LEN;
        if text.len() != body_length + CHECKSUM_LEN || !text.is_ascii() {
            return None;
        }
        let (body, presented) = text.split_at(body_length);
        let random = body.strip_prefix(PREFIX)?;
        let well_formed =
            random.bytes().all(|byte| byte.is_ascii_alphanumeric()) && checksum(body) == presented;
        well_formed.then(|| Self(Secret::new(text)))
    }

    /// The SHA-256 digest, in lower-case hexadecimal: what is stored and looked up.
    pub fn digest(&self) -> String {
        hex::encode(&Sha256::digest(self.0.expose()))
    }

    /// The key itself, to show once.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// What a list may show so that a person knows the key again: prefix and four characters.
    pub fn hint(&self) -> String {
        self.0.expose().chars().take(PREFIX.len() + 4).collect()
    }
}

/// CRC-32 (ISO-HDLC) in base 62, most significant digit first.
fn checksum(body: &str) -> String {
    let mut value = crc32fast::hash(body.as_bytes());
    let mut digits = ['0'; CHECKSUM_LEN];
    for digit in digits.iter_mut().rev() {
        let index = usize::try_from(value % 62).unwrap_or(0);
        *digit = char::from(ALPHABET.get(index).copied().unwrap_or(b'0'));
        value /= 62;
    }
    digits.iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::testing::FixedRuntime;

    #[test]
    fn a_generated_key_parses_and_its_digest_hides_it() {
        let key = ApiKey::generate(&FixedRuntime::default());
        let parsed = ApiKey::parse(key.expose()).unwrap();
        assert_eq!(parsed.digest(), key.digest());
        assert_eq!(key.digest().len(), 64);
        assert!(!format!("{key:?}").contains(&key.expose()[8..]));
    }

    #[test]
    fn any_single_wrong_character_is_refused() {
        let key = ApiKey::generate(&FixedRuntime::default());
        for index in 0..key.expose().len() {
            let mut wrong: Vec<u8> = key.expose().bytes().collect();
            wrong[index] = if wrong[index] == b'x' { b'y' } else { b'x' };
            assert!(ApiKey::parse(std::str::from_utf8(&wrong).unwrap()).is_none(), "position {index}");
        }
        for text in ["", "ls_live_", "ls_test_000000000000000000000000000000000000", "ls_live_é"] {
            assert!(ApiKey::parse(text).is_none());
        }
    }
}
