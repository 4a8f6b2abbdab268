//! Times of one thing, and tables of things that were measured in turns: what disturbs the machine disturbs
//! all of them alike, so their ratio means more than their times.

use std::time::Instant;

/// What is measured before a series begins does not count: connections are opened, code is compiled.
const WARM_UP: usize = 10;

/// Milliseconds of one thing, in the order in which they were measured.
#[derive(Debug)]
pub(crate) struct Series {
    name: &'static str,
    samples: Vec<f64>,
}

impl Series {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, samples: Vec::new() }
    }

    /// Waits for something and notes how long it took.
    pub(crate) async fn time<T>(&mut self, work: impl Future<Output = T>) -> T {
        let started = now();
        let output = work.await;
        self.samples.push(started.elapsed().as_secs_f64() * 1000.0);
        output
    }

    /// Does something and notes how long it took.
    pub(crate) fn time_now<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let started = now();
        let output = work();
        self.samples.push(started.elapsed().as_secs_f64() * 1000.0);
        output
    }

    /// The value that this share of the samples does not exceed.
    fn quantile(&self, share: f64) -> f64 {
        let mut counted: Vec<f64> = self.samples.iter().skip(WARM_UP).copied().collect();
        counted.sort_by(f64::total_cmp);
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place in a list of some hundred"
        )]
        let place = (counted.len().saturating_sub(1) as f64 * share).round() as usize;
        counted.get(place).copied().unwrap_or(f64::NAN)
    }

    pub(crate) fn median(&self) -> f64 {
        self.quantile(0.5)
    }
}

#[expect(clippy::disallowed_methods, reason = "a program of this machine, with its clock")]
fn now() -> Instant {
    Instant::now()
}

/// Prints the series; ratios are to the first one.
pub(crate) fn print(title: &str, rows: &[&Series]) {
    println!("\n## {title}\n");
    println!("| | median ms | 95 % below, ms | ratio |");
    println!("| --- | ---: | ---: | ---: |");
    let first = rows.first().map_or(f64::NAN, |series| series.median());
    for series in rows {
        let (median, high) = (series.median(), series.quantile(0.95));
        println!("| {} | {median:.3} | {high:.3} | {:.2} |", series.name, median / first);
    }
}
