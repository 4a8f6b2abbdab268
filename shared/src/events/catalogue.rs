//! Every type of event, and who may read it. Whoever tells of something new adds it here first.

use crate::permission::Permission;

/// A type of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventType {
    /// Its text, such as `blog.post.published`: a family, then words between dots.
    pub name: &'static str,
    /// What whoever wants to be told must be allowed to read.
    pub permission: Permission,
}

const fn read_by(permission: Permission, name: &'static str) -> EventType {
    EventType { name, permission }
}

/// Every type, in the order of the documentation.
pub const EVENT_TYPES: &[EventType] = &[
    read_by(Permission::PostsRead, "blog.post.created"),
    read_by(Permission::PostsRead, "blog.post.updated"),
    read_by(Permission::PostsRead, "blog.post.published"),
    read_by(Permission::PostsRead, "blog.post.unpublished"),
    read_by(Permission::PostsRead, "blog.post.scheduled"),
    read_by(Permission::PostsRead, "blog.post.unscheduled"),
    read_by(Permission::PostsRead, "blog.post.deleted"),
    read_by(Permission::PostsRead, "blog.category.created"),
    read_by(Permission::PostsRead, "blog.category.updated"),
    read_by(Permission::PostsRead, "blog.category.deleted"),
    read_by(Permission::PostsRead, "blog.tag.created"),
    read_by(Permission::PostsRead, "blog.tag.updated"),
    read_by(Permission::PostsRead, "blog.tag.deleted"),
    read_by(Permission::MembersRead, "team.member.invited"),
    read_by(Permission::MembersRead, "team.member.joined"),
    read_by(Permission::MembersRead, "team.member.updated"),
    read_by(Permission::MembersRead, "team.member.role_changed"),
    read_by(Permission::MembersRead, "team.member.removed"),
    read_by(Permission::ApiKeysRead, "apikey.created"),
    read_by(Permission::ApiKeysRead, "apikey.rotated"),
    read_by(Permission::ApiKeysRead, "apikey.revoked"),
    read_by(Permission::TenantRead, "tenant.created"),
    read_by(Permission::TenantRead, "tenant.updated"),
    read_by(Permission::TenantRead, "subscription.changed"),
];

/// The types that a pattern names: one by its text, all that begin alike by `blog.*` or `blog.post.*`, every one by `*`.
pub fn named_by(pattern: &str) -> impl Iterator<Item = &'static EventType> {
    let stem = pattern.strip_suffix('*').filter(|stem| stem.is_empty() || stem.ends_with('.'));
    EVENT_TYPES.iter().filter(move |kind| match stem {
        Some(stem) => kind.name.starts_with(stem),
        None => kind.name == pattern,
    })
}

/// Whether there is such a type.
pub fn is_known(name: &str) -> bool {
    EVENT_TYPES.iter().any(|kind| kind.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(pattern: &str) -> Vec<&'static str> {
        named_by(pattern).map(|kind| kind.name).collect()
    }

    #[test]
    fn a_pattern_names_one_type_or_all_that_begin_alike() {
        assert_eq!(names("blog.post.published"), ["blog.post.published"]);
        assert_eq!(names("blog.tag.*"), ["blog.tag.created", "blog.tag.updated", "blog.tag.deleted"]);
        assert_eq!(names("blog.*").len(), 13);
        assert_eq!(names("*").len(), EVENT_TYPES.len());
        for nothing in [
            "",
            "**",
            "*.post",
            "blog",
            "blog.",
            ".*",
            ".blog",
            "blog*",
            "blog.post*",
            "blog..post",
            "blog.*.created",
            "blog.post.*.*",
            "blog.post.published.*",
            "blog.post.publish",
            "blog.posts.*",
            "Blog.post.created",
            "blog.post.created ",
            "blog.post.",
            "media.*",
            "webhook.test",
            "webhook.*",
            "events.settled",
            "events.*",
        ] {
            assert!(names(nothing).is_empty(), "{nothing}");
        }
    }

    #[test]
    fn a_family_has_one_reader() {
        let readers = [
            ("blog", Permission::PostsRead),
            ("team", Permission::MembersRead),
            ("apikey", Permission::ApiKeysRead),
            ("tenant", Permission::TenantRead),
            ("subscription", Permission::TenantRead),
        ];
        for (index, kind) in EVENT_TYPES.iter().enumerate() {
            let family = kind.name.split('.').next().unwrap();
            assert!(readers.contains(&(family, kind.permission)), "{}", kind.name);
            assert!(!EVENT_TYPES[..index].contains(kind), "{} is there twice", kind.name);
        }
    }
}
