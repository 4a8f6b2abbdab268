//! The proof of who is asking. Queries on tenant-owned tables take a scope, not an identifier.

use crate::ids::{SessionId, TenantId, UserId};
use crate::permission::Permission;

/// Proof that a request acts for one tenant. It is made from trusted identity only: the headers a
/// service accepts after the gateway key matched, a verified credential, or a row that names its tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantScope(TenantId);

impl TenantScope {
    /// A scope for an identity that was just verified. The name makes the caller take responsibility:
    /// it is called by the identity decoder, by the gateway after a credential was verified, and by the
    /// manager for a tenant it creates or a membership it has just read.
    pub fn of_verified(tenant: TenantId) -> Self {
        Self(tenant)
    }

    /// The tenant.
    pub fn tenant(&self) -> &TenantId {
        &self.0
    }
}

/// Proof that a request acts for one signed-in person, before a tenant is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserScope(UserId);

impl UserScope {
    /// A scope for a user whose identity was just verified.
    pub fn of_verified(user: UserId) -> Self {
        Self(user)
    }

    /// The user.
    pub fn user(&self) -> &UserId {
        &self.0
    }
}

/// A signed-in person who acts in a tenant by a token whose permissions were frozen when it was made. What they may do
/// is what the token *and* their membership allow: the database decides, in the transaction that reads or changes
/// (`app.admit`), so that a right which was taken away a moment before is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    scope: TenantScope,
    user: UserScope,
    session: Option<SessionId>,
    needed: Option<Permission>,
    token: Vec<Permission>,
}

impl Member {
    /// A person who acts in a tenant with what their token carries; what they need for it, if it is a permission.
    pub(crate) fn new(
        scope: TenantScope,
        user: UserScope,
        session: Option<SessionId>,
        needed: Option<Permission>,
        token: Vec<Permission>,
    ) -> Self {
        Self { scope, user, session, needed, token }
    }

    /// The tenant they act in.
    pub fn scope(&self) -> &TenantScope {
        &self.scope
    }

    /// The person.
    pub fn user(&self) -> &UserScope {
        &self.user
    }

    /// The session that the token was made for, where it names one.
    pub fn session(&self) -> Option<&SessionId> {
        self.session.as_ref()
    }

    /// The permission that the membership must give now.
    pub(crate) fn needed(&self) -> Option<Permission> {
        self.needed
    }

    /// The permissions that the token carries.
    pub(crate) fn token(&self) -> &[Permission] {
        &self.token
    }
}
