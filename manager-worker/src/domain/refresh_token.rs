//! Refresh tokens: 192 random bits and a mark of the server's, kept as digests, each followed by one successor.
//!
//! By the mark the server knows its own without asking the database; that it is one of a session's, only that tells.
//! The successor is computed from the spent token and a key of the server. So whoever presents the same
//! token a moment later gets the same successor, although the database keeps digests only; and nobody
//! can compute it from a stolen token, or from the database.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use logicspike_shared::mac::{BYTES, hmac};
use logicspike_shared::runtime::Runtime;
use logicspike_shared::secret::Secret;
use logicspike_shared::time::Timestamp;
use sha2::{Digest as _, Sha256};

/// What every token begins with; secret scanners look for it.
const PREFIX: &str = "lsr_";
/// 32 bytes in unpadded base64url.
const ENCODED_LEN: usize = 43;
/// Of those, the bytes that are random, or computed from the token before. The mark over them follows.
const RANDOM_BYTES: usize = 24;

/// How long a token may be used, in seconds: 30 days from its making.
pub const LIFETIME_SECONDS: i64 = 30 * 24 * 60 * 60;
/// How long a session lasts, in seconds, however often it is refreshed: 90 days.
pub const SESSION_SECONDS: i64 = 90 * 24 * 60 * 60;
/// How long after the rotation the spent token still leads to its successor, in milliseconds: a page that is
/// rendered on a server refreshes several times at once.
pub const GRACE_MS: i64 = 10_000;

/// The server's keys for successors and for marks. They do not print.
#[derive(Clone)]
pub struct SuccessionKey {
    successors: [u8; BYTES],
    marks: [u8; BYTES],
}

impl std::fmt::Debug for SuccessionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SuccessionKey(…)")
    }
}

impl SuccessionKey {
    /// Derived from a secret of its own, so that whoever has the signing key computes no successors.
    pub fn derive(secret: &Secret) -> Self {
        let digest = Sha256::digest(secret.expose()).into();
        Self {
            successors: hmac(&digest, b"logicspike refresh token succession 2"),
            marks: hmac(&digest, b"logicspike refresh token mark 1"),
        }
    }
}

/// A well-formed refresh token. It does not print.
#[derive(Debug, Clone)]
pub struct RefreshToken(Secret);

impl RefreshToken {
    /// The token of some bytes: the first ones, and the mark over them.
    fn marked(bytes: &[u8; BYTES], key: &SuccessionKey) -> Self {
        let (random, _) = bytes.split_at(RANDOM_BYTES);
        let mark = hmac(&key.marks, random);
        let bytes: Vec<u8> = random.iter().chain(&mark).copied().take(BYTES).collect();
        Self(Secret::new(format!("{PREFIX}{}", Base64UrlUnpadded::encode_string(&bytes))))
    }

    /// A fresh token.
    pub fn generate(runtime: &impl Runtime, key: &SuccessionKey) -> Self {
        let mut bytes = [0; BYTES];
        runtime.fill_random(&mut bytes);
        Self::marked(&bytes, key)
    }

    /// Whether the token has the server's mark. Without it the token may still be one from before the server's secret was
    /// changed, or from before there were marks.
    pub fn is_ours(&self, key: &SuccessionKey) -> bool {
        let mut bytes = [0; BYTES];
        let body = self.0.expose().strip_prefix(PREFIX).unwrap_or_default();
        match Base64UrlUnpadded::decode(body, &mut bytes) {
            Ok(_) => Self::marked(&bytes, key).0.matches(self.0.expose()),
            Err(_) => false,
        }
    }

    /// Reads a presented token; `None` unless it has the form.
    pub fn parse(text: &str) -> Option<Self> {
        let body = text.strip_prefix(PREFIX)?;
        let well_formed = body.len() == ENCODED_LEN
            && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        well_formed.then(|| Self(Secret::new(text)))
    }

    /// The one token that follows this one.
    #[must_use]
    pub fn successor(&self, key: &SuccessionKey) -> Self {
        Self::marked(&hmac(&key.successors, self.0.expose().as_bytes()), key)
    }

    /// The SHA-256 digest, in lower-case hexadecimal: what is stored and looked up. A plain digest is
    /// enough: there is nothing to guess from 192 random bits.
    pub fn digest(&self) -> String {
        format!("{:x}", Sha256::digest(self.0.expose()))
    }

    /// The token itself, to answer with.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// Tokens that one look-up follows: more than fit into the grace of one.
const CHAIN_LEN: usize = 5;

impl RefreshToken {
    /// The token and those that follow it.
    pub fn chain(&self, key: &SuccessionKey) -> Vec<Self> {
        let mut chain = vec![self.clone()];
        while let Some(last) = chain.last().filter(|_| chain.len() < CHAIN_LEN) {
            chain.push(last.successor(key));
        }
        chain
    }
}

/// What the database says of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredToken {
    /// When it was used.
    pub spent_at: Option<Timestamp>,
    /// Whether its session was ended.
    pub revoked: bool,
}

/// What to do about a token that could not be rotated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Someone else rotated it a moment ago: answer with the token at this place of its chain.
    Follow(usize),
    /// It was used before: someone has a copy. End the session.
    Reused,
    /// Refuse; the text is for the log.
    Refuse(&'static str),
}

/// Judges a token that could not be rotated, by what is stored of it and of those that follow it.
pub fn judge(chain: &[Option<StoredToken>], now: Timestamp) -> Verdict {
    let Some(Some(first)) = chain.first() else { return Verdict::Refuse("unknown refresh token") };
    if first.revoked {
        return Verdict::Refuse("the session was ended");
    }
    let Some(spent_at) = first.spent_at else { return Verdict::Refuse("the refresh token has expired") };
    if now.as_millis() - spent_at.as_millis() > GRACE_MS {
        return Verdict::Reused;
    }
    // The successor may have been used already, by a call that overtook this one: then the one after it.
    for (place, token) in chain.iter().enumerate().skip(1) {
        match token {
            None => return Verdict::Refuse("the successor is unknown"),
            Some(token) if token.spent_at.is_none() => return Verdict::Follow(place),
            Some(_) => {}
        }
    }
    Verdict::Refuse("too many successors")
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use logicspike_shared::runtime::testing::FixedRuntime;

    use super::*;

    fn new_key() -> SuccessionKey {
        let mut secret = [0; BYTES];
        FixedRuntime::default().fill_random(&mut secret);
        SuccessionKey::derive(&Secret::new(format!("{secret:?}")))
    }

    fn key() -> &'static SuccessionKey {
        static KEY: LazyLock<SuccessionKey> = LazyLock::new(new_key);
        &KEY
    }

    #[test]
    fn a_token_reads_back_and_does_not_print() {
        let token = RefreshToken::generate(&FixedRuntime::default(), key());
        assert_eq!(RefreshToken::parse(token.expose()).unwrap().digest(), token.digest());
        assert_eq!(token.digest().len(), 64);
        assert!(!format!("{token:?} {:?}", key()).contains(&token.expose()[PREFIX.len()..]));
        for text in [
            "",
            "lsr_",
            &token.expose()[1..],
            &format!("{}x", token.expose()),
            &token.expose().replace("lsr", "LSR"),
        ] {
            assert!(RefreshToken::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_token_has_one_successor_which_only_the_server_can_tell() {
        let token = RefreshToken::generate(&FixedRuntime::default(), key());
        let successor = token.successor(key());
        assert_eq!(successor.expose(), token.successor(key()).expose());
        assert_ne!(successor.expose(), token.expose());
        assert_ne!(successor.expose(), token.successor(&new_key()).expose());
        assert!(RefreshToken::parse(successor.expose()).is_some());
    }

    #[test]
    fn a_spent_token_leads_to_the_newest_of_its_line_for_ten_seconds() {
        let now = Timestamp::from_millis(1_780_308_000_000);
        let token = |spent_ms_ago: Option<i64>| {
            Some(StoredToken {
                spent_at: spent_ms_ago.map(|ms| Timestamp::from_millis(now.as_millis() - ms)),
                revoked: false,
            })
        };
        assert_eq!(judge(&[token(Some(10_000)), token(None), None], now), Verdict::Follow(1));
        assert_eq!(judge(&[token(Some(9_000)), token(Some(1)), token(None)], now), Verdict::Follow(2));
        assert_eq!(
            judge(&[token(Some(-5_000)), token(None)], now),
            Verdict::Follow(1),
            "another isolate's clock"
        );
        assert_eq!(judge(&[token(Some(10_001)), token(None)], now), Verdict::Reused);
        let refused = |chain: &[Option<StoredToken>]| matches!(judge(chain, now), Verdict::Refuse(_));
        assert!(
            refused(&[]) && refused(&[None]) && refused(&[token(None)]) && refused(&[token(Some(1)), None])
        );
        let mut ended = token(Some(60_000)).unwrap();
        ended.revoked = true;
        assert!(refused(&[Some(ended)]), "an ended session is not ended again");
    }

    #[test]
    fn the_server_knows_its_own_tokens_and_nobody_elses() {
        let (token, foreign) = (RefreshToken::generate(&FixedRuntime::default(), key()), new_key());
        assert!(token.is_ours(key()) && token.successor(key()).is_ours(key()));
        assert!(
            !token.is_ours(&foreign)
                && !RefreshToken::generate(&FixedRuntime::default(), &foreign).is_ours(key())
        );
        for place in [PREFIX.len(), PREFIX.len() + 20, PREFIX.len() + 35, PREFIX.len() + 42] {
            let other = if token.expose().as_bytes()[place] == b'A' { "Q" } else { "A" };
            let mut text = token.expose().to_owned();
            text.replace_range(place..=place, other);
            assert!(!RefreshToken::parse(&text).unwrap().is_ours(key()), "{place}");
        }
        assert!(
            !RefreshToken::parse(&format!("{PREFIX}{}", "_".repeat(ENCODED_LEN))).unwrap().is_ours(key())
        );
    }

    #[test]
    fn a_chain_is_each_tokens_successor() {
        let chain = RefreshToken::generate(&FixedRuntime::default(), key()).chain(key());
        assert_eq!(chain.len(), CHAIN_LEN);
        for pair in chain.windows(2) {
            assert_eq!(pair[1].expose(), pair[0].successor(key()).expose());
        }
    }
}
