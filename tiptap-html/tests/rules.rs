//! What a document promises to whoever saves it and whoever reads it.
#![expect(clippy::panic, reason = "helpers of tests")]

mod support;

use serde_json::{Value, json};
use support::{Html, parse, text, walk};
use tiptap_html::{Document, Fault, MAX_BYTES, MAX_DEPTH, TocEntry, plain_text, render};

fn doc(content: &Value) -> String {
    json!({ "type": "doc", "content": content }).to_string()
}

/// The HTML of one node, which must be a document that can be saved.
fn html(node: &Value) -> String {
    let json = doc(&json!([node]));
    let document = Document::parse(&json).unwrap_or_else(|error| panic!("{json}: {error}"));
    render(&document).html
}

fn nested(node: &str, depth: usize) -> String {
    let open = format!(r#"{{"type":"{node}","content":["#).repeat(depth);
    let close = "]}".repeat(depth);
    format!(r#"{{"type":"doc","content":[{open}{{"type":"text","text":"bottom"}}{close}]}}"#)
}

/// How deep the elements of a page are nested.
fn html_depth(nodes: &[Html]) -> usize {
    let below = |node: &Html| match node {
        Html::Element { children, .. } => 1 + html_depth(children),
        _ => 0,
    };
    nodes.iter().map(below).max().unwrap_or(0)
}

// --- saving: structural faults are refused with their place ---

#[test]
fn structural_faults_are_named_with_their_place() {
    let text = |value: &Value| json!({ "type": "paragraph", "content": [{ "type": "text", "text": value }] });
    for (json, fault, place) in [
        (json!([]).to_string(), Fault::NodeNotObject, "$"),
        (json!(null).to_string(), Fault::NodeNotObject, "$"),
        (json!({}).to_string(), Fault::MissingType, "$"),
        (json!({ "type": "paragraph" }).to_string(), Fault::RootNotDoc, "$"),
        (json!({ "type": 1 }).to_string(), Fault::MissingType, "$"),
        (json!({ "type": "doc", "content": {} }).to_string(), Fault::ContentNotArray, "$.content"),
        (json!({ "type": "doc", "content": null }).to_string(), Fault::ContentNotArray, "$.content"),
        (doc(&json!(["text"])), Fault::NodeNotObject, "$.content[0]"),
        (doc(&json!([[]])), Fault::NodeNotObject, "$.content[0]"),
        (doc(&json!([{ "type": "paragraph" }, { "text": "x" }])), Fault::MissingType, "$.content[1]"),
        (doc(&json!([{ "type": null }])), Fault::MissingType, "$.content[0]"),
        (
            doc(&json!([text(&json!("a")), text(&json!(1))])),
            Fault::TextNotString,
            "$.content[1].content[0].text",
        ),
        (doc(&json!([text(&json!(null))])), Fault::TextNotString, "$.content[0].content[0].text"),
        (doc(&json!([{ "type": "text" }])), Fault::TextNotString, "$.content[0].text"),
        (doc(&json!([text(&json!("a\0b"))])), Fault::NulCharacter, "$.content[0].content[0].text"),
        (doc(&json!([{ "type": "a\0" }])), Fault::NulCharacter, "$.content[0].type"),
        (doc(&json!([{ "type": "image", "attrs": { "alt": ["\0"] } }])), Fault::NulCharacter, "$.content[0]"),
        (doc(&json!([{ "type": "x", "marks": [{ "\0": 1 }] }])), Fault::NulCharacter, "$.content[0]"),
    ] {
        match Document::parse(&json) {
            Ok(_) => panic!("{json} was accepted"),
            Err(error) => {
                assert_eq!((error.fault.clone(), error.location.as_str()), (fault, place), "{json}");
                assert!(error.to_string().ends_with(&format!(" at {place}")), "{error}");
            }
        }
        render(&Document::parse_lenient(&json));
    }
}

#[test]
fn what_is_not_json_is_refused() {
    for json in ["", "{", "nonsense", r#"{"type":"doc"} x"#, r#"{"type":"doc","content":[}"#, "\u{feff}{}"] {
        let fault = Document::parse(json).map_err(|error| error.fault);
        assert!(matches!(fault, Err(Fault::InvalidJson(_))), "{json}: {fault:?}");
    }
}

#[test]
fn a_document_cut_short_anywhere_is_refused_but_still_readable() {
    let json = doc(&json!([
        { "type": "heading", "attrs": { "level": 2 }, "content": [{ "type": "text", "text": "Tïtle \" \\ \n" }] },
        { "type": "paragraph", "content": [{ "type": "text", "marks": [{ "type": "bold" }], "text": "body" }] },
    ]));
    for end in (0..json.len()).filter(|end| json.is_char_boundary(*end)) {
        let cut = &json[..end];
        assert!(Document::parse(cut).is_err(), "{cut}");
        let whole = plain_text(&Document::parse_lenient(&json));
        let part = plain_text(&Document::parse_lenient(cut));
        assert!(part.len() <= whole.len() + 8, "{cut}: {part}");
    }
}

#[test]
fn depth_is_bounded_at_a_hundred_nodes() {
    let deepest = nested("blockquote", MAX_DEPTH - 1);
    let document = Document::parse(&deepest).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(html_depth(&parse(&render(&document).html)), MAX_DEPTH - 1);

    for depth in [MAX_DEPTH, 127, 128, 129, 1_000, 10_000, 30_000] {
        let deeper = nested("blockquote", depth);
        assert_eq!(Document::parse(&deeper).map_err(|error| error.fault), Err(Fault::TooDeep), "{depth}");
        let document = Document::parse_lenient(&deeper);
        assert_eq!(plain_text(&document), "bottom", "{depth}");
        let html = parse(&render(&document).html);
        assert_eq!(text(&html), "bottom", "{depth}");
        assert!(html_depth(&html) <= MAX_DEPTH, "{depth}");
    }
}

#[test]
fn other_deep_values_are_refused_too() {
    for deep in [
        "[".repeat(100_000),
        "{\"a\":".repeat(100_000),
        format!("{{\"type\":\"doc\",\"x\":{}", "[".repeat(99_999)),
    ] {
        assert!(Document::parse(&deep).is_err());
        assert_eq!(plain_text(&Document::parse_lenient(&deep)), "");
    }
    let attrs = (0..200).fold(json!(1), |inner, _| json!([inner]));
    let json = doc(&json!([{ "type": "image", "attrs": { "src": attrs } }]));
    assert!(Document::parse(&json).is_ok());
}

#[test]
fn a_mebibyte_may_be_saved_and_no_more() {
    let frame = doc(&json!([{ "type": "text", "text": "" }]));
    let fill = "x".repeat(MAX_BYTES - frame.len());
    let largest = doc(&json!([{ "type": "text", "text": fill }]));
    assert_eq!(largest.len(), MAX_BYTES);
    assert!(Document::parse(&largest).is_ok());
    let larger = doc(&json!([{ "type": "text", "text": format!("{fill}x") }]));
    assert_eq!(Document::parse(&larger).map_err(|error| error.fault), Err(Fault::TooLarge));
    assert_eq!(plain_text(&Document::parse_lenient(&larger)).len(), fill.len() + 1);
}

// --- reading: whatever is stored is shown ---

#[test]
fn stored_nonsense_keeps_the_text_that_is_there() {
    for (json, expected) in [
        ("", ""),
        ("null", ""),
        ("true", ""),
        ("\"text\"", ""),
        ("{}", ""),
        (r#"[{"type":"paragraph","content":[{"type":"text","text":"a"}]}]"#, "<p>a</p>"),
        (r#"{"type":"paragraph","content":[{"type":"text","text":"a"}]}"#, "<p>a</p>"),
        (r#"{"content":[{"content":[{"text":"a"}]}]}"#, "a"),
        (r#"{"type":"doc","content":{"type":"paragraph","content":{"type":"text","text":"a"}}}"#, "<p>a</p>"),
        (
            r#"{"type":"doc","content":[1,null,"x",{"type":"paragraph","content":[{"type":"text","text":1.5}]}]}"#,
            "<p>1.5</p>",
        ),
        (r#"{"type":"doc","content":[{"type":"text","text":"a\u0000b"}]}"#, "ab"),
        (r#"{"type":"doc","content":[[{"type":"text","text":"a"}]]}"#, "a"),
        (r#"{"type":"doc","content":[{"type":"text","text":"a","marks":{"type":"bold"}}]}"#, "a"),
    ] {
        assert_eq!(render(&Document::parse_lenient(json)).html, expected, "{json}");
    }
}

#[test]
fn unknown_nodes_and_marks_leave_their_text() {
    let node = json!({ "type": "callout", "text": "own ", "content": [
        { "type": "paragraph", "content": [{ "type": "text", "text": "inner", "marks": [{ "type": "glow" }] }] },
    ] });
    assert_eq!(html(&node), "own <p>inner</p>");
}

#[test]
fn text_in_nodes_that_should_have_none_is_kept() {
    for leaf in
        ["horizontalRule", "hardBreak", "image", "youtube", "mention", "emoji", "inlineMath", "blockMath"]
    {
        let node = json!({ "type": leaf, "content": [{ "type": "text", "text": "kept" }] });
        assert!(text(&parse(&html(&node))).contains("kept"), "{leaf}");
    }
}

// --- odd attribute values are clamped or ignored ---

#[test]
fn heading_levels_are_clamped() {
    for (level, element) in [
        (json!(9), "h6"),
        (json!(0), "h1"),
        (json!(-2), "h1"),
        (json!("2"), "h2"),
        (json!(2.7), "h2"),
        (json!(1e300), "h6"),
        (json!("x"), "h1"),
        (json!(null), "h1"),
        (json!([3]), "h1"),
    ] {
        let page = html(&json!({ "type": "heading", "attrs": { "level": level } }));
        assert!(page.starts_with(&format!("<{element} ")), "{level}: {page}");
    }
}

#[test]
fn odd_values_are_ignored() {
    let paragraph = |attrs: &Value| html(&json!({ "type": "paragraph", "attrs": attrs }));
    assert_eq!(paragraph(&json!({ "textAlign": "middle" })), "<p></p>");
    assert_eq!(paragraph(&json!({ "textAlign": 1 })), "<p></p>");
    assert_eq!(paragraph(&json!("attrs")), "<p></p>");

    let list = |attrs: &Value| html(&json!({ "type": "orderedList", "attrs": attrs }));
    assert_eq!(list(&json!({ "start": "7", "type": "square" })), r#"<ol start="7"></ol>"#);
    assert_eq!(list(&json!({ "start": 3_000_000_000_u32 })), "<ol></ol>");

    let code = |language: &Value| html(&json!({ "type": "codeBlock", "attrs": { "language": language } }));
    assert_eq!(code(&json!("a b")), "<pre><code></code></pre>");
    assert_eq!(code(&json!(7)), "<pre><code></code></pre>");

    let image = |attrs: &Value| html(&json!({ "type": "image", "attrs": attrs }));
    assert_eq!(
        image(&json!({ "src": "data:x", "alt": "a", "width": -5, "height": "12px" })),
        r#"<img alt="a" height="12">"#
    );
    assert_eq!(
        image(&json!({ "src": "/a", "width": 1e9, "height": "200%" })),
        r#"<img src="/a" width="10000">"#
    );

    let marked = |mark: &Value| html(&json!({ "type": "text", "text": "a", "marks": [mark] }));
    assert_eq!(marked(&json!({ "type": "textStyle", "attrs": { "color": "no-colour" } })), "<span>a</span>");
    assert_eq!(marked(&json!({ "type": "highlight", "attrs": { "color": "url(x)" } })), "<mark>a</mark>");
    assert_eq!(
        marked(&json!({ "type": "textStyle", "attrs": { "lineHeight": 1.5 } })),
        r#"<span style="line-height: 1.5">a</span>"#
    );
}

#[test]
fn odd_spans_are_clamped() {
    let cell = |attrs: &Value| {
        let row = json!({ "type": "tableRow", "content": [{ "type": "tableCell", "attrs": attrs }] });
        html(&json!({ "type": "table", "content": [row] }))
    };
    for (attrs, expected) in [
        (json!({ "colspan": -1, "rowspan": 0 }), r#"<td colspan="1" rowspan="1">"#),
        (json!({ "colspan": "2", "rowspan": 1.9 }), r#"<td colspan="2" rowspan="1">"#),
        (json!({ "colspan": 1_000_000, "rowspan": 1_000_000 }), r#"<td colspan="1000" rowspan="65534">"#),
        (json!({ "colwidth": "100" }), r#"<td colspan="1" rowspan="1">"#),
        (json!({ "colwidth": [-5, 3] }), r#"<td colspan="1" rowspan="1" colwidth="">"#),
        (json!({ "colwidth": ["99"], "align": "diagonal" }), r#"<td colspan="1" rowspan="1" colwidth="99">"#),
    ] {
        let page = cell(&attrs);
        assert!(page.contains(expected), "{attrs}: {page}");
    }
}

#[test]
fn a_mark_given_twice_is_one_mark() {
    let marks = json!([
        { "type": "link", "attrs": { "href": "/first", "target": null, "rel": null } },
        { "type": "bold" }, { "type": "bold" },
        { "type": "link", "attrs": { "href": "/second", "target": null, "rel": null } },
    ]);
    let page = html(&json!({ "type": "text", "text": "a", "marks": marks }));
    assert_eq!(page, r#"<strong><a href="/second">a</a></strong>"#);
}

// --- links and videos ---

#[test]
fn external_links_say_so_whatever_the_author_wrote() {
    let link = |attrs: &Value| {
        html(&json!({ "type": "text", "text": "a", "marks": [{ "type": "link", "attrs": attrs }] }))
    };
    for href in ["https://a.example", "http://a.example", "//a.example", "/\\a.example"] {
        for rel in [json!(null), json!("opener"), json!("nofollow"), json!(1)] {
            let page = link(&json!({ "href": href, "rel": rel }));
            assert!(page.contains(r#" rel="noopener noreferrer nofollow""#), "{page}");
        }
    }
    assert_eq!(link(&json!({ "href": "/a", "rel": null, "target": "_top" })), r#"<a href="/a">a</a>"#);
    assert_eq!(
        link(&json!({ "href": "ftp://a.example", "rel": null, "target": null })),
        r#"<a href="">a</a>"#,
        "a scheme outside the list"
    );
}

#[test]
fn a_video_from_elsewhere_is_no_frame() {
    let page = html(&json!({ "type": "youtube", "attrs": { "src": "https://evil.example/embed/x" } }));
    assert_eq!(page, r#"<div data-youtube-video=""></div>"#);
}

// --- headings and the table of contents ---

#[test]
fn headings_have_unique_ids_and_a_table_of_contents() {
    let heading = |level: u8, text: &str| json!({ "type": "heading", "attrs": { "level": level }, "content": [{ "type": "text", "text": text }] });
    let json = doc(&json!([
        heading(1, "Getting  started"),
        heading(2, "Über uns"),
        { "type": "blockquote", "content": [heading(2, "Getting started")] },
        heading(3, "Getting started 2"),
        { "type": "heading", "attrs": { "level": 2 } },
        heading(2, "location"),
    ]));
    let rendered = render(&Document::parse_lenient(&json));
    let entry = |level, id: &str, text: &str| TocEntry { level, id: id.to_owned(), text: text.to_owned() };
    assert_eq!(
        rendered.toc,
        [
            entry(1, "h-getting-started", "Getting started"),
            entry(2, "h-über-uns", "Über uns"),
            entry(2, "h-getting-started-2", "Getting started"),
            entry(3, "h-getting-started-2-2", "Getting started 2"),
            entry(2, "h-location", "location"),
        ]
    );
    let mut ids = Vec::new();
    walk(&parse(&rendered.html), &mut |node| {
        if let Html::Element { attributes, .. } = node {
            ids.extend(attributes.get("id").cloned());
        }
    });
    let listed = ids.iter().filter(|id| rendered.toc.iter().any(|entry| entry.id == **id)).count();
    assert_eq!((ids.len(), listed), (6, 5), "{ids:?}");
    assert!(ids.contains(&"h-section".to_owned()), "{ids:?}");
}

#[test]
fn headings_say_what_they_mention() {
    let json = doc(&json!([{ "type": "heading", "attrs": { "level": 2 }, "content": [
        { "type": "text", "text": "With " },
        { "type": "mention", "attrs": { "id": "1", "label": "Ada" } },
        { "type": "hardBreak" },
        { "type": "text", "marks": [{ "type": "code" }], "text": "fn" },
        { "type": "inlineMath", "attrs": { "latex": "x^2" } },
    ] }]));
    let toc = render(&Document::parse_lenient(&json)).toc;
    assert_eq!(
        toc,
        [TocEntry { level: 2, id: "h-with-ada-fnx-2".to_owned(), text: "With @Ada fnx^2".to_owned() }]
    );
}

// --- plain text ---

#[test]
fn plain_text_has_a_line_for_each_block() {
    let paragraph =
        |text: &str| json!({ "type": "paragraph", "content": [{ "type": "text", "text": text }] });
    let json = doc(&json!([
        { "type": "heading", "content": [{ "type": "text", "text": "Title" }] },
        { "type": "paragraph", "content": [
            { "type": "text", "text": "one " }, { "type": "text", "marks": [{ "type": "bold" }], "text": "two" },
            { "type": "hardBreak" }, { "type": "emoji", "attrs": { "name": "smile" } },
            { "type": "chip", "content": [{ "type": "text", "text": " in line" }] },
        ] },
        { "type": "paragraph" },
        { "type": "bulletList", "content": [
            { "type": "listItem", "content": [paragraph("a")] }, { "type": "listItem", "content": [paragraph("b")] },
        ] },
        { "type": "table", "content": [{ "type": "tableRow", "content": [
            { "type": "tableCell", "content": [paragraph("c")] }, { "type": "tableCell", "content": [paragraph("d")] },
        ] }] },
        { "type": "codeBlock", "content": [{ "type": "text", "text": "x\n  y" }] },
        { "type": "callout", "content": [{ "type": "text", "text": "e" }] },
        { "type": "callout", "content": [{ "type": "text", "text": "f" }] },
        { "type": "blockMath", "attrs": { "latex": "m^2" } },
        { "type": "image", "attrs": { "src": "/a.png", "alt": "not text" } },
    ]));
    let text = plain_text(&Document::parse_lenient(&json));
    assert_eq!(text, "Title\none two\n😄 in line\na\nb\nc\nd\nx\n  y\ne\nf\nm^2");
}

// --- size ---

#[test]
fn twenty_thousand_nodes_render_whole() {
    let paragraphs: Vec<Value> = (0..10_000)
        .map(|at| json!({ "type": "paragraph", "content": [{ "type": "text", "text": format!("paragraph {at}") }] }))
        .collect();
    let json = doc(&json!(paragraphs));
    let document = Document::parse(&json).unwrap_or_else(|error| panic!("{error}"));
    let html = render(&document).html;
    assert_eq!(html.matches("<p>").count(), 10_000);
    assert!(html.ends_with("<p>paragraph 9999</p>"));
}

#[test]
fn tables_beyond_the_columns_that_a_document_may_have_have_no_widths() {
    let table = |columns: u32| {
        let cell = json!({ "type": "tableCell", "attrs": { "colspan": columns } });
        json!({ "type": "table", "content": [{ "type": "tableRow", "content": [cell] }] })
    };
    // Four hundred for any document, and one for each forty bytes of it.
    let json = doc(&json!([table(300), table(100), table(500), table(2)]));
    let page = parse(&render(&Document::parse_lenient(&json)).html);
    let mut columns = Vec::new();
    walk(&page, &mut |node| match node {
        Html::Element { name, children, .. } if name == "colgroup" => columns.push(children.len()),
        _ => {}
    });
    assert_eq!(columns, [300, 100, 0, 2]);
}

#[test]
fn no_document_multiplies_its_size() {
    let wide = json!({ "type": "table", "content": [{ "type": "tableRow", "content": [
        { "type": "tableCell", "attrs": { "colspan": 1_000 } },
    ] }] });
    let marks: Vec<Value> = (0..200).map(|_| json!({ "type": "bold" })).collect();
    for (name, node) in [
        ("tables", wide),
        ("marks", json!({ "type": "text", "text": "x", "marks": marks })),
        ("videos", json!({ "type": "youtube", "attrs": { "src": "youtu.be/x" } })),
        ("tasks", json!({ "type": "taskItem" })),
        (
            "links",
            json!({ "type": "text", "text": "x", "marks": [{ "type": "link", "attrs": { "href": "//a" } }] }),
        ),
        ("headings", json!({ "type": "heading" })),
    ] {
        let count = 50_000 / node.to_string().len();
        let json = doc(&json!(vec![node; count]));
        let document = Document::parse(&json).unwrap_or_else(|error| panic!("{error}"));
        let page = render(&document).html;
        assert!(page.len() < 4 * json.len() + 16_384, "{name}: {} bytes from {}", page.len(), json.len());
    }
}

#[test]
fn addresses_are_written_anew_within_the_length_of_the_document() {
    let content: Vec<Value> = (0..3)
        .flat_map(|_| {
            [
                json!({ "type": "image", "attrs": { "src": "/a" } }),
                json!({ "type": "text", "text": "t", "marks": [{ "type": "link", "attrs": { "href": "/b" } }] }),
                json!({ "type": "text", "text": "u", "marks": [{ "type": "link", "attrs": { "href": "javascript:c" } }] }),
            ]
        })
        .collect();
    let json = json!({ "type": "doc", "content": content }).to_string();
    let mapped = |map: &dyn Fn(&str) -> Option<String>| {
        let mut document = Document::parse(&json).unwrap();
        document.map_addresses(map);
        render(&document).html
    };
    let html = mapped(&|address| Some(format!("https://a.example{address}")));
    assert_eq!(html.matches("src=\"https://a.example/a\"").count(), 3, "{html}");
    assert_eq!(html.matches("href=\"https://a.example/b\"").count(), 3, "{html}");
    assert!(!html.contains("javascript"), "{html}");
    assert_eq!(mapped(&|_| None), render(&Document::parse(&json).unwrap()).html);
    let long = format!("https://a.example/{}", "x".repeat(json.len() / 2));
    let html = mapped(&|_| Some(long.clone()));
    assert_eq!((html.matches(&long).count(), html.matches("\"/b\"").count()), (1, 3), "{html}");
    let html = mapped(&|_| Some("javascript:x".to_owned()));
    assert!(!html.contains("javascript"), "{html}");
}

#[test]
fn images_after_the_first_are_loaded_when_a_reader_comes_to_them() {
    let image = json!({ "type": "image", "attrs": { "src": "/a", "width": 3 } });
    let first = r#"<img src="/a" width="3">"#;
    let later = r#"<img src="/a" width="3" loading="lazy" decoding="async">"#;
    let page = |nodes: Value| {
        let json = json!({ "type": "doc", "content": nodes }).to_string();
        render(&Document::parse(&json).unwrap_or_else(|error| panic!("{error}"))).html
    };
    assert_eq!(page(json!([image])), first);
    assert_eq!(page(json!([image, image, image])), format!("{first}{later}{later}"));
    // Wherever they stand.
    let within = json!({ "type": "blockquote", "content": [image] });
    assert_eq!(
        page(json!([within, within])),
        format!("<blockquote>{first}</blockquote><blockquote>{later}</blockquote>")
    );
    // A page that goes through the second wall says the same.
    let odd = json!({ "type": "paragraph", "content": [within] });
    let html = page(json!([image, odd]));
    assert!(html.starts_with(first) && html.contains(later), "{html}");
}
