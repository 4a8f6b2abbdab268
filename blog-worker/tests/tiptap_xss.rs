//! Hostile documents: every payload at every place a document has for a value, put in by a client who
//! writes JSON by hand, or straight into the database.
//!
//! The output is judged by two parsers that know nothing of the renderer: html5ever, as a browser reads it,
//! and lol_html, which reads tag by tag as it stands. The list of what may appear is this file's own.
#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests")]

mod tiptap_support;

use std::cell::RefCell;
use std::collections::BTreeMap;

use blog_worker::tiptap::{Document, render};
use serde_json::{Value, json};
use tiptap_support::{Html, parse, text, walk};

/// Elements a rendered post may hold.
const ELEMENTS: &str = "a blockquote br code col colgroup details div em h1 h2 h3 h4 h5 h6 hr iframe img input \
    label li mark ol p pre s span strong sub summary sup table tbody td th tr u ul";

/// Attributes, each with the elements that may have it (`*`: all).
const ATTRIBUTES: &[(&str, &str)] = &[
    ("alt", "img"),
    ("allowfullscreen", "iframe"),
    ("autoplay", "iframe"),
    ("checked", "input"),
    ("class", "code"),
    ("colspan", "td th"),
    ("colwidth", "td th"),
    ("data-checked", "li"),
    ("data-color", "mark"),
    ("data-id", "span"),
    ("data-label", "span"),
    ("data-latex", "span div"),
    ("data-mention-suggestion-char", "span"),
    ("data-name", "span"),
    ("data-type", "ul li div span"),
    ("data-youtube-video", "div"),
    ("dir", "*"),
    ("disablekbcontrols", "iframe"),
    ("enableiframeapi", "iframe"),
    ("endtime", "iframe"),
    ("height", "img iframe"),
    ("href", "a"),
    ("id", "h1 h2 h3 h4 h5 h6"),
    ("ivloadpolicy", "iframe"),
    ("loop", "iframe"),
    ("modestbranding", "iframe"),
    ("open", "details"),
    ("origin", "iframe"),
    ("playlist", "iframe"),
    ("rel", "a iframe"),
    ("rowspan", "td th"),
    ("src", "img iframe"),
    ("start", "ol iframe"),
    ("style", "p h1 h2 h3 h4 h5 h6 span mark table col td th"),
    ("target", "a"),
    ("title", "a img"),
    ("type", "ol input"),
    ("width", "img iframe"),
];

const STYLE_PROPERTIES: &[&str] = &[
    "text-align",
    "color",
    "background-color",
    "font-family",
    "font-size",
    "line-height",
    "width",
    "min-width",
];

const PAYLOADS: &[&str] = &[
    // markup that breaks out of text or of a quoted value
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "' onfocus='alert(1)' autofocus='",
    "x\" style=\"position:fixed;inset:0\" y=\"",
    "`onerror=alert(1)`",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=\"javascript:alert(1)\"></object>",
    "<embed src=\"javascript:alert(1)\">",
    "<form action=\"javascript:alert(1)\"><button>go</button></form>",
    "<base href=\"https://evil.example/\">",
    "<meta http-equiv=\"refresh\" content=\"0;url=javascript:alert(1)\">",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<template><script>alert(1)</script></template>",
    "<select><option><style></option></select><img src=x onerror=alert(1)></style>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<xmp></xmp><img src=x onerror=alert(1)>",
    "<plaintext>",
    "<!-- --><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml-stylesheet href=\"javascript:alert(1)\"?>",
    "</pre></code></td></table><img src=x onerror=alert(1)>",
    "</iframe><img src=x onerror=alert(1)>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<img src=x:x onerror\u{c}=alert(1)>",
    "<x onclick=alert(1)>",
    "<a\u{a0}href=x>",
    "\u{0}<script>alert(1)</script>",
    "<scr\u{0}ipt>alert(1)</scr\u{0}ipt>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\u{ff1c}script\u{ff1e}alert(1)\u{ff1c}/script\u{ff1e}",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "\u{2028}<b>\u{2029}",
    // URLs
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "\tjavascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "java\r\nscript:alert(1)",
    "\u{1}javascript:alert(1)",
    "\u{1f}javascript:alert(1)",
    "\u{a0}javascript:alert(1)",
    "\u{feff}javascript:alert(1)",
    "\u{200b}javascript:alert(1)",
    "java\u{0}script:alert(1)",
    "javascript\u{a0}:alert(1)",
    "javascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "javascript&#x3a;alert(1)",
    "&#106;avascript:alert(1)",
    "javascript%3Aalert(1)",
    "javascript://example.com/%0Aalert(1)",
    "javascript:/*https://example.com*/alert(1)",
    "\\javascript:alert(1)",
    "vbscript:msgbox(1)",
    "livescript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "DATA:image/png;base64,AAAA",
    "blob:https://example.com/1",
    "filesystem:https://example.com/x",
    "file:///etc/passwd",
    "view-source:https://example.com",
    "ms-appx:x",
    "intent://x#Intent;end",
    "feed:javascript:alert(1)",
    "jar:https://evil.example!/x",
    "about:blank",
    "ws://evil.example",
    "https:javascript:alert(1)",
    "https://user:pass@evil.example/\"onload=\"alert(1)",
    "//evil.example/x.js",
    "\\\\evil.example\\x",
    "/\\evil.example",
    "https://www.youtube.com@evil.example/embed/x",
    "https://www.youtube.com.evil.example/embed/x",
    "https://evil.example/?https://www.youtube.com/embed/x",
    "https://www.youtube.com/embed/x\"onload=\"alert(1)",
    "https://www.youtube.com/embed/../../redirect?q=https://evil.example",
    "https://www.youtube.com/embed/x/../../evil",
    "https://youtu.be/x\" onload=\"alert(1)",
    "https://www.youtube.com/watch?v=x\"><script>alert(1)</script>",
    "javascript://www.youtube.com/embed/x",
    "http://www.youtube.com/embed/x",
    // CSS
    "red;position:fixed;inset:0;z-index:9999",
    "red;background:url(https://evil.example/x)",
    "url(javascript:alert(1))",
    "url('https://evil.example/leak')",
    "expression(alert(1))",
    "exp/**/ression(alert(1))",
    "\\65xpression(alert(1))",
    "red}body{display:none",
    "red;-moz-binding:url(https://evil.example/x.xml#x)",
    "red;behavior:url(x.htc)",
    "image-set('https://evil.example/x' 1x)",
    "var(--x,url(https://evil.example))",
    "attr(title)",
    "env(x)",
    "calc(1px*9999999)",
    "@import 'https://evil.example'",
    "red!important;top:0",
    "\"; position:fixed; \"",
    "Arial';position:fixed;'",
    "999999px",
    "-1px",
    "1e9rem",
    // words that mean something elsewhere
    "__proto__",
    "constructor",
    "location",
    "cookie",
    "innerHTML",
    "_parent",
    "opener",
    "stylesheet",
    "../../../x",
    "\u{202e}txt.exe",
];

/// Every node type with every attribute that any of its extensions reads, and a few that none does.
const NODES: &[(&str, &[&str])] = &[
    ("paragraph", &["textAlign", "dir", "style", "class", "id", "onclick"]),
    ("heading", &["level", "textAlign", "id", "data-toc-id"]),
    ("bulletList", &["dir", "type", "tight"]),
    ("orderedList", &["start", "type"]),
    ("listItem", &["value", "style"]),
    ("taskList", &["dir"]),
    ("taskItem", &["checked", "onclick"]),
    ("blockquote", &["cite", "dir"]),
    ("codeBlock", &["language", "class"]),
    ("hardBreak", &["dir", "clear"]),
    ("horizontalRule", &["class"]),
    ("table", &["style", "width", "border"]),
    ("tableRow", &["style"]),
    ("tableCell", &["colspan", "rowspan", "colwidth", "align", "backgroundColor", "style"]),
    ("tableHeader", &["colspan", "rowspan", "colwidth", "align", "scope"]),
    ("image", &["src", "alt", "title", "width", "height", "srcset", "onerror", "loading"]),
    ("youtube", &["src", "start", "width", "height", "srcdoc", "allow"]),
    ("mention", &["id", "label", "mentionSuggestionChar", "href"]),
    ("details", &["open", "ontoggle"]),
    ("detailsSummary", &["class"]),
    ("detailsContent", &["hidden"]),
    ("emoji", &["name", "fallbackImage"]),
    ("inlineMath", &["latex"]),
    ("blockMath", &["latex"]),
    ("iframe", &["src", "srcdoc"]),
    ("script", &["src", "text"]),
    ("html", &["content", "html"]),
    ("doc", &["onload"]),
];

const MARKS: &[(&str, &[&str])] = &[
    ("link", &["href", "target", "rel", "class", "title", "onclick", "download"]),
    ("textStyle", &["color", "backgroundColor", "fontFamily", "fontSize", "lineHeight", "style"]),
    ("highlight", &["color", "style"]),
    ("bold", &["style", "onclick"]),
    ("code", &["class"]),
    ("script", &["src"]),
];

/// The payload as a value of each JSON type that can carry it.
fn shapes(payload: &str) -> [Value; 4] {
    [
        json!(payload),
        json!([payload]),
        json!({ "toString": payload, "text": payload }),
        json!([[payload, 1], null]),
    ]
}

fn doc(content: &Value) -> String {
    json!({ "type": "doc", "content": [content] }).to_string()
}

fn check(json: &str, context: &str) {
    let document = Document::parse_lenient(json);
    let rendered = render(&document);
    assert_safe(&rendered.html, context);
    for entry in &rendered.toc {
        assert!(entry.id.starts_with("h-") && !entry.id.contains(['"', '<', ' ']), "{context}: {entry:?}");
    }
}

#[test]
fn node_attributes_carry_nothing_dangerous() {
    let mut cases = 0;
    for (node, attributes) in NODES {
        for attribute in *attributes {
            for payload in PAYLOADS {
                for value in shapes(payload) {
                    let content = json!([{ "type": "text", "text": payload }]);
                    let attrs = BTreeMap::from([(*attribute, value)]);
                    let node = json!({ "type": node, "attrs": attrs, "content": content });
                    check(&doc(&node), &format!("{node}"));
                    cases += 1;
                }
            }
        }
    }
    assert!(cases > 10_000, "{cases}");
}

#[test]
fn mark_attributes_carry_nothing_dangerous() {
    for (mark, attributes) in MARKS {
        for attribute in *attributes {
            for payload in PAYLOADS {
                for value in shapes(payload) {
                    let attrs = BTreeMap::from([(*attribute, value)]);
                    let marks = json!([{ "type": mark, "attrs": attrs }]);
                    let text = json!({ "type": "text", "text": payload, "marks": marks });
                    let paragraph = json!({ "type": "paragraph", "content": [text], "marks": marks });
                    check(&doc(&paragraph), &format!("{paragraph}"));
                }
            }
        }
    }
}

#[test]
fn names_of_types_and_attributes_are_no_way_in() {
    for payload in PAYLOADS {
        let attrs = BTreeMap::from([(*payload, json!("x"))]);
        for name in ["paragraph", "image", "youtube", payload] {
            let marks = json!([{ "type": payload, "attrs": attrs }]);
            let node = json!({ "type": name, "attrs": attrs, "marks": marks, "text": payload,
                "content": [{ "type": "text", "text": payload, "marks": marks }] });
            check(&doc(&node), &format!("{node}"));
        }
    }
}

#[test]
fn text_is_text_in_every_node() {
    for (node, _) in NODES {
        for payload in PAYLOADS {
            let json = doc(&json!({ "type": node, "content": [{ "type": "text", "text": payload }] }));
            let html = render(&Document::parse_lenient(&json)).html;
            assert_safe(&html, &json);
            let expected = payload.replace('\0', "");
            assert!(text(&parse(&html)).contains(&expected), "{json}\n{html}");
        }
    }
}

#[test]
fn payloads_in_wrong_places_stay_harmless() {
    let places = [
        json!({ "type": "tableRow", "content": [{ "type": "tableRow" }] }),
        json!({ "type": "table", "content": [{ "type": "paragraph" }, { "type": "codeBlock" }] }),
        json!({ "type": "paragraph", "content": [{ "type": "table" }, { "type": "listItem" }, { "type": "heading" }] }),
        json!({ "type": "detailsSummary", "content": [{ "type": "details" }, { "type": "youtube" }] }),
        json!({ "type": "heading", "content": [{ "type": "heading" }, { "type": "tableCell" }] }),
    ];
    for place in places {
        for payload in PAYLOADS {
            let mut node = place.clone();
            let children =
                node.get_mut("content").and_then(Value::as_array_mut).expect("places have content");
            let marks = json!([{ "type": "link", "attrs": { "href": payload } }, { "type": "code" }]);
            for child in children.iter_mut() {
                child["marks"] = marks.clone();
                child["content"] = json!([{ "type": "text", "text": payload, "marks": marks }]);
            }
            check(&doc(&node), &format!("{node}"));
        }
    }
}

#[test]
fn raw_payloads_are_safe_as_whole_documents() {
    for payload in PAYLOADS {
        check(payload, payload);
        check(&json!(payload).to_string(), payload);
        check(&format!("{{\"type\":\"doc\",\"content\":[{{\"text\":\"{payload}"), payload);
    }
}

#[test]
fn the_judge_condemns_what_is_dangerous() {
    for html in [
        "<script>x</script>",
        "<p onclick=\"x\">a</p>",
        "<a href=\"javascript:x\">a</a>",
        "<a href=\"&#106;avascript:x\" >a</a>",
        "<a href=\"https://evil.example\">a</a>",
        "<img src=\"data:x\">",
        "<iframe src=\"https://evil.example/embed/x\"></iframe>",
        "<p style=\"position: fixed\">a</p>",
        "<p style=\"color: url(x)\">a</p>",
        "<h2 id=\"location\">a</h2>",
        "<input type=\"text\">",
        "<svg><a href=\"/x\">a</a></svg>",
        "<!-- x -->",
    ] {
        let judged = std::panic::catch_unwind(|| assert_safe(html, "a dangerous page"));
        assert!(judged.is_err(), "{html}");
    }
}

/// Both judges, and that they saw the same elements.
fn assert_safe(html: &str, context: &str) {
    let fail = |what: String| -> ! { panic!("{what}\nin  {html}\nfor {context}") };
    let seen_by_browser = RefCell::new(Vec::new());
    walk(&parse(html), &mut |node| match node {
        Html::Element { name, attributes, .. } => {
            if let Err(fault) = judge(name, attributes) {
                fail(fault);
            }
            seen_by_browser.borrow_mut().push(name.clone());
        }
        Html::Other(other) => fail(format!("found {other}")),
        Html::Text(_) => {}
    });

    let seen_as_written = RefCell::new(Vec::new());
    let mut faults = Vec::new();
    let on_element = lol_html::element!("*", |element| {
        let attributes = element.attributes().iter().map(|attr| (attr.name(), unescape(&attr.value())));
        let attributes: BTreeMap<String, String> = attributes.collect();
        faults.extend(judge(&element.tag_name(), &attributes).err());
        seen_as_written.borrow_mut().push(element.tag_name());
        Ok(())
    });
    let settings = lol_html::RewriteStrSettings::new().append_element_content_handler(on_element);
    if let Err(error) = lol_html::rewrite_str(html, settings) {
        fail(format!("unreadable: {error}"));
    }
    if let Some(fault) = faults.pop() {
        fail(fault);
    }
    if seen_by_browser.into_inner() != seen_as_written.into_inner() {
        fail("the two parsers see different elements".to_owned());
    }
}

/// The references the serialiser writes in values; any other would be a surprise.
fn unescape(value: &str) -> String {
    let mut plain = value.to_owned();
    for (reference, character) in
        [("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\u{a0}"), ("&amp;", "&")]
    {
        plain = plain.replace(reference, character);
    }
    plain
}

fn judge(element: &str, attributes: &BTreeMap<String, String>) -> Result<(), String> {
    if !ELEMENTS.split_whitespace().any(|allowed| allowed == element) {
        return Err(format!("element {element}"));
    }
    for (name, value) in attributes {
        let on = ATTRIBUTES.iter().find(|(allowed, _)| allowed == name).map(|(_, elements)| *elements);
        let allowed =
            on.is_some_and(|elements| elements == "*" || elements.split(' ').any(|one| one == element));
        if !allowed || !value_is_safe(element, name, value) {
            return Err(format!("attribute {element} {name}={value:?}"));
        }
    }
    let get = |name: &str| attributes.get(name).map(String::as_str);
    if element == "input" && get("type") != Some("checkbox") {
        return Err("an input that is no checkbox".to_owned());
    }
    if element == "a"
        && get("href").is_some_and(is_external)
        && get("rel") != Some("noopener noreferrer nofollow")
    {
        return Err("an external link without rel".to_owned());
    }
    Ok(())
}

fn value_is_safe(element: &str, name: &str, value: &str) -> bool {
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    match name {
        "href" => ["http", "https", "mailto", "tel", ""].contains(&scheme(value).as_str()),
        "src" if element == "iframe" => is_embed(value),
        "src" => ["http", "https", ""].contains(&scheme(value).as_str()),
        "style" => value.split(';').all(is_safe_declaration),
        "target" => matches!(value, "_blank" | "_self"),
        "rel" => {
            !value.split(' ').any(|token| matches!(token, "opener" | "stylesheet" | "preload" | "manifest"))
        }
        "id" => value.starts_with("h-") && !value.contains(char::is_whitespace),
        "class" => value.starts_with("language-") && !value.contains(char::is_whitespace),
        "data-color" => is_safe_css_value(value),
        "width" | "height" => digits(value.trim_end_matches('%')),
        "colspan" => digits(value) && value.parse::<u32>().is_ok_and(|span| (1..=1_000).contains(&span)),
        "rowspan" => digits(value) && value.parse::<u32>().is_ok_and(|span| (1..=65_534).contains(&span)),
        "colwidth" => value.split(',').all(digits),
        "dir" => matches!(value, "ltr" | "rtl" | "auto"),
        _ => true,
    }
}

/// The scheme a browser would see, by the URL standard's state machine: strip, drop, then letters to a colon.
fn scheme(url: &str) -> String {
    let stripped: String = url
        .trim_matches(|c: char| c <= '\u{20}')
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    let end = stripped.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')));
    match end {
        Some(end) if stripped[end..].starts_with(':') => stripped[..end].to_ascii_lowercase(),
        _ => String::new(),
    }
}

fn is_external(url: &str) -> bool {
    let starts_with_two_slashes = url.chars().take(2).filter(|c| matches!(c, '/' | '\\')).count() == 2;
    matches!(scheme(url).as_str(), "http" | "https") || starts_with_two_slashes
}

fn is_embed(url: &str) -> bool {
    let hosts = ["https://www.youtube.com/embed/", "https://www.youtube-nocookie.com/embed/"];
    let rest = hosts.iter().find_map(|host| url.strip_prefix(host));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(['/', '\\', '"', '<', ' ', '@', ':', '#']))
}

fn is_safe_declaration(declaration: &str) -> bool {
    let Some((property, value)) = declaration.split_once(':') else { return false };
    STYLE_PROPERTIES.contains(&property.trim()) && is_safe_css_value(value)
}

fn is_safe_css_value(value: &str) -> bool {
    let value = value.trim().to_ascii_lowercase();
    let functions = value.split('(').count() - 1;
    let known = ["rgb(", "rgba(", "hsl(", "hsla(", "hwb(", "lab(", "lch(", "oklab(", "oklch(", "var(--"];
    let calls: usize = known.iter().map(|name| value.matches(name).count()).sum();
    // `rgba(` and `oklab(` hold other names only at their end, `lab(` and `lch(` are counted twice for them.
    let doubled = value.matches("oklab(").count() + value.matches("oklch(").count();
    functions == calls - doubled && !value.contains(['\\', '@', '{', '}', '<', '>', '!', '*', ';', ':'])
}
