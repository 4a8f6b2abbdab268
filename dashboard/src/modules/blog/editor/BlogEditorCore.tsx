"use client";

import { EditorContent, useEditor, type Editor } from "@tiptap/react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useText } from "@/i18n/use-text";
import { changePublication } from "../api/blog.admin.api";
import { MergeDialog } from "../components/MergeDialog";
import { SeoPanel } from "../components/SeoPanel";
import { StateLine } from "../components/StateLine";
import { SavingSession, type Snapshot } from "../saving/runner";
import { EMPTY, type Setting, type Values, type Writer } from "../saving";
import { BlogToolbar } from "./BlogToolbar";
import { bringInto, FOREIGN, showIn, textOfEditor } from "./bridge";
import styles from "./BlogEditorCore.module.css";
import { extensions } from "./schema";

interface Props {
  readonly postId: string | null;
  readonly draftId: string;
  readonly writer: Writer;
}

/** After a keystroke the text is taken this much later: the copy on the device follows 250 ms behind. */
const TAKE_MS = 40;

export function BlogEditorCore(props: Props) {
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

function Opened({ editor, postId, draftId, writer }: Props & { readonly editor: Editor }) {
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

/** The session of one opening, and the fields beside the text as they stand in the page. */
function useSaving(editor: Editor, { postId, draftId, writer }: Props) {
  const [session, setSession] = useState<SavingSession>();
  const [values, setValues] = useState<Values>(EMPTY);
  const [note, setNote] = useState(false);
  const fields = useRef<Values>(EMPTY);
  const taking = useRef<ReturnType<typeof setTimeout>>(undefined);
  const tell = useRef<SavingSession>(undefined);

  const take = useRef((): Values | undefined => {
    if (taking.current === undefined) return undefined;
    clearTimeout(taking.current);
    taking.current = undefined;
    fields.current = { ...fields.current, content: textOfEditor(editor) };
    return fields.current;
  });

  const touched = useRef(() => {
    if (taking.current !== undefined) return;
    tell.current?.tell({ type: "touched" });
    taking.current = setTimeout(() => {
      const taken = take.current();
      if (taken) tell.current?.tell({ type: "textTaken", values: taken });
    }, TAKE_MS);
  });

  useEffect(() => {
    const place = (next: Values) => {
      fields.current = next;
      setValues(next);
    };
    const setting: Setting = {
      ...{ writer, draftId, postId, copyId: crypto.randomUUID() },
      ...{ door: "autosave", jitter: Math.random() },
    };
    const opened = new SavingSession(setting, {
      show: (next) => {
        place(next);
        showIn(editor, next.content);
        editor.setEditable(true, false);
      },
      bringIn: (next) => {
        place(next);
        bringInto(editor, next.content);
        setNote(true);
      },
      flush: () => take.current(),
    });
    tell.current = opened;
    const update = ({ transaction }: { transaction: { getMeta(key: string): unknown } }) => {
      if (!transaction.getMeta(FOREIGN)) touched.current();
    };
    const start = () => opened.tell({ type: "compositionChanged", composing: true });
    const end = () => opened.tell({ type: "compositionChanged", composing: false });
    editor.on("update", update);
    editor.view.dom.addEventListener("compositionstart", start);
    editor.view.dom.addEventListener("compositionend", end);
    setSession(opened);
    return () => {
      editor.off("update", update);
      editor.view.dom.removeEventListener("compositionstart", start);
      editor.view.dom.removeEventListener("compositionend", end);
      opened.end();
    };
  }, [editor, writer, draftId, postId]);

  const edit = (changes: Partial<Values>) => {
    fields.current = { ...fields.current, ...changes };
    setValues(fields.current);
    touched.current();
  };
  return { session, values, edit, note };
}

const nothing = () => () => undefined;

function useSnapshot(session: SavingSession | undefined): Snapshot | undefined {
  return useSyncExternalStore(
    session?.subscribe ?? nothing,
    () => session?.snapshot(),
    () => undefined,
  );
}
