//! What a route takes and gives, as values: each service describes its endpoints with them, and `openapi.json` is made of
//! that and of the tables of routes. No Worker's build knows this file.

use http::StatusCode;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Value, json};

use crate::error_code::ErrorCode;

/// Makes the schema of a type, and notes those that it refers to.
pub type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// What a route takes and gives. What follows from its row in the table (door, permission, path, parameters' names) is not
/// said again here.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its name in clients, for ever.
    pub id: &'static str,
    /// The resource it belongs to.
    pub tag: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// The body that it takes.
    pub body: Option<Body>,
    /// The media types of the file that it takes in place of JSON.
    pub file: &'static [&'static str],
    /// The query parameters of its row.
    pub params: Vec<Param>,
    /// What it answers when all is well.
    pub answers: Vec<Answer>,
    /// What it refuses beside what its row says.
    pub refusals: Vec<(StatusCode, &'static [ErrorCode])>,
    /// Whether it asks for a version (`If-Match`, `If-None-Match`).
    pub is_conditional: bool,
    /// Whether it may be repeated under an `Idempotency-Key`.
    pub is_idempotent: bool,
    /// Whether no cache may keep its answer, though its door's answers are kept.
    pub is_kept_by_nobody: bool,
}

/// A body of JSON.
#[derive(Debug, Clone)]
pub struct Body {
    /// Its schema.
    pub schema: SchemaOf,
    /// The name of the schema where the type's own does not say all.
    pub name: Option<&'static str>,
    /// The fields that this operation needs, where the schema has a name of its own.
    pub required: &'static [&'static str],
    /// Fields of the type that this operation does not take.
    pub without: &'static [&'static str],
    /// Whether it may be left out.
    pub is_optional: bool,
}

/// A query parameter.
#[derive(Debug, Clone)]
pub struct Param {
    /// Its name.
    pub name: &'static str,
    /// What may stand in it.
    pub schema: Value,
    /// What it does.
    pub description: &'static str,
}

/// An answer when all is well.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// When it is given.
    pub description: &'static str,
    /// What is in it.
    pub content: Content,
    /// The headers that it has beside what every answer has.
    pub headers: &'static [Header],
}

/// What is in an answer.
#[derive(Debug, Clone, Copy)]
pub enum Content {
    /// Nothing.
    Nothing,
    /// JSON of this schema.
    Json(SchemaOf),
    /// The same, where the media type says more than that it is JSON.
    JsonAs(&'static str, SchemaOf),
    /// A text of this media type.
    Text(&'static str),
}

/// A header of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Header {
    /// The version, as `If-Match` wants it; of public pages, what `If-None-Match` wants.
    ETag,
    /// Where something is.
    Location,
}

fn schema_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

impl Operation {
    /// An operation that takes nothing and gives nothing yet.
    pub fn new(id: &'static str, tag: &'static str, summary: &'static str) -> Self {
        Self {
            id,
            tag,
            summary,
            body: None,
            file: &[],
            params: Vec::new(),
            answers: Vec::new(),
            refusals: Vec::new(),
            is_conditional: false,
            is_idempotent: false,
            is_kept_by_nobody: false,
        }
    }

    /// Takes a body of this type.
    #[must_use]
    pub fn takes<T: JsonSchema>(self) -> Self {
        let body =
            Body { schema: schema_of::<T>, name: None, required: &[], without: &[], is_optional: false };
        Self { body: Some(body), ..self }
    }

    /// Takes a file of one of these media types.
    #[must_use]
    pub fn takes_file(self, file: &'static [&'static str]) -> Self {
        Self { file, ..self }
    }

    /// Takes a body of this type, or none.
    #[must_use]
    pub fn may_take<T: JsonSchema>(self) -> Self {
        let taking = self.takes::<T>();
        Self { body: taking.body.map(|body| Body { is_optional: true, ..body }), ..taking }
    }

    /// The body by a name of its own: the type serves other operations too, and this one needs these of its fields.
    #[must_use]
    pub fn as_named(self, name: &'static str, required: &'static [&'static str]) -> Self {
        Self { body: self.body.map(|body| Body { name: Some(name), required, ..body }), ..self }
    }

    /// Fields of the body's type that this operation does not take.
    #[must_use]
    pub fn without(self, without: &'static [&'static str]) -> Self {
        Self { body: self.body.map(|body| Body { without, ..body }), ..self }
    }

    /// Knows these query parameters.
    #[must_use]
    pub fn knows(self, params: impl IntoIterator<Item = Param>) -> Self {
        Self { params: params.into_iter().collect(), ..self }
    }

    /// Gives JSON of this type with a status.
    #[must_use]
    pub fn gives<T: JsonSchema>(self, status: StatusCode, description: &'static str) -> Self {
        self.answers_with(status, description, Content::Json(schema_of::<T>), &[])
    }

    /// Gives JSON of this type.
    #[must_use]
    pub fn ok<T: JsonSchema>(self, description: &'static str) -> Self {
        self.gives::<T>(StatusCode::OK, description)
    }

    /// Gives JSON of this type under a media type of its own, with its version as `ETag`.
    #[must_use]
    pub fn ok_tagged_as<T: JsonSchema>(self, media_type: &'static str, description: &'static str) -> Self {
        let content = Content::JsonAs(media_type, schema_of::<T>);
        self.answers_with(StatusCode::OK, description, content, &[Header::ETag])
    }

    /// Gives JSON of this type, with its version as `ETag`.
    #[must_use]
    pub fn ok_tagged<T: JsonSchema>(self, description: &'static str) -> Self {
        self.answers_with(StatusCode::OK, description, Content::Json(schema_of::<T>), &[Header::ETag])
    }

    /// Gives JSON of this type about what it made, and says where that is.
    #[must_use]
    pub fn created<T: JsonSchema>(self, description: &'static str) -> Self {
        let content = Content::Json(schema_of::<T>);
        self.answers_with(StatusCode::CREATED, description, content, &[Header::Location])
    }

    /// Has done what was asked for, and says nothing of it.
    #[must_use]
    pub fn done(self, description: &'static str) -> Self {
        self.answers_with(StatusCode::NO_CONTENT, description, Content::Nothing, &[])
    }

    /// Gives something else.
    #[must_use]
    pub fn answers_with(
        mut self,
        status: StatusCode,
        description: &'static str,
        content: Content,
        headers: &'static [Header],
    ) -> Self {
        self.answers.push(Answer { status, description, content, headers });
        self
    }

    /// Refuses with one of these codes.
    #[must_use]
    pub fn refuses(mut self, status: StatusCode, codes: &'static [ErrorCode]) -> Self {
        self.refusals.push((status, codes));
        self
    }

    /// Refuses what contradicts what is there.
    #[must_use]
    pub fn conflicts(self, codes: &'static [ErrorCode]) -> Self {
        self.refuses(StatusCode::CONFLICT, codes)
    }

    /// Honours `If-Match`.
    #[must_use]
    pub fn conditional(self) -> Self {
        Self { is_conditional: true, ..self }
    }

    /// Is answered anew each time, by the service alone.
    #[must_use]
    pub fn kept_by_nobody(self) -> Self {
        Self { is_kept_by_nobody: true, ..self }
    }

    /// Honours `Idempotency-Key`.
    #[must_use]
    pub fn idempotent(self) -> Self {
        Self { is_idempotent: true, ..self }
    }
}

impl Param {
    /// A parameter with any schema.
    pub fn new(name: &'static str, schema: Value, description: &'static str) -> Self {
        Self { name, schema, description }
    }

    /// A whole number from 1 on.
    pub fn whole(name: &'static str, most: u32, default: u32, description: &'static str) -> Self {
        let schema = json!({ "type": "integer", "minimum": 1, "maximum": most, "default": default });
        Self::new(name, schema, description)
    }

    /// A text.
    pub fn text(name: &'static str, description: &'static str) -> Self {
        Self::new(name, json!({ "type": "string", "minLength": 1 }), description)
    }

    /// One of some words.
    pub fn one_of(name: &'static str, words: &[&str], description: &'static str) -> Self {
        Self::new(name, json!({ "type": "string", "enum": words }), description)
    }
}
