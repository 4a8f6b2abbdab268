//! The schema of TipTap documents: the API keeps and returns them as they are.

use schemars::{Schema, SchemaGenerator, json_schema};

/// A document, or null.
pub(super) fn document(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": ["object", "null"],
        "description": "A TipTap document.",
        "required": ["type"],
        "properties": {
            "type": { "const": "doc" },
            "content": { "type": "array", "items": { "type": "object" } }
        },
        "additionalProperties": true
    })
}
