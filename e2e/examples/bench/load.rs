//! What one tenant's load costs another: the bystander's own requests, alone and beside each kind of load, in one run.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::{Client, Load, Published, TestTenant, publish, unique};
use local_stack::StackFile;
use serde_json::json;

use crate::series::{Series, print};

/// Requests of the bystander in each series.
const REQUESTS: usize = 110;
/// How long the load rests between two volleys: what is measured is not the machine's want of cores.
const REST: Duration = Duration::from_millis(500);

/// The kinds of load, and what the bystander notices of them.
pub(crate) async fn isolation(stack: &StackFile) -> Result<()> {
    let bystander = Bystander::new(stack).await?;
    let load = Load::new(stack).await?;
    let alone = bystander.times("alone", async || ()).await?;
    let saves = bystander
        .times("while another tenant saves one post 80 times at once", async || load.saves().await)
        .await?;
    let reads = bystander
        .times("while another tenant reads its worst allowed document", async || load.worst_read().await)
        .await?;
    let flood =
        bystander.times("while another tenant floods 404s with its key", async || load.flood().await).await?;
    let silence = bystander
        .times("while 60 receivers of others never answer", async || load.silent_deliveries().await)
        .await?;
    let everything = bystander.times("while all of that happens", async || load.everything().await).await?;
    ensure!(load.unanswered() > 0, "nobody was kept waiting by the silent receivers");
    let rows = [&alone, &saves, &reads, &flood, &silence, &everything];
    print("One tenant's load beside another's save and read", &rows);
    Ok(())
}

/// Somebody who only wants to write and to be read.
struct Bystander {
    owner: Client,
    reader: Client,
    post: Published,
}

impl Bystander {
    async fn new(stack: &StackFile) -> Result<Self> {
        let tenant = TestTenant::new(stack).await?;
        let owner = tenant.owner().await?;
        let post = publish(&owner, &json!({ "title": "Bystander" })).await?;
        Ok(Self { reader: tenant.reader()?, owner, post })
    }

    /// A save and a read that no cache answers, again and again, beside what is done volley after volley.
    async fn times(&self, name: &'static str, load: impl AsyncFn()) -> Result<Series> {
        let mut series = Series::new(name);
        let over = AtomicBool::new(false);
        let volleys = async {
            while !over.load(Ordering::Relaxed) {
                load().await;
                tokio::time::sleep(REST).await;
            }
        };
        let requests = async {
            let outcome = self.requests(&mut series).await;
            over.store(true, Ordering::Relaxed);
            outcome
        };
        let (outcome, ()) = tokio::join!(requests, volleys);
        outcome.map(|()| series)
    }

    async fn requests(&self, series: &mut Series) -> Result<()> {
        for number in 0..REQUESTS {
            let body = json!({ "title": format!("Bystander {number}") });
            let list = format!("/blog/public/posts?search={}", unique("x"));
            let (saved, read) = series
                .time(async { (self.owner.put(&self.post.place, &body).await, self.reader.get(&list).await) })
                .await;
            let (saved, read) = (saved?, read?);
            ensure!(saved.status == 200, "a bystander was refused: {}", saved.text);
            ensure!(read.status == 200, "a bystander was refused: {}", read.text);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }
}
