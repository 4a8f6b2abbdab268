//! What the gateway needs to be told, and what it says when it was not.

use gateway_worker::config::Config;
use gateway_worker::inbound::Inbound;
use gateway_worker::serve::serve_unconfigured;
use http::{HeaderMap, Method};
use logicspike_shared::config::testing::{Emptiness, TestEnvironment};
use logicspike_shared::runtime::testing::FixedRuntime;
use logicspike_shared::variables::Worker;

use crate::support::{Answer, Call, World, environment};

fn without(name: &str) -> TestEnvironment {
    let mut environment = environment();
    environment.vars.remove(name);
    environment.services.retain(|service| service != name);
    environment
}

fn ask(environment: &TestEnvironment, path: &str) -> Answer {
    let fault = Config::read(environment).unwrap_err();
    let inbound = Inbound {
        method: Method::GET,
        origin: String::new(),
        path: path.to_owned(),
        query: None,
        headers: HeaderMap::new(),
    };
    Answer::new(serve_unconfigured(&fault, &inbound, &FixedRuntime::default()))
}

#[test]
fn it_reads_what_the_table_says_and_nothing_else() {
    let environment = Emptiness::default();
    assert!(Config::read(&environment).is_err());
    environment.assert_asked_for_all_of(Worker::Gateway);
}

#[test]
fn each_missing_variable_or_binding_is_named() {
    for (name, text) in [
        ("JWT_PUBLIC_KEY", "500 Configuration error: JWT_PUBLIC_KEY missing"),
        ("JWT_ISSUER", "500 Configuration error: JWT_ISSUER missing"),
        ("JWT_AUDIENCE", "500 Configuration error: JWT_AUDIENCE missing"),
        ("GATEWAY_SECRET", "500 Configuration error: GATEWAY_SECRET missing"),
        ("DATABASE_URL", "500 DATABASE_URL not configured"),
        ("BLOG_SERVICE", "500 Configuration error: BLOG_SERVICE binding missing"),
        ("MANAGER_SERVICE", "500 Configuration error: MANAGER_SERVICE binding missing"),
    ] {
        assert_eq!(ask(&without(name), "/blog/admin/posts").refusal(), text);
    }
}

#[test]
fn the_optional_ones_may_be_missing() {
    for name in ["ALLOWED_ORIGINS", "DEBUG", "NEON_SQL_ENDPOINT"] {
        assert!(Config::read(&without(name)).is_ok(), "{name}");
    }
}

#[test]
fn a_value_that_is_not_understood_is_named_and_not_shown() {
    for (name, value) in [
        ("JWT_PUBLIC_KEY", "hunter2"),
        ("GATEWAY_SECRET", " , "),
        ("DATABASE_URL", "mysql://hunter2"),
        ("ALLOWED_ORIGINS", "https://hunter2.test/path"),
        ("NEON_SQL_ENDPOINT", "hunter2"),
    ] {
        let mut environment = environment();
        environment.vars.insert(name.to_owned(), value.to_owned());
        let answer = ask(&environment, "/auth/google");
        assert_eq!(answer.refusal(), format!("500 Configuration error: {name} invalid"));
        assert!(!answer.text().contains("hunter2"));
    }
}

#[test]
fn all_faults_are_logged_together() {
    let fault = Config::read(&TestEnvironment::default()).unwrap_err();
    assert_eq!(fault.faults().len(), 7);
}

#[tokio::test]
async fn health_answers_whatever_else_is_wrong() {
    let answer = ask(&TestEnvironment::default(), "/health");
    assert_eq!((answer.status(), answer.text().as_str()), (200, r#"{"status":"ok"}"#));
    assert!(answer.header("x-request-id").is_some());

    let world = World::new();
    world.database.set_down(true);
    world.services.go_down();
    let answer = world.send(&Call::get("/health")).await;
    assert_eq!((answer.status(), answer.text().as_str()), (200, r#"{"status":"ok"}"#));
    assert_eq!((world.database.calls(), world.services.calls().len()), (0, 0));
    assert_eq!(world.refused(&Call::new("POST", "/health")).await, "405 Method not allowed");
}
