//! Whose name stands where: beside every id of a person, and in a refusal of what somebody else has saved meanwhile.

use local_stack::{DatabaseUrl, connect};
use logicspike_shared::permission::Permission;
use serde_json::{Value, json};

use crate::support::{Caller, TestBlog, stack};

/// What the events of the manager would have told of a person.
pub(crate) async fn introduce(blog: &TestBlog, user: &str, name: &str) {
    let client = connect(&stack().databases.blog.parse::<DatabaseUrl>().unwrap()).await.unwrap();
    let sql = "INSERT INTO authors (tenant_id, user_id, name) VALUES ($1, $2, $3)";
    client.execute(sql, &[&blog.tenant.as_str(), &user, &name]).await.unwrap();
}

/// The owner under another id.
pub(crate) fn person<'a>(blog: &'a TestBlog, id: &str) -> Caller<'a> {
    blog.user(&[Permission::SystemOwner]).with("x-user-id", id)
}

#[tokio::test]
async fn a_name_stands_beside_every_id_of_a_person_as_soon_as_it_is_known() {
    let blog = TestBlog::new();
    let (ana, ben) = (person(&blog, "user_ana"), person(&blog, "user_ben"));
    let tag = ana.post("/admin/tags", json!({ "name": "Go" })).await.body["id"].clone();
    let category = ana.post("/admin/categories", json!({ "name": "Code" })).await.body["id"].clone();
    let id = ana.create_post(json!({ "title": "One", "tags": [tag], "categoryId": category })).await;
    let path = format!("/admin/posts/{id}");
    ben.put(&path, json!({ "title": "Two" })).await;
    for names in [[Value::Null, Value::Null], [json!("Ana"), json!("Ben")]] {
        let [ana_is, ben_is] = names;
        let [ana_is, ben_is] =
            [json!({ "id": "user_ana", "name": ana_is }), json!({ "id": "user_ben", "name": ben_is })];
        let post = ana.get(&path).await.body;
        assert_eq!((&post["authorId"], &post["author"]), (&ana_is["id"], &ana_is));
        assert_eq!((&post["updatedBy"], &post["version"]), (&ben_is, &json!(2)));
        let row = &ana.get("/admin/posts").await.body["data"][0];
        assert_eq!((&row["author"], &row["updatedBy"]), (&ana_is, &ben_is));
        assert_eq!(row["category"], json!({ "id": category, "name": "Code", "slug": "code" }));
        assert_eq!(row["tags"], json!([{ "id": tag, "name": "Go", "slug": "go" }]));
        let revisions = format!("{path}/revisions");
        let listed = &ana.get(&revisions).await.body["data"][0];
        let read = &ana.get(&format!("{revisions}/1")).await.body;
        for revision in [listed, read] {
            assert_eq!((&revision["savedBy"], &revision["replacedBy"]), (&ana_is, &ben_is));
        }
        let tag = ana.get(&format!("/admin/tags/{}", tag.as_str().unwrap())).await.body;
        assert_eq!(tag["updatedBy"], ana_is);
        assert_eq!(ana.get("/admin/categories").await.body["data"][0]["updatedBy"], ana_is);
        if ana_is["name"].is_null() {
            introduce(&blog, "user_ana", "Ana").await;
            introduce(&blog, "user_ben", "Ben").await;
        }
    }
}

#[tokio::test]
async fn a_refusal_tells_what_stands_there_and_who_saved_it_on_every_route_with_a_condition() {
    let blog = TestBlog::new();
    let (ana, ben) = (person(&blog, "user_ana"), person(&blog, "user_ben"));
    introduce(&blog, "user_ben", "Ben").await;
    let post = format!("/admin/posts/{}", ana.create_post(json!({ "title": "T" })).await);
    let tag = ana.post("/admin/tags", json!({ "name": "T" })).await.body["id"].clone();
    let tag = format!("/admin/tags/{}", tag.as_str().unwrap());
    ben.put(&post, json!({ "title": "U" })).await;
    ben.put(&tag, json!({ "name": "U" })).await;
    let stale = ana.clone().with("if-match", "\"1\"");
    for (target, path) in [(&post, &post), (&tag, &tag), (&format!("{post}/revisions/1/restore"), &post)] {
        let there = ana.get(path).await.body;
        let refusals = if target == path {
            let body = json!({ if path == &post { "title" } else { "name" }: "Mine" });
            vec![stale.put(target, body).await, stale.delete(target).await]
        } else {
            vec![stale.post(target, Value::Null).await]
        };
        for refused in refusals {
            assert_eq!(refused.error(), (412, "Version conflict"), "{target}");
            let current = json!({ "version": 2, "updatedAt": there["updatedAt"],
                "updatedBy": { "id": "user_ben", "name": "Ben" } });
            assert_eq!(refused.body["current"], current, "{target}");
        }
    }
}

#[tokio::test]
async fn the_authors_list_shows_the_posts_of_one_person_and_counts_them() {
    let blog = TestBlog::new();
    let (ana, ben) = (person(&blog, "user_ana"), person(&blog, "user_ben"));
    for title in ["One", "Two"] {
        ana.post("/admin/posts", json!({ "title": title })).await;
    }
    let hers = ben.post("/admin/posts", json!({ "title": "Three" })).await.body["id"].clone();
    let list = ana.get("/admin/posts?author=user_ben").await.body;
    assert_eq!((list["data"].as_array().unwrap().len(), &list["data"][0]["id"]), (1, &hers));
    assert_eq!((&list["meta"]["total"], &list["meta"]["counts"]["draft"]), (&json!(1), &json!(1)));
    assert_eq!(ana.get("/admin/posts?author=user_ana&status=draft").await.body["meta"]["total"], 2);
    assert_eq!(ana.get("/admin/posts?author=nobody").await.body["data"], json!([]));
    assert_eq!(ana.get("/admin/posts?author=").await.status, 400);
}
