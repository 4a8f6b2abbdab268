"use client";

import type { Editor } from "@tiptap/react";
import { Eye, History, SlidersHorizontal } from "lucide-react";
import Link from "next/link";
import { useText } from "@/i18n/use-text";
import type { Site } from "../api/site";
import { PublishPanel } from "../components/PublishPanel";
import { StateLine } from "../components/StateLine";
import type { Values } from "../saving";
import type { SavingSession, Snapshot } from "../saving/runner";
import styles from "./BlogEditorCore.module.css";
import type { Side } from "./SidePanel";

interface Props {
  readonly editor: Editor;
  readonly session: SavingSession;
  readonly snapshot: Snapshot;
  readonly values: Values;
  readonly site: Site | undefined;
  readonly side: Side | undefined;
  readonly toggle: (side: Side) => void;
  readonly isPublishing: boolean;
  readonly setIsPublishing: (isOpen: boolean) => void;
}

/** Where one came from, where the text is, and where it can go. */
export function EditorBar(props: Props) {
  const { editor, session, snapshot, values, site, side, toggle, isPublishing, setIsPublishing } = props;
  const text = useText();
  const isOpen = snapshot.state.is === "open" && snapshot.state.role === "writer";
  const { postId } = snapshot.state.setting;
  const isPublished = snapshot.post?.status === "published";
  return (
    <header className={styles["bar"]}>
      <Link href="/dashboard/blog" className="button plain">
        ← {text.backToPosts}
      </Link>
      <StateLine snapshot={snapshot} values={values} session={session} />
      <span className={styles["space"]} />
      <button
        type="button"
        className="button plain"
        aria-pressed={side === "preview"}
        aria-keyshortcuts="Control+Shift+P"
        title={text.previewTitle}
        onClick={() => toggle("preview")}
      >
        <Eye aria-hidden size={16} />
        <span className={styles["name"]}>{text.preview}</span>
      </button>
      <button
        type="button"
        className="button plain"
        aria-pressed={side === "details"}
        title={text.postDetailsHint}
        onClick={() => toggle("details")}
      >
        <SlidersHorizontal aria-hidden size={16} />
        <span className={styles["name"]}>{text.postDetails}</span>
      </button>
      {postId && (
        <Link href={`/dashboard/blog/${postId}/history`} className="button plain" prefetch={false}>
          <History aria-hidden size={16} />
          <span className={styles["name"]}>{text.history}</span>
        </Link>
      )}
      <button
        type="button"
        className="button primary"
        disabled={!isOpen}
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+Enter"
        onClick={() => setIsPublishing(true)}
      >
        {isPublished ? text.update : text.publish}
      </button>
      {isPublishing && isOpen && (
        <PublishPanel
          {...{ editor, session, snapshot, values, site }}
          onClose={() => setIsPublishing(false)}
        />
      )}
    </header>
  );
}
