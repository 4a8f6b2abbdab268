//! Secrets: types that do not print, compared in constant time.

use std::fmt;

use subtle::ConstantTimeEq;

/// Fewest characters of `GATEWAY_SECRET`: with 32 of them nobody finds it by trying, whatever an answer tells.
pub const GATEWAY_SECRET_CHARS: usize = 32;
/// Fewest characters of `PLATFORM_SECRET`. Its door is rate-limited.
pub const PLATFORM_SECRET_CHARS: usize = 16;
/// Fewest characters of `SESSION_SECRET`: what 32 bytes are in base64, without padding. Refresh tokens come from it.
pub const SESSION_SECRET_CHARS: usize = 43;
/// Fewest characters of `WEBHOOK_SECRET_KEY`: as many. Receivers see what it signs.
pub const WEBHOOK_SECRET_KEY_CHARS: usize = 43;

/// Whether each of a variable's secrets is that long; it may hold several, separated by commas.
pub fn are_long_enough(text: &str, chars: usize) -> bool {
    let mut secrets = text.split(',').map(str::trim).filter(|secret| !secret.is_empty());
    secrets.all(|secret| secret.chars().count() >= chars)
}

/// A secret text.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself, for the one place that uses it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether a presented text is the secret; takes the same time wherever they differ.
    pub fn matches(&self, presented: &str) -> bool {
        self.0.as_bytes().ct_eq(presented.as_bytes()).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The secret that the gateway shares with the services. Two are accepted while one is being rotated:
/// the variable then holds both, separated by a comma, the one to send first.
#[derive(Debug, Clone)]
pub struct GatewaySecrets(Vec<Secret>);

impl GatewaySecrets {
    /// Reads the variable's value; `None` if it holds no secret.
    pub fn parse(text: &str) -> Option<Self> {
        let secrets: Vec<Secret> =
            text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(Secret::new).collect();
        if secrets.is_empty() { None } else { Some(Self(secrets)) }
    }

    /// The secret to send.
    pub fn current(&self) -> &str {
        self.0.first().map_or("", Secret::expose)
    }

    /// All that are accepted, the one to send first.
    pub fn all(&self) -> impl Iterator<Item = &Secret> {
        self.0.iter()
    }

    /// Whether a presented key is one of them. All are compared, whichever matches.
    pub fn accept(&self, presented: &str) -> bool {
        self.0.iter().fold(false, |accepted, secret| secret.matches(presented) | accepted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_secrets_are_accepted_during_a_rotation() {
        let secrets = GatewaySecrets::parse("new, old").unwrap();
        assert_eq!(secrets.current(), "new");
        assert!(secrets.accept("new") && secrets.accept("old"));
        assert!(!secrets.accept("") && !secrets.accept("new, old") && !secrets.accept("ne"));
        assert!(GatewaySecrets::parse(" , ").is_none());
    }

    #[test]
    fn a_rotation_is_no_way_around_the_length() {
        assert!(are_long_enough("long, long", 4) && are_long_enough("long,", 4));
        assert!(!are_long_enough("long, new", 4) && !are_long_enough("new,long", 4));
        assert!(!are_long_enough("äöü", 4), "characters count, not bytes");
    }

    #[test]
    fn secrets_do_not_print() {
        assert_eq!(format!("{:?}", GatewaySecrets::parse("hunter2").unwrap()), "GatewaySecrets([Secret(…)])");
    }
}
