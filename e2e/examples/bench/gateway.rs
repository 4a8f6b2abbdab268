//! Requests through the gateway, release-built Workers in workerd.

use anyhow::{Result, ensure};
use e2e::{Client, TestTenant};
use local_stack::StackFile;
use serde_json::json;

use crate::series::{Series, print};

/// Pages, each read twice.
const PAGES: usize = 110;

/// A public page that the edge cache has, and one that it has not.
pub(crate) async fn pages(stack: &StackFile) -> Result<()> {
    let tenant = TestTenant::new(stack).await?;
    let (owner, reader) = (tenant.owner().await?, tenant.reader()?);
    let mut slugs = Vec::new();
    for number in 0..PAGES {
        slugs.push(publish(&owner, number).await?);
    }
    let mut hit = Series::new("a public page from the edge cache");
    let mut miss = Series::new("the same page, read and rendered anew");
    for slug in slugs {
        let path = format!("/blog/public/posts/{slug}");
        let first = miss.time(reader.get(&path)).await?;
        ensure!((first.status, first.header("x-cache")) == (200, "MISS"), "{path}: {}", first.text);
        // Keeping the page is work that goes on after the response.
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        let second = hit.time(reader.get(&path)).await?;
        ensure!((second.status, second.header("x-cache")) == (200, "HIT"), "{path}: {}", second.text);
    }
    print("Public reads through the gateway", &[&hit, &miss]);
    Ok(())
}

/// Publishes a post of some paragraphs; gives its slug.
pub(crate) async fn publish(owner: &Client, number: usize) -> Result<String> {
    let paragraph =
        json!({ "type": "paragraph", "content": [{ "type": "text", "text": "Some words. ".repeat(30) }] });
    let content = json!({ "type": "doc", "content": vec![paragraph; 12] });
    let post = json!({ "title": format!("Measured {number}"), "content": content });
    let created = owner.post("/blog/admin/posts", &post).await?;
    ensure!(created.status == 201, "{}", created.text);
    let published = owner.post(&format!("{}/publish", created.header("location")), &json!(null)).await?;
    ensure!(published.status == 200, "{}", published.text);
    Ok(created.at("/slug").to_owned())
}

/// What the whole chain adds to a request that the gateway answers itself.
pub(crate) async fn chain(stack: &StackFile) -> Result<()> {
    let tenant = TestTenant::new(stack).await?;
    let owner = tenant.owner().await?;
    for number in 0..20 {
        publish(&owner, number).await?;
    }
    let one = owner.post("/blog/admin/posts", &json!({ "title": "Read and saved" })).await?;
    let path = one.header("location").to_owned();
    let mut health = Series::new("`GET /health`: the gateway alone");
    let mut refused = Series::new("`GET /blog/admin/posts` with a wrong token");
    let mut list = Series::new("`GET /blog/admin/posts`");
    let mut read = Series::new("`GET /blog/admin/posts/{id}`");
    let mut save = Series::new("`PUT /blog/admin/posts/{id}`");
    let stranger = tenant.anyone()?;
    for number in 0..210 {
        let answers = [
            (200, health.time(stranger.get("/health")).await?),
            (401, refused.time(stranger.bearer("wrong").get("/blog/admin/posts")).await?),
            (200, list.time(owner.get("/blog/admin/posts")).await?),
            (200, read.time(owner.get(&path)).await?),
            (200, save.time(owner.put(&path, &json!({ "title": format!("Saved {number}") }))).await?),
        ];
        for (expected, answer) in answers {
            ensure!(answer.status == expected, "{}", answer.text);
        }
    }
    print("Admin requests through the gateway", &[&health, &refused, &list, &read, &save]);
    Ok(())
}
