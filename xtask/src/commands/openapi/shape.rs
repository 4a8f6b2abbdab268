//! What a schema allows, whichever way it says so.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// What a schema allows, as far as clients depend on it.
#[derive(Debug, Default)]
pub(super) struct Shape<'a> {
    /// The schemas that it refers to.
    pub(super) named: BTreeSet<&'a str>,
    /// The types; none if it allows any.
    pub(super) types: BTreeSet<&'a str>,
    /// The values; none if it allows any of its types.
    pub(super) values: BTreeSet<String>,
    /// The fields of objects.
    pub(super) fields: BTreeMap<&'a str, &'a Value>,
    /// Those that must be there.
    pub(super) required: BTreeSet<&'a str>,
    /// Whether other fields are refused.
    pub(super) is_closed: bool,
    /// What is in lists.
    pub(super) items: Option<&'a Value>,
    /// Bounds by the keyword.
    pub(super) bounds: BTreeMap<&'static str, f64>,
    /// The form of a text.
    pub(super) form: BTreeSet<&'a str>,
}

/// Bounds that allow less when they are lower.
pub(super) const UPPER: [&str; 3] = ["maximum", "maxLength", "maxItems"];
/// Bounds that allow less when they are higher.
pub(super) const LOWER: [&str; 4] = ["minimum", "minLength", "minItems", "minProperties"];

impl<'a> Shape<'a> {
    /// Reads a schema of a document; references are followed.
    pub(super) fn of(document: &'a Value, schema: &'a Value) -> Self {
        let mut shape = Self::default();
        shape.add(document, schema);
        shape
    }

    fn add(&mut self, document: &'a Value, schema: &'a Value) {
        self.named.extend(schema.get("$ref").and_then(Value::as_str));
        let schema = resolved(document, schema);
        let list = |key: &str| schema.get(key).and_then(Value::as_array).into_iter().flatten();
        match schema.get("type") {
            Some(Value::String(one)) => self.types.extend([one.as_str()]),
            _ => self.types.extend(list("type").filter_map(Value::as_str)),
        }
        self.values.extend(list("enum").chain(schema.get("const")).map(Value::to_string));
        let fields = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        self.fields.extend(fields.map(|(name, field)| (name.as_str(), field)));
        self.required.extend(list("required").filter_map(Value::as_str));
        self.is_closed |= schema.get("additionalProperties") == Some(&Value::Bool(false));
        self.items = self.items.or(schema.get("items"));
        for keyword in UPPER.into_iter().chain(LOWER) {
            self.bounds.extend(schema.get(keyword).and_then(Value::as_f64).map(|bound| (keyword, bound)));
        }
        let forms = ["format", "pattern"].into_iter().filter_map(|key| schema.get(key));
        self.form.extend(forms.filter_map(Value::as_str));
        for part in ["anyOf", "oneOf", "allOf"].into_iter().flat_map(list) {
            self.add(document, part);
        }
    }
}

/// What a reference refers to; anything else is itself.
pub(super) fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let place = value.get("$ref").and_then(Value::as_str).and_then(|place| place.strip_prefix('#'));
    place.and_then(|place| document.pointer(place)).unwrap_or(value)
}
