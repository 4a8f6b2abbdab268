//! How much a tenant may keep.

use logicspike_shared::identity::Quotas;

/// What is bounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quota {
    /// Posts, whatever their status.
    Posts,
    /// Categories.
    Categories,
    /// Tags.
    Tags,
    /// Bytes of replaced versions, over all posts.
    RevisionBytes,
    /// Bytes of pictures.
    MediaBytes,
}

impl Quota {
    /// Its name in a plan. That of what is counted in rows is also the name of its table and of its count.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Posts => "posts",
            Self::Categories => "categories",
            Self::Tags => "tags",
            Self::RevisionBytes => "revisionBytes",
            Self::MediaBytes => "mediaBytes",
        }
    }

    /// The bound where the plan names none.
    pub const fn default_bound(self) -> u32 {
        match self {
            Self::Posts => 1_000_000,
            Self::Categories => 1_000,
            Self::Tags => 10_000,
            Self::RevisionBytes | Self::MediaBytes => 4_000_000_000,
        }
    }

    /// The bound for a tenant with this plan. No plan has more categories and tags than others: all of them are listed
    /// in one answer, and an answer has a size.
    pub fn bound(self, plan: &Quotas) -> i64 {
        let default = u64::from(self.default_bound());
        let planned = plan.get(self.name()).unwrap_or(default);
        let bound = match self {
            Self::Categories | Self::Tags => planned.min(default),
            Self::Posts | Self::RevisionBytes | Self::MediaBytes => planned,
        };
        i64::try_from(bound).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_plan_names_no_bound_there_is_one_nevertheless() {
        let none = Quotas::default();
        for quota in [Quota::Posts, Quota::Categories, Quota::Tags, Quota::RevisionBytes, Quota::MediaBytes] {
            assert_eq!(quota.bound(&none), i64::from(quota.default_bound()), "{}", quota.name());
        }
    }
}
