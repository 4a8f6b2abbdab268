//! Running external programs, with errors that say which program, which exit code, and what to do.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context as _, Result, bail};

/// An external program about to be run to its end.
#[derive(Debug)]
pub struct Tool {
    command: Command,
    name: String,
    advice: String,
}

impl Tool {
    /// A program by name or path. It gets no input, so that it cannot wait for an answer.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let program = program.as_ref();
        let name = Path::new(program).file_name().unwrap_or(program).to_string_lossy().into_owned();
        let mut command = Command::new(program);
        command.stdin(Stdio::null());
        Self { command, name, advice: String::new() }
    }

    /// What a person should do when it fails.
    #[must_use]
    pub fn advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = advice.into();
        self
    }

    /// Adds one argument.
    #[must_use]
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.command.args(args);
        self
    }

    /// Sets a variable.
    #[must_use]
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Sets variables.
    #[must_use]
    pub fn envs(mut self, vars: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        self.command.envs(vars);
        self
    }

    /// Takes a variable away.
    #[must_use]
    pub fn env_remove(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// The folder to run in.
    #[must_use]
    pub fn folder(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// The command, for what this type does not offer.
    pub fn command_mut(&mut self) -> &mut Command {
        &mut self.command
    }

    /// Runs it with its output on ours; an exit code other than 0 is an error.
    pub fn run(mut self) -> Result<()> {
        let status = self.command.status().with_context(|| self.cannot_start())?;
        if status.success() { Ok(()) } else { bail!(self.failed(status, "")) }
    }

    /// Runs it quietly and returns its output; when it fails, the end of what it said is in the error.
    pub fn output(mut self) -> Result<String> {
        let output = self.command.output().with_context(|| self.cannot_start())?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = [output.stdout, output.stderr].concat();
        bail!(self.failed(output.status, &tail(&String::from_utf8_lossy(&said))))
    }

    fn cannot_start(&self) -> String {
        format!("cannot start {}: is it installed and on the PATH?{}", self.name, self.advice_text())
    }

    fn failed(&self, status: ExitStatus, said: &str) -> String {
        let first: Vec<_> = self.command.get_args().take(2).map(OsStr::to_string_lossy).collect();
        let said = if said.is_empty() { String::new() } else { format!("\n{said}") };
        format!("{} {} failed ({status}){}{said}", self.name, first.join(" "), self.advice_text())
    }

    fn advice_text(&self) -> String {
        if self.advice.is_empty() { String::new() } else { format!("\nWhat to do: {}", self.advice) }
    }
}

/// The last lines of a longer text.
pub(crate) fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(25)..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_tool_its_exit_code_what_it_said_and_what_to_do() {
        let error =
            Tool::new("sh").args(["-c", "echo no space left >&2; exit 7"]).advice("free some space").output();
        let text = error.unwrap_err().to_string();
        for part in ["sh -c", "exit status: 7", "no space left", "What to do: free some space"] {
            assert!(text.contains(part), "{part:?} in {text}");
        }
    }

    #[test]
    fn a_missing_tool_is_named_with_advice() {
        let error = Tool::new("no-such-tool-anywhere").advice("install it").run().unwrap_err();
        assert!(error.to_string().contains("cannot start no-such-tool-anywhere"), "{error}");
        assert!(error.to_string().contains("install it"), "{error}");
    }
}
