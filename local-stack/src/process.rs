//! Processes of a stack: each leads a process group of its own and is written down in the stack's
//! folder while it lives, so that whoever comes after a crash finds and ends exactly those.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result};
use rand::Rng as _;
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use serde::{Deserialize, Serialize};
use tokio::process::{Child, Command};
use tokio::sync::mpsc::UnboundedSender;

use crate::files;

/// How long a process may take to end before it is killed.
const GRACE: Duration = Duration::from_secs(8);
const POLL: Duration = Duration::from_millis(30);

/// One process of a stack, as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessRecord {
    /// What it is: `wrangler`, `postgres`, …
    pub name: String,
    /// Process id; also the id of the group it leads.
    pub pid: i32,
    /// When it began, as the operating system counts; tells it from a later process with the same id.
    pub started: String,
}

/// A process that ended.
#[derive(Debug)]
pub struct Exit {
    /// Which.
    pub record: ProcessRecord,
    /// How; `None` if that is not known.
    pub status: Option<ExitStatus>,
}

impl ProcessRecord {
    /// Describes a running process; `None` if there is none with this id.
    pub fn of(name: &str, pid: i32) -> Option<Self> {
        Some(Self { name: name.to_owned(), pid, started: start_mark(pid)? })
    }

    /// Whether this very process still runs.
    pub fn is_running(&self) -> bool {
        start_mark(self.pid).is_some_and(|mark| mark == self.started)
    }

    /// Sends it SIGTERM, and does not wait.
    pub fn ask_to_end(&self) {
        if let Some(pid) = Pid::from_raw(self.pid)
            && self.is_running()
        {
            // It may have ended this very moment, which is what was asked for.
            let _ = kill_process(pid, Signal::TERM);
        }
    }

    /// Asks it to end, then its whole group, then kills what is left. Processes that merely got the
    /// same number later are left alone.
    pub async fn stop(&self, signal: Signal) -> Result<()> {
        let Some(pid) = Pid::from_raw(self.pid) else { return Ok(()) };
        if start_mark(self.pid).is_some_and(|mark| mark != self.started) {
            return Ok(());
        }
        if self.is_running() {
            let _ = kill_process(pid, signal);
            wait_until(GRACE, || !self.is_running()).await;
        }
        for signal in [Signal::TERM, Signal::KILL] {
            if !group_is_alive(self.pid) {
                return Ok(());
            }
            let _ = kill_process_group(pid, signal);
            wait_until(GRACE / 4, || !group_is_alive(self.pid)).await;
        }
        anyhow::ensure!(!group_is_alive(self.pid), "{} (process {}) does not end", self.name, self.pid);
        Ok(())
    }

    /// Kills the whole group at once, for destructors.
    pub(crate) fn kill_now(&self) {
        if let Some(pid) = Pid::from_raw(self.pid)
            && (self.is_running() || start_mark(self.pid).is_none())
        {
            let _ = kill_process_group(pid, Signal::KILL);
        }
    }
}

/// The folder where a stack writes its processes down, one file each.
#[derive(Debug, Clone)]
pub struct ProcessTable {
    folder: PathBuf,
}

impl ProcessTable {
    /// The table of the stack in `stack_folder`.
    pub fn of_stack(stack_folder: &Path) -> Self {
        Self { folder: stack_folder.join("processes") }
    }

    /// Writes a process down.
    pub fn add(&self, record: &ProcessRecord) -> Result<()> {
        files::private_folder(&self.folder)?;
        files::write_private_atomically(&self.file(record), serde_json::to_vec(record)?)
    }

    /// Strikes it out.
    pub fn remove(&self, record: &ProcessRecord) -> Result<()> {
        files::remove(&self.file(record))
    }

    /// All that are written down.
    pub fn records(&self) -> Vec<ProcessRecord> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut records: Vec<ProcessRecord> = entries
            .filter_map(|entry| serde_json::from_slice(&std::fs::read(entry.path()).ok()?).ok())
            .collect();
        records.sort_by_key(|record| record.pid);
        records
    }

    /// The one of this name that runs.
    pub fn running(&self, name: &str) -> Option<ProcessRecord> {
        self.records().into_iter().find(|record| record.name == name && record.is_running())
    }

    /// Ends everything but the calling process: Workers first, the database last.
    pub async fn stop_all(&self) -> Result<()> {
        let mut records = self.records();
        records.sort_by_key(|record| match record.name.as_str() {
            "postgres" => 2,
            "neon" => 1,
            _ => 0,
        });
        let mut result = Ok(());
        for record in records.iter().filter(|record| record.pid != own_pid()) {
            // PostgreSQL: SIGINT is the fast shutdown, which does not wait for clients.
            let signal = if record.name == "postgres" { Signal::INT } else { Signal::TERM };
            match record.stop(signal).await {
                Ok(()) => self.remove(record)?,
                Err(error) => result = Err(error),
            }
        }
        result
    }

    fn file(&self, record: &ProcessRecord) -> PathBuf {
        self.folder.join(format!("{}-{}.json", record.name, record.pid))
    }
}

/// This process's id.
pub fn own_pid() -> i32 {
    i32::try_from(std::process::id()).unwrap_or(0)
}

/// Starts a program as the leader of a new process group. Its errors go to a log file, and so does its
/// output unless it is piped to us.
pub(crate) fn spawn(
    name: &str,
    command: &mut Command,
    log: &Path,
    table: &ProcessTable,
    piped: bool,
) -> Result<(Child, ProcessRecord)> {
    let file = std::fs::OpenOptions::new().create(true).append(true).open(log);
    let file = file.with_context(|| format!("cannot write {}", log.display()))?;
    command.stdin(Stdio::null()).stderr(file.try_clone()?).process_group(0);
    command.stdout(if piped { Stdio::piped() } else { file.into() });
    let child = command.spawn().with_context(|| {
        format!("cannot start {name} ({})", Path::new(command.as_std().get_program()).display())
    })?;
    let pid = child.id().and_then(|pid| i32::try_from(pid).ok()).unwrap_or(0);
    let record = ProcessRecord::of(name, pid)
        .with_context(|| format!("{name} ended at once; its log is {}", log.display()))?;
    table.add(&record)?;
    Ok((child, record))
}

/// Waits for a child's end in the background, so that it never stays a zombie, and reports it.
pub(crate) fn watch(mut child: Child, record: ProcessRecord, exits: Option<UnboundedSender<Exit>>) {
    tokio::spawn(async move {
        let status = child.wait().await.ok();
        if let Some(exits) = exits {
            // Nobody listens any more when the stack is being stopped.
            let _ = exits.send(Exit { record, status });
        }
    });
}

/// Polls until the condition holds or the time is over; says whether it holds.
pub(crate) async fn wait_until(limit: Duration, mut condition: impl FnMut() -> bool) -> bool {
    let end = tokio::time::Instant::now() + limit;
    while !condition() {
        if tokio::time::Instant::now() >= end {
            return false;
        }
        tokio::time::sleep(POLL).await;
    }
    true
}

/// Below the ports that Linux, macOS and IANA (RFC 6335) keep for whoever asks for any: between the choice and its use
/// nobody is given one of these by chance.
const FREE_PORTS: std::ops::Range<u16> = 20_000..32_768;
const MOST_PORTS_TRIED: usize = 100;

/// A port on the loopback address that is free now.
pub fn free_port() -> Result<u16> {
    let is_free = |port: &u16| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok();
    std::iter::repeat_with(|| rand::thread_rng().gen_range(FREE_PORTS))
        .take(MOST_PORTS_TRIED)
        .find(is_free)
        .context("no free port on 127.0.0.1")
}

/// What `ps` says of every process, or of one: id, group, state, start.
#[cfg(not(target_os = "linux"))]
fn process_list() -> Vec<(i32, i32, String, String)> {
    let output = std::process::Command::new("ps").args(["-A", "-o", "pid=,pgid=,stat=,lstart="]).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let parse = |line: &str| {
        let mut words = line.split_whitespace();
        let pid = words.next()?.parse().ok()?;
        let group = words.next()?.parse().ok()?;
        let state = words.next()?.to_owned();
        Some((pid, group, state, words.collect::<Vec<_>>().join(" ")))
    };
    text.lines().filter_map(parse).collect()
}

/// The fields of `/proc/<pid>/stat` after the command's name (see `proc_pid_stat(5)`).
#[cfg(target_os = "linux")]
fn stat_fields(pid: i32) -> Option<Vec<String>> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, after_name) = text.rsplit_once(") ")?;
    Some(after_name.split_whitespace().map(str::to_owned).collect())
}

/// When a process began; `None` if it does not run. Zombies do not run.
#[cfg(target_os = "linux")]
fn start_mark(pid: i32) -> Option<String> {
    let fields = stat_fields(pid)?;
    let state = fields.first()?;
    if state == "Z" || state == "X" { None } else { fields.get(19).cloned() }
}

#[cfg(not(target_os = "linux"))]
fn start_mark(pid: i32) -> Option<String> {
    process_list()
        .into_iter()
        .find(|(id, _, state, _)| *id == pid && !state.starts_with('Z'))
        .map(|(.., start)| start)
}

/// Whether any process of the group runs.
#[cfg(target_os = "linux")]
fn group_is_alive(group: i32) -> bool {
    let Ok(entries) = std::fs::read_dir("/proc") else { return false };
    entries.flatten().any(|entry| {
        let pid = entry.file_name().to_str().and_then(|name| name.parse().ok());
        let fields = pid.and_then(stat_fields).unwrap_or_default();
        fields.first().is_some_and(|state| state != "Z" && state != "X")
            && fields.get(2).and_then(|field| field.parse().ok()) == Some(group)
    })
}

#[cfg(not(target_os = "linux"))]
fn group_is_alive(group: i32) -> bool {
    process_list().iter().any(|(_, id, state, _)| *id == group && !state.starts_with('Z'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, folder: &Path) -> (ProcessTable, ProcessRecord) {
        let table = ProcessTable::of_stack(folder);
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        let (child, record) = spawn("shell", &mut command, &folder.join("log"), &table, false).unwrap();
        watch(child, record.clone(), None);
        (table, record)
    }

    #[tokio::test]
    async fn stopping_a_process_ends_its_grandchildren_too() {
        let folder = tempfile::tempdir().unwrap();
        let (table, record) = shell("trap '' TERM; sleep 600 & sleep 600", folder.path());
        // The shell ignores the polite signal; its children do not.
        assert!(record.is_running() && group_is_alive(record.pid));
        let stopping = tokio::spawn({
            let record = record.clone();
            async move { record.kill_now() }
        });
        stopping.await.unwrap();
        assert!(wait_until(GRACE, || !group_is_alive(record.pid)).await);
        table.stop_all().await.unwrap();
        assert_eq!(table.records(), []);
    }

    #[tokio::test]
    async fn a_polite_process_ends_by_the_signal_and_is_struck_out() {
        let folder = tempfile::tempdir().unwrap();
        let (table, record) = shell("exec sleep 600", folder.path());
        assert_eq!(table.running("shell"), Some(record.clone()));
        table.stop_all().await.unwrap();
        assert!(!record.is_running());
        assert_eq!(table.records(), []);
    }

    #[tokio::test]
    async fn a_process_that_got_the_number_later_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (_, record) = shell("exec sleep 600", folder.path());
        let stale = ProcessRecord { started: "earlier".to_owned(), ..record.clone() };
        assert!(!stale.is_running());
        stale.stop(Signal::KILL).await.unwrap();
        stale.kill_now();
        assert!(record.is_running(), "it is another process");
        record.stop(Signal::TERM).await.unwrap();
        assert!(!record.is_running());
    }
}
