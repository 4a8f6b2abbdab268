//! Applies the files of `migrations/` to a database: each once, in a transaction, checksummed.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use sha2::{Digest, Sha256};
use tokio_postgres::{Client, GenericClient};

/// One file of SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// The file's name, `NNNN_verb_noun.sql`.
    pub name: String,
    /// Its text.
    pub sql: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// Any number will do, as long as nothing else in the database locks the same ("lspk" in ASCII).
const LOCK: i64 = 0x6c73_706b;

/// What the owner's statement cannot see it would leave as it is, without a word: an error instead. Functions' bodies
/// would be refused as well, and are looked at later.
const WARY: &str = "set local row_security = off; set local check_function_bodies = off";

/// Looks at the bodies of the functions that the transaction made or changed, as PostgreSQL itself does otherwise.
const VALIDATE: &str = "
  set local row_security = on; set local check_function_bodies = on;
  select case l.lanname when 'sql' then fmgr_sql_validator(p.oid) when 'plpgsql' then plpgsql_validator(p.oid) end
  from pg_proc as p join pg_language as l on l.oid = p.prolang
  where p.xmin = pg_current_xact_id()::xid";

/// Reads a folder of migrations, in order.
pub fn load(folder: &Path) -> Result<Vec<Migration>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut migrations = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_none_or(|extension| extension != "sql") {
            continue;
        }
        if !name
            .split_once('_')
            .is_some_and(|(number, _)| number.len() == 4 && number.bytes().all(|b| b.is_ascii_digit()))
        {
            bail!("{}: a migration's name is four digits, _, words, .sql", path.display());
        }
        let sql =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let sha256 = format!("{:x}", Sha256::digest(&sql));
        migrations.push(Migration { name, sql, sha256 });
    }
    migrations.sort_by(|a, b| a.name.cmp(&b.name));
    if let Some((first, second)) =
        migrations.iter().zip(migrations.iter().skip(1)).find(|(a, b)| a.name.get(..4) == b.name.get(..4))
    {
        bail!("{} and {} in {} have the same number", first.name, second.name, folder.display());
    }
    Ok(migrations)
}

/// Applies what is missing and returns its names. `on_applied` is told after each.
pub async fn apply(
    client: &mut Client,
    migrations: &[Migration],
    mut on_applied: impl FnMut(&str),
) -> Result<Vec<String>> {
    // The lock and the table are in the same transaction as the work: this holds behind a connection
    // pooler as well, where a session lock would not.
    let transaction = locked(client).await?;
    transaction
        .batch_execute(
            "create table if not exists schema_migrations (
                name text primary key, sha256 text not null, applied_at timestamptz not null default now())",
        )
        .await
        .context("cannot make the table schema_migrations")?;
    transaction.commit().await?;

    let mut applied = Vec::new();
    for migration in migrations {
        if apply_one(client, migrations, migration).await? {
            on_applied(&migration.name);
            applied.push(migration.name.clone());
        }
    }
    check(client, migrations).await?;
    Ok(applied)
}

/// Applies one file, unless it is not the next one. Roles belong to the whole server: a file that touches one meets
/// those who migrate another database of it at the same moment, and is then tried again from its beginning.
async fn apply_one(client: &mut Client, migrations: &[Migration], migration: &Migration) -> Result<bool> {
    let mut tries = 0_u32;
    loop {
        let transaction = locked(client).await?;
        transaction.batch_execute(WARY).await?;
        if pending(&transaction, migrations).await?.is_none_or(|next| next.name != migration.name) {
            return Ok(false);
        }
        let run = match transaction.batch_execute(&migration.sql).await {
            Ok(()) => transaction.batch_execute(VALIDATE).await,
            Err(error) => Err(error),
        };
        match run {
            Ok(()) => {}
            Err(error) if met_another_migration(&error) && tries < 20 => {
                transaction.rollback().await?;
                tries += 1;
                tokio::time::sleep(std::time::Duration::from_millis(u64::from(20 * tries))).await;
                continue;
            }
            Err(error) => {
                bail!("{} failed, nothing of it was kept: {}", migration.name, explain(&error))
            }
        }
        let record = "insert into schema_migrations (name, sha256) values ($1, $2)";
        transaction.execute(record, &[&migration.name, &migration.sha256]).await?;
        transaction.commit().await.with_context(|| format!("{} could not be committed", migration.name))?;
        return Ok(true);
    }
}

/// Whether somebody else changed or made the same role in this moment. PostgreSQL has no SQLSTATE of its own for it.
fn met_another_migration(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_some_and(|error| {
        error.message().starts_with("tuple concurrently ")
            || error.constraint().is_some_and(|constraint| constraint.starts_with("pg_auth"))
    })
}

/// Compares the files with what the database says was applied; returns how many are pending.
pub async fn check(client: &impl GenericClient, migrations: &[Migration]) -> Result<usize> {
    pending(client, migrations).await?;
    let applied: i64 = client.query_one("select count(*) from schema_migrations", &[]).await?.get(0);
    Ok(migrations.len().saturating_sub(usize::try_from(applied)?))
}

async fn locked(client: &mut Client) -> Result<tokio_postgres::Transaction<'_>> {
    let transaction = client.transaction().await?;
    transaction.execute("select pg_advisory_xact_lock($1)", &[&LOCK]).await?;
    Ok(transaction)
}

/// The next migration to apply; an error if files and database contradict each other.
async fn pending<'a>(
    client: &impl GenericClient,
    migrations: &'a [Migration],
) -> Result<Option<&'a Migration>> {
    let rows =
        client.query("select name, sha256 from schema_migrations order by name collate \"C\"", &[]).await?;
    for (index, row) in rows.iter().enumerate() {
        let (name, sha256): (String, String) = (row.get(0), row.get(1));
        match migrations.get(index) {
            Some(migration) if migration.name == name => {
                if migration.sha256 != sha256 {
                    bail!(
                        "{name} was changed after it was applied to this database; undo that, and write a new migration"
                    );
                }
            }
            Some(migration) if migration.name < name => {
                bail!(
                    "{} has a lower number than {name}, which is applied already; give it the next number",
                    migration.name
                );
            }
            _ => {
                bail!("{name} is applied to this database, but its file is missing: is this checkout older?")
            }
        }
    }
    Ok(migrations.get(rows.len()))
}

fn explain(error: &tokio_postgres::Error) -> String {
    let Some(db) = error.as_db_error() else { return error.to_string() };
    let position = match db.position() {
        Some(tokio_postgres::error::ErrorPosition::Original(position)) => format!(" at character {position}"),
        _ => String::new(),
    };
    let detail = db.detail().map_or_else(String::new, |detail| format!(" ({detail})"));
    format!("{}{detail}{position}, SQLSTATE {}", db.message(), db.code().code())
}

/// The statement that lets a Worker's role log in, safely quoted.
pub async fn login_statement(client: &Client, role: &str, password: &str) -> Result<String> {
    let row = client
        .query_one(
            "select format('alter role %I login password %L', $1::text, $2::text)",
            &[&role, &password],
        )
        .await?;
    Ok(row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_in_order_and_bad_names_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["0002_b.sql", "0001_a.sql", "README.md"] {
            std::fs::write(folder.path().join(name), name).unwrap();
        }
        let names: Vec<String> =
            load(folder.path()).unwrap().into_iter().map(|migration| migration.name).collect();
        assert_eq!(names, ["0001_a.sql", "0002_b.sql"]);
        std::fs::write(folder.path().join("0002_c.sql"), "").unwrap();
        assert!(load(folder.path()).unwrap_err().to_string().contains("0002_b.sql and 0002_c.sql"));
        std::fs::remove_file(folder.path().join("0002_c.sql")).unwrap();
        std::fs::write(folder.path().join("3_c.sql"), "").unwrap();
        assert!(load(folder.path()).unwrap_err().to_string().contains("3_c.sql"));
    }
}
