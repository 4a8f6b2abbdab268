"use client";

import { useEditorState, type Editor } from "@tiptap/react";
import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { filled } from "@/i18n";
import { useText } from "@/i18n/use-text";
import styles from "./FindBar.module.css";
import { find, findingOf, findNext, replaceAll, replaceOne, stopFinding } from "./plugins/find";

interface Props {
  readonly editor: Editor;
  readonly onClose: () => void;
}

export function FindBar({ editor, onClose }: Props) {
  const text = useText();
  const field = useRef<HTMLInputElement>(null);
  const { from, to } = editor.state.selection;
  const [words, setWords] = useState(() => editor.state.doc.textBetween(from, to, "\n").split("\n")[0] ?? "");
  const [other, setOther] = useState("");
  const [isExact, setIsExact] = useState(false);
  const { count, at } = useEditorState({
    editor,
    selector: ({ editor: current }) => {
      const finding = findingOf(current.state);
      return { count: finding.places.length, at: finding.at };
    },
  });

  useEffect(() => find(editor.view, words, isExact), [editor, words, isExact]);
  useEffect(() => {
    field.current?.select();
    return () => {
      if (!editor.isDestroyed) stopFinding(editor.view);
    };
  }, [editor]);

  return (
    <form
      role="search"
      aria-label={text.findTitle}
      className={styles["bar"]}
      onSubmit={(event) => {
        event.preventDefault();
        findNext(editor.view, 1);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        onClose();
        editor.commands.focus();
      }}
    >
      <input
        ref={field}
        className="field"
        aria-label={text.findWords}
        placeholder={text.findWords}
        dir="auto"
        autoFocus
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <span role="status" className={styles["count"]}>
        {words !== "" &&
          (count > 0 ? filled(text.findCount, { at: String(at + 1), count: String(count) }) : text.findNone)}
      </span>
      <button
        type="button"
        className="button plain"
        aria-label={text.findPrevious}
        title={text.findPrevious}
        onClick={() => findNext(editor.view, -1)}
      >
        <ArrowUp aria-hidden size={16} />
      </button>
      <button type="submit" className="button plain" aria-label={text.findNext} title={text.findNext}>
        <ArrowDown aria-hidden size={16} />
      </button>
      <label className={styles["exact"]}>
        <input type="checkbox" checked={isExact} onChange={(event) => setIsExact(event.target.checked)} />
        {text.findCase}
      </label>
      <input
        className="field"
        aria-label={text.replaceWith}
        placeholder={text.replaceWith}
        dir="auto"
        value={other}
        onChange={(event) => setOther(event.target.value)}
      />
      <button
        type="button"
        className="button"
        disabled={count === 0 || !editor.isEditable}
        onClick={() => replaceOne(editor.view, other)}
      >
        {text.replaceOne}
      </button>
      <button
        type="button"
        className="button"
        disabled={count === 0 || !editor.isEditable}
        onClick={() => replaceAll(editor.view, other)}
      >
        {text.replaceAll}
      </button>
      <button
        type="button"
        className="button plain"
        aria-label={text.editorClose}
        title={text.editorClose}
        onClick={onClose}
      >
        <X aria-hidden size={16} />
      </button>
    </form>
  );
}
