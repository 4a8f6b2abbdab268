//! Prefixed identifiers: `post_` + UUIDv7, and so on. Parsed at the edge, trusted afterwards.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::runtime::Runtime;
use crate::sql::FromSql;

/// A text that cannot be an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not an identifier such as {prefix}_0190b8f2-7c5e-7000-8000-000000000000")]
pub struct InvalidId {
    /// The kind's prefix, without the underscore.
    pub prefix: &'static str,
}

/// A fresh UUIDv7 (RFC 9562 §5.7) from the runtime's clock and randomness.
pub fn uuid_v7(runtime: &impl Runtime) -> Uuid {
    let mut random = [0_u8; 10];
    runtime.fill_random(&mut random);
    let millis = u64::try_from(runtime.now().as_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// Longest accepted identifier, prefix included: enough for any UUID text, short enough for a header.
const MAX_LEN: usize = 64;

/// The alphabet of identifiers: safe in headers, URLs, logs and SQL text alike. The prefix is not asked
/// for: a token may name a tenant that another issuer named, and an unknown id finds nothing anyhow.
fn is_valid(text: &str) -> bool {
    (1..=MAX_LEN).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        #[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(with = "String"))]
        pub struct $name(String);

        impl $name {
            /// The kind's prefix, without the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// A fresh identifier, sortable by creation time.
            pub fn new(runtime: &impl Runtime) -> Self {
                Self(format!("{}_{}", $prefix, uuid_v7(runtime)))
            }

            /// Parses an identifier of this kind.
            pub fn parse(text: &str) -> Result<Self, InvalidId> {
                if is_valid(text) { Ok(Self(text.to_owned())) } else { Err(InvalidId { prefix: $prefix }) }
            }

            /// The text form, prefix included.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                if is_valid(&text) { Ok(Self(text)) } else { Err(InvalidId { prefix: $prefix }) }
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl FromSql<'_> for $name {
            fn accepts(type_oid: u32) -> bool {
                <&str>::accepts(type_oid)
            }
            fn from_text(text: &str) -> Option<Self> {
                Self::parse(text).ok()
            }
        }

        impl From<&$name> for crate::sql::Param {
            fn from(id: &$name) -> Self {
                Self::text(id.as_str())
            }
        }
    )*};
}

id! {
    /// A tenant: the unit of isolation.
    TenantId = "tenant";
    /// A person who can sign in.
    UserId = "user";
    /// A blog post.
    PostId = "post";
    /// A category of posts.
    CategoryId = "cat";
    /// A tag on posts.
    TagId = "tag";
    /// A link to the preview of a post (not the token that opens it).
    PreviewLinkId = "link";
    /// An API key's record (not the key itself).
    ApiKeyId = "key";
    /// An event in an outbox.
    EventId = "evt";
    /// A tenant's own role.
    RoleId = "role";
    /// A session: one sign-in, whatever tenants it acts for in turn.
    SessionId = "session";
    /// A webhook endpoint.
    WebhookId = "wh";
    /// A delivery of an event to a webhook endpoint.
    DeliveryId = "dlv";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::testing::FixedRuntime;

    #[test]
    fn a_new_id_is_its_prefix_and_a_uuid_v7() {
        let id = PostId::new(&FixedRuntime::default());
        let uuid: Uuid = id.as_str().strip_prefix("post_").unwrap().parse().unwrap();
        assert_eq!(uuid.get_version_num(), 7);
    }

    #[test]
    fn ids_outside_the_safe_alphabet_are_refused() {
        for text in ["", "post_a b", "post_é", "post_a'--", "post/1", &format!("post_{}", "a".repeat(60))] {
            assert!(PostId::parse(text).is_err(), "{text:?}");
        }
        assert!(PostId::parse("post_0190b8f2-7c5e-7000-8000-000000000000").is_ok());
    }
}
