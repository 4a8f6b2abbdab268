//! The seller dashboard beside the stack: its own locked packages, built once for what its sources are.

use anyhow::{Context as _, Result};

use super::Stack;
use crate::checkout::Checkout;
use crate::node;
use crate::progress::Progress;
use crate::setup;
use crate::tool::Tool;

/// Relative to the folder of the other tools.
const SCRIPT: &str = "../../dashboard/local/start.mjs";

/// Installs the dashboard's packages and builds it.
pub fn build_dashboard(checkout: &Checkout, progress: &Progress) -> Result<()> {
    let folder = checkout.path("dashboard");
    setup::npm_packages(&folder, progress)?;
    progress.step("building the dashboard (next build)");
    Tool::new("npm")
        .args(["run", "--silent", "build"])
        .env("NEXT_TELEMETRY_DISABLED", "1")
        .folder(folder)
        .advice("mend what it says above")
        .output()
        .map(drop)
}

impl Stack {
    /// Starts the dashboard, which was built before; `stack.json` then says where it listens.
    pub async fn start_dashboard(&mut self, port: u16) -> Result<()> {
        let mut file = self.file.clone().context("the Workers come first")?;
        self.progress.step("starting the dashboard");
        let (number, description) = (port.to_string(), self.file_path().into_os_string());
        let args = ["--port".into(), number.into(), "--stack".into(), description];
        let tool = node::start(&self.checkout, "dashboard", SCRIPT, args, &self.folder).await?;
        file.dashboard_url = Some(format!("http://localhost:{}", node::port(&tool.ready)?));
        file.pids.dashboard = Some(tool.record.pid);
        self.watch(tool.child, &tool.record);
        file.write(&self.file_path())?;
        self.file = Some(file);
        Ok(())
    }
}
