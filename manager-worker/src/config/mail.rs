//! How mail is sent: variables that may all be absent. Without a provider it is not.

use logicspike_shared::config::{ConfigReader, Environment};
use logicspike_shared::secret::Secret;
use logicspike_shared::variables;

use super::http_url;

/// How mail is sent.
#[derive(Debug)]
pub struct MailConfig {
    /// Who sends it.
    pub provider: Option<MailProvider>,
    /// Where invitations are accepted.
    pub dashboard_url: Option<String>,
}

/// A mail provider with an HTTP API.
#[derive(Debug)]
pub struct MailProvider {
    /// Where mails are posted.
    pub url: String,
    /// What the provider knows us by.
    pub key: Secret,
    /// The sender, such as `LogicSpike <hello@example.com>`.
    pub from: String,
}

impl MailConfig {
    pub(super) fn read(reader: &mut ConfigReader<'_, impl Environment>) -> Self {
        let dashboard_url = reader.optional_parsed(variables::DASHBOARD_URL, |url| http_url(url.to_owned()));
        let all = [variables::MAIL_API_URL, variables::MAIL_API_KEY, variables::MAIL_FROM];
        // One of them without the others is a mistake.
        let provider = if all.map(|variable| reader.optional(variable)).iter().any(Option::is_some) {
            let url = reader.required(variables::MAIL_API_URL, http_url);
            let key = reader.required(variables::MAIL_API_KEY, |key| Some(Secret::new(key.trim())));
            let from = reader.required(variables::MAIL_FROM, |from| from.contains('@').then_some(from));
            url.zip(key).zip(from).map(|((url, key), from)| MailProvider { url, key, from })
        } else {
            None
        };
        Self { provider, dashboard_url }
    }
}
