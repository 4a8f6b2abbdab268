//! What a stack lacks is named: each required variable, each binding, a free port.

use e2e::{Client, Receiver};
use local_stack::wrangler::{WranglerOptions, required_vars, start_beside};
use local_stack::{WORKERS, Worker};

use crate::stack;

fn expected(name: &str) -> String {
    if name.ends_with("DATABASE_URL") {
        format!("{name} not configured")
    } else {
        format!("Configuration error: {name} missing")
    }
}

async fn error_of(options: WranglerOptions, path: &str) -> (u16, String) {
    let stack = stack();
    let worker = start_beside(&stack, &options).await.unwrap();
    let answer = Client::new(&worker.url).unwrap().get(path).await.unwrap();
    worker.stop().await.unwrap();
    (answer.status, answer.at("/error").to_owned())
}

#[tokio::test]
async fn a_missing_variable_is_named() {
    for worker in WORKERS {
        let names = required_vars(worker);
        assert!(names.len() >= 2, "{worker:?}");
        for name in names {
            let options = WranglerOptions::new(worker).without_var(worker, name);
            assert_eq!(error_of(options, "/blog/public/posts").await, (500, expected(name)), "{worker:?}");
        }
    }
}

#[tokio::test]
async fn a_missing_binding_is_named() {
    for name in ["BLOG_SERVICE", "MANAGER_SERVICE"] {
        let options = WranglerOptions::new(Worker::Gateway).without_service(name);
        assert_eq!(
            error_of(options, "/blog/public/posts").await,
            (500, format!("Configuration error: {name} binding missing"))
        );
    }
}

/// Whoever answers at the port is not taken for the gateway.
#[tokio::test]
async fn a_stack_does_not_start_at_a_port_that_somebody_else_has() {
    let stack = stack();
    let other = Receiver::start().await.unwrap();
    let port = other.url.rsplit(':').next().and_then(|port| port.parse().ok());
    let options = WranglerOptions { port, ..WranglerOptions::new(Worker::Gateway) };
    let fault = start_beside(&stack, &options).await.unwrap_err().to_string();
    assert!(fault.contains("did not become ready") && fault.contains("already in use"), "{fault}");
}
