//! A webhook to make, what to change of one, and until when its old secret signs.

use logicspike_shared::error::AppError;
use logicspike_shared::events::catalogue;
use logicspike_shared::input::{Check, Patch};
use logicspike_shared::time::Timestamp;

use super::fields;
use crate::api::webhooks::{RotateSecretBody, WebhookBody};
use crate::domain::webhook_target::{Target, TargetPolicy};

/// Most event types of an endpoint.
const MAX_EVENTS: usize = 50;
/// Longest description, in characters.
const MAX_DESCRIPTION_CHARS: usize = 500;

/// An endpoint to make.
#[derive(Debug)]
pub struct NewWebhook {
    /// Where it is.
    pub target: Target,
    /// What it wants to be told.
    pub events: Vec<String>,
    /// What a person says of it.
    pub description: Option<String>,
}

/// What to change of an endpoint.
#[derive(Debug)]
pub struct WebhookChange {
    /// Where it is.
    pub target: Option<Target>,
    /// What it wants to be told.
    pub events: Option<Vec<String>>,
    /// What a person says of it.
    pub description: Patch<String>,
    /// Whether it is called.
    pub enabled: Option<bool>,
}

impl WebhookBody {
    /// A new endpoint: it is told of everything unless it says of what.
    pub fn check_new(&self, policy: &TargetPolicy) -> Result<NewWebhook, AppError> {
        let mut check = Check::default();
        let target = check.required("url", self.url.as_deref(), |url| target(policy, url));
        let events = check.optional("events", self.events.as_deref(), events);
        let description = check.optional("description", self.description.value(), |text| description(text));
        if self.enabled == Some(false) {
            check.fault("enabled", "is true for a new webhook");
        }
        let events = events.unwrap_or_else(|| vec!["*".to_owned()]);
        check.finish(|| Some(NewWebhook { target: target?, events, description }))
    }

    /// One field is enough for a change.
    pub fn check_change(&self, policy: &TargetPolicy) -> Result<WebhookChange, AppError> {
        let mut check = Check::default();
        if self.url.is_none()
            && self.events.is_none()
            && !self.description.is_present()
            && self.enabled.is_none()
        {
            check.fault("", "must have url, events, description or enabled");
        }
        let target = check.optional("url", self.url.as_deref(), |url| target(policy, url));
        let events = check.optional("events", self.events.as_deref(), events);
        let description = match &self.description {
            Patch::Value(text) => check
                .optional("description", Some(text), |text| description(text))
                .map_or(Patch::Absent, Patch::Value),
            other => other.clone(),
        };
        let enabled = self.enabled;
        check.finish(|| Some(WebhookChange { target, events, description, enabled }))
    }
}

fn target(policy: &TargetPolicy, url: &str) -> Result<Target, String> {
    policy.check(url).map_err(|fault| fault.to_string())
}

fn description(text: &str) -> Result<String, String> {
    let trimmed = text.trim();
    let length = trimmed.chars().count();
    if !(1..=MAX_DESCRIPTION_CHARS).contains(&length) || trimmed.chars().any(char::is_control) {
        return Err(format!("must have 1 to {MAX_DESCRIPTION_CHARS} characters, or be null"));
    }
    Ok(trimmed.to_owned())
}

fn events(patterns: &[String]) -> Result<Vec<String>, String> {
    if !(1..=MAX_EVENTS).contains(&patterns.len()) {
        return Err(format!("must name 1 to {MAX_EVENTS} event types"));
    }
    for (index, pattern) in patterns.iter().enumerate() {
        if catalogue::named_by(pattern).next().is_none() {
            return Err("must name event types such as blog.post.published, blog.post.* or *".to_owned());
        }
        if patterns.iter().take(index).any(|earlier| earlier == pattern) {
            return Err(format!("{pattern} is there twice"));
        }
    }
    Ok(patterns.to_vec())
}

impl RotateSecretBody {
    /// Until when the old secret signs too.
    pub fn check(&self, now: Timestamp) -> Result<Timestamp, AppError> {
        let mut check = Check::default();
        let old_until = fields::overlap_until(&mut check, self.overlap_seconds, now);
        check.finish(|| old_until)
    }
}
