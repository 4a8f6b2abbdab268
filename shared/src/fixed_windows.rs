//! Counts of an isolate, by key: each begins with its key's first event and ends a minute later. Nobody is asked, so that
//! whoever is over a limit costs nothing. What is remembered is bounded: the counts that end first go first.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::time::Timestamp;

/// How long a count lasts, in seconds: what a refused client is told to wait.
pub const PERIOD_SECONDS: u32 = 60;

#[derive(Debug, Clone, Copy)]
struct Window {
    until_ms: i64,
    count: u32,
}

/// The counts.
#[derive(Debug)]
pub struct FixedWindows {
    windows: Mutex<BTreeMap<String, Window>>,
    most_keys: usize,
}

impl FixedWindows {
    /// Counts of so many keys at a time.
    pub const fn new(most_keys: usize) -> Self {
        Self { windows: Mutex::new(BTreeMap::new()), most_keys }
    }

    /// What has been counted of a key.
    pub fn count(&self, key: &str, now: Timestamp) -> u32 {
        self.current(key, now).map_or(0, |window| window.count)
    }

    /// Counts so many events more.
    pub fn add(&self, key: &str, events: u32, now: Timestamp) {
        let now_ms = now.as_millis();
        let fresh = Window { until_ms: now_ms + i64::from(PERIOD_SECONDS) * 1000, count: 0 };
        let window = self.current(key, now).unwrap_or(fresh);
        self.set(key, Window { count: window.count.saturating_add(events), ..window }, now_ms);
    }

    /// Lets what takes a key's place go on with its count, unless it has a higher one.
    pub fn pass_on(&self, key: &str, successor: &str, now: Timestamp) {
        if let Some(window) = self.current(key, now)
            && window.count > self.count(successor, now)
        {
            self.set(successor, window, now.as_millis());
        }
    }

    fn current(&self, key: &str, now: Timestamp) -> Option<Window> {
        let now_ms = now.as_millis();
        self.lock().get(key).copied().filter(|window| now_ms < window.until_ms)
    }

    fn set(&self, key: &str, window: Window, now_ms: i64) {
        let mut windows = self.lock();
        if windows.len() >= self.most_keys && !windows.contains_key(key) {
            windows.retain(|_, window| now_ms < window.until_ms);
        }
        if windows.len() >= self.most_keys
            && !windows.contains_key(key)
            && let Some((oldest, _)) = windows.iter().min_by_key(|(_, window)| window.until_ms)
        {
            let oldest = oldest.clone();
            windows.remove(&oldest);
        }
        windows.insert(key.to_owned(), window);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Window>> {
        // Nothing here panics while it holds the lock.
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    #[test]
    fn a_count_lasts_for_a_minute_and_is_its_keys_own() {
        let windows = FixedWindows::new(8);
        windows.add("a", 1, at(0));
        windows.add("a", 2, at(59_999));
        assert_eq!((windows.count("a", at(59_999)), windows.count("b", at(59_999))), (3, 0));
        assert_eq!(windows.count("a", at(60_000)), 0);
        windows.add("a", u32::MAX, at(60_000));
        windows.add("a", 1, at(60_000));
        assert_eq!(windows.count("a", at(60_001)), u32::MAX);
    }

    #[test]
    fn what_takes_a_keys_place_goes_on_with_its_count_and_its_minute() {
        let windows = FixedWindows::new(8);
        windows.add("a", 5, at(0));
        windows.pass_on("a", "b", at(30_000));
        windows.add("b", 1, at(30_000));
        assert_eq!((windows.count("a", at(59_999)), windows.count("b", at(59_999))), (5, 6));
        windows.pass_on("a", "b", at(59_999));
        assert_eq!(windows.count("b", at(59_999)), 6, "not less than it had");
        assert_eq!(windows.count("b", at(60_000)), 0);
        windows.pass_on("nothing", "b", at(60_000));
        assert_eq!(windows.count("b", at(60_000)), 0);
    }

    #[test]
    fn so_many_keys_are_remembered_and_what_ends_first_goes_first() {
        let windows = FixedWindows::new(8);
        for number in 0..20 {
            windows.add(&number.to_string(), 1, at(number));
        }
        assert_eq!(windows.lock().len(), 8);
        assert_eq!((windows.count("11", at(20)), windows.count("12", at(20))), (0, 1));
    }
}
