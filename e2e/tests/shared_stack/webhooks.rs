//! From a change to a signed call at somebody's website, and from an invitation to a mail.

use std::time::Duration;

use e2e::{Client, Received, Receiver, eventually, sign_in, unique};
use local_stack::wrangler::{WranglerOptions, start_beside};
use local_stack::{StackFile, Worker};
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::runtime::testing::FixedRuntime;
use manager_worker::domain::webhook::{self, VerifyError, WebhookSecret};
use serde_json::{Value, json};

use crate::stack;

/// The queue collects for a second, and a retry may wait for the minute's sweep.
const PATIENCE: Duration = Duration::from_secs(90);

struct World {
    stack: StackFile,
    owner: Client,
}

impl World {
    async fn new() -> Self {
        let stack = stack();
        let email = format!("{}@example.com", unique("owner"));
        let session = sign_in(&stack, &email).await.unwrap();
        let owner = Client::new(&stack.gateway_url).unwrap().bearer(&session.access_token);
        Self { stack, owner }
    }

    /// The cron, quickened from now on: retries need not wait for the minute.
    fn hasten(&self) {
        let operator = Client::new(&self.stack.gateway_url).unwrap();
        let operator = operator.with("x-platform-key", &self.stack.platform_secret);
        tokio::spawn(async move {
            while operator.post("/manager/platform/sweep", &json!({})).await.is_ok() {
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
        });
    }

    /// Makes an endpoint; gives its path and secret.
    async fn hook(&self, url: &str, events: &[&str]) -> (String, WebhookSecret) {
        let body = json!({ "url": url, "events": events });
        let made = self.owner.post("/manager/webhooks", &body).await.unwrap();
        assert_eq!(made.status, 201, "{}", made.text);
        (format!("/manager/webhooks/{}", made.at("/id")), WebhookSecret::parse(made.at("/secret")).unwrap())
    }

    /// The newest entry of an endpoint's log, once nothing is left to be tried.
    async fn finished(&self, hook: &str) -> Value {
        let newest = async || {
            let log = self.owner.get(&format!("{hook}/deliveries")).await.unwrap();
            log.body["data"][0].clone()
        };
        eventually("the outcome is noted", PATIENCE, async || newest().await["status"] != "pending").await;
        newest().await
    }
}

fn verified(secret: &WebhookSecret, received: &Received) -> Result<String, VerifyError> {
    let now = FixedRuntime::real_time().now();
    let secrets = std::slice::from_ref(secret);
    webhook::verify(secrets, &received.headers, &received.body, now).map(|verified| verified.id.to_owned())
}

#[tokio::test]
async fn a_change_in_the_blog_is_told_signed_and_told_again_on_request() {
    let world = World::new().await;
    let site = Receiver::start().await.unwrap();
    let (hook, secret) = world.hook(&format!("{}/in?from=logicspike", site.url), &["blog.post.*"]).await;
    let title = unique("Hooked");
    let post = world.owner.post("/blog/admin/posts", &json!({ "title": title })).await.unwrap();
    assert_eq!(post.status, 201, "{}", post.text);

    let received = site.wait_for(1).await.unwrap().remove(0);
    let event: Value = serde_json::from_slice(&received.body).unwrap();
    assert_eq!(received.path, "/in?from=logicspike");
    assert_eq!((&event["type"], &event["subject"]), (&json!("blog.post.created"), &post.body["id"]));
    assert_eq!(verified(&secret, &received), Ok(event["id"].as_str().unwrap().to_owned()));
    assert_eq!(received.headers["content-type"], "application/json");
    assert_eq!(received.headers["user-agent"], "LogicSpike-Webhooks/1");

    let entry = world.finished(&hook).await;
    assert_eq!((&entry["status"], &entry["lastStatus"]), (&json!("delivered"), &json!(200)));
    let replay = format!("{hook}/deliveries/{}/replay", entry["id"].as_str().unwrap());
    assert_eq!(world.owner.post(&replay, &json!({})).await.unwrap().status, 202);
    let again = site.wait_for(2).await.unwrap().remove(1);
    assert_eq!(again.body, received.body, "byte for byte");
    assert_eq!(again.headers["webhook-id"], received.headers["webhook-id"]);
    assert!(verified(&secret, &again).is_ok());
}

#[tokio::test]
async fn a_redirect_is_a_failure_and_leads_nowhere() {
    let world = World::new().await;
    world.hasten();
    let (site, trap) = (Receiver::start().await.unwrap(), Receiver::start().await.unwrap());
    let (hook, secret) = world.hook(&site.url, &["apikey.*"]).await;
    site.will_answer("307 Temporary Redirect", &format!("location: {}/trap\r\n", trap.url));
    let queued = world.owner.post(&format!("{hook}/test"), &json!({})).await.unwrap();
    assert_eq!(queued.status, 202, "{}", queued.text);
    site.wait_for(1).await.unwrap();
    // The retry is answered 200.
    let received = site.wait_for(2).await.unwrap();
    assert!(received.iter().all(|received| verified(&secret, received).is_ok()));
    assert_eq!(received[0].body, received[1].body);
    let entry = world.finished(&hook).await;
    assert_eq!(entry["status"], "delivered");
    let path = format!("{hook}/deliveries/{}", entry["id"].as_str().unwrap());
    let tries = world.owner.get(&path).await.unwrap().body["tries"].clone();
    assert_eq!((&tries[0]["status"], &tries[1]["status"]), (&json!(307), &json!(200)));
    assert!(trap.received().is_empty());
}

#[tokio::test]
async fn a_receiver_that_does_not_answer_or_does_not_end_is_left_to_itself() {
    let world = World::new().await;
    world.hasten();
    let site = Receiver::start().await.unwrap();
    let (hook, _) = world.hook(&site.url, &["apikey.*"]).await;
    site.will_be_silent();
    site.will_answer_without_end();
    world.owner.post(&format!("{hook}/test"), &json!({})).await.unwrap();
    let entry = world.finished(&hook).await;
    assert_eq!((&entry["status"], &entry["attempts"]), (&json!("delivered"), &json!(2)), "{entry}");
    let path = format!("{hook}/deliveries/{}", entry["id"].as_str().unwrap());
    let tries = world.owner.get(&path).await.unwrap().body["tries"].clone();
    assert_eq!((&tries[0]["status"], &tries[1]["status"]), (&Value::Null, &json!(200)), "{tries}");
    assert_eq!(tries[1]["answer"], json!("x".repeat(500)));
}

/// With the manager as it is deployed: without the variable that a developer's machine has.
#[tokio::test]
async fn an_address_that_is_not_public_is_refused_when_it_is_written_down_and_when_it_is_called() {
    let world = World::new().await;
    let site = Receiver::start().await.unwrap();
    let (hook, _) = world.hook(&site.url, &["apikey.*"]).await;
    let options = WranglerOptions::new(Worker::Gateway).without_var(Worker::Manager, "WEBHOOKS_ALLOW_LOCAL");
    let deployed = start_beside(&world.stack, &options).await.unwrap();
    let token = sign_in(&world.stack, &format!("{}@example.com", unique("careful"))).await.unwrap();
    let careful = Client::new(&deployed.url).unwrap().bearer(&token.access_token);
    for url in [
        &site.url,
        "https://127.0.0.1/in",
        "https://0x7f.1/in",
        "https://[::1]/in",
        "https://[::ffff:10.0.0.1]/in",
        "https://10.1.2.3/in",
        "https://169.254.169.254/latest/meta-data",
        "https://metadata.google.internal/",
        "https://localhost/in",
        "http://www.example.com/in",
        "https://user:password@www.example.com/in",
    ] {
        let made = careful.post("/manager/webhooks", &json!({ "url": url })).await.unwrap();
        assert_eq!(made.error(), (400, "Validation failed"), "{url}: {}", made.text);
        assert_eq!(made.at("/details/0/field"), "url", "{url}");
    }
    let public = json!({ "url": "https://www.example.com/in" });
    assert_eq!(careful.post("/manager/webhooks", &public).await.unwrap().status, 201);

    // Written down where it was allowed, called where it is not.
    let owner = world.owner.at(&deployed.url);
    assert_eq!(owner.post(&format!("{hook}/test"), &json!({})).await.unwrap().status, 202);
    let entry = world.finished(&hook).await;
    assert_eq!((&entry["status"], &entry["attempts"]), (&json!("failed"), &json!(1)), "{entry}");
    assert!(entry["lastError"].as_str().unwrap().starts_with("the address must"), "{entry}");
    assert!(site.received().is_empty());
    deployed.stop().await.unwrap();
}

#[tokio::test]
async fn whoever_is_invited_finds_a_mail() {
    let world = World::new().await;
    let email = format!("{}@example.com", unique("invited"));
    let body = json!({ "email": email, "role": "editor" });
    let invited = world.owner.post("/manager/team/members/invite", &body).await.unwrap();
    assert_eq!(invited.status, 201, "{}", invited.text);
    let mails = Client::elsewhere(&world.stack.mail_url).unwrap();
    let mine = async || {
        let all = mails.get("/mails").await.unwrap().body;
        let mut all = all.as_array().unwrap().clone();
        all.retain(|mail| mail["to"] == json!([email]));
        all
    };
    eventually("a mail comes", PATIENCE, async || !mine().await.is_empty()).await;
    let mine = mine().await;
    assert_eq!(mine.len(), 1, "{mine:?}");
    assert!(mine[0]["text"].as_str().unwrap().contains(invited.at("/id")), "{mine:?}");
}
