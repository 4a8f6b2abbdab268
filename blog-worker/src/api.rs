//! Requests and responses of the API, as plain serde types: the documentation is made from them.

mod found;
mod platform;
mod post;
mod public;
mod taxonomy;

pub use found::{Found, Match, Segment};
pub use platform::{OutboxHealth, PlatformHealth, ScheduleHealth};
pub use post::{
    ListItem, PostBody, PostDetail, RestoreAnswer, Revision, RevisionDetail, SaveAnswer, SchedulePost,
    Transition,
};
pub use public::{
    Author, Neighbour, PublicList, PublicListItem, PublicPost, Summary, TaxonomyCount, TaxonomyRef, TocItem,
};
pub use taxonomy::{CreateTaxonomy, TaxonomyDetail, UpdateTaxonomy};

use serde::{Deserialize, Serialize};

/// A page of a list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Page<T> {
    /// The items.
    pub data: Vec<T>,
    /// Where they are in the whole.
    pub meta: PageMeta,
}

/// Where a page is in the whole list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PageMeta {
    /// The page, from 1.
    pub page: u32,
    /// Items on a page.
    pub limit: u32,
    /// Items in all.
    pub total: i64,
    /// Pages in all.
    pub total_pages: i64,
    /// How many posts of each status there are; in the authors' list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<StatusCounts>,
}

/// Posts by status, under the other filters of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusCounts {
    /// Whatever their status.
    pub all: i64,
    /// Only the team sees them.
    pub draft: i64,
    /// Their time will come.
    pub scheduled: i64,
    /// Readers see them.
    pub published: i64,
    /// Kept after their deletion: none, as long as what is deleted is gone.
    pub deleted: i64,
}

/// A list without pages.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DataList<T> {
    /// The items.
    pub data: Vec<T>,
}

/// The answer to a creation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Created {
    /// The new id.
    pub id: String,
    /// The slug it got.
    pub slug: String,
    /// The status; posts only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}
