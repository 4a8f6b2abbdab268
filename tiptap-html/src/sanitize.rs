//! The second wall: whatever the renderer wrote, only the allow-list leaves.
//!
//! `ammonia` parses the HTML as a browser does and writes the tree anew, so text that looks like markup
//! stays text and every element is closed. The list is built once per isolate.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use crate::allowed::{self, ELEMENTS};

static ALLOWED: LazyLock<Builder<'static>> = LazyLock::new(allow_list);

/// Cleans HTML to what the list allows. Text is never dropped, only markup.
pub(crate) fn sanitize(html: &str) -> String {
    ALLOWED.clean(html).to_string()
}

fn allow_list() -> Builder<'static> {
    let mut builder = Builder::empty();
    builder
        .tags(ELEMENTS.iter().map(|element| element.name).collect())
        .tag_attributes(
            ELEMENTS
                .iter()
                .map(|element| (element.name, element.attributes.iter().copied().collect::<HashSet<_>>()))
                .collect::<HashMap<_, _>>(),
        )
        .generic_attributes(HashSet::from([allowed::EVERYWHERE]))
        .url_schemes(allowed::SCHEMES.iter().copied().collect())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None) // the renderer knows which links are external
        .attribute_filter(allowed::value);
    for element in ELEMENTS {
        if let Some((attribute, value)) = element.fixed {
            builder.set_tag_attribute_value(element.name, attribute, value);
        }
    }
    builder
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
