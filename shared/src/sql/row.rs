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
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rows {
    /// The command tag's verb (`SELECT`, `INSERT`, …).
    #[serde(default)]
    pub command: String,
    /// Rows returned or changed.
    #[serde(default)]
    pub row_count: Option<u64>,
    /// The columns.
    pub fields: Vec<Field>,
    /// Cells in PostgreSQL's text form, row by row.
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
    /// Another number of columns than the statement promises.
    #[error("expected one column, got {0}")]
    ColumnCount(usize),
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
        decode(field, cell.as_deref())
    }

    /// Decodes the only column.
    fn scalar<T: FromSql<'a>>(&self) -> Result<T, DecodeError> {
        match (self.fields, self.cells) {
            ([field], [cell]) => decode(field, cell.as_deref()),
            (fields, _) => Err(DecodeError::ColumnCount(fields.len())),
        }
    }
}

fn decode<'a, T: FromSql<'a>>(field: &Field, cell: Option<&'a str>) -> Result<T, DecodeError> {
    let wanted = std::any::type_name::<T>();
    let column = || field.name.clone();
    if !T::accepts(field.type_oid) {
        return Err(DecodeError::WrongType { column: column(), oid: field.type_oid, wanted });
    }
    match cell {
        None => T::from_null().ok_or_else(|| DecodeError::Null(column())),
        Some(text) => T::from_text(text).ok_or_else(|| DecodeError::Malformed { column: column(), wanted }),
    }
}

/// A type that is read from a row. [`row!`](crate::row) writes the reader of a plain one.
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

    /// Those rows of which this is so, as `T`.
    pub fn those<T: FromRow>(
        &self,
        wanted: impl Fn(&Row<'_>) -> Result<bool, DecodeError>,
    ) -> Result<Vec<T>, DecodeError> {
        let mut found = Vec::with_capacity(self.rows.len());
        for row in self.iter() {
            if wanted(&row)? {
                found.push(T::from_row(&row)?);
            }
        }
        Ok(found)
    }

    /// The first row; an error if there is none.
    pub fn first(&self) -> Result<Row<'_>, DecodeError> {
        self.iter().next().ok_or(DecodeError::RowCount(0))
    }

    /// The only row, if there is one, to be read column by column; an error if there are more.
    pub fn optional_row(&self) -> Result<Option<Row<'_>>, DecodeError> {
        let mut rows = self.iter();
        match (rows.next(), rows.next()) {
            (row, None) => Ok(row),
            (_, Some(_)) => Err(DecodeError::RowCount(self.rows.len())),
        }
    }

    /// The only row, to be read column by column; an error if there is none or more than one.
    pub fn row(&self) -> Result<Row<'_>, DecodeError> {
        self.optional_row()?.ok_or(DecodeError::RowCount(0))
    }

    /// The only row, if there is one; an error if there are more.
    pub fn optional<T: FromRow>(&self) -> Result<Option<T>, DecodeError> {
        self.optional_row()?.map(|row| T::from_row(&row)).transpose()
    }

    /// The only row; an error if there is none or more than one.
    pub fn one<T: FromRow>(&self) -> Result<T, DecodeError> {
        T::from_row(&self.row()?)
    }

    /// The only column of every row.
    pub fn scalars<'a, T: FromSql<'a>>(&'a self) -> Result<Vec<T>, DecodeError> {
        self.iter().map(|row| row.scalar()).collect()
    }

    /// The only column of the only row, if there is one; an error if there are more.
    pub fn optional_scalar<'a, T: FromSql<'a>>(&'a self) -> Result<Option<T>, DecodeError> {
        self.optional_row()?.map(|row| row.scalar()).transpose()
    }

    /// The only column of the only row.
    pub fn scalar<'a, T: FromSql<'a>>(&'a self) -> Result<T, DecodeError> {
        self.row()?.scalar()
    }
}

/// Writes the reader of a type whose fields are columns, by name:
///
/// ```
/// use logicspike_shared::row;
/// use logicspike_shared::time::Timestamp;
///
/// struct Author {
///     name: String,
/// }
/// row!(Author { name: "author_name" });
///
/// struct Post {
///     id: String,
///     published_at: Option<Timestamp>,
///     tags: Vec<String>,
///     toc: Vec<u32>,
///     author: Author,
/// }
/// // A field is its own column, unless another is named; `json` parses the column, and `flatten` reads a type of its
/// // own from the same row.
/// row!(Post { id, published_at, tags: "tag_ids", toc: json, author: flatten });
/// ```
#[macro_export]
macro_rules! row {
    (@ $row:ident $field:ident) => {
        $row.get(stringify!($field))?
    };
    (@ $row:ident $field:ident flatten) => {
        $crate::sql::FromRow::from_row($row)?
    };
    (@ $row:ident $field:ident json) => {
        $row.get::<$crate::sql::Json<_>>(stringify!($field))?.0
    };
    (@ $row:ident $field:ident $column:literal) => {
        $row.get($column)?
    };
    ($type:ty { $($field:ident $(: $source:tt)?),* $(,)? }) => {
        impl $crate::sql::FromRow for $type {
            fn from_row(row: &$crate::sql::Row<'_>) -> Result<Self, $crate::sql::DecodeError> {
                Ok(Self { $($field: $crate::row!(@ row $field $($source)?)),* })
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(fields: &[(&str, u32)], rows: &[&[Option<&str>]]) -> Rows {
        let field = |(name, type_oid): &(&str, u32)| Field { name: (*name).to_owned(), type_oid: *type_oid };
        let cells = |row: &&[Option<&str>]| row.iter().map(|cell| cell.map(str::to_owned)).collect();
        Rows {
            command: "SELECT".to_owned(),
            row_count: None,
            fields: fields.iter().map(field).collect(),
            rows: rows.iter().map(cells).collect(),
        }
    }

    const INT8: u32 = 20;
    const TEXT: u32 = 25;
    const JSON: u32 = 114;

    #[derive(Debug, PartialEq)]
    struct Inner {
        count: i64,
    }
    row!(Inner { count });

    #[derive(Debug, PartialEq)]
    struct Outer {
        name: String,
        tags: Vec<u8>,
        note: Option<u8>,
        inner: Inner,
    }
    row!(Outer { name: "title", tags: json, note: json, inner: flatten });

    #[test]
    fn a_row_is_read_by_the_names_of_its_fields() {
        let fields = [("title", TEXT), ("tags", JSON), ("note", JSON), ("count", INT8)];
        let found = rows(&fields, &[&[Some("T"), Some("[1,2]"), None, Some("3")]]);
        let expected =
            Outer { name: "T".to_owned(), tags: vec![1, 2], note: None, inner: Inner { count: 3 } };
        assert_eq!(found.one::<Outer>(), Ok(expected));
        let null = rows(&fields, &[&[Some("T"), None, None, Some("3")]]);
        assert_eq!(null.one::<Outer>(), Err(DecodeError::Null("tags".to_owned())));
    }

    #[test]
    fn a_scalar_is_one_column_of_one_row() {
        let one = rows(&[("n", INT8)], &[&[Some("1")]]);
        assert_eq!((one.scalar::<i64>(), one.optional_scalar()), (Ok(1), Ok(Some(1_i64))));
        let none = rows(&[("n", INT8)], &[]);
        assert_eq!(none.scalar::<i64>(), Err(DecodeError::RowCount(0)));
        assert_eq!((none.optional_scalar::<i64>(), none.scalars::<i64>()), (Ok(None), Ok(vec![])));
        let two = rows(&[("n", INT8)], &[&[Some("1")], &[Some("2")]]);
        assert_eq!(two.optional_scalar::<i64>(), Err(DecodeError::RowCount(2)));
        assert_eq!(two.scalars(), Ok(vec![1_i64, 2]));
        let wide = rows(&[("n", INT8), ("m", INT8)], &[&[Some("1"), Some("2")]]);
        assert_eq!(wide.scalar::<i64>(), Err(DecodeError::ColumnCount(2)));
    }
}
