//! notes by name, in an isolate: what happened when, and until when something holds. Bounded.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Notes kept at a time.
const CAPACITY: usize = 1024;

/// Notes by name, in milliseconds since 1970.
#[derive(Debug)]
pub struct Instants {
    instants: Mutex<BTreeMap<String, i64>>,
    /// How long after its instant a note matters.
    lifetime_ms: i64,
}

impl Instants {
    /// Notes that matter for `lifetime_ms` after their instant.
    pub fn new(lifetime_ms: i64) -> Self {
        Self { instants: Mutex::default(), lifetime_ms }
    }

    /// The instant noted under a name.
    pub fn get(&self, name: &str) -> Option<i64> {
        self.instants.lock().unwrap_or_else(PoisonError::into_inner).get(name).copied()
    }

    /// Notes an instant. If there is no room among those that still matter, it is not noted.
    pub fn set(&self, name: &str, instant_ms: i64, now_ms: i64) {
        let mut instants = self.instants.lock().unwrap_or_else(PoisonError::into_inner);
        if instants.len() >= CAPACITY {
            instants.retain(|_, instant| *instant > now_ms - self.lifetime_ms);
        }
        if instants.len() < CAPACITY || instants.contains_key(name) {
            instants.insert(name.to_owned(), instant_ms);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_longer_matters_makes_room() {
        let notes = Instants::new(1000);
        for number in 0..2000 {
            notes.set(&number.to_string(), 0, 0);
        }
        assert_eq!((notes.get("0"), notes.get("1999")), (Some(0), None));
        notes.set("0", 5, 5);
        notes.set("late", 1000, 1000);
        assert_eq!((notes.get("0"), notes.get("1"), notes.get("late")), (Some(5), None, Some(1000)));
    }
}
