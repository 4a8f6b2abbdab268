//! Which URLs may stand in the HTML.
//!
//! An address is cleaned the way browsers do it (WHATWG URL, "basic URL parser": control characters and
//! spaces around it, tabs and line breaks within it are dropped) before its scheme is read, so that what is
//! judged is what a browser would follow.

/// Longer addresses are refused: no server takes them, and each occurrence is copied.
const MAX_URL_BYTES: usize = 8 * 1024;

/// What every external link carries: the target learns nothing of the opener, and search engines no vote.
pub(crate) const EXTERNAL_REL: &str = "noopener noreferrer nofollow";

/// Link types an author may set on a link within the site.
const REL_TOKENS: [&str; 16] = [
    "alternate",
    "author",
    "bookmark",
    "external",
    "help",
    "license",
    "me",
    "next",
    "nofollow",
    "noopener",
    "noreferrer",
    "prev",
    "search",
    "sponsored",
    "tag",
    "ugc",
];

const EMBED_PREFIXES: [&str; 2] =
    ["https://www.youtube.com/embed/", "https://www.youtube-nocookie.com/embed/"];

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LinkUrl {
    /// Another host: an absolute http(s) address, or one that begins with `//`.
    External(String),
    /// Relative to the page, `mailto:` or `tel:`.
    Local(String),
    /// Not a link that may be followed.
    Refused,
}

impl LinkUrl {
    pub(crate) fn parse(raw: &str) -> Self {
        let Some(url) = clean(raw) else { return Self::Refused };
        match Scheme::of(&url) {
            Scheme::Http | Scheme::ProtocolRelative => Self::External(url),
            Scheme::Relative | Scheme::Contact => Self::Local(url),
            Scheme::Other => Self::Refused,
        }
    }
}

/// The address of an image, if it may be loaded: http, https or relative.
pub(crate) fn image(raw: &str) -> Option<String> {
    let url = clean(raw)?;
    match Scheme::of(&url) {
        Scheme::Http | Scheme::ProtocolRelative | Scheme::Relative if !url.is_empty() => Some(url),
        _ => None,
    }
}

/// The known link types in `raw`, each once; `None` when there are none.
pub(crate) fn rel(raw: &str) -> Option<String> {
    let mut tokens: Vec<&str> = Vec::new();
    for token in raw.split_ascii_whitespace() {
        let known = REL_TOKENS.iter().find(|known| known.eq_ignore_ascii_case(token));
        if let Some(known) = known.filter(|known| !tokens.contains(known)) {
            tokens.push(known);
        }
    }
    if tokens.is_empty() { None } else { Some(tokens.join(" ")) }
}

/// The browsing context a link may open in.
pub(crate) fn target(raw: &str) -> Option<&'static str> {
    match raw {
        "_blank" => Some("_blank"),
        "_self" => Some("_self"),
        // `_top`, `_parent` and names reach out of the frame an embedding page put us in.
        _ => None,
    }
}

/// The embed URL for any YouTube address, with playback from `start` seconds, as TipTap builds it.
pub(crate) fn youtube_embed(raw: &str, start: u32) -> Option<String> {
    let url = clean(raw)?;
    let rest = ["https://", "http://", "//"].iter().find_map(|prefix| url.strip_prefix(prefix));
    let rest = rest.unwrap_or(&url);
    let (host, path) = rest.split_once('/')?;
    let site = ["www.", "m.", "music."].iter().find_map(|prefix| host.strip_prefix(prefix));
    let site = site.unwrap_or(host);

    if site == "youtu.be" {
        return embed(EMBED_PREFIXES.first()?, path);
    }
    let [ordinary, without_cookies] = EMBED_PREFIXES;
    let own = match site {
        "youtube.com" => ordinary,
        "youtube-nocookie.com" => without_cookies,
        _ => return None,
    };
    if let Some(id) = path.strip_prefix("embed/") {
        return embed(own, id);
    }

    let from = if start > 0 { format!("start={start}&rel=1") } else { "rel=1".to_owned() };
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let in_path = ["shorts/", "live/"].iter().find_map(|prefix| path.strip_prefix(prefix));
    if let Some(id) = in_path {
        return embed(ordinary, &format!("{}?{from}", id.trim_end_matches('/')));
    }
    let query = query.split('#').next().unwrap_or_default();
    query.split('&').find_map(|pair| match pair.split_once('=')? {
        ("v", id) => embed(ordinary, &format!("{id}?{from}")),
        ("list", id) => embed(without_cookies, &format!("videoseries?list={id}&{from}")),
        _ => None,
    })
}

/// Whether `url` is a YouTube embed address and nothing else.
pub(crate) fn is_youtube_embed(url: &str) -> bool {
    let Some(rest) = EMBED_PREFIXES.iter().find_map(|prefix| url.strip_prefix(prefix)) else {
        return false;
    };
    let (id, query) = rest.split_once('?').unwrap_or((rest, ""));
    let id_ok = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    let query_ok = query.bytes().all(|b| {
        b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'=' | b'&' | b'.' | b',' | b'%' | b'+')
    });
    id_ok && query_ok
}

fn embed(prefix: &str, rest: &str) -> Option<String> {
    Some(format!("{prefix}{rest}")).filter(|url| is_youtube_embed(url))
}

/// What a browser would read, or `None` if it holds control characters or is too long.
fn clean(raw: &str) -> Option<String> {
    if raw.len() > MAX_URL_BYTES {
        return None;
    }
    let outer = |c: char| c <= ' ' || c.is_whitespace();
    let url: String = raw.trim_matches(outer).chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    if url.chars().any(char::is_control) { None } else { Some(url) }
}

enum Scheme {
    Http,
    Contact,
    ProtocolRelative,
    Relative,
    Other,
}

impl Scheme {
    /// Of a cleaned URL.
    fn of(url: &str) -> Self {
        // Browsers read a backslash as a slash in http addresses.
        let slash = |c: char| matches!(c, '/' | '\\');
        if url.starts_with(slash) {
            return if url.chars().nth(1).is_some_and(slash) {
                Self::ProtocolRelative
            } else {
                Self::Relative
            };
        }
        let first = url.split(['/', '\\', '?', '#']).next().unwrap_or_default();
        let Some((scheme, _)) = first.split_once(':') else {
            // Without a colon it is a relative path. An encoded colon or an entity is harmless to a browser,
            // but not to a consumer that decodes once too often, and no honest path begins like that.
            let doubtful = first.contains('&') || first.to_ascii_lowercase().contains("%3a");
            return if doubtful { Self::Other } else { Self::Relative };
        };
        let after = url.get(scheme.len() + 1..).unwrap_or_default();
        match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" if after.starts_with("//") => Self::Http,
            "mailto" | "tel" => Self::Contact,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_other_hosts_are_external() {
        for url in ["https://a.example/x", "HTTP://a.example", "//a.example", "/\\a.example", "\\\\a.example"]
        {
            assert_eq!(LinkUrl::parse(url), LinkUrl::External(url.to_owned()), "{url}");
        }
    }

    #[test]
    fn paths_anchors_and_contacts_are_local() {
        for url in ["/a", "a/b:c", "?q=a:b", "#x:y", "", "mailto:a@b.example", "tel:+49", "javascript-tips"] {
            assert_eq!(LinkUrl::parse(url), LinkUrl::Local(url.to_owned()), "{url}");
        }
    }

    #[test]
    fn other_schemes_are_refused_however_they_are_hidden() {
        for url in [
            "javascript:alert(1)",
            " JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "java\u{0}script:alert(1)",
            "\u{a0}javascript:alert(1)",
            "\u{200b}javascript:alert(1)",
            "javascript&colon;alert(1)",
            "javascript%3Aalert(1)",
            "javascript&#58;alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "blob:https://a.example/x",
            "https:a.example",
            "https:\\\\a.example",
            "ftp://a.example",
        ] {
            assert_eq!(LinkUrl::parse(url), LinkUrl::Refused, "{url:?}");
            assert_eq!(image(url), None, "{url:?}");
        }
    }

    #[test]
    fn addresses_are_cleaned_as_browsers_do() {
        assert_eq!(LinkUrl::parse("  https://a.ex\n/b\t"), LinkUrl::External("https://a.ex/b".to_owned()));
        assert_eq!(LinkUrl::parse(&format!("https://{}", "a".repeat(9_000))), LinkUrl::Refused);
    }

    #[test]
    fn images_come_over_http_or_from_the_site() {
        assert_eq!(image("/a.png").as_deref(), Some("/a.png"));
        assert_eq!(image("//cdn.example/a.png").as_deref(), Some("//cdn.example/a.png"));
        assert_eq!(image("mailto:a@b.example"), None);
        assert_eq!(image(""), None);
    }

    #[test]
    fn youtube_addresses_become_embeds() {
        for (raw, start, expected) in [
            ("https://www.youtube.com/watch?v=a-b_c", 0, "https://www.youtube.com/embed/a-b_c?rel=1"),
            (
                "https://m.youtube.com/watch?x=1&v=abc&t=3",
                7,
                "https://www.youtube.com/embed/abc?start=7&rel=1",
            ),
            ("https://youtu.be/abc?si=q", 9, "https://www.youtube.com/embed/abc?si=q"),
            ("http://youtube.com/shorts/abc", 0, "https://www.youtube.com/embed/abc?rel=1"),
            ("youtube.com/live/abc", 0, "https://www.youtube.com/embed/abc?rel=1"),
            ("//www.youtube-nocookie.com/embed/abc", 0, "https://www.youtube-nocookie.com/embed/abc"),
            (
                "https://www.youtube.com/playlist?list=PL1",
                0,
                "https://www.youtube-nocookie.com/embed/videoseries?list=PL1&rel=1",
            ),
        ] {
            assert_eq!(youtube_embed(raw, start).as_deref(), Some(expected), "{raw}");
        }
    }

    #[test]
    fn nothing_else_becomes_an_embed() {
        for raw in [
            "https://evil.example/watch?v=abc",
            "https://youtube.com.evil.example/embed/abc",
            "https://evil.example/https://www.youtube.com/embed/abc",
            "https://www.youtube.com@evil.example/embed/abc",
            "https://www.youtube.com/embed/../redirect?q=x",
            "https://www.youtube.com/embed/a\"b",
            "javascript://www.youtube.com/embed/abc",
            "https://www.youtube.com/redirect?q=https://evil.example",
            "https://youtu.be/",
        ] {
            assert_eq!(youtube_embed(raw, 0), None, "{raw}");
        }
    }

    #[test]
    fn link_types_outside_the_list_are_dropped() {
        assert_eq!(rel("NoFollow opener ugc nofollow").as_deref(), Some("nofollow ugc"));
        assert_eq!(rel("opener manifest"), None);
    }
}
