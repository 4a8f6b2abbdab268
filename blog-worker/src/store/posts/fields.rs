//! The fields of a post, listed once: what a client may set of it, and what a revision keeps.

use logicspike_shared::error::AppError;
use logicspike_shared::http::Patch;
use logicspike_shared::row;
use logicspike_shared::sql::Param;
use logicspike_shared::time::Timestamp;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::value::RawValue;

use crate::api::{PostDetail, RevisionDetail};
use crate::domain::Slug;

/// A document with what is derived from it when it is saved.
#[derive(Debug)]
pub struct Content {
    /// The TipTap document.
    pub json: Box<RawValue>,
    /// Its words, for search.
    pub text: String,
    /// Minutes to read it.
    pub reading_time_minutes: u32,
}

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json.serialize(serializer)
    }
}

/// From the list of the fields: the type that a change is made of, its JSON, the pieces of SQL that read, write and compare
/// them, and the readers of the answers that have them all. Each is a column of this name in `posts` and in
/// `post_revisions`. A list in SQL goes on with a comma, and `DIFFER` with `OR`.
macro_rules! fields {
    ($($field:ident: $value:ty, $sql_type:literal;)*) => {
        /// What is to become of a post's fields, checked: absent leaves a value, `Null` clears it.
        #[derive(Debug, Default)]
        #[expect(missing_docs, reason = "the fields of a post, as in PostBody")]
        pub struct PostFields {
            $(pub $field: Patch<$value>,)*
            pub slug: Patch<Slug>,
            pub tags: Patch<Vec<String>>,
            pub scheduled_for: Patch<Timestamp>,
        }

        impl PostFields {
            /// The columns whose change a revision keeps. (It keeps the tags too.)
            pub const KEPT: &'static [&'static str] = &[$(stringify!($field)),*];

            /// Whether nothing is to change.
            pub fn is_empty(&self) -> bool {
                let named = [
                    $(self.$field.is_present(),)*
                    self.slug.is_present(),
                    self.tags.is_present(),
                    self.scheduled_for.is_present(),
                ];
                !named.contains(&true)
            }
        }

        /// An object of the fields that are present, and of what follows from them, by the names of columns.
        impl Serialize for PostFields {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut object = serializer.serialize_map(None)?;
                $(entry(&mut object, stringify!($field), &self.$field)?;)*
                if self.content.is_present() {
                    let content = self.content.value();
                    object.serialize_entry("body_text", content.map_or("", |content| &content.text))?;
                    let minutes = content.map_or(1, |content| content.reading_time_minutes);
                    object.serialize_entry("reading_time_minutes", &minutes)?;
                }
                entry(&mut object, "slug", &self.slug)?;
                entry(&mut object, "tags", &self.tags)?;
                entry(&mut object, "scheduled_for", &self.scheduled_for)?;
                object.end()
            }
        }

        /// The columns.
        pub(in crate::store) const COLUMNS: &str = concat!($(stringify!($field), ", ",)*);
        /// Their values in `new`.
        pub(super) const NEW: &str = concat!($("new.", stringify!($field), ", ",)*);
        /// Their values in `old`.
        pub(super) const OLD: &str = concat!($("old.", stringify!($field), ", ",)*);
        /// Sets those of `p` that `body` has.
        pub(super) const SET: &str = concat!($(
            stringify!($field), " = CASE WHEN body ? '", stringify!($field), "' THEN new.", stringify!($field),
            " ELSE p.", stringify!($field), " END, ",
        )*);
        /// Whether one of them is another in `saved` than in `old`.
        pub(super) const DIFFER: &str = concat!($(
            "old.", stringify!($field), " IS DISTINCT FROM saved.", stringify!($field), " OR ",
        )*);
        /// A serialised change as the row `new`: goes on after the JSON.
        pub(super) const RECORD: &str = concat!(
            ") AS new (", $(stringify!($field), " ", $sql_type, ", ",)*
            "body_text text, reading_time_minutes integer, slug text, tags text[], scheduled_for timestamptz)"
        );

        row! {
            PostDetail {
                id, tenant_id, author_id, slug, status, tags, $($field,)* scheduled_for, published_at, created_at,
                updated_at, version, reading_time_minutes,
            }
        }
        row!(RevisionDetail { version, $($field,)* tags: "tag_ids", saved_at, replaced_at, replaced_by });
    };
}

// In the order in which they are compared: what is small first.
fields! {
    title: String, "text";
    excerpt: String, "text";
    featured_image_url: String, "text";
    seo_title: String, "text";
    seo_description: String, "text";
    category_id: String, "text";
    content: Content, "jsonb";
}

/// Writes a field that is present; `Null` as `null`.
fn entry<M: SerializeMap, T: Serialize>(
    object: &mut M,
    name: &'static str,
    field: &Patch<T>,
) -> Result<(), M::Error> {
    if field.is_present() { object.serialize_entry(name, &field.value()) } else { Ok(()) }
}

impl PostFields {
    /// What brings a revision back, given its document read anew. Slug and schedule stay.
    pub fn restoring(revision: RevisionDetail, content: Option<Content>) -> Self {
        fn or_null<T>(value: Option<T>) -> Patch<T> {
            value.map_or(Patch::Null, Patch::Value)
        }
        Self {
            title: Patch::Value(revision.title),
            content: or_null(content),
            excerpt: or_null(revision.excerpt),
            featured_image_url: or_null(revision.featured_image_url),
            seo_title: or_null(revision.seo_title),
            seo_description: or_null(revision.seo_description),
            category_id: or_null(revision.category_id),
            tags: Patch::Value(revision.tags),
            slug: Patch::Absent,
            scheduled_for: Patch::Absent,
        }
    }

    /// The tags that the post is to have, if they are to change.
    pub(super) fn tags(&self) -> Option<&[String]> {
        self.tags.value().map(Vec::as_slice)
    }

    /// All of it as one `jsonb` parameter. The document's text goes in as it is.
    pub(super) fn to_param(&self) -> Result<Param, AppError> {
        serde_json::to_string(self).map(Param::text).map_err(|error| AppError::internal(error.to_string()))
    }
}
