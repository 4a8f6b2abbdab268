import { getSchema } from "@tiptap/core";
import { expect, test } from "vitest";
import { extensions } from "../schema";
import { placesOf } from "./find";

const schema = getSchema(extensions);
const text = (words: string, ...marks: string[]) => ({
  type: "text",
  text: words,
  marks: marks.map((type) => ({ type })),
});

function found(content: object[], words: string, isExact = false): string[] {
  const doc = schema.nodeFromJSON({ type: "doc", content: [{ type: "paragraph", content }] });
  return placesOf(doc, words, isExact).map(({ from, to }) => doc.textBetween(from, to));
}

test("words are found whatever their case and marks", () => {
  expect(found([text("Tea, te"), text("a", "bold"), text(" and TEA")], "tea")).toEqual(["Tea", "tea", "TEA"]);
  expect(found([text("Tea and tea")], "tea", true)).toEqual(["tea"]);
});

test("what is no text keeps places right", () => {
  expect(
    found(
      [
        text("a"),
        { type: "hardBreak" },
        text("tea "),
        { type: "emoji", attrs: { name: "tea" } },
        text("tea"),
      ],
      "tea",
    ),
  ).toEqual(["tea", "tea"]);
});

test("a letter that grows in lower case moves nothing", () => {
  expect(found([text("İstanbul tea")], "tea")).toEqual(["tea"]);
});
