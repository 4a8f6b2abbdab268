/** Images, videos, mentions, emoji, mathematics, unknown extensions, and whole posts. */
import { code, golden, h, li, link, node, ol, p, quote, style, text, ul } from "./build.mjs";

/** @param {Record<string, any>} attrs */
const image = (attrs) => node("image", attrs);
/** @param {Record<string, any>} attrs */
const youtube = (attrs) => node("youtube", attrs);
/** @param {Record<string, any>} attrs */
const mention = (attrs) => node("mention", attrs);
/** @param {string} name */
const emoji = (name) => node("emoji", { name });

/** @type {[string, Record<string, any>][]} */
const videos = [
  ["watch", { src: "https://www.youtube.com/watch?v=dQw4w9WgXcQ", start: 0, width: 640, height: 480 }],
  ["start", { src: "https://www.youtube.com/watch?v=dQw4w9WgXcQ", start: 42, width: 640, height: 480 }],
  ["size", { src: "https://www.youtube.com/watch?v=dQw4w9WgXcQ", width: 320, height: 180 }],
  ["short-link", { src: "https://youtu.be/dQw4w9WgXcQ" }],
  ["short-link-query", { src: "https://youtu.be/dQw4w9WgXcQ?si=abcDEF" }],
  ["shorts", { src: "https://www.youtube.com/shorts/abc-DEF_123" }],
  ["live", { src: "https://www.youtube.com/live/abcDEF" }],
  ["embed", { src: "https://www.youtube.com/embed/dQw4w9WgXcQ" }],
  ["embed-nocookie", { src: "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?controls=0" }],
  ["music", { src: "https://music.youtube.com/watch?v=dQw4w9WgXcQ&list=RD1" }],
  ["mobile", { src: "https://m.youtube.com/watch?v=dQw4w9WgXcQ" }],
  ["playlist", { src: "https://www.youtube.com/playlist?list=PL12_3-4" }],
  ["without-scheme", { src: "www.youtube.com/watch?v=dQw4w9WgXcQ" }],
];

/** @type {[string, Record<string, any>][]} */
const images = [
  [
    "all-attributes",
    { src: "https://example.com/a.png", alt: "An <image>", title: 'T "1"', width: 300, height: 200 },
  ],
  ["src-only", { src: "https://example.com/a.png?x=1&y=2" }],
  ["as-stored", { src: "/a.png", alt: null, title: null, width: null, height: null }],
  ["relative", { src: "images/a.png", alt: "a" }],
  ["protocol-relative", { src: "//cdn.example.com/a.png" }],
  ["string-size", { src: "/a.png", width: "300", height: "200" }],
  ["percent", { src: "/a.png", width: "50%" }],
  ["alt-empty", { src: "/a.png", alt: "" }],
];

const post = [
  h(1, "A whole post"),
  p("By ", mention({ id: "u1", label: "Ada" }), ", with ", text("colour", style({ color: "#c00" })), "."),
  h(2, "First"),
  p(
    "See ",
    text("the docs", link("https://example.com/docs")),
    " or ",
    text("below", link("#h-second", { target: null })),
    ".",
  ),
  ul(li(p("one")), li(p("two"), ol({ start: 3 }, li(p("three"))))),
  image({ src: "https://example.com/photo.jpg", alt: "A photo", width: 800, height: 600 }),
  h(2, "Second"),
  code("rust", "fn main() {}\n"),
  quote(p(text("Quoted", "italic"), node("hardBreak", undefined), "twice")),
  node("horizontalRule", undefined),
  node("table", undefined, node("tableRow", undefined, node("tableCell", { colwidth: [100] }, p("cell")))),
  p("The end ", emoji("tada"), node("inlineMath", { latex: "a^2 < b" })),
];

/**
 * @param {"ltr" | "rtl" | "auto"} dir
 * @returns {import("./build.mjs").Golden}
 */
const directed = (dir) => ({
  name: `direction-${dir}`,
  textDirection: dir,
  content: node(
    "doc",
    { dir },
    node("heading", { dir, level: 2 }, "כותרת"),
    node("paragraph", { dir }, "שלום", node("hardBreak", { dir }), node("mention", { dir, id: "a" })),
    node("bulletList", { dir }, node("listItem", { dir }, node("paragraph", { dir }, "a"))),
    node("taskList", { dir }, node("taskItem", { dir, checked: true }, node("paragraph", { dir }, "b"))),
    node("codeBlock", { dir }, "c"),
    node("image", { dir, src: "/a.png" }),
    node("youtube", { dir, src: "https://youtu.be/abc" }),
    node("blockMath", { dir, latex: "x" }),
    node(
      "table",
      { dir },
      node("tableRow", { dir }, node("tableCell", { dir }, node("paragraph", { dir }, "d"))),
    ),
  ),
});

/** @type {import("./build.mjs").Golden[]} */
export const mediaDocuments = [
  ...images.map(([name, attrs]) => golden(`image-${name}`, image(attrs))),
  golden("image-in-paragraph", p("a ", image({ src: "/a.png" }), " b")),
  ...videos.map(([name, attrs]) => golden(`youtube-${name}`, youtube(attrs))),
  golden("mention", p("Hi ", mention({ id: "1", label: "Ada Lovelace" }), "!")),
  golden("mention-id-only", p(mention({ id: "ada", label: null }))),
  golden("mention-hash", p(mention({ id: "7", label: "issue", mentionSuggestionChar: "#" }))),
  golden("mention-escaped", p(mention({ id: '"><b>', label: "<i>&</i>" }))),
  golden("mention-marked", p({ ...mention({ id: "1", label: "Ada" }), marks: [{ type: "bold" }] })),
  ...["smile", "tada", "+1", "thumbsup", "flag_us", "man_technologist", "heart"].map((name, at) =>
    golden(`emoji-${at}`, p("a ", emoji(name), " b")),
  ),
  golden("emoji-unknown", p(emoji("no_such_emoji"))),
  golden("inline-math", p("Mass: ", node("inlineMath", { latex: "E = mc^2" }), ".")),
  golden("inline-math-escaped", p(node("inlineMath", { latex: 'a < b & "c" > \\frac{1}{2}' }))),
  golden("block-math", node("blockMath", { latex: "\\int_0^1 x\\,dx" })),
  golden(
    "unknown-block",
    node("callout", { kind: "info" }, p("inside"), h(3, "still a heading")),
    p("after"),
  ),
  golden("unknown-inline", p("a ", node("chip", { id: 1 }, text("chip", "bold")), " b")),
  golden("unknown-empty", p("a"), node("widget", { id: 1 }), p("b")),
  golden(
    "unknown-nested",
    node("columns", {}, node("column", {}, p("left")), node("column", {}, p("right"))),
  ),
  golden("unknown-mark", p(text("a", "sparkle"), text("b", "sparkle", "bold"))),
  golden("whole-post", ...post),
  golden("whole-post-twice", ...post, ...post),
  directed("rtl"),
  directed("auto"),
];
