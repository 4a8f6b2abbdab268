//! Schemas as a test reads them. To a client an object may have fields that it does not know; to a test, a field that the
//! document does not name is one that somebody forgot to describe.

use serde_json::{Value, json};

/// Keywords whose schemas describe the same value as the schema that they stand in.
const IN_PLACE: [&str; 3] = ["allOf", "anyOf", "oneOf"];

/// Closes all schemas of a document.
pub(super) fn close_all(document: &mut Value) {
    if let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") {
        schemas.values_mut().for_each(|schema| close(schema, false));
    }
    for place in ["/components/responses", "/paths"] {
        if let Some(place) = document.pointer_mut(place) {
            close_below(place);
        }
    }
}

/// Closes the schemas somewhere below: those of content.
fn close_below(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                if key == "schema" { close(value, false) } else { close_below(value) }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close_below),
        _ => {}
    }
}

/// Closes a schema, unless it says itself what else there may be, or the schema around it sees its fields.
fn close(schema: &mut Value, is_seen: bool) {
    let Value::Object(fields) = schema else { return };
    let has_fields = fields.contains_key("properties") || fields.contains_key("allOf");
    for (key, value) in fields.iter_mut() {
        match (key.as_str(), value) {
            ("properties" | "patternProperties", Value::Object(properties)) => {
                properties.values_mut().for_each(|property| close(property, false));
            }
            ("items" | "additionalProperties", schema) => close(schema, false),
            ("prefixItems", Value::Array(schemas)) => {
                for schema in schemas {
                    close(schema, false);
                }
            }
            (key, Value::Array(schemas)) if IN_PLACE.contains(&key) => {
                for schema in schemas {
                    close(schema, is_seen || has_fields);
                }
            }
            _ => {}
        }
    }
    let is_said =
        ["additionalProperties", "unevaluatedProperties"].iter().any(|key| fields.contains_key(*key));
    if has_fields && !is_seen && !is_said {
        fields.insert("unevaluatedProperties".to_owned(), json!(false));
    }
}
