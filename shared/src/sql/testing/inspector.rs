//! What is asked of a statement before it is believed: that PostgreSQL takes it from the Worker's role, and that it
//! keeps to its tenant by itself, with row-level security out of the way.

use std::collections::BTreeMap;

use serde_json::Value;
use tokio_postgres::{Client, Error, SimpleQueryMessage};

use super::Sent;

/// The tables whose rows belong to tenants, with the column that says to which. The table of tenants is one of them.
const OWNED: &str = "
SELECT c.relname::text, a.attname::text
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relrowsecurity
  AND a.attname = CASE c.relname WHEN 'tenants' THEN 'id' ELSE 'tenant_id' END";

/// Holds statements against a database.
#[derive(Debug)]
pub struct Inspector {
    worker: Client,
    owner: Client,
    /// Each with the column that names the tenant.
    tables: BTreeMap<String, String>,
}

impl Inspector {
    /// An inspector with a connection as the Worker's role, and one as a role from which row-level security hides
    /// nothing.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn new(worker: Client, owner: Client) -> Result<Self, Error> {
        // Plans are asked for without the conditions that row-level security adds.
        owner.batch_execute("SET row_security = off").await?;
        let rows = owner.query(OWNED, &[]).await?;
        let tables = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        Ok(Self { worker, owner, tables })
    }

    /// What is wrong with statements, each fault with the text that it is in.
    ///
    /// # Errors
    /// If a plan cannot be had.
    pub async fn faults(&self, sent: &[Sent]) -> Result<Vec<String>, Error> {
        let mut faults = Vec::new();
        for statement in sent {
            let found = self.faults_of(statement).await?;
            faults.extend(found.into_iter().map(|fault| format!("{fault}\n{}", statement.text)));
        }
        Ok(faults)
    }

    async fn faults_of(&self, statement: &Sent) -> Result<Vec<String>, Error> {
        if let Err(error) = self.admitted(&statement.text).await {
            let error = error.as_db_error().map_or_else(|| error.to_string(), ToString::to_string);
            return Ok(vec![format!("the Worker's role cannot send it: {error}")]);
        }
        if statement.tenant.is_none() {
            return Ok(Vec::new());
        }
        let mut faults = self.foreign_inserts(&statement.text);
        self.unconfined_scans(&plan(&self.owner, &statement.text).await?, &mut faults);
        Ok(faults)
    }

    /// Whether PostgreSQL takes a statement from the Worker's role. Preparing asks for no privileges, explaining does.
    async fn admitted(&self, text: &str) -> Result<(), Error> {
        self.worker.prepare(text).await?;
        plan(&self.worker, text).await.map(drop)
    }

    /// Every scan of a tenants' table looks for the tenant that the statement is for, or for that of a row that it has.
    fn unconfined_scans(&self, node: &Value, faults: &mut Vec<String>) {
        match node {
            Value::Array(items) => items.iter().for_each(|item| self.unconfined_scans(item, faults)),
            Value::Object(fields) => {
                let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
                let conditions = ["Index Cond", "Recheck Cond", "Filter"].map(text);
                if text("Node Type").ends_with("Scan")
                    && let Some(column) = self.tables.get(text("Relation Name"))
                    && !conditions.iter().any(|condition| names_tenant(condition, column))
                {
                    faults.push(format!("reads {} of any tenant: {conditions:?}", text("Relation Name")));
                }
                fields.values().for_each(|value| self.unconfined_scans(value, faults));
            }
            _ => {}
        }
    }

    /// Every row that is put into a tenants' table is given the tenant that the statement is for, or that of a row that
    /// it has.
    fn foreign_inserts(&self, text: &str) -> Vec<String> {
        let mut faults = Vec::new();
        for insert in text.split("INSERT INTO ").skip(1) {
            let table: String = insert
                .chars()
                .take_while(|character| character.is_ascii_alphanumeric() || *character == '_')
                .collect();
            let Some(column) = self.tables.get(&table) else { continue };
            let rest = insert.get(table.len()..).unwrap_or_default();
            let value = rest.split_once('(').and_then(|(_, rest)| {
                let (columns, rest) = list(rest);
                let position = columns.iter().position(|name| name == column)?;
                let rest = rest.trim_start();
                let values = rest
                    .strip_prefix("SELECT ")
                    .or_else(|| rest.strip_prefix("SELECT\n").or_else(|| rest.strip_prefix("VALUES (")))?;
                list(values).0.get(position).cloned()
            });
            let is_own = value.as_deref().is_some_and(|value| {
                value == "$1" || value.rsplit('.').next().is_some_and(|name| name == column)
            });
            if !is_own {
                faults.push(format!("puts into {table} for a tenant that is {value:?}"));
            }
        }
        faults
    }
}

/// The plan of a statement for any parameters.
async fn plan(client: &Client, text: &str) -> Result<Value, Error> {
    let explain = format!("EXPLAIN (GENERIC_PLAN, FORMAT JSON) {text}");
    let answer = client.simple_query(&explain).await?;
    let plan = answer.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    });
    Ok(plan.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default())
}

/// Whether a condition of a plan fixes the tenant.
fn names_tenant(condition: &str, column: &str) -> bool {
    let is = format!("{column} = ");
    condition.match_indices(&is).any(|(at, _)| {
        let before = condition.get(..at).unwrap_or_default();
        let value = condition.get(at + is.len()..).unwrap_or_default();
        let end = value.find([')', ' ']).unwrap_or(value.len());
        let value = value.get(..end).unwrap_or_default();
        // Not the end of a longer name.
        !before.ends_with(|character: char| character.is_ascii_alphanumeric() || character == '_')
            && (value == "$1" || value.ends_with(".tenant_id"))
    })
}

/// The items of a list up to its end, which is an unmatched parenthesis or the next clause, and what follows.
fn list(text: &str) -> (Vec<String>, &str) {
    let (mut items, mut item, mut depth) = (Vec::new(), String::new(), 0_u32);
    for (at, character) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        let ends = match character {
            ')' if depth == 0 => true,
            _ if depth == 0 => {
                rest.trim_start().starts_with("FROM ") && rest.starts_with(char::is_whitespace)
            }
            _ => false,
        };
        if ends {
            items.push(item.trim().to_owned());
            return (items, rest.strip_prefix(')').unwrap_or(rest));
        }
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if character == ',' && depth == 0 {
            items.push(std::mem::take(&mut item).trim().to_owned());
        } else {
            item.push(character);
        }
    }
    items.push(item.trim().to_owned());
    (items, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_ends_where_its_parenthesis_or_its_clause_does() {
        assert_eq!(list("a, f(b, c), d) x").0, ["a", "f(b, c)", "d"]);
        assert_eq!(list("$1, coalesce(a, b)\n  FROM t").0, ["$1", "coalesce(a, b)"]);
    }

    #[test]
    fn a_condition_fixes_the_tenant_by_the_parameter_or_by_another_row() {
        for condition in ["(tenant_id = $1)", "((tenant_id = $1) AND (id = $2))", "(tenant_id = m.tenant_id)"]
        {
            assert!(names_tenant(condition, "tenant_id"), "{condition}");
        }
        for condition in ["(tenant_id = $12)", "(tenant_id = $2)", "(id = $1)", "(tenant_id <> $1)", ""] {
            assert!(!names_tenant(condition, "tenant_id"), "{condition}");
        }
        assert!(!names_tenant("(tenant_id = $1)", "id"));
    }
}
