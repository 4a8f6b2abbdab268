// Documents that the API takes and no editor would write: known nodes with odd attributes, unknown ones anywhere, odd nesting.

const BLOCKS = [
  ...[
    "paragraph",
    "heading",
    "blockquote",
    "bulletList",
    "orderedList",
    "taskList",
    "codeBlock",
    "horizontalRule",
  ],
  ...["image", "youtube", "table", "details", "blockMath", "pollFromElsewhere", "callout", "lsUnknownBlock"],
];
const INLINES = [
  "text",
  "text",
  "text",
  "hardBreak",
  "mention",
  "emoji",
  "inlineMath",
  "sticker",
  "image",
  "paragraph",
];
const MARKS = [
  "bold",
  "italic",
  "underline",
  "strike",
  "code",
  "link",
  "highlight",
  "textStyle",
  "subscript",
  "glow",
];
const WORDS = [
  "word",
  "Straße",
  "東京",
  "مرحبا",
  "<b>&amp;",
  "a  b",
  "👩‍👩‍👧",
  "e\u0301",
  "\u00a0",
  "https://example.com",
];
const VALUES = [
  null,
  0,
  9,
  -1,
  "",
  "7",
  "center",
  "javascript:alert(1)",
  true,
  [],
  [1, null],
  {},
  { deep: [{ er: "x" }] },
];
const NAMES = [
  ...[
    "level",
    "textAlign",
    "href",
    "src",
    "alt",
    "start",
    "checked",
    "colspan",
    "rowspan",
    "colwidth",
    "language",
    "latex",
  ],
  ...["color", "id", "label", "open", "tracking", "data-x", "class", "__proto__x", "constructor"],
];
const INSIDE = /** @type {Record<string, string[]>} */ ({
  bulletList: ["listItem", "listItem", "paragraph"],
  orderedList: ["listItem", "listItem", "callout"],
  taskList: ["taskItem", "taskItem", "listItem"],
  table: ["tableRow", "tableRow", "paragraph"],
  tableRow: ["tableCell", "tableHeader", "tableCell", "sticker"],
  details: ["detailsSummary", "detailsContent"],
});
const LINES = new Set(["paragraph", "heading", "codeBlock", "detailsSummary"]);
const LEAVES = new Set([
  "horizontalRule",
  "image",
  "youtube",
  "hardBreak",
  "mention",
  "emoji",
  "inlineMath",
  "blockMath",
]);

/** The same document for the same seed. @param {number} seed */
export function fuzzed(seed) {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (/** @type {number} */ limit) => Math.floor(next() * limit);
  /** @template T @param {readonly T[]} from @returns {T} */
  const pick = (from) => /** @type {T} */ (from[below(from.length)]);
  const attributes = () => {
    const attrs = Object.fromEntries(Array.from({ length: below(3) }, () => [pick(NAMES), pick(VALUES)]));
    return Object.keys(attrs).length > 0 || next() < 0.05 ? { attrs } : {};
  };
  const marks = () => {
    const types = [...new Set(Array.from({ length: below(3) }, () => pick(MARKS)))];
    return types.length > 0 ? { marks: types.map((type) => ({ type, ...attributes() })) } : {};
  };
  /** @param {string} type @param {number} depth @returns {object} */
  const node = (type, depth) => {
    if (type === "text") return { type, text: `${pick(WORDS)}${next() < 0.3 ? " " : ""}`, ...marks() };
    const isEmpty = depth > 5 || next() < 0.1 || (LEAVES.has(type) && next() < 0.9);
    if (isEmpty) return { type, ...attributes() };
    const kinds = INSIDE[type] ?? (LINES.has(type) ? INLINES : next() < 0.1 ? INLINES : BLOCKS);
    const content = Array.from({ length: below(4) }, () => node(pick(kinds), depth + 1));
    return { type, ...attributes(), ...(content.length > 0 || next() < 0.1 ? { content } : {}) };
  };
  return { type: "doc", content: Array.from({ length: 1 + below(8) }, () => node(pick(BLOCKS), 0)) };
}
