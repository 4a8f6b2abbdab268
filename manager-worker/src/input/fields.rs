//! Fields on their own.

use logicspike_shared::input::Check;
use logicspike_shared::permission::Permission;
use logicspike_shared::time::Timestamp;
use url::Url;

use crate::domain::email_address::EmailAddress;

/// Longest name of a tenant or key, in characters.
const MAX_NAME_CHARS: usize = 100;
/// Longest role name, in bytes: it travels in tokens and headers.
const MAX_ROLE_NAME_BYTES: usize = 64;
/// How long a rotated key or secret goes on beside its successor unless asked otherwise, in seconds: a day.
const DEFAULT_OVERLAP_SECONDS: i64 = 24 * 60 * 60;
/// The longest overlap: a month.
const MAX_OVERLAP_SECONDS: i64 = 30 * 24 * 60 * 60;
/// Most sites that a key may name.
const MAX_ORIGINS: usize = 20;
/// What API keys may open.
const SCOPES: &[&str] = &["blog"];

/// A name for people: 1 to 100 characters after trimming, none of them a control character.
pub fn name(text: &str) -> Result<String, String> {
    let trimmed = text.trim();
    let length = trimmed.chars().count();
    if !(1..=MAX_NAME_CHARS).contains(&length) || trimmed.chars().any(char::is_control) {
        return Err(format!("must have 1 to {MAX_NAME_CHARS} characters"));
    }
    Ok(trimmed.to_owned())
}

/// A role's name.
pub fn role_name(text: &str) -> Result<String, String> {
    let plain = text.len() <= MAX_ROLE_NAME_BYTES
        && text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
    if plain {
        Ok(text.to_owned())
    } else {
        Err("must be 1 to 64 letters, digits, `-`, `_` or `.`, a letter or digit first".to_owned())
    }
}

/// An e-mail address, in lower case; spaces around it are nobody's.
pub fn email(text: &str) -> Result<String, String> {
    let address = EmailAddress::parse(text.trim_matches(' ')).map(String::from);
    address.ok_or_else(|| "must be an e-mail address".to_owned())
}

/// Longest identifier, prefix included.
const MAX_ID_BYTES: usize = 64;

/// Whether a text can be an identifier at all; nothing else is looked up.
pub fn is_identifier(text: &str) -> bool {
    (1..=MAX_ID_BYTES).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// The id of a built-in or custom role; whether it exists, the database tells.
pub fn role(text: &str) -> Result<String, String> {
    if is_identifier(text) { Ok(text.to_owned()) } else { Err(UNKNOWN_ROLE.to_owned()) }
}

/// What is said of a role that the tenant does not have.
pub const UNKNOWN_ROLE: &str = "is not a role of this tenant";

/// A custom role's permissions. Ownership is a matter of the built-in role alone.
pub fn permissions(texts: &[String]) -> Result<Vec<Permission>, String> {
    let mut permissions = Vec::new();
    for text in texts {
        match Permission::parse(text) {
            None | Some(Permission::SystemOwner) => {
                return Err(format!("{} cannot be granted by a custom role", quoted(text)));
            }
            Some(permission) if permissions.contains(&permission) => {
                return Err(format!("{text} is there twice"));
            }
            Some(permission) => permissions.push(permission),
        }
    }
    if permissions.is_empty() { Err("must name at least one permission".to_owned()) } else { Ok(permissions) }
}

/// Until when what is rotated goes on beside its successor.
pub(super) fn overlap_until(check: &mut Check, seconds: Option<i64>, now: Timestamp) -> Option<Timestamp> {
    let until = |seconds: i64| {
        let is_allowed = (0..=MAX_OVERLAP_SECONDS).contains(&seconds);
        is_allowed
            .then(|| now.plus_seconds(seconds))
            .ok_or_else(|| format!("must be from 0 to {MAX_OVERLAP_SECONDS}"))
    };
    check.required("overlapSeconds", seconds.or(Some(DEFAULT_OVERLAP_SECONDS)), until)
}

/// An API key's scopes.
pub fn scopes(texts: &[String]) -> Result<Vec<String>, String> {
    for (index, text) in texts.iter().enumerate() {
        if !SCOPES.contains(&text.as_str()) {
            return Err(format!("{} is not a scope; there is: {}", quoted(text), SCOPES.join(", ")));
        }
        if texts.iter().take(index).any(|earlier| earlier == text) {
            return Err(format!("{text} is there twice"));
        }
    }
    if texts.is_empty() { Err("must name at least one scope".to_owned()) } else { Ok(texts.to_vec()) }
}

/// Sites, as browsers name them in `Origin`: https, and http on a developer's own machine.
pub fn origins(texts: &[String]) -> Result<Vec<String>, String> {
    if texts.len() > MAX_ORIGINS {
        return Err(format!("must be at most {MAX_ORIGINS} origins"));
    }
    let mut origins: Vec<String> = Vec::with_capacity(texts.len());
    for text in texts {
        let origin = origin(text)
            .ok_or_else(|| format!("{} is not an origin such as https://www.example.com", quoted(text)))?;
        if origins.contains(&origin) {
            return Err(format!("{} is there twice", quoted(text)));
        }
        origins.push(origin);
    }
    Ok(origins)
}

fn origin(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let is_loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let is_site = url.scheme() == "https" || (url.scheme() == "http" && is_loopback);
    let origin = url.origin().ascii_serialization();
    // Nothing but the origin was written.
    let is_bare = text.strip_suffix('/').unwrap_or(text).split_once("://").is_some_and(|(_, rest)| {
        !rest.contains(['/', '?', '#', '@', '\\', '*']) && !rest.contains(char::is_whitespace)
    });
    (is_site && is_bare && text.len() <= 255 && !text.starts_with(char::is_whitespace)).then_some(origin)
}

/// A client's text, cut to a length that a message can show.
fn quoted(text: &str) -> String {
    format!("{:?}", text.chars().take(64).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_those_that_browsers_name() {
        let kept = |text: &str| origins(&[text.to_owned()]).ok().and_then(|mut kept| kept.pop());
        for (text, origin) in [
            ("https://a.example", "https://a.example"),
            ("https://A.example:443/", "https://a.example"),
            ("https://a.example:8443", "https://a.example:8443"),
            ("http://localhost:5173", "http://localhost:5173"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
        ] {
            assert_eq!(kept(text).as_deref(), Some(origin), "{text}");
        }
        for bad in [
            "",
            "*",
            "null",
            "a.example",
            "http://a.example",
            "https://a.example/x",
            "https://a.example?x",
            "https://u@a.example",
            "https://*.example",
            "https:a.example",
            "ftp://a.example",
            " https://a.example",
        ] {
            assert_eq!(kept(bad), None, "{bad}");
        }
        let twice = ["https://a.example".to_owned(), "https://A.example/".to_owned()];
        assert!(origins(&twice).is_err());
        let many: Vec<String> = (0..21).map(|n| format!("https://a{n}.example")).collect();
        assert!(origins(&many).is_err() && origins(&many[1..]).is_ok());
    }

    #[test]
    fn names_are_trimmed_and_counted_in_characters() {
        assert_eq!(name("  Bücherei ").unwrap(), "Bücherei");
        assert!(name(&"ü".repeat(100)).is_ok());
        for bad in ["", "   ", "a\u{0}b", &"ü".repeat(101)] {
            assert!(name(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn role_names_fit_a_token_and_a_header() {
        for good in ["guest-writer", "QA", "1st.line", &"a".repeat(64)] {
            assert!(role_name(good).is_ok(), "{good}");
        }
        for bad in ["", "guest writer", "-x", "büro", "a/b", &"a".repeat(65)] {
            assert!(role_name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn no_custom_role_makes_an_owner() {
        let list =
            |texts: &[&str]| permissions(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        assert!(list(&["blog:posts.read", "audit:read"]).is_ok());
        for bad in [&[][..], &["system:owner"], &["blog:everything"], &["audit:read", "audit:read"]] {
            assert!(list(bad).is_err(), "{bad:?}");
        }
    }
}
