//! Operations in the document: rows of the tables, and what the services say of the endpoints that they lead to.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};
use gateway_worker::routes::{self, Credential, Door, Target, Upstream};
use logicspike_shared::openapi::{Answer, Content, Header, Operation};
use logicspike_shared::route::Access;
use serde_json::{Map, Value, json};

use crate::refusals::{self, Shared, header};
use crate::schemas::Schemas;

/// Where an operation is, and what its rows in the tables say.
#[derive(Debug)]
pub(crate) struct Place {
    /// The path, as clients see it.
    pub(crate) path: String,
    /// The method, in small letters.
    pub(crate) method: String,
    /// What the gateway asks for.
    pub(crate) credential: Credential,
    /// What the service asks for; none of what the gateway answers itself.
    pub(crate) access: Option<Access>,
    /// Whether it is where the public keys are.
    pub(crate) is_keys: bool,
    /// The query parameters of the row.
    pub(crate) params: &'static [&'static str],
}

/// Every operation with its place.
pub(crate) fn all() -> Result<Vec<(Place, Operation)>> {
    let mut all = Vec::new();
    for row in routes::ROUTES {
        if let Some(operation) = gateway_worker::openapi::describe(row.target) {
            let (path, credential) = (row.pattern.to_owned(), row.credential);
            let place = Place {
                path,
                method: "get".to_owned(),
                credential,
                access: None,
                is_keys: false,
                params: &[],
            };
            all.push((place, operation));
        }
    }
    for row in blog_worker::routes::ROUTES {
        if let Some(operation) = blog_worker::openapi::describe(row.endpoint) {
            let path = format!("/blog{}", row.pattern);
            let place = place(path, row.method.as_str(), row.access, row.params, Upstream::Blog)?;
            all.push((place, operation));
        }
    }
    for row in manager_worker::routes::ROUTES {
        if let Some(operation) = manager_worker::openapi::describe(row.endpoint) {
            let path = row.pattern.to_owned();
            let place = place(path, row.method.as_str(), row.access, row.params, Upstream::Manager)?;
            all.push((place, operation));
        }
    }
    Ok(all)
}

/// The place of a service's route, where the gateway lets somebody in to it.
fn place(
    path: String,
    method: &str,
    access: Access,
    params: &'static [&'static str],
    service: Upstream,
) -> Result<Place> {
    let door = routes::find(&path, false).ok().with_context(|| format!("no door leads to {path}"))?;
    let leads_there = matches!(door.target, Target::Forward { to, .. } if to == service);
    ensure!(leads_there, "the door of {path} leads elsewhere");
    let is_keys = door.door == Door::Keys;
    Ok(Place {
        path,
        method: method.to_lowercase(),
        credential: door.credential,
        access: Some(access),
        is_keys,
        params,
    })
}

/// All operations by path and method.
pub(crate) fn paths(
    all: &[(Place, Operation)],
    (schemas, shared): (&mut Schemas, &mut Shared),
    examples: &Map<String, Value>,
) -> Result<Value> {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for (place, operation) in all {
        let described = describe(place, operation, all, (schemas, shared), examples.get(operation.id))
            .with_context(|| operation.id.to_owned())?;
        paths.entry(&place.path).or_default().insert(place.method.clone(), described);
    }
    Ok(json!(paths))
}

fn describe(
    place: &Place,
    operation: &Operation,
    all: &[(Place, Operation)],
    (schemas, shared): (&mut Schemas, &mut Shared),
    example: Option<&Value>,
) -> Result<Value> {
    let mut described = json!({
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "security": security(place.credential),
        "responses": responses(place, operation, all, (schemas, shared), example)?,
    });
    let fields = described.as_object_mut().context("an object")?;
    let parameters = parameters(place, operation)?;
    if !parameters.is_empty() {
        fields.insert("parameters".to_owned(), json!(parameters));
    }
    if let Some(Access::Permission(permission)) = place.access {
        fields.insert("x-permission".to_owned(), json!(permission.as_str()));
    }
    if let Some(body) = &operation.body {
        let mut content = json!({ "schema": schemas.read(body)? });
        if let Some(example) = example.and_then(|example| example.get("request")) {
            content["example"] = example.clone();
        }
        let body = json!({ "required": !body.is_optional, "content": { "application/json": content } });
        fields.insert("requestBody".to_owned(), body);
    }
    if !operation.file.is_empty() {
        // Of what is no JSON, a schema would say nothing (OpenAPI 3.1, "Considerations for File Uploads").
        let content: Map<String, Value> =
            operation.file.iter().map(|media_type| ((*media_type).to_owned(), json!({}))).collect();
        fields.insert("requestBody".to_owned(), json!({ "required": true, "content": content }));
    }
    Ok(described)
}

fn security(credential: Credential) -> Value {
    match credential {
        Credential::None | Credential::TenantInPath => json!([]),
        Credential::Token | Credential::BlogToken => json!([{ "bearerJwt": [] }]),
        Credential::BlogKey => json!([{ "apiKey": [] }, { "apiKeyBearer": [] }]),
    }
}

fn parameters(place: &Place, operation: &Operation) -> Result<Vec<Value>> {
    let mut parameters = Vec::new();
    for name in place.path.split('{').skip(1).filter_map(|rest| rest.split_once('}')) {
        let schema = json!({ "type": "string", "minLength": 1 });
        parameters.push(json!({ "name": name.0, "in": "path", "required": true, "schema": schema }));
    }
    let described: Vec<&str> = operation.params.iter().map(|param| param.name).collect();
    for name in place.params {
        let param = operation.params.iter().find(|param| param.name == *name);
        let param = param.with_context(|| format!("the parameter {name} is not described"))?;
        parameters.push(json!({ "name": param.name, "in": "query", "required": false,
            "description": param.description, "schema": param.schema }));
    }
    ensure!(described.len() == place.params.len(), "of {described:?} the route knows {:?}", place.params);
    let mut refer =
        |name: &str| parameters.push(json!({ "$ref": format!("#/components/parameters/{name}") }));
    if operation.is_conditional {
        refer("IfMatch");
    }
    if operation.is_idempotent {
        refer("IdempotencyKey");
    }
    if !operation.file.is_empty() {
        refer("FileName");
    }
    if is_page(place, operation) {
        refer("IfNoneMatch");
        refer("CacheControl");
    }
    Ok(parameters)
}

/// Whether it is a page that the gateway keeps.
fn is_page(place: &Place, operation: &Operation) -> bool {
    place.access == Some(Access::Tenant) && !operation.is_kept_by_nobody
}

fn responses(
    place: &Place,
    operation: &Operation,
    all: &[(Place, Operation)],
    (schemas, shared): (&mut Schemas, &mut Shared),
    example: Option<&Value>,
) -> Result<Value> {
    let mut responses = BTreeMap::new();
    for answer in &operation.answers {
        let status = answer.status.as_u16();
        let mut described = success(is_page(place, operation), answer, schemas);
        let received = example.filter(|example| example["status"] == status);
        if let (Some(body), Some(media_type)) =
            (received.and_then(|example| example.get("response")), media_type(answer.content))
        {
            described["content"][media_type]["example"] = body.clone();
        }
        if answer.headers.contains(&Header::Location) && status == 201 {
            let links = links(place, all);
            if !links.is_empty() {
                described["links"] = json!(links);
            }
        }
        responses.insert(status.to_string(), described);
    }
    if is_page(place, operation) {
        let headers = json!({ "x-request-id": header("RequestId"), "ETag": header("ETag"), "x-cache": header("Cache") });
        let unchanged =
            json!({ "description": "The page is the one that `If-None-Match` names.", "headers": headers });
        responses.insert("304".to_owned(), unchanged);
    }
    for (status, codes) in refusals::of(place, operation) {
        let known = responses.insert(status.to_string(), shared.refer(status, &codes));
        ensure!(known.is_none(), "{status} is success and refusal");
    }
    Ok(json!(responses))
}

/// What an answer's content is called.
fn media_type(content: Content) -> Option<&'static str> {
    match content {
        Content::Nothing => None,
        Content::Json(_) => Some("application/json"),
        Content::JsonAs(media_type, _) | Content::Text(media_type) => Some(media_type),
    }
}

fn success(is_page: bool, answer: &Answer, schemas: &mut Schemas) -> Value {
    let mut headers = Map::new();
    headers.insert("x-request-id".to_owned(), header("RequestId"));
    for known in answer.headers {
        let (name, component) = match known {
            Header::ETag => ("ETag", "ETag"),
            Header::Location => ("Location", "Location"),
        };
        headers.insert(name.to_owned(), header(component));
    }
    if is_page {
        headers.insert("x-cache".to_owned(), header("Cache"));
    }
    let mut described = json!({ "description": answer.description, "headers": headers });
    match answer.content {
        Content::Nothing => {}
        Content::Json(schema) => {
            described["content"] = json!({ "application/json": { "schema": schemas.written(schema) } });
        }
        Content::JsonAs(media_type, schema) => {
            described["content"] = json!({ media_type: { "schema": schemas.written(schema) } });
        }
        Content::Text(media_type) => {
            described["content"] = json!({ media_type: { "schema": { "type": "string" } } });
        }
    }
    described
}

/// From what was made to what can be done with it.
fn links(place: &Place, all: &[(Place, Operation)]) -> Map<String, Value> {
    let below = |other: &Place| {
        let name = other.path.strip_prefix(&format!("{}/{{", place.path))?.strip_suffix('}')?;
        (!name.contains('/')).then(|| name.to_owned())
    };
    let mut links = Map::new();
    for (other, operation) in all {
        if let Some(name) = below(other) {
            let link = json!({ "operationId": operation.id, "parameters": { name: "$response.body#/id" } });
            links.insert(operation.id.to_owned(), link);
        }
    }
    links
}
