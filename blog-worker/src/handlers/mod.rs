//! Handlers: extract, call the store, answer. One file per resource; no SQL, no runtime.

pub(crate) mod drafts;
pub(crate) mod feeds;
pub(crate) mod posts;
pub(crate) mod previews;
pub(crate) mod public;
pub(crate) mod revisions;
pub(crate) mod site;
pub(crate) mod system;
pub(crate) mod taxonomy;
pub(crate) mod transitions;

mod fields;
mod idempotency;
mod list_query;
mod precondition;

use logicspike_shared::error::AppError;
use logicspike_shared::ids::PostId;
use logicspike_shared::service::AdminCall;

/// The post that the path names. What cannot be an id names no post.
fn post_id(call: &AdminCall<'_>) -> Result<PostId, AppError> {
    PostId::parse(call.params.get("id")).map_err(|_| AppError::not_found())
}
