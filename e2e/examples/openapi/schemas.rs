//! The schemas of all types that travel: as they are read where a client sends them, as they are written where it gets
//! them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, ensure};
use logicspike_shared::openapi::{Body, SchemaOf};
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// Where schemas are in the document.
const PLACE: &str = "#/components/schemas/";

/// The schemas collected so far.
#[derive(Debug)]
pub(crate) struct Schemas {
    read: SchemaGenerator,
    written: SchemaGenerator,
    own: BTreeMap<String, Value>,
}

impl Schemas {
    pub(crate) fn new() -> Self {
        let settings = || {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = "/components/schemas".into();
                settings.meta_schema = None;
            })
        };
        Self {
            read: settings().for_deserialize().into_generator(),
            written: settings().for_serialize().into_generator(),
            own: BTreeMap::new(),
        }
    }

    /// The schema of what a client gets.
    pub(crate) fn written(&mut self, schema: SchemaOf) -> Value {
        schema(&mut self.written).into()
    }

    /// The same, where others are to be made of it.
    pub(crate) fn written_whole(&mut self, schema: SchemaOf) -> Result<Value> {
        let schema = self.written(schema);
        let name = schema["$ref"].as_str().and_then(|place| place.strip_prefix(PLACE));
        name.and_then(|name| self.written.definitions().get(name).cloned()).context("a definition")
    }

    /// The schema of what a client sends.
    pub(crate) fn read(&mut self, body: &Body) -> Result<Value> {
        let schema: Value = (body.schema)(&mut self.read).into();
        let Some(name) = body.name else { return Ok(schema) };
        let of_type = schema["$ref"].as_str().and_then(|place| place.strip_prefix(PLACE));
        let of_type = of_type.with_context(|| format!("{name}: the type has no schema of its own"))?;
        let mut own = self.read.definitions().get(of_type).cloned().context("a definition")?;
        let own_fields = own.as_object_mut().context("an object")?;
        own_fields.insert("required".to_owned(), json!(body.required));
        if body.required.is_empty() {
            own_fields.remove("required");
            own_fields.insert("minProperties".to_owned(), json!(1));
        }
        let fields = own_fields.get_mut("properties").and_then(Value::as_object_mut).context("properties")?;
        for field in body.without {
            fields.remove(*field).with_context(|| format!("{name} has no field {field}"))?;
        }
        for field in body.required {
            ensure!(fields.contains_key(*field), "{name} has no field {field}");
        }
        self.add(name, &own)?;
        Ok(reference(name))
    }

    /// Adds a schema that no type has.
    pub(crate) fn add(&mut self, name: &str, schema: &Value) -> Result<()> {
        let known = self.own.entry(name.to_owned()).or_insert_with(|| schema.clone());
        ensure!(known == schema, "two schemas are called {name}");
        Ok(())
    }

    /// All that the rest of the document refers to.
    pub(crate) fn finish(mut self, rest: &Value) -> Result<Map<String, Value>> {
        let mut all = self.read.take_definitions(true);
        for (name, schema) in self.written.take_definitions(true) {
            let known = all.entry(name.clone()).or_insert_with(|| schema.clone());
            ensure!(*known == schema, "what is read and what is written as {name} differ");
        }
        // An operation's own schema stands for the type's where it has the same name.
        all.extend(self.own);
        let mut wanted = BTreeSet::new();
        let mut open = vec![rest.clone()];
        while let Some(value) = open.pop() {
            for name in references(&value) {
                if wanted.insert(name.clone()) {
                    open.push(all.get(&name).with_context(|| format!("no schema {name}"))?.clone());
                }
            }
        }
        all.retain(|name, _| wanted.contains(name));
        Ok(all)
    }
}

/// A reference to a schema.
pub(crate) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("{PLACE}{name}") })
}

fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(key, value)| match value.as_str().and_then(|text| text.strip_prefix(PLACE)) {
                Some(name) if key == "$ref" || !key.starts_with('$') => vec![name.to_owned()],
                _ => references(value),
            })
            .collect(),
        _ => Vec::new(),
    }
}
