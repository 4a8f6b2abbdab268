//! Receivers that never answer, beside somebody whose receiver does.

use std::time::Duration;

use e2e::{Client, Receiver, sign_in, unique};
use local_stack::StackFile;
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::stack;

/// Tenants with silent receivers, and receivers of each: as many as a tenant may have.
const TENANTS: usize = 3;
const RECEIVERS: usize = 20;
/// Measurements with and without them.
const TIMES: usize = 5;

async fn owner(stack: &StackFile) -> Client {
    let session = sign_in(stack, &format!("{}@example.com", unique("silence"))).await.unwrap();
    Client::new(&stack.gateway_url).unwrap().bearer(&session.access_token)
}

async fn hook(owner: &Client, url: &str) {
    let body = json!({ "url": url, "events": ["blog.*"] });
    let made = owner.post("/manager/webhooks", &body).await.unwrap();
    assert_eq!(made.status, 201, "{}", made.text);
}

async fn write(owner: &Client) {
    let post = owner.post("/blog/admin/posts", &json!({ "title": unique("Silence") })).await.unwrap();
    assert_eq!(post.status, 201, "{}", post.text);
}

/// Somebody whose webhooks and mails arrive.
struct Quiet {
    owner: Client,
    site: Receiver,
    mails: Client,
}

impl Quiet {
    /// How long a webhook and a mail take to arrive, from the change on.
    async fn latency(&self) -> Duration {
        let before = self.site.received().len();
        let guest = format!("{}@example.com", unique("guest"));
        let started = Instant::now();
        write(&self.owner).await;
        let invitation = json!({ "email": guest, "role": "editor" });
        let invited = self.owner.post("/manager/team/members/invite", &invitation).await.unwrap();
        assert_eq!(invited.status, 201, "{}", invited.text);
        loop {
            let mails = self.mails.get("/mails").await.unwrap().body;
            let is_mailed = mails.as_array().unwrap().iter().any(|mail| mail["to"] == json!([guest]));
            if is_mailed && self.site.received().len() > before {
                return started.elapsed();
            }
            assert!(started.elapsed() < Duration::from_mins(2), "mailed: {is_mailed}");
            sleep(Duration::from_millis(20)).await;
        }
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.swap_remove(times.len() / 2)
}

#[tokio::test]
async fn sixty_receivers_that_never_answer_leave_the_latency_of_others_within_twice_what_it_was() {
    let stack = stack();
    let (site, trap) = (Receiver::start().await.unwrap(), Receiver::start().await.unwrap());
    let quiet =
        Quiet { owner: owner(&stack).await, site, mails: Client::elsewhere(&stack.mail_url).unwrap() };
    hook(&quiet.owner, &quiet.site.url).await;
    let mut alone = Vec::new();
    for _ in 0..TIMES {
        alone.push(quiet.latency().await);
    }

    trap.falls_silent();
    let mut noisy = Vec::new();
    for _ in 0..TENANTS {
        let owner = owner(&stack).await;
        for _ in 0..RECEIVERS {
            hook(&owner, &trap.url).await;
        }
        noisy.push(owner);
    }
    let mut beside = Vec::new();
    for _ in 0..TIMES {
        for owner in &noisy {
            write(owner).await;
        }
        beside.push(quiet.latency().await);
    }
    println!("alone {alone:?}, beside silent receivers {beside:?}");
    assert!(!trap.received().is_empty());
    let (alone, beside) = (median(alone), median(beside));
    assert!(beside < alone * 2, "{beside:?} beside silent receivers, {alone:?} alone");
}
