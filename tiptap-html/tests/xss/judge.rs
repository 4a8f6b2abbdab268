//! Whether a page is safe, by a list written apart from the sanitiser's.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::support::{Html, parse, walk};

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
    ("decoding", "img"),
    ("dir", "*"),
    ("disablekbcontrols", "iframe"),
    ("enableiframeapi", "iframe"),
    ("endtime", "iframe"),
    ("height", "img iframe"),
    ("href", "a"),
    ("id", "h1 h2 h3 h4 h5 h6"),
    ("ivloadpolicy", "iframe"),
    ("loading", "img"),
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

/// Both judges, and that they saw the same elements.
pub(crate) fn assert_safe(html: &str, context: &str) {
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
