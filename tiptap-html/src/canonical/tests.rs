//! That no yes is wrong, and that pages of ordinary documents are answered yes.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::{Url, is_canonical, is_plainly_one};
use crate::allowed::{self, ELEMENTS, Element, Holds, Place};
use crate::render::written;
use crate::sanitize::sanitize;
use crate::{Document, render};

#[path = "../../tests/xss/payloads.rs"]
mod payloads;

use payloads::{MARKS, NODES, PAYLOADS};

/// What is promised: a page that is recognised is to the byte what sanitising makes of it.
fn no_yes_is_wrong(html: &str) -> bool {
    let recognised = is_canonical(html);
    if recognised {
        assert_eq!(sanitize(html), html);
    }
    recognised
}

/// The pages that the renderer writes of the fixtures, by their files.
static PAGES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let files = fs::read_dir(folder).expect("there are fixtures").map(|file| file.expect("a file").path());
    let documents = files.filter(|file| file.extension().is_some_and(|extension| extension == "json"));
    let page =
        |file: &Path| written(&Document::parse_lenient(&fs::read_to_string(file).expect("a document")));
    documents.map(|file| (file.display().to_string(), page(&file))).collect()
});

/// Nearly all pages must take the short way, or the time is spent twice.
#[test]
fn pages_of_ordinary_documents_are_recognised() {
    assert!(PAGES.len() > 250, "{}", PAGES.len());
    let refused: Vec<&str> =
        PAGES.iter().filter(|(_, html)| !no_yes_is_wrong(html)).map(|(name, _)| name.as_str()).collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn signs_of_every_kind_are_recognised_as_the_renderer_writes_them() {
    for text in
        ["a & b &amp; \"c\" 'd' <e>", "no\u{a0}break «é» ±", "\u{fdd0}\0\u{fffd}\u{1f389}", "日本語、，\n"]
    {
        let json = serde_json::json!({ "type": "doc", "content": [
            { "type": "heading", "content": [{ "type": "text", "text": text }] },
            { "type": "codeBlock", "content": [{ "type": "text", "text": format!("\n{text}") }] },
            { "type": "image", "attrs": { "src": "/a?b=1&c=2", "alt": text, "title": text } },
            { "type": "blockMath", "attrs": { "latex": text } },
        ] });
        let document = Document::parse_lenient(&json.to_string());
        assert!(no_yes_is_wrong(&written(&document)), "{text:?}");
        assert_eq!(render(&document).html, written(&document), "{text:?}");
    }
}

/// Both walls let the same page out, whichever it was.
#[test]
fn what_is_not_recognised_is_sanitised() {
    let nested = r#"{"type":"doc","content":[{"type":"paragraph","content":[{"type":"paragraph","content":[
        {"type":"text","text":"a \"b\" & c"}]}]}]}"#;
    let document = Document::parse_lenient(nested);
    assert!(!is_canonical(&written(&document)));
    assert_eq!(render(&document).html, sanitize(&written(&document)));
}

fn open(element: &Element) -> String {
    match element.fixed {
        Some((attribute, value)) => format!("<{} {attribute}=\"{value}\">", element.name),
        None => format!("<{}>", element.name),
    }
}

fn around(element: &Element, inside: &str) -> String {
    match element.holds {
        Holds::Void => format!("{}{inside}", open(element)),
        _ => format!("{}{inside}</{}>", open(element), element.name),
    }
}

fn named(name: &str) -> &'static Element {
    ELEMENTS.iter().find(|element| element.name == name).expect("an element of the list")
}

/// The page that holds an element where it belongs.
fn in_its_place(element: &Element, html: &str) -> String {
    let parents: &[&str] = match element.place {
        Place::Line | Place::Formatting | Place::Block => &[],
        Place::Item => &["ul"],
        Place::Section => &["table"],
        Place::Column => &["colgroup", "table"],
        Place::Row => &["tbody", "table"],
        Place::Cell => &["tr", "tbody", "table"],
    };
    parents.iter().fold(html.to_owned(), |inside, parent| around(named(parent), &inside))
}

#[test]
fn every_element_is_recognised_where_it_belongs() {
    for element in ELEMENTS {
        let page = in_its_place(element, &around(element, ""));
        assert!(no_yes_is_wrong(&page), "{page}");
    }
}

/// Elements in each other, three levels deep, with text or nothing between: whatever a parser would move, close or
/// begin anew is refused.
#[test]
fn no_nesting_is_taken_for_what_it_is_not() {
    let mut recognised = 0;
    for one in ELEMENTS {
        for two in ELEMENTS {
            let pair = around(one, &around(two, "a"));
            recognised += u32::from(no_yes_is_wrong(&in_its_place(one, &pair)));
            let beside = format!("{}{}", around(one, ""), around(two, "a"));
            recognised += u32::from(no_yes_is_wrong(&beside));
            for three in ELEMENTS {
                let page = in_its_place(one, &around(one, &around(two, &around(three, ""))));
                recognised += u32::from(no_yes_is_wrong(&page));
            }
        }
    }
    assert!(recognised > 4_000, "{recognised}");
}

#[test]
fn end_tags_are_not_left_to_the_parser() {
    for html in [
        "<p>a",
        "a</p>",
        "<ul><li>a<li>b</ul>",
        "<p>a<p>b</p></p>",
        "<b>a</b>",
        "<p>a</P>",
        "<P>a</P>",
        "<p >a</p>",
        "<p>a</p >",
        "<br/>",
        "<br></br>",
        "<p/>a</p>",
        "<!-- a -->",
        "<![CDATA[a]]>",
        "<?a?>",
        "<!DOCTYPE html>",
        "<",
        "</",
        "</>",
        "<>",
        "a<b",
        "<p",
        "<p dir",
        "<p dir=",
        "<p dir=\"",
        "<p dir=\"ltr",
        "<p dir=\"ltr\"",
        "<pre>\n</pre>",
        "\u{feff}a",
        "a\r\nb",
        "a\0b",
        "a > b",
        "a & b",
        "&lt",
        "&#60;",
        "&quot;",
        "&eacute;",
        "a\u{a0}b",
        "<iframe>a</iframe>",
        "<table>a</table>",
        "<table> <tbody></tbody></table>",
        "<table><tr></tr></table>",
        "<td></td>",
        "<li>a</li>",
        "<a><a></a></a>",
        "<h1><h2></h2></h1>",
        "<p><div></div></p>",
        "<svg></svg>",
        "<math></math>",
        "<script></script>",
        "<input>",
        "<input type=\"text\">",
        "<p dir=ltr>a</p>",
        "<p dir='ltr'>a</p>",
        "<p dir=\"ltr\" dir=\"rtl\">a</p>",
        "<p  dir=\"ltr\">a</p>",
        "<p dir=\"ltr\" >a</p>",
        "<p\ndir=\"ltr\">a</p>",
        "<p onclick=\"a\">a</p>",
        "<img title=\"<\">",
        "<img title=\"&#34;\">",
        "<img title=\"&amp\">",
        "<p style=\"color:red\">a</p>",
        "<p style=\"\">a</p>",
        "<li value=\"1\"></li>",
    ] {
        assert!(!is_canonical(html), "{html:?}");
    }
}

/// Every character in every place that holds text.
#[test]
fn no_character_is_taken_for_what_it_is_not() {
    let odd =
        ['\u{2028}', '\u{feff}', '\u{fdd0}', '\u{fffd}', '\u{fffe}', '\u{ffff}', '\u{10ffff}', '\u{1f389}'];
    for c in ('\0'..'\u{300}').chain(odd) {
        for page in [
            format!("{c}"),
            format!("a{c}b"),
            format!("<p>{c}</p>"),
            format!("<pre>{c}</pre>"),
            format!("<pre><code>{c}</code></pre>"),
            format!("<iframe>{c}</iframe>"),
            format!("<table>{c}<tbody></tbody></table>"),
            format!("<img title=\"{c}\">"),
            format!("<img title=\"a{c}b\">"),
            format!("<p{c}dir=\"ltr\">a</p>"),
            format!("<p{c}>a</p>"),
            format!("<a href=\"{c}\">a</a>"),
            format!("<a href=\"a{c}b:\">a</a>"),
            format!("<a href=\"https://{c}a.example/{c}\">a</a>"),
        ] {
            no_yes_is_wrong(&page);
        }
    }
}

fn escape(value: &str) -> String {
    let references = [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("\u{a0}", "&nbsp;")];
    references.iter().fold(value.to_owned(), |text, (sign, reference)| text.replace(sign, reference))
}

/// Values that some attribute may have, and some that none may.
const VALUES: &[&str] = &[
    "",
    "1",
    "-1",
    "+1",
    "01",
    "1,2",
    "50%",
    "true",
    "false",
    "checked",
    "checkbox",
    "CHECKBOX",
    "ltr",
    "a",
    "h-a",
    "h-",
    "language-rust",
    "language-",
    "_blank",
    "_top",
    "noopener noreferrer nofollow",
    "nofollow  ugc",
    "NoFollow",
    "taskList",
    "mention",
    "/a",
    "//a.example",
    "/\\a",
    "a:b",
    "mailto:a@b.example",
    "mailto://[",
    "tel:1",
    "HTTPS://A.EXAMPLE",
    "https://",
    "https://a",
    "https://a.example:80/b?c#d",
    "https://a.example:99999",
    "https://1.2.3.4.5",
    "https://a.0x",
    "https://a.1",
    "https://xn--a.example",
    "https://a..b",
    "https://a_b.example",
    "https://é.example/é",
    "https://[::1]/",
    "https://[",
    "http://a b",
    "https://a@b.example",
    "https://a.example\\b",
    "https://a%",
    "https://%41.example",
    "https://www.youtube.com/embed/a?b=c",
    "https://www.youtube.com/embed/",
    "color: red",
    "color: red; font-size: 12px",
    "color: RED",
    "color:red",
    "color: red;",
    "color: rgb(1, 2, 3)",
    "width: 3px",
    "min-width: 25px",
    "text-align: center",
    "font-family: \"a b\", c",
    " color: red",
    "red",
];

#[test]
fn no_value_is_taken_for_what_it_is_not() {
    let mut recognised = 0;
    let values: Vec<String> =
        VALUES.iter().chain(PAYLOADS).flat_map(|value| [escape(value), (*value).to_owned()]).collect();
    for element in ELEMENTS {
        for attribute in element.attributes.iter().chain([&allowed::EVERYWHERE, &"onclick"]) {
            for value in &values {
                let tag = open(element).replace('>', &format!(" {attribute}=\"{value}\">"));
                let end =
                    if element.holds == Holds::Void { String::new() } else { format!("</{}>", element.name) };
                recognised += u32::from(no_yes_is_wrong(&in_its_place(element, &format!("{tag}{end}"))));
            }
        }
    }
    assert!(recognised > 2_000, "{recognised}");
}

/// The collection of hostile documents, and each payload as a page.
#[test]
fn no_payload_is_taken_for_what_it_is_not() {
    for payload in PAYLOADS {
        for page in [
            (*payload).to_owned(),
            escape(payload),
            format!("<p>{payload}</p>"),
            format!("<pre><code>{payload}</code></pre>"),
        ] {
            no_yes_is_wrong(&page);
        }
        let text = serde_json::json!([{ "type": "text", "text": payload }]);
        for (node, attributes) in NODES {
            let attrs: serde_json::Map<_, _> =
                attributes.iter().map(|name| ((*name).to_owned(), (*payload).into())).collect();
            let node = serde_json::json!({ "type": node, "attrs": attrs, "content": text });
            let json = serde_json::json!({ "type": "doc", "content": [node] });
            no_yes_is_wrong(&written(&Document::parse_lenient(&json.to_string())));
        }
        for (mark, attributes) in MARKS {
            let attrs: serde_json::Map<_, _> =
                attributes.iter().map(|name| ((*name).to_owned(), (*payload).into())).collect();
            let text = serde_json::json!({ "type": "text", "text": payload, "marks": [{ "type": mark, "attrs": attrs }] });
            let json = serde_json::json!({ "type": "doc", "content": [text] });
            no_yes_is_wrong(&written(&Document::parse_lenient(&json.to_string())));
        }
    }
}

/// Tags and texts, each by itself.
fn tokens(html: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let end = match rest.strip_prefix('<') {
            Some(_) => rest.find('>').map_or(rest.len(), |at| at + 1),
            None => rest.find('<').unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(end);
        tokens.push(token);
        rest = after;
    }
    tokens
}

/// Pieces that parsers treat by rules of their own.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "<a href=\"/x\">", "</a>", "<p>", "</p>", "<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<th>", "<tbody>",
    "</tbody>", "<colgroup>", "</colgroup>", "<col style=\"width: 3px\">", "<ul>", "</ul>", "<li>", "</li>", "<div>", "</div>",
    "<h1>", "</h1>", "<h2>", "</h2>", "<pre>", "</pre>", "<code>", "</code>", "<strong>", "</strong>", "<s>", "</s>", "<span>",
    "</span>", "<br>", "<hr>", "<img src=\"/a\">", "<input type=\"checkbox\">", "<label>", "</label>", "<details open=\"\">",
    "</details>", "<summary>", "</summary>", "<iframe>", "</iframe>", "<b>", "<font>", "<svg>", "<math>", "<template>", "<select>",
    "<option>", "<button>", "<form>", "<textarea>", "<title>", "<script>", "<style>", "<noscript>", "<plaintext>", "<frameset>",
    "<caption>", "<dd>", "<dt>", "<rt>", "<nobr>", "<object>", "<!--", "-->", "<![CDATA[", "<?", "\n", " ", "a", "\"", "'", "&amp;",
    "&lt;", "&nbsp;", "&amp;lt;", "&", "\u{a0}", "«", "\r", "\0", "\u{feff}", "<", ">", "</", "=\"", "é",
];

/// A page in which elements mostly stand where they may.
fn nested() -> impl Strategy<Value = String> {
    let text = select(vec!["", "a", "\n", "é «b»", "&amp;lt;", "\"&nbsp;'", " "])
        .prop_map(|text| (None, vec![], text));
    let node = text.prop_map(|(element, children, text): (Option<usize>, Vec<Tree>, &str)| Tree {
        element,
        children,
        text: text.to_owned(),
    });
    let tree = node.prop_recursive(6, 40, 4, |inner| {
        (any::<Index>(), prop::collection::vec(inner, 0..4)).prop_map(|(element, children)| Tree {
            element: Some(element.index(10_000)),
            children,
            text: String::new(),
        })
    });
    prop::collection::vec(tree, 0..4)
        .prop_map(|trees| trees.iter().map(|tree| tree.html(Holds::Flow)).collect())
}

#[derive(Debug, Clone)]
struct Tree {
    element: Option<usize>,
    children: Vec<Tree>,
    text: String,
}

impl Tree {
    fn html(&self, within: Holds) -> String {
        let Some(choice) = self.element else {
            return if within.text() { self.text.clone() } else { String::new() };
        };
        // One in sixteen stands anywhere.
        let may = |element: &&Element| choice % 16 == 0 || within.element(element.place);
        let fitting: Vec<&Element> = ELEMENTS.iter().filter(may).collect();
        let Some(element) = fitting.get(choice % fitting.len().max(1)) else { return String::new() };
        let inside: String = self.children.iter().map(|child| child.html(element.holds)).collect();
        around(element, &inside)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn a_nested_page_that_is_recognised_stays(html in nested()) {
        no_yes_is_wrong(&html);
    }

    #[test]
    fn a_changed_page_that_is_recognised_stays(
        page in any::<Index>(), other in any::<Index>(),
        changes in prop::collection::vec((0..6_u8, any::<Index>(), any::<Index>(), select(PIECES)), 1..4),
    ) {
        let (_, other) = &PAGES[other.index(PAGES.len())];
        let mut html = PAGES[page.index(PAGES.len())].1.clone();
        for (kind, at, from, piece) in &changes {
            let mut parts: Vec<&str> = tokens(&html);
            if parts.is_empty() {
                break;
            }
            let place = at.index(parts.len() + 1);
            match kind {
                0 if place < parts.len() => { parts.remove(place); }
                1 if place < parts.len() => parts.insert(from.index(parts.len()), parts[place]),
                2 if place < parts.len() => { let with = from.index(parts.len()); parts.swap(place, with); }
                3 => { let theirs = tokens(other); parts.insert(place, theirs.get(from.index(theirs.len() + 1)).unwrap_or(&"")); }
                4 => parts.insert(place, piece),
                _ => {
                    // Anywhere, within a tag or a text too.
                    let at = html.floor_char_boundary(at.index(html.len() + 1));
                    html.insert_str(at, piece);
                    continue;
                }
            }
            html = parts.concat();
        }
        no_yes_is_wrong(&html);
    }

    #[test]
    fn pieces_that_are_recognised_stay(pieces in prop::collection::vec(select(PIECES), 0..16)) {
        no_yes_is_wrong(&pieces.concat());
    }

    #[test]
    fn any_text_that_is_recognised_stays(text in any::<String>(), value in any::<String>()) {
        no_yes_is_wrong(&text);
        no_yes_is_wrong(&format!("<p>{}</p><img title=\"{}\">", escape(&text), escape(&value)));
        no_yes_is_wrong(&format!("<a href=\"{}\">a</a>", escape(&value)));
    }

    #[test]
    fn an_address_that_is_told_at_a_glance_can_be_read(
        host in "[a-z0-9.x-]{0,12}", rest in "([/?#]|:)\\PC{0,12}", scheme in select(vec!["http", "https"]),
    ) {
        for address in [format!("{scheme}://{host}{rest}"), format!("{scheme}://{host}"), rest.clone()] {
            if is_plainly_one(&address) {
                match Url::parse(&address) {
                    Ok(url) => prop_assert!(allowed::SCHEMES.contains(&url.scheme())),
                    Err(error) => prop_assert_eq!(error, super::ParseError::RelativeUrlWithoutBase),
                }
            }
        }
    }
}
