// What the editor does not know it keeps: wrapped before it parses, unwrapped before it is saved.

import type { Schema } from "@tiptap/pm/model";
import type { Json, Mark, Node } from "../saving";

type Attributes = Record<string, Json | undefined>;

/** What a node had that its type in the editor has not, and which attributes it had not or as nothing. */
interface Rest {
  readonly attrs?: Attributes;
  readonly others?: Attributes;
  readonly absent?: readonly string[];
  readonly nulls?: readonly string[];
}

/** The document as the schema can read it; every part that it cannot read is data in a box. */
export function wrap(doc: Node, schema: Schema): Node {
  const blocks = (doc.content ?? []).map((block) => {
    const wrapped = wrapNode(block, schema, false);
    return isReadable(wrapped, schema) ? wrapped : box("lsUnknownBlock", block);
  });
  const { attrs } = wrapNode({ ...doc, content: [] }, schema, false);
  return {
    type: "doc",
    ...(attrs ? { attrs } : {}),
    content: blocks.length > 0 ? blocks : [{ type: "paragraph" }],
  };
}

/** The document as it was, but for what was written. */
export function unwrap(node: Node): Node {
  const original = node.attrs?.["data"];
  if ((node.type === "lsUnknownBlock" || node.type === "lsUnknownInline") && isNode(original))
    return original;
  const { attrs, content, marks, ...own } = node;
  const { lsRest, ...known } = attrs ?? {};
  const { attrs: more = {}, others = {}, absent = [], nulls = [] } = restOf(lsRest);
  const kept = Object.entries(known).filter(
    ([name, value]) => (value ?? null) !== null && !absent.includes(`${name}=${JSON.stringify(value)}`),
  );
  const given = nulls.filter((name) => (known[name] ?? null) === null);
  const all: Attributes = {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(given.map((name) => [name, null])),
    ...more,
  };
  return {
    ...own,
    ...others,
    ...(Object.keys(all).length > 0 ? { attrs: all } : {}),
    ...(content ? { content: written(content) } : {}),
    ...(marks ? { marks: marks.map(unwrapMark) } : {}),
  };
}

/** Without the places of pictures that are not there yet; what only had such keeps an empty line. */
function written(content: readonly Node[]): readonly Node[] {
  const there = content.filter(({ type }) => type !== "lsPicture");
  return there.length > 0 || content.length === 0 ? there.map(unwrap) : [{ type: "paragraph" }];
}

function wrapNode(node: Node, schema: Schema, isInline: boolean): Node {
  const type = schema.nodes[node.type];
  if (!type) return box(isInline ? "lsUnknownInline" : "lsUnknownBlock", node);
  const { attrs = {}, content, marks, text, type: name, ...others } = node;
  const specs = type.spec.attrs ?? {};
  const known = Object.entries(attrs).filter(([key]) => key in specs);
  const more = Object.entries(attrs).filter(([key]) => !(key in specs));
  const absent = Object.entries(specs)
    .filter(([key, { default: value }]) => !(key in attrs) && (value ?? null) !== null)
    .map(([key, { default: value }]) => `${key}=${JSON.stringify(value)}`);
  const nulls = known.filter(([, value]) => value === null).map(([key]) => key);
  // Marks lie on lines; no editor makes one on a block.
  const isOdd = type.isBlock && marks !== undefined;
  const rest: Attributes = {
    ...(more.length > 0 ? { attrs: Object.fromEntries(more) } : {}),
    ...(Object.keys(others).length > 0 || isOdd
      ? { others: { ...others, ...(isOdd ? { marks } : {}) } }
      : {}),
    ...(absent.length > 0 ? { absent } : {}),
    ...(nulls.length > 0 ? { nulls } : {}),
  };
  const own: Attributes = {
    ...Object.fromEntries(known),
    ...(Object.keys(rest).length > 0 ? { lsRest: rest } : {}),
  };
  return {
    type: name,
    ...(text === undefined ? {} : { text }),
    ...(Object.keys(own).length > 0 ? { attrs: own } : {}),
    ...(content ? { content: content.map((child) => wrapNode(child, schema, type.inlineContent)) } : {}),
    ...(marks && !isOdd ? { marks: marks.map((mark) => wrapMark(mark, schema)) } : {}),
  };
}

function wrapMark(mark: Mark, schema: Schema): Mark {
  const type = schema.marks[mark.type];
  const names = Object.keys(type?.spec.attrs ?? {});
  const isKnown = type && Object.keys(mark.attrs ?? {}).every((name) => names.includes(name));
  return isKnown ? mark : { type: "lsUnknownMark", attrs: { data: mark } };
}

function unwrapMark(mark: Mark): Mark {
  const original = mark.attrs?.["data"];
  if (mark.type === "lsUnknownMark" && isNode(original)) return original;
  const attrs = withoutNulls(mark.attrs ?? {});
  return { type: mark.type, ...(Object.keys(attrs).length > 0 ? { attrs } : {}) };
}

function isReadable(node: Node, schema: Schema): boolean {
  try {
    schema.nodeFromJSON(node).check();
    return true;
  } catch {
    return false;
  }
}

function box(type: string, node: Node): Node {
  return { type, attrs: { data: node } };
}

function withoutNulls(attrs: Readonly<Attributes>): Attributes {
  return Object.fromEntries(
    Object.entries(attrs).filter(([, value]) => value !== null && value !== undefined),
  );
}

function isNode(value: Json | undefined): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value["type"] === "string";
}

function restOf(value: Json | undefined): Rest {
  if (!isAttributes(value)) return {};
  const { attrs, others, absent, nulls } = value;
  return {
    ...(isAttributes(attrs) ? { attrs } : {}),
    ...(isAttributes(others) ? { others } : {}),
    ...(isNames(absent) ? { absent } : {}),
    ...(isNames(nulls) ? { nulls } : {}),
  };
}

function isNames(value: Json | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}

function isAttributes(value: Json | undefined): value is Attributes {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
