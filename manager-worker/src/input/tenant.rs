//! What a tenant is to be called.

use logicspike_shared::error::AppError;
use logicspike_shared::input::Check;

use super::fields;
use crate::api::tenant::TenantBody;

impl TenantBody {
    /// The new name.
    pub fn check(&self) -> Result<String, AppError> {
        let mut check = Check::default();
        let name = check.required("name", self.name.as_deref(), fields::name);
        check.finish(|| name)
    }
}
