//! PostgreSQL's array literals (documentation §8.15.6).

/// Writes a one-dimensional array literal. Every element is quoted: always right, never ambiguous.
pub(super) fn literal(items: impl Iterator<Item = Option<String>>) -> String {
    let mut text = String::from("{");
    for (index, item) in items.enumerate() {
        if index > 0 {
            text.push(',');
        }
        match item {
            None => text.push_str("NULL"),
            Some(item) => {
                text.push('"');
                for character in item.chars() {
                    if matches!(character, '"' | '\\') {
                        text.push('\\');
                    }
                    text.push(character);
                }
                text.push('"');
            }
        }
    }
    text.push('}');
    text
}

/// Reads a one-dimensional array literal as PostgreSQL prints it; `None` if it is something else.
pub(super) fn parse(text: &str) -> Option<Vec<Option<String>>> {
    let inner = text.strip_prefix('{')?.strip_suffix('}')?;
    let mut items = Vec::new();
    if inner.is_empty() {
        return Some(items);
    }
    let mut characters = inner.chars().peekable();
    loop {
        let mut item = String::new();
        if characters.next_if_eq(&'"').is_some() {
            loop {
                match characters.next()? {
                    '"' => break,
                    '\\' => item.push(characters.next()?),
                    character => item.push(character),
                }
            }
            items.push(Some(item));
        } else {
            while let Some(character) = characters.next_if(|character| *character != ',') {
                if matches!(character, '{' | '}' | '"') {
                    return None;
                }
                item.push(character);
            }
            items.push(if item == "NULL" { None } else { Some(item) });
        }
        match characters.next() {
            None => return Some(items),
            Some(',') => {}
            Some(_) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_reads_back(items in proptest::collection::vec(proptest::option::of(".*"), 0..6)) {
            prop_assert_eq!(parse(&literal(items.clone().into_iter())), Some(items));
        }

        #[test]
        fn arbitrary_text_is_read_or_refused(text in ".*") {
            let _ = parse(&text);
        }
    }

    #[test]
    fn nested_arrays_are_refused() {
        assert_eq!(parse("{{1,2},{3,4}}"), None);
        assert_eq!(parse("{1,NULL,\"NULL\"}"), Some(vec![Some("1".into()), None, Some("NULL".into())]));
    }
}
