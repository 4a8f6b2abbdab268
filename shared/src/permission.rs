//! The permissions that roles grant and operations ask for.

use serde::{Deserialize, Serialize};

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// A permission known to the platform.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
        pub enum Permission {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl Permission {
            /// Every permission, in the order of the documentation.
            pub const ALL: &'static [Permission] = &[$(Permission::$name,)*];

            /// The text used in tokens, roles and error messages.
            pub fn as_str(self) -> &'static str {
                match self { $(Permission::$name => $text,)* }
            }

            /// Finds a permission by its text.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Permission::$name),)* _ => None }
            }
        }
    };
}

permissions! {
    /// Passes every permission check.
    SystemOwner = "system:owner";
    /// Read posts, categories and tags.
    PostsRead = "blog:posts.read";
    /// Create posts, categories and tags.
    PostsCreate = "blog:posts.create";
    /// Change posts, categories and tags.
    PostsUpdate = "blog:posts.update";
    /// Delete posts, categories and tags.
    PostsDelete = "blog:posts.delete";
    /// Publish, unpublish and schedule posts.
    PostsPublish = "blog:posts.publish";
    /// List the team.
    MembersRead = "team:members.read";
    /// Invite someone to the team.
    MembersInvite = "team:members.invite";
    /// Change a member's role.
    MembersUpdate = "team:members.update";
    /// Remove a member.
    MembersRemove = "team:members.remove";
    /// List roles.
    RolesRead = "team:roles.read";
    /// Make, change and delete roles.
    RolesManage = "team:roles.manage";
    /// Read the tenant's settings and subscription.
    TenantRead = "tenant:read";
    /// Change the tenant's settings.
    TenantUpdate = "tenant:update";
    /// List API keys.
    ApiKeysRead = "apikeys:read";
    /// Create, rotate and revoke API keys.
    ApiKeysManage = "apikeys:manage";
    /// List webhooks.
    WebhooksRead = "webhooks:read";
    /// Create, change and delete webhooks.
    WebhooksManage = "webhooks:manage";
    /// Read the audit log.
    AuditRead = "audit:read";
}

/// The permissions a caller's token carries. Unknown texts are kept out: they grant nothing here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PermissionSet(Vec<Permission>);

impl PermissionSet {
    /// Whether the operation is allowed; `system:owner` allows all.
    pub fn allows(&self, permission: Permission) -> bool {
        self.0.iter().any(|held| *held == Permission::SystemOwner || *held == permission)
    }

    /// The permissions held.
    pub fn iter(&self) -> impl Iterator<Item = Permission> + '_ {
        self.0.iter().copied()
    }
}

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self(permissions.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_owner_passes_every_check_and_others_only_their_own() {
        let owner: PermissionSet = [Permission::SystemOwner].into_iter().collect();
        let reader: PermissionSet = [Permission::PostsRead].into_iter().collect();
        for permission in Permission::ALL {
            assert!(owner.allows(*permission));
            assert_eq!(reader.allows(*permission), *permission == Permission::PostsRead);
        }
    }

    #[test]
    fn texts_round_trip() {
        for permission in Permission::ALL {
            assert_eq!(Permission::parse(permission.as_str()), Some(*permission));
        }
        assert_eq!(Permission::parse("blog:write"), None);
    }
}
