//! The query parameters of the public door's routes. The blog's table of routes has them from here; the gateway drops
//! every other one before it looks for a page or asks for it, so that a page has one place in the cache whatever is
//! appended to its address.

/// The public routes of the blog service and the parameters that each knows.
pub const PUBLIC_PARAMS: &[(&str, &[&str])] = &[
    ("/public/posts", &["page", "after", "limit", "category", "tag", "search", "sort", "order"]),
    ("/public/posts/{slug}", &[]),
    ("/public/posts/{slug}/related", &["limit"]),
    ("/public/slugs", &["limit", "after"]),
    ("/public/categories", &[]),
    ("/public/tags", &[]),
    ("/public/site", &[]),
    ("/public/preview/{token}", &[]),
    ("/public/feed.xml", FEED),
    ("/public/atom.xml", FEED),
    ("/public/feed.json", FEED),
    ("/public/sitemap.xml", FEED),
];

/// What feeds and the sitemap know.
const FEED: &[&str] = &["site", "title"];

/// The parameters of a pattern, for the table of routes; a pattern that is not listed has none.
pub const fn of(pattern: &str) -> &'static [&'static str] {
    let mut rest = PUBLIC_PARAMS;
    while let Some(((listed, names), others)) = rest.split_first() {
        if same(listed.as_bytes(), pattern.as_bytes()) {
            return names;
        }
        rest = others;
    }
    &[]
}

/// Whether two texts are equal; `==` cannot be asked while a table is built.
const fn same(mut one: &[u8], mut other: &[u8]) -> bool {
    while let (Some((first, more)), Some((second, further))) = (one.split_first(), other.split_first()) {
        if *first != *second {
            return false;
        }
        (one, other) = (more, further);
    }
    one.is_empty() && other.is_empty()
}

/// The parameters that a path knows; a path that is no public route knows none.
pub fn known(path: &str) -> &'static [&'static str] {
    PUBLIC_PARAMS.iter().find(|(pattern, _)| matches(pattern, path)).map_or(&[], |(_, names)| names)
}

fn matches(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if wanted == given => {}
            (Some(wanted), Some(given)) if wanted.starts_with('{') && !given.is_empty() => {}
            _ => return false,
        }
    }
}

/// The query without the parameters that the path does not know; what is left keeps its order and spelling.
pub fn without_unknown(path: &str, query: &str) -> String {
    let known = known(path);
    let is_known = |pair: &&str| {
        form_urlencoded::parse(pair.as_bytes()).next().is_some_and(|(name, _)| known.contains(&&*name))
    };
    query.split('&').filter(is_known).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_has_the_parameters_that_are_listed_for_it() {
        for (pattern, names) in PUBLIC_PARAMS {
            assert_eq!(of(pattern), *names, "{pattern}");
        }
        for unlisted in ["", "/public", "/public/post", "/public/posts/", "/public/postz", "/admin/posts"] {
            assert!(of(unlisted).is_empty(), "{unlisted}");
        }
    }

    #[test]
    fn a_path_knows_the_parameters_of_its_route() {
        assert!(known("/public/posts").contains(&"page"));
        assert_eq!(known("/public/posts/a/related"), ["limit"]);
        assert_eq!(known("/public/feed.xml"), ["site", "title"]);
        for none in [
            "/public/posts/a",
            "/public/posts/",
            "/public/posts//related",
            "/public/posts/a/b",
            "/public/nothing",
            "/public",
            "/admin/posts",
            "",
        ] {
            assert!(known(none).is_empty(), "{none}");
        }
    }

    #[test]
    fn what_a_route_does_not_know_is_dropped_and_the_rest_stays_as_it_was_written() {
        for (path, query, left) in [
            ("/public/posts", "page=2&utm_source=x&%6cimit=5&cb=1", "page=2&%6cimit=5"),
            ("/public/posts", "search=a%20b+c&search=d&&=x&Page=3", "search=a%20b+c&search=d"),
            ("/public/posts", "status=draft", ""),
            ("/public/posts/a", "page=2", ""),
            ("/public/feed.xml", "title=a%26b&x", "title=a%26b"),
            ("/public/nothing", "page=2&limit=1", ""),
            ("/public/posts", "", ""),
        ] {
            assert_eq!(without_unknown(path, query), left, "{path}?{query}");
        }
    }
}
