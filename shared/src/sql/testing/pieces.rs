//! The SQL that is written in source files, piece by piece.

use std::path::Path;
use std::{fs, io};

use super::Sent;

/// Words that make a text SQL. (Without `DELETE`, which is a method too: `FROM` follows it.)
const KEYWORDS: [&str; 11] =
    ["SELECT", "INSERT", "UPDATE", "FROM", "WHERE", "AND", "ORDER", "LIMIT", "RETURNING", "CASE", "WITH"];

/// The pieces of SQL in the source files of a folder that are part of no statement that was sent. A function of the
/// store that nothing reached has one.
///
/// # Errors
/// If a file cannot be read.
pub fn unsent(folder: &Path, sent: &[Sent]) -> io::Result<Vec<String>> {
    let mut left = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            left.extend(unsent(&path, sent)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path)?;
            let written = source.split("#[cfg(test)]").next().unwrap_or_default();
            let pieces = literals(written).into_iter().filter(|text| is_sql(text));
            let unsent = pieces.filter(|piece| !sent.iter().any(|statement| statement.text.contains(piece)));
            left.extend(unsent.map(|piece| format!("{}: {piece}", path.display())));
        }
    }
    Ok(left)
}

fn is_sql(text: &str) -> bool {
    text.split(|character: char| !character.is_ascii_alphanumeric() && character != '_')
        .any(|word| KEYWORDS.contains(&word))
}

/// The string literals of Rust source text, in their order.
fn literals(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut characters = source.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '/' if characters.peek() == Some(&'/') => {
                characters.by_ref().find(|character| *character == '\n');
            }
            // A character, or a lifetime: a quotation mark that is a character opens nothing.
            '\'' => {
                if characters.next_if_eq(&'\\').is_some() {
                    characters.next();
                } else {
                    characters.next_if_eq(&'"');
                }
            }
            '"' => found.push(literal(&mut characters)),
            _ => {}
        }
    }
    found
}

/// The rest of a literal that was just opened.
fn literal(characters: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut text = String::new();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => match characters.next() {
                Some('n') => text.push('\n'),
                // The line goes on where its text does.
                Some('\n') => while characters.next_if(|next| next.is_whitespace()).is_some() {},
                Some(escaped) => text.push(escaped),
                None => break,
            },
            character => text.push(character),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_found_as_they_are_compiled() {
        let source = r#"
            // "a comment"
            fn f<'a>(c: char) -> &'a str { if c == '"' || c == '\'' { "one" } else { "SELECT \"x\" \
                FROM y\n" } }"#;
        assert_eq!(literals(source), ["one", "SELECT \"x\" FROM y\n"]);
    }

    #[test]
    fn a_text_with_a_keyword_is_sql() {
        assert!(is_sql(" AND p.status = ") && is_sql("SELECT 1"));
        assert!(!is_sql("must be a whole number and not more") && !is_sql("GET, PUT, DELETE"));
    }
}
