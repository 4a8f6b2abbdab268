//! The attack table of tokens: RFC 8725's list and beyond. Every row is refused with one text, and the
//! platform's database does not hear of it.

mod claims;
mod form;
mod header;

use std::time::Duration;

use e2e::{Client, start_on_cable};
use local_stack::Worker;
use serde_json::json;

use crate::forger::{Forger, Row, now, row};
use crate::stack;

const ADMIN: &str = "/blog/admin/posts";

#[tokio::test]
async fn a_forged_token_is_refused_and_the_database_does_not_hear_of_it() {
    let stack = stack();
    let (cable, worker) = start_on_cable(&stack, Worker::Gateway).await.unwrap();
    let gateway = Client::new(&worker.url).unwrap();
    let forger = Forger::new(&stack);

    let mut rows = header::rows(&forger);
    rows.extend(claims::rows(&forger));
    rows.extend(form::rows(&forger));
    let mut faults = Vec::new();
    for Row { name, token } in &rows {
        let asked_before = cable.requests();
        let answer = gateway.bearer(token).get(ADMIN).await.unwrap();
        if answer.error() != (401, "Invalid token") || answer.header("www-authenticate") != "Bearer" {
            faults.push(format!("{name}: {:?}", answer.error()));
        }
        if cable.requests() > asked_before {
            faults.push(format!("{name}: the database was asked"));
        }
    }
    assert_eq!(faults, Vec::<String>::new(), "of {} rows", rows.len());
    assert!(rows.len() > 150, "{} rows", rows.len());
    // What is written after a response comes a moment later.
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(cable.requests(), 0);

    for Row { name, token } in accepted(&forger) {
        let answer = gateway.bearer(&token).get(ADMIN).await.unwrap();
        assert_eq!(answer.status, 200, "{name}: {}", answer.text);
    }
    assert!(cable.requests() > 0, "the cable would have seen it");
    worker.stop().await.unwrap();
}

/// Tokens that nothing is wrong with. Their times leave a few seconds for a slow machine; the second itself
/// is tested natively, by a clock that stands still.
fn accepted(forger: &Forger) -> Vec<Row> {
    let claim = |name: &str, value| forger.sign(forger.header(), forger.claims_with(name, Some(value)));
    let empty = claim("filler", json!(""));
    // Three bytes of JSON are four of base64url.
    let filler = "x".repeat((8 * 1024 - empty.len()) / 4 * 3);
    let largest = claim("filler", json!(filler));
    assert!((8 * 1024 - 4..=8 * 1024).contains(&largest.len()), "{}", largest.len());
    vec![
        row("as the manager makes it", forger.sign(forger.header(), forger.claims())),
        row("without kid and typ", forger.sign(r#"{"alg":"RS256"}"#, forger.claims())),
        row("typ JWT", forger.sign(r#"{"typ":"JWT","alg":"RS256"}"#, forger.claims())),
        row("several audiences", claim("aud", json!(["other", "logicspike"]))),
        row("exp 20 s ago", claim("exp", json!(now() - 20))),
        // RFC 7519 §2: a NumericDate may have a fraction.
        row("exp with a fraction", claim("exp", json!(9_999_999_999.5))),
        row("iat in 29 s", claim("iat", json!(now() + 29))),
        row("nbf in 29 s", claim("nbf", json!(now() + 29))),
        row("just 8 KB", largest),
    ]
}
