//! Connections to PostgreSQL as the owner of a database.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use reqwest::Url;
use tokio_postgres::config::SslMode;
use tokio_postgres::{Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::checkout::Checkout;

/// The two databases of the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// Users, tenants, keys, plans: the manager's, read by the gateway.
    Platform,
    /// Posts, categories, tags: the blog service's.
    Blog,
}

impl Database {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Platform, Self::Blog];

    /// Its name, locally and in `migrations/`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Platform => "platform",
            Self::Blog => "blog",
        }
    }

    /// The folder of its migrations.
    pub fn migrations(self, checkout: &Checkout) -> PathBuf {
        checkout.path("migrations").join(self.name())
    }
}

impl FromStr for Database {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "platform" => Ok(Self::Platform),
            "blog" => Ok(Self::Blog),
            _ => bail!("there are two databases: platform, blog"),
        }
    }
}

/// A `postgres://` URL. It holds a password, so it does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(Url);

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseUrl(…)")
    }
}

impl FromStr for DatabaseUrl {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        // The causes may quote the text, which holds a password: they are not passed on.
        let Ok(url) = Url::parse(text) else {
            bail!("not a database URL; expected postgres://user:password@host/name")
        };
        if !matches!(url.scheme(), "postgres" | "postgresql") || !url.has_host() {
            bail!("not a database URL; expected postgres://user:password@host/name");
        }
        Ok(Self(url))
    }
}

impl DatabaseUrl {
    /// A database of a server on this machine.
    pub fn local(port: u16, user: &str, password: &str, database: &str) -> Result<Self> {
        format!("postgres://{user}:{password}@127.0.0.1:{port}/{database}").parse()
    }

    /// The URL, password included.
    pub fn expose(&self) -> &str {
        self.0.as_str()
    }

    /// Where it leads, without user and password.
    pub fn place(&self) -> String {
        let port = self.0.port().map_or_else(String::new, |port| format!(":{port}"));
        format!("{}{port}{}", self.0.host_str().unwrap_or_default(), self.0.path())
    }

    /// The same database as another user.
    pub fn with_login(&self, user: &str, password: &str) -> Result<Self> {
        let mut url = self.0.clone();
        if url.set_username(user).is_err() || url.set_password(Some(password)).is_err() {
            bail!("the database URL cannot carry a user");
        }
        Ok(Self(url))
    }

    /// Its host, if that is not this machine.
    pub(crate) fn remote_host(&self) -> Option<String> {
        (!is_loopback(self)).then(|| self.0.host_str().unwrap_or_default().to_owned())
    }

    fn config(&self) -> Result<Config> {
        let mut url = self.0.clone();
        // `tokio-postgres` knows no `verify-full`; our TLS always verifies, so `require` is the same.
        let pairs: Vec<(String, String)> = url
            .query_pairs()
            .map(|(name, value)| match (&*name, &*value) {
                ("sslmode", "verify-ca" | "verify-full") => (name.into_owned(), "require".to_owned()),
                ("sslmode", "allow") => (name.into_owned(), "prefer".to_owned()),
                _ => (name.into_owned(), value.into_owned()),
            })
            .collect();
        url.set_query(None);
        if !pairs.is_empty() {
            url.query_pairs_mut().extend_pairs(pairs);
        }
        let Ok(mut config) = url.as_str().parse::<Config>() else {
            bail!("the database URL has an unknown or wrong parameter")
        };
        config.connect_timeout(std::time::Duration::from_secs(15)).application_name("logicspike-tools");
        Ok(config)
    }
}

/// Connects; TLS with verified certificates wherever the server offers or the URL demands it.
pub async fn connect(url: &DatabaseUrl) -> Result<Client> {
    let config = url.config()?;
    let cannot = || format!("cannot connect to the database at {}", url.place());
    if config.get_ssl_mode() == SslMode::Disable || is_loopback(url) {
        let (client, connection) = config.connect(NoTls).await.with_context(cannot)?;
        tokio::spawn(connection);
        return Ok(client);
    }
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let (client, connection) = config.connect(MakeRustlsConnect::new(tls)).await.with_context(cannot)?;
    tokio::spawn(connection);
    Ok(client)
}

fn is_loopback(url: &DatabaseUrl) -> bool {
    let host = url.0.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_url_never_prints_its_password() {
        let url: DatabaseUrl = "postgres://me:hunter2@db.example/app?sslmode=require".parse().unwrap();
        assert_eq!(format!("{url:?} {}", url.place()), "DatabaseUrl(…) db.example/app");
        for text in ["postgres:/me:hunter2@", "https://me:hunter2@db.example/app", "me:hunter2@db.example"] {
            let error = text.parse::<DatabaseUrl>().unwrap_err();
            assert!(!format!("{error:#}").contains("hunter2"), "{error:#}");
        }
        let wrong: DatabaseUrl = "postgres://me:hunter2@db.example/app?sslmode=hunter2".parse().unwrap();
        assert!(!format!("{:#}", wrong.config().unwrap_err()).contains("hunter2"));
    }

    #[test]
    fn a_worker_gets_its_own_login_to_the_same_database() {
        let owner: DatabaseUrl =
            "postgres://owner:a@db.example/app?sslmode=verify-full&channel_binding=require".parse().unwrap();
        let worker = owner.with_login("logicspike_blog", "b").unwrap();
        assert_eq!(
            worker.expose(),
            "postgres://logicspike_blog:b@db.example/app?sslmode=verify-full&channel_binding=require"
        );
        assert_eq!(worker.config().unwrap().get_ssl_mode(), SslMode::Require);
    }
}
