"use client";

import type { Editor } from "@tiptap/react";
import { useEffect, useId, useRef, useState } from "react";
import { useText } from "@/i18n/use-text";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { drawFormula } from "../nodes/mathematics";
import styles from "./Dialogs.module.css";

interface Props {
  readonly editor: Editor;
  readonly isBlock: boolean;
  /** Where the formula stands that is changed; a new one comes where the cursor is. */
  readonly at: number | undefined;
  readonly onClose: () => void;
}

/** Mathematics as its source, drawn while one writes. */
export function FormulaDialog({ editor, isBlock, at, onClose }: Props) {
  const text = useText();
  const id = useId();
  const drawn = useRef<HTMLDivElement>(null);
  const present = at === undefined ? undefined : editor.state.doc.nodeAt(at);
  const [latex, setLatex] = useState(String(present?.attrs["latex"] ?? ""));

  useEffect(() => {
    const box = drawn.current;
    if (!box) return;
    box.textContent = "";
    if (latex.trim() !== "") void drawFormula(box, latex, isBlock).catch(() => (box.textContent = latex));
  }, [latex, isBlock]);

  return (
    <Dialog open title={text.formulaTitle} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
          if (latex.trim() === "") return void editor.commands.focus();
          const attrs = { latex: latex.trim() };
          const type = isBlock ? "blockMath" : "inlineMath";
          const chain = editor.chain().focus();
          if (at === undefined) chain.insertContent({ type, attrs }).run();
          else chain.setNodeSelection(at).updateAttributes(type, attrs).run();
        }}
      >
        <label className={styles["label"]} htmlFor={id}>
          {text.formulaSource}
        </label>
        <textarea
          id={id}
          className={`field ${styles["source"] ?? ""}`}
          dir="ltr"
          autoFocus
          spellCheck={false}
          placeholder="\frac{a}{b}"
          value={latex}
          onChange={(event) => setLatex(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.metaKey || event.ctrlKey))
              event.currentTarget.form?.requestSubmit();
          }}
        />
        <div className={styles["drawn"]} ref={drawn} aria-label={text.formulaPreview} role="img" />
        <DialogActions>
          <button type="button" className="button" onClick={onClose}>
            {text.editorCancel}
          </button>
          <button type="submit" className="button primary">
            {text.formulaApply}
          </button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
