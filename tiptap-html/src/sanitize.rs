//! The second wall: whatever the renderer wrote, only this allow-list leaves.
//!
//! `ammonia` parses the HTML as a browser does and writes the tree anew, so text that looks like markup
//! stays text and every element is closed. The list is built once per isolate.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use crate::parse::is_language;
use crate::toc::ID_PREFIX;
use crate::{style, url};

static ALLOWED: LazyLock<Builder<'static>> = LazyLock::new(allow_list);

/// Elements, and the attributes each may have beside `dir`.
const ELEMENTS: &[(&str, &[&str])] = &[
    ("a", &["href", "rel", "target", "title"]),
    ("blockquote", &[]),
    ("br", &[]),
    ("code", &["class"]),
    ("col", &["style"]),
    ("colgroup", &[]),
    ("details", &["open"]),
    ("div", &["data-latex", "data-type", "data-youtube-video"]),
    ("em", &[]),
    ("h1", &["id", "style"]),
    ("h2", &["id", "style"]),
    ("h3", &["id", "style"]),
    ("h4", &["id", "style"]),
    ("h5", &["id", "style"]),
    ("h6", &["id", "style"]),
    ("hr", &[]),
    (
        "iframe",
        &[
            "allowfullscreen",
            "autoplay",
            "disablekbcontrols",
            "enableiframeapi",
            "endtime",
            "height",
            "ivloadpolicy",
            "loop",
            "modestbranding",
            "origin",
            "playlist",
            "rel",
            "src",
            "start",
            "width",
        ],
    ),
    ("img", &["alt", "height", "src", "title", "width"]),
    ("input", &["checked", "type"]),
    ("label", &[]),
    ("li", &["data-checked", "data-type"]),
    ("mark", &["data-color", "style"]),
    ("ol", &["start", "type"]),
    ("p", &["style"]),
    ("pre", &[]),
    ("s", &[]),
    (
        "span",
        &[
            "data-id",
            "data-label",
            "data-latex",
            "data-mention-suggestion-char",
            "data-name",
            "data-type",
            "style",
        ],
    ),
    ("strong", &[]),
    ("sub", &[]),
    ("summary", &[]),
    ("sup", &[]),
    ("table", &["style"]),
    ("tbody", &[]),
    ("td", &["colspan", "colwidth", "rowspan", "style"]),
    ("th", &["colspan", "colwidth", "rowspan", "style"]),
    ("tr", &[]),
    ("u", &[]),
    ("ul", &["data-type"]),
];

/// Cleans HTML to what the list allows. Text is never dropped, only markup.
pub(crate) fn sanitize(html: &str) -> String {
    ALLOWED.clean(html).to_string()
}

fn allow_list() -> Builder<'static> {
    let mut builder = Builder::empty();
    builder
        .tags(ELEMENTS.iter().map(|(element, _)| *element).collect())
        .tag_attributes(
            ELEMENTS
                .iter()
                .map(|(element, attributes)| (*element, attributes.iter().copied().collect::<HashSet<_>>()))
                .collect::<HashMap<_, _>>(),
        )
        .generic_attributes(HashSet::from(["dir"]))
        .set_tag_attribute_value("input", "type", "checkbox")
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None) // the renderer knows which links are external
        .attribute_filter(filter);
    builder
}

/// Values: `None` drops the attribute.
fn filter<'a>(element: &str, attribute: &str, value: &'a str) -> Option<Cow<'a, str>> {
    let keep = |allowed: bool| allowed.then_some(Cow::Borrowed(value));
    let number = |extra: &[u8]| value.bytes().all(|b| b.is_ascii_digit() || extra.contains(&b));
    match (element, attribute) {
        (_, "style") => style::filter(value).map(Cow::Owned),
        (_, "dir") => keep(matches!(value, "ltr" | "rtl" | "auto")),
        ("a", "href") => keep(!matches!(url::LinkUrl::parse(value), url::LinkUrl::Refused)),
        ("a", "target") => url::target(value).map(Cow::Borrowed),
        ("a", "rel") => url::rel(value).map(Cow::Owned),
        ("img", "src") => keep(url::image(value).is_some()),
        ("iframe", "src") => keep(url::is_youtube_embed(value)),
        // What TipTap writes on the frame besides: switches and numbers without meaning to a browser.
        ("iframe", "origin" | "playlist") => keep(value.is_empty()),
        ("iframe" | "img", "width" | "height") => keep(number(b"%")),
        ("iframe", _) => keep(matches!(value, "true" | "false") || number(b"")),
        ("code", "class") => keep(value.strip_prefix("language-").is_some_and(is_language)),
        ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", "id") => keep(value.starts_with(ID_PREFIX)),
        ("td" | "th", "colspan" | "rowspan") => keep(number(b"")),
        ("td" | "th", "colwidth") => keep(number(b",")),
        ("ol", "start") => keep(value.parse::<i32>().is_ok()),
        ("ol", "type") => keep(matches!(value, "a" | "A" | "i" | "I")),
        (_, "data-type") => keep(matches!(
            value,
            "taskList" | "taskItem" | "detailsContent" | "mention" | "emoji" | "inline-math" | "block-math"
        )),
        ("mark", "data-color") => keep(style::color(value).is_some()),
        _ => Some(Cow::Borrowed(value)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Pieces of pages, allowed and not. No `pre`: a line feed that begins one is lost whenever it is read.
    #[rustfmt::skip]
    const PIECES: &[&str] = &[
        "<a href='/x'>", "</a>", "<p>", "</p>", "<blockquote>", "</blockquote>", "<table>", "</table>", "<tr>", "<td>",
        "</td>", "<th>", "<colgroup>", "<col style='width: 3px'>", "<tbody>", "<code>", "</code>", "<ul>", "<li>",
        "</li>", "</ul>", "<ol>", "<div>", "</div>", "<h1 id='h-a'>", "</h1>", "<details>", "<summary>",
        "<iframe src='https://www.youtube.com/embed/a'>", "</iframe>", "<strong>", "</strong>", "<em>", "</em>",
        "<input>", "<label>", "</label>", "text", "&amp;lt;", "<img src='/a'>", "<br>", "<hr>", "<script>", "</script>",
        "<svg>", "<math>", "<style>", "<title>", "<textarea>", "<select>", "<option>", "<template>", "<button>",
        "<form>", "<noscript>", "<!--", "-->", "<s>", "<u>", "<span style='color: red'>", "</span>",
    ];

    proptest! {
        #[test]
        fn what_was_cleaned_stays_as_it_is(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..20)) {
            // The first time elements may stand where no parser leaves them; the second puts them right.
            let cleaned = sanitize(&sanitize(&pieces.concat()));
            prop_assert_eq!(sanitize(&cleaned), cleaned);
        }
    }

    #[test]
    fn elements_outside_the_list_leave_their_text() {
        assert_eq!(sanitize("<section><b onclick=x>a</b><svg></svg><form>b</form></section>"), "ab");
    }

    #[test]
    fn values_are_checked_again() {
        assert_eq!(
            sanitize(r#"<a href="javascript:x" target="_top" rel="opener" onclick="x">a</a>"#),
            "<a>a</a>"
        );
        assert_eq!(
            sanitize(r#"<iframe src="https://evil.example/embed/a" srcdoc="x" allow="camera"></iframe>"#),
            "<iframe></iframe>"
        );
        assert_eq!(sanitize(r#"<input type="password" name="p" value="x">"#), r#"<input type="checkbox">"#);
        assert_eq!(sanitize(r#"<h2 id="location">a</h2>"#), "<h2>a</h2>");
        assert_eq!(
            sanitize(r#"<p style="position:fixed;color:red" class="x">a</p>"#),
            r#"<p style="color: red">a</p>"#
        );
        assert_eq!(sanitize(r#"<img src="data:image/svg+xml,x" onerror="x" alt="a">"#), r#"<img alt="a">"#);
    }

    #[test]
    fn text_survives_to_the_letter() {
        let text = "<pre><code>\n a &amp;amp; &lt;b&gt;\t\"x\"  \n\n</code></pre>";
        assert_eq!(sanitize(text), text);
    }
}
