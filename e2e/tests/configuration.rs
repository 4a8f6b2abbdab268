//! Each required variable, missing in turn, is named in the answer.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

use e2e::Client;
use local_stack::wrangler::{WranglerOptions, required_vars, start_beside};
use local_stack::{StackFile, Worker};

fn expected(name: &str) -> String {
    if name.ends_with("DATABASE_URL") {
        format!("{name} not configured")
    } else {
        format!("Configuration error: {name} missing")
    }
}

async fn error_of(options: WranglerOptions, path: &str) -> (u16, String) {
    let stack = StackFile::load().expect("these tests run under `cargo xtask test`");
    let worker = start_beside(&stack, &options).await.unwrap();
    let answer = Client::new(&worker.url).unwrap().get(path).await.unwrap();
    worker.stop().await.unwrap();
    (answer.status, answer.at("/error").to_owned())
}

#[tokio::test]
async fn a_missing_variable_is_named() {
    for worker in [Worker::Gateway, Worker::Blog, Worker::Manager] {
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
