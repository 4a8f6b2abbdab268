//! The built gateway and blog in workerd, with somebody between their JavaScript and their modules: what crosses is
//! counted, and the gateway's module is made to trap. Their databases are the stack's; the manager is a stand-in.

use std::io::Write as _;

use local_stack::wrangler::BareWorker;
use local_stack::{Checkout, Worker};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::process::Command;
use tokio::sync::OnceCell;

use crate::stack;

/// What a request cost: how often it crossed in the gateway, and in the blog.
#[derive(Debug, Deserialize)]
struct Counted {
    status: u16,
    gateway: u32,
    blog: u32,
}

#[derive(Debug, Deserialize)]
struct Answer {
    status: u16,
    body: Value,
}

/// What was seen.
#[derive(Debug, Deserialize)]
struct Report {
    /// The first list of a tenant's posts, and the next one.
    cold: Counted,
    warm: Counted,
    health: Counted,
    /// Bytes of both modules after some requests, and after five times as many more.
    few: u64,
    many: u64,
    /// The request in which the module trapped, one that waited for a service meanwhile, and the ones after it.
    trapped: Answer,
    lost: Answer,
    after: u16,
    again: u16,
}

/// What was seen, once for all tests.
async fn report() -> &'static Report {
    static REPORT: OnceCell<Report> = OnceCell::const_new();
    REPORT.get_or_init(watch).await
}

async fn watch() -> Report {
    let (stack, checkout) = (stack(), Checkout::default());
    let of = |worker| BareWorker::read(&checkout, &stack, worker).unwrap();
    let active = stack.tenants.iter().find(|tenant| tenant.status == "active").unwrap();
    let plan = json!({ "gateway": of(Worker::Gateway), "blog": of(Worker::Blog), "token": active.token });
    let mut input = tempfile::tempfile().unwrap();
    input.write_all(plan.to_string().as_bytes()).unwrap();
    std::io::Seek::rewind(&mut input).unwrap();
    let output = Command::new("node")
        .arg(checkout.path("e2e/edge/watch.mjs"))
        .stdin(input)
        .current_dir(checkout.root())
        .output()
        .await
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // The Workers' log comes before.
    let text = String::from_utf8(output.stdout).unwrap();
    serde_json::from_str(text.lines().last().unwrap_or_default()).unwrap()
}

#[tokio::test]
async fn a_trap_ends_the_requests_of_its_instance_with_an_answer_and_no_later_one() {
    let report = report().await;
    for (answer, id) in [(&report.trapped, "trapped"), (&report.lost, "under-way")] {
        let expected = json!({ "error": "Internal error", "code": "internal_error", "requestId": id });
        assert_eq!((answer.status, &answer.body), (500, &expected));
    }
    assert_eq!((report.after, report.again), (200, 403), "{report:?}");
}

#[tokio::test]
async fn between_javascript_and_the_module_a_warm_guard_crosses_six_times_at_most_and_a_list_ten_times() {
    let report = report().await;
    assert_eq!((report.health.status, report.health.gateway, report.health.blog), (200, 1, 0));
    assert_eq!((report.cold.status, report.warm.status), (200, 200));
    assert!(report.warm.gateway <= 6 && report.warm.gateway < report.cold.gateway, "{report:?}");
    assert!(report.warm.blog > 0 && report.warm.blog <= 10, "{report:?}");
}

#[tokio::test]
async fn what_a_request_took_of_memory_the_next_one_gets() {
    let report = report().await;
    assert!(report.few > 0, "{report:?}");
    assert_eq!(report.many, report.few, "{report:?}");
}
