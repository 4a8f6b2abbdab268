//! Answers that tests received, kept as examples of the document: of each operation the first that is short. What differs
//! from run to run, and what opens something, has a fixed text in its place.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::Answer;

/// The folder that examples are written into, while they are recorded.
pub(super) const FOLDER: &str = "LOGICSPIKE_EXAMPLES";
/// The longest example, in bytes.
const LONGEST: usize = 6_000;
const TIME: &str = "2026-06-01T10:00:00.000Z";
/// Fields whose texts open something, in small letters.
const SECRETS: [&str; 6] = ["access_token", "refresh_token", "id_token", "token", "key", "secret"];
/// How texts begin that open something, wherever they stand.
const OPENING: [&str; 4] = ["ls_live_", "whsec_", "eyJ", "token="];

/// Keeps an answer to an operation, if examples are being recorded and there is none of it yet.
pub(super) fn keep(operation: &str, request: Option<&str>, answer: &Answer) {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let path = folder.join(format!("{operation}.json"));
    if !(200..300).contains(&answer.status) || answer.text.len() > LONGEST || path.exists() {
        return;
    }
    let request = request.and_then(|body| serde_json::from_str::<Value>(body).ok());
    let body = match &answer.body {
        Value::Null if !answer.text.is_empty() => Value::String(answer.text.clone()),
        body => body.clone(),
    };
    write(&path, &example(answer.status, request, &body));
}

/// A test that cannot write goes on; the command that reads the folder misses the example.
fn write(path: &Path, example: &Value) {
    let _ = std::fs::write(path, example.to_string());
}

fn example(status: u16, request: Option<Value>, response: &Value) -> Value {
    let mut example = json!({ "status": status });
    let mut ids = Vec::new();
    let parts = [("request", request), ("response", Some(response.clone()).filter(|body| !body.is_null()))];
    for (name, value) in parts {
        if let (Some(mut value), Some(fields)) = (value, example.as_object_mut()) {
            steady("", &mut value, &mut ids);
            fields.insert(name.to_owned(), value);
        }
    }
    example
}

/// Puts fixed texts into a value.
fn steady(field: &str, value: &mut Value, ids: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| steady(field, item, ids)),
        Value::Object(fields) => fields.iter_mut().for_each(|(name, value)| steady(name, value, ids)),
        Value::String(text) if opens_something(field, text) => "(secret)".clone_into(text),
        Value::String(text) if is_time(text) => TIME.clone_into(text),
        Value::String(text) => *text = without_hosts(&without_ids(text, ids)),
        _ => {}
    }
}

fn opens_something(field: &str, text: &str) -> bool {
    let field = field.to_ascii_lowercase();
    SECRETS.iter().any(|name| field == *name || field == name.replace('_', ""))
        || OPENING.iter().any(|begin| text.contains(begin))
}

fn is_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    text.len() >= 20
        && text.ends_with('Z')
        && bytes.get(4) == Some(&b'-')
        && bytes.get(10) == Some(&b'T')
        && bytes.get(13) == Some(&b':')
}

/// Each id that is new in the example is the next one.
fn without_ids(text: &str, ids: &mut Vec<String>) -> String {
    let mut rest = text;
    let mut steady = String::new();
    while let Some((at, id)) = next_id(rest) {
        let number = ids.iter().position(|known| known == id).unwrap_or_else(|| {
            ids.push(id.to_owned());
            ids.len() - 1
        });
        steady.push_str(rest.get(..at).unwrap_or_default());
        let _ = write!(steady, "01900000-0000-7000-8000-{:012}", number + 1);
        rest = rest.get(at + id.len()..).unwrap_or_default();
    }
    steady + rest
}

/// The next UUID in a text.
fn next_id(text: &str) -> Option<(usize, &str)> {
    let is_uuid = |part: &str| {
        part.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
    };
    (0..text.len()).find_map(|at| Some((at, text.get(at..at + 36).filter(|part| is_uuid(part))?)))
}

/// A server of the machine that recorded it is one of somebody else's.
fn without_hosts(text: &str) -> String {
    let mut rest = text;
    let mut steady = String::new();
    while let Some((before, after)) = rest.split_once("http://127.0.0.1:") {
        steady.push_str(before);
        steady.push_str("https://api.example.com");
        rest = after.trim_start_matches(|digit: char| digit.is_ascii_digit());
    }
    steady + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_from_run_to_run_is_fixed_and_what_opens_something_is_gone() {
        let (one, two) = ("0190a0b0-0000-7000-8000-0000000000aa", "0190a0b0-0000-7000-8000-0000000000bb");
        let response = json!({
            "id": format!("post_{one}"), "authorId": format!("user_{two}"), "title": "A post",
            "url": format!("http://127.0.0.1:4711/posts/post_{one}"), "createdAt": "2026-11-30T07:00:00.123Z",
            "key": "whatever", "note": "try ls_live_x", "views": 3
        });
        let kept = example(
            201,
            Some(json!({ "refreshToken": "rt_1", "authorId": format!("user_{two}") })),
            &response,
        );
        assert_eq!(
            kept,
            json!({
                "status": 201,
                "request": { "refreshToken": "(secret)", "authorId": "user_01900000-0000-7000-8000-000000000001" },
                "response": {
                    "id": "post_01900000-0000-7000-8000-000000000002",
                    "authorId": "user_01900000-0000-7000-8000-000000000001", "title": "A post",
                    "url": "https://api.example.com/posts/post_01900000-0000-7000-8000-000000000002",
                    "createdAt": TIME, "key": "(secret)", "note": "(secret)", "views": 3
                }
            })
        );
    }
}
