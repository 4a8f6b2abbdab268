// Three of our own that carry what the editor does not know, and an attribute for what its nodes do not have.

import { Extension, Mark, Node } from "@tiptap/core";

const data = { default: null, rendered: false };
const BOX = "content from another tool";

const UnknownBlock = Node.create({
  name: "lsUnknownBlock",
  group: "block",
  atom: true,
  addAttributes: () => ({ data }),
  renderHTML: () => ["div", { "data-unknown": "", contenteditable: "false" }, BOX],
});

const UnknownInline = Node.create({
  name: "lsUnknownInline",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes: () => ({ data }),
  renderHTML: () => ["span", { "data-unknown": "", contenteditable: "false" }, BOX],
});

const UnknownMark = Mark.create({
  name: "lsUnknownMark",
  excludes: "",
  addAttributes: () => ({ data }),
  renderHTML: () => ["span", { "data-unknown-mark": "" }, 0],
});

/** Attributes that our nodes do not have ride along. */
const Rest = Extension.create({
  name: "lsRest",
  addGlobalAttributes() {
    const names = this.extensions.filter(({ type }) => type === "node").map(({ name }) => name);
    const types = names.filter((name) => name !== "text");
    return [{ types, attributes: { lsRest: { ...data, keepOnSplit: false } } }];
  },
});

export const unknownNodes = [UnknownBlock, UnknownInline, UnknownMark, Rest];
