//! Every type of event, who may read it, and what its data holds. Whoever tells of something new adds it here first.

use crate::permission::Permission;

/// A type of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventType {
    /// Its text, such as `blog.post.published`: a family, then words between dots.
    pub name: &'static str,
    /// What whoever wants to be told must be allowed to read.
    pub permission: Permission,
    /// What its data holds: these fields, always, and no others.
    pub data: &'static [Field],
}

/// A field of an event's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What stands in it.
    pub form: Form,
}

/// What stands in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A text.
    Text,
    /// A text, or null.
    TextOrNull,
    /// A list of texts.
    Texts,
    /// A time, as RFC 3339.
    Time,
    /// A time, or null.
    TimeOrNull,
    /// A whole number.
    Integer,
    /// An object with these fields.
    Object(&'static [Field]),
}

use Form::{Integer, Object, Text, TextOrNull, Texts, Time, TimeOrNull};

const fn field(name: &'static str, form: Form) -> Field {
    Field { name, form }
}

/// Who did it; null where a schedule did.
const ACTOR: Field = field("actorId", TextOrNull);
const ID: Field = field("id", Text);
const SLUG: Field = field("slug", Text);
const STATUS: Field = field("status", Text);
const TITLE: Field = field("title", Text);
const NAME: Field = field("name", Text);
const VERSION: Field = field("version", Integer);
const ROLE: Field = field("role", Text);
const USER: Field = field("userId", Text);
const KEY: Field = field("keyId", Text);
const HINT: Field = field("hint", Text);
const EXPIRES: Field = field("expiresAt", TimeOrNull);
/// A profile that says nothing of a name or a picture has none.
const PERSON_NAME: Field = field("name", TextOrNull);
const AVATAR: Field = field("avatarUrl", TextOrNull);

const POST: &[Field] = &[ID, SLUG, STATUS, TITLE, ACTOR];
/// `previousSlug` is null unless the slug changed.
const SAVED_POST: &[Field] = &[ID, SLUG, field("previousSlug", TextOrNull), STATUS, TITLE, VERSION, ACTOR];
const MOVED_POST: &[Field] =
    &[ID, SLUG, STATUS, TITLE, field("publishedAt", TimeOrNull), field("scheduledFor", TimeOrNull), ACTOR];
const WORD: &[Field] = &[ID, SLUG, NAME, ACTOR];
const SAVED_WORD: &[Field] = &[ID, SLUG, NAME, VERSION, ACTOR];
const SUCCESSOR: &[Field] = &[KEY, HINT, EXPIRES];

const fn post(name: &'static str, data: &'static [Field]) -> EventType {
    EventType { name, permission: Permission::PostsRead, data }
}

const fn member(name: &'static str, data: &'static [Field]) -> EventType {
    EventType { name, permission: Permission::MembersRead, data }
}

const fn key(name: &'static str, data: &'static [Field]) -> EventType {
    EventType { name, permission: Permission::ApiKeysRead, data }
}

const fn tenant(name: &'static str, data: &'static [Field]) -> EventType {
    EventType { name, permission: Permission::TenantRead, data }
}

/// Every type, in the order of the documentation.
pub const EVENT_TYPES: &[EventType] = &[
    post("blog.post.created", POST),
    post("blog.post.updated", SAVED_POST),
    post("blog.post.published", MOVED_POST),
    post("blog.post.unpublished", MOVED_POST),
    post("blog.post.scheduled", MOVED_POST),
    post("blog.post.unscheduled", MOVED_POST),
    post("blog.post.deleted", POST),
    post("blog.post.undeleted", POST),
    post("blog.category.created", WORD),
    post("blog.category.updated", SAVED_WORD),
    post("blog.category.deleted", WORD),
    post("blog.tag.created", WORD),
    post("blog.tag.updated", SAVED_WORD),
    post("blog.tag.deleted", WORD),
    post("blog.site.updated", &[VERSION, ACTOR]),
    member("team.member.invited", &[field("invitationId", Text), field("email", Text), ROLE]),
    member("team.member.joined", &[USER, PERSON_NAME, AVATAR, ROLE]),
    member("team.member.updated", &[USER, PERSON_NAME, AVATAR]),
    member("team.member.role_changed", &[USER, ROLE, field("previousRole", Text)]),
    member("team.member.removed", &[USER, ROLE]),
    key(
        "apikey.created",
        &[
            KEY,
            NAME,
            HINT,
            field("scopes", Texts),
            EXPIRES,
            field("kind", Text),
            field("allowedOrigins", Texts),
        ],
    ),
    key("apikey.rotated", &[KEY, field("expiresAt", Time), field("successor", Object(SUCCESSOR))]),
    key("apikey.revoked", &[KEY, NAME, HINT]),
    tenant("tenant.created", &[NAME, field("ownerUserId", Text)]),
    tenant("tenant.updated", &[NAME]),
    tenant("subscription.changed", &[field("planId", Text), STATUS]),
];

/// The types that a pattern names: one by its text, all that begin alike by `blog.*` or `blog.post.*`, every one by `*`.
pub fn named_by(pattern: &str) -> impl Iterator<Item = &'static EventType> {
    let stem = pattern.strip_suffix('*').filter(|stem| stem.is_empty() || stem.ends_with('.'));
    EVENT_TYPES.iter().filter(move |kind| match stem {
        Some(stem) => kind.name.starts_with(stem),
        None => kind.name == pattern,
    })
}

/// Compares what is told with the catalogue.
#[cfg(any(test, feature = "native"))]
pub mod testing {
    use serde_json::Value;

    use super::{EVENT_TYPES, Field, Form};
    use crate::time::Timestamp;

    /// What an event has that its type has not, or lacks; `None` if it is as the catalogue says.
    pub fn misfit(name: &str, data: &Value) -> Option<String> {
        match EVENT_TYPES.iter().find(|kind| kind.name == name) {
            None => Some(format!("the type {name} is not in the catalogue")),
            Some(kind) => misfit_of(kind.data, data).map(|fault| format!("{name}: {fault}, in {data}")),
        }
    }

    fn misfit_of(fields: &[Field], data: &Value) -> Option<String> {
        let Some(object) = data.as_object() else { return Some("no object".to_owned()) };
        let unknown = object.keys().find(|name| fields.iter().all(|field| field.name != name.as_str()));
        if let Some(name) = unknown {
            return Some(format!("a field {name} that it has not"));
        }
        fields.iter().find_map(|field| match object.get(field.name) {
            None => Some(format!("no field {}", field.name)),
            Some(value) if is_of(field.form, value) => None,
            Some(_) => Some(format!("a field {} of another form", field.name)),
        })
    }

    fn is_of(form: Form, value: &Value) -> bool {
        let is_time = |value: &Value| value.as_str().is_some_and(|text| Timestamp::parse(text).is_ok());
        match form {
            Form::Text => value.is_string(),
            Form::TextOrNull => value.is_string() || value.is_null(),
            Form::Texts => value.as_array().is_some_and(|all| all.iter().all(Value::is_string)),
            Form::Time => is_time(value),
            Form::TimeOrNull => value.is_null() || is_time(value),
            Form::Integer => value.is_i64(),
            Form::Object(fields) => misfit_of(fields, value).is_none(),
        }
    }
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
        assert_eq!(names("blog.*").len(), 15);
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
    fn data_that_has_a_field_too_many_too_few_or_of_another_form_is_found() {
        let right = serde_json::json!({ "keyId": "key_1", "expiresAt": "2026-06-01T10:00:00+00:00",
            "successor": { "keyId": "key_2", "hint": "ls_", "expiresAt": null } });
        assert_eq!(testing::misfit("apikey.rotated", &right), None);
        for (path, value) in [
            ("/keyId", serde_json::json!(1)),
            ("/expiresAt", serde_json::json!(null)),
            ("/expiresAt", serde_json::json!("soon")),
            ("/successor", serde_json::json!({ "keyId": "key_2", "hint": "ls_" })),
            (
                "/successor",
                serde_json::json!({ "keyId": "k", "hint": "ls_", "expiresAt": null, "key": "secret" }),
            ),
        ] {
            let mut wrong = right.clone();
            *wrong.pointer_mut(path).unwrap() = value;
            assert!(testing::misfit("apikey.rotated", &wrong).is_some(), "{wrong}");
        }
        assert!(testing::misfit("apikey.forgotten", &right).is_some());
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
