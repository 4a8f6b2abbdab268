//! Fields on their own.

use logicspike_shared::time::Timestamp;
use serde_json::value::RawValue;
use tiptap_html::{Document, DocumentError};

use crate::domain::Slug;
use crate::store::posts::Content;

/// Most tags on a post.
const MAX_TAGS: usize = 10;

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
