/** Colours, fonts, highlights and links. */
import { golden, link, p, style, text } from "./build.mjs";

/** @type {[string, Record<string, any>][]} */
const styles = [
  ["color-hex", { color: "#958DF1" }],
  ["color-short-hex", { color: "#f00" }],
  ["color-hex-alpha", { color: "#11223344" }],
  ["color-name", { color: "rebeccapurple" }],
  ["color-rgb", { color: "rgb(149, 141, 241)" }],
  ["color-rgba", { color: "rgba(149, 141, 241, 0.5)" }],
  ["color-hsl", { color: "hsl(247, 78%, 75%)" }],
  ["color-modern", { color: "rgb(149 141 241 / 50%)" }],
  ["color-oklch", { color: "oklch(0.7 0.1 250)" }],
  ["color-variable", { color: "var(--tt-color-text-blue)" }],
  ["background", { backgroundColor: "#ffff00" }],
  ["background-and-color", { backgroundColor: "black", color: "white" }],
  ["family", { fontFamily: "Inter" }],
  ["family-list", { fontFamily: "Comic Sans MS, Comic Sans" }],
  ["family-quoted", { fontFamily: '"Exo 2", sans-serif' }],
  ["family-variable", { fontFamily: "var(--title-font-family)" }],
  ["size-px", { fontSize: "24px" }],
  ["size-rem", { fontSize: "1.25rem" }],
  ["size-percent", { fontSize: "120%" }],
  ["line-height", { lineHeight: "1.5" }],
  ["line-height-px", { lineHeight: "32px" }],
  ["all", { backgroundColor: "#000", color: "#fff", fontFamily: "serif", fontSize: "20px", lineHeight: "2" }],
  ["nulls", { backgroundColor: null, color: null, fontFamily: null, fontSize: null, lineHeight: null }],
];

/** @type {[string, import("./build.mjs").Mark][]} */
const links = [
  ["https", link("https://example.com/path?a=1&b=2#c")],
  ["http", link("http://example.com")],
  ["mailto", link("mailto:someone@example.com?subject=Hi%20there")],
  ["tel", link("tel:+49-30-123456")],
  ["relative", link("/about", { target: null, rel: null })],
  ["relative-path", link("posts/first-post")],
  ["anchor", link("#h-intro", { target: null, rel: null })],
  ["query", link("?page=2")],
  ["protocol-relative", link("//cdn.example.com/x")],
  ["self", link("https://example.com", { target: "_self" })],
  ["no-target", link("https://example.com", { target: null })],
  ["no-rel", link("https://example.com", { rel: null })],
  ["other-rel", link("https://example.com", { rel: "nofollow" })],
  ["rel-on-local", link("/partner", { rel: "sponsored nofollow", target: null })],
  ["title", link("https://example.com", { title: 'A "title" & more' })],
  ["class", link("https://example.com", { class: "button" })],
  ["defaults", { type: "link", attrs: { href: "https://example.com" } }],
  ["no-href", link(null)],
  ["javascript", link("javascript:alert(1)")],
  ["javascript-hidden", link("java\tscript:alert(1)")],
  ["data", link("data:text/html,<script>alert(1)</script>")],
  ["unknown-scheme", link("foo:bar")],
  ["international", link("https://例え.jp/パス?q=ü")],
];

/** @type {[string, string | null][]} */
const highlights = [
  ["hex", "#ffcc00"],
  ["name", "yellow"],
  ["rgb", "rgb(255, 204, 0)"],
  ["variable", "var(--tt-color-highlight-yellow)"],
  ["null", null],
];

/** @type {import("./build.mjs").Golden[]} */
export const styleDocuments = [
  ...styles.map(([name, attrs]) => golden(`style-${name}`, p("a ", text("styled", style(attrs)), " b"))),
  ...links.map(([name, mark]) => golden(`link-${name}`, p("a ", text("linked", mark), " b"))),
  ...highlights.map(([name, color]) =>
    golden(`highlight-${name}`, p("a ", text("lit", { type: "highlight", attrs: { color } }), " b")),
  ),
  golden("highlight-without-attrs", p(text("lit", "highlight"))),
  golden("links-adjacent", p(text("one", link("/1")), text("two", link("/2")))),
  golden(
    "link-over-marks",
    p(text("a", link("/1")), text("b", link("/1"), "bold"), text("c", link("/1"), "code")),
  ),
];
