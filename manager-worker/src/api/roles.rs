//! Roles.

use serde::{Deserialize, Serialize};

/// `POST /manager/roles`, `PUT /manager/roles/{id}`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "UpdateRole"))]
#[serde(deny_unknown_fields)]
pub struct RoleBody {
    /// 1 to 64 letters, digits, `-`, `_` or `.`, a letter or digit first.
    #[cfg_attr(
        feature = "openapi",
        schemars(
            with = "String",
            length(min = 1, max = 64),
            regex(pattern = "^[A-Za-z0-9][A-Za-z0-9_.-]*$")
        )
    )]
    pub(crate) name: Option<String>,
    /// What it grants: permissions that the caller holds.
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<logicspike_shared::permission::Permission>", length(min = 1), extend("uniqueItems" = true)))]
    pub(crate) permissions: Option<Vec<String>>,
}

/// A role.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
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
