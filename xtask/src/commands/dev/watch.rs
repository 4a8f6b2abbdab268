//! `--watch`: a changed source becomes a running Worker, and nothing else is started anew.

use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::{Context as _, Result};
use local_stack::setup::Tools;
use local_stack::{Checkout, Profile, Progress, WORKERS, Worker, build_workers};
use notify::{Event, EventKind, RecursiveMode, Watcher as _};

/// An editor that saves several files is waited for this long.
const PAUSE: Duration = Duration::from_millis(80);
/// What Workers are made of, beside each one's own folder.
const SOURCES: &[&str] = &["shared/src", "shared/edge", "tiptap-html/src"];
/// Kinds of files that a Worker is compiled from.
const EXTENSIONS: &[&str] = &["rs", "js", "txt", "sql"];

/// Builds in the background until the command ends.
pub(super) fn in_background(
    checkout: Checkout,
    tools: Tools,
    renew: impl Fn() -> Result<Vec<Worker>> + Send + 'static,
) -> Result<()> {
    let (sender, changes) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        // Whoever listened is gone when the command ends.
        if event.is_ok_and(|event| is_change(&event)) {
            let _ = sender.send(());
        }
    })
    .context("cannot watch the sources")?;
    let own = WORKERS.map(|worker| checkout.worker_folder(worker).join("src"));
    for folder in SOURCES.iter().map(|folder| checkout.path(folder)).chain(own) {
        watcher
            .watch(&folder, RecursiveMode::Recursive)
            .with_context(|| format!("cannot watch {}", folder.display()))?;
    }
    std::thread::spawn(move || {
        // Dropped, it would watch no longer.
        let _watcher = watcher;
        while next(&changes) {
            let progress = Progress::default();
            let built =
                build_workers(&checkout, &tools, &WORKERS, Profile::Watch, &progress).and_then(|()| renew());
            match built {
                Ok(renewed) if renewed.is_empty() => progress.step("no Worker is another for that"),
                Ok(renewed) => {
                    let names: Vec<&str> = renewed.iter().map(|worker| worker.name()).collect();
                    progress.step(format!("{} handed to the runtime", names.join(", ")));
                }
                Err(error) => progress.step(format!("{error:#}; what ran before goes on")),
            }
        }
    });
    Ok(())
}

/// Waits for a change and for the end of those that come with it; whether there will be more.
fn next(changes: &Receiver<()>) -> bool {
    let goes_on = changes.recv().is_ok();
    while changes.recv_timeout(PAUSE).is_ok() {}
    goes_on
}

/// Whether a Worker may be another now.
fn is_change(event: &Event) -> bool {
    let is_source =
        |path: &Path| path.extension().is_some_and(|kind| EXTENSIONS.iter().any(|known| kind == *known));
    !matches!(event.kind, EventKind::Access(_)) && event.paths.iter().any(|path| is_source(path))
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, CreateKind, ModifyKind};

    use super::*;

    #[test]
    fn a_source_that_was_written_is_a_change_and_what_an_editor_or_the_compiler_does_besides_is_none() {
        let of = |kind, path: &str| is_change(&Event::new(kind).add_path(path.into()));
        assert!(of(EventKind::Modify(ModifyKind::Any), "blog-worker/src/lib.rs"));
        assert!(of(EventKind::Create(CreateKind::File), "shared/edge/worker.js"));
        assert!(!of(EventKind::Modify(ModifyKind::Any), "blog-worker/src/.lib.rs.swp"));
        assert!(!of(EventKind::Access(AccessKind::Read), "blog-worker/src/lib.rs"), "reading it");
    }
}
