//! Connection strings, and the endpoint they imply.

use std::fmt;

/// A PostgreSQL connection string. It holds a password: it does not print.
#[derive(Clone)]
pub struct ConnectionString {
    text: String,
    host: String,
}

/// A text that is not a `postgres://` URL with a user and a host.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not a postgres:// connection string with user and host")]
pub struct InvalidConnectionString;

impl ConnectionString {
    /// Checks the form `postgres[ql]://user[:password]@host[:port]/database[?options]`.
    pub fn parse(text: &str) -> Result<Self, InvalidConnectionString> {
        let rest = text
            .strip_prefix("postgres://")
            .or_else(|| text.strip_prefix("postgresql://"))
            .ok_or(InvalidConnectionString)?;
        // It travels in a header.
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(InvalidConnectionString);
        }
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let (user, address) = authority.rsplit_once('@').ok_or(InvalidConnectionString)?;
        let host = address.split(':').next().unwrap_or_default();
        if user.is_empty() || user.starts_with(':') || host.is_empty() {
            return Err(InvalidConnectionString);
        }
        Ok(Self { text: text.to_owned(), host: host.to_owned() })
    }

    pub(super) fn expose(&self) -> &str {
        &self.text
    }

    /// The SQL endpoint of the host, as the official driver derives it: the first label becomes `api`.
    pub fn default_endpoint(&self) -> String {
        let host = self
            .host
            .split_once('.')
            .map_or_else(|| self.host.clone(), |(_, domain)| format!("api.{domain}"));
        format!("https://{host}/sql")
    }
}

impl fmt::Debug for ConnectionString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConnectionString(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_endpoint_is_the_host_with_its_first_label_replaced() {
        let parse = |text| ConnectionString::parse(text).unwrap().default_endpoint();
        assert_eq!(
            parse(
                "postgresql://app:p%40ss@ep-cool-dawn-123.eu-central-1.aws.neon.tech/neondb?sslmode=require"
            ),
            "https://api.eu-central-1.aws.neon.tech/sql"
        );
    }

    #[test]
    fn what_is_no_connection_string_is_refused() {
        for text in [
            "",
            "postgres://",
            "mysql://u:p@h/d",
            "postgres://host/db",
            "postgres://:p@h/d",
            "postgres://u:p@/d",
            "postgres://u:p@h/d\r\nx: y",
        ] {
            assert!(ConnectionString::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn the_password_does_not_print() {
        let text = format!("{:?}", ConnectionString::parse("postgres://u:hunter2@h/d").unwrap());
        assert!(!text.contains("hunter2"));
    }
}
