//! The example data that `stack.json` promises. Runs on the stack that `cargo xtask test` starts.

use local_stack::{StackFile, Worker, check_token, connect, seed};

#[tokio::test]
async fn two_tenants_may_use_the_blog_one_has_lapsed_and_one_has_no_blog_in_its_plan() {
    let stack = StackFile::load().unwrap();
    let owner = connect(&stack.databases.platform.parse().unwrap()).await.unwrap();
    let mut seen = Vec::new();
    for tenant in &stack.tenants {
        let sql = "select s.status = 'active', 'blog' = any (p.entitlements), m.builtin_role
                   from subscriptions s join plans p on p.id = s.plan_id
                   join memberships m on m.tenant_id = s.tenant_id and m.user_id = $2 where s.tenant_id = $1";
        let row = owner.query_one(sql, &[&tenant.id, &tenant.owner_user_id]).await.unwrap();
        assert_eq!(row.get::<_, &str>(2), "owner");
        seen.push((row.get::<_, bool>(0), row.get::<_, bool>(1)));
        check_token(&tenant.token, &stack).await.unwrap();
    }
    assert_eq!(seen, [(true, true), (true, true), (false, true), (true, false)]);
}

#[tokio::test]
async fn seeding_again_changes_nothing() {
    let stack = StackFile::load().unwrap();
    let owner = connect(&stack.databases.blog.parse().unwrap()).await.unwrap();
    let mut platform = connect(&stack.worker_databases.of(Worker::Manager).parse().unwrap()).await.unwrap();
    let mut blog = connect(&stack.worker_databases.of(Worker::Blog).parse().unwrap()).await.unwrap();
    let rows_of = "select (select string_agg(t::text, ',' order by id) from posts t where tenant_id = $1),
                          (select string_agg(t::text, ',' order by post_id, tag_id) from post_tags t where tenant_id = $1)";
    let tenant = &stack.tenants[1].id;
    let before: (Option<String>, Option<String>) = {
        let row = owner.query_one(rows_of, &[tenant]).await.unwrap();
        (row.get(0), row.get(1))
    };
    assert!(before.0.is_some() && before.1.is_some(), "there are posts and tags");
    let keys: Vec<String> = stack.tenants.iter().map(|tenant| tenant.api_key.clone()).collect();
    seed::platform(&mut platform, &keys).await.unwrap();
    seed::blog(&mut blog).await.unwrap();
    let row = owner.query_one(rows_of, &[tenant]).await.unwrap();
    assert_eq!((row.get(0), row.get(1)), before);
}
