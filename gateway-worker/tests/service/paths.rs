//! No spelling of a path leads through one door to what lies behind another.

use crate::support::{Call, World, mint};

#[tokio::test]
async fn unknown_paths_are_not_found_whoever_asks() {
    let world = World::new();
    let token = mint("tenant_1").await;
    for path in [
        "/",
        "/blog",
        "/blog/",
        "/blog/admin",
        "/blog/posts",
        "/admin/posts",
        "/public/posts",
        "/debug",
        "/auth",
    ] {
        assert_eq!(world.refused(&Call::get(path)).await, "404 Not found", "{path}");
        assert_eq!(world.refused(&Call::get(path).bearer(&token)).await, "404 Not found", "{path}");
    }
}

#[tokio::test]
async fn a_path_that_could_be_read_in_two_ways_is_not_found() {
    let world = World::new();
    let token = mint("tenant_1").await;
    let key = world.database.add_key("tenant_1", "{blog}", None);
    for path in [
        "/blog/public/%2e%2e/admin/posts",
        "/blog/public/..%2fadmin/posts",
        "/blog/public%2f..%2fadmin/posts",
        "/blog/public/%5c..%5cadmin",
        "/blog//admin/posts",
        "//blog/admin/posts",
        "/blog/public//posts",
        "/blog/admin/posts/%00",
        "/blog/admin/posts/%zz",
        "/blog/admin/posts/%",
    ] {
        let call = Call::get(path).bearer(&token).header("x-api-key", key.expose());
        assert_eq!(world.refused(&call).await, "404 Not found", "{path}");
    }
}

#[tokio::test]
async fn what_was_decided_on_is_forwarded_byte_for_byte() {
    let world = World::new();
    let key = world.database.add_key("tenant_1", "{blog}", None);
    for (path, forwarded) in [
        ("/blog/public/posts/caf%C3%A9", "/public/posts/caf%C3%A9"),
        ("/blog/public/posts/caf%c3%a9?", "/public/posts/caf%c3%a9?"),
        ("/blog/public/blog/public/posts", "/public/blog/public/posts"),
        ("/blog/public/posts?tag=%2e%2e/&tag=b+c", "/public/posts?tag=%2e%2e/&tag=b+c"),
        ("/blog/public/posts/%252e%252e", "/public/posts/%252e%252e"),
    ] {
        let forward = world.forwarded(&Call::get(path).header("x-api-key", key.expose())).await;
        assert_eq!(forward.url(), format!("https://api.example.com{forwarded}"));
    }
}
