//! Saving a change of a post.

use logicspike_shared::error::AppError;
use logicspike_shared::ids::PostId;
use logicspike_shared::row;
use logicspike_shared::sql::{Database, Isolation, Param, Sql, Statement, Transport};

use super::fields::{NEW, PostFields};
use super::save::{AND_ALL_ELSE, SAVED};
use super::{hold_tags, map_constraints};
use crate::domain::Quota;
use crate::store::{Change, Versions, WriteOutcome, accepted_versions, being_saved, lock_post, lock_slug};

/// The change, as it was sent.
const SENT: [&str; 3] = [
    "
WITH new AS (
  SELECT sent.*, $3::integer[] AS accepted, $11::text AS words, $12::\"char\"[] AS kept_weights,
    true AS may_be_live, $13::boolean AS while_typing
  FROM (
    ",
    NEW,
    "
  ) AS sent
)",
];

/// What it came to.
const OUTCOME: &str = "
SELECT (SELECT version FROM old) AS old_version, (SELECT version FROM saved) AS new_version,
  (SELECT updated_at FROM old) AS old_updated_at, (SELECT saver FROM old) AS updated_by,
  EXISTS (
    SELECT FROM old WHERE would_vanish AND is_accepted
  ) AS would_vanish";

/// How a change comes to be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saving {
    /// Somebody saves it: what it replaces is kept, and others are told.
    Deliberate,
    /// It is saved while somebody types: what one person replaces of their own within minutes is kept now and then, and
    /// others are told now and then.
    WhileTyping,
}

/// What a save came to.
struct Saved {
    versions: Versions,
    /// Nothing was saved because readers see the post and would not any more.
    would_vanish: bool,
}

row!(Saved { versions: flatten, would_vanish });

/// Saves a change, keeps the replaced version, the former slug and the event, in one statement. With
/// `accepted` versions given, any other current version refuses the save and nothing is written.
///
/// Whatever was saved is the post's text or one of its versions, but for what one person has typed over within minutes
/// while it was saved by itself. Of versions that were saved deliberately, and of those that were left, the last 50 stay.
pub async fn update<T: Transport>(
    db: &Database<T>,
    change: &Change<'_>,
    id: &PostId,
    fields: &PostFields,
    accepted: Option<&[i32]>,
    saving: Saving,
) -> Result<WriteOutcome<i32>, AppError> {
    let update = Statement::scoped(change.scope, Sql::concat(&[SENT.as_slice(), &SAVED].concat()))
        .bind(id)
        .bind(accepted_versions(accepted))
        .bind(change.now)
        .bind(change.actor)
        .bind(&change.event);
    let update = fields
        .bind_to(update)?
        .bind(fields.words())
        .bind(Param::array(fields.kept_weights().iter().map(String::as_str)))
        .bind(saving == Saving::WhileTyping)
        .push_bind(Quota::RevisionBytes.bound(change.quotas))
        .push(AND_ALL_ELSE)
        .push(OUTCOME);

    let slug = fields.slug.value().map(|slug| lock_slug(change.scope, slug.stem()));
    let tags = fields.tags().map(|tags| hold_tags(change, tags));
    let before = slug.into_iter().chain([lock_post(change, id)]).chain(tags);
    let written = db.write_after(before, update, Isolation::ReadCommitted).await;
    let saved: Saved = map_constraints(written, being_saved)?.one()?;
    if saved.would_vanish { Err(AppError::post_is_published()) } else { Ok(saved.versions.outcome()) }
}
