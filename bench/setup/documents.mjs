// TipTap documents as authors write them.

import { between, chance, pick } from "./random.mjs";

/** @typedef {{ type: string, text?: string, attrs?: object, marks?: object[], content?: Node[] }} Node */

const WORDS =
  `time year people way day man thing woman life child world school state family student group country problem
hand part place case week company system program question work government number night point home water room mother area
money story fact month lot right study book eye job word business issue side kind head house service friend father power
hour game line end member law car city community name president team minute idea kid body information back parent face
others level office door health person art war history party result change morning reason research girl guy moment air
teacher force education latency throughput cache query index tenant schema deploy worker edge runtime binding request
response header token signature payload render editor document node mark paragraph café naïve “quoted” it's R&D a<b`.split(
    /\s+/,
  );
const MARKS = [
  { type: "bold" },
  { type: "italic" },
  { type: "code" },
  { type: "strike" },
  { type: "underline" },
];
const CODE = `export default {
  async fetch(request, env) {
    const url = new URL(request.url)
    if (url.pathname === '/' && 1 < 2) {
      return new Response("<h1>Hello & welcome</h1>")
    }
    return env.ASSETS.fetch(request)
  },
}`;

/** @param {number} count */
export const words = (count) => Array.from({ length: count }, () => pick(WORDS)).join(" ");

export function sentence() {
  const text = words(between(6, 16));
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/**
 * @param {string} text
 * @param {...object} marks
 * @returns {Node}
 */
const text = (text, ...marks) => ({ type: "text", text, ...(marks.length > 0 && { marks }) });

function link() {
  const href = `https://example.com/${pick(WORDS).replace(/\W/g, "")}?ref=${between(1, 999)}&utm=blog`;
  return {
    type: "link",
    attrs: { href, target: "_blank", rel: "noopener noreferrer nofollow", class: null },
  };
}

/** @param {number} sentences */
function inline(sentences) {
  const nodes = [];
  for (let i = 0; i < sentences; i++) {
    nodes.push(text(`${sentence()} `));
    if (chance(0.3)) nodes.push(text(words(between(1, 4)), pick(MARKS)), text(" "));
    else if (chance(0.15)) nodes.push(text(words(2), { type: "bold" }, { type: "italic" }), text(" "));
    else if (chance(0.2)) nodes.push(text(words(between(2, 4)), link()), text(" "));
  }
  return nodes;
}

/** @returns {Node} */
const paragraph = (sentences = between(1, 4)) => ({ type: "paragraph", content: inline(sentences) });
/** @param {number} level */
const heading = (level) => ({
  type: "heading",
  attrs: { level },
  content: [text(words(between(3, 8)))],
});
const item = () => ({ type: "listItem", content: [paragraph(1)] });
/**
 * @param {string} type
 * @param {object} [attrs]
 */
const list = (type, attrs) => ({
  type,
  ...(attrs && { attrs }),
  content: Array.from({ length: between(3, 4) }, item),
});
/**
 * @param {"tableHeader" | "tableCell"} type
 * @param {...string} cells
 */
const row = (type, ...cells) => ({
  type: "tableRow",
  content: cells.map((cell) => ({
    type,
    attrs: { colspan: 1, rowspan: 1, colwidth: null },
    content: [{ type: "paragraph", content: [text(cell)] }],
  })),
});
const figures = () => row("tableCell", words(2), `${between(10, 999)} ms`, `${between(1, 99)} ms`);
const table = () => ({
  type: "table",
  content: [row("tableHeader", "Metric", "Before", "After"), figures(), figures(), figures()],
});
const tasks = () => ({
  type: "taskList",
  content: [true, false].map((checked) => ({
    type: "taskItem",
    attrs: { checked },
    content: [paragraph(1)],
  })),
});
/** @param {number} number */
const image = (number) => ({
  type: "image",
  attrs: {
    src: `https://images.example.com/${number}/cover.webp`,
    alt: words(5),
    title: words(3),
    width: null,
    height: null,
  },
});

/**
 * An article with everything an editor offers: about 10 KB of JSON.
 *
 * @param {number} number
 * @returns {Node}
 */
export const article = (number) => ({
  type: "doc",
  content: [
    ...[heading(2), paragraph(3), paragraph(2), image(number), paragraph(2), heading(3)],
    ...[list("bulletList"), paragraph(2), { type: "blockquote", content: [paragraph(2)] }, heading(3)],
    ...[paragraph(2), list("orderedList", { start: 1, type: null })],
    { type: "codeBlock", attrs: { language: "typescript" }, content: [text(CODE)] },
    ...[heading(2), paragraph(2), table(), ...(number % 3 === 0 ? [tasks()] : []), paragraph(2)],
    ...[{ type: "horizontalRule" }, heading(3), ...Array.from({ length: between(1, 4) }, () => paragraph(2))],
    { type: "paragraph", content: [text("First line"), { type: "hardBreak" }, text("second line")] },
  ],
});

/**
 * A note: about 2 KB of JSON.
 *
 * @returns {Node}
 */
export const note = () => ({
  type: "doc",
  content: [heading(2), paragraph(4), list("bulletList"), paragraph(3), paragraph(3)],
});

/**
 * The words of a document, as both rivals keep them.
 *
 * @param {Node} node
 * @returns {string}
 */
export function plainText(node) {
  const isBlock = node.type === "paragraph" || node.type === "heading";
  return node.text ?? (node.content ?? []).map(plainText).join(isBlock ? "" : "\n");
}
