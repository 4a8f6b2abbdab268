//! What came back.

use std::time::Duration;

use serde::Serialize;

/// Of one connection, then of all.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    /// Answered requests.
    requests: usize,
    /// Of these, those with another status than wanted, and requests whose connection broke.
    bad: usize,
    /// From the first request to the last answer.
    microseconds: u64,
    /// What half of the answers took at most, in microseconds.
    p50: u64,
    p95: u64,
    p99: u64,
    #[serde(skip)]
    times: Vec<u64>,
}

impl Report {
    pub(crate) fn answered(&mut self, time: Duration, as_wanted: bool) {
        self.times.push(whole(time));
        self.bad += usize::from(!as_wanted);
    }

    pub(crate) fn broken(&mut self) {
        self.bad += 1;
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.times.extend(other.times);
        self.bad += other.bad;
    }

    pub(crate) fn finish(&mut self, time: Duration) {
        self.times.sort_unstable();
        self.requests = self.times.len();
        self.microseconds = whole(time);
        self.p50 = self.percentile(50);
        self.p95 = self.percentile(95);
        self.p99 = self.percentile(99);
    }

    fn percentile(&self, percent: usize) -> u64 {
        let place = (self.times.len() * percent).div_ceil(100).saturating_sub(1);
        self.times.get(place).copied().unwrap_or(0)
    }
}

fn whole(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_times_that_were_measured() {
        let mut all = Report::default();
        for half in [1..=50, 51..=100] {
            let mut one = Report::default();
            for milliseconds in half {
                one.answered(Duration::from_millis(milliseconds), milliseconds != 7);
            }
            one.broken();
            all.add(one);
        }
        all.finish(Duration::from_secs(2));
        assert_eq!((all.requests, all.bad, all.microseconds), (100, 3, 2_000_000));
        assert_eq!((all.p50, all.p95, all.p99), (50_000, 95_000, 99_000));
        let mut none = Report::default();
        none.finish(Duration::ZERO);
        assert_eq!((none.requests, none.p50), (0, 0));
    }
}
