//! The fields of a post, listed once: what a client may set of it, and what a revision keeps.

use std::collections::BTreeMap;

use logicspike_shared::error::AppError;
use logicspike_shared::input::Patch;
use logicspike_shared::row;
use logicspike_shared::sql::Statement;
use logicspike_shared::time::Timestamp;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::value::RawValue;

use crate::api::{DraftDetail, PostDetail, RevisionDetail};
use crate::domain::Slug;
use crate::domain::search::{self, Field};

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

/// From the list of the fields but the document: the type that a change is made of, its JSON, and the row that
/// PostgreSQL makes of it.
macro_rules! fields {
    ($($field:ident: $value:ty, $sql_type:literal;)*) => {
        /// What is to become of a post's fields, checked: absent leaves a value, `Null` clears it.
        #[derive(Debug, Default)]
        #[expect(missing_docs, reason = "the fields of a post, as in PostBody")]
        pub struct PostFields {
            $(pub $field: Patch<$value>,)*
            pub content: Patch<Content>,
            pub slug: Patch<Slug>,
            pub tags: Patch<Vec<String>>,
            pub scheduled_for: Patch<Timestamp>,
        }

        impl PostFields {
            /// Whether nothing is to change.
            pub fn is_empty(&self) -> bool {
                let named = [
                    $(self.$field.is_present(),)*
                    self.content.is_present(),
                    self.slug.is_present(),
                    self.tags.is_present(),
                    self.scheduled_for.is_present(),
                ];
                !named.contains(&true)
            }
        }

        /// An object of the fields that are present, by the names of their columns. Of the document it says that it is
        /// there: that is bound beside the object, which would be slower to read with it.
        impl Serialize for PostFields {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut object = serializer.serialize_map(None)?;
                $(entry(&mut object, stringify!($field), &self.$field)?;)*
                if self.content.is_present() {
                    object.serialize_entry("content", &())?;
                }
                entry(&mut object, "slug", &self.slug)?;
                entry(&mut object, "tags", &self.tags)?;
                entry(&mut object, "scheduled_for", &self.scheduled_for)?;
                object.end()
            }
        }

        /// A change as a row: `body` says which fields are in it, and the rest are their values. It takes `$7` to
        /// `$10`, which [`PostFields::bind_to`] binds.
        pub(super) const NEW: &str = concat!(
            "SELECT body, field.*, $8::jsonb AS content, $9::text AS body_text, $10::integer AS reading_time_minutes
  FROM (SELECT $7::jsonb AS body) AS change,
    jsonb_to_record(body) AS field (", $(stringify!($field), " ", $sql_type, ", ",)*
            "slug text, tags text[], scheduled_for timestamptz)",
        );

        /// A change that is kept as `body`, as a row `field`.
        pub(in crate::store) const RECORD: &str = concat!(
            "jsonb_to_record(body) AS field (", $(stringify!($field), " ", $sql_type, ", ",)*
            "slug text, tags text[], scheduled_for timestamptz)",
        );

        columns!($($field,)* content,);
    };
}

/// The pieces of SQL that read, write and compare the fields, and the readers of the answers that have them all. Each is
/// a column of this name in `posts` and in `post_revisions`. Each piece is there to be gone on with.
macro_rules! columns {
    ($($field:ident,)*) => {
        impl PostFields {
            /// The columns whose change a revision keeps. (It keeps the tags too.)
            pub const KEPT: &'static [&'static str] = &[$(stringify!($field)),*];
        }

        /// The columns.
        pub(in crate::store) const COLUMNS: &str = concat!($(stringify!($field), ", ",)*);
        /// Their values in `new`.
        pub(super) const OF_NEW: &str = concat!($("new.", stringify!($field), ", ",)*);
        /// Their values in `old`.
        pub(super) const OF_OLD: &str = concat!($("old.", stringify!($field), ", ",)*);
        /// Sets those of `p` that are in the change.
        pub(super) const SET: &str = concat!($(
            stringify!($field), " = CASE WHEN body ? '", stringify!($field), "' THEN new.", stringify!($field),
            " ELSE p.", stringify!($field), " END,\n    ",
        )*);
        /// Those of `p` as they would be with the change `new`.
        pub(in crate::store) const OVERLAID: &str = concat!($(
            "CASE WHEN body ? '", stringify!($field), "' THEN new.", stringify!($field),
            " ELSE p.", stringify!($field), " END AS ", stringify!($field), ",
  ",
        )*);
        /// Whether one of them is another in `saved` than in `old`.
        pub(super) const DIFFER: &str = concat!($(
            "old.", stringify!($field), " IS DISTINCT FROM saved.", stringify!($field), "\n    OR ",
        )*);

        row! {
            PostDetail {
                id, tenant_id, author_id, author: json, slug, status, tags, $($field,)* scheduled_for, published_at,
                created_at, updated_at, updated_by: json, version, draft: json, reading_time_minutes,
            }
        }
        row! {
            DraftDetail {
                version, base_version, changed, slug, $($field,)* tags, updated_at, updated_by: json,
            }
        }
        row! {
            RevisionDetail {
                version, $($field,)* tags: "tag_ids", saved_at, saved_by: json, replaced_at, replaced_by: json,
            }
        }
    };
}

fields! {
    title: String, "text";
    excerpt: String, "text";
    featured_image_url: String, "text";
    seo_title: String, "text";
    seo_description: String, "text";
    category_id: String, "text";
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

    /// What is searched of them: whether it is in the change, and its text.
    fn searched(&self) -> [(Field, bool, Option<&str>); 3] {
        let text = self.content.value().map(|content| content.text.as_str());
        [
            (Field::Title, self.title.is_present(), self.title.value().map(String::as_str)),
            (Field::Excerpt, self.excerpt.is_present(), self.excerpt.value().map(String::as_str)),
            (Field::Body, self.content.is_present(), text),
        ]
    }

    /// The words of what is in the change, if anything in it is searched.
    pub(super) fn words(&self) -> Option<String> {
        let changed = self.searched().into_iter().filter(|(_, is_changed, _)| *is_changed);
        let mut changed = changed.map(|(field, _, text)| (field, text.unwrap_or(""))).peekable();
        changed.peek().is_some().then(|| search::vector(changed))
    }

    /// The words of each field in the change that is searched, by its weight.
    pub(super) fn words_by_weight(&self) -> BTreeMap<char, String> {
        let changed = self.searched().into_iter().filter(|(_, is_changed, _)| *is_changed);
        changed
            .map(|(field, _, text)| (field.weight(), search::vector([(field, text.unwrap_or(""))])))
            .collect()
    }

    /// The weights of the words of all else.
    pub(super) fn kept_weights(&self) -> Vec<String> {
        let kept = self.searched().into_iter().filter(|(_, is_changed, _)| !is_changed);
        kept.map(|(field, ..)| field.weight().to_string()).collect()
    }

    /// Binds the change for [`NEW`], after six parameters.
    pub(super) fn bind_to(&self, statement: Statement) -> Result<Statement, AppError> {
        let object = serde_json::to_string(self).map_err(|error| AppError::internal(error.to_string()))?;
        let content = self.content.value();
        Ok(statement
            .bind(object)
            .bind(content.map(|content| &content.json))
            .bind(content.map_or("", |content| &content.text))
            .bind(content.map_or(1, |content| content.reading_time_minutes)))
    }
}
