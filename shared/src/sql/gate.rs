//! One statement that announces for whom it runs before it looks at a table.
//!
//! PostgreSQL tests a condition that names no column once, before it asks the plan below for a row (in a plan it is the
//! root's `One-Time Filter`), and it makes the rows of a materialized `WITH` query when they are asked for. So the
//! announcement is that condition, and the statement is such a query. Were it ever otherwise, policies would find no
//! tenant and give no row.

/// Where a statement that gives rows stands.
const OPEN: &str = "q AS MATERIALIZED (\n";
/// Goes on after it.
const GIVE: &str = "\n)\nSELECT q.* FROM q WHERE ";
/// Opens a statement that only reads: as part of a `FROM` it cannot be one that changes data, which is an error of syntax.
const OPEN_READ: &str = "WITH q AS MATERIALIZED (SELECT * FROM (\n";
/// Goes on after it.
const GIVE_READ: &str = "\n) AS q)\nSELECT q.* FROM q WHERE ";
/// Goes on after a statement that gives no rows.
const GIVE_NONE: &str = "\n)\nSELECT NULL WHERE NULL IS NOT DISTINCT FROM ";

/// A reading statement behind the condition, if it is one that can stand there.
pub(super) fn reading(text: &str, condition: &str) -> Option<String> {
    let verb = Verbs::of(text);
    (verb.main == Some("SELECT")).then(|| [OPEN_READ, text, GIVE_READ, condition].concat())
}

/// A statement that may change data behind the condition, if it is one that can stand there. Its own `WITH` queries stay
/// at the top, where alone they may change data; those that nothing reads are run after the rows were given.
pub(super) fn writing(text: &str, condition: &str) -> Option<String> {
    let verbs = Verbs::of(text);
    let (with, main) = text.split_at_checked(verbs.at)?;
    let give = match verbs.main? {
        "SELECT" => GIVE,
        _ if verbs.returns => GIVE,
        _ => GIVE_NONE,
    };
    if with.trim().is_empty() {
        return Some(["WITH ", OPEN, text, give, condition].concat());
    }
    Some([with, ", ", OPEN, main, give, condition].concat())
}

/// The statement that stands behind a condition, and the number of its parameters, for whoever looks at what was sent.
#[cfg(feature = "native")]
pub(super) fn inner(text: &str) -> Option<(String, usize)> {
    let read = text.strip_prefix(OPEN_READ).and_then(|rest| rest.rsplit_once(GIVE_READ));
    let (with, main, condition) = if let Some((main, condition)) = read {
        ("", main, condition)
    } else {
        let (statement, condition) = text.rsplit_once(GIVE).or_else(|| text.rsplit_once(GIVE_NONE))?;
        let (with, main) = statement.rsplit_once(OPEN)?;
        (if with == "WITH " { "" } else { with.strip_suffix(", ")? }, main, condition)
    };
    // The scope's parameters follow; its tenant is the first of them.
    let (_, after) = condition.split_once("'app.tenant_id', $")?;
    let number: usize = after.split(',').next()?.parse().ok()?;
    Some(([with, main].concat(), number.checked_sub(1)?))
}

/// What a statement is, by the words that stand in no parenthesis, text or comment.
struct Verbs {
    /// The verb that says what the whole does, where it is one of those that can stand behind a condition.
    main: Option<&'static str>,
    /// Where it is.
    at: usize,
    /// Whether it says what it returns.
    returns: bool,
}

impl Verbs {
    fn of(text: &str) -> Self {
        const MAIN: [&str; 4] = ["SELECT", "INSERT", "UPDATE", "DELETE"];
        let mut found = Self { main: None, at: 0, returns: false };
        for (at, word) in words(text) {
            match found.main {
                None if word == "WITH" && at == text.len() - text.trim_start().len() => {}
                None => {
                    let verb = MAIN.into_iter().find(|verb| *verb == word);
                    // Anything else comes first only where there is no `WITH`: a command of another kind.
                    if verb.is_none() && !text.trim_start().starts_with("WITH") {
                        return found;
                    }
                    (found.main, found.at) = (verb, at);
                }
                Some(_) => found.returns |= word == "RETURNING",
            }
        }
        found
    }
}

/// The words outside of parentheses, texts and comments, with where they begin.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let (mut depth, mut rest) = (0_u32, text);
    std::iter::from_fn(move || {
        loop {
            let at = text.len() - rest.len();
            let mut characters = rest.chars();
            let (first, after) = (characters.next()?, characters.as_str());
            let word = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            match first {
                '\'' | '"' => rest = after.split_once(first)?.1,
                '-' if after.starts_with('-') => rest = after.split_once('\n').map_or("", |(_, rest)| rest),
                '(' => (depth, rest) = (depth + 1, after),
                ')' => (depth, rest) = (depth.saturating_sub(1), after),
                _ if word == 0 => rest = after,
                _ => {
                    let (word, following) = rest.split_at(word);
                    rest = following;
                    if depth == 0 {
                        return Some((at, word));
                    }
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONDITION: &str = "(SELECT (set_config('app.tenant_id', $3, true)) IS NOT NULL)";

    #[test]
    fn a_statement_stands_behind_the_condition_and_is_found_there_again() {
        for text in [
            "SELECT 1",
            "\nSELECT id -- it's (one\nFROM posts WHERE slug = 'SELECT (' ORDER BY id LIMIT $2",
            "WITH newest AS (SELECT 1) SELECT * FROM newest",
        ] {
            let sent = reading(text, CONDITION).unwrap();
            assert!(sent.ends_with(&format!(" WHERE {CONDITION}")), "{sent}");
            assert_eq!(inner(&sent), Some((text.to_owned(), 2)));
        }
        for text in [
            "INSERT INTO tags (tenant_id) VALUES ($1)",
            "\nUPDATE tags SET name = $2 WHERE tenant_id = $1 RETURNING id",
            "WITH made AS (\n  INSERT INTO tags SELECT 1 RETURNING id\n)\n-- it's made (now\nSELECT id FROM made",
            "WITH gone AS (DELETE FROM tags RETURNING 1) INSERT INTO outbox SELECT FROM gone",
            "SELECT app.forget($1)",
        ] {
            let sent = writing(text, CONDITION).unwrap();
            assert_eq!(inner(&sent), Some((text.to_owned(), 2)), "{sent}");
        }
        let made = writing("WITH made AS (INSERT INTO tags SELECT 1 RETURNING id) SELECT id FROM made", "c");
        assert_eq!(
            made.as_deref(),
            Some(
                "WITH made AS (INSERT INTO tags SELECT 1 RETURNING id) , q AS MATERIALIZED (\nSELECT id FROM made\n)\n\
                 SELECT q.* FROM q WHERE c"
            )
        );
        let silent = writing("DELETE FROM tags", "c");
        assert!(silent.unwrap().ends_with("SELECT NULL WHERE NULL IS NOT DISTINCT FROM c"));
    }

    #[test]
    fn what_cannot_stand_behind_a_condition_is_left_alone() {
        for text in
            ["CREATE TYPE mood AS ENUM ('fine')", "SHOW search_path", "VALUES (1)", "", "WITH a AS (SELECT 1"]
        {
            assert_eq!((reading(text, "c"), writing(text, "c")), (None, None), "{text}");
        }
        assert_eq!(reading("INSERT INTO tags SELECT 1", "c"), None, "a read does not change data");
    }
}
