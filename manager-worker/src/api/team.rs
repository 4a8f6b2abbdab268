//! Members and invitations.

use logicspike_shared::error::AppError;
use logicspike_shared::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::check::{self, Check};

/// `POST /manager/team/members/invite`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InviteBody {
    email: Option<String>,
    role: Option<String>,
}

/// A checked invitation.
#[derive(Debug)]
pub struct Invite {
    /// In lower case.
    pub email: String,
    /// The role's id.
    pub role: String,
}

impl InviteBody {
    /// Every fault, or what was asked for.
    pub fn check(&self) -> Result<Invite, AppError> {
        let mut check = Check::default();
        let email = check.required("email", self.email.as_deref(), check::email);
        let role = check.required("role", self.role.as_deref(), check::role);
        check.finish(|| Some(Invite { email: email?, role: role? }))
    }
}

/// `POST /manager/team/members/accept`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct AcceptBody {
    /// The invitation.
    pub invitation_id: String,
}

/// `PUT /manager/team/members/{id}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleBody {
    role: Option<String>,
}

impl RoleBody {
    /// The role's id.
    pub fn check(&self) -> Result<String, AppError> {
        let mut check = Check::default();
        let role = check.required("role", self.role.as_deref(), check::role);
        check.finish(|| role)
    }
}

/// A role, where it is named beside something else.
#[derive(Debug, Serialize)]
pub struct RoleName {
    /// What to choose it by.
    pub id: String,
    /// What it is called.
    pub name: String,
}

/// A member of the team.
#[derive(Debug, Serialize)]
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
#[serde(rename_all = "camelCase")]
pub struct Joined {
    /// The tenant joined; a token for it comes from `POST /auth/switch-tenant`.
    pub tenant_id: String,
    /// The role's name.
    pub role: String,
}

/// The answer to a change of role.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RoleChanged<'a> {
    /// The member.
    pub user_id: &'a str,
    /// The role's id.
    pub role: &'a str,
}
