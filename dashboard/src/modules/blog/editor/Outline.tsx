"use client";

import { useEditorState, type Editor } from "@tiptap/react";
import { TextSelection } from "@tiptap/pm/state";
import { useText } from "@/i18n/use-text";
import styles from "./Outline.module.css";

interface Heading {
  readonly level: number;
  readonly words: string;
  readonly at: number;
}

/** The headings of the text; each leads to its place. */
export function Outline({ editor }: { readonly editor: Editor }) {
  const text = useText();
  const headings = useEditorState({ editor, selector: ({ editor: current }) => headingsOf(current) });
  if (headings.length === 0) return <p className={styles["empty"]}>{text.outlineEmpty}</p>;
  const top = Math.min(...headings.map(({ level }) => level));
  return (
    <nav aria-label={text.outline}>
      <ol className={styles["list"]}>
        {headings.map(({ level, words, at }) => (
          <li key={at} style={{ paddingInlineStart: `${String((level - top) * 16)}px` }}>
            <button type="button" className={styles["heading"]} dir="auto" onClick={() => goTo(editor, at)}>
              {words || text.untitled}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function headingsOf({ state }: Editor): readonly Heading[] {
  const headings: Heading[] = [];
  state.doc.descendants((node, at) => {
    if (node.type.name === "heading")
      headings.push({ level: Number(node.attrs["level"]), words: node.textContent, at });
    return !node.isTextblock;
  });
  return headings;
}

function goTo(editor: Editor, at: number): void {
  const { tr } = editor.state;
  editor.view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(at + 1))));
  editor.view.focus();
  const dom = editor.view.nodeDOM(at);
  if (dom instanceof HTMLElement) dom.scrollIntoView({ block: "center" });
}
