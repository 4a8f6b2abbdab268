//! How much of what passes through the Workers is in their memory at a time, as the operating system counts it.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use e2e::TestTenant;
use futures_util::future::join_all;

use crate::media::png;
use crate::stack;

/// Uploads at once, as many as a tenant may have under way.
const AT_ONCE: usize = 8;
const MEGABYTE: u64 = 1024 * 1024;

/// The runtime's process below another one, by its name.
fn runtime_below(ancestor: i32) -> Option<i32> {
    let children = fs::read_to_string(format!("/proc/{ancestor}/task/{ancestor}/children")).ok()?;
    children.split_whitespace().filter_map(|child| child.parse().ok()).find_map(|child: i32| {
        let name = fs::read_to_string(format!("/proc/{child}/comm")).ok()?;
        if name.trim() == "workerd" { Some(child) } else { runtime_below(child) }
    })
}

/// What a process has in memory, in bytes.
fn resident(process: i32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}

/// The most that a process has in memory while something is done.
async fn most_while(process: i32, work: impl Future<Output = ()>) -> u64 {
    let (most, is_over) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let watch = tokio::task::spawn_blocking({
        let (most, is_over) = (Arc::clone(&most), Arc::clone(&is_over));
        move || {
            while !is_over.load(Ordering::Relaxed) {
                most.fetch_max(resident(process), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    });
    work.await;
    is_over.store(true, Ordering::Relaxed);
    watch.await.unwrap();
    most.load(Ordering::Relaxed)
}

#[tokio::test]
async fn pictures_pass_through_the_memory_of_the_workers_in_pieces() {
    let stack = stack();
    let Some(process) = stack.pids.wrangler.and_then(runtime_below) else {
        eprintln!("SKIPPED: the memory of processes is not to be seen in /proc");
        return;
    };
    let tenant = TestTenant::new(&stack).await.unwrap();
    let owner = tenant.owner().await.unwrap().with("x-file-name", "a.png");
    let upload_all = async |bytes: usize, of: usize| {
        let uploads = (0..AT_ONCE).map(async |number| {
            let side = u32::try_from(of + number).unwrap();
            let made = owner.upload("/blog/admin/media", png(side, bytes)).await.unwrap();
            assert_eq!(made.status, 201, "{}", made.text);
        });
        join_all(uploads).await;
    };
    // What an upload costs at all, however little it brings.
    upload_all(100_000, 1).await;
    let before = most_while(process, upload_all(100_000, 100)).await;
    let during = most_while(process, upload_all(10_000_000, 200)).await;
    let more = during.saturating_sub(before) / MEGABYTE;
    println!(
        "{AT_ONCE} uploads of 10 MB at once: {more} MB more than of 100 KB, which take {}",
        before / MEGABYTE
    );
    assert!(more < 40, "{more} MB, of 80 that passed");
}
