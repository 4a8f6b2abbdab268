//! Emoji by their short names.
//!
//! The table is TipTap's own (`@tiptap/extension-emoji`, MIT), written by `golden/generate.mjs`: a
//! line for each name and alias, sorted by name, with the characters after a space.

use std::sync::LazyLock;

static TABLE: LazyLock<Vec<(&str, &str)>> =
    LazyLock::new(|| include_str!("emoji.txt").lines().filter_map(|line| line.split_once(' ')).collect());

/// The characters for a name, or the name between colons if it has none.
pub(crate) fn text(name: &str) -> String {
    let found = TABLE.binary_search_by_key(&name, |(key, _)| key).ok().and_then(|at| TABLE.get(at));
    match found {
        Some((_, characters)) => (*characters).to_owned(),
        None if name.is_empty() => String::new(),
        None => format!(":{name}:"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_in_the_table_is_found() {
        assert!(TABLE.len() > 2_000);
        for (name, characters) in TABLE.iter() {
            assert_eq!(text(name), *characters);
        }
    }

    #[test]
    fn unknown_names_stay_readable() {
        assert_eq!(text("no_such_emoji"), ":no_such_emoji:");
    }
}
