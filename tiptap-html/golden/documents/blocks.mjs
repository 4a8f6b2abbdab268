/** Lists, quotes, code, tables and details. */
import { code, golden, h, li, node, ol, p, quote, text, ul } from "./build.mjs";

/**
 * @param {Record<string, any> | undefined} attrs
 * @param {...(import("./build.mjs").Json | string)} content
 */
const td = (attrs, ...content) => node("tableCell", attrs, p(...content));
/**
 * @param {Record<string, any> | undefined} attrs
 * @param {...(import("./build.mjs").Json | string)} content
 */
const th = (attrs, ...content) => node("tableHeader", attrs, p(...content));
/** @param {...import("./build.mjs").Json} cells */
const tr = (...cells) => node("tableRow", undefined, ...cells);
/** @param {...import("./build.mjs").Json} rows */
const table = (...rows) => node("table", undefined, ...rows);
/**
 * @param {boolean} checked
 * @param {...import("./build.mjs").Json} content
 */
const task = (checked, ...content) => node("taskItem", { checked }, ...content);
/** @param {...import("./build.mjs").Json} items */
const tasks = (...items) => node("taskList", undefined, ...items);
/**
 * @param {Record<string, any> | undefined} attrs
 * @param {string} summary
 * @param {...import("./build.mjs").Json} content
 */
const details = (attrs, summary, ...content) =>
  node(
    "details",
    attrs,
    node("detailsSummary", undefined, summary),
    node("detailsContent", undefined, ...content),
  );

const program = "fn main() {\n    println!(\"<{}> & {}\", 1, '2');\n}\n";

/** @type {import("./build.mjs").Json} */
let nested = p("the bottom");
for (let depth = 0; depth < 40; depth += 1) nested = quote(nested);

/** @type {import("./build.mjs").Json} */
let nestedList = ul(li(p("level 12")));
for (let level = 11; level > 0; level -= 1) nestedList = ul(li(p(`level ${level}`), nestedList));

/** @type {import("./build.mjs").Golden[]} */
export const blockDocuments = [
  golden("bullet-list", ul(li(p("one")), li(p("two")), li(p("three")))),
  golden("bullet-list-nested", ul(li(p("one"), ul(li(p("inner")))), li(p("two")))),
  golden("bullet-list-deep", nestedList),
  golden("list-item-with-blocks", ul(li(p("text"), quote(p("quote")), code("js", "let a;"), p("more")))),
  golden("list-item-empty", ul(li(p()), li(p("x")))),
  golden("ordered-list", ol({ start: 1 }, li(p("one")), li(p("two")))),
  golden("ordered-list-without-attrs", ol(undefined, li(p("one")))),
  golden("ordered-list-start", ol({ start: 5 }, li(p("five")))),
  golden("ordered-list-zero", ol({ start: 0 }, li(p("zero")))),
  golden("ordered-list-negative", ol({ start: -3 }, li(p("minus three")))),
  ...["1", "a", "A", "i", "I"].map((type) =>
    golden(
      `ordered-list-type-${type === type.toUpperCase() ? "upper-" : ""}${type}`,
      ol({ start: 1, type }, li(p("x"))),
    ),
  ),
  golden("ordered-list-start-type", ol({ start: 3, type: "i" }, li(p("iii")))),
  golden("lists-mixed", ul(li(p("a"), ol({ start: 2 }, li(p("b"), tasks(task(true, p("c")))))))),
  golden("task-list", tasks(task(true, p("done")), task(false, p("open")))),
  golden("task-list-nested", tasks(task(false, p("outer"), tasks(task(true, p("inner")))))),
  golden("task-item-without-attrs", tasks(node("taskItem", undefined, p("open")))),
  golden("task-item-marks", tasks(task(true, p(text("struck", "strike"), " rest")))),
  golden("blockquote", quote(p("one"), p("two"))),
  golden("blockquote-with-blocks", quote(h(3, "Quote"), ul(li(p("item"))), code(null, "x"))),
  golden("blockquote-depth-40", nested),
  golden("code-block", code(null, "plain")),
  golden("code-block-without-attrs", code(undefined, "plain")),
  golden("code-block-language", code("rust", program)),
  ...["c++", "c#", "objective-c", "asp.net", "js"].map((language, at) =>
    golden(`code-block-language-${at}`, code(language, "x")),
  ),
  golden("code-block-empty", code("js", "")),
  golden("code-block-white-space", code(null, "\n\n  first line empty\n\ttab\n   \ntrailing  \n\n")),
  golden("code-block-markup", code("html", "<!-- c --><script>a && b</script>&amp;&nbsp;</code></pre>")),
  golden("code-block-several-texts", node("codeBlock", { language: "js" }, "let a;\n", "let b;")),
  golden("table", table(tr(th({}, "A"), th({}, "B")), tr(td({}, "1"), td({}, "2")))),
  golden("table-one-cell", table(tr(td(undefined, "x")))),
  golden(
    "table-as-stored",
    table(
      tr(th({ colspan: 1, rowspan: 1, colwidth: null }, "A")),
      tr(td({ colspan: 1, rowspan: 1, colwidth: null }, "1")),
    ),
  ),
  golden("table-colspan", table(tr(td({ colspan: 2 }, "wide")), tr(td({}, "1"), td({}, "2")))),
  golden("table-rowspan", table(tr(td({ rowspan: 2 }, "tall"), td({}, "1")), tr(td({}, "2")))),
  golden(
    "table-both-spans",
    table(tr(td({ colspan: 2, rowspan: 2 }, "big"), td({}, "1")), tr(td({}, "2")), tr(td({}, "3"))),
  ),
  golden("table-colwidth", table(tr(td({ colwidth: [120] }, "a"), td({ colwidth: [240] }, "b")))),
  golden("table-colwidth-some", table(tr(td({ colwidth: [120] }, "a"), td({}, "b")))),
  golden("table-colwidth-narrow", table(tr(td({ colwidth: [10] }, "a"), td({ colwidth: [100] }, "b")))),
  golden(
    "table-colwidth-span",
    table(tr(td({ colspan: 2, colwidth: [100, 150] }, "a"), td({ colwidth: [50] }, "b"))),
  ),
  golden("table-colwidth-in-second-row", table(tr(td({}, "a")), tr(td({ colwidth: [90] }, "b")))),
  golden("table-colwidth-zero", table(tr(td({ colspan: 2, colwidth: [100, 0] }, "a")))),
  ...["left", "center", "right"].map((align) =>
    golden(`table-align-${align}`, table(tr(th({ align }, "A")), tr(td({ align }, "1")))),
  ),
  golden("table-header-column", table(tr(th({}, "a"), td({}, "1")), tr(th({}, "b"), td({}, "2")))),
  golden("table-cell-with-blocks", table(tr(node("tableCell", {}, p("a"), ul(li(p("b"))), code(null, "c"))))),
  golden("table-in-cell", table(tr(node("tableCell", {}, table(tr(td({}, "inner"))))))),
  golden("table-empty-cells", table(tr(td({}), td({})))),
  golden("details", details({}, "Summary", p("Hidden"))),
  golden("details-open", details({ open: true }, "Summary", p("Shown"))),
  golden("details-closed", details({ open: false }, "Summary", p("Hidden"))),
  golden("details-nested", details({ open: true }, "Outer", p("a"), details({}, "Inner", ul(li(p("b")))))),
  golden("details-heading-inside", details({}, "More", h(2, "Inside"), p("x"))),
];
