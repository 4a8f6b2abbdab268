//! Whether secrets that can be read are long enough. Of those that are deployed already a Worker says it by itself.

use std::collections::BTreeMap;

use logicspike_shared::secret::are_long_enough;
use logicspike_shared::variables;

/// The names of those that are too short, never a value.
pub(super) fn strong(vars: &BTreeMap<String, String>) -> Result<(), String> {
    let bounded = variables::ALL.iter().filter_map(|variable| Some((variable.name, variable.shortest?)));
    let short =
        bounded.filter(|(name, chars)| vars.get(*name).is_some_and(|value| !are_long_enough(value, *chars)));
    let faults: Vec<String> =
        short.map(|(name, chars)| format!("{name} has less than {chars} characters")).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_that_are_too_short_are_named_together_and_not_shown() {
        let vars = |entries: &[(&str, &str)]| {
            entries.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        assert_eq!(strong(&vars(&[])), Ok(()));
        assert_eq!(strong(&vars(&[("PLATFORM_SECRET", "0123456789abcdef"), ("DEBUG", "true")])), Ok(()));
        let short = strong(&vars(&[("GATEWAY_SECRET", "hunter2"), ("WEBHOOK_SECRET_KEY", "hunter2")]));
        let text =
            "GATEWAY_SECRET has less than 32 characters, WEBHOOK_SECRET_KEY has less than 43 characters";
        assert_eq!(short, Err(text.to_owned()));
    }
}
