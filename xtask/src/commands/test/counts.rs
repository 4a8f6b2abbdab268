//! How many tests passed and failed, summed over the runners' own summaries.

use std::ops::AddAssign;

/// Passed and failed tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl Counts {
    /// Adds what one line of a runner's output says, if it is a summary.
    pub(crate) fn read_line(&mut self, line: &str) {
        let number_before = |word: &str| {
            let words: Vec<&str> = line.split([' ', ';']).filter(|part| !part.is_empty()).collect();
            let found = words
                .iter()
                .zip(words.iter().skip(1))
                .find(|(_, second)| second.trim_end_matches(';') == word);
            found.and_then(|(number, _)| number.parse::<u64>().ok()).unwrap_or(0)
        };
        // cargo: `test result: ok. 3 passed; 0 failed; …`
        if line.starts_with("test result:") {
            self.passed += number_before("passed");
            self.failed += number_before("failed");
        }
        // vitest: `      Tests  1 failed | 3 passed (4)`.
        if line.trim_start().starts_with("Tests ") {
            self.passed += number_before("passed");
            self.failed += number_before("failed");
        }
        // node: `# pass 3`, `# fail 0`, `# cancelled 0` in TAP, with `ℹ` for `#` in its other reporter.
        let mut words = line.split_whitespace();
        if let (Some("#" | "ℹ"), Some(word), Some(number), None) =
            (words.next(), words.next(), words.next(), words.next())
        {
            let number = number.parse().unwrap_or(0);
            match word {
                "pass" => self.passed += number,
                "fail" | "cancelled" => self.failed += number,
                _ => {}
            }
        }
    }

    /// A runner that failed without a summary (it did not compile, it crashed) counts as one failure.
    pub(crate) fn judged_by(mut self, succeeded: bool) -> Self {
        if !succeeded && self.failed == 0 {
            self.failed = 1;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_of_all_runners_are_summed() {
        let mut counts = Counts::default();
        let output = "running 3 tests\ntest a ... ok\n\
            test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s\n\
            test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s\n\
            # tests 7\n# pass 5\n# fail 1\n# cancelled 1\nℹ pass 2\n# pass the salt\n\
             \x20     Tests  1 failed | 3 passed (4)\n";
        output.lines().for_each(|line| counts.read_line(line));
        assert_eq!(counts, Counts { passed: 17, failed: 5 });
    }

    #[test]
    fn a_runner_that_breaks_is_a_failure_even_without_a_summary() {
        assert_eq!(Counts::default().judged_by(false).failed, 1);
        assert_eq!(Counts { passed: 2, failed: 3 }.judged_by(false).failed, 3);
        assert_eq!(Counts { passed: 2, failed: 0 }.judged_by(true).failed, 0);
    }
}
