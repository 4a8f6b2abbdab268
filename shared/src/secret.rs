//! Secrets: types that do not print, compared in constant time.

use std::fmt;

use subtle::ConstantTimeEq;

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
    fn secrets_do_not_print() {
        assert_eq!(format!("{:?}", GatewaySecrets::parse("hunter2").unwrap()), "GatewaySecrets([Secret(…)])");
    }
}
