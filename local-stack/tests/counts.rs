//! Counts of posts, proved and mended as the owner of the tables, whom row-level security holds.

#![expect(clippy::unwrap_used, reason = "helpers of tests; a failure must be loud")]

use local_stack::{StackFile, connect, counts};
use tokio_postgres::Client;

/// What is told of a tenant's counts.
async fn told(owner: &mut Client, tenant: &str, mend: bool) -> Vec<String> {
    let wrong = counts::wrong(owner, mend).await.unwrap();
    wrong.iter().map(ToString::to_string).filter(|told| told.starts_with(tenant)).collect()
}

#[tokio::test]
async fn what_is_wrong_is_told_until_it_is_mended() {
    let stack = StackFile::load().unwrap();
    let mut owner = connect(&stack.owner_databases.blog.parse().unwrap()).await.unwrap();
    let superuser = connect(&stack.databases.blog.parse().unwrap()).await.unwrap();
    let rows = "DELETE FROM posts WHERE tenant_id = 'tenant_counts';
                INSERT INTO posts (tenant_id, id, author_id, title, slug)
                SELECT 'tenant_counts', n::text, 'user_1', 'Post', n::text FROM generate_series(1, 3) AS n";
    superuser.batch_execute(rows).await.unwrap();
    assert_eq!(told(&mut owner, "tenant_counts", false).await, [""; 0]);

    let slip = "UPDATE post_counts SET posts = posts + 2 WHERE tenant_id = 'tenant_counts'";
    superuser.batch_execute(slip).await.unwrap();
    let wrong = ["tenant_counts: all  draft: 5 counted, 3 there"];
    assert_eq!(told(&mut owner, "tenant_counts", false).await, wrong);
    assert_eq!(told(&mut owner, "tenant_counts", true).await, wrong, "only told so far");
    assert_eq!(told(&mut owner, "tenant_counts", true).await, [""; 0]);
}
