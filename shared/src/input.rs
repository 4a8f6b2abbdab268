//! What came in, checked field by field: every fault is told at once, by the field's name.

use std::fmt::Display;

use crate::error::{AppError, FieldError};

/// A field of an update: absent leaves the value, `null` clears it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// Not in the body.
    #[default]
    Absent,
    /// `null`.
    Null,
    /// A value.
    Value(T),
}

impl<T> Patch<T> {
    /// Whether the body has the field.
    pub fn is_present(&self) -> bool {
        !matches!(self, Self::Absent)
    }

    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value itself, if there is one.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The same, where `null` says no more than an absent field.
    #[must_use]
    pub fn or_absent(self) -> Self {
        self.into_value().map_or(Self::Absent, Self::Value)
    }

    /// Turns the value into another one; absent and `null` stay.
    pub fn try_map<U, E>(self, map: impl FnOnce(T) -> Result<U, E>) -> Result<Patch<U>, E> {
        Ok(match self {
            Self::Absent => Patch::Absent,
            Self::Null => Patch::Null,
            Self::Value(value) => Patch::Value(map(value)?),
        })
    }
}

/// For fields marked `#[serde(default)]`: a field that is there is `Null` or `Value`.
impl<'de, T: serde::Deserialize<'de>> serde::Deserialize<'de> for Patch<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Null, Self::Value))
    }
}

/// A field that may be absent, null, or a value.
#[cfg(feature = "openapi")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Patch<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Patch_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Option::<T>::json_schema(generator)
    }
}

/// The faults found so far.
#[derive(Debug, Default)]
pub struct Check(Vec<FieldError>);

impl Check {
    /// Notes a fault.
    pub fn fault(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(FieldError::new(field, message));
    }

    /// Takes what was parsed, or notes why it was not.
    pub fn take<T, E: Display>(&mut self, field: &str, parsed: Result<T, E>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(error) => {
                self.fault(field, error.to_string());
                None
            }
        }
    }

    /// A field that must be there and be right.
    pub fn required<V, T, E: Display>(
        &mut self,
        field: &str,
        value: Option<V>,
        parse: impl FnOnce(V) -> Result<T, E>,
    ) -> Option<T> {
        if value.is_none() {
            self.fault(field, "is required");
        }
        self.optional(field, value, parse)
    }

    /// A field that must be right if it is there.
    pub fn optional<V, T, E: Display>(
        &mut self,
        field: &str,
        value: Option<V>,
        parse: impl FnOnce(V) -> Result<T, E>,
    ) -> Option<T> {
        value.and_then(|value| self.take(field, parse(value)))
    }

    /// A field that may be absent or null.
    pub fn patch<V, T, E: Display>(
        &mut self,
        field: &str,
        value: Patch<V>,
        parse: impl FnOnce(V) -> Result<T, E>,
    ) -> Patch<T> {
        let parsed = value.try_map(parse);
        self.take(field, parsed).unwrap_or_default()
    }

    /// A field that may be absent but not null.
    pub fn patch_required<V, T, E: Display>(
        &mut self,
        field: &str,
        value: Patch<V>,
        parse: impl FnOnce(V) -> Result<T, E>,
    ) -> Patch<T> {
        if matches!(value, Patch::Null) {
            self.fault(field, "must not be null");
        }
        self.patch(field, value, parse)
    }

    /// What was checked, or every fault.
    ///
    /// # Errors
    /// 400 with the faults; 500 if a part is missing that nobody complained of.
    pub fn finish<T>(self, build: impl FnOnce() -> Option<T>) -> Result<T, AppError> {
        if !self.0.is_empty() {
            return Err(AppError::validation(self.0));
        }
        build().ok_or_else(|| AppError::internal("a field without value and without fault"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(text: &str) -> Result<String, &'static str> {
        if text.len() < 4 { Ok(text.to_owned()) } else { Err("is too long") }
    }

    #[test]
    fn all_faults_are_told_together_and_each_by_its_field() {
        let mut check = Check::default();
        assert_eq!(check.required("a", Some("abc"), short).as_deref(), Some("abc"));
        assert_eq!(check.required("b", None, short), None);
        assert_eq!(check.optional("c", Some("abcd"), short), None);
        assert_eq!(check.patch("d", Patch::Null, short), Patch::Null);
        assert_eq!(check.patch("e", Patch::Value("abcd"), short), Patch::Absent);
        assert_eq!(check.patch_required("f", Patch::Null, short), Patch::Null);
        let error = check.finish(|| Some(())).unwrap_err();
        let faults: Vec<_> = error.details().iter().map(|fault| (&*fault.field, &*fault.message)).collect();
        let expected =
            [("b", "is required"), ("c", "is too long"), ("e", "is too long"), ("f", "must not be null")];
        assert_eq!(faults, expected);
    }

    #[test]
    fn what_is_right_is_built_and_what_nobody_missed_is_a_defect() {
        assert_eq!(Check::default().finish(|| Some(1)).unwrap(), 1);
        assert_eq!(Check::default().finish(|| None::<()>).unwrap_err().status(), 500);
    }
}
