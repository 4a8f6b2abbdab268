//! Which paths may be decided on. A path that two parsers could read in two ways is refused, so that
//! what the gateway decides on is what a service sees.

/// Longest path, in bytes: many times the longest route with the longest slug.
const MAX_BYTES: usize = 2048;

/// Whether a path, as the URL parser left it, means one thing only: no empty segment but a last one
/// (`/posts/` is another path than `/posts`, and no route), no backslash, no encoded slash, backslash,
/// dot or control character, no broken escape.
pub fn is_unambiguous(path: &str) -> bool {
    path.len() <= MAX_BYTES && path.starts_with('/') && !path.contains("//") && has_plain_characters(path)
}

fn has_plain_characters(path: &str) -> bool {
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        let acceptable = match byte {
            b'%' => escaped(bytes.next(), bytes.next()).is_some_and(is_harmless_escaped),
            b'\\' | b'?' | b'#' => false,
            _ => byte.is_ascii_graphic(),
        };
        if !acceptable {
            return false;
        }
    }
    true
}

/// The byte that `%` and two hexadecimal digits stand for.
fn escaped(high: Option<u8>, low: Option<u8>) -> Option<u8> {
    let digit = |byte: Option<u8>| char::from(byte?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? << 4 | digit(low)?)
}

fn is_harmless_escaped(byte: u8) -> bool {
    !byte.is_ascii_control() && !matches!(byte, b'/' | b'\\' | b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_paths_pass() {
        for path in [
            "/",
            "/health",
            "/blog/admin/posts/post_0190b8f2-7c5e-7000-8000-000000000000",
            "/blog/public/posts/caf%C3%A9",
            "/blog/public/feed.xml",
            "/blog/public/posts/a%20b",
            "/blog/admin/posts/",
            "/.well-known/jwks.json",
            "/blog/public/posts/100%25",
        ] {
            assert!(is_unambiguous(path), "{path}");
        }
    }

    #[test]
    fn a_path_that_could_be_read_in_two_ways_is_refused() {
        for path in [
            "",
            "blog/admin",
            "//blog/admin/posts",
            "/blog//admin/posts",
            "/blog/admin//posts",
            "/blog/public/posts//",
            "/blog/public%2f..%2fadmin/posts",
            "/blog%2Fadmin/posts",
            "/blog/public/..%5Cadmin",
            "/blog/public/%5c",
            "/blog\\admin",
            "/blog/public/%2e%2e/admin/posts",
            "/blog/public/%2E./admin/posts",
            "/blog/public/posts/%2e",
            "/blog/public/posts/%00",
            "/blog/public/posts/%0d%0ax-tenant-id:%20t",
            "/blog/public/posts/%7f",
            "/blog/public/posts/%",
            "/blog/public/posts/%4",
            "/blog/public/posts/%zz",
            "/blog/public/posts/é",
            "/blog/public/posts/a b",
            "/blog/public/posts/\0",
        ] {
            assert!(!is_unambiguous(path), "{path:?}");
        }
        assert!(is_unambiguous(&format!("/{}", "a".repeat(MAX_BYTES - 1))));
        assert!(!is_unambiguous(&format!("/{}", "a".repeat(MAX_BYTES))));
    }
}
