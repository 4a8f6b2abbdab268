//! Reading attribute values that may be of any JSON type.

use serde_json::{Map, Number, Value};

use crate::node::{Align, Direction};

/// The `attrs` of a node or mark; empty when it was no object.
pub(super) struct Attrs(Map<String, Value>);

impl Attrs {
    pub(super) fn new(value: Option<Value>) -> Self {
        match value {
            Some(Value::Object(map)) => Self(map),
            _ => Self(Map::new()),
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    pub(super) fn string(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// A string, or a number or truth value written as one. Empty is absent, as in TipTap.
    pub(super) fn label(&self, name: &str) -> Option<String> {
        match self.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(write_number(number)),
            Value::Bool(flag) => Some(flag.to_string()),
            _ => None,
        }
        .filter(|text| !text.is_empty())
    }

    /// A whole number, also from a numeric string; fractions are cut off, infinities are absent.
    pub(super) fn integer(&self, name: &str) -> Option<i64> {
        self.get(name).and_then(integer)
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        match self.get(name) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) => text == "true",
            Some(Value::Number(number)) => number.as_f64().is_some_and(|number| number != 0.0),
            _ => false,
        }
    }

    pub(super) fn align(&self, name: &str) -> Option<Align> {
        self.string(name).and_then(Align::from_name)
    }

    pub(super) fn direction(&self) -> Option<Direction> {
        self.string("dir").and_then(Direction::from_name)
    }

    pub(super) fn has_nul(&self) -> bool {
        self.0.iter().any(|(name, value)| name.contains('\0') || has_nul(value))
    }
}

/// Whether any string or name within holds U+0000. Recursion is bounded by the bracket scan.
pub(super) fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(map) => map.iter().any(|(name, value)| name.contains('\0') || has_nul(value)),
        _ => false,
    }
}

/// As JavaScript writes it: `2.0` is `2`.
fn write_number(number: &Number) -> String {
    let text = number.to_string();
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

pub(super) fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().and_then(truncate)),
        Value::String(text) => {
            let text = text.trim();
            text.parse().ok().or_else(|| text.parse().ok().and_then(truncate))
        }
        _ => None,
    }
}

fn truncate(number: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "the cast saturates, and callers clamp")]
    number.is_finite().then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn integers_come_from_whatever_looks_like_one() {
        for (value, expected) in [
            (json!(3), Some(3)),
            (json!(3.9), Some(3)),
            (json!(-1), Some(-1)),
            (json!("2"), Some(2)),
            (json!(" 2.5 "), Some(2)),
            (json!(1e300), Some(i64::MAX)),
            (json!("NaN"), None),
            (json!("two"), None),
            (json!(true), None),
            (json!([1]), None),
            (json!(null), None),
        ] {
            assert_eq!(integer(&value), expected, "{value}");
        }
    }

    #[test]
    fn labels_read_as_javascript_would_write_them() {
        let attrs = Attrs::new(Some(json!({ "a": 2.0, "b": 1.5, "c": true, "d": "", "e": {} })));
        assert_eq!(attrs.label("a").as_deref(), Some("2"));
        assert_eq!(attrs.label("b").as_deref(), Some("1.5"));
        assert_eq!(attrs.label("c").as_deref(), Some("true"));
        assert_eq!(attrs.label("d"), None);
        assert_eq!(attrs.label("e"), None);
    }
}
