//! Column values by Rust type.

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::array;
use crate::hex;
use crate::time::Timestamp;

/// Built-in type OIDs (PostgreSQL's `pg_type.dat`; they never change).
mod oid {
    pub(super) const BOOL: u32 = 16;
    pub(super) const BYTEA: u32 = 17;
    pub(super) const NAME: u32 = 19;
    pub(super) const INT8: u32 = 20;
    pub(super) const INT2: u32 = 21;
    pub(super) const INT4: u32 = 23;
    pub(super) const TEXT: u32 = 25;
    pub(super) const JSON: u32 = 114;
    pub(super) const FLOAT4: u32 = 700;
    pub(super) const FLOAT8: u32 = 701;
    pub(super) const BPCHAR: u32 = 1042;
    pub(super) const VARCHAR: u32 = 1043;
    pub(super) const TIMESTAMPTZ: u32 = 1184;
    pub(super) const NUMERIC: u32 = 1700;
    pub(super) const UUID: u32 = 2950;
    pub(super) const JSONB: u32 = 3802;
    /// From here on: types that users made (`FirstNormalObjectId`).
    pub(super) const FIRST_OF_USERS: u32 = 16_384;

    /// The array types whose elements [`super::FromSql`] reads, with the element's type.
    pub(super) fn element(array: u32) -> Option<u32> {
        Some(match array {
            1000 => BOOL,
            1005 => INT2,
            1007 => INT4,
            1009 => TEXT,
            1014 => BPCHAR,
            1015 => VARCHAR,
            1016 => INT8,
            1021 => FLOAT4,
            1022 => FLOAT8,
            1185 => TIMESTAMPTZ,
            2951 => UUID,
            _ => return None,
        })
    }
}

/// A type that a column's text reads as.
pub trait FromSql<'a>: Sized {
    /// Whether columns of this PostgreSQL type read as this Rust type.
    fn accepts(type_oid: u32) -> bool;
    /// Reads PostgreSQL's text form.
    fn from_text(text: &'a str) -> Option<Self>;
    /// What SQL `NULL` reads as, if anything.
    fn from_null() -> Option<Self> {
        None
    }
}

impl<'a, T: FromSql<'a>> FromSql<'a> for Option<T> {
    fn accepts(type_oid: u32) -> bool {
        T::accepts(type_oid)
    }
    fn from_text(text: &'a str) -> Option<Self> {
        T::from_text(text).map(Some)
    }
    fn from_null() -> Option<Self> {
        Some(None)
    }
}

impl FromSql<'_> for bool {
    fn accepts(type_oid: u32) -> bool {
        type_oid == oid::BOOL
    }
    fn from_text(text: &str) -> Option<Self> {
        match text {
            "t" => Some(true),
            "f" => Some(false),
            _ => None,
        }
    }
}

macro_rules! integer {
    ($($type:ty: $($oid:ident)|+;)*) => {$(
        impl FromSql<'_> for $type {
            fn accepts(type_oid: u32) -> bool {
                matches!(type_oid, $(oid::$oid)|+)
            }
            fn from_text(text: &str) -> Option<Self> {
                text.parse().ok()
            }
        }
    )*};
}
integer! {
    i16: INT2;
    i32: INT2 | INT4;
    i64: INT2 | INT4 | INT8;
}

macro_rules! float {
    ($($type:ty: $($oid:ident)|+;)*) => {$(
        impl FromSql<'_> for $type {
            fn accepts(type_oid: u32) -> bool {
                matches!(type_oid, $(oid::$oid)|+)
            }
            fn from_text(text: &str) -> Option<Self> {
                // `NaN`, `Infinity` and `-Infinity` are spelled alike in both languages.
                text.parse().ok()
            }
        }
    )*};
}
float! {
    f32: FLOAT4;
    f64: FLOAT4 | FLOAT8;
}

/// An enum, or what else a user made, is its text.
fn is_text(type_oid: u32) -> bool {
    matches!(type_oid, oid::TEXT | oid::VARCHAR | oid::BPCHAR | oid::NAME | oid::FIRST_OF_USERS..)
}

impl<'a> FromSql<'a> for &'a str {
    fn accepts(type_oid: u32) -> bool {
        is_text(type_oid)
    }
    fn from_text(text: &'a str) -> Option<Self> {
        Some(text)
    }
}

/// Text types, and the types whose exact text is their best form here: `numeric` and `uuid`.
impl FromSql<'_> for String {
    fn accepts(type_oid: u32) -> bool {
        is_text(type_oid) || matches!(type_oid, oid::NUMERIC | oid::UUID)
    }
    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl FromSql<'_> for Timestamp {
    fn accepts(type_oid: u32) -> bool {
        type_oid == oid::TIMESTAMPTZ
    }
    fn from_text(text: &str) -> Option<Self> {
        Self::parse_postgres(text).ok()
    }
}

fn is_json(type_oid: u32) -> bool {
    matches!(type_oid, oid::JSON | oid::JSONB)
}

/// A `json` or `jsonb` column, parsed. SQL `NULL` is read as JSON's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromSql<'_> for Json<T> {
    fn accepts(type_oid: u32) -> bool {
        is_json(type_oid)
    }
    fn from_text(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().map(Self)
    }
    fn from_null() -> Option<Self> {
        Self::from_text("null")
    }
}

/// The text of a `json` or `jsonb` column, not parsed.
impl FromSql<'_> for Box<RawValue> {
    fn accepts(type_oid: u32) -> bool {
        is_json(type_oid)
    }
    fn from_text(text: &str) -> Option<Self> {
        RawValue::from_string(text.to_owned()).ok()
    }
}

impl FromSql<'_> for Vec<u8> {
    fn accepts(type_oid: u32) -> bool {
        type_oid == oid::BYTEA
    }
    fn from_text(text: &str) -> Option<Self> {
        hex::decode(text.strip_prefix("\\x")?)
    }
}

macro_rules! from_sql_array {
    ($($type:ty),*) => {$(
        impl FromSql<'_> for Vec<$type> {
            fn accepts(type_oid: u32) -> bool {
                oid::element(type_oid).is_some_and(<$type>::accepts)
            }
            fn from_text(text: &str) -> Option<Self> {
                array::parse(text)?.iter().map(|item| <$type>::from_text(item.as_deref()?)).collect()
            }
        }

        impl FromSql<'_> for Vec<Option<$type>> {
            fn accepts(type_oid: u32) -> bool {
                Vec::<$type>::accepts(type_oid)
            }
            fn from_text(text: &str) -> Option<Self> {
                let items = array::parse(text)?;
                items.iter().map(|item| item.as_deref().map(<$type>::from_text)).map(|item| match item {
                    None => Some(None),
                    Some(value) => value.map(Some),
                }).collect()
            }
        }
    )*};
}
from_sql_array!(bool, i16, i32, i64, f32, f64, String, Timestamp);
