//! `cargo xtask schemathesis [--calls N | --seconds N] [--seed S]`: calls a stack of its own as `openapi.json` says that one
//! may, and as it says that one may not. Whatever comes back has to be in the document, and is no failure of ours.
//!
//! Needs Python 3.10 or newer, and says so where there is none. Its packages, pinned in `e2e/schemathesis`, are installed
//! below `.local`.

use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use local_stack::stack::Stack;
use local_stack::{
    Checkout, Profile, Progress, StackFile, StackTenant, TokenRequest, Tool, WORKERS, build_workers, mint,
    process, setup,
};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

/// What is installed, to the last package.
const PACKAGES: &str = "e2e/schemathesis/requirements.txt";
/// What an answer must not be: a failure, or something that the document does not say.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance";

#[derive(Debug, Args)]
pub(crate) struct Schemathesis {
    /// About how many calls
    #[arg(long, default_value_t = 20_000)]
    calls: u32,
    /// In place of a number of calls, as many as there is time for
    #[arg(long, conflicts_with = "calls")]
    seconds: Option<u32>,
    /// What the calls are made from: the same seed makes the same ones
    #[arg(long, default_value_t = 1)]
    seed: u32,
}

/// Who calls, and what.
struct Caller {
    name: &'static str,
    header: Option<String>,
    /// The paths that are called, as a regular expression.
    paths: String,
    /// How many operations these have.
    operations: u32,
}

impl Schemathesis {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let (checkout, progress) = (Checkout::default(), Progress::default());
        let Some(program) = install(&checkout, progress)? else {
            eprintln!("SKIPPED: schemathesis needs Python 3.10 or newer, as `python3`");
            return Ok(ExitCode::SUCCESS);
        };
        let tools = setup::run(&checkout, &progress)?;
        build_workers(&checkout, &tools, &WORKERS, Profile::Release, &progress)?;
        let mut stack = Stack::temporary(&checkout, progress).await?;
        let outcome = tokio::select! {
            outcome = self.call(&checkout, &program, &mut stack, progress) => outcome,
            signal = super::signals::asked_to_end() => Err(anyhow::anyhow!("ended by {}", signal?)),
        };
        if !matches!(outcome, Ok(true)) {
            stack.show_logs();
        }
        stack.stop().await?;
        Ok(if outcome? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    /// Whether all was well, whoever called.
    async fn call(
        &self,
        checkout: &Checkout,
        program: &Path,
        stack: &mut Stack,
        progress: Progress,
    ) -> Result<bool> {
        stack.start_databases(None).await?;
        stack.start_workers(process::free_port()?).await?;
        let stack = stack.file().context("the stack does not run")?;
        let document = std::fs::read_to_string(checkout.path("openapi.json")).context("openapi.json")?;
        let callers = callers(stack, &serde_json::from_str(&document)?).await?;
        let operations: u32 = callers.iter().map(|caller| caller.operations).sum();
        let (mut is_well, mut made) = (true, 0);
        for caller in callers {
            progress.step(format!("schemathesis as {}", caller.name));
            let mut command = Command::new(program);
            command.arg("run").arg(checkout.path("openapi.json")).args(["--url", &stack.gateway_url]);
            command.args(["--checks", CHECKS, "--include-path-regex", &caller.paths]);
            command.args(["--seed", &self.seed.to_string(), "--continue-on-failure", "--no-color"]);
            command.args(["--warnings", "off", "--suppress-health-check", "all"]);
            command.args(["--generation-database", "none", "--request-timeout", "30"]);
            // The credential is the caller's.
            command.args(["--generation-with-security-parameters", "false"]);
            // Each caller has the share that its operations are of all.
            if let Some(seconds) = self.seconds {
                let share = (seconds * caller.operations / operations.max(1)).max(5);
                command.args(["--max-time", &share.to_string()]);
            } else {
                let each = (self.calls / operations.max(1)).max(1);
                command.args(["--max-examples", &each.to_string()]);
            }
            // It stands in the command's line, which is printed without it.
            println!("{}", line(&command));
            command.args(caller.header.iter().flat_map(|header| ["--header", header]));
            command.current_dir(checkout.local("schemathesis"));
            let (succeeded, calls) = run(&mut command).await?;
            is_well &= succeeded;
            made += calls;
        }
        progress.step(format!("schemathesis has made {made} calls from the seed {}", self.seed));
        Ok(is_well)
    }
}

/// Runs it to its end, its output passed on; whether it found nothing, and how many calls it made.
async fn run(command: &mut Command) -> Result<(bool, u32)> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().context("cannot start schemathesis")?;
    let mut lines = BufReader::new(child.stdout.take().context("schemathesis has no output")?).lines();
    let mut calls = 0;
    while let Some(line) = lines.next_line().await? {
        println!("{line}");
        calls += calls_told(&line);
    }
    Ok((child.wait().await?.success(), calls))
}

/// The number of calls, in the line of the summary that tells it: `  1234 generated, 2 found unique failures`.
fn calls_told(line: &str) -> u32 {
    let told = line.trim_start().split_once(" generated").and_then(|(number, _)| number.parse().ok());
    told.unwrap_or(0)
}

/// How many operations have a path that begins with one of these.
fn operations(document: &Value, begin: &[&str]) -> u32 {
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    let of_caller = paths.filter(|(path, _)| begin.iter().any(|begin| path.starts_with(begin)));
    let count: usize = of_caller.filter_map(|(_, item)| item.as_object()).map(serde_json::Map::len).sum();
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn line(command: &Command) -> String {
    let command = command.as_std();
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// The owner of one tenant and somebody without any permission in another, at the doors for tokens; a reader; and nobody.
async fn callers(stack: &StackFile, document: &Value) -> Result<Vec<Caller>> {
    const INSIDE: &[&str] = &["/blog/admin/", "/manager/", "/auth/"];
    const READ: &[&str] = &["/blog/public/"];
    const OPEN: &[&str] = &["/health", "/.well-known/", "/blog/public/"];
    let [first, second, ..] = stack.tenants.as_slice() else {
        anyhow::bail!("the stack has no two example tenants");
    };
    let bearer = async |tenant: &StackTenant, permissions: &[&str]| {
        let request = TokenRequest {
            tenant: tenant.id.clone(),
            user: tenant.owner_user_id.clone(),
            permissions: permissions.iter().map(|permission| (*permission).to_owned()).collect(),
            role: None,
            ttl_seconds: 7200,
            issuer: stack.jwt_issuer.clone(),
            audience: stack.jwt_audience.clone(),
        };
        anyhow::Ok(format!("Authorization: Bearer {}", mint(&request, &stack.private_key_file).await?))
    };
    let caller = |name, header, begin: &[&str]| Caller {
        name,
        header,
        paths: format!("^({})", begin.join("|").replace('.', "\\.")),
        operations: operations(document, begin),
    };
    let key = format!("x-api-key: {}", first.api_key);
    Ok(vec![
        caller("the owner", Some(bearer(first, &["system:owner"]).await?), INSIDE),
        caller("somebody without any permission", Some(bearer(second, &[]).await?), INSIDE),
        caller("a reader", Some(key), READ),
        caller("nobody", None, OPEN),
    ])
}

/// Where the program is; installed unless it is there already.
fn install(checkout: &Checkout, progress: Progress) -> Result<Option<PathBuf>> {
    let is_new_enough = "import sys; sys.exit(sys.version_info < (3, 10))";
    if Tool::new("python3").args(["-c", is_new_enough]).output().is_err() {
        return Ok(None);
    }
    let folder = checkout.local("schemathesis");
    let (stamp, program) = (folder.join("installed.txt"), folder.join("bin/schemathesis"));
    let wanted = std::fs::read_to_string(checkout.path(PACKAGES)).context(PACKAGES)?;
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(Some(program));
    }
    progress.step("installing schemathesis (pip)");
    Tool::new("python3").args(["-m", "venv"]).arg(&folder).advice("install python3-venv").output()?;
    Tool::new(folder.join("bin/pip"))
        .args(["install", "--quiet", "--disable-pip-version-check", "--requirement"])
        .arg(checkout.path(PACKAGES))
        .advice("pip needs to reach its registry")
        .output()?;
    ensure!(Path::new(&program).exists(), "pip installed no schemathesis");
    std::fs::write(stamp, wanted)?;
    Ok(Some(program))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn calls_are_counted_by_the_summary_and_shared_out_by_operations() {
        assert_eq!(calls_told("  1234 generated, 2 found unique failures"), 1234);
        assert_eq!(calls_told("Test cases:") + calls_told("was generated 5 times"), 0);
        let document = json!({ "paths": {
            "/blog/public/posts": { "get": {} }, "/manager/roles": { "get": {}, "post": {} }
        } });
        assert_eq!((operations(&document, &["/manager/"]), operations(&document, &["/x", "/blog/"])), (2, 1));
    }
}
