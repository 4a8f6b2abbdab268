//! The door of pictures: nobody shows a credential, and still it is known whose picture is asked for.

use gateway_worker::limits::Limit;

use crate::support::{Call, World, sent};

const PICTURE: &str = "/media/tenant_1/0f.png";

#[tokio::test]
async fn a_picture_is_asked_for_by_its_path_alone_in_nobodys_name() {
    let world = World::new();
    world.database.set_plan("tenant_1", "active", None, "{blog}");
    let call =
        Call::get(&format!("{PICTURE}?v=2")).header("x-tenant-id", "tenant_2").header("range", "bytes=0-1");
    let forward = world.forwarded(&call.header("cookie", "a=b")).await;
    assert_eq!(forward.target, PICTURE);
    assert_eq!(sent(&forward, "range"), ["bytes=0-1"]);
    for name in ["x-tenant-id", "x-user-id", "cookie"] {
        assert_eq!(sent(&forward, name), [""; 0], "{name}");
    }
    let answer = world.send(&Call::get(PICTURE)).await;
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert_eq!(world.refused(&Call::new("POST", PICTURE)).await, "405 Method not allowed");
}

#[tokio::test]
async fn nothing_is_read_of_a_suspended_tenant_nor_of_one_that_is_not() {
    let world = World::new();
    world.database.set_plan("tenant_1", "active", None, "{blog}");
    world.database.suspend("tenant_1");
    assert_eq!(world.refused(&Call::get(PICTURE)).await, "403 Access denied");
    assert_eq!(world.refused(&Call::get("/media/tenant_unknown/0f.png")).await, "404 Not found");
    assert_eq!(world.refused(&Call::get("/media/%74enant_1/0f.png")).await, "404 Not found");
    assert!(world.services.calls().is_empty());
}

#[tokio::test]
async fn an_address_has_a_limit() {
    let world = World::new();
    world.database.set_plan("tenant_1", "active", None, "{blog}");
    world.services.limit(Limit::Media, 2);
    for _ in 0..2 {
        assert_eq!(world.send(&Call::get(PICTURE)).await.status(), 200);
    }
    let asked = world.database.calls();
    assert_eq!(world.refused(&Call::get(PICTURE)).await, "429 Too many requests");
    assert_eq!(world.database.calls(), asked, "over the limit nobody is asked");
}
