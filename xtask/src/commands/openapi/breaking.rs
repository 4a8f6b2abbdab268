//! What would break a client that was made from an earlier document: what it sends must still be taken, and what it gets
//! must still be what it was told. Fields, values, operations and statuses may be added.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::shape::{LOWER, Shape, UPPER, resolved};

/// Every change that would break a client, with its place.
pub(super) fn changes(earlier: &Value, now: &Value) -> Vec<String> {
    let mut comparison = Comparison { earlier, now, faults: Vec::new(), seen: BTreeSet::new() };
    for (key, sends) in [("paths", Way::Sent), ("webhooks", Way::Received)] {
        for (path, item) in entries(earlier.get(key)) {
            for (method, operation) in entries(Some(item)) {
                let place = format!("{} {path}", method.to_uppercase());
                let found = now.get(key).and_then(|paths| paths.get(path)).and_then(|item| item.get(method));
                match found {
                    Some(found) => comparison.operation(&place, operation, found, sends),
                    None => comparison.fault(&place, "is gone"),
                }
            }
        }
    }
    comparison.faults
}

/// Which way something goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// From the client to us: we may not take less.
    Sent,
    /// From us to the client: we may not give less, nor anything of another kind.
    Received,
}

#[derive(Debug)]
struct Comparison<'a> {
    earlier: &'a Value,
    now: &'a Value,
    faults: Vec<String>,
    /// Pairs of named schemas whose fields are compared already: types may hold themselves.
    seen: BTreeSet<(String, Way)>,
}

fn entries(value: Option<&Value>) -> impl Iterator<Item = (&str, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten().map(|(key, value)| (key.as_str(), value))
}

impl<'a> Comparison<'a> {
    fn fault(&mut self, place: &str, text: &str) {
        self.faults.push(format!("{place}: {text}"));
    }

    fn operation(&mut self, place: &str, earlier: &'a Value, now: &'a Value, body: Way) {
        if earlier.get("operationId") != now.get("operationId") {
            self.fault(place, "is called otherwise");
        }
        self.parameters(place, earlier, now);
        self.body(&format!("{place}, body"), earlier.get("requestBody"), now.get("requestBody"), body);
        for (status, answer) in entries(earlier.get("responses")) {
            let place = format!("{place}, {status}");
            match now.get("responses").and_then(|answers| answers.get(status)) {
                Some(found) => {
                    let (answer, found) = (resolved(self.earlier, answer), resolved(self.now, found));
                    self.content(&place, answer, found, Way::Received);
                }
                None if status.starts_with(['2', '3']) => self.fault(&place, "is gone"),
                None => {}
            }
        }
    }

    fn parameters(&mut self, place: &str, earlier: &'a Value, now: &'a Value) {
        let (before, after) = (parameters(self.earlier, earlier), parameters(self.now, now));
        for (name, parameter) in &before {
            let place = format!("{place}, parameter {name}");
            match after.get(name) {
                Some(found) => {
                    if is_true(found, "required") && !is_true(parameter, "required") {
                        self.fault(&place, "is required now");
                    }
                    self.schemas(&place, parameter.get("schema"), found.get("schema"), Way::Sent);
                }
                None => self.fault(&place, "is gone"),
            }
        }
        for (name, parameter) in after {
            if is_true(parameter, "required") && !before.contains_key(&name) {
                self.fault(&format!("{place}, parameter {name}"), "is new and required");
            }
        }
    }

    fn body(&mut self, place: &str, earlier: Option<&'a Value>, now: Option<&'a Value>, way: Way) {
        match (earlier, now) {
            (Some(earlier), Some(now)) => {
                if is_true(now, "required") && !is_true(earlier, "required") {
                    self.fault(place, "is required now");
                }
                self.content(place, earlier, now, way);
            }
            (None, Some(now)) if is_true(now, "required") => self.fault(place, "is required now"),
            (Some(_), None) => self.fault(place, "is gone"),
            (None, _) => {}
        }
    }

    fn content(&mut self, place: &str, earlier: &'a Value, now: &'a Value, way: Way) {
        for (media_type, content) in entries(earlier.get("content")) {
            match now.get("content").and_then(|content| content.get(media_type)) {
                Some(found) => self.schemas(place, content.get("schema"), found.get("schema"), way),
                None => self.fault(place, &format!("{media_type} is gone")),
            }
        }
    }

    fn schemas(&mut self, place: &str, earlier: Option<&'a Value>, now: Option<&'a Value>, way: Way) {
        let (Some(earlier), Some(now)) = (earlier, now) else { return };
        let (before, after) = (Shape::of(self.earlier, earlier), Shape::of(self.now, now));
        self.kinds(place, &before, &after, way);
        let named = format!("{:?} {:?}", before.named, after.named);
        if !before.named.is_empty() && !self.seen.insert((named, way)) {
            return;
        }
        for (name, field) in &before.fields {
            let place = format!("{place}, {name}");
            match after.fields.get(name) {
                Some(found) => self.schemas(&place, Some(field), Some(found), way),
                None if way == Way::Received || after.is_closed => self.fault(&place, "is gone"),
                None => {}
            }
        }
        let missing = match way {
            Way::Sent => after.required.difference(&before.required),
            Way::Received => before.required.difference(&after.required),
        };
        for name in missing.filter(|name| way == Way::Sent || after.fields.contains_key(*name)) {
            let text = if way == Way::Sent { "is required now" } else { "may be missing now" };
            self.fault(&format!("{place}, {name}"), text);
        }
        self.schemas(&format!("{place}, items"), before.items, after.items, way);
    }

    /// Types, values and bounds of one schema.
    fn kinds(&mut self, place: &str, before: &Shape<'a>, after: &Shape<'a>, way: Way) {
        let (wide, narrow) = if way == Way::Sent { (before, after) } else { (after, before) };
        let is_type = |name: &&str| {
            !(narrow.types.contains(name) || *name == "integer" && narrow.types.contains("number"))
        };
        if !narrow.types.is_empty() && (wide.types.is_empty() || wide.types.iter().any(is_type)) {
            self.fault(place, &format!("was {:?} and is {:?}", before.types, after.types));
        }
        for value in before.values.difference(&after.values) {
            if way == Way::Received || !after.values.is_empty() {
                self.fault(place, &format!("the value {value} is gone"));
            }
        }
        if way == Way::Sent {
            if before.values.is_empty() && !after.values.is_empty() {
                self.fault(place, "takes some values only now");
            }
            for (keyword, bound) in &after.bounds {
                let earlier = before.bounds.get(keyword);
                let is_narrower = (UPPER.contains(keyword) && earlier.is_none_or(|earlier| earlier > bound))
                    || (LOWER.contains(keyword) && earlier.is_none_or(|earlier| earlier < bound));
                if is_narrower {
                    self.fault(place, &format!("{keyword} is {bound} now"));
                }
            }
            if after.is_closed && !before.is_closed {
                self.fault(place, "refuses other fields now");
            }
        }
        let others = if way == Way::Sent {
            after.form.difference(&before.form)
        } else {
            before.form.difference(&after.form)
        };
        for form in others {
            self.fault(
                place,
                &format!(
                    "the form {form} {}",
                    if way == Way::Sent { "is asked for now" } else { "is not kept to any more" }
                ),
            );
        }
    }
}

fn parameters<'a>(document: &'a Value, operation: &'a Value) -> BTreeMap<String, &'a Value> {
    let listed = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
    listed
        .map(|parameter| resolved(document, parameter))
        .map(|parameter| {
            let text = |key: &str| parameter.get(key).and_then(Value::as_str).unwrap_or_default();
            (format!("{} ({})", text("name"), text("in")), parameter)
        })
        .collect()
}

fn is_true(value: &Value, key: &str) -> bool {
    value.get(key) == Some(&Value::Bool(true))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Value {
        json!({
            "paths": { "/posts": {
                "get": {
                    "operationId": "listPosts",
                    "parameters": [{ "name": "sort", "in": "query", "required": false,
                        "schema": { "type": "string", "enum": ["title", "date"] } }],
                    "responses": { "200": { "content": { "application/json": { "schema":
                        { "$ref": "#/components/schemas/Post" } } } } }
                },
                "post": {
                    "operationId": "createPost",
                    "requestBody": { "required": true, "content": { "application/json": { "schema": {
                        "type": "object", "required": ["title"], "additionalProperties": false, "properties": {
                            "title": { "type": "string", "maxLength": 255 },
                            "excerpt": { "type": ["string", "null"] }
                        } } } } },
                    "responses": { "201": { "content": {} } }
                }
            } },
            "webhooks": { "post.created": { "post": { "requestBody": { "required": true, "content": {
                "application/json": { "schema": { "type": "object", "required": ["id"], "properties": {
                    "id": { "type": "string" } } } } } } } } },
            "components": { "schemas": { "Post": {
                "type": "object", "required": ["id", "status", "next"], "properties": {
                    "id": { "type": "string" },
                    "status": { "oneOf": [{ "type": "string", "const": "draft" }, { "type": "string", "const": "published" }] },
                    "readingTime": { "type": "integer" },
                    "next": { "anyOf": [{ "$ref": "#/components/schemas/Post" }, { "type": "null" }] }
                }
            } } }
        })
    }

    /// The faults after one change of the document.
    fn after(place: &str, value: Value) -> Vec<String> {
        let mut now = document();
        let (parent, key) = place.rsplit_once('/').unwrap();
        let key = key.replace("~1", "/");
        match now.pointer_mut(parent).unwrap() {
            Value::Object(fields) if value == json!("gone") => drop(fields.remove(&key)),
            Value::Object(fields) => drop(fields.insert(key, value)),
            Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
            _ => unreachable!(),
        }
        assert_ne!(now, document(), "{place}");
        changes(&document(), &now)
    }

    const POST: &str = "/components/schemas/Post";
    const BODY: &str = "/paths/~1posts/post/requestBody/content/application~1json/schema";

    #[test]
    fn what_would_break_a_client_is_found_with_its_place() {
        for (place, value, fault) in [
            ("/paths/~1posts/post".to_owned(), json!("gone"), "POST /posts: is gone"),
            ("/paths/~1posts/get/operationId".to_owned(), json!("posts"), "GET /posts: is called otherwise"),
            (
                "/paths/~1posts/get/parameters".to_owned(),
                json!([]),
                "GET /posts, parameter sort (query): is gone",
            ),
            (
                "/paths/~1posts/get/parameters/0/required".to_owned(),
                json!(true),
                "GET /posts, parameter sort (query): is required now",
            ),
            (
                "/paths/~1posts/get/parameters/0/schema/enum".to_owned(),
                json!(["title"]),
                "GET /posts, parameter sort (query): the value \"date\" is gone",
            ),
            ("/paths/~1posts/post/responses/201".to_owned(), json!("gone"), "POST /posts, 201: is gone"),
            (
                format!("{POST}/properties/readingTime"),
                json!("gone"),
                "GET /posts, 200, readingTime: is gone",
            ),
            (
                format!("{POST}/properties/readingTime"),
                json!({ "type": "string" }),
                "GET /posts, 200, readingTime: was {\"integer\"} and is {\"string\"}",
            ),
            (
                format!("{POST}/properties/readingTime/type"),
                json!(["integer", "null"]),
                "GET /posts, 200, readingTime: was {\"integer\"} and is {\"integer\", \"null\"}",
            ),
            (
                format!("{POST}/properties/status/oneOf"),
                json!([{ "type": "string", "const": "draft" }]),
                "GET /posts, 200, status: the value \"published\" is gone",
            ),
            (
                format!("{POST}/required"),
                json!(["id", "next"]),
                "GET /posts, 200, status: may be missing now",
            ),
            (format!("{BODY}/properties/excerpt"), json!("gone"), "POST /posts, body, excerpt: is gone"),
            (
                format!("{BODY}/properties/excerpt/type"),
                json!("string"),
                "POST /posts, body, excerpt: was {\"null\", \"string\"} and is {\"string\"}",
            ),
            (
                format!("{BODY}/properties/title/maxLength"),
                json!(100),
                "POST /posts, body, title: maxLength is 100 now",
            ),
            (
                format!("{BODY}/required"),
                json!(["title", "excerpt"]),
                "POST /posts, body, excerpt: is required now",
            ),
            ("/webhooks/post.created".to_owned(), json!("gone"), "POST post.created: is gone"),
            (
                "/webhooks/post.created/post/requestBody/content/application~1json/schema/properties/id"
                    .to_owned(),
                json!("gone"),
                "POST post.created, body, id: is gone",
            ),
        ] {
            assert_eq!(after(&place, value), [fault], "{place}");
        }
    }

    #[test]
    fn what_is_only_added_breaks_nobody() {
        for (place, value) in [
            ("/paths/~1tags".to_owned(), json!({ "get": {} })),
            ("/paths/~1posts/get/parameters/0/schema/enum".to_owned(), json!(["title", "date", "rank"])),
            (format!("{POST}/properties/summary"), json!({ "type": "string" })),
            (format!("{POST}/properties/next"), json!({ "$ref": "#/components/schemas/Post" })),
            (
                format!("{POST}/properties/status/oneOf"),
                json!([{ "type": "string", "enum": ["draft", "published", "deleted"] }]),
            ),
            (format!("{BODY}/properties/subtitle"), json!({ "type": "string" })),
            (format!("{BODY}/properties/title/maxLength"), json!(500)),
            (format!("{BODY}/properties/title/type"), json!(["string", "null"])),
        ] {
            assert_eq!(after(&place, value), [""; 0], "{place}");
        }
        assert_eq!(changes(&document(), &document()), [""; 0]);
    }
}
