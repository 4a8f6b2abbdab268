// The nodes and marks that the renderer knows, and those of our own that carry what it does not.

import type { Extensions } from "@tiptap/core";
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
import { Emoji } from "./nodes/emoji";
import { BlockMath, InlineMath } from "./nodes/mathematics";
import { Mention } from "./nodes/mention";
import { PicturePlace } from "./nodes/picture";
import { unknownNodes } from "./nodes/unknown-nodes";

export const extensions: Extensions = [
  StarterKit.configure({
    // What nobody wrote is not saved: the renderer adds `rel` itself.
    link: {
      openOnClick: false,
      defaultProtocol: "https",
      HTMLAttributes: { target: null, rel: null, class: null },
    },
    trailingNode: false,
    dropcursor: { color: "var(--accent)", width: 2 },
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
  Mention,
  Emoji,
  InlineMath,
  BlockMath,
  PicturePlace,
  ...unknownNodes,
];
