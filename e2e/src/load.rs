//! What a tenant may do to a stack that others live on as well: load of the kinds that once cost everybody.

use anyhow::{Result, ensure};
use futures_util::future::join_all;
use local_stack::StackFile;
use serde_json::{Value, json};

use crate::{Client, Receiver, TestTenant, publish, sign_in, unique};

/// Saves of one post at once.
const SAVES: usize = 80;
/// Questions for pages that do not exist, at once.
const MISSING: usize = 20;
/// Tenants whose receivers never answer, and receivers of each: as many as a tenant may have.
const SILENT_TENANTS: usize = 3;
const RECEIVERS: usize = 20;

/// A tenant that saves, reads and floods, and tenants whose webhooks lead to somebody who never answers.
#[derive(Debug)]
pub struct Load {
    writer: Client,
    reader: Client,
    hot_post: String,
    worst_page: String,
    silent: Vec<Client>,
    trap: Receiver,
}

impl Load {
    /// Makes the tenants, their posts and their webhooks.
    pub async fn new(stack: &StackFile) -> Result<Self> {
        let tenant = TestTenant::new(stack).await?;
        let writer = tenant.owner().await?;
        let made = writer.post("/blog/admin/posts", &json!({ "title": "Saved at once" })).await?;
        let worst = publish(&writer, &json!({ "title": "Worst", "content": worst_document() })).await?;
        let trap = Receiver::start().await?;
        trap.falls_silent();
        let mut silent = Vec::new();
        for _ in 0..SILENT_TENANTS {
            silent.push(subscriber(stack, &trap.url).await?);
        }
        Ok(Self {
            hot_post: made.header("location").to_owned(),
            worst_page: worst.page,
            reader: tenant.reader()?.with("cache-control", "no-cache"),
            writer,
            silent,
            trap,
        })
    }

    /// One post is saved many times at once.
    pub async fn saves(&self) {
        let body = json!({ "title": "Again" });
        join_all((0..SAVES).map(|_| self.writer.put(&self.hot_post, &body))).await;
    }

    /// The worst document that may be stored is read, from the blog service.
    pub async fn worst_read(&self) {
        drop(self.reader.get(&self.worst_page).await);
    }

    /// Pages that do not exist are asked for.
    pub async fn flood(&self) {
        let missing: Vec<String> =
            (0..MISSING).map(|_| format!("/blog/public/posts/{}", unique("none"))).collect();
        join_all(missing.iter().map(|path| self.reader.get(path))).await;
    }

    /// Every tenant with silent receivers changes something that all of them are to hear of.
    pub async fn silent_deliveries(&self) {
        let post = json!({ "title": "Unheard" });
        join_all(self.silent.iter().map(|owner| owner.post("/blog/admin/posts", &post))).await;
    }

    /// All of it at the same time.
    pub async fn everything(&self) {
        tokio::join!(self.saves(), self.worst_read(), self.flood(), self.silent_deliveries());
    }

    /// How many webhooks the silent receivers have taken so far.
    pub fn unanswered(&self) -> usize {
        self.trap.received().len()
    }
}

/// The owner of a tenant all of whose webhooks lead to one address.
async fn subscriber(stack: &StackFile, url: &str) -> Result<Client> {
    let session = sign_in(stack, &format!("{}@example.com", unique("silent"))).await?;
    let owner = Client::new(&stack.gateway_url)?.bearer(&session.access_token);
    for _ in 0..RECEIVERS {
        let made = owner.post("/manager/webhooks", &json!({ "url": url, "events": ["blog.*"] })).await?;
        ensure!(made.status == 201, "{}", made.text);
    }
    Ok(owner)
}

/// Headings within headings, each with its own text: what used to come to a hundred times its size.
fn worst_document() -> Value {
    let text = json!({ "type": "text", "text": "word & ".repeat(150) });
    let mut tower = json!({ "type": "heading", "content": [text] });
    for _ in 0..90 {
        tower = json!({ "type": "heading", "content": [text, tower] });
    }
    json!({ "type": "doc", "content": vec![tower; 8] })
}
