//! The signing key is changed under load, by the steps that `docs/operations.md` gives. In production each isolate
//! is replaced by one with other variables; here each step is another runtime, and a switch says which is in use.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use e2e::{Answer, Client, Session, sign_in, unique};
use futures_util::future::join_all;
use local_stack::wrangler::{Wrangler, WranglerOptions, start_beside};
use local_stack::{KeyPair, Worker};
use serde_json::{Value, json};
use tokio::sync::RwLock;

use crate::stack;

/// How many people work meanwhile.
const PEOPLE: usize = 4;
/// How long each step lasts at least.
const STEP: Duration = Duration::from_secs(1);

/// The runtime in use; `None` at the end. Who asks holds it: a switch waits for what is under way.
type Switch = RwLock<Option<Place>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Before,
    Announced,
    Switched,
    Removed,
}

struct Place {
    step: Step,
    gateway: Client,
}

/// A request: in which step, by a token of which key, and what came of it.
struct Seen {
    step: Step,
    kid: String,
    outcome: Result<(), String>,
}

/// The variables of a step.
fn options(step: Step, old: &KeyPair, new: &KeyPair) -> WranglerOptions {
    let both = format!("{}{}", new.public_pem, old.public_pem);
    let (accepted, signing, published) = match step {
        Step::Before => (&old.public_pem, old, None),
        Step::Announced => (&both, old, Some(new)),
        Step::Switched => (&both, new, Some(old)),
        Step::Removed => (&new.public_pem, new, None),
    };
    let options = WranglerOptions::new(Worker::Gateway)
        .with_var(Worker::Gateway, "JWT_PUBLIC_KEY", accepted)
        .with_var(Worker::Manager, "JWT_PRIVATE_KEY", &signing.private_pem);
    match published {
        Some(pair) => options.with_var(Worker::Manager, "JWT_PUBLIC_KEY_EXTRA", &pair.public_pem),
        None => options,
    }
}

#[tokio::test]
async fn the_signing_key_is_changed_and_nobody_with_a_valid_token_is_refused() {
    let stack = stack();
    let read = |path| std::fs::read_to_string(path).unwrap();
    let old =
        KeyPair { private_pem: read(&stack.private_key_file), public_pem: read(&stack.public_key_file) };
    let new = KeyPair::generate().unwrap();
    let kids = [old.kid().unwrap(), new.kid().unwrap()];
    let published = |used: &[usize]| used.iter().map(|key| kids[*key].clone()).collect::<BTreeSet<_>>();

    let switch = Arc::new(Switch::new(None));
    let mut people = Vec::new();
    let mut first_tokens = Vec::new();
    let mut running: Option<Wrangler> = None;
    for (step, keys) in [
        (Step::Before, published(&[0])),
        (Step::Announced, published(&[0, 1])),
        (Step::Switched, published(&[0, 1])),
        (Step::Removed, published(&[1])),
    ] {
        let runtime = start_beside(&stack, &options(step, &old, &new)).await.unwrap();
        let gateway = Client::new(&runtime.url).unwrap();
        assert_eq!(key_ids(&gateway).await, keys, "{step:?}");
        *switch.write().await = Some(Place { step, gateway });
        if let Some(replaced) = running.replace(runtime) {
            replaced.stop().await.unwrap();
        }
        if step == Step::Before {
            for _ in 0..PEOPLE {
                let session = sign_in(&stack, &format!("{}@example.com", unique("rotation"))).await.unwrap();
                first_tokens.push(session.access_token.clone());
                people.push(tokio::spawn(work(Arc::clone(&switch), session)));
            }
        }
        tokio::time::sleep(STEP).await;
    }
    let last = switch.write().await.take().unwrap();
    let seen: Vec<Seen> = join_all(people).await.into_iter().flat_map(Result::unwrap).collect();

    let faults: Vec<String> = seen
        .iter()
        .filter_map(|seen| {
            seen.outcome.as_ref().err().map(|fault| format!("{:?} {}: {fault}", seen.step, seen.kid))
        })
        .collect();
    assert_eq!(faults, Vec::<String>::new(), "of {} requests", seen.len());
    for (step, kid) in [
        (Step::Before, &kids[0]),
        (Step::Announced, &kids[0]),
        (Step::Switched, &kids[0]),
        (Step::Switched, &kids[1]),
        (Step::Removed, &kids[1]),
    ] {
        let count = seen.iter().filter(|seen| seen.step == step && seen.kid == *kid).count();
        assert!(count >= 10, "{step:?}: {count} requests by a token of {kid}");
    }
    for token in first_tokens {
        let refused = last.gateway.bearer(&token).get("/blog/admin/posts").await.unwrap();
        assert_eq!(refused.error(), (401, "Invalid token"), "a token of the removed key");
    }
    running.unwrap().stop().await.unwrap();
}

async fn key_ids(gateway: &Client) -> BTreeSet<String> {
    let jwks = gateway.get("/.well-known/jwks.json").await.unwrap();
    assert_eq!(jwks.status, 200, "{}", jwks.text);
    jwks.body["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

/// One person: reads by their first token as long as its key counts, and by their latest, which they refresh now
/// and then.
async fn work(switch: Arc<Switch>, session: Session) -> Vec<Seen> {
    let first = session.access_token;
    let (mut access_token, mut refresh_token) = (first.clone(), session.refresh_token);
    let mut seen = Vec::new();
    for round in 0.. {
        let place = switch.read().await;
        let Some(Place { step, gateway }) = place.as_ref() else { break };
        let mut see = |kid: String, answer: &Answer| {
            let outcome = if answer.status == 200 { Ok(()) } else { Err(format!("{:?}", answer.error())) };
            seen.push(Seen { step: *step, kid, outcome });
        };
        // Before a key is removed one waits until its tokens have expired, and so have been replaced.
        let has_expired = *step == Step::Removed && kid(&access_token) == kid(&first);
        if round % 5 == 0 || has_expired {
            let answer =
                gateway.post("/auth/refresh", &json!({ "refresh_token": refresh_token })).await.unwrap();
            see("refresh".to_owned(), &answer);
            answer.at("/access_token").clone_into(&mut access_token);
            answer.at("/refresh_token").clone_into(&mut refresh_token);
        }
        let tokens = [Some(&access_token), Some(&first).filter(|_| *step != Step::Removed)];
        for token in tokens.into_iter().flatten() {
            let answer = gateway.bearer(token).get("/blog/admin/posts?limit=1").await.unwrap();
            see(kid(token), &answer);
        }
        drop(place);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    seen
}

/// The key id in a token's header.
fn kid(token: &str) -> String {
    let header = token.split('.').next().unwrap();
    let header: Value = serde_json::from_slice(&Base64UrlUnpadded::decode_vec(header).unwrap()).unwrap();
    header["kid"].as_str().unwrap().to_owned()
}
