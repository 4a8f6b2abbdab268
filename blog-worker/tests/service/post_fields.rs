//! What holds of every field of a post, whatever it is: a walk over the list of them.

use blog_worker::store::posts::PostFields;
use serde_json::{Map, Value, json};

use crate::support::{Caller, TestBlog};

/// A field as the API calls it, with two values of it.
struct Field {
    name: String,
    values: [Value; 2],
    is_required: bool,
}

/// The name in the API of a column.
fn camel_case(column: &str) -> String {
    let mut words = column.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| format!("{name}{}{}", word[..1].to_uppercase(), &word[1..]))
}

fn document(text: &str) -> Value {
    json!({ "type": "doc", "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": text }] }] })
}

/// Every field that a revision keeps. A new one is taken for a text, until it is said here what else it is.
async fn fields(owner: &Caller<'_>) -> Vec<Field> {
    let mut found = Vec::new();
    for column in PostFields::KEPT.iter().copied().chain(["tags"]) {
        let values = match column {
            "content" => ["one", "two"].map(document),
            "featured_image_url" => ["https://a.example/1.png", "https://a.example/2.png"].map(Value::from),
            "category_id" => [made(owner, "categories", "a").await, made(owner, "categories", "b").await],
            "tags" => [json!([made(owner, "tags", "a").await]), json!([made(owner, "tags", "b").await])],
            column => ["one", "two"].map(|value| json!(format!("{column} {value}"))),
        };
        found.push(Field { name: camel_case(column), values, is_required: column == "title" });
    }
    found
}

async fn made(owner: &Caller<'_>, kind: &str, name: &str) -> Value {
    owner.post(&format!("/admin/{kind}"), json!({ "name": name })).await.body["id"].clone()
}

/// A post's fields as the editor gets them, or a revision's.
async fn read(owner: &Caller<'_>, path: &str, fields: &[Field]) -> Value {
    let answer = owner.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    Value::Object(fields.iter().map(|field| (field.name.clone(), answer.body[&field.name].clone())).collect())
}

/// What readers see of a field.
fn public_value(post: &Value, name: &str) -> Value {
    match name {
        "content" => json!(document(post["html"].as_str().unwrap().trim_matches(['<', '>', '/', 'p']))),
        "categoryId" => post["category"]["id"].clone(),
        "tags" => post["tags"].as_array().unwrap().iter().map(|tag| tag["id"].clone()).collect(),
        name => post[name].clone(),
    }
}

#[tokio::test]
async fn each_field_alone_is_saved_shown_kept_restored_and_cleared() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let fields = fields(&owner).await;
    let body: Map<String, Value> =
        fields.iter().map(|field| (field.name.clone(), field.values[0].clone())).collect();
    let before = Value::Object(body);
    for Field { name, values, is_required } in &fields {
        let id = owner.publish_post(before.clone()).await;
        let path = format!("/admin/posts/{id}");
        assert_eq!(read(&owner, &path, &fields).await, before, "{name}: as it was created");

        let saved = owner.put(&path, json!({ name: values[1] })).await;
        assert_eq!((saved.status, &saved.body["version"]), (200, &json!(2)), "{name}: {}", saved.text);
        let mut after = before.clone();
        after[name] = values[1].clone();
        assert_eq!(read(&owner, &path, &fields).await, after, "{name}: as it was saved");
        let slug = owner.get(&path).await.body["slug"].as_str().unwrap().to_owned();
        let public = blog.reader().get(&format!("/public/posts/{slug}")).await.body;
        for field in &fields {
            let shown = public_value(&public, &field.name);
            assert_eq!(shown, after[&field.name], "{name}: {} to readers", field.name);
        }

        let revision = format!("{path}/revisions/1");
        assert_eq!(read(&owner, &revision, &fields).await, before, "{name}: what was replaced is kept");
        let restored = owner.post(&format!("{revision}/restore"), Value::Null).await;
        assert_eq!(restored.body["version"], 3, "{name}: {}", restored.text);
        assert_eq!(read(&owner, &path, &fields).await, before, "{name}: restored");
        assert_eq!(read(&owner, &format!("{path}/revisions/2"), &fields).await, after, "{name}: kept again");

        let again = owner.put(&path, json!({ name: values[0] })).await;
        assert_eq!(
            (again.status, owner.get(&format!("{path}/revisions/3")).await.status),
            (200, 404),
            "{name}"
        );

        let faulty = owner.put(&path, json!({ name: "a\0b" })).await;
        let is_named = faulty.faulty_fields().iter().all(|field| field == name);
        assert!(faulty.status == 400 && is_named, "{name}: {}", faulty.text);
        let cleared = owner.put(&path, json!({ name: null })).await;
        assert_eq!(cleared.status, if *is_required { 400 } else { 200 }, "{name}: {}", cleared.text);
        if !is_required {
            after[name] = if name == "tags" { json!([]) } else { Value::Null };
            assert_eq!(read(&owner, &path, &fields).await, after, "{name}: cleared");
        }
    }
}

#[tokio::test]
async fn a_new_post_may_say_null_of_everything_but_its_title() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let mut body = json!({ "title": "T", "slug": null, "scheduledFor": null });
    for field in fields(&owner).await.iter().filter(|field| !field.is_required) {
        body[&field.name] = Value::Null;
    }
    let editor = blog.user(&[logicspike_shared::permission::Permission::PostsCreate]);
    let created = editor.post("/admin/posts", body).await;
    assert_eq!((created.status, &created.body["slug"]), (201, &json!("t")), "{}", created.text);
    for (body, message) in [
        (json!({ "excerpt": "E" }), "missing field `title`"),
        (json!({ "title": null }), "invalid type: null, expected a string"),
    ] {
        let refused = editor.post("/admin/posts", body).await;
        assert_eq!((refused.status, refused.faulty_fields()), (400, vec!["title"]), "{}", refused.text);
        assert_eq!(refused.body["details"][0]["message"], message);
    }
}
