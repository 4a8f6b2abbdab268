// The nodes and marks that the renderer knows, and four of our own that carry what it does not.

import { Extension, Mark, Node, type Extensions } from "@tiptap/core";
import { Details, DetailsContent, DetailsSummary } from "@tiptap/extension-details";
import Highlight from "@tiptap/extension-highlight";
import Image from "@tiptap/extension-image";
import { TaskItem, TaskList } from "@tiptap/extension-list";
import Subscript from "@tiptap/extension-subscript";
import Superscript from "@tiptap/extension-superscript";
import { TableKit } from "@tiptap/extension-table";
import TextAlign from "@tiptap/extension-text-align";
import { TextStyleKit } from "@tiptap/extension-text-style";
import Youtube from "@tiptap/extension-youtube";
import StarterKit from "@tiptap/starter-kit";

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
    const types = names.filter((name) => name !== "doc" && name !== "text");
    return [{ types, attributes: { lsRest: { ...data, keepOnSplit: false } } }];
  },
});

export const extensions: Extensions = [
  StarterKit.configure({
    // What nobody wrote is not saved: the renderer adds `rel` itself.
    link: {
      openOnClick: false,
      defaultProtocol: "https",
      HTMLAttributes: { target: null, rel: null, class: null },
    },
    trailingNode: false,
  }),
  TaskList,
  TaskItem.configure({ nested: true }),
  TableKit.configure({ table: { resizable: true } }),
  Image,
  Highlight.configure({ multicolor: true }),
  Subscript,
  Superscript,
  TextStyleKit,
  TextAlign.configure({ types: ["heading", "paragraph"] }),
  Details,
  DetailsSummary,
  DetailsContent,
  Youtube.configure({ nocookie: true }),
  UnknownBlock,
  UnknownInline,
  UnknownMark,
  Rest,
];
