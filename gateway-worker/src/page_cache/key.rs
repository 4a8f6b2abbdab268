//! A page's place in the cache. The Cache API's own key is the URL alone, and every tenant's pages have
//! the same URL: the tenant is therefore part of a key of ours, and no credential is.

use logicspike_shared::ids::TenantId;

/// The key of one tenant's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageKey(String);

/// Changes when what is kept changes its form.
const PREFIX: &str = "https://pages.logicspike.internal/v2/";

impl PageKey {
    /// The key of an origin's path and query: parameters in the order of their names, escapes in upper case,
    /// so that two spellings of one page share a place. `None` for a query that is no UTF-8 text, where two
    /// queries could look the same.
    pub fn new(tenant: &TenantId, origin: &str, path: &str, query: Option<&str>) -> Option<Self> {
        let mut pairs: Vec<_> = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).collect();
        if pairs.iter().any(|(name, value)| name.contains('\u{fffd}') || value.contains('\u{fffd}')) {
            return None;
        }
        // Stable: parameters of one name keep their order, which may mean something.
        pairs.sort_by(|(one, _), (other, _)| one.cmp(other));
        // A page may hold absolute links, which are those of the scheme and host that were asked.
        let (scheme, authority) = origin.split_once("://").unwrap_or(("", origin));
        let mut key = format!("{PREFIX}{tenant}/{scheme}/{authority}{}", with_upper_case_escapes(path));
        if !pairs.is_empty() {
            key.push('?');
            key.push_str(&form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish());
        }
        Some(Self(key))
    }

    /// Where the instant of a tenant's last withdrawal is kept, beside its pages.
    pub(super) fn of_withdrawal(tenant: &TenantId) -> Self {
        Self(format!("{PREFIX}{tenant}/withdrawn"))
    }

    /// Where the instant is kept at which a page was last asked for past every cache, beside the page.
    pub(super) fn of_asked_anew(&self) -> Self {
        let (tenant, page) =
            self.0.strip_prefix(PREFIX).and_then(|rest| rest.split_once('/')).unwrap_or_default();
        Self(format!("{PREFIX}{tenant}/anew/{page}"))
    }

    /// The URL form that the Cache API takes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn with_upper_case_escapes(path: &str) -> String {
    let mut escape = 0;
    path.chars()
        .map(|character| {
            if character == '%' {
                escape = 2;
                return character;
            }
            if escape > 0 {
                escape -= 1;
                return character.to_ascii_uppercase();
            }
            character
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(tenant: &str, path: &str, query: &str) -> Option<String> {
        let query = Some(query).filter(|query| !query.is_empty());
        PageKey::new(&TenantId::parse(tenant).unwrap(), "https://api.example.com", path, query)
            .map(|key| key.0)
    }

    #[test]
    fn two_spellings_of_a_page_share_a_place() {
        let usual = key("tenant_1", "/public/posts", "limit=5&search=a+b&tag=%C3%BC");
        for other in ["tag=%c3%bc&search=a%20b&limit=5", "search=%61+b&limit=5&&tag=ü"] {
            assert_eq!(key("tenant_1", "/public/posts", other), usual, "{other}");
        }
        assert_eq!(
            key("tenant_1", "/public/posts/caf%c3%a9", ""),
            key("tenant_1", "/public/posts/caf%C3%A9", "")
        );
    }

    #[test]
    fn different_pages_and_tenants_never_share_one() {
        let all = [
            key("tenant_1", "/public/posts", ""),
            key("tenant_2", "/public/posts", ""),
            key("tenant_1", "/public/tags", ""),
            key("tenant_1", "/public/posts", "page=1"),
            key("tenant_1", "/public/posts", "page=2"),
            key("tenant_1", "/public/posts", "page=1&page=2"),
            key("tenant_1", "/public/posts", "page=2&page=1"),
            key("tenant_1", "/public/posts", "page=1%26page%3D2"),
            key("tenant_1", "/public/posts/a%20b", ""),
            key("tenant_1", "/public/posts/a+b", ""),
            key("tenant_1", "/public/Posts", ""),
        ];
        for (index, one) in all.iter().enumerate() {
            assert!(one.is_some());
            assert!(!all[index + 1..].contains(one), "{one:?}");
        }
    }

    #[test]
    fn pages_of_two_origins_never_share_one() {
        let tenant = TenantId::parse("tenant_1").unwrap();
        let all = ["https://a.test", "http://a.test", "https://a.test:8443", "https://b.test"]
            .map(|origin| PageKey::new(&tenant, origin, "/public/feed.xml", None).unwrap());
        for (index, one) in all.iter().enumerate() {
            assert!(!all[index + 1..].contains(one), "{one:?}");
            assert_ne!(*one, PageKey::of_withdrawal(&tenant));
            assert!(!all.contains(&one.of_asked_anew()) && !all[index + 1..].contains(&one.of_asked_anew()));
        }
    }

    #[test]
    fn a_query_that_is_no_text_has_no_place() {
        assert_eq!(key("tenant_1", "/public/posts", "search=%ff"), None);
        assert_eq!(key("tenant_1", "/public/posts", "%fe=1"), None);
    }
}
