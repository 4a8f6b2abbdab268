import { expect, test } from "vitest";
import type { Node } from "../../saving";
import { diffLines, diffWords, linesOf, type Change } from "./diff";

const p = (text: string): Node => ({ type: "paragraph", content: [{ type: "text", text }] });
const doc = (...content: Node[]): Node => ({ type: "doc", content });
const list = (...items: string[]): Node => ({
  type: "bulletList",
  content: items.map((item) => ({ type: "listItem", content: [p(item)] })),
});
const between = (before: Node, after: Node) => diffLines(linesOf(before), linesOf(after));
const side = (changes: readonly Change[], left: "added" | "removed") =>
  changes
    .filter(({ is }) => is !== left)
    .map(({ runs }) => runs.map(({ is, words }) => (is === left ? "" : words)).join(""));

test("a changed word is marked inside its line, and the lines beside it are not", () => {
  const changes = between(doc(p("One."), p("The grey cat sat.")), doc(p("One."), p("The black cat sat.")));
  expect(changes.map(({ is }) => is)).toEqual(["same", "changed"]);
  expect(changes[1]?.runs).toEqual([
    { is: "same", words: "The " },
    { is: "removed", words: "grey" },
    { is: "added", words: "black" },
    { is: "same", words: " cat sat." },
  ]);
});

test("an item that came into a list is that item, not the list", () => {
  const changes = between(doc(list("Tea", "Bread")), doc(list("Tea", "Milk", "Bread")));
  expect(changes.map(({ is, kind }) => `${is} ${kind}`)).toEqual([
    "same bulletList listItem paragraph",
    "added bulletList listItem paragraph",
    "same bulletList listItem paragraph",
  ]);
});

test("bold letters are a change of form, and words are not", () => {
  const bold: Node = {
    type: "paragraph",
    content: [{ type: "text", text: "Loud words here", marks: [{ type: "bold" }] }],
  };
  expect(between(doc(p("Loud words here")), doc(bold))).toEqual([
    { is: "changed", kind: "paragraph", runs: [{ is: "same", words: "Loud words here" }], isForm: true },
  ]);
});

test("without what was added it is the old text, without what was removed the new one", () => {
  const [before, after] = [
    doc(p("a b c"), p("d e"), list("x", "y")),
    doc(p("b c a"), list("y", "z"), p("d f")),
  ];
  const words = (node: Node) => linesOf(node).map((line) => line.node.content?.[0]?.text);
  const changes = between(before, after);
  expect(side(changes, "added")).toEqual(words(before));
  expect(side(changes, "removed")).toEqual(words(after));
});

test("words in every script are words", () => {
  expect(diffWords("Der Dom steht", "Der Dom stand").map(({ words }) => words)).toEqual([
    "Der Dom ",
    "steht",
    "stand",
  ]);
  expect(diffWords("", "new")).toEqual([{ is: "added", words: "new" }]);
});
