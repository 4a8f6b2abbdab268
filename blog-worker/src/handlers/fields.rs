//! Checks fields one by one and reports every fault at once.

use std::fmt::Display;

use logicspike_shared::error::{AppError, FieldError};
use logicspike_shared::http::Patch;
use logicspike_shared::time::Timestamp;
use serde_json::value::RawValue;
use tiptap_html::{Document, DocumentError};

use crate::domain::Slug;
use crate::store::posts::Content;

/// Most tags on a post.
const MAX_TAGS: usize = 10;

/// The faults found so far.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<FieldError>);

impl Faults {
    /// Takes a checked value, or notes the fault.
    pub(super) fn check<T, E: Display>(&mut self, field: &str, outcome: Result<T, E>) -> Option<T> {
        match outcome {
            Ok(value) => Some(value),
            Err(error) => {
                self.0.push(FieldError::new(field, error.to_string()));
                None
            }
        }
    }

    /// Checks an optional field.
    pub(super) fn optional<V, T, E: Display>(
        &mut self,
        field: &str,
        value: Option<V>,
        check: impl FnOnce(V) -> Result<T, E>,
    ) -> Option<T> {
        value.and_then(|value| self.check(field, check(value)))
    }

    /// Checks a field that may be absent or null.
    pub(super) fn patch<V, T, E: Display>(
        &mut self,
        field: &str,
        value: Patch<V>,
        check: impl FnOnce(V) -> Result<T, E>,
    ) -> Patch<T> {
        let outcome = value.try_map(check);
        self.check(field, outcome).unwrap_or_default()
    }

    /// Checks a field that may be absent but not null.
    pub(super) fn patch_required<V, T, E: Display>(
        &mut self,
        field: &str,
        value: Patch<V>,
        check: impl FnOnce(V) -> Result<T, E>,
    ) -> Patch<T> {
        if matches!(value, Patch::Null) {
            self.note(field, "must not be null");
        }
        self.patch(field, value, check)
    }

    /// Notes a fault.
    pub(super) fn note(&mut self, field: &str, message: &str) {
        self.0.push(FieldError::new(field, message));
    }

    /// The whole, if nothing was wrong with any part.
    pub(super) fn finish<T>(self, build: impl FnOnce() -> Option<T>) -> Result<T, AppError> {
        if !self.0.is_empty() {
            return Err(AppError::validation(self.0));
        }
        build().ok_or_else(|| AppError::internal("a field without value and without fault"))
    }
}

/// A TipTap document and what is derived from it.
pub(super) fn content(json: Box<RawValue>) -> Result<Content, DocumentError> {
    let document = Document::parse(json.get())?;
    let text = tiptap_html::plain_text(&document);
    let reading_time_minutes = tiptap_html::reading_time_minutes(&text);
    Ok(Content { json, text, reading_time_minutes })
}

/// Ids of at most ten different tags.
pub(super) fn tags(ids: Vec<String>) -> Result<Vec<String>, &'static str> {
    if ids.len() > MAX_TAGS {
        return Err("must be at most 10 tags");
    }
    let repeated =
        ids.iter().enumerate().any(|(index, id)| ids.iter().take(index).any(|earlier| earlier == id));
    if repeated {
        return Err("must not name a tag twice");
    }
    if ids.iter().any(|id| id.contains('\0')) { Err("must be tags of this tenant") } else { Ok(ids) }
}

/// An id that the database will look for.
pub(super) fn reference(id: String) -> Result<String, &'static str> {
    if id.contains('\0') { Err("must be a category of this tenant") } else { Ok(id) }
}

/// A time to publish at.
pub(super) fn future_time(text: &str, now: Timestamp) -> Result<Timestamp, String> {
    let time = Timestamp::parse(text).map_err(|error| error.to_string())?;
    // Years beyond 9999 have no RFC 3339 form; nobody schedules that far.
    if time <= now { Err("must lie in the future".to_owned()) } else { Ok(time) }
}

/// A slug that was given.
pub(super) fn slug(text: &str) -> Result<Slug, crate::domain::InvalidSlug> {
    Slug::parse(text)
}
