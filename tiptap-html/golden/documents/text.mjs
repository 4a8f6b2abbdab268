/** Paragraphs, headings, characters, marks and their combinations. */
import { golden, h, link, node, p, style, text } from "./build.mjs";

const plainMarks = ["bold", "italic", "strike", "code", "underline", "subscript", "superscript", "highlight"];

const valued = [
  link("https://example.com/"),
  style({ color: "#958DF1" }),
  { type: "highlight", attrs: { color: "#ffcc00" } },
];

/** @type {import("./build.mjs").Golden[]} */
const pairs = [];
const all = [...plainMarks.map((type) => ({ type })), ...valued];
all.forEach((first, at) => {
  for (const second of all.slice(at + 1)) {
    if (first.type === second.type) continue;
    const kind = (/** @type {{ type: string, attrs?: unknown }} */ mark) =>
      mark.type.toLowerCase() + (mark.attrs && mark.type === "highlight" ? "-color" : "");
    pairs.push(
      golden(`marks-${kind(first)}-${kind(second)}`, p("before ", text("both", first, second), " after")),
    );
  }
});

/** @type {import("./build.mjs").Golden[]} */
export const textDocuments = [
  golden("empty-doc"),
  golden("empty-paragraph", p()),
  golden("paragraph", p("Hello world")),
  golden("paragraphs", p("One"), p(), p("Two"), p("Three")),
  golden("special-characters", p("a < b && c > d \"quoted\" 'single' &amp; &lt;b&gt;")),
  golden("markup-as-text", p("<script>alert(1)</script><img src=x onerror=alert(1)>")),
  golden("unicode", p("Ünïcödé 日本語 العربية עברית हिन्दी 👩‍👩‍👧‍👦 \u{1F600} \u00a0nbsp\u200bzero")),
  golden("white-space", p("  leading,   inner,\ttab and trailing  ")),
  golden("line-feeds-in-text", p("one\ntwo\n\nthree")),
  golden("adjacent-texts", p(text("a"), text("b"), text("c", "bold"), text("d", "bold"))),
  ...[1, 2, 3, 4, 5, 6].map((level) => golden(`heading-${level}`, h(level, `Heading ${level}`))),
  golden("heading-without-level", node("heading", undefined, "Level one")),
  golden("headings-outline", h(1, "Title"), h(2, "Part"), p("x"), h(3, "Detail"), h(2, "Part"), h(2, "Part")),
  golden("heading-with-marks", h(2, "A ", text("bold", "bold"), " and ", text("code", "code"), " heading")),
  golden("heading-empty", h(2)),
  ...["left", "center", "right", "justify"].flatMap((textAlign) => [
    golden(`paragraph-${textAlign}`, node("paragraph", { textAlign }, "Aligned")),
    golden(`heading-${textAlign}`, node("heading", { level: 2, textAlign }, "Aligned")),
  ]),
  golden("align-null", node("paragraph", { textAlign: null }, "Default")),
  ...plainMarks.map((mark) => golden(`mark-${mark}`, p("a ", text("marked", mark), " b"))),
  ...pairs,
  golden("marks-all", p(text("everything", ...plainMarks, ...valued.slice(0, 2)))),
  golden("marks-stored-in-another-order", p(text("x", "superscript", "bold", link("/x"), "italic"))),
  golden("marks-overlapping", p(text("a", "bold"), text("b", "bold", "italic"), text("c", "italic"))),
  golden(
    "mark-across-break",
    p(text("a", "bold"), { type: "hardBreak", marks: [{ type: "bold" }] }, text("b", "bold")),
  ),
  golden("mark-on-image", {
    type: "image",
    attrs: { src: "/a.png", alt: "a" },
    marks: [link("/full")],
  }),
  golden("hard-break", p("one", node("hardBreak", undefined), "two", node("hardBreak", undefined))),
  golden("horizontal-rule", p("a"), node("horizontalRule", undefined), p("b")),
  golden("code-mark-escapes", p(text('<b> && "x"', "code"))),
  golden("long-paragraph", p("Lorem ipsum dolor sit amet, consectetur adipiscing elit. ".repeat(40))),
];
