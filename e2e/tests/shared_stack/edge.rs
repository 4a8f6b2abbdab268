//! The built gateway in workerd, with somebody between its JavaScript and its module: what crosses is counted, and the
//! module is made to trap. Its database is the stack's; the services behind it are stand-ins.

use std::io::Write as _;

use local_stack::wrangler::BareWorker;
use local_stack::{Checkout, Worker};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::stack;

/// What a request cost.
#[derive(Debug, Deserialize)]
struct Counted {
    status: u16,
    crossings: u32,
}

#[derive(Debug, Deserialize)]
struct Answer {
    status: u16,
    body: Value,
}

/// What was seen.
#[derive(Debug, Deserialize)]
struct Report {
    /// The first request of a tenant, and the next one: refused by the service.
    cold: Counted,
    warm: Counted,
    health: Counted,
    /// The request in which the module trapped, one that waited for a service meanwhile, and the ones after it.
    trapped: Answer,
    lost: Answer,
    after: u16,
    again: u16,
}

async fn watch() -> Report {
    let (stack, checkout) = (stack(), Checkout::default());
    let worker = BareWorker::read(&checkout, &stack, Worker::Gateway).unwrap();
    let active = stack.tenants.iter().find(|tenant| tenant.status == "active").unwrap();
    let mut plan = tempfile::tempfile().unwrap();
    plan.write_all(json!({ "worker": worker, "token": active.token }).to_string().as_bytes()).unwrap();
    std::io::Seek::rewind(&mut plan).unwrap();
    let output = Command::new("node")
        .arg(checkout.path("e2e/edge/watch.mjs"))
        .stdin(plan)
        .current_dir(checkout.root())
        .output()
        .await
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // The gateway's log comes before.
    let text = String::from_utf8(output.stdout).unwrap();
    serde_json::from_str(text.lines().last().unwrap_or_default()).unwrap()
}

#[tokio::test]
async fn a_trap_ends_the_requests_of_its_instance_with_an_answer_and_no_later_one() {
    let report = watch().await;
    for (answer, id) in [(&report.trapped, "trapped"), (&report.lost, "under-way")] {
        let expected = json!({ "error": "Internal error", "code": "internal_error", "requestId": id });
        assert_eq!((answer.status, &answer.body), (500, &expected));
    }
    assert_eq!((report.after, report.again), (200, 403), "{report:?}");
}

#[tokio::test]
async fn a_warm_guard_crosses_between_javascript_and_the_module_six_times_at_most() {
    let report = watch().await;
    assert_eq!((report.health.status, report.health.crossings), (200, 1));
    assert_eq!((report.cold.status, report.warm.status), (403, 403));
    assert!(report.warm.crossings <= 6 && report.warm.crossings < report.cold.crossings, "{report:?}");
}
