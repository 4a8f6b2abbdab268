//! An outage of the database and its end, as the end-to-end tests cause them. It has a server of its own:
//! other tests must not lose theirs.

use std::time::Duration;

use local_stack::stack::{Stack, outage};
use local_stack::{Checkout, Progress, StackFile, connect};
use tokio::time::timeout;

#[tokio::test]
async fn the_database_can_be_stopped_and_comes_back_at_the_same_place_with_its_data() {
    let mut stack = Stack::temporary(&Checkout::default(), Progress::default()).await.unwrap();
    stack.start_databases(None).await.unwrap();
    let file = StackFile::read(&stack.file_path()).unwrap();
    let url = file.databases.blog.parse().unwrap();
    connect(&url).await.unwrap().batch_execute("create table kept (n int)").await.unwrap();

    assert!(timeout(Duration::from_secs(2), stack.database_ended()).await.is_err(), "it runs");
    outage::begin(&file).await.unwrap();
    timeout(Duration::from_secs(10), stack.database_ended())
        .await
        .expect("whoever waits for its end hears of it");
    assert!(connect(&url).await.is_err(), "it is away");
    let folder = stack.folder().to_owned();
    outage::end(&file).await.unwrap();
    connect(&url).await.unwrap().batch_execute("insert into kept values (1)").await.unwrap();
    let again = StackFile::read(&stack.file_path()).unwrap();
    assert_ne!(again.pids.postgres, file.pids.postgres);
    assert!(outage::end(&again).await.is_err(), "it runs already");

    let data = file.postgres.unwrap().data;
    stack.stop().await.unwrap();
    assert!(connect(&url).await.is_err() && !folder.exists() && !data.exists(), "nothing stays behind");
}
