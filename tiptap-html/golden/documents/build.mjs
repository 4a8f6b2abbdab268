/**
 * Short names for building documents.
 *
 * @typedef {import("@tiptap/core").JSONContent} Json
 * @typedef {{ type: string, attrs?: Record<string, any> }} Mark
 * @typedef {{ name: string, content: Json, textDirection?: "ltr" | "rtl" | "auto" }} Golden
 */

/**
 * @param {string} type
 * @param {Record<string, any> | undefined} attrs
 * @param {(Json | string)[]} content strings become text nodes
 * @returns {Json}
 */
export function node(type, attrs, ...content) {
  /** @type {Json} */
  const made = { type };
  if (attrs && Object.keys(attrs).length > 0) made.attrs = attrs;
  if (content.length > 0) {
    made.content = content.map((item) => (typeof item === "string" ? text(item) : item));
  }
  return made;
}

/**
 * @param {string} value
 * @param {...(Mark | string)} marks a string is a mark without attributes
 * @returns {Json}
 */
export function text(value, ...marks) {
  if (marks.length === 0) return { type: "text", text: value };
  return {
    type: "text",
    marks: marks.map((mark) => (typeof mark === "string" ? { type: mark } : mark)),
    text: value,
  };
}

/**
 * A link as the editor stores it.
 *
 * @param {string | null} href
 * @param {Record<string, any>} [more]
 * @returns {Mark}
 */
export const link = (href, more = {}) => ({
  type: "link",
  attrs: { href, target: "_blank", rel: "noopener noreferrer nofollow", class: null, ...more },
});

/**
 * @param {Record<string, any>} attrs
 * @returns {Mark}
 */
export const style = (attrs) => ({ type: "textStyle", attrs });

/** @param {...(Json | string)} content */
export const p = (...content) => node("paragraph", undefined, ...content);

/**
 * @param {number} level
 * @param {...(Json | string)} content
 */
export const h = (level, ...content) => node("heading", { level }, ...content);

/** @param {...(Json | string)} content */
export const li = (...content) => node("listItem", undefined, ...content);

/** @param {...Json} items */
export const ul = (...items) => node("bulletList", undefined, ...items);

/**
 * @param {Record<string, any> | undefined} attrs
 * @param {...Json} items
 */
export const ol = (attrs, ...items) => node("orderedList", attrs, ...items);

/** @param {...Json} content */
export const quote = (...content) => node("blockquote", undefined, ...content);

/**
 * @param {string | null | undefined} language
 * @param {string} code
 */
export const code = (language, code) =>
  node("codeBlock", language === undefined ? undefined : { language }, ...(code ? [code] : []));

/**
 * @param {string} name
 * @param {...Json} content
 * @returns {Golden}
 */
export const golden = (name, ...content) => ({ name, content: { type: "doc", content } });
