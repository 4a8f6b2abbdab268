//! How webhooks are sent: variables that may all be absent.

use http::StatusCode;
use logicspike_shared::config::{ConfigReader, Environment};
use logicspike_shared::error::AppError;
use logicspike_shared::error_code::ErrorCode;
use logicspike_shared::variables;

use crate::domain::delivery::Schedule;
use crate::domain::webhook_secret::WebhookKeys;
use crate::domain::webhook_target::TargetPolicy;

/// How webhooks are sent.
#[derive(Debug)]
pub struct WebhookConfig {
    /// What signing secrets are computed with; without it no endpoint can be made.
    pub keys: Option<WebhookKeys>,
    /// When to try again.
    pub schedule: Schedule,
    /// Where they may be sent.
    pub targets: TargetPolicy,
}

impl WebhookConfig {
    pub(super) fn read(reader: &mut ConfigReader<'_, impl Environment>) -> Self {
        let keys = reader.optional_parsed(variables::WEBHOOK_SECRET_KEY, WebhookKeys::parse);
        let schedule =
            reader.optional_parsed(variables::WEBHOOK_RETRY_SECONDS, Schedule::parse).unwrap_or_default();
        let allow_local =
            reader.optional(variables::WEBHOOKS_ALLOW_LOCAL).is_some_and(|value| value.trim() == "true");
        // Whoever can make webhooks could have them lead back into the platform.
        let own_hosts = if reader.optional(variables::WEBHOOK_SECRET_KEY).is_some() {
            reader.required(variables::PLATFORM_HOSTS, |names| host_names(&names))
        } else {
            reader.optional_parsed(variables::PLATFORM_HOSTS, host_names)
        };
        let own_hosts = own_hosts.unwrap_or_default();
        Self { keys, schedule, targets: TargetPolicy { allow_local, own_hosts } }
    }

    /// What signing secrets are computed with.
    pub fn keys(&self) -> Result<&WebhookKeys, AppError> {
        let missing = "Configuration error: WEBHOOK_SECRET_KEY missing";
        let error = || {
            AppError::new(StatusCode::INTERNAL_SERVER_ERROR, missing, ErrorCode::ConfigurationError)
                .because(missing)
        };
        self.keys.as_ref().ok_or_else(error)
    }
}

/// Host names separated by commas, in lower case. Each stands for itself and all below it, so that `example.com`,
/// `.example.com` and `*.example.com` are one.
fn host_names(text: &str) -> Option<Vec<String>> {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let host_name = |name: &str| {
        let name = name.trim().to_ascii_lowercase();
        let stem = name.strip_prefix('*').filter(|stem| stem.starts_with('.')).unwrap_or(&name);
        let stem = stem.strip_prefix('.').unwrap_or(stem);
        stem.split('.').all(is_label).then(|| stem.to_owned())
    };
    text.split(',').map(host_name).collect()
}
