//! Names of programming languages, as classes of code blocks.

/// Whether `name` may follow `language-` in a class attribute.
pub(crate) fn is_language(name: &str) -> bool {
    let sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '#' | '.' | '_' | '/');
    (1..=64).contains(&name.len()) && name.chars().all(sign)
}
