import { getSchema } from "@tiptap/core";
import { EditorState, TextSelection } from "@tiptap/pm/state";
import { expect, test } from "vitest";
import { extensions } from "../schema";
import { moveBlock } from "./move-block";

const schema = getSchema(extensions);
const p = (words: string) => ({ type: "paragraph", content: [{ type: "text", text: words }] });
const item = (...content: object[]) => ({ type: "listItem", content });
const doc = (...content: object[]) => schema.nodeFromJSON({ type: "doc", content });

/** The text after moving the block with these words, and what is then under the cursor. */
function moved(content: object[], words: string, direction: -1 | 1) {
  const start = doc(...content);
  let at = 0;
  start.descendants((node, pos) => {
    if (node.text === words) at = pos + 1;
  });
  let state = EditorState.create({ doc: start, selection: TextSelection.create(start, at) });
  const done = moveBlock(direction)(state, (tr) => (state = state.apply(tr)));
  state.doc.check();
  return {
    done,
    text: state.doc.textBetween(0, state.doc.content.size, "|"),
    under: state.selection.$from.parent.textContent,
  };
}

test("a block changes places with the next, and the cursor goes along", () => {
  expect(moved([p("a"), p("b"), p("c")], "b", 1)).toEqual({ done: true, text: "a|c|b", under: "b" });
  expect(moved([p("a"), p("b"), p("c")], "b", -1)).toEqual({ done: true, text: "b|a|c", under: "b" });
});

test("at the edge nothing moves", () => {
  expect(moved([p("a"), p("b")], "a", -1)).toMatchObject({ done: false, text: "a|b" });
});

test("an item moves in its list; from its edge the whole list moves", () => {
  const list = { type: "bulletList", content: [item(p("x")), item(p("y"))] };
  expect(moved([p("a"), list], "y", -1).text).toBe("a|y|x");
  expect(moved([p("a"), list], "x", -1).text).toBe("x|y|a");
});

test("an item of an inner list moves there first", () => {
  const inner = { type: "bulletList", content: [item(p("i")), item(p("j"))] };
  const list = { type: "bulletList", content: [item(p("x"), inner), item(p("y"))] };
  expect(moved([list], "i", 1).text).toBe("x|j|i|y");
  expect(moved([list], "j", 1).text).toBe("y|x|i|j");
});
