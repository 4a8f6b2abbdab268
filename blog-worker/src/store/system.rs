//! Questions about the database itself.

use logicspike_shared::error::AppError;
use logicspike_shared::sql::{Database, GlobalReason, Statement, Transport};

/// Whether the database answers.
pub async fn ping<T: Transport>(db: &Database<T>) -> Result<(), AppError> {
    db.read(Statement::global(GlobalReason::Diagnosis, "SELECT 1")).await?;
    Ok(())
}
