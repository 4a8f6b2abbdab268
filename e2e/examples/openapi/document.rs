//! The whole document.

use anyhow::{Context as _, Result, ensure};
use local_stack::Checkout;
use logicspike_shared::error::ErrorBody;
use serde_json::{Map, Value, json};

use crate::events;
use crate::operations;
use crate::refusals::Shared;
use crate::schemas::Schemas;

const DESCRIPTION: &str = "\
What the gateway of LogicSpike lets in: a blog for many tenants.

- `/blog/public` is for a tenant's readers, by API key; within it, fields, operations and values are only ever added.
- `/blog/admin` is for a tenant's authors, `/manager` for its people, keys and webhooks, `/auth` for sessions, each by an
  access token.
- Times are RFC 3339 in UTC. Ids are opaque. Every error has the body `Error`.
- An object may gain fields: clients ignore those that they do not know.";

/// The resources, in the order of the reference page.
const TAGS: &[(&str, &str)] = &[
    ("Public", "Published posts, categories and tags."),
    ("Site", "What is said of the site that shows the posts."),
    ("Feeds", "Published posts for feed readers and search engines."),
    ("Posts", "Posts as their authors see them."),
    ("Working copies", "What is written beside a post, until it is applied."),
    ("Previews", "Posts as readers would see them, before they do."),
    ("Revisions", "Versions of a post that later saves replaced."),
    ("Categories", "What a post is filed under: one at most."),
    ("Tags", "What a post is about: up to ten."),
    ("Media", "Pictures."),
    ("Sessions", "Signing in, tokens, and where one is signed in."),
    ("Team", "Members and invitations."),
    ("Roles", "What members may do."),
    ("API keys", "What a tenant's sites read with."),
    ("Webhooks", "Endpoints that are told of events, and what was sent to them."),
    ("Tenant", "The tenant and what it pays for."),
    ("Audit log", "What was done, and by whom."),
    ("Health", "Whether the platform is reachable."),
    ("Events", "What endpoints are told (Standard Webhooks)."),
];

/// Answers that tests received, by operation.
fn examples() -> Result<Map<String, Value>> {
    let path = Checkout::default().path("e2e/examples/openapi/examples.json");
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    Ok(serde_json::from_str(&text)?)
}

/// Makes the document.
pub(crate) fn document() -> Result<Value> {
    let mut schemas = Schemas::new();
    let all = operations::all()?;
    for (index, (_, operation)) in all.iter().enumerate() {
        let is_new = !all.iter().take(index).any(|(_, earlier)| earlier.id == operation.id);
        ensure!(is_new, "two operations are called {}", operation.id);
        ensure!(TAGS.iter().any(|(tag, _)| *tag == operation.tag), "the tag {} is not listed", operation.tag);
    }
    let examples = examples()?;
    let of_none = examples.keys().find(|name| !all.iter().any(|(_, operation)| operation.id == *name));
    ensure!(of_none.is_none(), "an example is one of {of_none:?}, which is no operation");
    let error = schemas.written(schemars::SchemaGenerator::subschema_for::<ErrorBody>);
    let mut refusals = Shared::default();
    let paths = operations::paths(&all, (&mut schemas, &mut refusals), &examples)?;
    let webhooks = events::webhooks(&mut schemas)?;
    let schemas = schemas.finish(&json!([paths, webhooks, error]))?;
    let tags: Vec<Value> =
        TAGS.iter().map(|(name, description)| json!({ "name": name, "description": description })).collect();
    Ok(json!({
        "openapi": "3.1.0",
        "info": {
            "title": "LogicSpike",
            "version": env!("CARGO_PKG_VERSION"),
            "description": DESCRIPTION,
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" }
        },
        "servers": [{ "url": "/", "description": "The host that was asked for this document." }],
        "tags": tags,
        "paths": paths,
        "webhooks": webhooks,
        "components": {
            "securitySchemes": {
                "bearerJwt": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                    "description": "An access token." },
                "apiKey": { "type": "apiKey", "in": "header", "name": "x-api-key",
                    "description": "An API key with the scope `blog`." },
                "apiKeyBearer": { "type": "http", "scheme": "bearer",
                    "description": "The same API key as a bearer token." }
            },
            "headers": headers(),
            "parameters": parameters(),
            "responses": refusals.finish(),
            "schemas": schemas
        }
    }))
}

fn headers() -> Value {
    let text = |description: &str| json!({ "description": description, "schema": { "type": "string" } });
    json!({
        "RequestId": text("The request's id, to quote to support."),
        "RetryAfter": { "description": "Seconds after which to try again.",
            "schema": { "type": "integer", "minimum": 0 } },
        "ETag": text("What `If-Match` and `If-None-Match` compare."),
        "Location": text("Where it is."),
        "Allow": text("The methods that the path has."),
        "WwwAuthenticate": text("The scheme that would be accepted."),
        "Cache": { "description": "Where the page came from.",
            "schema": { "type": "string", "enum": ["HIT", "MISS", "REFRESH", "STALE"] } }
    })
}

fn parameters() -> Value {
    let header = |name: &str, required: bool, description: &str| {
        json!({ "name": name, "in": "header", "required": required, "description": description,
            "schema": { "type": "string" } })
    };
    json!({
        "IfMatch": header("If-Match", false, "The `ETag` of the version that is to be changed; 412 if there is a newer one."),
        "IfNoneMatch": header("If-None-Match", false, "The `ETag` of the page at hand; 304 if it is still that one."),
        "CacheControl": header("Cache-Control", false, "`no-cache` asks the blog itself, past every cache."),
        "FileName": header("x-file-name", false, "What the file is called, percent-encoded UTF-8."),
        "IdempotencyKey": { "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "1 to 255 visible ASCII characters. The same request under the same key is answered once more, and not done again, for a day.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 255 } },
        "WebhookId": header("webhook-id", true, "The event's id."),
        "WebhookTimestamp": header("webhook-timestamp", true, "When it was sent, in seconds since 1970."),
        "WebhookSignature": header("webhook-signature", true, "Signatures of id, timestamp and body (Standard Webhooks).")
    })
}
