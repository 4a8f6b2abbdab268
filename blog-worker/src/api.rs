//! Requests and responses of the API, as plain serde types: the documentation is made from them.

#[cfg(feature = "openapi")]
mod document;
mod found;
mod person;
mod platform;
mod post;
mod preview;
mod public;
mod site;
mod taxonomy;

pub use found::{Found, Match, Segment};
pub use person::{Current, Person};
pub use platform::{OutboxHealth, PlatformHealth, ScheduleHealth};
pub use post::{
    DraftDetail, ListItem, PostBody, PostDetail, RestoreAnswer, Revision, RevisionDetail, SaveAnswer,
    SchedulePost, Transition, Undeleted,
};
pub use preview::{CreatePreviewLink, NewPreviewLink, Preview, PreviewLink, PreviewedPost};
pub use public::{
    Author, Neighbour, PublicList, PublicListItem, PublicPost, SlugEntry, Summary, TaxonomyCount,
    TaxonomyRef, TocItem,
};
pub use site::{Site, SiteBody, SiteDetail};
pub use taxonomy::{CreateTaxonomy, TaxonomyDetail, UpdateTaxonomy};

use logicspike_shared::paging::{Cursor, PageMeta};
use serde::{Deserialize, Serialize};

/// Posts by status, under the other filters of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct StatusCounts {
    /// Whatever their status, but deleted.
    pub all: i64,
    /// Only the team sees them.
    pub draft: i64,
    /// Their time will come.
    pub scheduled: i64,
    /// Readers see them.
    pub published: i64,
    /// They can be brought back.
    pub deleted: i64,
}

/// A page of the authors' list.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "AdminPostSummaryPage"))]
pub struct AdminList {
    /// The posts.
    pub data: Vec<Found<ListItem>>,
    /// Where they are in the whole.
    pub meta: AdminMeta,
}

/// Where a page of the authors' list is in the whole.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AdminMeta {
    /// As of every list.
    #[serde(flatten)]
    pub page: PageMeta,
    /// What there is in each status.
    pub counts: StatusCounts,
}

/// A list that is read on by its cursor alone.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "{T}List"))]
pub struct CursorList<T> {
    /// The items.
    pub data: Vec<T>,
    /// How to go on.
    pub meta: CursorMeta,
}

/// How to go on with a list.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CursorMeta {
    /// What to ask for `after`; null at the end.
    pub next_cursor: Option<Cursor>,
}

/// A list without pages.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "{T}List"))]
pub struct DataList<T> {
    /// The items.
    pub data: Vec<T>,
}

/// The answer to a creation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Created {
    /// The new id.
    pub id: String,
    /// The slug it got.
    pub slug: String,
    /// The status; posts only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "crate::domain::PostStatus"))]
    pub status: Option<String>,
}
