//! Rules for texts that people type.

/// Why a text is not accepted, as a message for its field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidText {
    /// Nothing but white space.
    #[error("must not be empty")]
    Empty,
    /// Over the limit, in characters.
    #[error("must be at most {0} characters")]
    TooLong(usize),
    /// U+0000, which PostgreSQL cannot store.
    #[error("must not contain the character U+0000")]
    Nul,
    /// Not an absolute https URL.
    #[error("must be an absolute https URL of at most 2048 characters")]
    Url,
}

/// A required line: trimmed, 1 to `max` characters.
pub fn line(text: &str, max: usize) -> Result<String, InvalidText> {
    let text = text.trim();
    if text.is_empty() { Err(InvalidText::Empty) } else { optional_text(text, max) }
}

/// A text that may be empty: at most `max` characters, as it came.
pub fn optional_text(text: &str, max: usize) -> Result<String, InvalidText> {
    if text.contains('\0') {
        Err(InvalidText::Nul)
    } else if text.chars().count() > max {
        Err(InvalidText::TooLong(max))
    } else {
        Ok(text.to_owned())
    }
}

/// The first of the texts that is there and not blank.
pub fn first_filled<const N: usize>(texts: [Option<String>; N]) -> Option<String> {
    texts.into_iter().flatten().find(|text| !text.trim().is_empty())
}

/// The beginning of a text: at most `max` characters, to the end of a word if it has one in there.
pub fn opening(text: &str, max: usize) -> &str {
    let text = text.trim();
    let Some((end, next)) = text.char_indices().nth(max) else { return text };
    let start = text.get(..end).unwrap_or_default();
    if next.is_whitespace() {
        return start.trim_end();
    }
    start.rfind(char::is_whitespace).and_then(|at| start.get(..at)).unwrap_or(start).trim_end()
}

/// An absolute https URL without credentials.
pub fn https_url(text: &str) -> Result<String, InvalidText> {
    let parsed = url::Url::parse(text).map_err(|_| InvalidText::Url)?;
    let acceptable = text.len() <= 2048
        && parsed.scheme() == "https"
        && parsed.has_host()
        && parsed.username().is_empty()
        && parsed.password().is_none()
        // The parser forgives white space and single slashes; what is stored is what was checked.
        && text.to_ascii_lowercase().starts_with("https://")
        && !text.contains(|character: char| character.is_whitespace() || character.is_control());
    if acceptable { Ok(text.to_owned()) } else { Err(InvalidText::Url) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_count_characters_not_bytes() {
        assert_eq!(line(&"é".repeat(255), 255).map(|text| text.chars().count()), Ok(255));
        assert_eq!(line(&"é".repeat(256), 255), Err(InvalidText::TooLong(255)));
        assert_eq!(line("  a  ", 1), Ok("a".into()));
        assert_eq!(line(" \n ", 10), Err(InvalidText::Empty));
        assert_eq!(optional_text("a\0b", 10), Err(InvalidText::Nul));
    }

    #[test]
    fn an_opening_ends_with_a_word() {
        assert_eq!(opening("  one two three ", 100), "one two three");
        assert_eq!(opening("one two three", 9), "one two");
        assert_eq!(opening("one two three", 7), "one two");
        assert_eq!(opening("one  two", 4), "one");
        assert_eq!(opening("北京北京", 2), "北京");
        assert_eq!(opening("", 2), "");
    }

    #[test]
    fn only_absolute_https_urls_are_accepted() {
        for bad in [
            "",
            "/a.png",
            "//cdn/a.png",
            "http://a/b",
            "javascript:alert(1)",
            "https:/a",
            "https://",
            "https://u:p@h/",
            " https://a/",
            "https://a/ b",
            "data:x",
        ] {
            assert_eq!(https_url(bad), Err(InvalidText::Url), "{bad:?}");
        }
        assert!(https_url("https://cdn.example.com/a%20b.png?x=1").is_ok());
    }
}
