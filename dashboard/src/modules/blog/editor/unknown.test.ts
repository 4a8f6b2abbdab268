import { getSchema } from "@tiptap/core";
import { describe, expect, test } from "vitest";
import { canonical } from "../saving/document";
import { isNode } from "../saving/adapters/shape";
import type { Node } from "../saving";
import { POSTS } from "../../../../local/posts.mjs";
import { extensions } from "./schema";
import { unwrap, wrap } from "./unknown";

const schema = getSchema(extensions);

function throughTheEditor(doc: Node): Node {
  const parsed = schema.nodeFromJSON(wrap(doc, schema));
  parsed.check();
  const json: unknown = parsed.toJSON();
  return isNode(json) ? unwrap(json) : { type: "nothing" };
}

const text = (words: string) => ({ type: "text", text: words });
const p = (...content: Node[]): Node => ({ type: "paragraph", content });

describe("what the editor does not know it keeps", () => {
  test.each<[string, Node]>([
    ["an unknown block", { type: "poll", attrs: { answers: ["a", "b"], deep: { x: [1, null] } } }],
    ["an unknown word in a line", p(text("a"), { type: "sticker", attrs: { id: 7 } }, text("b"))],
    ["an unknown mark", p({ ...text("a"), marks: [{ type: "glow", attrs: { colour: "red" } }] })],
    ["an unknown attribute", { ...p(text("a")), attrs: { tracking: "x", textAlign: "center" } }],
    [
      "an unknown attribute of a known mark",
      p({ ...text("a"), marks: [{ type: "bold", attrs: { weight: 900 } }] }),
    ],
    ["an unknown child of a list", { type: "bulletList", content: [{ type: "poll" }] }],
    ["a line where blocks must be", { type: "blockquote", content: [text("loose")] }],
    [
      "a heading of a level that there is not",
      { type: "heading", attrs: { level: 9 }, content: [text("a")] },
    ],
    ["mathematics, which has no view here yet", { type: "blockMath", attrs: { latex: "x^2" } }],
  ])("%s comes back as it was", (_, block) => {
    const doc: Node = { type: "doc", content: [p(text("before")), block, p(text("after"))] };
    expect(canonical(throughTheEditor(doc))).toBe(canonical(doc));
  });

  test.each(POSTS.map((post) => [post.title, post.content] as const))(
    "the example %s comes back as it was",
    (_, doc) => {
      const node: unknown = doc;
      if (!isNode(node)) throw new Error("the example has no document");
      expect(canonical(throughTheEditor(node))).toBe(canonical(node));
    },
  );
});
