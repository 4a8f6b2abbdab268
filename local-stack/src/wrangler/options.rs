//! What a run of the Workers is to be.

use crate::worker::Worker;

/// What to run, and what to leave out or change: tests see what a misconfigured deployment does.
#[derive(Debug, Clone)]
pub struct WranglerOptions {
    /// The Worker that gets the port. Only the gateway has a public address in production; tests of the
    /// other two call them directly.
    pub primary: Worker,
    /// The port; a free one when absent.
    pub port: Option<u16>,
    /// Variables to leave out.
    pub without_vars: Vec<(Worker, String)>,
    /// Service Bindings to leave out, by name; the gateway alone has any.
    pub without_services: Vec<String>,
    /// Variables to set or replace.
    pub overrides: Vec<(Worker, String, String)>,
    /// Whether rate limits are as deployed. On one machine all callers have one address, so that by default
    /// ten times as much is let through.
    pub deployed_limits: bool,
}

impl WranglerOptions {
    /// Everything as it should be, with this Worker at the port.
    pub fn new(primary: Worker) -> Self {
        Self {
            primary,
            port: None,
            without_vars: Vec::new(),
            without_services: Vec::new(),
            overrides: Vec::new(),
            deployed_limits: false,
        }
    }

    /// Leaves a variable out.
    #[must_use]
    pub fn without_var(mut self, worker: Worker, name: &str) -> Self {
        self.without_vars.push((worker, name.to_owned()));
        self
    }

    /// Leaves one of the gateway's Service Bindings out.
    #[must_use]
    pub fn without_service(mut self, binding: &str) -> Self {
        self.without_services.push(binding.to_owned());
        self
    }

    /// Limits rates as the deployed gateway does.
    #[must_use]
    pub fn with_deployed_limits(mut self) -> Self {
        self.deployed_limits = true;
        self
    }

    /// Sets or replaces a variable.
    #[must_use]
    pub fn with_var(mut self, worker: Worker, name: &str, value: &str) -> Self {
        self.overrides.push((worker, name.to_owned(), value.to_owned()));
        self
    }
}
