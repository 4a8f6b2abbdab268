//! Who is invited, and as what.

use logicspike_shared::error::AppError;
use logicspike_shared::input::Check;

use super::fields;
use crate::api::team::{InviteBody, RoleBody};

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
        let email = check.required("email", self.email.as_deref(), fields::email);
        let role = check.required("role", self.role.as_deref(), fields::role);
        check.finish(|| Some(Invite { email: email?, role: role? }))
    }
}

impl RoleBody {
    /// The role's id.
    pub fn check(&self) -> Result<String, AppError> {
        let mut check = Check::default();
        let role = check.required("role", self.role.as_deref(), fields::role);
        check.finish(|| role)
    }
}
