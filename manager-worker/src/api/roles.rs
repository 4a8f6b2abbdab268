//! Roles.

use serde::{Deserialize, Serialize};

/// `POST /manager/roles`, `PUT /manager/roles/{id}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleBody {
    pub(crate) name: Option<String>,
    pub(crate) permissions: Option<Vec<String>>,
}

/// A role.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Role {
    /// What to choose it by.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Whether every tenant has it, unchangeable.
    pub built_in: bool,
    /// What it grants.
    pub permissions: Vec<String>,
}
