//! Events as webhooks: the envelope, and of each type what its data holds, from the catalogue.

use anyhow::{Context as _, Result};
use logicspike_shared::events::Event;
use logicspike_shared::events::catalogue::{EVENT_TYPES, Field, Form};
use manager_worker::api::deliveries::TestData;
use manager_worker::domain::delivery::TEST_EVENT;
use serde_json::{Map, Value, json};

use crate::schemas::{Schemas, reference};

/// Every event that an endpoint may be told of.
pub(crate) fn webhooks(schemas: &mut Schemas) -> Result<Value> {
    let envelope = schemas.written_whole(schemars::SchemaGenerator::subschema_for::<Event>)?;
    let test_data = schemas.written(schemars::SchemaGenerator::subschema_for::<TestData<'_>>);
    let known = EVENT_TYPES.iter().map(|kind| (kind.name, object(kind.data)));
    let mut webhooks = Map::new();
    for (kind, data) in known.chain([(TEST_EVENT, test_data)]) {
        let name = format!("{}Event", kind.split(['.', '_']).map(capitalised).collect::<String>());
        let mut event = envelope.clone();
        let fields = event.as_object_mut().context("an envelope")?;
        // Fields may be added.
        fields.remove("additionalProperties");
        fields.insert("description".to_owned(), json!(format!("`{kind}`")));
        event["properties"]["type"] = json!({ "const": kind });
        event["properties"]["data"] = data;
        schemas.add(&name, &event)?;
        webhooks.insert(kind.to_owned(), json!({ "post": told(kind, &name) }));
    }
    Ok(Value::Object(webhooks))
}

fn told(kind: &str, schema: &str) -> Value {
    let parameter = |name: &str| json!({ "$ref": format!("#/components/parameters/{name}") });
    json!({
        "operationId": format!("on{}", schema.trim_end_matches("Event")),
        "tags": ["Events"],
        "summary": format!("Tells an endpoint of `{kind}`."),
        "security": [],
        "parameters": [parameter("WebhookId"), parameter("WebhookTimestamp"), parameter("WebhookSignature")],
        "requestBody": { "required": true, "content": { "application/json": { "schema": reference(schema) } } },
        "responses": {
            "2XX": { "description": "The endpoint has it. Every other answer, and none, leads to another try." },
            "410": { "description": "The endpoint is gone for good: it is disabled." }
        }
    })
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn object(fields: &[Field]) -> Value {
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let properties: Map<String, Value> =
        fields.iter().map(|field| (field.name.to_owned(), form(field.form))).collect();
    json!({ "type": "object", "required": names, "properties": properties })
}

fn form(form: Form) -> Value {
    match form {
        Form::Text => json!({ "type": "string" }),
        Form::TextOrNull => json!({ "type": ["string", "null"] }),
        Form::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Form::Time => json!({ "type": "string", "format": "date-time" }),
        Form::TimeOrNull => json!({ "type": ["string", "null"], "format": "date-time" }),
        Form::Integer => json!({ "type": "integer" }),
        Form::Object(fields) => object(fields),
    }
}
