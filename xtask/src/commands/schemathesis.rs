//! `cargo xtask schemathesis [--calls N] [--seed S]`: calls the running stack as `openapi.json` says that one may, and as it
//! says that one may not. Whatever comes back has to be in the document, and is no failure of ours.
//!
//! Needs Python 3.10 or newer, and says so where there is none. Its packages, pinned in `e2e/schemathesis`, are installed
//! below `.local`.

use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use local_stack::{Checkout, Progress, StackFile, TokenRequest, Tool, mint};
use serde_json::Value;
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
    /// What the calls are made from: the same seed makes the same ones
    #[arg(long, default_value_t = 1)]
    seed: u32,
}

/// Who calls, and what.
struct Caller {
    name: &'static str,
    header: Option<String>,
    paths: &'static str,
}

impl Schemathesis {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let (checkout, progress) = (Checkout::default(), Progress::default());
        let stack = StackFile::load()?;
        let passed = run(&checkout, &stack, self.calls, self.seed, progress).await?;
        Ok(if passed == Some(false) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

/// Calls a stack; none if there is no Python to do it with, and whether all was well.
async fn run(
    checkout: &Checkout,
    stack: &StackFile,
    calls: u32,
    seed: u32,
    progress: Progress,
) -> Result<Option<bool>> {
    let Some(program) = install(checkout, progress)? else {
        eprintln!("SKIPPED: schemathesis needs Python 3.10 or newer, as `python3`");
        return Ok(None);
    };
    let document = std::fs::read_to_string(checkout.path("openapi.json")).context("openapi.json")?;
    let document: Value = serde_json::from_str(&document)?;
    let mut is_well = true;
    for caller in callers(stack).await? {
        progress.step(format!("schemathesis as {}", caller.name));
        let mut command = Command::new(&program);
        command.arg("run").arg(checkout.path("openapi.json")).args(["--url", &stack.gateway_url]);
        command.args(["--checks", CHECKS, "--include-path-regex", caller.paths]);
        command.args([
            "--seed",
            &seed.to_string(),
            "--continue-on-failure",
            "--no-color",
            "--warnings",
            "off",
        ]);
        command.args(["--suppress-health-check", "all", "--generation-database", "none"]);
        // The credential is the caller's.
        command.args(["--generation-with-security-parameters", "false"]);
        let each = (calls / called(&document)).max(1);
        command.args(["--max-examples", &each.to_string()]);
        // It stands in the command's line, which is printed without it.
        println!("{}", line(&command));
        command.args(caller.header.iter().flat_map(|header| ["--header", header]));
        command.current_dir(checkout.local("schemathesis")).stdin(Stdio::null()).kill_on_drop(true);
        is_well &= command.status().await.context("cannot start schemathesis")?.success();
    }
    Ok(Some(is_well))
}

/// The document's operations, each as often as there are callers of it, as good as.
fn called(document: &Value) -> u32 {
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    let operations: usize = paths.filter_map(|(_, item)| item.as_object()).map(serde_json::Map::len).sum();
    u32::try_from(operations * 2).unwrap_or(u32::MAX).max(1)
}

fn line(command: &Command) -> String {
    let command = command.as_std();
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// The owner and somebody without any permission at the doors for tokens, a reader, and nobody.
async fn callers(stack: &StackFile) -> Result<Vec<Caller>> {
    const INSIDE: &str = "^/(blog/admin|manager|auth)/";
    let tenant = stack.tenants.first().context("the stack has no example tenants")?;
    let bearer = async |permissions: &[&str]| {
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
    Ok(vec![
        Caller { name: "the owner", header: Some(bearer(&["system:owner"]).await?), paths: INSIDE },
        Caller { name: "somebody without any permission", header: Some(bearer(&[]).await?), paths: INSIDE },
        Caller {
            name: "a reader",
            header: Some(format!("x-api-key: {}", tenant.api_key)),
            paths: "^/blog/public/",
        },
        Caller { name: "nobody", header: None, paths: "^/(health|\\.well-known|blog/public)" },
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
