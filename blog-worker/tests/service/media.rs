//! Pictures: what is kept, how it is read, and when it goes.

use blog_worker::sweep;
use http::{HeaderMap, Method};
use logicspike_shared::permission::Permission;
use logicspike_shared::runtime::testing::FixedRuntime;
use logicspike_shared::scope::TenantScope;
use serde_json::{Value, json};

use crate::support::{Answer, Caller, QUEUE, TestBlog};

/// A PNG of so many pixels, as far as its header goes.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
    file.extend(width.to_be_bytes());
    file.extend(height.to_be_bytes());
    file.extend(b"\x08\x06\x00\x00\x00");
    file
}

fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut file =
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xc0\x00\x11\x08".to_vec();
    file.extend(height.to_be_bytes());
    file.extend(width.to_be_bytes());
    file.extend([3; 64]);
    file
}

/// The path of a picture's address.
fn path(answer: &Answer) -> String {
    let url = answer.body["url"].as_str().unwrap();
    url.strip_prefix("http://localhost").unwrap().to_owned()
}

async fn read(caller: &Caller<'_>, path: &str) -> (u16, HeaderMap, Vec<u8>) {
    let response = caller.picture(Method::GET, path).await;
    (response.status.as_u16(), response.headers, response.body.to_vec())
}

#[tokio::test]
async fn an_uploaded_picture_is_described_and_anybody_may_read_it() {
    let blog = TestBlog::new();
    let file = [png(640, 480), vec![7; 100_000]].concat();
    let made = blog.owner().upload(&file, "Über uns.png").await;
    assert_eq!(made.status, 201, "{}", made.text);
    let id = made.body["id"].as_str().unwrap();
    assert_eq!(made.header("location"), format!("/blog/admin/media/{id}"));
    assert_eq!(
        made.body,
        json!({
            "id": id, "url": made.body["url"], "width": 640, "height": 480, "bytes": file.len(),
            "contentType": "image/png", "alt": "", "name": "Über uns.png",
        })
    );
    assert!(path(&made).starts_with(&format!("/media/{}/", blog.tenant)));

    let (status, headers, bytes) = read(&blog.gateway(), &path(&made)).await;
    assert_eq!((status, bytes == file), (200, true));
    for (name, value) in [
        ("content-type", "image/png"),
        ("content-length", &file.len().to_string()),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("accept-ranges", "bytes"),
        ("cross-origin-resource-policy", "cross-origin"),
    ] {
        assert_eq!(headers[name], value, "{name}");
    }
    assert!(!headers.contains_key("set-cookie"));
    assert_eq!(read(&blog.direct(), &path(&made)).await.0, 403, "the gateway alone is answered");
}

#[tokio::test]
async fn a_file_is_what_its_first_bytes_say_or_it_is_refused() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let jpg = owner.upload(&png(2, 2), "photo.jpg").await;
    assert_eq!((jpg.status, &jpg.body["contentType"]), (201, &json!("image/png")), "a PNG named .jpg");
    assert_eq!(path(&jpg).rsplit_once('.').map(|(_, extension)| extension), Some("png"));
    // What follows the picture is never run: it is served as the picture that it begins as.
    let polyglot = [jpeg(3, 4), b"<script>alert(1)</script><svg onload=alert(1)>".to_vec()].concat();
    let polyglot = owner.upload(&polyglot, "a.html").await;
    assert_eq!((polyglot.status, &polyglot.body["contentType"]), (201, &json!("image/jpeg")));
    assert_eq!(read(&blog.gateway(), &path(&polyglot)).await.1["content-type"], "image/jpeg");
    for (what, file) in [
        ("SVG", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".as_slice()),
        ("XML", b"<?xml version='1.0'?><svg/>"),
        ("HTML", b"<!doctype html><script>alert(1)</script>"),
        ("text before a picture", b" \x89PNG\r\n\x1a\n"),
        ("PDF", b"%PDF-1.7"),
        ("nothing", b""),
        ("HEIC", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1avif"),
    ] {
        let refused = owner.upload(file, "a.png").await;
        assert_eq!(refused.error(), (415, "Unsupported media type"), "{what}");
    }
    for (what, file) in [
        ("a JPEG that breaks off", jpeg(3, 4)[..20].to_vec()),
        ("a PNG that breaks off", png(2, 2)[..17].to_vec()),
        ("a picture without width", png(0, 2)),
    ] {
        let refused = owner.upload(&file, "a.png").await;
        assert_eq!(refused.error(), (400, "Validation failed"), "{what}");
    }
    assert_eq!(blog.bucket.keys().len(), 2, "nothing of what was refused is left");
}

#[tokio::test]
async fn a_file_is_as_long_as_it_says_and_at_most_ten_megabytes() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let ten = 10 * 1024 * 1024;
    let mut file = png(9, 9);
    file.resize(ten, 1);
    assert_eq!(owner.upload(&file, "large.png").await.status, 201);
    assert_eq!(owner.upload_declared(&file, "a", Some(ten + 1)).await.error(), (413, "Payload too large"));
    assert_eq!(owner.upload_declared(&file, "a", Some(ten - 1)).await.error(), (413, "Payload too large"));
    assert_eq!(owner.upload_declared(&file[..99], "a", Some(100)).await.error(), (400, "Validation failed"));
    assert_eq!(owner.upload_declared(&file[..99], "a", None).await.error(), (411, "Length required"));
    assert_eq!(blog.bucket.keys().len(), 1);
}

#[tokio::test]
async fn the_same_file_is_kept_once_for_a_tenant_and_apart_from_other_tenants() {
    let blog = TestBlog::new();
    let other = TestBlog::other_tenant();
    let first = blog.owner().upload(&png(5, 5), "one.png").await;
    let again = blog.owner().upload(&png(5, 5), "two.png").await;
    assert_eq!((again.status, &again.body), (201, &first.body), "it keeps its name");
    assert_eq!(blog.bucket.keys().len(), 1);

    let theirs = blog.owner_of(&other).upload(&png(5, 5), "three.png").await;
    assert_ne!(theirs.body["id"], first.body["id"]);
    let mine = format!("/admin/media/{}", first.body["id"].as_str().unwrap());
    let stranger = blog.owner_of(&other);
    assert_eq!(stranger.get(&mine).await.status, 404);
    assert_eq!(stranger.put(&mine, json!({ "alt": "x" })).await.status, 404);
    assert_eq!(stranger.delete(&format!("{mine}?force=true")).await.status, 404);
    assert_eq!(stranger.get("/admin/media").await.body["meta"]["total"], 1);
    // Who deletes theirs, deletes nobody else's.
    let deleted = stranger.delete(&format!("/admin/media/{}", theirs.body["id"].as_str().unwrap())).await;
    assert_eq!(deleted.status, 204);
    assert_eq!(read(&blog.gateway(), &path(&theirs)).await.0, 404);
    assert_eq!(read(&blog.gateway(), &path(&first)).await.0, 200);
    let unknown = format!("/media/{}/{}.png", blog.tenant, "0".repeat(64));
    assert_eq!(read(&blog.gateway(), &unknown).await.0, 404);
    let other_kind = path(&first).replace(".png", ".jpg");
    assert_eq!(read(&blog.gateway(), &other_kind).await.0, 404);
}

#[tokio::test]
async fn an_upload_may_be_repeated_under_its_key_and_another_file_may_not() {
    let blog = TestBlog::new();
    let owner = blog.owner().with("idempotency-key", "one");
    let first = owner.upload(&png(1, 1), "a.png").await;
    assert_eq!(owner.upload(&png(1, 1), "a.png").await.body, first.body);
    assert_eq!(owner.upload(&png(2, 2), "b.png").await.status, 422);
    assert_eq!(blog.bucket.keys().len(), 1);
}

#[tokio::test]
async fn parts_and_versions_are_served_as_http_says() {
    let blog = TestBlog::new();
    let file = [png(1, 1), (0..200).collect()].concat();
    let made = blog.owner().upload(&file, "a.png").await;
    let (path, reader) = (path(&made), blog.gateway());
    let etag = read(&reader, &path).await.1["etag"].to_str().unwrap().to_owned();

    let (status, headers, bytes) = read(&reader.clone().with("range", "bytes=10-19"), &path).await;
    assert_eq!((status, bytes.as_slice()), (206, &file[10..20]));
    assert_eq!(headers["content-range"], format!("bytes 10-19/{}", file.len()));
    assert_eq!(headers["content-length"], "10");
    let (status, headers, _) = read(&reader.clone().with("range", "bytes=9999-"), &path).await;
    assert_eq!(
        (status, headers["content-range"].to_str().unwrap()),
        (416, &*format!("bytes */{}", file.len()))
    );
    let resumed = reader.clone().with("range", "bytes=1-").with("if-range", &etag);
    assert_eq!(read(&resumed, &path).await.2, file[1..]);
    let outdated = reader.clone().with("range", "bytes=1-").with("if-range", "\"other\"");
    assert_eq!(read(&outdated, &path).await.0, 200);

    for known in [&etag, &format!("W/{etag}"), &format!("\"x\", {etag}"), "*"] {
        let (status, _, bytes) = read(&reader.clone().with("if-none-match", known), &path).await;
        assert_eq!((status, bytes.len()), (304, 0), "{known}");
    }
    let head = reader.picture(Method::HEAD, &path).await;
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
    assert_eq!(head.headers["content-length"], file.len().to_string());
}

#[tokio::test]
async fn pictures_are_listed_searched_named_and_counted() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    for side in 1..=3 {
        owner.upload(&png(side, side), &format!("picture {side}.png")).await;
        blog.app.runtime().advance_millis(1_000);
    }
    let list = owner.get("/admin/media?limit=2").await.body;
    let names = |list: &Value| -> Vec<String> {
        let items = list["data"].as_array().unwrap().iter();
        items.map(|item| item["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&list), ["picture 3.png", "picture 2.png"]);
    assert_eq!(
        (&list["meta"]["total"], &list["meta"]["bytesUsed"]),
        (&json!(3), &json!(3 * png(1, 1).len()))
    );
    let after = list["meta"]["nextCursor"].as_str().unwrap();
    assert_eq!(
        names(&owner.get(&format!("/admin/media?limit=2&after={after}")).await.body),
        ["picture 1.png"]
    );
    assert_eq!(names(&owner.get("/admin/media?limit=2&page=2").await.body), ["picture 1.png"]);

    let id = list["data"][0]["id"].as_str().unwrap();
    let path = format!("/admin/media/{id}");
    let saved = owner.put(&path, json!({ "alt": "A Square", "name": " three " })).await;
    assert_eq!((&saved.body["alt"], &saved.body["name"]), (&json!("A Square"), &json!("three")));
    assert_eq!(names(&owner.get("/admin/media?search=square").await.body), ["three"]);
    assert_eq!(owner.put(&path, json!({ "alt": null })).await.body["alt"], "");
    assert_eq!(owner.get(&path).await.body["usedBy"], json!([]));
    for wrong in
        [json!({}), json!({ "name": "" }), json!({ "name": null }), json!({ "alt": "x".repeat(1001) })]
    {
        assert_eq!(owner.put(&path, wrong.clone()).await.error(), (400, "Validation failed"), "{wrong}");
    }
    for wrong in ["limit=0", "page=0", "after=x", "sort=name", &format!("page=1&after={after}")] {
        assert_eq!(owner.get(&format!("/admin/media?{wrong}")).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn a_picture_that_posts_show_is_deleted_only_by_force_and_then_it_is_gone() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let made = owner.upload(&png(8, 8), "a.png").await;
    let address = format!("https://pictures.example{}", path(&made));
    let image = json!({ "type": "doc", "content": [{ "type": "image", "attrs": { "src": address } }] });
    let inside = owner.create_post(json!({ "title": "Inside", "content": image })).await;
    blog.app.runtime().advance_millis(1_000);
    let above = owner.create_post(json!({ "title": "Above", "featuredImageUrl": address })).await;
    let media = format!("/admin/media/{}", made.body["id"].as_str().unwrap());
    assert_eq!(owner.get(&media).await.body["usedBy"].as_array().unwrap().len(), 2);

    let refused = owner.delete(&media).await;
    assert_eq!(refused.error(), (409, "Media is in use"));
    let posts = json!([{ "id": inside, "title": "Inside" }, { "id": above, "title": "Above" }]);
    assert_eq!(refused.body["current"]["posts"], posts);

    // One takes it out, the other goes.
    owner.put(&format!("/admin/posts/{inside}"), json!({ "content": null })).await;
    assert_eq!(owner.get(&media).await.body["usedBy"], json!([{ "id": above, "title": "Above" }]));
    assert_eq!(owner.delete(&format!("{media}?force=true")).await.status, 204);
    assert_eq!(read(&blog.gateway(), &path(&made)).await.0, 404);
    assert_eq!(owner.get(&media).await.status, 404);
    assert_eq!(owner.delete(&media).await.status, 404);
    assert!(blog.bucket.keys().is_empty());
    assert_eq!(owner.get("/admin/media").await.body["meta"]["bytesUsed"], 0);
    // It may come again.
    assert_eq!(owner.upload(&png(8, 8), "a.png").await.status, 201);
    assert_eq!(read(&blog.gateway(), &path(&made)).await.0, 200);
}

#[tokio::test]
async fn what_breaks_off_is_cleared_away_later() {
    let runtime = FixedRuntime::real_time();
    let blog = TestBlog::with_runtime(runtime);
    let owner = blog.owner();
    let made = owner.upload(&png(6, 6), "a.png").await;
    blog.bucket.set_down(true);
    assert_eq!(owner.upload(&png(7, 7), "b.png").await.status, 503);
    let media = format!("/admin/media/{}", made.body["id"].as_str().unwrap());
    assert_eq!(owner.delete(&media).await.status, 204, "the file goes when the bucket is back");
    blog.bucket.set_down(false);
    assert_eq!(read(&blog.gateway(), &path(&made)).await.0, 200, "it is still there");
    assert_eq!(owner.upload(&png(6, 6), "a.png").await.status, 503, "whoever removes it may still be at it");
    blog.app.runtime().advance_millis(61_000);
    let scope = TenantScope::of_verified(blog.tenant.clone());
    assert_eq!(sweep::remove_media_of(&blog.app, &scope).await.unwrap(), 1);
    assert_eq!(read(&blog.gateway(), &path(&made)).await.0, 404);
    assert_eq!(sweep::remove_media_of(&blog.app, &scope).await.unwrap(), 0);
    assert!(blog.bucket.keys().is_empty());
}

#[tokio::test]
async fn what_is_left_of_an_upload_goes_within_hours_and_one_that_is_coming_stays() {
    let blog = TestBlog::new();
    blog.bucket.leave("coming/tenant_1/media_1", 5 * 3600);
    let millis = {
        use logicspike_shared::runtime::Runtime as _;
        blog.app.runtime().now().as_millis()
    };
    // To the minute of an hour in which the past is forgotten, within the next hour.
    let to_the_hour = 3_600_000 - millis % 3_600_000;
    blog.app.runtime().advance_millis(to_the_hour + 17 * 60_000);
    blog.bucket.leave("coming/tenant_1/media_2", -2 * 3600);
    sweep::run(&blog.app, &*QUEUE).await;
    assert_eq!(blog.bucket.keys(), ["coming/tenant_1/media_2"]);
}

#[tokio::test]
async fn a_plan_bounds_what_pictures_weigh() {
    let blog = TestBlog::new();
    let bytes = png(1, 1).len();
    let owner = blog.owner().with("x-tenant-quotas", &json!({ "mediaBytes": 2 * bytes }).to_string());
    for side in 1..=2 {
        assert_eq!(owner.upload(&png(side, side), "a.png").await.status, 201);
    }
    let over = owner.upload(&png(3, 3), "c.png").await;
    assert_eq!(over.error(), (409, "Quota exceeded: mediaBytes"));
    assert_eq!(owner.upload(&png(2, 2), "b.png").await.status, 201, "it is kept already");
    assert_eq!(owner.get("/admin/media").await.body["meta"]["bytesAllowed"], 2 * bytes);
    assert_eq!(blog.bucket.keys().len(), 2);
}

#[tokio::test]
async fn each_thing_that_is_done_with_pictures_has_its_permission() {
    let blog = TestBlog::new();
    let made = blog.owner().upload(&png(1, 1), "a.png").await;
    let media = format!("/admin/media/{}", made.body["id"].as_str().unwrap());
    let reader = blog.user(&[Permission::PostsRead]);
    assert_eq!(reader.get(&media).await.status, 200);
    assert_eq!(
        reader.upload(&png(1, 1), "a.png").await.error(),
        (403, "Missing required permission: blog:posts.create")
    );
    assert_eq!(reader.put(&media, json!({ "alt": "" })).await.error().0, 403);
    assert_eq!(reader.delete(&media).await.error().0, 403);
}

#[tokio::test]
async fn a_picture_that_a_working_copy_shows_is_in_use_until_that_is_applied_or_given_up() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let made = owner.upload(&png(8, 8), "a.png").await;
    let address = format!("https://pictures.example{}", path(&made));
    let image = json!({ "type": "doc", "content": [{ "type": "image", "attrs": { "src": address } }] });
    let media = format!("/admin/media/{}", made.body["id"].as_str().unwrap());
    let id = owner.create_post(json!({ "title": "Shown soon" })).await;
    let draft = format!("/admin/posts/{id}/draft");
    for body in [json!({ "content": image }), json!({ "featuredImageUrl": address })] {
        assert_eq!(owner.put(&draft, body).await.status, 200);
        let used_by = json!([{ "id": id, "title": "Shown soon" }]);
        assert_eq!(owner.get(&media).await.body["usedBy"], used_by);
        assert_eq!(owner.delete(&media).await.error(), (409, "Media is in use"));
        assert_eq!(owner.delete(&draft).await.status, 204);
        assert_eq!(owner.get(&media).await.body["usedBy"], json!([]));
    }
    // Applied, the post itself shows it, once.
    owner.put(&draft, json!({ "content": image })).await;
    assert_eq!(owner.post(&format!("{draft}/apply"), Value::Null).await.status, 200);
    owner.put(&draft, json!({ "featuredImageUrl": address })).await;
    assert_eq!(owner.get(&media).await.body["usedBy"].as_array().unwrap().len(), 1);
    owner.put(&format!("/admin/posts/{id}"), json!({ "content": null })).await;
    assert_eq!(owner.delete(&media).await.status, 409, "the working copy still does");
    owner.delete(&draft).await;
    assert_eq!(owner.delete(&media).await.status, 204);
}
