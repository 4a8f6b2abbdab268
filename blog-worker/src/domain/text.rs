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
    /// Percent-encoded bytes that are no UTF-8.
    #[error("must be percent-encoded UTF-8")]
    Encoding,
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

/// The address of a picture: an absolute https URL, or one of ours on the host that was named for them.
pub fn picture_url(text: &str, media_origin: Option<&str>) -> Result<String, InvalidText> {
    let below = media_origin.and_then(|origin| text.strip_prefix(origin)?.strip_prefix("/media/"));
    let is_ours = below.is_some_and(|below| {
        text.len() <= 2048
            && below.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte))
    });
    if is_ours { Ok(text.to_owned()) } else { https_url(text) }
}

/// An origin such as `https://media.example.com`; none for anything else, an address below it too.
pub fn origin(text: &str) -> Option<String> {
    let parsed = url::Url::parse(text.trim()).ok()?;
    let origin = parsed.origin().ascii_serialization();
    let is_web = matches!(parsed.scheme(), "http" | "https");
    (is_web && parsed.as_str().trim_end_matches('/') == origin).then_some(origin)
}

/// What a file is called: the last part of a path, percent-encoded; at most 255 characters, empty if it has no name.
pub fn file_name(encoded: &str) -> Result<String, InvalidText> {
    let decoded =
        percent_encoding::percent_decode_str(encoded).decode_utf8().map_err(|_| InvalidText::Encoding)?;
    let last = decoded.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|character| !character.is_control()).collect();
    optional_text(plain.trim(), 255)
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
    fn a_file_is_called_by_the_last_part_of_its_path() {
        for (encoded, name) in [
            ("C%3A%5Cpictures%5Ccaf%C3%A9.png", "café.png"),
            ("../../etc/passwd", "passwd"),
            ("a%0d%0ab.png", "ab.png"),
            ("  a b.png ", "a b.png"),
            ("", ""),
        ] {
            assert_eq!(file_name(encoded).as_deref(), Ok(name), "{encoded}");
        }
        assert_eq!(file_name("%ff.png"), Err(InvalidText::Encoding));
        assert_eq!(file_name(&"a".repeat(256)), Err(InvalidText::TooLong(255)));
    }

    #[test]
    fn a_picture_of_ours_may_be_on_the_named_host_and_nowhere_else_without_https() {
        let ours = "http://127.0.0.1:8788/media/tenant_1/a.png";
        assert!(picture_url(ours, Some("http://127.0.0.1:8788")).is_ok());
        assert!(picture_url("https://a.example/b.png", None).is_ok());
        for (url, origin) in [
            (ours, None),
            (ours, Some("http://127.0.0.1:87")),
            ("http://127.0.0.1:8788/other/a.png", Some("http://127.0.0.1:8788")),
            ("http://127.0.0.1:8788/media/a.png?\"onload=", Some("http://127.0.0.1:8788")),
        ] {
            assert_eq!(picture_url(url, origin), Err(InvalidText::Url), "{url} {origin:?}");
        }
    }

    #[test]
    fn an_origin_has_no_path() {
        assert_eq!(origin(" https://Media.example.com/ ").as_deref(), Some("https://media.example.com"));
        for wrong in ["https://a.example/x", "ftp://a.example", "a.example", "https://u@a.example", ""] {
            assert_eq!(origin(wrong), None, "{wrong}");
        }
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
