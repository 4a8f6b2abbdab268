"use client";

import { EditorContent, useEditor, type Editor } from "@tiptap/react";
import { useEffect, useState } from "react";
import { useText } from "@/i18n/use-text";
import { changePublication } from "../api/blog.admin.api";
import { MergeDialog } from "../components/MergeDialog";
import { SeoPanel } from "../components/SeoPanel";
import { StateLine } from "../components/StateLine";
import { BlogToolbar } from "./BlogToolbar";
import styles from "./BlogEditorCore.module.css";
import { extensions } from "./schema";
import { useSaving, useSnapshot, type Opening } from "./use-saving";

export function BlogEditorCore(props: Opening) {
  const text = useText();
  const editor = useEditor({
    extensions,
    immediatelyRender: false,
    shouldRerenderOnTransaction: false,
    editable: false,
    editorProps: {
      attributes: {
        ...{ role: "textbox", "aria-multiline": "true", "aria-label": text.textLabel },
        ...{ "data-placeholder": text.writeText, dir: "auto" },
      },
    },
  });
  return editor ? <Opened key={props.postId ?? props.draftId} editor={editor} {...props} /> : null;
}

function Opened({ editor, postId, draftId, writer }: Opening & { readonly editor: Editor }) {
  const text = useText();
  const { session, values, edit, note } = useSaving(editor, { postId, draftId, writer });
  const snapshot = useSnapshot(session);
  const [failure, setFailure] = useState("");
  const created = snapshot?.state.setting.postId ?? null;
  useEffect(() => {
    // The address of a new post is its own as soon as there is one.
    if (postId === null && created !== null)
      window.history.replaceState(null, "", `/dashboard/blog/${created}`);
  }, [postId, created]);
  if (!session || !snapshot) return <p className={styles["opening"]}>{text.opening}</p>;
  const isOpen = snapshot.state.is === "open" && snapshot.state.role === "writer";
  const { is } = snapshot.status;
  const id = snapshot.state.setting.postId;
  const isPublished = snapshot.post?.status === "published";

  const publish = async (to: "publish" | "unpublish") => {
    setFailure("");
    // What is published is what stands here, or nothing is.
    const isSaved = await session.saveNow();
    const now = session.snapshot().state.setting.postId;
    if (!isSaved || now === null) return;
    try {
      session.setStatus((await changePublication(now, to)).status);
    } catch (error) {
      setFailure(text.publishFailed.replace("{reason}", error instanceof Error ? error.message : ""));
    }
  };

  return (
    <div
      className={styles["core"]}
      onKeyDown={(event) => {
        if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "s") {
          event.preventDefault();
          void session.saveNow();
        }
      }}
    >
      <header className={styles["bar"]}>
        <StateLine snapshot={snapshot} values={values} session={session} />
        <span className={styles["space"]} />
        {isPublished && (
          <button
            type="button"
            className="button"
            disabled={!isOpen}
            onClick={() => void publish("unpublish")}
          >
            {text.unpublish}
          </button>
        )}
        <button
          type="button"
          className="button primary"
          disabled={!isOpen || (id === null && is === "saved")}
          onClick={() => void (isPublished ? session.saveNow() : publish("publish"))}
        >
          {isPublished ? text.update : text.publish}
        </button>
      </header>
      {failure && <p role="alert">{failure}</p>}
      <BlogToolbar editor={editor} />
      <article className={styles["canvas"]}>
        <textarea
          className={styles["title"]}
          aria-label={text.writeTitle}
          placeholder={text.writeTitle}
          rows={1}
          maxLength={255}
          dir="auto"
          readOnly={!isOpen}
          value={values.title}
          onChange={(event) => edit({ title: event.target.value.replace(/\n/g, " ") })}
        />
        <EditorContent editor={editor} className={styles["text"]} />
      </article>
      <SeoPanel values={values} snapshot={snapshot} edit={edit} disabled={!isOpen} />
      <p className="hidden" role="status">
        {note ? text.broughtIn : ""}
      </p>
      <MergeDialog snapshot={snapshot} session={session} />
    </div>
  );
}
