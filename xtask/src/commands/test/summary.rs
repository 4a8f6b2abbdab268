//! What the run ends with: each part's minutes and tests, and the sum.

use std::fmt;
use std::time::Duration;

use super::counts::Counts;

/// The parts of a run, in their order.
#[derive(Debug, Default)]
pub(super) struct Summary(Vec<(&'static str, Duration, Option<Counts>)>);

impl Summary {
    /// A part without tests.
    pub(super) fn took(&mut self, part: &'static str, time: Duration) {
        self.0.push((part, time, None));
    }

    /// A suite.
    pub(super) fn ran(&mut self, suite: &'static str, time: Duration, counts: Counts) {
        self.0.push((suite, time, Some(counts)));
    }

    /// All suites together.
    pub(super) fn counts(&self) -> Counts {
        let mut sum = Counts::default();
        self.0.iter().filter_map(|(.., counts)| *counts).for_each(|counts| sum += counts);
        sum
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (part, time, counts) in &self.0 {
            write!(f, "{:5.1} min  {part}", time.as_secs_f64() / 60.0)?;
            match counts {
                Some(counts) => writeln!(f, ": {} passed, {} failed", counts.passed, counts.failed)?,
                None => writeln!(f)?,
            }
        }
        let Counts { passed, failed } = self.counts();
        writeln!(f, "{passed} passed, {failed} failed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_ends_with_the_minutes_of_each_suite_and_the_sum() {
        let mut summary = Summary::default();
        summary.took("set-up and builds", Duration::from_secs(6));
        summary.ran("unit and handler tests", Duration::from_secs(90), Counts { passed: 3, failed: 0 });
        summary.ran("end-to-end tests", Duration::from_mins(10), Counts { passed: 4, failed: 1 });
        let text = "  0.1 min  set-up and builds\n  1.5 min  unit and handler tests: 3 passed, 0 failed\n \
                    10.0 min  end-to-end tests: 4 passed, 1 failed\n7 passed, 1 failed\n";
        assert_eq!(summary.to_string(), text);
    }
}
