"use client";

import { useEditorState, type Editor } from "@tiptap/react";
import { Toolbar } from "radix-ui";
import type { Key } from "@/i18n";
import { useText } from "@/i18n/use-text";
import styles from "./BlogToolbar.module.css";

interface Command {
  readonly name: Key;
  readonly sign: string;
  readonly run: (editor: Editor) => boolean;
  readonly isOn?: (editor: Editor) => boolean;
}

const mark = (name: Key, type: string, sign: string): Command => ({
  name,
  sign,
  run: (editor) => editor.chain().focus().toggleMark(type).run(),
  isOn: (editor) => editor.isActive(type),
});

const heading = (name: Key, level: 2 | 3): Command => ({
  name,
  sign: `H${String(level)}`,
  run: (editor) => editor.chain().focus().toggleHeading({ level }).run(),
  isOn: (editor) => editor.isActive("heading", { level }),
});

const GROUPS: readonly (readonly Command[])[] = [
  [
    mark("bold", "bold", "B"),
    mark("italic", "italic", "I"),
    mark("underline", "underline", "U"),
    mark("strike", "strike", "S"),
    mark("code", "code", "<>"),
  ],
  [heading("heading2", 2), heading("heading3", 3)],
  [
    {
      name: "bulletList",
      sign: "•",
      run: (editor) => editor.chain().focus().toggleBulletList().run(),
      isOn: (editor) => editor.isActive("bulletList"),
    },
    {
      name: "orderedList",
      sign: "1.",
      run: (editor) => editor.chain().focus().toggleOrderedList().run(),
      isOn: (editor) => editor.isActive("orderedList"),
    },
    {
      name: "taskList",
      sign: "☑",
      run: (editor) => editor.chain().focus().toggleTaskList().run(),
      isOn: (editor) => editor.isActive("taskList"),
    },
    {
      name: "blockquote",
      sign: "❝",
      run: (editor) => editor.chain().focus().toggleBlockquote().run(),
      isOn: (editor) => editor.isActive("blockquote"),
    },
    {
      name: "codeBlock",
      sign: "{ }",
      run: (editor) => editor.chain().focus().toggleCodeBlock().run(),
      isOn: (editor) => editor.isActive("codeBlock"),
    },
  ],
  [
    { name: "rule", sign: "—", run: (editor) => editor.chain().focus().setHorizontalRule().run() },
    {
      name: "table",
      sign: "▦",
      run: (editor) => editor.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
    },
  ],
  [
    { name: "undo", sign: "↺", run: (editor) => editor.chain().focus().undo().run() },
    { name: "redo", sign: "↻", run: (editor) => editor.chain().focus().redo().run() },
  ],
];

const COMMANDS = GROUPS.flat();

export function BlogToolbar({ editor }: { editor: Editor }) {
  const text = useText();
  const on = useEditorState({
    editor,
    selector: ({ editor: current }) => COMMANDS.map((command) => command.isOn?.(current) ?? false).join(),
  }).split(",");

  const link = () => {
    const present = String(editor.getAttributes("link")["href"] ?? "");
    const href = window.prompt(text.linkAddress, present);
    if (href === null) return;
    const chain = editor.chain().focus().extendMarkRange("link");
    if (href.trim() === "") chain.unsetLink().run();
    else chain.setLink({ href: href.trim() }).run();
  };
  const image = () => {
    const src = window.prompt(text.imageAddress, "https://");
    if (!src || !/^https:\/\/./.test(src)) return;
    editor
      .chain()
      .focus()
      .setImage({ src, alt: window.prompt(text.imageAlt, "") ?? "" })
      .run();
  };

  return (
    <Toolbar.Root
      className={styles["toolbar"]}
      aria-label={text.toolbar}
      // The text keeps its selection, and on phones its keyboard.
      onMouseDown={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key === "Escape") editor.commands.focus();
      }}
    >
      {GROUPS.map((group) => (
        <div key={group[0]?.name} className={styles["group"]}>
          {group.map((command) => (
            <Toolbar.Button
              key={command.name}
              className={styles["button"]}
              aria-label={text[command.name]}
              title={text[command.name]}
              aria-pressed={command.isOn ? on[COMMANDS.indexOf(command)] === "true" : undefined}
              onClick={() => command.run(editor)}
            >
              {command.sign}
            </Toolbar.Button>
          ))}
        </div>
      ))}
      <div className={styles["group"]}>
        <Toolbar.Button className={styles["button"]} aria-label={text.link} title={text.link} onClick={link}>
          🔗
        </Toolbar.Button>
        <Toolbar.Button
          className={styles["button"]}
          aria-label={text.image}
          title={text.image}
          onClick={image}
        >
          🖼
        </Toolbar.Button>
      </div>
    </Toolbar.Root>
  );
}
