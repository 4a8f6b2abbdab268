//! Parameters: typed Rust values in, PostgreSQL's text form out.

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::array;
use crate::hex;

/// One bound value. It always travels as JSON text or `null`, so that no number passes through a
/// floating point conversion and no JSON array is taken for a PostgreSQL array on the way.
#[derive(Clone, PartialEq, Eq)]
pub struct Param(Option<String>);

impl Param {
    /// SQL `NULL`.
    pub const NULL: Self = Self(None);

    /// A value in PostgreSQL's text form.
    pub fn text(text: impl Into<String>) -> Self {
        Self(Some(text.into()))
    }

    /// A `json` or `jsonb` value that is JSON text already.
    pub fn json(raw: &RawValue) -> Self {
        Self::text(raw.get())
    }

    /// A `bytea` value.
    pub fn bytes(bytes: &[u8]) -> Self {
        Self(Some(format!("\\x{}", hex::encode(bytes))))
    }

    /// A one-dimensional array.
    pub fn array<T: Into<Param>>(items: impl IntoIterator<Item = T>) -> Self {
        Self(Some(array::literal(items.into_iter().map(|item| item.into().0))))
    }

    /// Bytes of the text form, for size limits.
    pub(super) fn len(&self) -> usize {
        self.0.as_ref().map_or(4, String::len)
    }
}

/// Values may be personal data or secrets: never printed.
impl std::fmt::Debug for Param {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "Param(…)" } else { "Param(NULL)" })
    }
}

impl Serialize for Param {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl From<&str> for Param {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Param {
    fn from(text: String) -> Self {
        Self(Some(text))
    }
}

impl From<&String> for Param {
    fn from(text: &String) -> Self {
        Self::text(text.as_str())
    }
}

impl From<&Box<RawValue>> for Param {
    fn from(raw: &Box<RawValue>) -> Self {
        Self::json(raw)
    }
}

impl<T> From<Option<T>> for Param
where
    Param: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::NULL, Self::from)
    }
}

macro_rules! from_display {
    ($($type:ty),*) => {$(
        impl From<$type> for Param {
            fn from(value: $type) -> Self {
                Self(Some(value.to_string()))
            }
        }
    )*};
}
from_display!(bool, i16, i32, i64, u32);

macro_rules! from_float {
    ($($type:ty),*) => {$(
        impl From<$type> for Param {
            fn from(value: $type) -> Self {
                // Rust prints `inf`, PostgreSQL reads it; both print the shortest text that reads back.
                Self(Some(value.to_string()))
            }
        }
    )*};
}
from_float!(f32, f64);
