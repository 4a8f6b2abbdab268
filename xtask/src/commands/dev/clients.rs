//! What runs beside the Workers when it is asked for.

use clap::Args;

/// What else is started, for which packages of its own are installed.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Clients {
    /// Also the seller dashboard, on port 3000, with a blog worth looking at
    #[arg(long)]
    pub(super) dashboard: bool,
    /// Also the example site, on port 3001, told of changes by a webhook
    #[arg(long)]
    pub(super) site: bool,
}
