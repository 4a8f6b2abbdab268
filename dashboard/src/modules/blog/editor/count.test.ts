import { getSchema } from "@tiptap/core";
import { expect, test } from "vitest";
import { countIn, countOf, minutesOf } from "./count";
import { extensions } from "./schema";

const minutes = (text: string) => minutesOf(countOf(text));

test("reading time follows the renderer's rule", () => {
  // The renderer's own examples.
  expect(minutes("")).toBe(1);
  expect(minutes("word ".repeat(200))).toBe(1);
  expect(minutes("word ".repeat(201))).toBe(2);
  expect(minutes("語".repeat(500))).toBe(1);
  expect(minutes("語".repeat(1001))).toBe(3);
  expect(minutes("word ".repeat(100) + "語".repeat(250))).toBe(1);
});

test("signs are no words, and a word may have signs", () => {
  expect(countOf("well-known: it's 2 o’clock — or * three").words).toBe(6);
  expect(countOf("Привет, мир! ١٢ 東京へ").words).toBe(3);
  expect(countOf("東京へ").characters).toBe(3);
});

test("a document's words are those of its lines", () => {
  const schema = getSchema(extensions);
  const p = (...content: object[]) => ({ type: "paragraph", content });
  const text = (words: string) => ({ type: "text", text: words });
  const doc = schema.nodeFromJSON({
    type: "doc",
    content: [
      p(text("one two")),
      {
        type: "bulletList",
        content: [{ type: "listItem", content: [p(text("three"), { type: "hardBreak" }, text("four"))] }],
      },
      p({ type: "mention", attrs: { id: "u1", label: "Ana" } }, text(" five")),
    ],
  });
  expect(countIn(doc).words).toBe(6);
});
