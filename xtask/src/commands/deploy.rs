//! `cargo xtask deploy [--dry-run]`

use std::fs::File;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use flate2::Compression;
use flate2::write::GzEncoder;
use local_stack::wrangler::Deployment;
use local_stack::wrangler::preconditions::{self, Unmet};
use local_stack::{ARTEFACTS, Checkout, Profile, Progress, Tool, build_workers, setup, worker};

#[derive(Debug, Args)]
pub(crate) struct Deploy {
    /// Everything but the upload; needs neither an account nor a network
    #[arg(long)]
    dry_run: bool,
}

impl Deploy {
    pub(crate) fn run(self) -> Result<()> {
        let (checkout, progress) = (Checkout::default(), Progress::default());
        refuse(&Deployment::all(&checkout)?, self.dry_run)?;
        let tools = setup::run(&checkout, &progress)?;
        build_workers(&checkout, &tools, &worker::binding_order(), Profile::Release, &progress)?;
        let too_big = report_sizes(&checkout)?;
        ensure!(too_big.is_empty(), "over budget: {}", too_big.join(", "));
        for worker in worker::binding_order() {
            let name = worker.name();
            progress.step(format!("wrangler deploy {name}{}", if self.dry_run { " --dry-run" } else { "" }));
            let mut wrangler = Tool::new(checkout.npm_bin("wrangler"))
                .arg("deploy")
                .arg("-c")
                .arg(checkout.wrangler_file(worker))
                .folder(checkout.root())
                .env("WRANGLER_SEND_METRICS", "false")
                .env("WRANGLER_HIDE_BANNER", "true")
                // It would choose another environment than the one that goes out by this command.
                .env_remove("CLOUDFLARE_ENV");
            if self.dry_run {
                let outdir = checkout.local("deploy").join(name);
                // No account may be needed; so none is offered.
                wrangler =
                    wrangler.arg("--dry-run").arg("--outdir").arg(outdir).env_remove("CLOUDFLARE_API_TOKEN");
                wrangler.advice("see the message above").output()?;
            } else {
                wrangler.advice("see the message above; `npx wrangler login` signs in").run()?;
            }
        }
        progress.step(if self.dry_run { "all could be deployed" } else { "all are deployed" });
        Ok(())
    }
}

/// Nothing is built or sent while a precondition does not hold. What only a real deployment needs is a note in a dry run.
fn refuse(deployments: &[Deployment], dry_run: bool) -> Result<()> {
    let asked = |unmet: &Unmet| !(dry_run && unmet.precondition.is_operators);
    let (refused, noted): (Vec<Unmet>, Vec<Unmet>) =
        preconditions::unmet(deployments).into_iter().partition(asked);
    if !noted.is_empty() {
        eprintln!("A real deployment would be refused still:\n{}", preconditions::report(&noted));
    }
    if !refused.is_empty() {
        bail!("nothing was deployed\n{}", preconditions::report(&refused));
    }
    Ok(())
}

/// Prints a table and returns the Workers over their budget.
fn report_sizes(checkout: &Checkout) -> Result<Vec<String>> {
    let mut too_big = Vec::new();
    println!("{:<10}{:>12}{:>12}{:>12}", "Worker", "raw KiB", "gzip KiB", "budget KiB");
    for worker in worker::binding_order() {
        let (raw, compressed) = sizes(&checkout.build_folder(worker))?;
        let budget = worker::row(worker).budget_kib;
        println!(
            "{:<10}{:>12}{:>12}{:>12}",
            worker.name(),
            raw.div_ceil(1024),
            compressed.div_ceil(1024),
            budget
        );
        if compressed > budget * 1024 {
            too_big.push(worker.name().to_owned());
        }
    }
    Ok(too_big)
}

/// Bytes of what is uploaded, plain and compressed.
fn sizes(build: &Path) -> Result<(u64, u64)> {
    let (mut raw, mut compressed) = (0, 0);
    for name in ARTEFACTS {
        let path = build.join(name);
        let cannot_read = || format!("cannot read {}", path.display());
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        raw += std::io::copy(&mut File::open(&path).with_context(cannot_read)?, &mut encoder)
            .with_context(cannot_read)?;
        compressed += u64::try_from(encoder.finish()?.len())?;
    }
    Ok((raw, compressed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_passes_a_dry_run_and_a_real_deployment_asks_for_a_route() {
        let deployments = Deployment::all(&Checkout::default()).unwrap();
        refuse(&deployments, true).unwrap();
        let refusal = refuse(&deployments, false).unwrap_err().to_string();
        for part in
            ["wrangler.gateway.toml: there is no route", "name your host in `routes`", "PLATFORM_HOSTS"]
        {
            assert!(refusal.contains(part), "{part} in {refusal}");
        }
    }
}
