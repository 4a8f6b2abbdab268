// @vitest-environment jsdom

import { getSchema } from "@tiptap/core";
import { describe, expect, test } from "vitest";
import { extensions } from "../schema";
import { blocksOf, looksLikeMarkdown } from "./markdown";

describe("text that is Markdown", () => {
  test.each([
    "# Title\n\nWords",
    "Some **bold** and a [link](https://example.org)",
    "```js\nlet a;\n```",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "- one\n- two\n\n> said",
  ])("%s", (text) => expect(looksLikeMarkdown(text)).toBe(true));

  test.each([
    "Just words.",
    "- a dash\nand more",
    "2 * 3 * 4 = 24",
    "#hashtag and #another",
    "1. Only one",
    "Dear Ana,\n\n> quoted\n\nYours",
    "https://example.org/a_b_c",
  ])("%s is not", (text) => expect(looksLikeMarkdown(text)).toBe(false));
});

test("it becomes blocks that the editor has", async () => {
  const blocks = await blocksOf(
    "# One\n\nA **bold** [link](https://example.org) and [bad](javascript:alert(1))\n\n- a\n- b\n\n1. c\n2. d\n\n- [x] done\n\n> said\n\n```rust\nfn main() {}\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n---\n\n![alt](data:image/png;base64,AA) ![ok](https://example.org/a.png)",
  );
  const schema = getSchema(extensions);
  const doc = schema.nodeFromJSON({ type: "doc", content: blocks });
  doc.check();
  const json = JSON.stringify(blocks);
  for (const type of [
    "heading",
    "bulletList",
    "orderedList",
    "taskList",
    "blockquote",
    "codeBlock",
    "table",
    "horizontalRule",
  ])
    expect(json).toContain(`"${type}"`);
  expect(json).not.toMatch(/javascript:|data:image/);
  expect(json).toContain("https://example.org/a.png");
});
