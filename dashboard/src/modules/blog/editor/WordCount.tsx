"use client";

import type { Editor } from "@tiptap/react";
import { useEffect, useState } from "react";
import { filled } from "@/i18n";
import { useLocale, useText } from "@/i18n/use-text";
import { countIn, minutesOf, type Count } from "./count";
import styles from "./BlogEditorCore.module.css";

/** Nobody counts while they type. */
const PAUSE_MS = 400;

export function WordCount({ editor }: { readonly editor: Editor }) {
  const text = useText();
  const locale = useLocale();
  const [count, setCount] = useState<Count>(() => countIn(editor.state.doc));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      timer = setTimeout(() => setCount(countIn(editor.state.doc)), PAUSE_MS);
    };
    look();
    editor.on("update", look);
    return () => {
      clearTimeout(timer);
      editor.off("update", look);
    };
  }, [editor]);
  const words = (count.words + count.characters).toLocaleString(locale);
  return (
    <p className={styles["count"]}>
      {filled(text.wordCount, { words })} · {filled(text.readingTime, { minutes: String(minutesOf(count)) })}
    </p>
  );
}
