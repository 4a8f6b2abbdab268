//! The example site beside the stack, on the package that `sdk/` would publish.

use anyhow::{Context as _, Result};

use super::Stack;
use crate::checkout::Checkout;
use crate::node;
use crate::progress::Progress;
use crate::setup;
use crate::tool::Tool;

const SCRIPT: &str = "site.mjs";

/// Installs the packages of client and site, and puts the packed client into the site.
pub fn prepare_site(checkout: &Checkout, progress: &Progress) -> Result<()> {
    let (sdk, site) = (checkout.path("sdk"), checkout.path("examples/next-blog"));
    setup::npm_packages(&sdk, progress)?;
    setup::npm_packages(&site, progress)?;
    progress.step("packing the client for websites");
    let npm = Tool::new("npm").args(["run", "--silent", "build"]).folder(&sdk);
    npm.advice("mend what it says above").output()?;
    let pack = Tool::new("node").arg(sdk.join("scripts/pack-into.mjs")).arg(site);
    pack.advice("mend what it says above").output().map(drop)
}

impl Stack {
    /// Makes the webhook, builds and starts the site; `stack.json` then says where it listens.
    pub async fn start_site(&mut self, port: u16) -> Result<()> {
        let mut file = self.file.clone().context("the Workers come first")?;
        let args = [
            "--stack".into(),
            self.file_path().into_os_string(),
            "--port".into(),
            port.to_string().into(),
            "--variables".into(),
            self.folder.join("site.json").into_os_string(),
        ];
        self.progress.step("building the example site (next build)");
        let script = self.checkout.path("local-stack/node").join(SCRIPT);
        let build = Tool::new("node").arg(script).args(&args).arg("--build");
        build.advice("mend what it says above").output()?;
        self.progress.step("starting the example site");
        let tool = node::start(&self.checkout, "site", SCRIPT, args, &self.folder).await?;
        file.site_url = Some(format!("http://localhost:{}", node::port(&tool.ready)?));
        file.pids.site = Some(tool.record.pid);
        self.watch(tool.child, &tool.record);
        file.write(&self.file_path())?;
        self.file = Some(file);
        Ok(())
    }
}
