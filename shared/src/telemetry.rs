//! The one structured log line per request. It names ids, routes and causes; never a token, a key, a
//! query's text or a body.

use serde::Serialize;

use crate::error::AppError;

/// What is known of a request when it ends.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestLog<'a> {
    /// `info`, `warn` for refusals, `error` for 5xx.
    pub level: &'static str,
    /// The Worker.
    pub service: &'static str,
    /// The request's id.
    pub request_id: &'a str,
    /// The trace's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<&'a str>,
    /// The tenant, once known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<&'a str>,
    /// The person, once known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<&'a str>,
    /// The door the request came through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub door: Option<&'static str>,
    /// The method.
    pub method: &'a str,
    /// The route's pattern: ids and slugs are not part of it.
    pub route: &'a str,
    /// The response's status.
    pub status: u16,
    /// From the request's arrival to the response's start, in milliseconds.
    pub duration_ms: i64,
    /// The error's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// The error's cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<&'a str>,
}

impl<'a> RequestLog<'a> {
    /// Takes status, code, cause and level from an error.
    pub fn set_error(&mut self, error: &'a AppError) {
        self.status = error.status().as_u16();
        self.code = Some(error.code().as_str());
        self.cause = error.internal_text();
    }

    /// The line.
    pub fn to_line(mut self) -> String {
        self.level = match self.status {
            500.. => "error",
            400.. => "warn",
            _ => "info",
        };
        // Plain strings and numbers always serialise.
        serde_json::to_string(&self).unwrap_or_default()
    }
}

/// The one structured log line of work that no request asked for: a sweep, a batch of messages.
#[derive(Debug, Serialize)]
pub struct TaskLog<'a, R> {
    level: &'static str,
    service: &'static str,
    event: &'static str,
    #[serde(flatten)]
    report: &'a R,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'a str>,
}

impl<'a, R: Serialize> TaskLog<'a, R> {
    /// What a task did; with a cause, if something went wrong.
    pub fn new(service: &'static str, event: &'static str, report: &'a R, cause: Option<&'a str>) -> Self {
        Self { level: if cause.is_some() { "error" } else { "info" }, service, event, report, cause }
    }

    /// The line.
    pub fn to_line(&self) -> String {
        // Plain strings and numbers always serialise.
        serde_json::to_string(self).unwrap_or_default()
    }
}
