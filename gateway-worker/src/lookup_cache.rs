//! What an isolate remembers of the database's answers: for a short while, up to a bound, absence too.
//!
//! A request must never wait for another request's future: the runtime may cancel it. So nobody waits
//! here. When an entry has grown old, the first request that finds it so refreshes it, and the others
//! go on with what is there.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use logicspike_shared::time::Timestamp;

/// How long an entry is as good as the database, in milliseconds. A revoked key lives on for that long.
pub const FRESH_MS: i64 = 30_000;
/// How much longer it is served while the database cannot be reached, in milliseconds.
pub const STALE_MS: i64 = 5 * 60_000;
/// How long others leave a refresh to the request that began it, in milliseconds; also the pause after
/// one that failed. About as long as the driver waits.
const REFRESH_MS: i64 = 5_000;

/// What the memory says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recall<V> {
    /// Use this; `None` means that the database had no such record.
    Known(Option<V>),
    /// Ask the database. If it cannot be reached, `otherwise` may be used.
    Ask {
        /// The last answer, unless it is too old or there is none.
        otherwise: Option<Option<V>>,
    },
}

#[derive(Debug)]
struct Entry<V> {
    value: Option<V>,
    asked_at_ms: i64,
    refresh_until_ms: i64,
}

/// A bounded memory of records by key.
#[derive(Debug)]
pub struct Memory<V> {
    entries: Mutex<BTreeMap<String, Entry<V>>>,
    capacity: usize,
}

impl<V: Clone> Memory<V> {
    /// A memory of at most `capacity` records.
    pub fn new(capacity: usize) -> Self {
        Self { entries: Mutex::default(), capacity }
    }

    /// What is known of a key. Whoever is told to ask, should: others are not told so for a while.
    pub fn recall(&self, key: &str, now: Timestamp) -> Recall<V> {
        let now = now.as_millis();
        let mut entries = self.lock();
        let Some(entry) = entries.get_mut(key) else { return Recall::Ask { otherwise: None } };
        let age = now - entry.asked_at_ms;
        if age < FRESH_MS {
            return Recall::Known(entry.value.clone());
        }
        if age >= FRESH_MS + STALE_MS {
            return Recall::Ask { otherwise: None };
        }
        if now < entry.refresh_until_ms {
            return Recall::Known(entry.value.clone());
        }
        entry.refresh_until_ms = now + REFRESH_MS;
        Recall::Ask { otherwise: Some(entry.value.clone()) }
    }

    /// The record that is remembered and may still be used, if there is one.
    pub fn held(&self, key: &str, now: Timestamp) -> Option<V> {
        self.younger_than(FRESH_MS + STALE_MS, key, now)
    }

    /// The record that is remembered and as good as the database's, if there is one.
    pub fn fresh(&self, key: &str, now: Timestamp) -> Option<V> {
        self.younger_than(FRESH_MS, key, now)
    }

    fn younger_than(&self, millis: i64, key: &str, now: Timestamp) -> Option<V> {
        let entries = self.lock();
        let entry = entries.get(key)?;
        entry.value.clone().filter(|_| now.as_millis() - entry.asked_at_ms < millis)
    }

    /// Remembers the database's answer to a question asked at `asked_at`.
    pub fn remember(&self, key: &str, value: Option<V>, asked_at: Timestamp) {
        let mut entries = self.lock();
        if entries.get(key).is_some_and(|entry| entry.asked_at_ms > asked_at.as_millis()) {
            // Answers may overtake one another; the later question knows better.
            return;
        }
        if entries.len() >= self.capacity && !entries.contains_key(key) {
            // Absent records go first: whoever sends made-up keys must not push out real ones.
            let oldest = entries
                .iter()
                .min_by_key(|(_, entry)| (entry.value.is_some(), entry.asked_at_ms))
                .map(|(key, _)| key.clone());
            if let Some(oldest) = oldest {
                entries.remove(&oldest);
            }
        }
        let entry = Entry { value, asked_at_ms: asked_at.as_millis(), refresh_until_ms: 0 };
        entries.insert(key.to_owned(), entry);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Entry<V>>> {
        // Nothing here panics while it holds the lock.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    #[test]
    fn an_answer_is_good_for_thirty_seconds() {
        let memory = Memory::new(8);
        assert_eq!(memory.recall("k", at(0)), Recall::Ask { otherwise: None });
        memory.remember("k", Some(1), at(0));
        assert_eq!(memory.recall("k", at(29_999)), Recall::Known(Some(1)));
        assert_eq!(memory.recall("k", at(30_000)), Recall::Ask { otherwise: Some(Some(1)) });
    }

    #[test]
    fn what_is_held_longer_than_it_is_fresh_is_told_apart() {
        let memory = Memory::new(8);
        memory.remember("k", Some(1), at(0));
        assert_eq!((memory.fresh("k", at(29_999)), memory.held("k", at(29_999))), (Some(1), Some(1)));
        assert_eq!((memory.fresh("k", at(30_000)), memory.held("k", at(329_999))), (None, Some(1)));
        assert_eq!(memory.held("k", at(330_000)), None);
    }

    #[test]
    fn one_asks_while_the_others_go_on() {
        let memory = Memory::new(8);
        memory.remember("k", Some(1), at(0));
        assert_eq!(memory.recall("k", at(40_000)), Recall::Ask { otherwise: Some(Some(1)) });
        assert_eq!(memory.recall("k", at(40_001)), Recall::Known(Some(1)));
        memory.remember("k", Some(2), at(40_000));
        assert_eq!(memory.recall("k", at(40_002)), Recall::Known(Some(2)));
        assert_eq!(memory.recall("k", at(70_000)), Recall::Ask { otherwise: Some(Some(2)) });
    }

    #[test]
    fn a_refresh_that_was_never_finished_is_taken_over() {
        let memory = Memory::new(8);
        memory.remember("k", Some(1), at(0));
        assert!(matches!(memory.recall("k", at(40_000)), Recall::Ask { .. }));
        assert_eq!(memory.recall("k", at(44_999)), Recall::Known(Some(1)));
        assert!(matches!(memory.recall("k", at(45_000)), Recall::Ask { .. }));
    }

    #[test]
    fn an_answer_is_too_old_after_five_minutes_more() {
        let memory = Memory::new(8);
        memory.remember("k", Some(1), at(0));
        assert_eq!(memory.recall("k", at(329_999)), Recall::Ask { otherwise: Some(Some(1)) });
        assert_eq!(memory.recall("k", at(330_000)), Recall::Ask { otherwise: None });
    }

    #[test]
    fn an_answer_that_was_overtaken_is_dropped() {
        let memory = Memory::new(8);
        memory.remember("k", None, at(2));
        memory.remember("k", Some(1), at(1));
        assert_eq!(memory.recall("k", at(3)), Recall::Known(None));
    }

    #[test]
    fn absence_is_remembered_but_gives_way_to_what_exists() {
        let memory = Memory::new(3);
        memory.remember("real", Some(1), at(0));
        for made_up in 0..100 {
            memory.remember(&format!("made-up {made_up}"), None, at(made_up));
        }
        assert_eq!(memory.recall("real", at(200)), Recall::Known(Some(1)));
        assert_eq!(memory.recall("made-up 99", at(200)), Recall::Known(None));
        assert_eq!(memory.recall("made-up 1", at(200)), Recall::Ask { otherwise: None });
        assert_eq!(memory.lock().len(), 3);
        for real in 0..3 {
            memory.remember(&format!("real {real}"), Some(real), at(300 + i64::from(real)));
        }
        assert_eq!(memory.recall("real", at(400)), Recall::Ask { otherwise: None });
        assert_eq!(memory.lock().len(), 3);
    }
}
