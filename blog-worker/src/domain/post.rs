//! What a post's life and its lists are made of.

use logicspike_shared::sql::{FromSql, Param};
use serde::{Deserialize, Serialize};

/// Where a post is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum PostStatus {
    /// Only the team sees it.
    Draft,
    /// It will be published at its scheduled time.
    Scheduled,
    /// Readers see it.
    Published,
    /// Nobody sees it, but in the list of what was deleted. It can be brought back for 30 days.
    Deleted,
}

impl PostStatus {
    /// The text in the API and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Published => "published",
            Self::Deleted => "deleted",
        }
    }

    /// Reads the text.
    pub fn parse(text: &str) -> Option<Self> {
        let all = [Self::Draft, Self::Scheduled, Self::Published, Self::Deleted];
        all.into_iter().find(|status| status.as_str() == text)
    }
}

impl From<PostStatus> for Param {
    fn from(status: PostStatus) -> Self {
        Self::text(status.as_str())
    }
}

impl FromSql<'_> for PostStatus {
    fn accepts(type_oid: u32) -> bool {
        <&str>::accepts(type_oid)
    }
    fn from_text(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

/// Which door a list of posts is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// All posts, newest made first.
    Admin,
    /// Published posts, newest published first; there is no status to filter by.
    Public,
}

/// What a list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListSort {
    /// When it was first published; posts never published come last.
    PublishedAt,
    /// By letters: case and accents decide among equal ones.
    Title,
    /// When it was made.
    CreatedAt,
    /// When it last changed.
    UpdatedAt,
    /// How well it answers a search; the order where there is one and no other was asked for.
    Rank,
}

impl ListSort {
    /// Reads the query parameter.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "publishedAt" => Self::PublishedAt,
            "title" => Self::Title,
            "createdAt" => Self::CreatedAt,
            "updatedAt" => Self::UpdatedAt,
            _ => return None,
        })
    }
}

/// The direction of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListOrder {
    /// Smallest, oldest first.
    Ascending,
    /// Largest, newest first.
    Descending,
}

impl ListOrder {
    /// Reads the query parameter.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "asc" => Some(Self::Ascending),
            "desc" => Some(Self::Descending),
            _ => None,
        }
    }
}
