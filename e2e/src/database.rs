//! What stands in the stack's databases, past the Workers.

use anyhow::Result;
use local_stack::{StackFile, connect};

/// A connection to the blog's database.
pub async fn blog_database(stack: &StackFile) -> Result<tokio_postgres::Client> {
    connect(&stack.databases.blog.parse()?).await
}

/// The actions that the audit log has about a subject, in their order.
pub async fn audit_rows(stack: &StackFile, subject: &str) -> Result<Vec<String>> {
    let platform = connect(&stack.databases.platform.parse()?).await?;
    let sql = "select action from audit_log where subject = $1 order by occurred_at, id";
    let rows = platform.query(sql, &[&subject]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}
