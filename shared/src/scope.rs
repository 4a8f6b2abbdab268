//! The proof of who is asking. Queries on tenant-owned tables take a scope, not an identifier.

use crate::ids::{TenantId, UserId};

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
