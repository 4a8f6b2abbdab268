"use client";

import type { Editor } from "@tiptap/react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { SavingSession, type Snapshot } from "../saving/runner";
import { EMPTY, type Setting, type Values, type Writer } from "../saving";
import { bringInto, FOREIGN, showIn, textOfEditor } from "./bridge";

/** After a keystroke the text is taken this much later: the copy on the device follows 250 ms behind. */
const TAKE_MS = 40;

/** Whose post is opened, and which. */
export interface Opening {
  readonly postId: string | null;
  readonly draftId: string;
  readonly writer: Writer;
}

/** The session of one opening, and the fields beside the text as they stand in the page. */
export function useSaving(editor: Editor, { postId, draftId, writer }: Opening) {
  const [session, setSession] = useState<SavingSession>();
  const [values, setValues] = useState<Values>(EMPTY);
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
      jitter: Math.random(),
    };
    const opened = new SavingSession(setting, {
      show: (next) => {
        place(next);
        showIn(editor, next.content);
      },
      bringIn: (next) => {
        place(next);
        bringInto(editor, next.content);
      },
      flush: () => take.current(),
      setWritable: (isWritable) => editor.setEditable(isWritable, false),
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
  return { session, values, edit };
}

const nothing = () => () => undefined;

export function useSnapshot(session: SavingSession | undefined): Snapshot | undefined {
  return useSyncExternalStore(
    session?.subscribe ?? nothing,
    () => session?.snapshot(),
    () => undefined,
  );
}
