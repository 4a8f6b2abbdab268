//! What `cargo xtask bench` is asked for.

use clap::{Args, ValueEnum};
use serde::Serialize;

/// What may be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Series {
    /// Ours and the TypeScript peer, route by route, on bare workerd
    Rivals,
    /// From the start of workerd to the first answers, and memory
    Cold,
    /// The renderer and tokens as native code, requests through `wrangler dev`, one tenant's load beside another, round trips
    Stack,
}

/// The program between the Workers and PostgreSQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Endpoint {
    /// A quick one, which keeps every statement planned
    Pipelined,
    /// The local stack's, which does as Neon does
    Stack,
}

#[derive(Debug, Args, Serialize)]
pub(crate) struct Bench {
    /// What to measure; everything when absent
    #[arg(long, value_enum, value_delimiter = ',')]
    series: Vec<Series>,
    /// Only these routes of the rivals, such as `list,get`, and no other series unless named
    #[arg(long, value_name = "ROUTES", value_delimiter = ',')]
    only: Vec<String>,
    /// Pairs of slices
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Connections that are kept busy at once; several are measured in turn
    #[arg(long, value_delimiter = ',', default_values_t = [16, 1])]
    concurrency: Vec<u32>,
    /// Length of a slice
    #[arg(long, default_value_t = 1000)]
    milliseconds: u32,
    /// The SQL endpoint of both rivals
    #[arg(long, value_enum, default_value_t = Endpoint::Pipelined)]
    endpoint: Endpoint,
}

impl Bench {
    /// Whether a series is wanted.
    pub(super) fn measures(&self, series: Series) -> bool {
        match (self.series.is_empty(), self.only.is_empty()) {
            (true, true) => true,
            (true, false) => series == Series::Rivals,
            (false, _) => self.series.contains(&series),
        }
    }
}
