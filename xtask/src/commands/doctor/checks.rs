//! The report: one line per check.

/// Counts and prints what was found.
#[derive(Debug, Default)]
pub(super) struct Report {
    passed: u32,
    failed: u32,
}

impl Report {
    /// A check that passed.
    pub(super) fn pass(&mut self, what: &str) {
        self.passed += 1;
        println!("ok    {what}");
    }

    /// A check that failed: what is wrong, and how to mend it.
    pub(super) fn fail(&mut self, what: &str, wrong: &str, mend: &str) {
        self.failed += 1;
        println!("FAIL  {what}: {wrong}. Mend: {mend}");
    }

    /// A check by its result.
    pub(super) fn check(&mut self, what: &str, result: Result<(), String>, mend: &str) {
        match result {
            Ok(()) => self.pass(what),
            Err(wrong) => self.fail(what, &wrong, mend),
        }
    }

    pub(super) fn is_healthy(&self) -> bool {
        self.failed == 0
    }

    pub(super) fn summary(&self) -> String {
        format!("{} checks passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failed_check_makes_the_whole_unhealthy() {
        let mut report = Report::default();
        report.check("a", Ok(()), "-");
        assert!(report.is_healthy());
        report.check("b", Err("broken".to_owned()), "mend it");
        assert!(!report.is_healthy());
        assert_eq!(report.summary(), "1 checks passed, 1 failed");
    }
}
