//! Members and invitations.

use logicspike_shared::time::Timestamp;
use serde::{Deserialize, Serialize};

/// `POST /manager/team/members/invite`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "InviteMember"))]
#[serde(deny_unknown_fields)]
pub struct InviteBody {
    /// The address to invite.
    #[cfg_attr(feature = "openapi", schemars(with = "String", email))]
    pub(crate) email: Option<String>,
    /// The role's id.
    #[cfg_attr(feature = "openapi", schemars(with = "String", length(min = 1, max = 64)))]
    pub(crate) role: Option<String>,
}

/// `POST /manager/team/members/accept`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "AcceptInvitation"))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct AcceptBody {
    /// The invitation.
    pub invitation_id: String,
}

/// `PUT /manager/team/members/{id}`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "ChangeMemberRole"))]
#[serde(deny_unknown_fields)]
pub struct RoleBody {
    /// The role's id.
    #[cfg_attr(feature = "openapi", schemars(with = "String", length(min = 1, max = 64)))]
    pub(crate) role: Option<String>,
}

/// A role, where it is named beside something else.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct RoleName {
    /// What to choose it by.
    pub id: String,
    /// What it is called.
    pub name: String,
}

/// A member of the team.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// The person.
    pub user_id: String,
    /// The address.
    pub email: String,
    /// The name.
    pub name: Option<String>,
    /// A picture.
    pub avatar_url: Option<String>,
    /// What they may do.
    pub role: RoleName,
    /// Since when.
    pub joined_at: Timestamp,
}

/// An open invitation.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Invitation {
    /// The invitation.
    pub id: String,
    /// The address invited.
    pub email: String,
    /// What they may do.
    pub role: RoleName,
    /// Who invites.
    pub invited_by: Option<String>,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when it can be accepted.
    pub expires_at: Timestamp,
}

/// The answer to an invitation.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Invited<'a> {
    /// The invitation.
    pub id: &'a str,
    /// The address invited.
    pub email: &'a str,
    /// Until when it can be accepted.
    pub expires_at: Timestamp,
}

/// The answer to an acceptance.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Joined {
    /// The tenant joined; a token for it comes from `POST /auth/switch-tenant`.
    pub tenant_id: String,
    /// The role's name.
    pub role: String,
}

/// The answer to a change of role.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RoleChanged<'a> {
    /// The member.
    pub user_id: &'a str,
    /// The role's id.
    pub role: &'a str,
}
