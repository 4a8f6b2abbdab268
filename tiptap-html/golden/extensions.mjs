/**
 * TipTap's official open-source extensions, configured as a blog's editor would.
 *
 * The order decides how marks nest, so it is part of what the golden pairs record.
 */
import { Details, DetailsContent, DetailsSummary } from "@tiptap/extension-details";
import { Emoji, emojis } from "@tiptap/extension-emoji";
import { Highlight } from "@tiptap/extension-highlight";
import { Image } from "@tiptap/extension-image";
import { TaskItem, TaskList } from "@tiptap/extension-list";
import { BlockMath, InlineMath } from "@tiptap/extension-mathematics";
import { Mention } from "@tiptap/extension-mention";
import { Subscript } from "@tiptap/extension-subscript";
import { Superscript } from "@tiptap/extension-superscript";
import { TableKit } from "@tiptap/extension-table";
import { TextAlign } from "@tiptap/extension-text-align";
import { TextStyleKit } from "@tiptap/extension-text-style";
import { Youtube } from "@tiptap/extension-youtube";
import { StarterKit } from "@tiptap/starter-kit";

/**
 * Without a browser to ask, TipTap takes every emoji for unsupported and shows a picture from another host.
 * In a browser it shows the characters, so the pictures are left out.
 */
const plainEmojis = emojis.map((emoji) => {
  const plain = { ...emoji };
  delete plain.fallbackImage;
  return plain;
});

/** @type {import("@tiptap/core").Extensions} */
export const extensions = [
  StarterKit,
  TextStyleKit,
  Highlight.configure({ multicolor: true }),
  Subscript,
  Superscript,
  TextAlign.configure({ types: ["heading", "paragraph"] }),
  TableKit,
  TaskList,
  TaskItem.configure({ nested: true }),
  Image,
  Youtube,
  Mention.configure({ suggestions: [{ char: "@" }, { char: "#" }] }),
  Details.configure({ persist: true }),
  DetailsSummary,
  DetailsContent,
  Emoji.configure({ emojis: plainEmojis }),
  InlineMath,
  BlockMath,
];

/**
 * Every name of an emoji with its characters: the name itself first, then its aliases, as TipTap looks up.
 *
 * @returns {Map<string, string>}
 */
export function emojiTable() {
  /** @type {Map<string, string>} */
  const table = new Map();
  for (const { name, shortcodes, emoji } of plainEmojis) {
    for (const key of [name, ...shortcodes]) {
      if (emoji && !table.has(key)) table.set(key, emoji);
    }
  }
  return table;
}
