//! Links to what is not published, through the whole platform: nobody keeps what they show, and when one ends, it has
//! ended.

use std::time::Duration;

use e2e::{Answer, Client, TestTenant, eventually};
use serde_json::{Value, json};

use crate::stack;

/// A new link to a post; its token and its place.
async fn link(owner: &Client, post: &str, seconds: u32) -> (String, String) {
    let made = owner.post(&format!("{post}/preview-links"), &json!({ "expiresIn": seconds })).await.unwrap();
    assert_eq!(made.status, 201, "{}", made.text);
    (made.at("/token").to_owned(), made.header("location").to_owned())
}

async fn shown(reader: &Client, token: &str) -> Answer {
    let answer = reader.get(&format!("/blog/public/preview/{token}")).await.unwrap();
    assert_eq!(answer.header("x-cache"), "", "it is in no cache: {}", answer.text);
    answer
}

#[tokio::test]
async fn what_a_link_shows_is_kept_by_nobody_and_a_link_that_has_ended_shows_nothing() {
    let stack = stack();
    let (tenant, other) = (TestTenant::new(&stack).await.unwrap(), TestTenant::new(&stack).await.unwrap());
    let (owner, reader) = (tenant.owner().await.unwrap(), tenant.reader().unwrap());
    let created = owner.post("/blog/admin/posts", &json!({ "title": "Not yet" })).await.unwrap();
    let post = created.header("location");
    let (token, _) = link(&owner, post, 3600).await;
    for title in ["Not yet", "Soon", "Very soon"] {
        assert_eq!(owner.put(post, &json!({ "title": title })).await.unwrap().status, 200);
        for reader in [&reader, &reader.with("cache-control", "no-cache")] {
            let page = shown(reader, &token).await;
            assert_eq!((page.status, page.at("/title"), page.at("/status")), (200, title, "draft"));
            assert_eq!((page.header("cache-control"), page.header("x-robots-tag")), ("no-store", "noindex"));
        }
    }

    let (brief, _) = link(&owner, post, 1).await;
    eventually("it expires", Duration::from_secs(5), async || shown(&reader, &brief).await.status == 404)
        .await;
    let (revoked, place) = link(&owner, post, 3600).await;
    assert_eq!(shown(&reader, &revoked).await.status, 200);
    assert_eq!(owner.delete(&place).await.unwrap().status, 204);
    let last = if token.ends_with('0') { "1" } else { "0" };
    let tampered = format!("{}{last}", &token[..token.len() - 1]);
    let strangers = other.reader().unwrap();
    for (reader, token, what) in [
        (&reader, &brief, "expired"),
        (&reader, &revoked, "revoked"),
        (&reader, &tampered, "tampered with"),
        (&strangers, &token, "another tenant's"),
    ] {
        let mut answer = shown(reader, token).await;
        assert_eq!(answer.error(), (404, "Not found"), "{what}");
        answer.body["requestId"] = Value::Null;
        let nothing = json!({ "error": "Not found", "code": "not_found", "requestId": null });
        assert_eq!(answer.body, nothing, "{what}: nobody is told why");
    }
    assert_eq!(shown(&reader, &token).await.status, 200, "the others go on");
}
