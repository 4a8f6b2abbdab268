//! Variables, secrets and bindings: told once, before the first task.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::config;

/// What a Worker was deployed with. It does not print: secrets are part of it.
#[derive(Default, Deserialize)]
pub struct Environment {
    variables: BTreeMap<String, String>,
    bindings: BTreeSet<String>,
}

thread_local! {
    static BINDINGS: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

impl Environment {
    /// Reads what JavaScript says; nothing of what it does not.
    pub(super) fn read(text: &str) -> Self {
        let environment: Self = serde_json::from_str(text).unwrap_or_default();
        BINDINGS.set(environment.bindings.clone());
        environment
    }
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Environment").field("bindings", &self.bindings).finish_non_exhaustive()
    }
}

impl config::Environment for Environment {
    fn var(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }

    fn has_service(&self, name: &str) -> bool {
        self.bindings.contains(name)
    }
}

/// Whether the Worker was deployed with a binding of this name.
pub fn has_binding(name: &str) -> bool {
    BINDINGS.with_borrow(|bindings| bindings.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Environment as _;

    #[test]
    fn variables_and_bindings_are_told_apart() {
        let text = r#"{"variables":{"KEY":"one\ntwo"},"bindings":["EVENTS"]}"#;
        let environment = Environment::read(text);
        assert_eq!(environment.var("KEY").as_deref(), Some("one\ntwo"));
        assert!(environment.has_service("EVENTS") && has_binding("EVENTS"));
        assert!(!environment.has_service("KEY") && environment.var("EVENTS").is_none());
        assert!(!format!("{environment:?}").contains("one"));
        assert!(Environment::read("nonsense").var("KEY").is_none() && !has_binding("EVENTS"));
    }
}
