// What the editor does not know it keeps: wrapped before it parses, unwrapped before it is saved.

import type { Schema } from "@tiptap/pm/model";
import type { Json, Mark, Node } from "../saving";

type Attributes = Record<string, Json | undefined>;

/** The document as the schema can read it; every part that it cannot read is data in a box. */
export function wrap(doc: Node, schema: Schema): Node {
  const blocks = (doc.content ?? []).map((block) => {
    const wrapped = wrapNode(block, schema, false);
    return isReadable(wrapped, schema) ? wrapped : box("lsUnknownBlock", block);
  });
  return { type: "doc", content: blocks.length > 0 ? blocks : [{ type: "paragraph" }] };
}

/** The document as it was, but for what was written. */
export function unwrap(node: Node): Node {
  const original = node.attrs?.["data"];
  if ((node.type === "lsUnknownBlock" || node.type === "lsUnknownInline") && isNode(original))
    return original;
  const { attrs, content, marks, ...rest } = node;
  const { lsRest, ...known } = attrs ?? {};
  const all: Attributes = { ...withoutNulls(known), ...(isAttributes(lsRest) ? lsRest : {}) };
  return {
    ...rest,
    ...(Object.keys(all).length > 0 ? { attrs: all } : {}),
    ...(content ? { content: content.map(unwrap) } : {}),
    ...(marks ? { marks: marks.map(unwrapMark) } : {}),
  };
}

function wrapNode(node: Node, schema: Schema, isInline: boolean): Node {
  const type = schema.nodes[node.type];
  if (!type) return box(isInline ? "lsUnknownInline" : "lsUnknownBlock", node);
  const { attrs = {}, content, marks, ...rest } = node;
  const names = new Set(Object.keys(type.spec.attrs ?? {}));
  const known = Object.entries(attrs).filter(([name]) => names.has(name));
  const others = Object.entries(attrs).filter(([name]) => !names.has(name));
  const own = {
    ...Object.fromEntries(known),
    ...(others.length > 0 ? { lsRest: Object.fromEntries(others) } : {}),
  };
  return {
    ...rest,
    ...(Object.keys(own).length > 0 ? { attrs: own } : {}),
    ...(content ? { content: content.map((child) => wrapNode(child, schema, type.inlineContent)) } : {}),
    ...(marks ? { marks: marks.map((mark) => wrapMark(mark, schema)) } : {}),
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

function isAttributes(value: Json | undefined): value is Attributes {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
