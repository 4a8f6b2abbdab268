//! What an API key may be used for, and from where.

use http::header::ORIGIN;
use http::{HeaderMap, Method};

use crate::inbound::Inbound;
use crate::store::KeyRecord;

/// What only a browser writes, and no script in it can.
const BY_BROWSERS: &str = "sec-fetch-";

/// Below this are the pages that anybody may read.
const PAGES: &str = "/blog/public/";

/// Why a key may not be used for this request; `None` if it may.
pub fn refusal(record: &KeyRecord, inbound: &Inbound) -> Option<&'static str> {
    if !comes_from(&record.allowed_origins, &inbound.headers) {
        return Some("the key is not for this origin");
    }
    if record.publishable && !is_for_everybody(&inbound.method, &inbound.path) {
        return Some("the key is for published posts only");
    }
    None
}

/// Whether a request comes from one of the sites. A browser names the site in `Origin`, or says by `Sec-Fetch-…` that it
/// is one; what does neither is no browser, and no other site's page.
fn comes_from(allowed: &[String], headers: &HeaderMap) -> bool {
    if allowed.is_empty() {
        return true;
    }
    let mut origins = headers.get_all(ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (None, _) => !headers.keys().any(|name| name.as_str().starts_with(BY_BROWSERS)),
        (Some(origin), None) => allowed.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes()),
        (Some(_), Some(_)) => false,
    }
}

/// Whether what is asked for is open to everybody who sees the key: all pages but previews, to be read.
fn is_for_everybody(method: &Method, path: &str) -> bool {
    let first = path.strip_prefix(PAGES).and_then(|rest| rest.split('/').next());
    let is_open = first.is_some_and(|first| first != "preview" && !first.contains('%'));
    is_open && matches!(*method, Method::GET | Method::HEAD)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn from(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        comes_from(&["https://a.example".to_owned(), "http://localhost:5173".to_owned()], &headers)
    }

    #[test]
    fn a_browser_must_be_at_one_of_the_sites_and_a_server_is_at_none() {
        assert!(from(&[]) && from(&[("user-agent", "curl")]));
        assert!(from(&[("origin", "https://a.example")]) && from(&[("origin", "http://localhost:5173")]));
        assert!(from(&[("origin", "https://a.example"), ("sec-fetch-site", "cross-site")]));
        for wrong in [
            "https://b.example",
            "null",
            "",
            "https://a.example:444",
            "http://a.example",
            "https://A.example",
            "https://a.example/",
            "https://a.example.evil.example",
            "https://a.example, https://b.example",
        ] {
            assert!(!from(&[("origin", wrong)]), "{wrong}");
        }
        for name in ["sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest"] {
            assert!(!from(&[(name, "same-origin")]), "{name}");
        }
        assert!(!from(&[("origin", "https://a.example"), ("origin", "https://a.example")]));
        assert!(comes_from(&[], &HeaderMap::new()));
    }

    #[test]
    fn what_is_seen_by_everybody_opens_published_pages_alone() {
        for open in [
            "/blog/public/posts",
            "/blog/public/posts/a%20b",
            "/blog/public/feed.xml",
            "/blog/public/posts/preview",
        ] {
            assert!(is_for_everybody(&Method::GET, open) && is_for_everybody(&Method::HEAD, open), "{open}");
            assert!(!is_for_everybody(&Method::POST, open), "{open}");
        }
        for closed in [
            "/blog/public/preview/token",
            "/blog/public/%70review/token",
            "/blog/public/preview",
            "/blog/admin/posts",
            "/manager/tenant",
            "/blog/publicity/posts",
        ] {
            assert!(!is_for_everybody(&Method::GET, closed), "{closed}");
        }
    }
}
