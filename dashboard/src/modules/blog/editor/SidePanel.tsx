"use client";

import type { Editor } from "@tiptap/react";
import { X } from "lucide-react";
import { useText } from "@/i18n/use-text";
import type { Site } from "../api/site";
import { Preview } from "../components/Preview";
import { SeoPanel } from "../components/SeoPanel";
import type { Values } from "../saving";
import type { SavingSession, Snapshot } from "../saving/runner";
import { Outline } from "./Outline";
import styles from "./SidePanel.module.css";

export type Side = "preview" | "details" | "outline";

interface Props {
  readonly editor: Editor;
  readonly side: Side;
  readonly session: SavingSession;
  readonly snapshot: Snapshot;
  readonly values: Values;
  readonly edit: (changes: Partial<Values>) => void;
  readonly site: Site | undefined;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** What stands beside the text, or instead of it where there is no room for both. */
export function SidePanel({ side, onClose, editor, snapshot, values, edit, site, isOpen }: Props) {
  const text = useText();
  const title = { preview: text.previewTitle, details: text.postDetails, outline: text.outline }[side];
  return (
    <aside className={styles["panel"]} data-side={side} aria-label={title}>
      <div className={styles["head"]}>
        <h2 className={styles["title"]}>{title}</h2>
        <button
          type="button"
          className="button plain"
          aria-label={text.editorClose}
          title={text.editorClose}
          onClick={onClose}
        >
          <X aria-hidden size={16} />
        </button>
      </div>
      {side === "preview" && <Preview editor={editor} values={values} snapshot={snapshot} site={site} />}
      {side === "outline" && <Outline editor={editor} />}
      {side === "details" && (
        <SeoPanel
          values={values}
          snapshot={snapshot}
          edit={edit}
          disabled={!isOpen}
          site={site}
          editor={editor}
        />
      )}
    </aside>
  );
}
