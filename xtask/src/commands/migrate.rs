//! `cargo xtask migrate --database-url … (platform|blog)`

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use local_stack::{Checkout, Database, DatabaseUrl, connect, migrate, worker};

#[derive(Debug, Args)]
pub(crate) struct Migrate {
    /// Which of the two databases: platform or blog
    database: Database,
    /// postgres://owner:password@host/name; `DATABASE_URL` (`BLOG_DATABASE_URL` for blog) when absent,
    /// which keeps the password out of the list of processes
    #[arg(long)]
    database_url: Option<DatabaseUrl>,
    /// Let a Worker's role log in with the password in this variable, as ROLE=VARIABLE; may be repeated
    #[arg(long, value_name = "ROLE=VARIABLE")]
    role_password_env: Vec<String>,
}

impl Migrate {
    pub(crate) async fn run(self) -> Result<()> {
        let variable = if self.database == Database::Blog { "BLOG_DATABASE_URL" } else { "DATABASE_URL" };
        let url = match self.database_url {
            Some(url) => url,
            None => std::env::var(variable)
                .with_context(|| {
                    format!("name the database by --database-url or by the variable {variable}")
                })?
                .parse()?,
        };
        let roles: Vec<&str> = worker::roles_in(self.database).collect();
        let passwords =
            self.role_password_env.iter().map(|text| password(text, &roles)).collect::<Result<Vec<_>>>()?;

        let migrations = migrate::load(&self.database.migrations(&Checkout::default()))?;
        let mut client = connect(&url).await?;
        let applied = migrate::apply(&mut client, &migrations, |name| println!("applied {name}")).await?;
        println!("{} applied, {} in all", applied.len(), migrations.len());

        for (role, password) in &passwords {
            let statement = migrate::login_statement(&client, role, password).await?;
            // The error would quote the statement, which holds the password.
            if client.batch_execute(&statement).await.is_err() {
                bail!("cannot give the role {role} a password; is the owner in the URL allowed to?");
            }
            println!("{role} can log in with the password you gave");
        }
        for role in roles.iter().filter(|role| !passwords.iter().any(|(with, _)| with == **role)) {
            let row =
                client.query_one("select rolcanlogin from pg_roles where rolname = $1", &[role]).await?;
            if !row.get::<_, bool>(0) {
                println!(
                    "{role} cannot log in yet. Run, with a password of its own:\n  ALTER ROLE {role} LOGIN PASSWORD '…';"
                );
            }
        }
        Ok(())
    }
}

fn password(text: &str, roles: &[&str]) -> Result<(String, String)> {
    let (role, variable) = text.split_once('=').context("--role-password-env wants ROLE=VARIABLE")?;
    ensure!(roles.contains(&role), "the roles of this database are: {}", roles.join(", "));
    let password = std::env::var(variable).with_context(|| format!("the variable {variable} is not set"))?;
    ensure!(!password.is_empty(), "the variable {variable} is empty");
    Ok((role.to_owned(), password))
}
