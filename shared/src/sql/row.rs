//! Rows: PostgreSQL's text output, decoded by the type that the code asks for.

use serde::Deserialize;

use super::value::FromSql;

/// A column of a result.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Field {
    /// The column's name or alias.
    pub name: String,
    /// The type's OID in `pg_type`.
    #[serde(rename = "dataTypeID")]
    pub type_oid: u32,
}

/// The result of one statement.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rows {
    /// The command tag's verb (`SELECT`, `INSERT`, …).
    #[serde(default)]
    pub command: String,
    /// Rows returned or changed.
    #[serde(default)]
    pub row_count: Option<u64>,
    /// The columns.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// Cells in PostgreSQL's text form, row by row.
    #[serde(default)]
    pub rows: Vec<Vec<Option<String>>>,
}

/// A result that is not what the code expected: a defect, or a schema that does not fit the code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The column is not in the result.
    #[error("no column {0:?} in the result")]
    NoColumn(String),
    /// The column's PostgreSQL type is not one that the Rust type reads.
    #[error("column {column:?} has type OID {oid}, which does not read as {wanted}")]
    WrongType {
        /// The column.
        column: String,
        /// Its type.
        oid: u32,
        /// The Rust type asked for.
        wanted: &'static str,
    },
    /// The column is null, and the Rust type has no place for that.
    #[error("column {0:?} is null")]
    Null(String),
    /// The text is not of the type's form. The value itself is not shown.
    #[error("column {column:?} does not parse as {wanted}")]
    Malformed {
        /// The column.
        column: String,
        /// The Rust type asked for.
        wanted: &'static str,
    },
    /// Another number of rows than the statement promises.
    #[error("expected one row, got {0}")]
    RowCount(usize),
}

/// One row of a result.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    fields: &'a [Field],
    cells: &'a [Option<String>],
}

impl<'a> Row<'a> {
    /// Decodes the named column.
    pub fn get<T: FromSql<'a>>(&self, column: &str) -> Result<T, DecodeError> {
        let position = self.fields.iter().position(|field| field.name == column);
        let found = position.and_then(|index| Some((self.fields.get(index)?, self.cells.get(index)?)));
        let Some((field, cell)) = found else { return Err(DecodeError::NoColumn(column.to_owned())) };
        let wanted = std::any::type_name::<T>();
        if !T::accepts(field.type_oid) {
            return Err(DecodeError::WrongType { column: column.to_owned(), oid: field.type_oid, wanted });
        }
        match cell {
            None => T::from_null().ok_or_else(|| DecodeError::Null(column.to_owned())),
            Some(text) => {
                T::from_text(text).ok_or_else(|| DecodeError::Malformed { column: column.to_owned(), wanted })
            }
        }
    }
}

/// A type that is read from a row.
pub trait FromRow: Sized {
    /// Reads the row.
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError>;
}

impl Rows {
    /// The rows, one by one.
    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { fields: &self.fields, cells })
    }

    /// All rows as `T`.
    pub fn all<T: FromRow>(&self) -> Result<Vec<T>, DecodeError> {
        self.iter().map(|row| T::from_row(&row)).collect()
    }

    /// The only row, if there is one; an error if there are more.
    pub fn optional<T: FromRow>(&self) -> Result<Option<T>, DecodeError> {
        let mut rows = self.iter();
        match (rows.next(), rows.next()) {
            (None, _) => Ok(None),
            (Some(row), None) => T::from_row(&row).map(Some),
            (Some(_), Some(_)) => Err(DecodeError::RowCount(self.rows.len())),
        }
    }

    /// The only row; an error if there is none or more than one.
    pub fn one<T: FromRow>(&self) -> Result<T, DecodeError> {
        self.optional()?.ok_or(DecodeError::RowCount(0))
    }
}
