//! Every answer that a test gets from a gateway is held against `openapi.json`: by its operation, its status, its headers
//! and its schema. What the document does not say, no gateway may answer.

mod closed;
mod recorded;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jsonschema::Validator;
use local_stack::Checkout;
use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::Answer;

/// The document, read once by each program of tests.
static CONTRACT: LazyLock<Contract> = LazyLock::new(Contract::read);

/// What `wrangler dev` says itself where the Workers were killed while they answered.
const KILLED: &str = "Your worker restarted mid-request.";

/// Fails the test if the answer is not what the document says of its operation. A path that is not in the document is
/// nobody's but ours, or does not exist.
///
/// # Panics
/// With all that is wrong: the operation, the status, and the place in the answer.
pub(crate) fn check(method: &Method, path: &str, request: Option<&str>, answer: &Answer) {
    if answer.status == 503 && answer.text.starts_with(KILLED) {
        return;
    }
    let faults = CONTRACT.faults(method, path, answer);
    assert!(
        faults.is_empty(),
        "openapi.json does not say this of {method} {path}:\n{}\n{}",
        faults.join("\n"),
        answer.text
    );
    if let Some(operation) = CONTRACT.operation(method, path) {
        recorded::keep(operation, request, answer);
    }
}

/// The name of the operation that a request asks for, if the document has it.
pub fn operation_of(method: &Method, path: &str) -> Option<String> {
    CONTRACT.operation(method, path).map(str::to_owned)
}

/// The names of all operations of the document.
pub fn operations() -> Vec<String> {
    let paths = CONTRACT.document.get("paths").and_then(Value::as_object).into_iter().flat_map(Map::values);
    let operations = paths.filter_map(Value::as_object).flat_map(Map::values);
    operations.filter_map(|operation| operation.get("operationId")?.as_str().map(str::to_owned)).collect()
}

/// The document, with its schemas closed.
struct Contract {
    document: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Contract {
    fn read() -> Self {
        let path = Checkout::default().path("openapi.json");
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let document = serde_json::from_str(&text);
        assert!(document.is_ok(), "{} is no document: run `cargo xtask openapi`", path.display());
        Self::of(document.unwrap_or_default())
    }

    fn of(mut document: Value) -> Self {
        closed::close_all(&mut document);
        Self { document, validators: Mutex::default() }
    }

    fn faults(&self, method: &Method, path: &str, answer: &Answer) -> Vec<String> {
        let Some(template) = self.template(path) else { return Vec::new() };
        // A preflight is the browser's own request.
        if method == Method::OPTIONS {
            return Vec::new();
        }
        let is_head = method == Method::HEAD;
        let name = if is_head { "get".to_owned() } else { method.as_str().to_ascii_lowercase() };
        let place = format!("/paths/{}/{name}", escaped(template));
        let Some(operation) = self.document.pointer(&place) else {
            return match answer.status {
                400.. => self.misfits("/components/schemas/Error", answer, "no such operation"),
                status => vec![format!("{method} {template}: {status}, and there is no such operation")],
            };
        };
        let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
        let place = format!("{place}/responses/{}", answer.status);
        let Some((place, response)) = self.resolved(place) else {
            return vec![format!("{id}: the status {} is not documented", answer.status)];
        };
        let context = format!("{id}, {}", answer.status);
        let mut faults = missing_headers(response, answer, &context);
        if !is_head {
            faults.extend(self.wrong_content(&place, response, answer, &context));
        }
        faults
    }

    /// The name of the operation that a request asks for.
    fn operation(&self, method: &Method, path: &str) -> Option<&str> {
        let method = method.as_str().to_ascii_lowercase();
        let place = format!("/paths/{}/{method}/operationId", escaped(self.template(path)?));
        self.document.pointer(&place)?.as_str()
    }

    /// The path in the document that another path is one of; the one with the most words of its own.
    fn template(&self, path: &str) -> Option<&str> {
        let paths = self.document.get("paths").and_then(Value::as_object)?.keys();
        paths
            .filter(|template| is_one_of(path, template))
            .min_by_key(|template| template.matches('{').count())
            .map(String::as_str)
    }

    /// What stands at a place, and where, if that is a reference.
    fn resolved(&self, place: String) -> Option<(String, &Value)> {
        let value = self.document.pointer(&place)?;
        let elsewhere = value.get("$ref").and_then(Value::as_str).and_then(|place| place.strip_prefix('#'));
        match elsewhere {
            Some(place) => Some((place.to_owned(), self.document.pointer(place)?)),
            None => Some((place, value)),
        }
    }

    fn wrong_content(&self, place: &str, response: &Value, answer: &Answer, context: &str) -> Vec<String> {
        let Some(bodies) = response.get("content").and_then(Value::as_object) else {
            let has_body = !answer.text.is_empty();
            return has_body.then(|| format!("{context}: a body where there is none")).into_iter().collect();
        };
        let media_type = answer.header("content-type").split(';').next().unwrap_or_default().trim();
        if !bodies.contains_key(media_type) {
            return vec![format!("{context}: the media type {media_type:?}")];
        }
        if media_type != "application/json" && !media_type.ends_with("+json") {
            return Vec::new();
        }
        let schema = format!("{place}/content/{}/schema", escaped(media_type));
        let mut faults = self.misfits(&schema, answer, context);
        if let Some(codes) = response.get("x-codes").and_then(Value::as_array)
            && !answer.body.get("code").is_some_and(|code| codes.contains(code))
        {
            faults.push(format!("{context}, /code: {:?} is none of {}", answer.at("/code"), json!(codes)));
        }
        faults
    }

    fn misfits(&self, schema: &str, answer: &Answer, context: &str) -> Vec<String> {
        let validator = match self.validator(schema) {
            Ok(validator) => validator,
            Err(fault) => return vec![fault],
        };
        let errors = validator.iter_errors(&answer.body);
        errors.map(|error| format!("{context}, {}: {error}", error.instance_path())).collect()
    }

    /// The validator of the schema at a place, built once.
    fn validator(&self, place: &str) -> Result<Arc<Validator>, String> {
        let mut known = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(validator) = known.get(place) {
            return Ok(Arc::clone(validator));
        }
        let mut schema = self.document.pointer(place).cloned().unwrap_or_default();
        // What it refers to is there.
        if let Some((fields, components)) = schema.as_object_mut().zip(self.document.get("components")) {
            fields.insert("components".to_owned(), components.clone());
        }
        let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012);
        let built = options.should_validate_formats(true).build(&schema);
        let validator = Arc::new(built.map_err(|error| format!("{place} is no schema: {error}"))?);
        known.insert(place.to_owned(), Arc::clone(&validator));
        Ok(validator)
    }
}

/// The headers that the document describes and the answer does not have.
fn missing_headers(response: &Value, answer: &Answer, context: &str) -> Vec<String> {
    let described = response.get("headers").and_then(Value::as_object).into_iter().flat_map(Map::keys);
    let missing = described.filter(|name| !answer.headers.contains_key(name.as_str()));
    missing.map(|name| format!("{context}: there is no header {name}")).collect()
}

/// Whether a path is one of those that a template stands for.
fn is_one_of(path: &str, template: &str) -> bool {
    let (mut parts, mut pattern) = (path.split('/'), template.split('/'));
    loop {
        match (parts.next(), pattern.next()) {
            (None, None) => return true,
            (Some(part), Some(word)) if part == word => {}
            (Some(part), Some(word)) if word.starts_with('{') && !part.is_empty() => {}
            _ => return false,
        }
    }
}

/// A key as it stands in a JSON pointer (RFC 6901).
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests;
