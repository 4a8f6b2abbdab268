"use client";

import type { Editor } from "@tiptap/react";
import { useId, useState } from "react";
import { useText } from "@/i18n/use-text";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { videoOf } from "./addresses";
import styles from "./Dialogs.module.css";

/** A video of YouTube by its address. Pasting the address into an empty line does the same. */
export function VideoDialog({ editor, onClose }: { readonly editor: Editor; readonly onClose: () => void }) {
  const text = useText();
  const id = useId();
  const [given, setGiven] = useState("");
  const [isBad, setIsBad] = useState(false);
  return (
    <Dialog open title={text.videoTitle} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const video = videoOf(given);
          if (!video) return setIsBad(true);
          onClose();
          editor.chain().focus().insertContent({ type: "youtube", attrs: video }).run();
        }}
      >
        <label className={styles["label"]} htmlFor={id}>
          {text.videoAddress}
        </label>
        <input
          id={id}
          className="field"
          inputMode="url"
          placeholder="https://youtu.be/…"
          autoFocus
          autoComplete="off"
          value={given}
          aria-invalid={isBad || undefined}
          aria-describedby={isBad ? `${id}-bad` : undefined}
          onChange={(event) => {
            setGiven(event.target.value);
            setIsBad(false);
          }}
        />
        {isBad && (
          <p id={`${id}-bad`} className={styles["fault"]}>
            {text.videoBad}
          </p>
        )}
        <DialogActions>
          <button type="button" className="button" onClick={onClose}>
            {text.editorCancel}
          </button>
          <button type="submit" className="button primary">
            {text.videoInsert}
          </button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
