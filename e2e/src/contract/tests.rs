use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::json;

use super::*;

fn contract() -> Contract {
    let refusal = json!({ "headers": {}, "x-codes": ["not_found"],
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } } });
    Contract::of(json!({
        "paths": {
            "/posts/{id}": {
                "get": { "operationId": "getPost", "responses": {
                    "200": { "headers": { "ETag": {} }, "content": { "application/json": { "schema": {
                        "$ref": "#/components/schemas/Post" } } } },
                    "404": { "$ref": "#/components/responses/NotFound" } } },
                "delete": { "operationId": "deletePost", "responses": { "204": { "headers": {} } } }
            },
            "/posts/mine": { "get": { "operationId": "getMine", "responses": {} } }
        },
        "components": {
            "responses": { "NotFound": refusal },
            "schemas": {
                "Error": { "type": "object", "required": ["code"], "properties": { "code": { "type": "string" } } },
                "Post": {
                    "type": "object", "required": ["id"],
                    "properties": { "id": { "type": "string" },
                        "savedAt": { "type": "string", "format": "date-time" },
                        "author": { "anyOf": [{ "$ref": "#/components/schemas/Author" }, { "type": "null" }] },
                        "content": { "type": "object", "additionalProperties": true } },
                    "oneOf": [{ "properties": { "kind": { "const": "a" } }, "required": ["kind"] },
                        { "properties": { "other": { "const": "b" } }, "required": ["other"] }]
                },
                "Author": { "type": "object", "properties": { "name": { "type": "string" } } }
            }
        }
    }))
}

fn answer(status: u16, body: &Value) -> Answer {
    let text = if body.is_null() { String::new() } else { body.to_string() };
    let headers = [("content-type", "application/json; charset=utf-8"), ("etag", "\"1\"")];
    let headers =
        headers.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
    Answer { status, headers: HeaderMap::from_iter(headers), body: body.clone(), text }
}

fn faults(method: &Method, path: &str, answer: &Answer) -> Vec<String> {
    contract().faults(method, path, answer)
}

#[test]
fn an_answer_as_described_passes() {
    for (method, status, body) in [
        (Method::GET, 200, json!({ "id": "1", "kind": "a", "content": { "anything": 1 }, "author": null })),
        (Method::GET, 200, json!({ "id": "1", "other": "b", "author": { "name": "Ann" } })),
        (Method::GET, 404, json!({ "code": "not_found" })),
        (Method::HEAD, 200, Value::Null),
        (Method::DELETE, 204, Value::Null),
        (Method::OPTIONS, 204, Value::Null),
        (Method::PUT, 405, json!({ "code": "method_not_allowed" })),
    ] {
        assert_eq!(faults(&method, "/posts/x", &answer(status, &body)), [""; 0], "{method} {body}");
    }
}

#[test]
fn each_lie_is_told_with_its_operation_status_and_place() {
    for (method, status, body, fault) in [
        (Method::GET, 201, json!({}), "getPost: the status 201 is not documented"),
        (Method::GET, 200, json!({ "kind": "a" }), "getPost, 200, : \"id\" is a required property"),
        (
            Method::GET,
            200,
            json!({ "id": "1", "kind": "a", "more": 1 }),
            "getPost, 200, : Unevaluated properties are not allowed ('more' was unexpected)",
        ),
        (
            Method::GET,
            200,
            json!({ "id": "1", "kind": "a", "savedAt": "now" }),
            "getPost, 200, /savedAt: \"now\" is not a \"date-time\"",
        ),
        (
            Method::GET,
            404,
            json!({ "code": "gone" }),
            "getPost, 404, /code: \"gone\" is none of [\"not_found\"]",
        ),
        (Method::DELETE, 204, json!({}), "deletePost, 204: a body where there is none"),
        (Method::PUT, 200, json!({}), "PUT /posts/{id}: 200, and there is no such operation"),
    ] {
        let found = faults(&method, "/posts/x", &answer(status, &body));
        assert_eq!(found, [fault], "{body}");
    }
    // A field too many deep inside.
    let deep = json!({ "id": "1", "kind": "a", "author": { "name": "Ann", "email": "x" } });
    assert!(faults(&Method::GET, "/posts/x", &answer(200, &deep))[0].starts_with("getPost, 200, /author: "));
    let mut bare = answer(200, &json!({ "id": "1", "kind": "a" }));
    bare.headers.remove("etag");
    assert_eq!(faults(&Method::GET, "/posts/x", &bare), ["getPost, 200: there is no header ETag"]);
    bare.headers.clear();
    assert!(
        faults(&Method::GET, "/posts/x", &bare).contains(&"getPost, 200: the media type \"\"".to_owned())
    );
}

#[test]
fn the_path_with_the_most_words_of_its_own_is_meant_and_others_are_left_out() {
    let told = faults(&Method::GET, "/posts/mine", &answer(200, &json!({})));
    assert_eq!(told, ["getMine: the status 200 is not documented"]);
    for path in ["/posts", "/posts/", "/posts/x/y", "/platform/sweep"] {
        assert_eq!(faults(&Method::GET, path, &answer(500, &json!(1))), [""; 0], "{path}");
    }
}
