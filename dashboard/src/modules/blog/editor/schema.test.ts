import { readdirSync, readFileSync } from "node:fs";
import { getSchema } from "@tiptap/core";
import { describe, expect, test } from "vitest";
import { canonical } from "../saving/document";
import { isNode } from "../saving/adapters/shape";
import type { Node } from "../saving";
import { extensions } from "./schema";
import { unwrap, wrap } from "./unknown";

const RENDERER = new URL("../../../../../tiptap-html/", import.meta.url);
const schema = getSchema(extensions);
const EMPTY_LINE: Node = { type: "paragraph" };
const isOurs = (name: string) => name.startsWith("ls");

/** The names that the renderer lists: `Paragraph "paragraph",` */
function listed(type: "NodeType" | "MarkType"): string[] {
  const source = readFileSync(new URL("src/types.rs", RENDERER), "utf8");
  const list = source.split("types! {").find((part) => new RegExp(`^\\s+${type},`, "m").test(part)) ?? "";
  return [...list.split("\n}")[0]!.matchAll(/^ {4}\w+ "(\w+)",$/gm)].map(([, name]) => name ?? "");
}

test("the editor has every node of the renderer and no other", () => {
  const ours = Object.keys(schema.nodes).filter((name) => name !== "doc" && !isOurs(name));
  expect(listed("NodeType").length).toBeGreaterThan(20);
  expect(ours.toSorted()).toEqual(listed("NodeType").toSorted());
});

test("the editor has every mark of the renderer and no other", () => {
  const ours = Object.keys(schema.marks).filter((name) => !isOurs(name));
  expect(listed("MarkType").length).toBeGreaterThan(8);
  expect(ours.toSorted()).toEqual(listed("MarkType").toSorted());
});

describe("every document that the renderer was tried with", () => {
  const names = readdirSync(new URL("fixtures/", RENDERER)).filter((name) => name.endsWith(".json"));
  const documents = names.map((name): [string, Node] => {
    const json: unknown = JSON.parse(readFileSync(new URL(`fixtures/${name}`, RENDERER), "utf8"));
    if (!isNode(json)) throw new Error(`${name} has no document`);
    return [name, json];
  });

  test.each(documents)("%s comes back as it was", (_, doc) => {
    const parsed = schema.nodeFromJSON(wrap(doc, schema));
    parsed.check();
    const json: unknown = parsed.toJSON();
    const back = isNode(json) ? unwrap(json) : { type: "nothing" };
    // A document without a block gets one to write in.
    expect(canonical(back)).toBe(
      canonical(doc.content?.length ? joined(doc) : { ...doc, content: [EMPTY_LINE] }),
    );
  });
});

/** Neighbouring texts that look alike are one to the editor, and to every reader. */
function joined(node: Node): Node {
  if (!node.content) return node;
  const content: Node[] = [];
  for (const child of node.content.map(joined)) {
    const last = content.at(-1);
    const isAlike = canonical(last?.marks ?? []) === canonical(child.marks ?? []);
    if (last?.text !== undefined && child.text !== undefined && isAlike)
      content[content.length - 1] = { ...last, text: last.text + child.text };
    else content.push(child);
  }
  return { ...node, content };
}
