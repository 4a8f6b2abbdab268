//! A role to make, and what to change of one.

use logicspike_shared::error::AppError;
use logicspike_shared::input::Check;
use logicspike_shared::permission::Permission;

use super::fields;
use crate::api::roles::RoleBody;

/// A role to make.
#[derive(Debug)]
pub struct NewRole {
    /// What it is called.
    pub name: String,
    /// What it grants.
    pub permissions: Vec<Permission>,
}

/// What to change of a role.
#[derive(Debug)]
pub struct RoleChange {
    /// What it is called.
    pub name: Option<String>,
    /// What it grants.
    pub permissions: Option<Vec<Permission>>,
}

impl RoleBody {
    /// Both fields are needed for a new role.
    pub fn check_new(&self) -> Result<NewRole, AppError> {
        let mut check = Check::default();
        let name = check.required("name", self.name.as_deref(), fields::role_name);
        let permissions = check.required("permissions", self.permissions.as_deref(), fields::permissions);
        check.finish(|| Some(NewRole { name: name?, permissions: permissions? }))
    }

    /// One field is enough for a change.
    pub fn check_change(&self) -> Result<RoleChange, AppError> {
        let mut check = Check::default();
        if self.name.is_none() && self.permissions.is_none() {
            check.fault("", "must have name or permissions");
        }
        let name = check.optional("name", self.name.as_deref(), fields::role_name);
        let permissions = check.optional("permissions", self.permissions.as_deref(), fields::permissions);
        check.finish(|| Some(RoleChange { name, permissions }))
    }
}
