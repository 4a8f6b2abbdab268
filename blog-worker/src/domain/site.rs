//! Rules for what a tenant says of its site.

use icu_locale_core::LanguageIdentifier;
use url::Url;

use super::{InvalidText, https_url};

/// Where a site may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Where everybody can reach it.
    Public,
    /// On the developer's own machine, too.
    Local,
}

/// The address of a site: an absolute https URL without query and fragment; of a local one loopback http will do.
pub fn site_url(text: &str, reach: Reach) -> Result<String, String> {
    let is_loopback = |rest: &str| {
        let host = rest.split(['/', ':']).next().unwrap_or_default();
        matches!(host, "localhost" | "127.0.0.1")
    };
    let checked = match text.strip_prefix("http://") {
        Some(rest) if reach == Reach::Local && is_loopback(rest) => {
            https_url(&format!("https://{rest}")).map(|_| text.to_owned())
        }
        _ => https_url(text),
    };
    let text = checked.map_err(|error| error.to_string())?;
    if text.contains(['?', '#']) { Err("must have neither query nor fragment".to_owned()) } else { Ok(text) }
}

/// An absolute path on a site, such as `/blog`.
pub fn site_path(text: &str) -> Result<String, &'static str> {
    let is_plain = |part: &str| {
        !matches!(part, "." | "..")
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
    };
    let path = text.strip_prefix('/').map(|rest| rest.strip_suffix('/').unwrap_or(rest));
    match path {
        Some("") => Ok("/".to_owned()),
        Some(path) if text.len() <= 200 && path.split('/').all(|part| !part.is_empty() && is_plain(part)) => {
            Ok(format!("/{path}"))
        }
        _ => Err("must be a path such as /blog, of letters, digits and -._~ between slashes"),
    }
}

/// A language tag, as it is commonly written.
pub fn language(text: &str) -> Result<String, &'static str> {
    LanguageIdentifier::try_from_str(text)
        .ok()
        .filter(|language| text.len() <= 35 && !language.language.is_unknown())
        .map(|language| language.to_string())
        .ok_or("must be a language tag such as en or pt-BR")
}

/// What may be the name of a time zone. Whether it is one, the database knows.
pub fn time_zone(text: &str) -> Result<String, InvalidText> {
    super::line(text, 64)
}

/// Where a site has its posts.
pub fn posts_page(base_url: &str, post_path: Option<&str>) -> Option<Url> {
    let mut page = Url::parse(base_url).ok()?;
    let parts = post_path.unwrap_or_default().split('/').filter(|part| !part.is_empty());
    page.path_segments_mut().ok()?.pop_if_empty().extend(parts);
    Some(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_where_readers_reach_it() {
        for good in ["https://example.com", "https://example.com/a/", "https://example.com:8443"] {
            assert_eq!(site_url(good, Reach::Public).as_deref(), Ok(good));
        }
        for local in ["http://localhost:3001", "http://127.0.0.1:3001/x"] {
            assert!(site_url(local, Reach::Public).is_err(), "{local}");
            assert_eq!(site_url(local, Reach::Local).as_deref(), Ok(local));
        }
        for bad in [
            "",
            "example.com",
            "/a",
            "http://example.com",
            "http://localhost.example.com",
            "http://localhost@evil.example/",
            "https://a/?q",
            "https://a/#f",
            "https://u:p@a/",
            "ftp://a",
        ] {
            assert!(site_url(bad, Reach::Local).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_path_leads_nowhere_else() {
        for (path, kept) in [("/", "/"), ("/blog", "/blog"), ("/a/b_c/", "/a/b_c"), ("/a.b~c-d", "/a.b~c-d")]
        {
            assert_eq!(site_path(path).as_deref(), Ok(kept), "{path}");
        }
        for bad in [
            "", "blog", "//a", "/a//b", "/..", "/a/../b", "/a?b", "/a#b", "/a b", "/a\\b", "/é", "/%2e",
            "/{slug}",
        ] {
            assert!(site_path(bad).is_err(), "{bad}");
        }
        assert!(site_path(&format!("/{}", "a".repeat(200))).is_err());
    }

    #[test]
    fn a_language_is_written_in_one_way() {
        for (tag, kept) in
            [("en", "en"), ("PT-br", "pt-BR"), ("zh-hant-tw", "zh-Hant-TW"), ("de_AT", "de-AT")]
        {
            assert_eq!(language(tag).as_deref().ok(), Some(kept).filter(|_| !tag.contains('_')), "{tag}");
        }
        for bad in ["", "e", "english language", "und", "en-", "12", "x-own", "en-US-"] {
            assert!(language(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn posts_are_below_the_site() {
        for (base, path, page) in [
            ("https://a.example", None, "https://a.example/"),
            ("https://a.example", Some("/blog"), "https://a.example/blog"),
            ("https://a.example/x/", Some("/b/c"), "https://a.example/x/b/c"),
            ("https://a.example/x", Some("/"), "https://a.example/x"),
        ] {
            assert_eq!(posts_page(base, path).map(String::from).as_deref(), Some(page));
        }
    }
}
