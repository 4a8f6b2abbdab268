//! What one tenant's load costs another: the bystander's own requests, alone and beside each kind of attack, in one run.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::{Client, TestTenant};
use futures_util::future::join_all;
use local_stack::StackFile;
use serde_json::{Value, json};

use crate::series::{Series, print};

/// Requests of the bystander in each series.
const REQUESTS: usize = 110;
/// How long the attacker rests between two volleys: what is measured is not the machine's want of cores.
const REST: Duration = Duration::from_millis(500);
/// Saves of one post at once.
const SAVES: usize = 80;

/// The attacks, and what the bystander notices of them.
pub(crate) async fn isolation(stack: &StackFile) -> Result<()> {
    let (bystander, attacker) = (TestTenant::new(stack).await?, TestTenant::new(stack).await?);
    let (owner, attack) = (bystander.owner().await?, attacker.owner().await?);
    let made = owner.post("/blog/admin/posts", &json!({ "title": "Bystander" })).await?;
    let path = made.header("location").to_owned();
    let published = owner.post(&format!("{path}/publish"), &json!(null)).await?;
    ensure!(published.status == 200, "{}", published.text);

    let target = attack.post("/blog/admin/posts", &json!({ "title": "Saved at once" })).await?;
    let target = target.header("location").to_owned();
    let worst = attack.post("/blog/admin/posts", &json!({ "title": "Worst", "content": worst() })).await?;
    ensure!(worst.status == 201, "{}", worst.text);
    let shown = attack.post(&format!("{}/publish", worst.header("location")), &json!(null)).await?;
    ensure!(shown.status == 200, "{}", shown.text);
    let worst = format!("/blog/public/posts/{}", worst.at("/slug"));

    let mut quiet = Series::new("alone");
    requests(&mut quiet, &owner, &path).await?;
    let mut saves = Series::new("while another tenant saves one post 80 times at once");
    beside(&mut saves, &owner, &path, async || {
        let body = json!({ "title": "Again" });
        join_all((0..SAVES).map(|_| attack.put(&target, &body))).await;
    })
    .await?;
    let reader = attacker.reader()?.with("cache-control", "no-cache");
    let mut reads = Series::new("while another tenant reads its worst allowed document");
    beside(&mut reads, &owner, &path, async || drop(reader.get(&worst).await)).await?;
    let mut flood = Series::new("while another tenant floods 404s with its key");
    beside(&mut flood, &owner, &path, async || {
        let missing: Vec<String> = (0..20).map(|n| format!("/blog/public/posts/none-{n}")).collect();
        join_all(missing.iter().map(|path| reader.get(path))).await;
    })
    .await?;
    print("One tenant's load beside another's requests", &[&quiet, &saves, &reads, &flood]);
    Ok(())
}

/// Headings within headings, each with its own text: what used to come to a hundred times its size.
fn worst() -> Value {
    let text = json!({ "type": "text", "text": "word & ".repeat(150) });
    let mut tower = json!({ "type": "heading", "content": [text] });
    for _ in 0..90 {
        tower = json!({ "type": "heading", "content": [text, tower] });
    }
    json!({ "type": "doc", "content": vec![tower; 8] })
}

/// A read and a save, again and again.
async fn requests(series: &mut Series, owner: &Client, path: &str) -> Result<()> {
    for number in 0..REQUESTS {
        let body = json!({ "title": format!("Bystander {number}") });
        let answer = series.time(owner.put(path, &body)).await?;
        ensure!(answer.status == 200, "a bystander was refused: {}", answer.text);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// The same while somebody attacks, volley after volley.
async fn beside(series: &mut Series, owner: &Client, path: &str, attack: impl AsyncFn()) -> Result<()> {
    let over = AtomicBool::new(false);
    let attacker = async {
        while !over.load(Ordering::Relaxed) {
            attack().await;
            tokio::time::sleep(REST).await;
        }
    };
    let bystander = async {
        let outcome = requests(series, owner, path).await;
        over.store(true, Ordering::Relaxed);
        outcome
    };
    let (outcome, ()) = tokio::join!(bystander, attacker);
    outcome
}
