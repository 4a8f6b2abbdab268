//! How often refresh tokens are shown, as far as this isolate has seen: asked before the database is.
//!
//! A token counts for itself and those that follow it, wherever it is shown: a dashboard that renders on its server is one
//! address for all its people. Whoever makes tokens up counts with everybody who does, and keeps nobody from refreshing
//! who has one of ours.

use logicspike_shared::fixed_windows::FixedWindows;
use logicspike_shared::time::Timestamp;

use super::refresh_token::{RefreshToken, SuccessionKey};

/// How often in a minute a session is refreshed: a page that is rendered on a server may do it twenty times at once.
pub const MOST_OF_A_SESSION: u32 = 120;
/// How many tokens that this server does not know as its own are looked up in a minute, of all clients: there are such
/// ones for a while after the server's secret was changed.
pub const MOST_STRANGE: u32 = 600;
/// Tokens remembered at a time.
const MOST_TOKENS: usize = 8192;
/// The one key of those that the server does not know as its own.
const STRANGE: &str = "";

/// The counts of an isolate.
#[derive(Debug)]
pub struct Refreshes {
    tokens: FixedWindows,
    strange: FixedWindows,
}

impl Default for Refreshes {
    fn default() -> Self {
        Self { tokens: FixedWindows::new(MOST_TOKENS), strange: FixedWindows::new(1) }
    }
}

impl Refreshes {
    /// Counts one showing of a token; whether it is within the limit. Nothing is counted beyond it.
    pub fn allow(&self, token: &RefreshToken, key: &SuccessionKey, now: Timestamp) -> bool {
        let digest = token.digest();
        let (windows, name, most) = if token.is_ours(key) {
            (&self.tokens, digest.as_str(), MOST_OF_A_SESSION)
        } else {
            (&self.strange, STRANGE, MOST_STRANGE)
        };
        if windows.count(name, now) >= most {
            return false;
        }
        windows.add(name, 1, now);
        self.tokens.pass_on(&digest, &token.successor(key).digest(), now);
        true
    }
}

#[cfg(test)]
mod tests {
    use logicspike_shared::runtime::testing::FixedRuntime;
    use logicspike_shared::secret::Secret;

    use super::*;

    fn key(secret: &str) -> SuccessionKey {
        SuccessionKey::derive(&Secret::new(secret))
    }

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    #[test]
    fn a_session_counts_for_itself_by_whichever_of_its_tokens() {
        let (refreshes, key) = (Refreshes::default(), key("ours"));
        let first = RefreshToken::generate(&FixedRuntime::default(), &key);
        let other = RefreshToken::generate(&FixedRuntime::default(), &key);
        for _ in 0..20 {
            assert!(refreshes.allow(&first, &key, at(0)), "at once");
        }
        let mut token = first.successor(&key);
        for _ in 20..MOST_OF_A_SESSION {
            assert!(refreshes.allow(&token, &key, at(1)));
            token = token.successor(&key);
        }
        for _ in 0..3 {
            assert!(!refreshes.allow(&token, &key, at(59_999)));
        }
        assert!(refreshes.allow(&other, &key, at(59_999)), "another session's");
        assert!(refreshes.allow(&token, &key, at(60_000)), "a minute later");
    }

    #[test]
    fn whoever_makes_tokens_up_keeps_nobody_with_a_real_one_from_refreshing() {
        let (refreshes, ours, foreign) = (Refreshes::default(), key("ours"), key("foreign"));
        let made_up = || RefreshToken::generate(&FixedRuntime::default(), &foreign);
        let real = RefreshToken::generate(&FixedRuntime::default(), &ours);
        for _ in 0..MOST_STRANGE {
            assert!(
                refreshes.allow(&made_up(), &ours, at(0)),
                "it may be one of before the secret was changed"
            );
        }
        assert!(!refreshes.allow(&made_up(), &ours, at(59_999)));
        assert!(refreshes.allow(&real, &ours, at(59_999)));
        assert!(refreshes.allow(&made_up(), &ours, at(60_000)));
    }
}
