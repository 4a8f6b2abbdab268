// What can be done to a text, once: toolbar, menus, bubble and the list of shortcuts all read it here.

import type { Editor } from "@tiptap/core";
import {
  AlignCenter,
  AlignJustify,
  AlignLeft,
  AlignRight,
  Bold,
  ChevronsUpDown,
  Code,
  Code2,
  CornerDownLeft,
  Film,
  Heading1,
  Heading2,
  Heading3,
  Heading4,
  Highlighter,
  Image,
  Italic,
  Link,
  List,
  ListChecks,
  ListOrdered,
  Minus,
  Pilcrow,
  Quote,
  Redo2,
  RemoveFormatting,
  Sigma,
  SquareSigma,
  Strikethrough,
  Subscript,
  Superscript,
  Table,
  Underline,
  Undo2,
  type LucideIcon,
} from "lucide-react";
import type { Key } from "@/i18n";

/** What a command may have to ask the writer first. */
export type Question =
  | { readonly is: "link" }
  | { readonly is: "image" }
  | { readonly is: "video" }
  | { readonly is: "formula"; readonly isBlock: boolean; readonly at?: number }
  | { readonly is: "keys" };

export type Ask = (question: Question) => void;

export interface Command {
  readonly name: Key;
  readonly icon: LucideIcon;
  readonly run: (editor: Editor, ask: Ask) => void;
  readonly isOn?: (editor: Editor) => boolean;
  readonly can?: (editor: Editor) => boolean;
  /** As ProseMirror names keys. */
  readonly keys?: string;
  /** Other words by which somebody may look for it. */
  readonly words?: Key;
  /** What is typed for it. */
  readonly typed?: string;
}

const mark = (name: Key, type: string, icon: LucideIcon, keys?: string): Command => ({
  name,
  icon,
  run: (editor) => editor.chain().focus().toggleMark(type).run(),
  isOn: (editor) => editor.isActive(type),
  ...(keys ? { keys } : {}),
});

const heading = (name: Key, level: 1 | 2 | 3 | 4, icon: LucideIcon): Command => ({
  name,
  icon,
  run: (editor) => editor.chain().focus().setHeading({ level }).run(),
  isOn: (editor) => editor.isActive("heading", { level }),
  keys: `Mod-Alt-${String(level)}`,
  typed: "#".repeat(level),
});

export const KINDS: readonly Command[] = [
  {
    name: "paragraph",
    icon: Pilcrow,
    run: (editor) => editor.chain().focus().setParagraph().run(),
    isOn: (editor) => editor.isActive("paragraph"),
    keys: "Mod-Alt-0",
  },
  heading("heading1", 1, Heading1),
  heading("heading2", 2, Heading2),
  heading("heading3", 3, Heading3),
  heading("heading4", 4, Heading4),
];

export const LINK: Command = {
  name: "link",
  icon: Link,
  run: (_, ask) => ask({ is: "link" }),
  isOn: (editor) => editor.isActive("link"),
  keys: "Mod-Alt-k",
};

export const MARKS: readonly Command[] = [
  mark("bold", "bold", Bold, "Mod-b"),
  mark("italic", "italic", Italic, "Mod-i"),
  mark("underline", "underline", Underline, "Mod-u"),
  mark("strike", "strike", Strikethrough, "Mod-Shift-s"),
  mark("code", "code", Code, "Mod-e"),
];

export const MARKER: Command = {
  ...mark("markColour", "highlight", Highlighter, "Mod-Shift-h"),
};

export const LISTS: readonly Command[] = [
  {
    name: "bulletList",
    icon: List,
    run: (editor) => editor.chain().focus().toggleBulletList().run(),
    isOn: (editor) => editor.isActive("bulletList"),
    ...{ keys: "Mod-Shift-8", words: "wordsList", typed: "-" },
  },
  {
    name: "orderedList",
    icon: ListOrdered,
    run: (editor) => editor.chain().focus().toggleOrderedList().run(),
    isOn: (editor) => editor.isActive("orderedList"),
    ...{ keys: "Mod-Shift-7", typed: "1." },
  },
  {
    name: "taskList",
    icon: ListChecks,
    run: (editor) => editor.chain().focus().toggleTaskList().run(),
    isOn: (editor) => editor.isActive("taskList"),
    ...{ keys: "Mod-Shift-9", words: "wordsTask", typed: "[ ]" },
  },
  {
    name: "blockquote",
    icon: Quote,
    run: (editor) => editor.chain().focus().toggleBlockquote().run(),
    isOn: (editor) => editor.isActive("blockquote"),
    ...{ keys: "Mod-Shift-b", words: "wordsQuote", typed: ">" },
  },
];

export const IMAGE: Command = {
  name: "image",
  icon: Image,
  run: (_, ask) => ask({ is: "image" }),
  isOn: (editor) => editor.isActive("image"),
  words: "wordsImage",
};

export const INSERTS: readonly Command[] = [
  IMAGE,
  {
    name: "codeBlock",
    icon: Code2,
    run: (editor) => editor.chain().focus().toggleCodeBlock().run(),
    isOn: (editor) => editor.isActive("codeBlock"),
    ...{ keys: "Mod-Alt-c", words: "wordsCode", typed: "```" },
  },
  {
    name: "table",
    icon: Table,
    run: (editor) => editor.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
    isOn: (editor) => editor.isActive("table"),
    words: "wordsTable",
  },
  { name: "video", icon: Film, run: (_, ask) => ask({ is: "video" }), words: "wordsVideo" },
  {
    name: "details",
    icon: ChevronsUpDown,
    run: (editor) => {
      if (editor.isActive("details")) editor.chain().focus().unsetDetails().run();
      else editor.chain().focus().setDetails().run();
    },
    isOn: (editor) => editor.isActive("details"),
    words: "wordsDetails",
  },
  {
    name: "formula",
    icon: Sigma,
    run: (_, ask) => ask({ is: "formula", isBlock: false }),
    ...{ words: "wordsFormula", typed: "$$x$$" },
  },
  {
    name: "formulaBlock",
    icon: SquareSigma,
    run: (_, ask) => ask({ is: "formula", isBlock: true }),
    ...{ words: "wordsFormula", typed: "$$$x$$$" },
  },
  {
    name: "rule",
    icon: Minus,
    run: (editor) => editor.chain().focus().setHorizontalRule().run(),
    ...{ words: "wordsRule", typed: "---" },
  },
  {
    name: "hardBreak",
    icon: CornerDownLeft,
    run: (editor) => editor.chain().focus().setHardBreak().run(),
    keys: "Shift-Enter",
  },
];

/** Everything that makes a block of its own, for the menu behind `/`. */
export const BLOCKS: readonly Command[] = [...KINDS, ...LISTS, ...INSERTS];

const align = (name: Key, value: string, icon: LucideIcon, keys: string): Command => ({
  name,
  icon,
  run: (editor) => editor.chain().focus().setTextAlign(value).run(),
  isOn: (editor) => editor.isActive({ textAlign: value }),
  keys,
});

export const ALIGNMENTS: readonly Command[] = [
  align("alignStart", "left", AlignLeft, "Mod-Shift-l"),
  align("alignCenter", "center", AlignCenter, "Mod-Shift-e"),
  align("alignEnd", "right", AlignRight, "Mod-Shift-r"),
  align("alignJustify", "justify", AlignJustify, "Mod-Shift-j"),
];

export const SMALL_MARKS: readonly Command[] = [
  mark("subscript", "subscript", Subscript, "Mod-,"),
  mark("superscript", "superscript", Superscript, "Mod-."),
  {
    name: "clearFormat",
    icon: RemoveFormatting,
    run: (editor) => editor.chain().focus().unsetAllMarks().clearNodes().run(),
  },
];

export const HISTORY: readonly Command[] = [
  {
    name: "undo",
    icon: Undo2,
    run: (editor) => editor.chain().focus().undo().run(),
    can: (editor) => editor.can().undo(),
    keys: "Mod-z",
  },
  {
    name: "redo",
    icon: Redo2,
    run: (editor) => editor.chain().focus().redo().run(),
    can: (editor) => editor.can().redo(),
    keys: "Mod-Shift-z",
  },
];

export const COMMANDS: readonly Command[] = [
  ...KINDS,
  ...MARKS,
  LINK,
  MARKER,
  ...LISTS,
  ...INSERTS,
  ...ALIGNMENTS,
  ...SMALL_MARKS,
  ...HISTORY,
];

/** As the keyboard says it: ⌘⇧K, or Ctrl+Shift+K. */
export function keysShown(keys: string): string {
  const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);
  const names: Readonly<Record<string, string>> = isMac
    ? { Mod: "⌘", Alt: "⌥", Shift: "⇧", ArrowUp: "↑", ArrowDown: "↓", Enter: "⏎" }
    : { Mod: "Ctrl", ArrowUp: "↑", ArrowDown: "↓", Enter: "Enter" };
  const parts = keys.split("-").map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part));
  return parts.join(isMac ? "" : "+");
}
